"""What a week's choices were worth, what an experienced care manager would have chosen, and the figures of a caseload. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lms.practice.registry.patients import Caseload, Patient
from lms.practice.registry.rules import (
    USUAL,
    Limits,
    allowed_gap,
    call_today,
    overdue,
    panel_review,
    plan_change,
    remission,
    response,
)
from lms.practice.registry.tasks import key, task_of
from lms.practice.registry.weeks import Choice, Walk, Week, begin, live, may_change

Part = Literal["call", "review", "change"]
DUTIES: dict[Part, str] = {"call": "C-09", "review": "C-08", "change": "C-11"}


@dataclass(frozen=True)
class Note:
    """One choice, or one that was `left_out`, with its reason. `unsafe`: it alone fails the week."""

    patient: Patient
    part: Part
    good: bool
    words: str
    unsafe: bool = False
    left_out: bool = False


@dataclass(frozen=True)
class Judged:
    """A week's notes. `right` of `of` for a part counts good choices among all that were good, wrong or left out."""

    notes: tuple[Note, ...]

    def of_part(self, part: Part) -> tuple[Note, ...]:
        """The notes of one part."""
        return tuple(each for each in self.notes if each.part == part)

    def marks(self, part: Part) -> tuple[int, int]:
        """(right, of) of one part."""
        notes = self.of_part(part)
        return sum(each.good for each in notes), len(notes)

    @property
    def safety_missed(self) -> bool:
        """Whether somebody with an open safety question was not called."""
        return any(each.unsafe for each in self.notes)


@dataclass(frozen=True)
class Figures:
    """A caseload in numbers, of those not discharged except where said."""

    people: int
    overdue: int
    calls_today: int
    unreviewed: int
    stuck: int
    responded: int
    remitted: int
    lost: int


def figures(caseload: Caseload, limits: Limits = USUAL) -> Figures:
    """The numbers of one day. `lost` counts those discharged because nobody reached them."""
    here = [each for each in caseload.patients if each.phase != "discharged"]
    day = caseload.as_of
    return Figures(
        people=len(here),
        overdue=sum(overdue(each, day, limits).named for each in here),
        calls_today=sum(call_today(each).named for each in here),
        unreviewed=sum(each.consulted_on is None for each in here),
        stuck=sum(plan_change(each, day, limits).named for each in here),
        responded=sum(response(each).named for each in here),
        remitted=sum(remission(each).named for each in here),
        lost=sum(each.discharge_reason == "no contact after outreach" for each in caseload.patients),
    )


def expert(caseload: Caseload, calls: int, places: int, limits: Limits = USUAL) -> Choice:
    """What an experienced care manager would choose: safety, requests, then the longest silence for their phase; the list of
    the panel review from its top; every plan that must change once there is advice."""
    review = key(task_of("panel-review"), caseload, limits)[:places]
    bare = Choice((), review, ())
    change = tuple(
        each.id
        for each in caseload.patients
        if plan_change(each, caseload.as_of, limits).named and may_change(each, bare, caseload.as_of)
    )
    return Choice(tuple(each.id for each in _worth_calling(caseload, limits))[:calls], review, change)


def judge(week: Week, calls: int, places: int, limits: Limits = USUAL) -> Judged:
    """The notes on one week that is over, of which `calls` and `places` were the most there could be."""
    return Judged((*_calls(week, calls, limits), *_reviews(week, places, limits), *_changes(week, limits)))


def by_expert(seed: int, size: int, weeks: int, calls: int, places: int, limits: Limits = USUAL) -> Walk:
    """The same weeks with the same luck, walked by an experienced care manager."""
    walk = begin(seed, size, weeks, limits)
    while not walk.ended:
        walk = live(walk, expert(walk.caseload, calls, places, limits), limits)
    return walk


def _worth_calling(caseload: Caseload, limits: Limits) -> list[Patient]:
    day = caseload.as_of
    named = [(each, call_today(each)) for each in caseload.patients]
    urgent = sorted((each for each in named if each[1].named), key=lambda each: not each[1].safety)
    first = [each for each, _ in urgent]
    late = [each for each in caseload.patients if each not in first and overdue(each, day, limits).named]
    late.sort(key=lambda each: (-((day - each.last_contact_on).days / allowed_gap(each, limits)), each.id))
    return [*first, *late]


def _calls(week: Week, calls: int, limits: Limits) -> list[Note]:
    made, day, chosen = week.caseload, week.caseload.as_of, week.choice.call
    worth = _worth_calling(made, limits)
    notes = []
    for each in made.patients:
        if each.id not in chosen:
            continue
        today, late = call_today(each), overdue(each, day, limits)
        good = each in worth
        why = today.why if today.named else late.why
        notes.append(Note(each, "call", good, why))
    left = [each for each in worth if each.id not in chosen]
    room = max(min(calls, len(worth)) - sum(note.good for note in notes), 0)
    urgent = [each for each in left if call_today(each).safety]
    for each in dict.fromkeys((*urgent, *left[:room])):
        today = call_today(each)
        notes.append(
            Note(
                each,
                "call",
                False,
                today.why if today.named else overdue(each, day, limits).why,
                today.safety,
                left_out=True,
            )
        )
    return notes


def _reviews(week: Week, places: int, limits: Limits) -> list[Note]:
    made, day, chosen = week.caseload, week.caseload.as_of, week.choice.review
    listed = key(task_of("panel-review"), made, limits)
    notes = [
        Note(each, "review", each.id in listed, panel_review(each, day, limits).why)
        for each in made.patients
        if each.id in chosen
    ]
    room = max(min(places, len(listed)) - sum(note.good for note in notes), 0)
    for ident in [each for each in listed if each not in chosen][:room]:
        patient = made.patient(ident)
        assert patient is not None
        notes.append(Note(patient, "review", False, panel_review(patient, day, limits).why, left_out=True))
    return notes


def _changes(week: Week, limits: Limits) -> list[Note]:
    made, day, choice = week.caseload, week.caseload.as_of, week.choice
    notes = []
    for each in made.patients:
        due = plan_change(each, day, limits)
        advised = may_change(each, choice, day)
        if each.id in choice.change:
            look = panel_review(each, day, limits)
            good = advised and (due.named or look.group == 3)
            why = look.why if look.group == 3 else due.why
            notes.append(
                Note(
                    each,
                    "change",
                    good,
                    why
                    if advised
                    else "No panel review in the last four weeks: the PCP waits for the consultant's view.",
                )
            )
        elif due.named and advised:
            notes.append(Note(each, "change", False, due.why, left_out=True))
    return notes
