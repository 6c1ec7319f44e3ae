"""When credit of one type may be designated for an activity version: every condition with how it stands, in plain sentences.

Source: sections 0, 1.1, 1.3, 5b and 5e of the fact sheet on continuing education. Days are days in the provider's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lms.credit.accreditors.rules import CreditType, RuleSet
from lms.credit.activities.rules.makers import review_due, undisclosed, unmitigated
from lms.credit.hours.rules import FEWEST_RATINGS, plain
from lms.credit.providers.rules import Term
from lms.credit.rules import list_words
from lms.readiness.rules import day_words


@dataclass(frozen=True)
class Cover:
    """An approval of the accreditor. `unit`: the only one it is for; None: all of the provider's."""

    id: str
    number: str
    term: Term
    formats: tuple[str, ...]
    unit: str | None


@dataclass(frozen=True)
class Part:
    """One required part of the content."""

    id: str
    title: str


@dataclass(frozen=True)
class Maker:
    """Somebody on the list. `disclosed_on`: of the newest disclosure; `mitigated`: nothing relevant is left open in it."""

    name: str
    credentials: str
    roles: tuple[str, ...]
    reviewed: tuple[str, ...]
    disclosed_on: date | None
    mitigated: bool = True


@dataclass(frozen=True)
class Exam:
    """A post-test of the frozen content. `pass_mark` in per cent; `two_answers`: true-or-false questions in its bank."""

    title: str
    questions: int
    pass_mark: int
    two_answers: int = 0
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that is judged. `most`: hours the calculation allows of this type; None: there is no calculation for this content."""

    today: date
    rules: RuleSet
    kind: CreditType
    provider: bool
    confirmed: bool
    covers: tuple[Cover, ...]
    unit: str
    format: str
    missing: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    makers: tuple[Maker, ...] = ()
    support_stated: bool = False
    frozen: bool = False
    unchanged: bool = False
    released_on: date | None = None
    reviewed_on: date | None = None
    ends_on: date | None = None
    closed: bool = False
    raters: int = 0
    minutes: Fraction | None = None
    most: Fraction | None = None
    exams: tuple[Exam, ...] = ()
    designated: bool = False


@dataclass(frozen=True)
class Condition:
    """One condition: what it is about, whether it holds, and in a sentence why."""

    name: str
    holds: bool
    sentence: str


def covering(case: Case) -> Cover | None:
    """The approval that a designation made today rests on: in term, for this format and unit; the one that ends last."""
    fit = [
        each
        for each in case.covers
        if each.term.covers(case.today) and case.format in each.formats and each.unit in (None, case.unit)
    ]
    return max(fit, key=lambda each: (each.term.end, each.id), default=None)


def conditions(case: Case) -> tuple[Condition, ...]:
    """Every condition, in the order in which somebody meets them."""
    return (
        _said("Provider", case.provider, "It is said who the provider is.", "Nobody has said who the provider is."),
        _rules(case),
        _approval(case),
        _format(case),
        _said("Description", not case.missing, "All that a learner is told before she starts is there.",
              f"Still missing: {list_words(list(case.missing))}."),
        _content(case),
        _reviewed_parts(case),
        _planners(case),
        _disclosures(case),
        _mitigation(case),
        _said("Commercial support", case.support_stated, "It is stated whether there was commercial support.",
              "Nobody has stated whether there was commercial support; none is a statement too."),
        _said("Difficulty", case.raters >= FEWEST_RATINGS, f"{case.raters} independent reviewers rated the difficulty.",
              f"{case.raters} of at least {FEWEST_RATINGS} independent reviewers have rated the difficulty."),
        _calculation(case),
        _length(case),
        _exam(case),
        _pass_mark(case),
        _true_false(case),
        _objectives(case),
        _release(case),
        _review(case),
        _said("Once", not case.designated, "No credit of this type is designated for this version yet.",
              "Credit of this type is designated for this version already. Close that designation first."),
    )  # fmt: skip


def open_conditions(case: Case) -> tuple[Condition, ...]:
    """Those that do not hold; empty: credit may be designated."""
    return tuple(each for each in conditions(case) if not each.holds)


def _said(name: str, holds: bool, yes: str, no: str) -> Condition:
    return Condition(name, holds, yes if holds else no)


def _rules(case: Case) -> Condition:
    rules = case.rules
    if not rules.in_force_on(case.today):
        return Condition("Rules", False, f"Version {rules.version} of the rules of {rules.name} is not in force today.")
    return _said("Rules", case.confirmed, f"Version {rules.version} of the rules of {rules.name} is confirmed and in force.",
                 f"Nobody has confirmed version {rules.version} of the rules of {rules.name} with its handbook.")  # fmt: skip


def _approval(case: Case) -> Condition:
    found = covering(case)
    if found is not None:
        return Condition("Approval", True, f"Approval {found.number} is in term until {day_words(found.term.end)}.")
    if any(each.term.covers(case.today) for each in case.covers):
        return Condition("Approval", False, "No approval in term covers this format and this activity.")
    return Condition("Approval", False, f"No approval of {case.rules.name} is in term today.")


def _format(case: Case) -> Condition:
    return _said("Format", case.format in case.rules.formats, "The rules give credit for this format.",
                 "The rules give no credit for this format.")  # fmt: skip


def _content(case: Case) -> Condition:
    if case.closed:
        return Condition("Content", False, "This version is closed.")
    if not case.frozen:
        return Condition("Content", False, "The content is not frozen.")
    return _said("Content", case.unchanged, "The content is frozen, and the course is still the same.",
                 "The course was changed since this version was frozen. Prepare, freeze and designate a new version.")  # fmt: skip


def _reviewed_parts(case: Case) -> Condition:
    answered = {
        part for each in case.makers if "reviewer" in each.roles and each.credentials.strip() for part in each.reviewed
    }
    without = [each.title for each in case.parts if each.id not in answered]
    if not case.parts:
        return Condition("Reviewers", False, "Nothing is required in it, so nothing can be reviewed.")
    shown = [*without[:4], *([f"{len(without) - 4} more"] if len(without) > 4 else [])]
    return _said("Reviewers", not without, f"A named, qualified reviewer answers for each of {len(case.parts)} required parts.",
                 f"Without a named, qualified reviewer: {list_words(shown)}.")  # fmt: skip


def _planners(case: Case) -> Condition:
    planners = [each.name for each in case.makers if "planner" in each.roles]
    return _said("Planners", bool(planners), f"Planned by {list_words(planners)}.", "Nobody is named who planned it.")


def _disclosures(case: Case) -> Condition:
    without = undisclosed(case.makers, case.today)
    if not case.makers:
        return Condition("Disclosures", False, "Nobody is named who made it, so nobody has disclosed.")
    return _said("Disclosures", not without, "Everybody who made it has disclosed within 24 months.",
                 f"No disclosure of the last 24 months: {list_words(without)}.")  # fmt: skip


def _mitigation(case: Case) -> Condition:
    left = unmitigated(case.makers)
    return _said("Mitigation", not left, "No relationship that bears on the content is left without mitigation.",
                 f"A relevant relationship is not mitigated: {list_words(left)}.")  # fmt: skip


def _calculation(case: Case) -> Condition:
    if case.minutes is None or case.most is None:
        return Condition("Calculation", False, "The hours are not worked out for this content.")
    words = f"{plain(case.minutes)} minutes allow {plain(case.most)} hours of {case.kind.label}, after the cap by questions."
    return Condition("Calculation", case.most > 0, words if case.most > 0 else f"{words} That is no credit.")


def _length(case: Case) -> Condition:
    least = case.kind.minimum_minutes
    enough = case.most is not None and case.most * 60 >= least
    return _said("Length", enough, f"It is not shorter than the {least} minutes that this credit asks for.",
                 f"This credit is not given for less than {least} minutes.")  # fmt: skip


def _exam(case: Case) -> Condition:
    return _said("Post-test", bool(case.exams), f"It ends with a test: {list_words([each.title for each in case.exams])}.",
                 "It has no post-test.")  # fmt: skip


def _pass_mark(case: Case) -> Condition:
    low = [f"{each.title}, {each.pass_mark} %" for each in case.exams if each.pass_mark < case.kind.pass_mark]
    return _said("Pass mark", bool(case.exams) and not low, f"The pass mark is at least {case.kind.pass_mark} %.",
                 f"The pass mark has to be at least {case.kind.pass_mark} %: {list_words(low)}." if low
                 else f"No test has a pass mark of {case.kind.pass_mark} %.")  # fmt: skip


def _true_false(case: Case) -> Condition:
    allowed = case.kind.true_false * (case.most or 0)
    there = sum(each.two_answers for each in case.exams)
    return _said("True or false", there <= allowed, "No more true-or-false questions than this credit allows.",
                 f"{there} true-or-false questions, and this credit allows {plain(Fraction(allowed))}.")  # fmt: skip


def _objectives(case: Case) -> Condition:
    left = [each for exam in case.exams for each in exam.uncovered]
    return _said("Objectives", bool(case.exams) and not left, "Questions of the test ask for every objective.",
                 f"No question asks for: {list_words(left)}." if left else "No question asks for any objective.")  # fmt: skip


def _release(case: Case) -> Condition:
    if case.released_on is None or case.ends_on is None:
        return Condition("Release", False, "First and last day of this version are not set.")
    if case.today < case.released_on:
        return Condition("Release", False, f"It is released on {day_words(case.released_on)}.")
    return _said("Release", case.today <= case.ends_on, f"Released, with its last day on {day_words(case.ends_on)}.",
                 f"Its last day was {day_words(case.ends_on)}.")  # fmt: skip


def _review(case: Case) -> Condition:
    if case.reviewed_on is None:
        return Condition("Review", False, "It was never reviewed as a whole.")
    due = review_due(case.reviewed_on)
    return _said("Review", case.today <= due, f"Reviewed as a whole on {day_words(case.reviewed_on)}; due again by {day_words(due)}.",
                 f"It was to be reviewed again by {day_words(due)}.")  # fmt: skip
