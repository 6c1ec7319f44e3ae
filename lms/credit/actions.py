"""Issue, revoke and reissue certificates. None of these commits."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit.badges import BITS
from lms.credit.claiming.models import CreditClaim
from lms.credit.codes import new_code, normalise
from lms.credit.codes import serial as serial_words
from lms.credit.keeping.models import Tombstone
from lms.credit.models import Certificate, SerialCounter
from lms.credit.queries import may_administer, payload
from lms.credit.rules import CertificatePayload, Gate, Part, completed_on, gates, may_issue
from lms.curriculum.models import Edition
from lms.database import upserting
from lms.errors import Invalid, NotFound, Refusal
from lms.ids import new_id
from lms.outbox.actions import put
from lms.people.merged import surviving
from lms.people.models import Account
from lms.people.permissions import Actor

RENDER = "render-certificate"


@dataclass(frozen=True)
class Issuer:
    """Who issues: the check page's address, the zone for dates, and whether this is a demonstration."""

    base_url: str
    zone: str
    demo: bool


@dataclass(frozen=True)
class Claim:
    """What one certificate would name, with each required part and how it stands.

    A part may be a whole module; then `post_tests` counts the tests within. `outside_minutes`: planned minutes, of
    `minutes`, for which outside training stands; `skipped_minutes`: those of practice skipped after a diagnostic.
    """

    scope: str
    title: str
    course_title: str
    edition: str
    parts: tuple[Part, ...]
    tests: tuple[Part, ...]
    minutes: int
    post_tests: int
    outside_minutes: int = 0
    skipped_minutes: int = 0


def gates_of(account: Account, claim: Claim, zone: str) -> tuple[Gate, ...]:
    """The gates of a claim as they stand for an account."""
    confirmed = account.legal_name_confirmed_at
    day = confirmed.astimezone(ZoneInfo(zone)).date() if confirmed else None
    return gates(name_confirmed_on=day, parts=claim.parts, tests=claim.tests)


def issue_if_due(
    session: Session, *, actor: Actor, now: datetime, account: Account, claim: Claim, issuer: Issuer
) -> Certificate | None:
    """Issue the certificate when every gate is passed and none is valid already; else None. Issued once, whatever happens twice."""
    standing = gates_of(account, claim, issuer.zone)
    if not may_issue(standing):
        return None
    session.get_one(Account, account.id, with_for_update=True)
    open_one = select(Certificate).where(Certificate.account_id == account.id, Certificate.scope == claim.scope)
    if session.scalars(open_one).first() is not None:
        return None
    made = _payload(session, account, claim, now, issuer)
    row = _store(session, account, claim.scope, made, standing, now)
    _record(
        session,
        account.organisation_id,
        actor,
        now,
        "certificate.issued",
        "certificate",
        row.id,
        {"serial": row.serial, "scope": claim.scope},
    )
    return row


def issue_for_credit(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    account: Account,
    designation_id: str,
    standing: Sequence[Gate],
    issuer: Issuer,
    words: Mapping[str, Any],
) -> Certificate:
    """Issue the certificate for credit of one designation; the caller has judged the claim and holds the account.

    `words` are all fields of the payload but those that make it this one. `issuer.zone` is the provider's.
    """
    identity = _identity(session, account.organisation_id, now, issuer)
    made = CertificatePayload(
        id=identity.id,
        serial=identity.serial,
        code=identity.code,
        verify_url=identity.verify_url,
        kind="credit",
        no_credit="",
        issued_on=_day(now, issuer),
        watermark=issuer.demo,
        **words,
    )
    row = _store(session, account, f"credit:{designation_id}", made, standing, now)
    details = {"serial": row.serial, "scope": row.scope}
    _record(session, account.organisation_id, actor, now, "certificate.issued", "certificate", row.id, details)
    return row


def revoke(session: Session, *, actor: Actor, now: datetime, row: Certificate, reason: str) -> Certificate:
    """Withdraw a certificate for good. Raises Invalid without a reason, Refusal when it does not count any more."""
    _demand(actor, row)
    session.refresh(row, with_for_update=True)
    _demand_valid(row)
    row.revoked_at, row.reason = now, _reason(reason)
    _record(
        session, row.organisation_id, actor, now, "certificate.revoked", "certificate", row.id, {"reason": row.reason}
    )
    session.flush()
    return row


def reissue(
    session: Session, *, actor: Actor, now: datetime, row: Certificate, reason: str, issuer: Issuer
) -> Certificate:
    """Replace a certificate by one with a new serial and code and the name as it is confirmed today."""
    _demand(actor, row)
    session.refresh(row, with_for_update=True)
    _demand_valid(row)
    account = session.get_one(Account, row.account_id, with_for_update=True)
    person = session.get_one(Account, surviving(session, row.account_id))
    before = payload(row)
    row.superseded_at, row.reason = now, _reason(reason)
    session.flush()
    identity = _identity(session, row.organisation_id, now, issuer)
    made = replace(
        before,
        id=identity.id,
        serial=identity.serial,
        code=identity.code,
        verify_url=identity.verify_url,
        name=person.legal_name or before.name,
        issued_on=_day(now, issuer),
        revision=before.revision + 1,
        supersedes=before.serial,
    )
    fresh = _store(session, account, row.scope, made, tuple(Gate(**gate) for gate in row.gates), now)
    row.superseded_by_id = fresh.id
    session.execute(update(CreditClaim).where(CreditClaim.certificate_id == row.id).values(certificate_id=fresh.id))
    details = {"reason": row.reason, "before": row.id, "serial": fresh.serial}
    _record(session, row.organisation_id, actor, now, "certificate.reissued", "certificate", fresh.id, details)
    session.flush()
    return fresh


def _payload(session: Session, account: Account, claim: Claim, now: datetime, issuer: Issuer) -> CertificatePayload:
    required = (*claim.parts, *claim.tests)
    done_on = completed_on(required)
    edition = session.get_one(Edition, claim.edition)
    if done_on is None or account.legal_name is None:
        raise RuntimeError("a claim whose gates are passed has a date and a name")
    identity = _identity(session, account.organisation_id, now, issuer)
    return CertificatePayload(
        id=identity.id,
        serial=identity.serial,
        code=identity.code,
        verify_url=identity.verify_url,
        name=account.legal_name,
        title=claim.title,
        course_title=claim.course_title,
        parts=tuple(part.title for part in claim.parts),
        training_minutes=claim.minutes,
        completed_on=done_on,
        issued_on=_day(now, issuer),
        edition_hash=edition.id,
        edition_date=_day(edition.first_served_at, issuer),
        issuer=account.organisation.name,
        post_tests=claim.post_tests,
        outside_minutes=claim.outside_minutes,
        skipped_minutes=claim.skipped_minutes,
        watermark=issuer.demo,
    )


@dataclass(frozen=True)
class _Identity:
    """What makes one certificate this one."""

    id: str
    serial: str
    code: str
    verify_url: str


def _identity(session: Session, organisation_id: str, now: datetime, issuer: Issuer) -> _Identity:
    code = new_code(secrets.token_bytes)
    number = _next_serial(session, organisation_id, _day(now, issuer).year)
    return _Identity(new_id(), number, code, f"{issuer.base_url}/verify/{code}")


def _next_serial(session: Session, organisation_id: str, year: int) -> str:
    first = upserting(session, SerialCounter).values(organisation_id=organisation_id, year=year, last=1)
    next_one = first.on_conflict_do_update(
        index_elements=[SerialCounter.organisation_id, SerialCounter.year], set_={"last": SerialCounter.last + 1}
    )
    return serial_words(year, session.execute(next_one.returning(SerialCounter.last)).scalar_one())


def _store(
    session: Session, account: Account, scope: str, made: CertificatePayload, standing: Sequence[Gate], now: datetime
) -> Certificate:
    row = Certificate(
        id=made.id,
        organisation_id=account.organisation_id,
        account_id=account.id,
        scope=scope,
        title=made.title,
        serial=made.serial,
        code=normalise(made.code),
        payload=made.as_dict(),
        gates=[vars(gate) for gate in standing],
        completed_on=made.completed_on,
        issued_at=now,
    )
    place_in_list(session, row)
    session.add(row)
    put(session, kind=RENDER, key=row.id, payload={"certificate": row.id}, now=now)
    return row


def place_in_list(session: Session, row: Certificate) -> None:
    """Give a certificate a place of its own in a status list, drawn at random; a list is left when it is half full."""
    now_there, purged = (
        select(func.count()).where(model.status_index.is_not(None)).scalar_subquery()
        for model in (Certificate, Tombstone)
    )
    placed = session.scalar(select(now_there + purged)) or 0
    row.status_list = 1 + placed // (BITS // 2)
    drawn = secrets.randbelow(BITS)
    while _taken(session, row.status_list, drawn):
        drawn = secrets.randbelow(BITS)
    row.status_index = drawn
    session.flush()


def _taken(session: Session, number: int, place: int) -> bool:
    # The place of a record that was deleted stays its own: whoever keeps the paper may look it up.
    there = (
        select(model.id).where(model.status_list == number, model.status_index == place).exists()
        for model in (Certificate, Tombstone)
    )
    return session.scalar(select(or_(*there))) or False


def _day(instant: datetime, issuer: Issuer) -> date:
    return instant.astimezone(ZoneInfo(issuer.zone)).date()


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise Invalid("Say why; the reason is kept with the certificate.", field="reason")
    return reason[:500]


def _demand(actor: Actor, row: Certificate) -> None:
    if not may_administer(actor, row.organisation_id):
        raise NotFound()


def _demand_valid(row: Certificate) -> None:
    if row.revoked_at is not None or row.superseded_at is not None:
        raise Refusal("This certificate does not count any more; nothing was changed.")


def _record(
    session: Session,
    chain: str,
    actor: Actor,
    now: datetime,
    act: str,
    kind: str,
    subject: str,
    details: dict[str, str],
) -> None:
    record(
        session,
        chain=chain,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind=kind,
        subject_id=subject,
        details=details,
    )
