"""Settle several things of a queue at once: each by the action of its own kind, whole or not at all, with what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy.orm import Session

from lms.acts.outside import decide, get_training_for
from lms.curriculum.course import Course
from lms.errors import NotFound, Refusal
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.queries import decided_by
from lms.people.models import Account, RoleHeld
from lms.people.permissions import Actor, Permission
from lms.readiness.goals.actions import By, record, seen
from lms.readiness.goals.queries import recorded_by
from lms.readiness.queue.asked import ready_to_sign
from lms.readiness.rules.goals import KINDS as GOALS
from lms.readiness.skills.actions import Given, confirm_log, get_entry, get_seen, sign
from lms.readiness.skills.models import SkillSeen
from lms.readiness.skills.queries import confirmed_by, get_skilled, signed_by

Choice = Literal["yes", "no", "leave"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
RECENT = timedelta(days=1)
"""How long what was settled stays on the queue's page, to be taken back there."""
NOT_FOUND = "It is not there any more, or not yours to settle. Nothing was changed."
NO_MORE = "It does not wait any more: somebody settled it meanwhile, or it was taken back. Nothing was changed."


@dataclass(frozen=True)
class Chosen:
    """What somebody says of one row: to accept, confirm or sign it, to decline it for a reason, or to leave it."""

    id: str
    choice: Choice
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one row. `what`: it in words, empty where it is nobody's to know. `why`: what kept it; None: it is done."""

    id: str
    what: str
    why: str | None = None


def settle(
    session: Session, *, actor: Actor, now: datetime, course: Course, kind: str, chosen: Sequence[Chosen]
) -> tuple[Outcome, ...]:
    """Do what was chosen, row by row. A row that cannot be settled changes nothing and keeps no other from it.

    What was left is left out of the answer. Only hours can be declined. Raises NotFound for what is not settled this way.
    """
    do = _ACTS.get(kind)
    if do is None or (kind != "hours" and any(each.choice == "no" for each in chosen)):
        raise NotFound()
    by = By(session, actor, now, course)
    found = []
    for each in {one.id: one for one in chosen if one.choice != "leave"}.values():
        words = ""
        try:
            with session.begin_nested():
                words = do(by, each)
        except _Kept as kept:
            found.append(Outcome(each.id, kept.what, kept.why))
        except NotFound:
            found.append(Outcome(each.id, "", NOT_FOUND))
        else:
            found.append(Outcome(each.id, words))
    return tuple(found)


class _Kept(Exception):
    """A row that stays as it is, with its words and the reason."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(why)
        self.what, self.why = what, why


@contextmanager
def _told(what: str) -> Iterator[None]:
    """A refusal within becomes the reason why this row stays as it was; what is not found stays unnamed."""
    try:
        yield
    except NotFound:
        raise
    except Refusal as wrong:
        raise _Kept(what, str(wrong)) from wrong


def _training(by: By, chosen: Chosen) -> str:
    row = by.session.get(OutsideTraining, chosen.id)
    if row is None:
        raise NotFound()
    row = get_training_for(by.session, by.actor, row.account_id, row.id)
    what = f"“{row.title}” of {by.session.get_one(Account, row.account_id).name}"
    accept = chosen.choice == "yes"
    with _told(what):
        decide(
            by.session, actor=by.actor, now=by.now, course=by.course, account_id=row.account_id, training_id=row.id,
            accept=accept, reason=chosen.reason, looked=accept,
        )  # fmt: skip
    return what


def _goal(by: By, chosen: Chosen) -> str:
    role_held_id, _, goal_id = chosen.id.partition(":")
    held = by.session.get(RoleHeld, role_held_id)
    if held is None or not by.actor.may(
        Permission.PLAN_CHANGE, organisation_id=held.clinic.organisation_id, clinic_id=held.clinic_id
    ):
        raise NotFound()
    now = seen(by, held).find(goal_id)
    if now is None:
        raise NotFound()
    wanted = now.goal.wanted
    what = f"“{': '.join(each for each in (GOALS[wanted.kind], wanted.words) if each)}” of {held.account.name}"
    if now.state != "proposed" or now.mark is None:
        raise _Kept(what, NO_MORE)
    with _told(what):
        record(
            by, role_held_id=held.id, goal_id=goal_id, what="done", on=now.mark.on, text=now.mark.note, checked=True
        )  # fmt: skip
    return what


def _signature(by: By, chosen: Chosen) -> str:
    row = by.session.get(SkillSeen, chosen.id)
    if row is None:
        raise NotFound()
    skilled = get_skilled(by.session, by.actor, row.account_id)
    row = get_seen(by.session, skilled, row.id)
    skill = by.course.skill(row.skill_id)
    what = f"“{skill.title if skill else row.skill_id}” of {skilled.account.name}"
    if row.signed_at is not None or row.withdrawn_at is not None or not ready_to_sign(row, by.actor):
        raise _Kept(what, NO_MORE)
    given = Given(row.method, row.state, row.seen_on, row.comment, checked=True)
    with _told(what):
        sign(
            by.session, actor=by.actor, now=by.now, course=by.course, account_id=row.account_id, skill_id=row.skill_id,
            given=given, seen_id=row.id,
        )  # fmt: skip
    return what


def _entry(by: By, chosen: Chosen) -> str:
    row, _ = get_entry(by.session, by.actor, chosen.id)
    what = f"“{row.what}” of {by.session.get_one(Account, row.account_id).name}"
    if row.confirmed_at is not None:
        raise _Kept(what, NO_MORE)
    with _told(what):
        confirm_log(by.session, actor=by.actor, now=by.now, entry_id=row.id)
    return what


_ACTS: Mapping[str, Callable[[By, Chosen], str]] = {
    "hours": _training,
    "goal": _goal,
    "signature": _signature,
    "log": _entry,
}


@dataclass(frozen=True)
class Settled:
    """One thing that somebody settled a short while ago, and what leads a door to where it is taken back."""

    kind: str
    what: str
    person: str
    at: datetime
    ref: Mapping[str, str]


def settled_by(session: Session, actor: Actor, course: Course, now: datetime) -> tuple[Settled, ...]:
    """What the actor settled in the last day and what stands, the newest first."""
    since = now - RECENT
    found = [
        Settled(
            "hours", f"{row.title}: {'accepted' if row.accepted else 'not accepted'}", account.name, row.decided_at or now,
            {"account_id": account.id, "training_id": row.id},
        )
        for row, account in decided_by(session, actor.account_id, since)
    ]  # fmt: skip
    for mark, goal, held in recorded_by(session, actor.account_id, since):
        words = ": ".join(each for each in (GOALS.get(goal.kind, goal.kind), goal.words) if each)  # type: ignore[call-overload]
        ref = {"account_id": held.account_id, "role_held_id": held.id, "goal_id": goal.id}
        found.append(Settled("goal", f"{words}: {mark.what}", held.account.name, mark.at, ref))
    for seen_row in signed_by(session, actor.account_id, since):
        skill = course.skill(seen_row.skill_id)
        ref = {"skilled_id": seen_row.account_id, "seen_id": seen_row.id}
        words = f"{skill.title if skill else seen_row.skill_id}: signed, {seen_row.state}"
        found.append(Settled("signature", words, seen_row.account.name, seen_row.signed_at or now, ref))
    for entry, account in confirmed_by(session, actor.account_id, since):
        ref = {"skilled_id": account.id, "entry_id": entry.id, "what": "unconfirm"}
        found.append(Settled("log", f"{entry.what}: confirmed", account.name, entry.confirmed_at or now, ref))
    return tuple(sorted(found, key=lambda each: (each.at, each.what), reverse=True))
