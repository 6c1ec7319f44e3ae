"""The long form: a caseload that moves week by week with what the learner chooses. Pure; the same seed and choices, the same weeks.

A week runs from Wednesday to Wednesday, with panel review on its Thursday. docs/content.md says what each choice does.
Every draw belongs to a patient and a week, so two people with one seed meet the same luck and differ by their choices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from lms.practice.registry.caseload import VERSION, arrivals, drawn
from lms.practice.registry.illness import Traits, gad_total, moved, phq_total, severity
from lms.practice.registry.patients import GAD, PHQ, SAFETY_FLAGS, Caseload, Contact, Flag, Patient, Score
from lms.practice.registry.rules import USUAL, Limits, call_today, item9_open, urgent_flags

NEW_A_WEEK = 2
LOST_AFTER = 49  # Days of silence after which somebody may leave without a word.


@dataclass(frozen=True)
class Choice:
    """What a learner does with a week, as patient ids: whom to call, whom to bring to panel review, whose plan to change."""

    call: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    change: tuple[str, ...] = ()


@dataclass(frozen=True)
class Walker:
    """A patient with what nobody sees: traits, the severity of today and the fit of the present plan."""

    patient: Patient
    traits: Traits
    level: float
    fit: str


@dataclass(frozen=True)
class Event:
    """Something that happened to a patient in a week; `kind` groups it, `words` are a sentence without the name."""

    patient_id: str
    kind: str
    words: str


@dataclass(frozen=True)
class Week:
    """One week that is over: the caseload on its first day, what was chosen, what happened."""

    caseload: Caseload
    choice: Choice
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Walk:
    """Where a walk through the weeks stands."""

    seed: int
    weeks: int
    as_of: date
    people: tuple[Walker, ...]
    over: tuple[Week, ...] = ()

    @property
    def caseload(self) -> Caseload:
        """The registry of today."""
        return Caseload(self.as_of, tuple(each.patient for each in self.people))

    @property
    def ended(self) -> bool:
        """Whether all weeks are over."""
        return len(self.over) >= self.weeks


def begin(seed: int, size: int, weeks: int, limits: Limits = USUAL) -> Walk:
    """The first Wednesday."""
    as_of, people = drawn(seed, size, limits)
    walkers = []
    for each in people:
        days = (as_of - each.patient.enrolled_on).days
        walkers.append(Walker(each.patient, each.traits, severity(each.traits, each.plans, days), each.plans[-1][1]))
    return Walk(seed, weeks, as_of, tuple(walkers))


def live(walk: Walk, choice: Choice, limits: Limits = USUAL) -> Walk:
    """The walk a week later. Ids that are nobody's or of the discharged change nothing."""
    number, events, people = len(walk.over), [], []
    for walker in walk.people:
        if walker.patient.phase == "discharged":
            people.append(walker)
            continue
        rng = Random(f"registry-weeks-{VERSION}-{walk.seed}-{number}-{walker.patient.id}")
        after, told = _week(rng, walker, walk.as_of, choice, limits)
        people.append(after)
        events += told
    came = arrivals(walk.seed, walk.as_of + timedelta(7), number, NEW_A_WEEK, [each.patient.name for each in people])
    for each in came:
        people.append(Walker(each.patient, each.traits, each.traits.baseline, each.plans[-1][1]))
        events.append(Event(each.patient.id, "new", f"enrolled with a PHQ-9 of {each.patient.phq[0].total}"))
    week = Week(walk.caseload, choice, tuple(events))
    return replace(walk, as_of=walk.as_of + timedelta(7), people=tuple(people), over=(*walk.over, week))


def may_change(patient: Patient, choice: Choice, as_of: date) -> bool:
    """A plan changes with the consultant's advice, of this week or of the last four (F2.54, F2.55); the PCP decides on it."""
    consulted = patient.consulted_on
    return patient.id in choice.review or (consulted is not None and (as_of - consulted).days <= 28)


def _week(rng: Random, walker: Walker, as_of: date, choice: Choice, limits: Limits) -> tuple[Walker, list[Event]]:
    """One patient's week: advice, contact, illness, and what comes up by itself."""
    luck = [rng.random() for _ in range(8)]
    patient, events = walker.patient, []
    ident = patient.id
    was_open = item9_open(patient)
    unsafe = was_open or any(each.kind in SAFETY_FLAGS for each in urgent_flags(patient))
    if ident in choice.review:
        patient = replace(patient, consults=(*patient.consults, as_of + timedelta(1)))
    fit = walker.fit
    if ident in choice.change:
        if may_change(walker.patient, choice, as_of):
            fit = "good" if luck[0] < 0.55 else "fair" if luck[0] < 0.85 else "poor"
            patient = replace(patient, plan_changes=(*patient.plan_changes, as_of + timedelta(2)))
            events.append(Event(ident, "changed", "plan changed with the consultant's advice and the PCP's agreement"))
        else:
            events.append(
                Event(ident, "unchanged", "the PCP asked for the consultant's view first, so the plan stayed as it was")
            )
    met, how = _meeting(patient, as_of, choice, 1.0 if unsafe else walker.traits.reach, luck[1])
    if met is not None:
        patient = replace(patient, contacts=(*patient.contacts, Contact(met, how != "missed", "telephone")))
    if how == "missed":
        patient = replace(patient, next_contact_on=None)
        events.append(
            Event(
                ident, "missed", "did not answer" + (" your calls" if ident in choice.call else " and has no next date")
            )
        )
    pull = _pull(patient, as_of + timedelta(7), limits)
    level = moved(walker.level, walker.traits.baseline, fit, 1, pull=pull)
    walker = replace(walker, level=level, fit=fit)
    if met is not None and how != "missed":
        patient, told = _talked(rng, walker, patient, met, how, was_open=was_open)
        events += told
    if unsafe and ident not in choice.call:
        patient = _rescued(patient, as_of + timedelta(2))
        events.append(Event(ident, "safety", "your supervisor found the open safety question on Friday and called"))
    patient, told = _comes_up(rng, walker, patient, as_of, luck)
    return replace(walker, patient=patient), events + told


def _meeting(patient: Patient, as_of: date, choice: Choice, reach: float, luck: float) -> tuple[date | None, str]:
    """The day of an attempt and how it went: the learner's calls (two tries), else the contact that was booked (one).

    A call about somebody's safety goes on until it is answered, as protocols ask.
    """
    if patient.id in choice.call:
        return as_of, "called" if luck < 1 - (1 - reach) ** 2 else "missed"
    booked = patient.next_contact_on
    if booked is not None and booked <= as_of + timedelta(6):
        return max(booked, as_of), "booked" if luck < reach else "missed"
    return None, ""


def _pull(patient: Patient, today: date, limits: Limits) -> float:
    """How well the plan works while the team is in touch: fully, half past the time allowed, hardly after twice that."""
    allowed = limits.active if patient.phase == "active" else limits.steady
    silent = (today - patient.last_contact_on).days
    return 1.0 if silent <= allowed + 7 else 0.5 if silent <= 2 * allowed else 0.15


def _talked(
    rng: Random, walker: Walker, patient: Patient, met: date, how: str, *, was_open: bool
) -> tuple[Patient, list[Event]]:
    """A completed contact: flags dealt with, a questionnaire where two weeks have passed, and the next date."""
    ahead = rng.randint(7, 13) if patient.phase == "active" or was_open else rng.randint(21, 30)
    flags = tuple(replace(each, closed_on=met) if each.closed_on is None else each for each in patient.flags)
    patient = replace(patient, flags=flags, next_contact_on=met + timedelta(ahead))
    events = [Event(patient.id, "reached", "was reached" if how == "called" else "kept the booked contact")]
    last = patient.phq[-1]
    if (met - last.on).days >= 13 or was_open:
        if met == last.on:
            return patient, events
        total = phq_total(rng, walker.level)
        scores = (Score(met, PHQ, total, 0), Score(met, GAD, gad_total(rng, walker.traits, walker.level), None))
        patient = replace(patient, scores=(*patient.scores, *scores))
        events.append(Event(patient.id, "score", f"PHQ-9 {total}, after {last.total}"))
    return patient, events


def _rescued(patient: Patient, day: date) -> Patient:
    """What somebody else had to do: the call of the same day, two days late."""
    flags = tuple(replace(each, closed_on=day) if each.closed_on is None else each for each in patient.flags)
    contacts = tuple(each for each in patient.contacts if each.on < day)
    return replace(patient, contacts=(*contacts, Contact(day, True, "telephone")), flags=flags)


def _comes_up(
    rng: Random, walker: Walker, patient: Patient, as_of: date, luck: Sequence[float]
) -> tuple[Patient, list[Event]]:
    """What happens without anybody's doing: a form through the portal, a flag, somebody who leaves without a word."""
    today = as_of + timedelta(7)
    if (today - patient.last_contact_on).days > LOST_AFTER and luck[2] < 0.3:
        gone = replace(
            patient,
            phase="discharged",
            discharged_on=today,
            discharge_reason="no contact after outreach",
            next_contact_on=None,
        )
        return gone, [Event(patient.id, "lost", "left without a word after seven weeks of silence")]
    if luck[3] < 0.004 * walker.level and all(each.on < today - timedelta(1) for each in patient.contacts):
        total = phq_total(rng, walker.level)
        item9 = 1 if luck[4] < 0.7 else 2
        sent = Score(today - timedelta(1), PHQ, max(total, item9), item9, "portal")
        return replace(patient, scores=(*patient.scores, sent)), []
    if luck[5] < 0.02:
        kinds = (*SAFETY_FLAGS, "patient asks for a call", "PCP asks for a call")
        raised = Flag(today, kinds[int(luck[6] * len(kinds))], None)
        return replace(patient, flags=(*patient.flags, raised)), []
    return patient, []


def pressing(caseload: Caseload) -> Iterator[Patient]:
    """Whom to call before anybody else, those with a safety question first."""
    named = [(each, call_today(each)) for each in caseload.patients]
    yield from (each for each, says in named if says.named and says.safety)
    yield from (each for each, says in named if says.named and not says.safety)
