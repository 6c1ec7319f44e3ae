"""Sections 06 to 09: questions and keys, pages as they were shown, the roster, certificates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.statistics.rules.items import Answer, Seen, gather, item_statistics
from lms.credit.activities.content import parts_of
from lms.credit.activities.models import Designation
from lms.credit.claiming.models import Attestation, CreditClaim, CreditEnrolment, EvaluationReceipt, Override, ShownPage
from lms.credit.models import Certificate
from lms.credit.packing.frame import HIDDEN, Files, Frame, document, note, table, words
from lms.credit.packing.rules import credit_words
from lms.credit.packing.zipping import json_bytes
from lms.credit.queries import payload
from lms.credit.rules import CertificatePayload
from lms.curriculum.course import Item
from lms.curriculum.editions import stored_item
from lms.errors import NotFound
from lms.learning.models import Completion
from lms.people.merged import accounts_of
from lms.people.models import Account


def items(frame: Frame) -> Files:
    """06: every question with its key, rationale and references, what it maps to, and how it behaved."""
    tests = sorted({part["id"] for version in frame.versions for part in version.parts if part["kind"] == "test"})
    if not tests:
        yield from note("items-empty", "The activity has no post-test.")
        return
    for test in tests:
        sittings = _first_sittings(frame, test)
        asked = {answer.version for sitting in sittings.values() for answer in sitting}
        found = {digest: stored_item(frame.session, digest) for digest in sorted(asked | _asked_at_all(frame, test))}
        for each in _bank(frame, test):
            found.setdefault(each.hash, each)
        ordered = sorted(found.values(), key=lambda each: (each.id, each.hash))
        yield from table(
            f"{test}-items",
            ("id", "revision", "objective", "level", "title", "key", "facts", "references", "sha256"),
            [
                (i.id, i.revision, i.objective, i.level, i.title, next(o.id for o in i.options if o.correct),
                 words(i.facts), words(r.text if hasattr(r, "text") else r for r in i.references), i.hash)
                for i in ordered
            ],
            empty="No question of this test was served by the end of the period.",
        )  # fmt: skip
        yield (
            f"{test}-questions.json",
            json_bytes(
                [
                    {
                        "id": i.id, "sha256": i.hash, "stem": i.stem_html,
                        "options": [{"id": o.id, "text": o.text, "key": o.correct, "rationale": o.why_html} for o in i.options],
                    }
                    for i in ordered
                ]
            ),
        )  # fmt: skip
        seen = gather(list(sittings.values()))
        yield from table(
            f"{test}-statistics",
            ("id", "sha256", "answers", "share_right", "discrimination", "why_none"),
            [_behaved(each, seen.get(each.hash, ())) for each in ordered],
            empty="No question of this test was served by the end of the period.",
        )


def _behaved(item: Item, seen: Any) -> tuple[str, str, int, float | None, float | None, str]:
    answers: tuple[Seen, ...] = tuple(seen)
    key = next(option.id for option in item.options if option.correct)
    figures = item_statistics(answers, [option.id for option in item.options], key)
    shares = [
        None if each.value is None else round(each.value, 4) for each in (figures.difficulty, figures.discrimination)
    ]
    return item.id, item.hash, figures.n, shares[0], shares[1], figures.difficulty.why or figures.discrimination.why


def _handed_in(frame: Frame, test: str) -> Any:
    people = select(Account.id).where(Account.organisation_id == frame.organisation_id)
    return (
        select(Attempt)
        .where(Attempt.test_id == test, Attempt.handed_in_at < frame.period.end, Attempt.account_id.in_(people))
        .order_by(Attempt.handed_in_at, Attempt.number, Attempt.id)
    )


def _first_sittings(frame: Frame, test: str) -> dict[str, tuple[Answer, ...]]:
    first: dict[str, str] = {}
    for attempt in frame.session.scalars(_handed_in(frame, test)):
        first.setdefault(attempt.account_id, attempt.id)
    found: dict[str, list[Answer]] = defaultdict(list)
    wanted = select(AttemptItem).where(AttemptItem.attempt_id.in_(first.values()))
    for row in frame.session.scalars(wanted.order_by(AttemptItem.attempt_id, AttemptItem.position)):
        found[row.attempt_id].append(Answer(row.item_hash, row.chosen, bool(row.right)))
    return {key: tuple(answers) for key, answers in sorted(found.items())}


def _asked_at_all(frame: Frame, test: str) -> set[str]:
    attempts = [each.id for each in frame.session.scalars(_handed_in(frame, test))]
    return set(
        frame.session.scalars(select(AttemptItem.item_hash).where(AttemptItem.attempt_id.in_(attempts)).distinct())
    )


def _bank(frame: Frame, test: str) -> Iterable[Item]:
    """The whole bank, where the course that is served still has the test as a version froze it."""
    quiz = frame.course.quiz(test)
    try:
        today = {each["id"]: each["hash"] for each in parts_of(frame.course, frame.unit)}
    except NotFound:
        return ()
    frozen = {part["hash"] for version in frame.versions for part in version.parts if part["id"] == test}
    return quiz.items if quiz is not None and today.get(test) in frozen else ()


def pages(frame: Frame) -> Files:
    """07: the pages learners had to see, exactly as they were shown, and how often."""
    shown: dict[str, int] = defaultdict(int)
    signed: dict[str, int] = defaultdict(int)
    for enrolment in _enrolments(frame):
        shown[enrolment.disclosure_hash] += 1
    for attestation in _attestations(frame).values():
        signed[attestation.text_hash] += 1
    if not shown and not signed:
        yield from note("pages-empty", "Nobody was shown a page of this activity by the end of the period.")
        return
    rows = []
    for digest in sorted({*shown, *signed}):
        page = frame.session.get_one(ShownPage, digest)
        rows.append((page.kind, digest, page.first_shown_at, shown[digest] or signed[digest]))
        ending = "html" if page.text.lstrip().startswith("<") else "txt"
        yield f"{page.kind}-{digest[:12]}.{ending}", page.text.encode()
    yield from table("pages", ("kind", "sha256", "first_shown_at", "learners"), rows, empty="")
    yield from note("promotion", "Promotion is filed by the provider outside this program; none is kept here.")


@dataclass(frozen=True)
class Learner:
    """A line of the roster."""

    enrolment: CreditEnrolment
    name: str
    licences: str
    states: str
    professions: str
    completed_on: date | None
    attempts: int
    passed_on: date | None
    evaluated_on: date | None
    attested_at: datetime | None
    credits: str


def roster(frame: Frame) -> Files:
    """08: everybody who set out for credit and had not claimed before the period: name, licence, days, attempts, credit."""
    yield from table(
        "roster",
        ("name", "profession", "licence", "state", "version", "enrolled", "completed", "attempts", "passed", "evaluated",
         "attested", "credit_claimed"),
        [
            (each.name, each.professions, each.licences, each.states, frame.number_of(each.enrolment.activity_id),
             frame.period.day(each.enrolment.acknowledged_at), each.completed_on, each.attempts, each.passed_on,
             "yes" if each.evaluated_on else "no", each.attested_at, each.credits)
            for each in learners(frame)
        ],
        empty="Nobody had set out for credit with this activity by the end of the period.",
    )  # fmt: skip
    overrides = frame.session.scalars(
        select(Override)
        .join(CreditEnrolment, CreditEnrolment.id == Override.enrolment_id)
        .where(CreditEnrolment.activity_id.in_(frame.ids), Override.approved_at < frame.period.end)
        .order_by(Override.asked_at, Override.id)
    )
    yield from table(
        "manual-issue",
        ("enrolment", "rules_set_aside", "reason", "asked_by", "approved_by", "approved_at"),
        [
            (o.enrolment_id, words(o.rules), o.reason, o.asked_by_account_id, o.approved_by_account_id, o.approved_at)
            for o in overrides
        ],
        empty="No rule was set aside for anybody: nothing was issued by hand.",
    )


def learners(frame: Frame) -> list[Learner]:
    """The roster's lines, by name. The name is the one attested with, as it was."""
    claims = _claims(frame)
    attested = _attestations(frame)
    receipts = {
        each.enrolment_id: each.handed_in_on
        for each in frame.session.scalars(
            select(EvaluationReceipt).where(EvaluationReceipt.handed_in_on <= frame.period.last)
        )
    }
    types = {
        each.id: each.credit_type
        for each in frame.session.scalars(select(Designation).where(Designation.activity_id.in_(frame.ids)))
    }
    found = []
    for row in _enrolments(frame):
        own = claims.get(row.id, [])
        if own and all(each.claimed_at < frame.period.start for each in own):
            continue
        signed = attested.get(row.id)
        done, attempts, passed = _progress(frame, row)
        account = frame.account(row.account_id)
        found.append(
            Learner(
                row,
                signed.typed_name if signed else account.legal_name or account.name,
                words(filter(None, (frame.licence(each.licence_number) for each in own))),
                words(dict.fromkeys(each.licence_state for each in own if each.licence_state)),
                words(dict.fromkeys(each.profession for each in own)),
                done, attempts, passed, receipts.get(row.id), signed.at if signed else None,
                words(f"{credit_words(each.credit)} {types.get(each.designation_id, '')}".strip() for each in own),
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: (each.name, each.enrolment.id))


def _progress(frame: Frame, row: CreditEnrolment) -> tuple[date | None, int, date | None]:
    """When the last required part was done (None: not all), attempts at its tests handed in, and when all were passed."""
    version = next(each for each in frame.versions if each.id == row.activity_id)
    mine, end = accounts_of(frame.session, row.account_id), frame.period.end
    required = {part["id"] for part in version.parts}
    tests = {part["id"] for part in version.parts if part["kind"] == "test"}
    completions = frame.session.scalars(
        select(Completion).where(
            Completion.account_id.in_(mine), Completion.requirement_id.in_(required), Completion.completed_at < end
        )
    )
    days: dict[str, date] = {}
    for each in completions:
        if each.undone_at is None or each.undone_at >= end:
            days[each.requirement_id] = min(each.completed_on, days.get(each.requirement_id, each.completed_on))
    attempts = frame.session.scalars(
        select(Attempt).where(Attempt.account_id.in_(mine), Attempt.test_id.in_(tests), Attempt.handed_in_at < end)
    ).all()
    passes: dict[str, datetime] = {}
    for attempt in attempts:
        if attempt.passed and attempt.handed_in_at:
            passes[attempt.test_id] = min(attempt.handed_in_at, passes.get(attempt.test_id, attempt.handed_in_at))
    return (
        max(days.values()) if required and set(days) == required else None,
        len(attempts),
        frame.period.day(max(passes.values())) if tests and set(passes) == tests else None,
    )


def certificates(frame: Frame) -> Files:
    """09: every certificate issued for a claim in the period, as stored bytes, with what became of it by its end."""
    claims = [each for own in _claims(frame).values() for each in own if each.claimed_at >= frame.period.start]
    wanted = {each.certificate_id for each in claims if each.certificate_id}
    rows = list(
        frame.session.scalars(select(Certificate).where(Certificate.id.in_(wanted)).order_by(Certificate.serial))
    )
    yield from table(
        "certificates",
        (
            "serial",
            "name",
            "title",
            "completed_on",
            "issued_at",
            "credit",
            "state",
            "changed_at",
            "reason",
            "pdf_sha256",
        ),
        [_certificate(frame, each) for each in rows],
        empty="No certificate was issued for a claim in the period.",
    )
    for row in rows:
        made = payload(row)
        yield f"{row.serial}.json", json_bytes(_payload(frame, made))
        licensed = any(each.licence_number for each in made.credits)
        if frame.redacted and licensed:
            yield from note(
                f"{row.serial}-pdf-left-out",
                "The certificate prints a licence number, so its file is left out of this variant.",
            )
            continue
        yield from document(row.serial, frame.stored(row.pdf_hash), missing="The file was still being prepared.")
        if row.credential is not None and not frame.redacted:
            yield f"{row.serial}-credential.json", json_bytes(row.credential)
    yield from note(
        "verification-log", "The check page is open to everybody and keeps no log of who looked up which certificate."
    )


def _certificate(frame: Frame, row: Certificate) -> tuple[Any, ...]:
    made, end = payload(row), frame.period.end
    state, at = "valid", None
    if row.superseded_at and row.superseded_at < end:
        state, at = "superseded", row.superseded_at
    if row.revoked_at and row.revoked_at < end:
        state, at = "revoked", row.revoked_at
    credit = words(f"{each.amount} {each.label}" for each in made.credits)
    return (row.serial, made.name, made.title, row.completed_on, row.issued_at, credit, state, at,
            row.reason if at else None, row.pdf_hash)  # fmt: skip


def _payload(frame: Frame, made: CertificatePayload) -> Any:
    if frame.redacted:
        lines = tuple(replace(each, licence_number=HIDDEN if each.licence_number else "") for each in made.credits)
        made = replace(made, credits=lines)
    return made.as_dict()


def _enrolments(frame: Frame) -> list[CreditEnrolment]:
    wanted = select(CreditEnrolment).where(
        CreditEnrolment.activity_id.in_(frame.ids), CreditEnrolment.acknowledged_at < frame.period.end
    )
    return list(frame.session.scalars(wanted.order_by(CreditEnrolment.acknowledged_at, CreditEnrolment.id)))


def _attestations(frame: Frame) -> dict[str, Attestation]:
    """Enrolment → its latest attestation of the time."""
    wanted = (
        select(Attestation)
        .join(CreditEnrolment, CreditEnrolment.id == Attestation.enrolment_id)
        .where(CreditEnrolment.activity_id.in_(frame.ids), Attestation.at < frame.period.end)
    )
    return {each.enrolment_id: each for each in frame.session.scalars(wanted.order_by(Attestation.at, Attestation.id))}


def _claims(frame: Frame) -> dict[str, list[CreditClaim]]:
    """Enrolment → claims of the time, in order."""
    wanted = (
        select(CreditClaim)
        .join(CreditEnrolment, CreditEnrolment.id == CreditClaim.enrolment_id)
        .where(CreditEnrolment.activity_id.in_(frame.ids), CreditClaim.claimed_at < frame.period.end)
    )
    found: dict[str, list[CreditClaim]] = defaultdict(list)
    for each in frame.session.scalars(
        wanted.order_by(CreditClaim.claimed_at, CreditClaim.designation_id, CreditClaim.id)
    ):
        found[each.enrolment_id].append(each)
    return found
