"""A caseload from a seed: the documented model. The same seed gives the same patients for ever. Pure.

How many of which course of illness, who has slipped out of contact, whose item 9 is open, which flags hang on whom:
docs/content.md says it in words. A change of the model is a new VERSION, which gives every seed new patients.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Literal

from lms.practice.registry.courses import COURSES, Course
from lms.practice.registry.illness import Traits, gad_total, phq_total, severity
from lms.practice.registry.names import NAMES, PCPS
from lms.practice.registry.patients import (
    GAD,
    ORDINARY_FLAGS,
    PHQ,
    REQUEST_FLAGS,
    SAFETY_FLAGS,
    Caseload,
    Contact,
    Flag,
    Patient,
    Score,
)
from lms.practice.registry.rules import USUAL, Limits, graduation

VERSION = 1
USUAL_SIZE = 66
FIRST_DAY = date(2027, 2, 3)  # A Wednesday; panel review is on Thursday.
TRIES = 80
THURSDAY = 3
TREATMENTS = (
    "Behavioral activation",
    "Problem-solving treatment",
    "Antidepressant",
    "Antidepressant and behavioral activation",
    "Antidepressant and problem-solving treatment",
)
ANSWERS: tuple[Literal["in person", "telephone", "video"], ...] = ("telephone", "telephone", "in person", "video")


@dataclass(frozen=True)
class Drawn:
    """A patient of the model with what nobody sees of them: their traits and the fit of each plan."""

    patient: Patient
    traits: Traits
    plans: tuple[tuple[int, str], ...]


def caseload(seed: int, size: int = USUAL_SIZE, limits: Limits = USUAL) -> Caseload:
    """The caseload of a seed: `size` patients (up to the number of NAMES) on a Wednesday in 2027."""
    as_of, people = drawn(seed, size, limits)
    return Caseload(as_of, tuple(each.patient for each in people))


def drawn(seed: int, size: int = USUAL_SIZE, limits: Limits = USUAL) -> tuple[date, tuple[Drawn, ...]]:
    """The day and the patients with their hidden side, in the order of the registry."""
    rng = Random(f"registry-{VERSION}-{seed}-{size}")
    as_of = FIRST_DAY + timedelta(weeks=rng.randrange(40))
    courses = _mix(rng, size)
    names = rng.sample(NAMES, size)
    lapsed = _lapsed(rng, courses)
    people = [
        _draw(rng, as_of, course, f"p{at + 1:02}", names[at], limits, lapsed=at in lapsed)
        for at, course in enumerate(courses)
    ]
    people = _with_item9(rng, as_of, people, limits)
    return as_of, tuple(_with_flags(rng, as_of, people))


def _mix(rng: Random, size: int) -> list[Course]:
    """How many of each course: the least of each, then more at random up to its most, all in proportion to the size."""
    share = size / USUAL_SIZE
    chosen = [course for course in COURSES for _ in range(max(1, int(course.least * share)))]
    room = [course for course in COURSES for _ in range(round(course.most * share) - max(1, int(course.least * share)))]
    rng.shuffle(room)
    while len(chosen) + len(room) < size:
        room.append(rng.choice(COURSES[7:10]))
    chosen = (chosen + room)[:size]
    rng.shuffle(chosen)
    return chosen


def _lapsed(rng: Random, courses: list[Course]) -> set[int]:
    """Who has slipped out of contact: about one in eleven of those whom no other rule needs in contact."""
    may = [at for at, course in enumerate(courses) if course.ends is None and course.name not in ("held", "new")]
    return set(rng.sample(may, max(3, len(courses) // 11 + rng.randint(-1, 1))))


def _draw(rng: Random, as_of: date, course: Course, ident: str, name: str, limits: Limits, *, lapsed: bool) -> Drawn:
    """One patient of a course, drawn again until what the course says of its patients holds."""
    for _ in range(TRIES):
        made, met, end = _patient(rng, as_of, course, ident, name, limits, lapsed=lapsed)
        if course.holds(made.patient, as_of, limits):
            break
    contacts = tuple(_contacts(rng, met, end, made.traits.reach))
    return replace(made, patient=replace(made.patient, contacts=contacts))


def _patient(
    rng: Random, as_of: date, course: Course, ident: str, name: str, limits: Limits, *, lapsed: bool
) -> tuple[Drawn, list[date], date]:
    """A patient without contacts, the days of those that were completed, and the last day of the episode so far."""
    end = as_of - timedelta(rng.randint(*course.ends)) if course.ends else as_of
    enrolled = _weekday(end - timedelta(rng.randint(*course.days)))
    days = (end - enrolled).days
    fits = rng.choice(course.plans)
    begins = [0] + ([max(7, days - rng.randint(*course.changed))] if course.changed else [])
    plans = tuple(zip(begins, fits, strict=True))
    traits = Traits(rng.randint(*course.baseline), rng.uniform(*course.anxious), rng.uniform(0.45, 0.95))
    phase = rng.choice(course.phases)
    steady_from = days if phase == "active" else round(days * rng.uniform(0.45, 0.6))
    allowed = limits.active if phase == "active" else limits.steady
    since = 0 if course.ends else _since(rng, as_of, min(days, allowed), lapsed)
    met = sorted(_met(rng, enrolled, end, days - since, steady_from))
    changes = tuple(_weekday(enrolled + timedelta(day)) for day in begins[1:])
    if course.replanned:
        changes = (_weekday(as_of - timedelta(rng.randint(*course.replanned))),)
    consults = tuple(_consults(rng, course, enrolled, end, changes))
    patient = Patient(
        id=ident,
        name=name,
        age=rng.randint(19, 84),
        pcp=rng.choice(PCPS),
        phase=phase,
        enrolled_on=enrolled,
        treatment=rng.choice(TREATMENTS),
        scores=_scores(rng, traits, plans, enrolled, met),
        contacts=(),
        consults=consults,
        plan_changes=changes,
        next_contact_on=None if course.ends else _next_contact(rng, as_of, met[-1], allowed, lapsed=lapsed),
    )
    return Drawn(_ended(rng, course, patient, end), traits, plans), met, end


def _ended(rng: Random, course: Course, patient: Patient, end: date) -> Patient:
    """The papers of an episode that ends or has ended."""
    if course.ends:
        graduated = course.name == "graduated"
        reason = (
            "graduated"
            if graduated
            else rng.choice(("referred to specialty care", "moved away", "no contact after outreach"))
        )
        gone = replace(patient, discharged_on=end, discharge_reason=reason)
        if graduated:
            gone = replace(gone, relapse_plan_on=end - timedelta(9), pcp_agreed_on=end - timedelta(2))
        return gone
    if course.name not in ("held", "almost", "remitted"):
        return patient
    latest = patient.phq[-1].on
    plan, agreed = {"held": (True, True), "remitted": (False, False)}.get(course.name) or rng.choice(
        ((True, False), (False, True), (False, False))
    )
    written = min(latest + timedelta(rng.randint(0, 2)), end)
    return replace(patient, relapse_plan_on=written if plan else None, pcp_agreed_on=written if agreed else None)


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(max(day.weekday() - 4, 0))


def _since(rng: Random, as_of: date, allowed: int, lapsed: bool) -> int:
    """Days since the last completed contact: in time, now and then to the very day, or too long ago."""
    if lapsed:
        span = range(allowed + 1, allowed + 32)
    else:
        span = range(max(allowed - 2, 1), allowed + 1) if rng.random() < 0.12 else range(1, allowed + 1)
    working = [days for days in span if (as_of - timedelta(days)).weekday() < 5]
    return rng.choice(working or [allowed])


def _met(rng: Random, enrolled: date, end: date, last: int, steady_from: int) -> set[date]:
    """Days of completed contacts, backwards from the last one to the first, the day of enrollment."""
    met, at = {enrolled}, last
    if 0 < at <= 5:
        met.add(enrolled + timedelta(at))
    while at > 5:
        met.add(_weekday(enrolled + timedelta(at)))
        at -= rng.randint(24, 31) if at > steady_from else rng.randint(7, 14)
    return met


def _contacts(rng: Random, met: list[date], end: date, reach: float) -> Iterator[Contact]:
    """What was completed, with the attempts before it that nobody answered, and those since."""
    before = met[0]
    for day in met:
        if (day - before).days > 4 and rng.random() > reach:
            yield Contact(_weekday(day - timedelta(rng.choice((1, 2)))), False, "telephone")
        yield Contact(day, True, "in person" if day == met[0] else rng.choice(ANSWERS))
        before = day
    silence = (end - before).days
    if silence > 8 and rng.random() < 0.6:
        tries = sorted({_weekday(before + timedelta(rng.randint(6, silence))) for _ in range(rng.randint(1, 3))})
        for day in tries:
            if before < day <= end:
                yield Contact(day, False, "telephone")


def _scores(
    rng: Random, traits: Traits, plans: tuple[tuple[int, str], ...], enrolled: date, met: list[date]
) -> tuple[Score, ...]:
    """A PHQ-9 and mostly a GAD-7 at enrollment and then at most every two weeks, where a contact was completed."""
    last, latest = None, 0
    made: list[Score] = []
    for number, day in enumerate(met):
        if last is not None and ((day - last).days < 13 or rng.random() < 0.12):
            continue
        level = severity(traits, plans, (day - enrolled).days)
        total = traits.baseline if number == 0 else phq_total(rng, level)
        item9 = min(rng.choice((1, 1, 2)), round(total)) if rng.random() < total / 90 else 0
        latest = len(made)
        made.append(Score(day, PHQ, round(total), item9))
        if number == 0 or rng.random() < 0.8:
            made.append(Score(day, GAD, gad_total(rng, traits, level), None))
        last = day
    if made[latest].item9:
        made[latest] = replace(
            made[latest], item9=0
        )  # Whose latest item 9 is above 0 is decided for the whole caseload.
    return tuple(made)


def _consults(rng: Random, course: Course, enrolled: date, end: date, changes: tuple[date, ...]) -> Iterator[date]:
    """Thursdays on which panel review discussed the patient: soon after enrollment, and before a change of plan."""
    if course.name == "new":
        return
    first = enrolled + timedelta((THURSDAY - enrolled.weekday() - 1) % 7 + 1)
    if first < end:
        yield first
    for day in changes:
        thursday = day - timedelta((day.weekday() - THURSDAY) % 7)
        if thursday > first:
            yield thursday


def _next_contact(rng: Random, as_of: date, last: date, allowed: int, *, lapsed: bool) -> date | None:
    """The date booked for the next contact, in time where that can still be; most who have slipped have none."""
    if lapsed and rng.random() < 0.7:
        return None
    day = max(as_of + timedelta(1), last + timedelta(rng.randint(allowed // 2, allowed)))
    return day + timedelta((7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def _with_item9(rng: Random, as_of: date, people: list[Drawn], limits: Limits) -> list[Drawn]:
    """Item 9 above 0 at the latest PHQ-9: for some it came through the portal and nobody has spoken with them since, for some
    it was asked in a contact and followed up there."""
    may = [
        at
        for at, each in enumerate(people)
        if each.patient.phase != "discharged" and each.patient.consults and not graduation(each.patient, limits).named
    ]
    rng.shuffle(may)
    wanted = 2 if rng.random() < 0.6 else 3
    for at in [each for each in may if _quiet(people[each].patient, as_of)][:wanted]:
        people[at] = _portal(rng, as_of, people[at])
        may.remove(at)
    for at in may[: rng.choice((2, 3))]:
        people[at] = _asked(rng, people[at])
    return people


def _quiet(patient: Patient, as_of: date) -> bool:
    """No contact so recent that a new form could not have come since, and enough history to keep what the course says."""
    return all((as_of - each.on).days > 3 for each in patient.contacts) and len(patient.phq) > 1


def _portal(rng: Random, as_of: date, each: Drawn) -> Drawn:
    """A form sent since the last contact, item 9 above 0; its total leaves the patient where the course has put them."""
    patient = each.patient
    scores = patient.phq
    first, latest = scores[0].total, scores[-1].total
    worse = rng.randint(0, 2) if latest * 2 > first and latest < 23 else 0
    item9 = rng.choice((1, 1, 2, 3))
    total = max(latest + worse, item9)
    sent = Score(as_of - timedelta(rng.choice((0, 1, 2))), PHQ, total, item9, "portal")
    return replace(each, patient=replace(patient, scores=(*patient.scores, sent)))


def _asked(rng: Random, each: Drawn) -> Drawn:
    """Item 9 above 0 at the latest PHQ-9, which was asked in a contact."""
    patient = each.patient
    latest = patient.phq[-1]
    item9 = rng.choice((1, 1, 2))
    scores = tuple(
        replace(score, item9=item9, total=max(score.total, item9)) if score is latest else score
        for score in patient.scores
    )
    return replace(each, patient=replace(patient, scores=scores))


def _with_flags(rng: Random, as_of: date, people: list[Drawn]) -> Iterator[Drawn]:
    """Two or three flags that ask for somebody today, some like them that were dealt with, and ordinary ones."""
    here = [each.patient.id for each in people if each.patient.phase != "discharged" and not each.patient.phq[-1].item9]
    rng.shuffle(here)
    flags: dict[str, list[Flag]] = {}
    urgent = [rng.choice(tuple(SAFETY_FLAGS)), rng.choice(tuple(REQUEST_FLAGS))]
    urgent += rng.sample((*SAFETY_FLAGS, *REQUEST_FLAGS), rng.choice((0, 1)))
    for kind in urgent:
        flags.setdefault(here.pop(), []).append(Flag(as_of - timedelta(rng.choice((0, 0, 1))), kind, None))
    for kind in rng.sample((*SAFETY_FLAGS, *REQUEST_FLAGS), 3):
        raised = as_of - timedelta(rng.randint(6, 30))
        flags.setdefault(here.pop(), []).append(Flag(raised, kind, raised + timedelta(rng.choice((0, 1)))))
    for _ in range(len(people) // 9):
        raised = as_of - timedelta(rng.randint(0, 12))
        flags.setdefault(here.pop(), []).append(Flag(raised, rng.choice(tuple(ORDINARY_FLAGS)), None))
    for each in people:
        yield replace(each, patient=replace(each.patient, flags=tuple(flags.get(each.patient.id, ()))))


def arrivals(seed: int, as_of: date, number: int, how_many: int, taken: list[str]) -> tuple[Drawn, ...]:
    """New patients of a later week, by names nobody has; they were enrolled in the days before `as_of`."""
    rng = Random(f"registry-{VERSION}-{seed}-arrivals-{number}")
    free = [name for name in NAMES if name not in taken]
    made: list[Drawn] = []
    for name in rng.sample(free, min(how_many, len(free))):
        course = replace(COURSES[0], days=(1, 6))
        made.append(_draw(rng, as_of, course, f"p{len(taken) + len(made) + 1:02}", name, USUAL, lapsed=False))
    return tuple(made)
