"""Several addresses for one account: asked for, confirmed by a mailed link, made the first one, taken away.

An address that is not confirmed is no address: it stands in the open link alone, so nobody can keep one from its owner.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.database import upserting
from lms.errors import Invalid, NotFound
from lms.ids import new_id
from lms.outbox.actions import write_letter
from lms.people import addresses, links, queries
from lms.people.access import demand_no_wider, get_person_for, require
from lms.people.actions import spend_links
from lms.people.models import Account, Address, MailToken
from lms.people.noting import note
from lms.people.permissions import SYSTEM, Actor, Permission

MOST_WAITING = 5
TAKEN = "This address cannot be added: it belongs to an account already."


def account_to_correct(session: Session, actor: Actor, account_id: str) -> Account:
    """The actor's own account, or one they may correct. Raises NotFound."""
    if actor == SYSTEM or account_id == actor.account_id:
        account = session.get(Account, account_id)
    else:
        account = get_person_for(session, actor, account_id, Permission.PEOPLE_CORRECT)
        require(actor, Permission.PEOPLE_CORRECT, organisation_id=account.organisation_id)
    if account is None or account.erased_at is not None:
        raise NotFound()
    return account


def waiting(session: Session, account_id: str, *, now: datetime) -> list[MailToken]:
    """The links to confirm an address that still work, oldest first."""
    query = select(MailToken).where(
        MailToken.account_id == account_id,
        MailToken.kind == links.ADDRESS,
        MailToken.used_at.is_(None),
        MailToken.expires_at > now,
    )
    return list(session.scalars(query.order_by(MailToken.created_at, MailToken.id)))


def ask(session: Session, *, actor: Actor, now: datetime, base_url: str, account_id: str, email: str) -> str:
    """Mail a link to a further address of an account; returns the address as typed. Raises NotFound, Invalid.

    What is shown afterwards is the same whether or not somebody else has the address: its owner is told by letter.
    """
    account = account_to_correct(session, actor, account_id)
    demand_no_wider(session, actor, account)
    typed, key = addresses.checked(email)
    owner = session.scalar(select(Address).where(Address.email_key == key))
    if owner is not None and owner.account_id == account.id:
        raise Invalid("This address belongs to this account already.", field="email")
    open_ones = waiting(session, account.id, now=now)
    for each in open_ones:
        if each.email is not None and addresses.folded(each.email) == key:
            each.used_at = now
            open_ones = [other for other in open_ones if other is not each]
    if len(open_ones) >= MOST_WAITING:
        raise Invalid("Five addresses wait to be confirmed already. Withdraw one first.", field="email")
    row_id, token = links.issue(session, kind=links.ADDRESS, account_id=account.id, now=now, email=typed)
    if owner is None:
        address = f"{base_url}{links.WAYS[links.ADDRESS]}{token}"
        subject, text = "Confirm this address", _confirm_words(account.name, typed, address)
    else:
        subject, text = "Somebody wanted to add this address", _taken_words(owner.account.name)
    write_letter(
        session, kind=links.ADDRESS, account_id=owner.account_id if owner else account.id, occasion=row_id,
        to=owner.email if owner else typed, subject=subject, text=text, now=now,
    )  # fmt: skip
    note(session, (actor, now), account.organisation_id, "address.asked", account, email=typed)
    return typed


def withdraw(session: Session, *, actor: Actor, now: datetime, account_id: str, link_id: str) -> None:
    """Make the link to a waiting address useless; one that was used or ran out stays as it is. Raises NotFound."""
    account = account_to_correct(session, actor, account_id)
    row = session.get(MailToken, link_id)
    if row is None or row.account_id != account.id or row.kind != links.ADDRESS:
        raise NotFound()
    if row.used_at is not None:
        return
    row.used_at = now
    session.flush()
    note(session, (actor, now), account.organisation_id, "address.withdrawn", account)


def confirm(session: Session, *, token: str, now: datetime) -> Address:
    """The button on the mailed page was pressed: the address is the account's. Raises LinkGone, Invalid."""
    found = links.consume(session, kind=links.ADDRESS, token=token, now=now)
    typed, key = addresses.checked(found.email or "")
    row = {"id": new_id(), "account_id": found.account_id, "email": typed, "email_key": key, "primary": False}
    made = upserting(session, Address).values(**row, created_at=now, verified_at=now).on_conflict_do_nothing()
    made_id = session.scalar(made.returning(Address.id))
    if made_id is None:
        raise Invalid(TAKEN)
    address = session.get_one(Address, made_id)
    account = session.get_one(Account, found.account_id)
    by = queries.actor_for(session, account, now=now, zone="UTC")
    note(session, (by, now), account.organisation_id, "address.added", account, email=typed)
    _tell(session, account, now, "added", f"{typed} can now be used to sign in to your account.", made_id)
    return address


def make_first(session: Session, *, actor: Actor, now: datetime, account_id: str, address_id: str) -> Address:
    """Mail goes to this address from now on; it must be a confirmed one. Raises NotFound, Invalid."""
    account, row = _address(session, actor, account_id, address_id)
    if row.verified_at is None:
        raise Invalid("This address is not confirmed yet, so mail cannot go there.")
    if row.primary:
        return row
    before = queries.primary_email(session, account.id)
    if any(each.primary and each.verified_at is None for each in queries.addresses_of(session, account.id)):
        # Nobody ever came in through that mailbox, so it is not theirs for all we know.
        _end_ways_in(session, account, now)
    session.execute(update(Address).where(Address.account_id == account.id).values(primary=False))
    row.primary = True
    session.flush()
    note(session, (actor, now), account.organisation_id, "address.made-first", account, email=row.email)
    _tell(
        session, account, now, "first", f"Mail for your account goes to {row.email} from now on.", new_id(), to=before
    )
    return row


def remove(session: Session, *, actor: Actor, now: datetime, account_id: str, address_id: str) -> None:
    """Take an address away; not the one mail goes to, and not the last confirmed one. Open links end.

    Raises NotFound, Invalid.
    """
    account, row = _address(session, actor, account_id, address_id)
    if row.primary:
        raise Invalid("Mail goes to this address. Choose another one for that first.")
    others = [each for each in queries.addresses_of(session, account.id) if each.verified_at and each.id != row.id]
    if row.verified_at is not None and not others:
        raise Invalid("This is the last confirmed address; without it nobody could sign in.")
    session.delete(row)
    _end_ways_in(session, account, now)
    session.flush()
    note(session, (actor, now), account.organisation_id, "address.removed", account, email=row.email)
    _tell(session, account, now, "removed", f"{row.email} can no longer be used to sign in to your account.", row.id)


def _end_ways_in(session: Session, account: Account, now: datetime) -> None:
    """A link that was mailed to an address before must not open the account any more."""
    for kind in (links.INVITATION, links.RESET, links.SIGN_IN):
        spend_links(session, account_id=account.id, now=now, kind=kind)


def _address(session: Session, actor: Actor, account_id: str, address_id: str) -> tuple[Account, Address]:
    account = account_to_correct(session, actor, account_id)
    row = session.get(Address, address_id)
    if row is None or row.account_id != account.id:
        raise NotFound()
    return account, row


def _tell(
    session: Session, account: Account, now: datetime, what: str, sentence: str, occasion: str, *, to: str = ""
) -> None:
    """A letter about a change, to where mail went before it, so that nobody loses an account without a word."""
    write_letter(
        session,
        kind=f"address-{what}",
        account_id=account.id,
        occasion=occasion,
        to=to or queries.primary_email(session, account.id),
        subject="An address of your account changed",
        text=f"Hello {account.name},\n\n{sentence}\n\nIf this was not you, change your password and tell your administrator.\n",
        now=now,
    )


def _confirm_words(name: str, email: str, address: str) -> str:
    return (
        f"Hello,\n\nthis address, {email}, is to be used for the training account of {name}. Open this page to confirm it. "
        f"The link works once, for three days:\n\n{address}\n\n"
        "If you do not know what this is about, do nothing: without a press of the button on that page nothing changes.\n"
    )


def _taken_words(name: str) -> str:
    return (
        f"Hello {name},\n\nsomebody wanted to add this address to another training account. It belongs to yours, so nothing was "
        "changed, and they were not told.\n\nIf it was you and you have two accounts, ask your administrator to join them: "
        "nothing you completed is lost.\n"
    )
