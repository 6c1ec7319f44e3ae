"""Ask an organisation, consent, decline, withdraw; and who leads a programme. None of it commits; none changes a past fact."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.errors import Invalid, NotFound, Refusal
from lms.outbox.actions import write_letter
from lms.people.access import hold, operator_only, require
from lms.people.administrators import administrators
from lms.people.models import Account, Clinic, Grant, Organisation, Programme
from lms.people.noting import note
from lms.people.permissions import PROGRAMME_LEAD, SYSTEM, Actor
from lms.people.queries import primary_email
from lms.readiness.programmes.models import ProgrammeAsk, ProgrammeAskClinic, ProgrammeConsent, ProgrammeShare
from lms.readiness.programmes.queries import (
    CONSENT,
    clinics_asked,
    consents_of,
    get_ask_for,
    get_programme_for,
    seen_of,
    shares_of,
)
from lms.readiness.rules.programmes import Kind, counts_from, counts_words, names_words

ALL, NAMES = "all", "names"
"""What may be withdrawn, besides a single clinic by its id."""
LETTER = "programme-asks"


def give_lead(session: Session, *, actor: Actor, now: datetime, programme_id: str, account_id: str) -> Grant:
    """Make somebody lead a programme; for the operator. A second time changes nothing. Raises NotFound, Refusal."""
    operator_only(actor)
    programme = get_programme_for(session, actor, programme_id)
    account = hold(session, account_id)
    there = _leads(session, programme.id, account.id, now)
    if there:
        return there[0]
    made = Grant(
        account_id=account.id,
        kind=PROGRAMME_LEAD,
        organisation_id=account.organisation_id,
        clinic_id=None,
        programme_id=programme.id,
        from_date=now.date() - timedelta(days=1),
        to_date=None,
        created_at=now,
    )
    session.add(made)
    session.flush()
    said = {"account": account.id, "kind": PROGRAMME_LEAD, "programme": programme.id}
    note(session, (actor, now), account.organisation_id, "grant.given", made, **said)
    return made


def end_lead(session: Session, *, actor: Actor, now: datetime, programme_id: str, account_id: str) -> int:
    """End somebody's lead at once; for the operator. Returns how many grants ended. Raises NotFound."""
    operator_only(actor)
    found = _leads(session, get_programme_for(session, actor, programme_id).id, account_id, now)
    for each in found:
        each.to_date = now.date() - timedelta(days=2)
        said = {"account": account_id, "kind": PROGRAMME_LEAD, "programme": programme_id}
        note(session, (actor, now), each.organisation_id, "grant.ended", each, **said)
    session.flush()
    return len(found)


def _leads(session: Session, programme_id: str, account_id: str, now: datetime) -> list[Grant]:
    query = select(Grant).where(
        Grant.programme_id == programme_id,
        Grant.account_id == account_id,
        or_(Grant.to_date.is_(None), Grant.to_date >= now.date()),
    )
    return list(session.scalars(query))


def ask(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    base_url: str,
    programme_id: str,
    organisation_id: str,
    clinic_ids: Collection[str] = (),
    kind: Kind = "counts",
) -> ProgrammeAsk:
    """Ask an organisation for the counts of some clinics, or for names; its administrators get a letter each.

    Raises NotFound, Invalid where there is nothing to ask for, Refusal while an ask of the same kind waits.
    """
    programme = get_programme_for(session, actor, programme_id)
    session.get(Programme, programme.id, with_for_update=True)
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound()
    shared = [share.clinic_id for _, share in shares_of(session, programme.id, organisation.id) if share.stands]
    clinics = _clinics_to_ask(session, organisation, clinic_ids, shared) if kind == "counts" else []
    agreed = any(
        each.kind == "names" and each.withdrawn_at is None
        for each in consents_of(session, programme.id, organisation.id)
    )
    if kind == "names" and (not shared or agreed):
        raise Refusal(
            f"{organisation.name} shares names already. Nothing was asked."
            if shared
            else f"{organisation.name} shares no clinic, so there are no names to ask for. Nothing was asked."
        )
    waiting = select(ProgrammeAsk.id).where(
        ProgrammeAsk.programme_id == programme.id,
        ProgrammeAsk.organisation_id == organisation.id,
        ProgrammeAsk.kind == kind,
        ProgrammeAsk.answer.is_(None),
    )
    if session.scalar(waiting) is not None:
        raise Refusal(
            f"{organisation.name} has been asked and has not answered yet. Nothing was changed; take that back first."
        )
    row = ProgrammeAsk(
        programme_id=programme.id,
        organisation_id=organisation.id,
        kind=kind,
        asked_at=now,
        by_account_id=actor.account_id or None,
    )
    session.add(row)
    session.flush()
    session.add_all(ProgrammeAskClinic(ask_id=row.id, clinic_id=each.id) for each in clinics)
    said = {"programme": programme.name, "kind": kind, "clinics": [each.name for each in clinics]}
    note(session, (actor, now), organisation.id, "programme.asked", row, **said)
    _tell(session, actor, now, base_url, programme, organisation, row)
    session.flush()
    return row


def _clinics_to_ask(
    session: Session, organisation: Organisation, wanted: Collection[str], shared: Collection[str]
) -> list[Clinic]:
    found = session.scalars(
        select(Clinic).where(Clinic.id.in_(wanted), Clinic.organisation_id == organisation.id)
    ).all()
    if len(found) != len(set(wanted)):
        raise NotFound()
    if not found:
        raise Invalid("Choose at least one clinic to ask for.", field="clinics")
    already = [each.name for each in found if each.id in shared]
    if already:
        raise Invalid(f"{already[0]} is shared already. Choose only clinics that are not.", field="clinics")
    return list(found)


def _tell(
    session: Session,
    actor: Actor,
    now: datetime,
    base_url: str,
    programme: Programme,
    organisation: Organisation,
    row: ProgrammeAsk,
) -> None:
    what = "counts of some of your clinics" if row.kind == "counts" else "the names of those who train at your clinics"
    for account_id in sorted(administrators(session, organisation.id, now.date())):
        account, to = session.get_one(Account, account_id), primary_email(session, account_id)
        if not to:
            continue
        write_letter(
            session, kind=LETTER, account_id=account.id, occasion=row.id, to=to, now=now,
            subject=f"{programme.name} asks {organisation.name} for {'counts' if row.kind == 'counts' else 'names'}",
            text=(
                f"Hello {account.name},\n\n{actor.name if actor != SYSTEM else 'the operator'} asks {organisation.name} to share "
                f"{what} with the programme {programme.name}.\n\nNothing is shared unless an administrator of "
                f"{organisation.name} consents. What would be shared stands here, word by word:\n\n"
                f"{base_url}/admin/programmes/asks/{row.id}\n"
            ),
        )  # fmt: skip


def take_back(session: Session, *, actor: Actor, now: datetime, programme_id: str, ask_id: str) -> ProgrammeAsk:
    """The lead takes an ask back that waits. Raises NotFound, Refusal."""
    programme = get_programme_for(session, actor, programme_id)
    row = _hold_ask(session, ask_id)
    if row.programme_id != programme.id:
        raise NotFound()
    _demand_open(row)
    _answer(session, actor, now, row, "taken back", "programme.ask-taken-back")
    return row


@dataclass(frozen=True)
class Offer:
    """What a consent would say now, sentence by sentence. `mark` tells one text from another."""

    words: tuple[str, ...]
    clinics: tuple[Clinic, ...]
    mark: str


def offer_of(session: Session, *, actor: Actor, now: datetime, ask: ProgrammeAsk) -> Offer:
    """The words as they would be consented to at this moment. Raises NotFound for another organisation's ask."""
    require(actor, CONSENT, organisation_id=ask.organisation_id)
    programme, organisation = (
        session.get_one(Programme, ask.programme_id),
        session.get_one(Organisation, ask.organisation_id),
    )
    pairs = shares_of(session, programme.id, organisation.id)
    if ask.kind == "names":
        shared = {share.clinic_id: clinic.name for clinic, share in pairs if share.stands}
        words = names_words(programme.name, organisation.name, tuple(shared.values()))
        return Offer(words, (), _mark(words))
    clinics = tuple(each for each in clinics_asked(session, ask.id) if each.organisation_id == organisation.id)
    names = any(
        each.kind == "names" and each.withdrawn_at is None
        for each in consents_of(session, programme.id, organisation.id)
    )
    since = counts_from(now, first=not pairs)
    words = counts_words(programme.name, organisation.name, [each.name for each in clinics], since, names=names)
    return Offer(words, clinics, _mark(words))


def _mark(words: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def consent(session: Session, *, actor: Actor, now: datetime, ask_id: str, mark: str) -> ProgrammeConsent:
    """The organisation's administrator says yes to the words that were shown (`mark`). Raises NotFound, Refusal.

    Of two at once the first counts; the other is told so.
    """
    get_ask_for(session, actor, ask_id)
    row = _hold_ask(session, ask_id)
    _demand_open(row)
    session.get(Programme, row.programme_id, with_for_update=True)
    offer = offer_of(session, actor=actor, now=now, ask=row)
    if offer.mark != mark:
        raise Refusal("What would be shared has changed since you opened this page. Nothing was shared; read it again.")
    if row.kind == "counts" and not offer.clinics:
        raise Refusal("The clinics that were asked for are no longer yours. Nothing was shared.")
    first = not shares_of(session, row.programme_id, row.organisation_id)
    _answer(session, actor, now, row, "consented", None)
    made = ProgrammeConsent(
        ask_id=row.id,
        programme_id=row.programme_id,
        organisation_id=row.organisation_id,
        kind=row.kind,
        words="\n".join(offer.words),
        given_at=now,
        by_account_id=actor.account_id,
    )
    session.add(made)
    session.flush()
    session.add_all(
        ProgrammeShare(consent_id=made.id, clinic_id=each.id, counts_from=counts_from(now, first=first))
        for each in offer.clinics
    )
    act = "programme.consented" if row.kind == "counts" else "programme.names-consented"
    said = {"who": actor.name, "programme": row.programme_id, "words": list(offer.words)}
    note(session, (actor, now), row.organisation_id, act, made, **said, clinics=[each.id for each in offer.clinics])
    session.flush()
    return made


def decline(session: Session, *, actor: Actor, now: datetime, ask_id: str) -> ProgrammeAsk:
    """The administrator says no. Raises NotFound, Refusal."""
    get_ask_for(session, actor, ask_id)
    row = _hold_ask(session, ask_id)
    _demand_open(row)
    _answer(session, actor, now, row, "declined", "programme.declined")
    return row


def withdraw(
    session: Session, *, actor: Actor, now: datetime, programme_id: str, organisation_id: str, what: str
) -> int:
    """Take back all of it (`ALL`), the names (`NAMES`), or one clinic by its id; it holds from the next page on.

    Returns how many consents or clinics that were; a second time is 0 and changes nothing. Raises NotFound.
    """
    require(actor, CONSENT, organisation_id=organisation_id)
    session.get(Programme, programme_id, with_for_update=True)
    seen_of(session, actor, programme_id, organisation_id)
    standing = [each for each in consents_of(session, programme_id, organisation_id) if each.withdrawn_at is None]
    if what not in (ALL, NAMES):
        return _leave_out(session, actor, now, standing, what)
    ended = [each for each in standing if what == ALL or each.kind == "names"]
    for each in ended:
        each.withdrawn_at, each.withdrawn_by_account_id = now, actor.account_id
        act = "programme.withdrawn" if each.kind == "counts" else "programme.names-withdrawn"
        note(session, (actor, now), organisation_id, act, each, who=actor.name, programme=programme_id)
    session.flush()
    return len(ended)


def _leave_out(
    session: Session, actor: Actor, now: datetime, standing: Sequence[ProgrammeConsent], clinic_id: str
) -> int:
    known = {each.id: each for each in standing}
    rows = session.scalars(
        select(ProgrammeShare).where(
            ProgrammeShare.consent_id.in_(known),
            ProgrammeShare.clinic_id == clinic_id,
            ProgrammeShare.left_out_at.is_(None),
        )
    ).all()
    for row in rows:
        row.left_out_at, row.left_out_by_account_id = now, actor.account_id
        given = known[row.consent_id]
        said = {"who": actor.name, "programme": given.programme_id, "clinic": clinic_id}
        note(session, (actor, now), given.organisation_id, "programme.clinic-left-out", given, **said)
    session.flush()
    return len(rows)


def _hold_ask(session: Session, ask_id: str) -> ProgrammeAsk:
    query = select(ProgrammeAsk).where(ProgrammeAsk.id == ask_id).with_for_update()
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound()
    return row


def _demand_open(row: ProgrammeAsk) -> None:
    if row.answer is not None:
        said = {"consented": "was consented to", "declined": "was declined", "taken back": "was taken back"}[row.answer]
        raise Refusal(f"This {said} already. Nothing was changed by this press.")


def _answer(session: Session, actor: Actor, now: datetime, row: ProgrammeAsk, answer: str, act: str | None) -> None:
    row.answer, row.answered_at, row.answered_by_account_id = answer, now, actor.account_id or None
    session.flush()
    if act is not None:
        note(session, (actor, now), row.organisation_id, act, row, who=actor.name, programme=row.programme_id)
