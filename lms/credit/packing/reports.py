"""Reports of an activity for its CE administrator: who took part, what they said, what they learned, what to report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.assessment.statistics.rules.figures import LEAST, STEADY
from lms.credit.claiming.models import CreditClaim, CreditEnrolment, Evaluation
from lms.credit.packing.frame import Frame
from lms.credit.packing.learning import learners
from lms.credit.packing.outcomes import ACTIVITY, LEARNER, activity_rows, answered, asked, change_of, learner_rows
from lms.credit.packing.rules import WHEN_SHOWN, summed_up
from lms.credit.rules import date_words
from lms.people.models import Licence
from lms.sheets import Cell

UNSAID = "not said"


@dataclass(frozen=True)
class Table:
    """One table of a report; `empty` stands in its place when it has no rows."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str


@dataclass(frozen=True)
class Report:
    """What a report says first, in a sentence, and its tables."""

    says: str
    tables: tuple[Table, ...]


def participation(frame: Frame) -> Report:
    """Who set out, completed and claimed in each month of the period, by profession: that of the claim, else of a licence."""
    people = learners(frame)
    claims = select(CreditClaim).where(
        CreditClaim.enrolment_id.in_([each.enrolment.id for each in people]),
        CreditClaim.claimed_at >= frame.period.start, CreditClaim.claimed_at < frame.period.end,
    )  # fmt: skip
    claimed = {
        each.enrolment_id: each for each in frame.session.scalars(claims.order_by(CreditClaim.claimed_at.desc()))
    }
    licences = dict(_licences(frame, [each.enrolment.account_id for each in people]))
    counted: Counter[tuple[date, str, str]] = Counter()
    for each in people:
        claim = claimed.get(each.enrolment.id)
        who = claim.profession if claim else licences.get(each.enrolment.account_id, UNSAID)
        days = {
            "started": frame.period.day(each.enrolment.acknowledged_at),
            "completed": each.completed_on,
            "claimed": frame.period.day(claim.claimed_at) if claim else None,
        }
        for what, day in days.items():
            if day is not None and frame.period.first <= day <= frame.period.last:
                counted[day.replace(day=1), who, what] += 1
    keys = sorted({(month, who) for month, who, _ in counted})
    rows: list[tuple[Cell, ...]] = [
        (f"{month:%Y-%m}", who, *(counted[month, who, what] for what in ("started", "completed", "claimed")))
        for month, who in keys
    ]
    totals = {
        what: sum(n for (_, _, each), n in counted.items() if each == what)
        for what in ("started", "completed", "claimed")
    }
    return Report(
        f"{totals['started']} set out, {totals['completed']} completed and {totals['claimed']} claimed credit in these days.",
        (
            Table(
                "By month and profession",
                ("month", "profession", "started", "completed", "claimed"),
                rows,
                since(frame),
            ),
        ),
    )


def since(frame: Frame) -> str:
    """What an empty report says: from which day on there is anything to count."""
    first = frame.session.scalar(
        select(func.min(CreditEnrolment.acknowledged_at)).where(CreditEnrolment.activity_id.in_(frame.ids))
    )
    if first is None:
        return "Nobody has set out for credit with this activity yet."
    return f"Nothing to count in these days. No data before {date_words(frame.period.day(first))}."


def _licences(frame: Frame, accounts: Sequence[str]) -> list[tuple[str, str]]:
    wanted = select(Licence).where(Licence.account_id.in_(accounts)).order_by(Licence.id)
    return [(each.account_id, each.kind) for each in frame.session.scalars(wanted)]


def evaluation(frame: Frame) -> Report:
    """Means, distributions and comments of the evaluations of the period, with the response rate; of whole months with 5 or more."""
    n, answers = answered(frame, Evaluation)
    could = asked(frame)
    told = summed_up(answers)
    figures = [
        (each.question, each.n, each.mean, "; ".join(f"{value}: {count}" for value, count in each.distribution))
        for each in told
        if not each.comments
    ]
    comments = [(each.question, comment) for each in told for comment in each.comments]
    rate = f" of {could} who set out and had not evaluated before, a response rate of {n / could:.0%}" if could else ""
    return Report(
        f"{n} evaluations were handed in{rate}." if n != 1 else f"1 evaluation was handed in{rate}.",
        (
            Table("Answers", ("question", "n", "mean", "distribution"), figures, WHEN_SHOWN if not answers else "No question has an answer to count."),
            Table("Comments", ("question", "comment"), comments, WHEN_SHOWN if not answers else "Nobody wrote a comment."),
        ),
    )  # fmt: skip


def change(frame: Frame) -> Report:
    """The same people at the diagnostic and at the post-test: mean difference, interval, effect size; hidden below 30."""
    gain = change_of(frame)
    headers = ("measure", "value", "meaning")
    if gain is None or gain.difference.value is None:
        why = gain.difference.why if gain else "The activity is no module with a test, so there is nothing to compare."
        n = gain.n if gain else 0
        return Report(
            f"{n} people took both the diagnostic and the test by the last day.",
            (Table("Before and after", headers, (), f"{why.rstrip('.')}. Figures are shown from {LEAST} pairs on."),),
        )
    interval = f"{gain.interval.low:.3f} to {gain.interval.high:.3f}" if gain.interval else "none"
    rows: list[tuple[Cell, ...]] = [
        ("matched pairs", gain.n, "people with a first diagnostic and, after it, a first post-test"),
        ("mean difference", round(gain.difference.value, 4), "share right after minus share right before"),
        ("95 % interval", interval, "of the mean difference, by Student's t"),
        ("paired d", _number(gain.d.value), "mean difference over the spread of the differences"),
        ("normalised gain", _number(gain.normalised.value), "difference as a share of what there was to gain"),
    ]
    unstable = f" Under {STEADY} pairs the figures are unstable." if gain.n < STEADY else ""
    return Report(
        f"{gain.n} people took both the diagnostic and the test.{unstable}",
        (Table("Before and after", headers, rows, ""),),
    )


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def reporting(frame: Frame) -> Report:
    """The tables an accreditor's system asks for; of learners those alone who allowed it."""
    return Report(
        "What an accreditor's reporting system asks for. Learners stand here only while they allow it.",
        (
            Table("Activity", ACTIVITY, activity_rows(frame), "No credit was designated by the last day."),
            Table("Learners", LEARNER, learner_rows(frame), "Nobody who claimed credit in these days allows a report."),
        ),
    )


REPORTS: dict[str, tuple[str, Callable[[Frame], Report]]] = {
    "participation": ("Participation", participation),
    "evaluation": ("Evaluation", evaluation),
    "change": ("Before and after", change),
    "reporting": ("Reporting tables", reporting),
}
"""Name in the address → title, and what makes it."""
