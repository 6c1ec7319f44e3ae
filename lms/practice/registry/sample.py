"""A variant as plain data: the patients, and each task with its question, its rule and its key. What outsiders test against."""

from __future__ import annotations

from typing import Any

from lms.practice.registry.caseload import USUAL_SIZE, caseload
from lms.practice.registry.patients import Caseload, Patient
from lms.practice.registry.rules import USUAL, Limits
from lms.practice.registry.tasks import TASKS, key


def sample(seed: int) -> dict[str, Any]:
    """The usual caseload of a seed with all seven tasks; dates are ISO days, a date that has not come is null."""
    made = caseload(seed, USUAL_SIZE, USUAL)
    return {"seed": seed, **as_data(made), "tasks": tasks_of(made, USUAL)}


def as_data(made: Caseload) -> dict[str, Any]:
    """The caseload without any answers."""
    return {"as_of": made.as_of.isoformat(), "patients": [_patient(each) for each in made.patients]}


def tasks_of(made: Caseload, limits: Limits) -> list[dict[str, Any]]:
    """Each task: `key` holds patient ids, in the order that counts where `ordered` is true, else in that of the registry."""
    return [
        {
            "id": task.id,
            "question": task.question,
            "rule": task.rule(limits),
            "facts": list(task.facts),
            "ordered": task.ordered,
            "key": list(key(task, made, limits)),
        }
        for task in TASKS
    ]


def _patient(each: Patient) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "age": each.age,
        "pcp": each.pcp,
        "enrolled_on": each.enrolled_on.isoformat(),
        "phase": each.phase,
        "treatment": each.treatment,
        "scores": [
            {"on": one.on.isoformat(), "tool": one.tool, "total": one.total, "item9": one.item9, "via": one.via}
            for one in each.scores
        ],
        "contacts": [{"on": one.on.isoformat(), "completed": one.completed, "how": one.how} for one in each.contacts],
        "flags": [{"on": one.on.isoformat(), "kind": one.kind, "closed_on": _iso(one.closed_on)} for one in each.flags],
        "plan_changed_on": _iso(each.plan_changed_on),
        "consulted_on": _iso(each.consulted_on),
        "next_contact_on": _iso(each.next_contact_on),
        "relapse_plan_on": _iso(each.relapse_plan_on),
        "pcp_agreed_on": _iso(each.pcp_agreed_on),
        "discharged_on": _iso(each.discharged_on),
        "discharge_reason": each.discharge_reason,
    }


def _iso(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())
