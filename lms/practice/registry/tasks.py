"""The seven questions asked of a caseload: to whom each is put, its rule as one exact text, its key. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lms.practice.registry.patients import REQUEST_FLAGS, SAFETY_FLAGS, Caseload, Patient
from lms.practice.registry.rules import (
    USUAL,
    Judgement,
    Limits,
    call_today,
    graduation,
    overdue,
    panel_review,
    plan_change,
    remission,
    response,
)


@dataclass(frozen=True)
class Task:
    """One question. `rule` says from which fields of the data the key follows, so that anybody can work it out.

    `words` say the same to a learner. `duty` is the duty of the job that it exercises; `facts` are where the rule comes from. `ordered`: the key is a list
    in an order that counts.
    """

    id: str
    title: str
    question: str
    duty: str
    facts: tuple[str, ...]
    rule: Callable[[Limits], str]
    words: Callable[[Limits], str]
    judge: Callable[[Patient, date, Limits], Judgement]
    ordered: bool = False


ACTIVE = "Everybody whose phase is not discharged is asked about."
LATEST = "Scores are in order of date; the baseline is the first PHQ-9, the latest score is the last PHQ-9."


def _overdue(limits: Limits) -> str:
    return (
        f"{ACTIVE} Count the days from the last contact with completed true to as_of. A patient in phase active is"
        f" overdue when they are more than {limits.active}, in phase maintenance or relapse prevention when they are more"
        f" than {limits.steady}. Contacts with completed false do not count."
    )


def _panel_review(limits: Limits) -> str:
    return (
        f"{ACTIVE} {LATEST} Three groups, each patient in the first that fits. Group 1, safety: item9 of the latest PHQ-9"
        " is above 0 and consulted_on is null or before the day of that score. Group 2, new: consulted_on is null."
        " Group 3, not improving: phase active, baseline of 10 or more, at least two PHQ-9, and, counting the days on the"
        " present plan from plan_changed_on (from enrolled_on where that is null) to as_of, either"
        f" {limits.review} days or more and the latest PHQ-9 more than half of the baseline, or"
        f" {limits.early} to {limits.review - 1} days and the latest PHQ-9 less than 5 points below the baseline."
        " The order is group 1, 2, 3; within a group the higher latest PHQ-9 first, then the earlier enrolled_on, then the id."
    )


def _response(limits: Limits) -> str:
    return (
        f"All patients shown are asked about, the discharged too. {LATEST} A patient has responded when the baseline is 10"
        " or more, there are at least two PHQ-9, and the latest is at most half of the baseline. Whoever is in remission"
        " has responded as well."
    )


def _remission(limits: Limits) -> str:
    return (
        f"All patients shown are asked about, the discharged too. {LATEST} A patient is in remission when the baseline is"
        " 10 or more, there are at least two PHQ-9, and the latest is under 5."
    )


def _graduation(limits: Limits) -> str:
    return (
        f"{ACTIVE} {LATEST} A patient is ready to graduate when the baseline is 10 or more, the latest PHQ-9 and an earlier"
        f" one at least {limits.held} days before it are both under 5 with no PHQ-9 of 5 or more between them, item9 of the"
        " latest PHQ-9 is 0, and neither relapse_plan_on nor pcp_agreed_on is null."
    )


def _plan_change(limits: Limits) -> str:
    return (
        f"Everybody in phase active is asked about. {LATEST} The plan must change when the baseline is 10 or more, there are"
        f" at least two PHQ-9, {limits.change} days or more lie between plan_changed_on (enrolled_on where that is null)"
        " and as_of, and the latest PHQ-9 is more than half of the baseline."
    )


def _call_today(limits: Limits) -> str:
    kinds = ", ".join((*SAFETY_FLAGS, *REQUEST_FLAGS))
    return (
        f"{ACTIVE} {LATEST} A patient needs a call today when item9 of the latest PHQ-9 is above 0 and no contact with"
        " completed true lies on the day of that score or later, or when a flag with closed_on null is one of these"
        f" kinds: {kinds}."
    )


def _weeks(days: int) -> str:
    return f"{days // 7} weeks" if days % 7 == 0 else f"{days} days"


def _overdue_words(limits: Limits) -> str:
    return (
        f"In active treatment more than {limits.active} days since somebody last spoke with the patient, in maintenance and"
        f" relapse prevention more than {limits.steady}. An attempt that reached nobody does not count. The discharged are"
        " not asked about."
    )


def _panel_review_words(limits: Limits) -> str:
    return (
        "First safety: item 9 of the latest PHQ-9 is above 0 and no panel review has discussed it. Then everybody who is new:"
        " never at a panel review. Then, in active treatment from a first PHQ-9 of 10 or more, whoever is not improving: under"
        f" half gone after {_weeks(limits.review)} on the present plan, or less than 5 points better from"
        f" {_weeks(limits.early)} on. Within each group the higher latest PHQ-9 comes first, then the longer enrolled."
    )


def _response_words(limits: Limits) -> str:
    return (
        "The first PHQ-9 was 10 or more, there are at least two, and the latest is at most half of the first. Remission is"
        " included, and so are the discharged."
    )


def _remission_words(limits: Limits) -> str:
    return "The first PHQ-9 was 10 or more, there are at least two, and the latest is under 5. The discharged are included."


def _graduation_words(limits: Limits) -> str:
    return (
        "In remission from a first PHQ-9 of 10 or more; under 5 throughout from a score at least"
        f" {_weeks(limits.held)} before the latest; item 9 of the latest at 0; relapse prevention plan written; PCP agreed. The"
        " discharged are not asked about."
    )


def _plan_change_words(limits: Limits) -> str:
    return (
        f"In active treatment from a first PHQ-9 of 10 or more, {_weeks(limits.change)} or longer on the present plan, at least"
        " two scores, and the latest is more than half of the first."
    )


def _call_today_words(limits: Limits) -> str:
    return (
        "Item 9 of the latest PHQ-9 is above 0 and nobody has spoken with the patient that day or since. Or an open flag does"
        " not wait: a severe side effect, possible mania or psychosis, pregnancy on a medicine, withdrawal, a sharp decline, or"
        " a request by the patient or the PCP."
    )


TASKS = (
    Task(
        "overdue",
        "Who is overdue?",
        "Of all patients not discharged: who has gone longer without a completed contact than their phase allows?",
        "C-09",
        ("F2.13", "F2.17", "F2.38", "F2.40"),
        _overdue,
        _overdue_words,
        overdue,
    ),
    Task(
        "panel-review",
        "Who comes to panel review?",
        "Of all patients not discharged: who is discussed at this week's panel review, and in what order?",
        "C-08",
        ("F2.57", "F2.60", "F5.11"),
        _panel_review,
        _panel_review_words,
        panel_review,
        ordered=True,
    ),
    Task(
        "response",
        "Who has responded?",
        "Of all patients shown, discharged ones too: who has responded, remission included?",
        "C-04",
        ("F2.43", "F2.45", "F2.48"),
        _response,
        _response_words,
        lambda patient, _day, _limits: response(patient),
    ),
    Task(
        "remission",
        "Who is in remission?",
        "Of all patients shown, discharged ones too: who is in remission?",
        "C-04",
        ("F2.43", "F2.45"),
        _remission,
        _remission_words,
        lambda patient, _day, _limits: remission(patient),
    ),
    Task(
        "graduation",
        "Who is ready to graduate?",
        "Of all patients not discharged: whose remission has held, with all in place to end the episode?",
        "C-13",
        ("F2.40", "F2.73", "F5.22"),
        _graduation,
        _graduation_words,
        lambda patient, _day, limits: graduation(patient, limits),
    ),
    Task(
        "plan-change",
        "Whose plan must change?",
        "Of all patients in active treatment: who has been too long on a plan that does not work?",
        "C-11",
        ("F2.40", "F2.54", "F2.57"),
        _plan_change,
        _plan_change_words,
        plan_change,
    ),
    Task(
        "call-today",
        "Who needs a call today?",
        "Of all patients not discharged: who cannot wait until tomorrow?",
        "C-02",
        ("F2.58", "F2.73", "F2.75", "F2.77"),
        _call_today,
        _call_today_words,
        lambda patient, _day, _limits: call_today(patient),
    ),
)
TASK_IDS = tuple(each.id for each in TASKS)


def task_of(task_id: str) -> Task:
    """A task by id. Raises KeyError."""
    for task in TASKS:
        if task.id == task_id:
            return task
    raise KeyError(task_id)


def judged(task: Task, caseload: Caseload, limits: Limits = USUAL) -> dict[str, Judgement]:
    """What the rule of a task says of each patient, by id, in the order of the registry."""
    return {each.id: task.judge(each, caseload.as_of, limits) for each in caseload.patients}


def key(task: Task, caseload: Caseload, limits: Limits = USUAL) -> tuple[str, ...]:
    """The patients whom the rule names, by id; in the order of the registry, or in the order that counts."""
    says = judged(task, caseload, limits)
    named = [each for each in caseload.patients if says[each.id].named]
    if task.ordered:
        named.sort(key=lambda each: (says[each.id].group, -each.phq[-1].total, each.enrolled_on, each.id))
    return tuple(each.id for each in named)
