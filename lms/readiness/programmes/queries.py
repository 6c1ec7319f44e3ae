"""What is shared with a programme now, and the tables that may be shown of it. Nothing here writes.

The lead's page, the administrator's page, files, the JSON door and the command read through `seen_of` alone: there is
no second way to a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.errors import NotFound
from lms.people.access import require
from lms.people.models import Account, Clinic, Organisation, Programme, RoleHeld
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.rules import ROLES
from lms.readiness.overview.queries import months_of, snapshots_of
from lms.readiness.programmes.models import ProgrammeAsk, ProgrammeAskClinic, ProgrammeConsent, ProgrammeShare
from lms.readiness.queries import standings_of
from lms.readiness.rules import Word
from lms.readiness.rules.counts import Cell
from lms.readiness.rules.hiding import Table, publish
from lms.readiness.rules.programmes import Share, clinics_of_month, rows_of

CONSENT = Permission.PROGRAMME_CONSENT
MONTHS = 12
"""How many month ends are shown."""
State = Literal["shared", "asked", "withdrawn", "declined", "not asked"]


@dataclass(frozen=True)
class MonthTable:
    """What is shown of an organisation's month end: for which clinics (id, name), and the table."""

    as_of: date
    clinics: tuple[tuple[str, str], ...]
    table: Table


@dataclass(frozen=True)
class Seen:
    """What a programme is shown of one organisation right now. Whoever may look at it is shown the same.

    clinics: (id, name) of those shared. names: whether names are. since: the first month end that counts for any of
    them; None: nothing is shared. months: the newest first. closed: how many month ends are shown no more because a
    clinic that counted in them left. gone: names of clinics that belong to the organisation no more.
    """

    programme: Programme
    organisation: Organisation
    state: State
    clinics: tuple[tuple[str, str], ...]
    names: bool
    since: date | None
    months: tuple[MonthTable, ...]
    closed: int
    gone: tuple[tuple[str, str], ...]
    asks: tuple[ProgrammeAsk, ...]

    @property
    def newest(self) -> MonthTable | None:
        """The newest month end that is shown."""
        return self.months[0] if self.months else None

    def open_ask(self, kind: str) -> ProgrammeAsk | None:
        """What waits for an answer."""
        return next((each for each in self.asks if each.kind == kind and each.answer is None), None)


@dataclass(frozen=True)
class Named:
    """One line of a list of names: no more than this is ever in it."""

    person: str
    clinic: str
    role: str
    role_title: str
    standing: Word


def programmes_led(session: Session, actor: Actor) -> list[Programme]:
    """The programmes the actor leads, by name; for the operator all of them."""
    query = select(Programme).order_by(Programme.name, Programme.id)
    return list(session.scalars(query if actor == SYSTEM else query.where(Programme.id.in_(actor.programmes()))))


def get_programme_for(session: Session, actor: Actor, programme_id: str) -> Programme:
    """The programme, if the actor leads it. Raises NotFound."""
    programme = session.get(Programme, programme_id)
    if programme is None or (actor != SYSTEM and programme.id not in actor.programmes()):
        raise NotFound()
    return programme


def organisations_to_ask(session: Session) -> list[tuple[Organisation, list[Clinic]]]:
    """Every organisation here that has a clinic, by name, with its clinics."""
    clinics = session.scalars(select(Clinic).options(joinedload(Clinic.organisation)).order_by(Clinic.name, Clinic.id))
    found: dict[str, tuple[Organisation, list[Clinic]]] = {}
    for each in clinics:
        found.setdefault(each.organisation_id, (each.organisation, []))[1].append(each)
    return sorted(found.values(), key=lambda each: (each[0].name.casefold(), each[0].id))


def seen_by_lead(session: Session, actor: Actor, programme_id: str) -> list[Seen]:
    """Every organisation that a programme ever asked, by name, with what is shown of it. Raises NotFound."""
    programme = get_programme_for(session, actor, programme_id)
    asked = select(ProgrammeAsk.organisation_id).where(ProgrammeAsk.programme_id == programme.id).distinct()
    query = select(Organisation).where(Organisation.id.in_(asked)).order_by(Organisation.name, Organisation.id)
    return [_seen(session, programme, each) for each in session.scalars(query).all()]


def seen_of(session: Session, actor: Actor, programme_id: str, organisation_id: str) -> Seen:
    """What a programme is shown of one organisation, for its lead or the organisation's administrator. Raises NotFound."""
    programme, organisation = session.get(Programme, programme_id), session.get(Organisation, organisation_id)
    if programme is None or organisation is None:
        raise NotFound()
    if programme.id not in actor.programmes():
        require(actor, CONSENT, organisation_id=organisation.id)
    found = _seen(session, programme, organisation)
    if not found.asks:
        raise NotFound()
    return found


def seen_by_administrator(session: Session, actor: Actor) -> list[Seen]:
    """What every programme that ever asked the actor's organisations is shown of them, by the programme's name."""
    places = actor.organisations_with(CONSENT)
    pairs = session.execute(
        select(Programme, Organisation)
        .join(ProgrammeAsk, ProgrammeAsk.programme_id == Programme.id)
        .join(Organisation, Organisation.id == ProgrammeAsk.organisation_id)
        .where(Organisation.id.in_(places))
        .distinct()
        .order_by(Programme.name, Organisation.name, Programme.id)
    ).all()
    return [_seen(session, programme, organisation) for programme, organisation in pairs]


def get_ask_for(session: Session, actor: Actor, ask_id: str) -> ProgrammeAsk:
    """The ask, if it is one of the actor's organisation. Raises NotFound."""
    ask = session.get(ProgrammeAsk, ask_id)
    if ask is None:
        raise NotFound()
    require(actor, CONSENT, organisation_id=ask.organisation_id)
    return ask


def clinics_asked(session: Session, ask_id: str) -> list[Clinic]:
    """The clinics an ask named, by name."""
    query = select(Clinic).join(ProgrammeAskClinic, ProgrammeAskClinic.clinic_id == Clinic.id)
    return list(session.scalars(query.where(ProgrammeAskClinic.ask_id == ask_id).order_by(Clinic.name, Clinic.id)))


def consents_of(session: Session, programme_id: str, organisation_id: str) -> list[ProgrammeConsent]:
    """All consents of an organisation, the newest first, those that were withdrawn too."""
    query = select(ProgrammeConsent).where(
        ProgrammeConsent.programme_id == programme_id, ProgrammeConsent.organisation_id == organisation_id
    )
    return list(session.scalars(query.order_by(ProgrammeConsent.given_at.desc(), ProgrammeConsent.id)))


def shares_of(session: Session, programme_id: str, organisation_id: str) -> list[tuple[Clinic, Share]]:
    """Every clinic that was ever shared, as often as it was."""
    rows = session.execute(
        select(ProgrammeShare, ProgrammeConsent, Clinic)
        .join(ProgrammeConsent, ProgrammeConsent.id == ProgrammeShare.consent_id)
        .join(Clinic, Clinic.id == ProgrammeShare.clinic_id)
        .where(ProgrammeConsent.programme_id == programme_id, ProgrammeConsent.organisation_id == organisation_id)
        .order_by(Clinic.name, Clinic.id)
    )
    return [
        (
            clinic,
            Share(
                clinic.id,
                share.counts_from,
                min((each for each in (share.left_out_at, consent.withdrawn_at) if each), default=None),
                clinic.organisation_id == organisation_id,
            ),
        )
        for share, consent, clinic in rows
    ]


def _seen(session: Session, programme: Programme, organisation: Organisation) -> Seen:
    asks = tuple(
        session.scalars(
            select(ProgrammeAsk)
            .where(ProgrammeAsk.programme_id == programme.id, ProgrammeAsk.organisation_id == organisation.id)
            .order_by(ProgrammeAsk.asked_at.desc(), ProgrammeAsk.id)
        )
    )
    pairs = shares_of(session, programme.id, organisation.id)
    shares = [share for _, share in pairs]
    names = {clinic.id: clinic.name for clinic, _ in pairs}
    standing = [share for share in shares if share.stands]
    months, closed = _months(session, shares, names) if standing else ((), 0)
    shared = sorted({each.clinic_id for each in standing}, key=lambda each: (names[each].casefold(), each))
    gone = sorted({each.clinic_id for each in shares if each.over_at is None and not each.here})
    agreed = any(
        each.kind == "names" and each.withdrawn_at is None
        for each in consents_of(session, programme.id, organisation.id)
    )
    return Seen(
        programme=programme,
        organisation=organisation,
        state=_state(asks, bool(standing), bool(shares)),
        clinics=tuple((each, names[each]) for each in shared),
        names=agreed and bool(standing),
        since=min((each.counts_from for each in standing), default=None),
        months=months,
        closed=closed,
        gone=tuple((each, names[each]) for each in gone),
        asks=asks,
    )


def _state(asks: Sequence[ProgrammeAsk], shared: bool, ever: bool) -> State:
    if shared:
        return "shared"
    if any(each.answer is None for each in asks):
        return "asked"
    if ever:
        return "withdrawn"
    return "declined" if any(each.answer == "declined" for each in asks) else "not asked"


def _months(session: Session, shares: Sequence[Share], names: dict[str, str]) -> tuple[tuple[MonthTable, ...], int]:
    first = min(each.counts_from for each in shares)
    found = months_of(snapshots_of(session, sorted({each.clinic_id for each in shares}), since=first))
    shown, closed = [], 0
    for month in reversed(found):
        clinics = clinics_of_month(month.as_of, shares)
        if not clinics:
            closed += 1
        elif set(clinics) <= set(month.counted):
            cells = [each for each in month.cells if each.clinic_id in clinics]
            shown.append(
                MonthTable(
                    month.as_of,
                    tuple((each, names[each]) for each in clinics),
                    _table(session, month.as_of, clinics, cells),
                )
            )
        if len(shown) == MONTHS:
            break
    return tuple(shown), closed


def _table(session: Session, day: date, clinics: Sequence[str], cells: Sequence[Cell]) -> Table:
    """The table of a month end. Who held several roles then is read from the roles themselves, as counts know no people."""
    held = session.execute(
        select(RoleHeld.clinic_id, RoleHeld.role, RoleHeld.account_id).where(
            RoleHeld.clinic_id.in_(clinics),
            RoleHeld.joined_on <= day,
            or_(RoleHeld.ended_on.is_(None), RoleHeld.ended_on > day),
        )
    ).all()
    by_clinic = {each: _again([row.account_id for row in held if row.clinic_id == each]) for each in clinics}
    by_role = {each: _again([row.account_id for row in held if row.role == each]) for each in ROLES}
    return publish(
        rows_of(clinics, cells, by="clinic", again=by_clinic),
        rows_of(tuple(ROLES), cells, by="role", again=by_role),
        again=_again([row.account_id for row in held]),
    )


def _again(accounts: Sequence[str]) -> int:
    return len(accounts) - len(set(accounts))


def names_of(session: Session, seen: Seen, course: Course, *, now: datetime) -> tuple[Named, ...]:
    """Everybody who holds a role at a clinic of which names are shared, by name; standings are of today at each clinic.

    `seen` comes from `seen_of`, which asked for the permission. Raises NotFound where names are not shared.
    """
    if not seen.names:
        raise NotFound()
    held = session.scalars(
        select(RoleHeld)
        .join(Account, Account.id == RoleHeld.account_id)
        .where(
            RoleHeld.clinic_id.in_([each for each, _ in seen.clinics]),
            RoleHeld.ended_on.is_(None),
            Account.deactivated_at.is_(None),
        )
        .options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic))
        .order_by(RoleHeld.id)
    ).all()
    found = [
        Named(
            each.held.account.name,
            each.held.clinic.name,
            each.held.role,
            each.timeline.short,
            each.standing.standing,
        )
        for each in standings_of(session, held, course, now=now)
    ]
    return tuple(sorted(found, key=lambda each: (each.person.casefold(), each.clinic, each.role)))
