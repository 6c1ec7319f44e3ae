"""Sections 10 to 15: evaluation, outcomes, grievances, the record, retention, and tables for reporting."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from lms.assessment.statistics.queries import change_since
from lms.assessment.statistics.rules.change import Gain
from lms.assessment.statistics.rules.figures import STEADY
from lms.audit.queries import lines
from lms.audit.rules import Line, first_break
from lms.credit.activities.models import ActivityVersion, Designation
from lms.credit.claiming.models import Attestation, CreditClaim, CreditEnrolment, Evaluation, EvaluationReceipt
from lms.credit.keeping.models import BoardConsent, FollowUp, FollowUpReceipt, Grievance, LegalHold, Tombstone
from lms.credit.packing.frame import Files, Frame, note, table
from lms.credit.packing.rules import MADE, WHEN_SHOWN, credit_words, months_together, summed_up
from lms.credit.packing.zipping import json_bytes
from lms.people.permissions import CE_ADMINISTRATOR, Actor, Granted


def evaluation(frame: Frame) -> Files:
    """10: what learners said, summed up, with how many were asked; nothing that leads to a person."""
    yield from survey(frame, "evaluation", Evaluation, asked(frame), "evaluation")
    yield from note(
        "actions-taken", "What the provider changed because of evaluations is filed outside this program; what changed in the content stands in section 04."
    )  # fmt: skip


def outcomes(frame: Frame) -> Files:
    """11: before and after with an effect size, and the survey sixty days later."""
    gain = change_of(frame)
    if gain is None:
        yield from note("pre-post-empty", "The activity is no module with a test, so there is nothing to compare.")
    else:
        yield (
            "pre-post.json",
            json_bytes(
                {
                    "matched_pairs": gain.n,
                    "mean_difference": gain.difference.value,
                    "interval_95": [gain.interval.low, gain.interval.high] if gain.interval else None,
                    "paired_d": gain.d.value,
                    "normalised_gain": gain.normalised.value,
                    "why_none": gain.difference.why or None,
                    "unstable": gain.difference.value is not None and gain.n < STEADY,
                    "measured": "share right at the first diagnostic and at the first post-test of the same people",
                }
            ),
        )
    written_to = frame.session.scalar(
        select(func.count())
        .select_from(FollowUpReceipt)
        .join(CreditEnrolment, CreditEnrolment.id == FollowUpReceipt.enrolment_id)
        .where(
            CreditEnrolment.activity_id.in_(frame.ids),
            FollowUpReceipt.asked_on.between(frame.period.first, frame.period.last),
        )
    )
    yield from survey(frame, "follow-up", FollowUp, written_to or 0, "follow-up survey")


def survey(frame: Frame, name: str, kind: type[Evaluation] | type[FollowUp], asked: int, called: str) -> Files:
    """A survey of the period summed up: n, response rate, means, distributions, comments; hidden below five answers."""
    n, answers = answered(frame, kind)
    rate = f"{n / asked:.2f}" if asked else None
    yield f"{name}.json", json_bytes({"answers": n, "asked": asked, "response_rate": rate, "summed_up": len(answers)})
    if not answers:
        yield from note(f"{name}-empty", f"{n} answered the {called} in the period. {WHEN_SHOWN}")
        return
    told = summed_up(answers)
    yield from table(
        f"{name}-figures",
        ("question", "n", "mean", "distribution"),
        [(s.question, s.n, s.mean, "; ".join(f"{value}: {count}" for value, count in s.distribution)) for s in told if not s.comments],
        empty="No question had an answer to count.",
    )  # fmt: skip
    yield from table(
        f"{name}-comments",
        ("question", "comment"),
        [(s.question, comment) for s in told for comment in s.comments],
        empty="Nobody wrote a comment.",
    )


def answered(frame: Frame, kind: type[Evaluation] | type[FollowUp]) -> tuple[int, list[dict[str, Any]]]:
    """How many answers came in the period, and those of them that may be summed up, in no order that tells anything."""
    rows = frame.session.execute(
        select(kind.submitted_on, kind.answers).where(
            kind.activity_id.in_(frame.ids), kind.submitted_on <= frame.period.last
        )
    ).all()
    months = months_together([day for day, _ in rows], frame.period.first, frame.period.last)
    within = sum(frame.period.first <= day for day, _ in rows)
    return within, [answers for day, answers in rows if day.replace(day=1) in months]


def asked(frame: Frame) -> int:
    """How many had set out by the end of the period and had not evaluated before it."""
    wanted = (
        select(func.count(CreditEnrolment.id))
        .outerjoin(EvaluationReceipt, EvaluationReceipt.enrolment_id == CreditEnrolment.id)
        .where(CreditEnrolment.activity_id.in_(frame.ids), CreditEnrolment.acknowledged_at < frame.period.end)
        .where(EvaluationReceipt.handed_in_on.is_(None) | (EvaluationReceipt.handed_in_on >= frame.period.first))
    )
    return frame.session.scalar(wanted) or 0


def grievances(frame: Frame) -> Files:
    """12: complaints about the activity, or about none in particular, received by the end of the period."""
    last = frame.period.last
    found = frame.session.scalars(
        select(Grievance)
        .where(Grievance.organisation_id == frame.organisation_id, Grievance.received_on <= last)
        .where(Grievance.activity_id.is_(None) | Grievance.activity_id.in_(frame.ids))
        .order_by(Grievance.received_on, Grievance.id)
    )
    yield from table(
        "grievances",
        ("id", "received_on", "due_on", "words", "answer", "answered_on"),
        [
            (g.id, g.received_on, g.due_on, g.words,
             *((g.answer, g.answered_on) if g.answered_on and g.answered_on <= last else (None, None)))
            for g in found
        ],
        empty="No complaint was received by the end of the period.",
    )  # fmt: skip


def record(frame: Frame) -> Files:
    """13: the lines of the record in the period, with opaque ids and every hash, so that the chain can be followed."""
    yield from table(
        "record",
        ("number", "at", "actor_id", "act", "subject_kind", "subject_id", "details_hash", "previous_hash", "hash"),
        [
            (r.number, r.at, r.actor_id, r.act, r.subject_kind, r.subject_id, r.details_hash, r.previous_hash, r.hash)
            for r in _until(frame)
            if r.at >= frame.period.start and r.act != MADE
        ],
        empty="Nothing was recorded in the period.",
    )
    yield from note(
        "about", "Ids are those of the program. Lines that only say that a pack was made are left out; their numbers are missing."
    )  # fmt: skip


def chain_check(frame: Frame) -> dict[str, Any]:
    """Whether the record holds from its first line to the last one of the period that tells of more than a pack."""
    until = _until(frame)
    bad = first_break(frame.organisation_id, until, (until[-1].number, until[-1].hash) if until else None)
    return {
        "chain": frame.organisation_id,
        "lines": len(until),
        "last_hash": until[-1].hash if until else None,
        "holds": bad is None,
        "first_bad_line": bad.number if bad else None,
        "reason": bad.reason if bad else None,
    }


def _until(frame: Frame) -> list[Line]:
    found = [
        replace(each, details=None, salt=None)
        for each in lines(frame.session, frame.organisation_id)
        if each.at < frame.period.end
    ]
    while found and found[-1].act == MADE:
        found.pop()
    return found


def retention(frame: Frame) -> Files:
    """14: how long records are kept, what was deleted when its time was over, and what may not be deleted for now."""
    sets = frame.session.scalars(
        select(Designation.rule_set).where(
            Designation.activity_id.in_(frame.ids), Designation.designated_at < frame.period.end
        )
    )
    years = {str(each["accreditor"]): int(each["retention_years"]) for each in sets}
    yield "retention.json", json_bytes({"kept_years": 7, "asked_by_accreditors": years})
    stones = frame.session.scalars(
        select(Tombstone)
        .where(Tombstone.organisation_id == frame.organisation_id, Tombstone.purged_at < frame.period.end)
        .order_by(Tombstone.purged_at, Tombstone.id)
    )
    yield from table(
        "deleted",
        ("kind", "record", "record_sha256", "kept_from", "purged_at"),
        [(t.kind, t.record_id, t.record_hash, t.kept_from, t.purged_at) for t in stones],
        empty="No record of credit was deleted by the end of the period.",
    )
    holds = frame.session.scalars(
        select(LegalHold)
        .where(LegalHold.organisation_id == frame.organisation_id, LegalHold.from_at < frame.period.end)
        .order_by(LegalHold.from_at, LegalHold.id)
    )
    yield from table(
        "holds",
        ("about", "reason", "from_at", "lifted_at"),
        [
            ("one person" if h.account_id else "everything", h.reason, h.from_at,
             h.lifted_at if h.lifted_at and h.lifted_at < frame.period.end else None)
            for h in holds
        ],
        empty="No legal hold was set by the end of the period.",
    )  # fmt: skip


ACTIVITY = (
    "activity",
    "version",
    "title",
    "format",
    "released_on",
    "ends_on",
    "credit_type",
    "credit",
    "learners",
    "credit_claimed",
)
LEARNER = (
    "first_and_last_name",
    "birth_month_and_day",
    "profession",
    "state",
    "licence",
    "credit_type",
    "credit",
    "claimed_on",
)


def reporting(frame: Frame) -> Files:
    """15: the activity and, of those who allowed it, the learners, as accreditors' systems ask for them."""
    yield from table(
        "activities", ACTIVITY, activity_rows(frame), empty="No credit was designated by the end of the period."
    )
    yield from table(
        "learners", LEARNER, learner_rows(frame),
        empty="Nobody who claimed credit in the period had allowed a report to a board by its end.",
    )  # fmt: skip


def change_of(frame: Frame) -> Gain | None:
    """Before and after of the module's people by the end of the period; None: the activity is no module with a test."""
    module = frame.course.module(frame.unit)
    if module is None or module.post_test is None:
        return None
    return change_since(frame.session, _as_administrator(frame), frame.course, module.post_test, until=frame.period.end)


def activity_rows(frame: Frame) -> list[tuple[Any, ...]]:
    """One row for each type of credit of each version."""
    rows = []
    for designation, version in frame.session.execute(
        select(Designation, ActivityVersion)
        .join(ActivityVersion, ActivityVersion.id == Designation.activity_id)
        .where(Designation.activity_id.in_(frame.ids), Designation.designated_at < frame.period.end)
        .order_by(ActivityVersion.number, Designation.credit_type, Designation.id)
    ):
        claimed = [each for each in _claimed(frame) if each.designation_id == designation.id]
        rows.append(
            (version.unit, version.number, version.title, version.format, version.released_on, version.ends_on,
             designation.credit_type, credit_words(designation.credit), len({each.account_id for each in claimed}),
             credit_words(sum(each.credit for each in claimed)))
        )  # fmt: skip
    return rows


def learner_rows(frame: Frame) -> list[tuple[Any, ...]]:
    """One row for each claim of the period by somebody whose consent stood at its end."""
    end = frame.period.end
    consents = {
        each.account_id: each
        for each in frame.session.scalars(
            select(BoardConsent)
            .where(BoardConsent.granted_at < end)
            .where(BoardConsent.withdrawn_at.is_(None) | (BoardConsent.withdrawn_at >= end))
            .order_by(BoardConsent.granted_at, BoardConsent.id)
        )
    }
    types = {row.id: row.credit_type for row in frame.session.execute(select(Designation.id, Designation.credit_type))}
    names = {
        each.enrolment_id: each.typed_name
        for each in frame.session.scalars(
            select(Attestation).where(Attestation.at < end).order_by(Attestation.at, Attestation.id)
        )
    }
    rows = [
        (names.get(c.enrolment_id) or frame.account(c.account_id).name, consents[c.account_id].birth_day, c.profession,
         c.licence_state, frame.licence(c.licence_number), types[c.designation_id], credit_words(c.credit),
         frame.period.day(c.claimed_at))
        for c in _claimed(frame)
        if c.account_id in consents
    ]  # fmt: skip
    return sorted(rows, key=lambda each: json.dumps(each, default=str))


def _claimed(frame: Frame) -> list[CreditClaim]:
    wanted = (
        select(CreditClaim)
        .join(CreditEnrolment, CreditEnrolment.id == CreditClaim.enrolment_id)
        .where(CreditEnrolment.activity_id.in_(frame.ids))
        .where(CreditClaim.claimed_at >= frame.period.start, CreditClaim.claimed_at < frame.period.end)
    )
    return list(frame.session.scalars(wanted.order_by(CreditClaim.claimed_at, CreditClaim.id)))


def _as_administrator(frame: Frame) -> Actor:
    """Whom the figures are counted for: a CE administrator of the organisation counts its people and nobody else's."""
    day = frame.period.last
    granted = Granted(CE_ADMINISTRATOR, frame.organisation_id, None, day, None)
    return Actor("", frame.organisation_id, "the audit pack", (granted,), day)
