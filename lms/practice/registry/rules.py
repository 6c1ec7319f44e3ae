"""Who is overdue, who comes to panel review, who has responded: the rules of a registry, one judgement a patient. Pure.

Every number that programs set differently stands in `Limits`, with the source of its default. Weeks are counted in
days. "Latest" and "first" mean by date; the first PHQ-9 is the baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lms.practice.registry.patients import REQUEST_FLAGS, SAFETY_FLAGS, Flag, Patient

ELEVATED = 10  # A PHQ-9 from which response and remission are counted (F2.45, F2.61).
REMISSION = 5  # Remission is a PHQ-9 below this (F2.43).
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOTICEABLE = 5  # Points of PHQ-9 below which a change may be noise (F2.47, F2.48).


@dataclass(frozen=True)
class Limits:
    """Days after which a rule speaks.

    `active` and `steady`: longest time between completed contacts in active treatment (every two weeks, F2.17) and
    in maintenance or relapse prevention (monthly, F2.17; we count a month as 31 days). `early` and `review`: days on
    the present plan from which less than 5 points, and less than half, bring a patient to panel review (4 and 8 weeks,
    F2.57). `change`: days on a plan without 50 % from which it must change (10 weeks, F2.54, F2.57; the published
    window is 10 to 12, we take its beginning). `held`: days between two scores that show that remission lasts (4 weeks, F5.22).
    """

    active: int = 14
    steady: int = 31
    early: int = 28
    review: int = 56
    change: int = 70
    held: int = 28


USUAL = Limits()


@dataclass(frozen=True)
class Judgement:
    """Whether a rule names this patient, and the sentence that says why or why not, with the patient's own figures.

    `group` orders a panel review (1 safety, 2 new, 3 not improving). `safety` marks somebody who must not be missed.
    """

    named: bool
    why: str
    group: int = 0
    safety: bool = False


def on_plan(patient: Patient, as_of: date) -> int:
    """Days on the present plan: since its last change, or since enrollment."""
    return (as_of - (patient.plan_changed_on or patient.enrolled_on)).days


def allowed_gap(patient: Patient, limits: Limits = USUAL) -> int:
    """The longest time in days that may lie between completed contacts in the patient's phase (F2.17)."""
    return limits.active if patient.phase == "active" else limits.steady


def item9_open(patient: Patient) -> bool:
    """Item 9 of the latest PHQ-9 is above 0 and nobody has spoken with the patient that day or since (F2.73)."""
    latest = patient.phq[-1]
    return bool(latest.item9) and patient.last_contact_on < latest.on


def urgent_flags(patient: Patient) -> tuple[Flag, ...]:
    """Open flags that do not wait for the weekly review (F2.58)."""
    return tuple(
        each
        for each in patient.flags
        if each.closed_on is None and (each.kind in SAFETY_FLAGS or each.kind in REQUEST_FLAGS)
    )


def overdue(patient: Patient, as_of: date, limits: Limits = USUAL) -> Judgement:
    """More days since the last completed contact than the phase allows (F2.13, F2.17, F2.40). Discharged: never."""
    if patient.phase == "discharged":
        return Judgement(False, "Discharged: no contact is due.")
    gap, allowed = (as_of - patient.last_contact_on).days, allowed_gap(patient, limits)
    tried = sum(not each.completed and each.on > patient.last_contact_on for each in patient.contacts)
    beside = f" {_attempts(tried)} since then reached nobody and {'does' if tried == 1 else 'do'} not count." * (
        tried > 0
    )
    said = f"{patient.phase.capitalize()}: {_days(gap)} since the last completed contact; up to {allowed} are in time."
    return Judgement(gap > allowed, said + beside, safety=gap > allowed and item9_open(patient))


def response(patient: Patient) -> Judgement:
    """Baseline PHQ-9 of 10 or more, at least two, the latest at most half of the first (F2.43). Includes remission."""
    scores = patient.phq
    first, latest = scores[0].total, scores[-1].total
    if first < ELEVATED:
        return Judgement(False, f"The baseline was {first}, under 10: this measure counts from 10.")
    if len(scores) < 2:
        return Judgement(False, f"Only one PHQ-9 so far ({first}): nothing to compare it with.")
    half = f"{first / 2:g}"
    said = f"PHQ-9 from {first} to {latest}; half of the first is {half}."
    if latest * 2 > first:
        points = first - latest
        return Judgement(False, said + (" Five points or more, but no response." if points >= NOTICEABLE else ""))
    return Judgement(True, said)


def remission(patient: Patient) -> Judgement:
    """Such a baseline, at least two scores, and the latest below 5 (F2.43)."""
    scores = patient.phq
    first, latest = scores[0].total, scores[-1].total
    if first < ELEVATED:
        return Judgement(False, f"The baseline was {first}, under 10: this measure counts from 10.")
    if len(scores) < 2:
        return Judgement(False, f"Only one PHQ-9 so far ({first}): nothing to compare it with.")
    return Judgement(latest < REMISSION, f"The latest PHQ-9 is {latest}; remission is below 5.")


def held_since(patient: Patient) -> date | None:
    """The first of the unbroken row of scores below 5 that ends with the latest; None if the latest is 5 or more."""
    since = None
    for each in reversed(patient.phq):
        if each.total >= REMISSION:
            break
        since = each.on
    return since


def graduation(patient: Patient, limits: Limits = USUAL) -> Judgement:
    """In remission, held, plan written, PCP agreed, item 9 at 0, not yet discharged (F5.22; F2.40, F2.73)."""
    if patient.phase == "discharged":
        return Judgement(False, "Already discharged.")
    reached = remission(patient)
    if not reached.named:
        return reached
    latest, since = patient.phq[-1], held_since(patient)
    if latest.item9:
        return Judgement(
            False, f"Item 9 of the latest PHQ-9 is {latest.item9}: an episode does not end on that.", safety=True
        )
    assert since is not None
    if (latest.on - since).days < limits.held:
        return Judgement(
            False,
            f"Below 5 since {_day(since)}, {_days((latest.on - since).days)} up to the latest score; {limits.held} are wanted.",
        )
    missing = [
        words
        for words, on in (
            ("a relapse prevention plan", patient.relapse_plan_on),
            ("the PCP's agreement", patient.pcp_agreed_on),
        )
        if on is None
    ]
    if missing:
        return Judgement(
            False, f"Remission has held, but {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing."
        )
    return Judgement(True, f"Below 5 from {_day(since)} to {_day(latest.on)}, plan written, PCP agreed, item 9 at 0.")


def plan_change(patient: Patient, as_of: date, limits: Limits = USUAL) -> Judgement:
    """Active, baseline of 10 or more, ten weeks on the same plan and less than half gone (F2.40, F2.54, F2.57)."""
    return _not_improving(patient, as_of, limits.change, "it must change")


def panel_review(patient: Patient, as_of: date, limits: Limits = USUAL) -> Judgement:
    """Safety first, then everybody new, then those not improving (F2.57, F2.60; the order F5.11)."""
    if patient.phase == "discharged":
        return Judgement(False, "Discharged: not on this week's list.")
    latest, consulted = patient.phq[-1], patient.consulted_on
    if latest.item9 and (consulted is None or consulted < latest.on):
        return Judgement(
            True,
            f"Safety: item 9 was {latest.item9} on {_day(latest.on)} and no panel review has discussed it.",
            1,
            True,
        )
    if consulted is None:
        return Judgement(True, f"New: enrolled {_day(patient.enrolled_on)} and not yet reviewed.", 2)
    judged = _slow(patient, as_of, limits) or _not_improving(patient, as_of, limits.review, "it comes to panel review")
    if judged.named:
        return judged if judged.group else replace(judged, group=3)
    discussed = f" Item 9 was {latest.item9} on {_day(latest.on)}, discussed since." if latest.item9 else ""
    return Judgement(False, f"At panel review on {_day(consulted)}.{discussed} {judged.why}")


def _slow(patient: Patient, as_of: date, limits: Limits) -> Judgement | None:
    """The earlier look: four to eight weeks on a plan and less than 5 points better (F2.57). None outside those weeks."""
    scores, days = patient.phq, on_plan(patient, as_of)
    first, last = scores[0].total, scores[-1].total
    if patient.phase != "active" or first < ELEVATED or len(scores) < 2 or not limits.early <= days < limits.review:
        return None
    said = f"{_days(days)} on this plan, PHQ-9 from {first} to {last}: {_fell(first - last)}."
    slow = first - last < NOTICEABLE
    return Judgement(slow, said, 3 if slow else 0)


def call_today(patient: Patient) -> Judgement:
    """Item 9 unanswered, or an open flag that does not wait (F2.58, F2.73). Discharged: back to the PCP, not here."""
    if patient.phase == "discharged":
        return Judgement(False, "Discharged.")
    if item9_open(patient):
        latest = patient.phq[-1]
        return Judgement(
            True,
            f"Item 9 was {latest.item9} on {_day(latest.on)} and nobody has spoken with the patient since.",
            safety=True,
        )
    urgent = urgent_flags(patient)
    if urgent:
        return Judgement(
            True,
            f"Open since {_day(urgent[0].on)}: {urgent[0].words.lower() if urgent[0].words[:3] != 'PCP' else urgent[0].words}.",
            safety=any(each.kind in SAFETY_FLAGS for each in urgent),
        )
    latest = patient.phq[-1]
    if latest.item9:
        return Judgement(
            False, f"Item 9 was {latest.item9} on {_day(latest.on)}; a contact was completed that day or later."
        )
    return Judgement(False, "Item 9 of the latest PHQ-9 is 0, and no open flag asks for a call today.")


def _not_improving(patient: Patient, as_of: date, after: int, what: str) -> Judgement:
    if patient.phase != "active":
        return Judgement(False, f"{patient.phase.capitalize()}: the rule asks about active treatment.")
    scores, days = patient.phq, on_plan(patient, as_of)
    first, last = scores[0].total, scores[-1].total
    if first < ELEVATED:
        return Judgement(False, f"The baseline was {first}, under 10: this rule counts from 10.")
    if len(scores) < 2:
        return Judgement(False, f"Only one PHQ-9 so far ({first}).")
    if last * 2 <= first:
        return Judgement(False, f"PHQ-9 from {first} to {last}: half or less of the first.")
    if days < after:
        return Judgement(False, f"{_days(days)} on the present plan; from {after} on {what} if more than half is left.")
    return Judgement(
        True,
        f"{_days(days)} on the same plan, PHQ-9 from {first} to {last}: more than half is left, and from {after} days on {what}.",
    )


def _fell(points: int) -> str:
    if points > 0:
        return f"{points} {'point' if points == 1 else 'points'} better, {'enough for now' if points >= NOTICEABLE else 'fewer than 5'}"
    return "no better" if points == 0 else f"{-points} {'point' if points == -1 else 'points'} worse"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _attempts(count: int) -> str:
    return "One attempt" if count == 1 else f"{count} attempts"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
