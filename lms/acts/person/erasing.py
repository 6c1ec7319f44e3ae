"""What erasing does with rows that are neither just deleted nor just kept."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import delete, or_, select

from lms.acts.person.registry import Person
from lms.audit.models import AuditDetail, AuditLine
from lms.people.actions import local_day
from lms.people.alone import note_alone
from lms.people.erasure.models import ErasureRequest
from lms.people.models import Account, Grant, RoleHeld
from lms.people.naming import carry_name
from lms.people.queries import zone_of
from lms.readiness.opening.models import BoardShare, BoardSharePerson

NOBODY = "Closed account"


def blank_account(person: Person) -> None:
    """An account without name, password or way in; its id stays, so that evidence and the record point somewhere."""
    for account_id in person.ids:
        account = person.session.get_one(Account, account_id)
        account.name, account.legal_name, account.legal_name_confirmed_at = NOBODY, None, None
        account.password_hash, account.deactivation_reason = None, None
        account.deactivated_at = account.deactivated_at or person.now
        account.erased_at = person.now
        carry_name(person.session, account)


def end_requests(person: Person) -> None:
    """A request that still waits is done with; why an earlier one was declined goes."""
    request: ErasureRequest
    for request in person.rows(ErasureRequest):
        request.reason = None
        if request.answered_at is None:
            request.answered_at, request.outcome = person.now, "closed"


def end_roles(person: Person) -> None:
    """Every role still held ends on its clinic's local today."""
    held: RoleHeld
    for held in person.rows(RoleHeld):
        if held.ended_on is None:
            held.ended_on = local_day(held.clinic, person.now)
    note_alone(person.session, person.ids)


def end_shares(person: Person) -> None:
    """Boards that were shared with the name in them: what they held goes, and their links answer nobody."""
    named: BoardSharePerson
    for named in person.rows(BoardSharePerson):
        share = person.session.get_one(BoardShare, named.share_id)
        share.content, share.revoked_at = "", share.revoked_at or person.now
        person.session.delete(named)


def end_grants(person: Person) -> None:
    """Access that is or will be in force ends today, by the calendar of where the person belonged."""
    account = person.session.get_one(Account, person.ids[0])
    today = person.now.astimezone(ZoneInfo(zone_of(person.session, account, "UTC"))).date()
    given: Grant
    for given in person.rows(Grant):
        if given.to_date is None or given.to_date > today:
            given.to_date = today


def erase_details(person: Person) -> None:
    """The words beside every line about this person or something of theirs; the lines and their seals stay."""
    lines = select(AuditLine.id).where(or_(AuditLine.subject_id.in_(person.ids), person.things()))
    person.session.execute(
        delete(AuditDetail).where(AuditDetail.line_id.in_(lines)).execution_options(synchronize_session=False)
    )
