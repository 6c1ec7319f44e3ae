"""Which account an identity opens: the one it is linked with, and for the first time the one that has its address.

The same rule for every kind of provider. No account, role or access is ever made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.errors import Invalid, NotFound
from lms.outbox.actions import write_letter
from lms.people import invitations, links, queries
from lms.people.identity.models import LinkedIdentity
from lms.people.identity.refusing import NotInvited
from lms.people.identity.rules import IdentityProvider, Said, demanded, vouched
from lms.people.models import Account, Address, Organisation
from lms.people.noting import note
from lms.people.permissions import Actor
from lms.people.sign_in import end_all_sessions


def account_for(
    session: Session, *, provider: IdentityProvider, said: Said, now: datetime, invitation: str | None = None
) -> str:
    """The account that this identity opens; links them the first time. Raises NotInvited.

    `invitation` is the mailed link that somebody came with: it lets an account in whose address is not confirmed yet.
    """
    organisation = _organisation(session, provider)
    linked = _linked(session, said)
    if linked is not None:
        account = _held(session, linked.account_id, organisation, provider)
        _demand_no_other_owner(session, provider, said, account)
        linked.used_at = now
        return account.id
    key = vouched(provider, said)
    if key is None:
        raise NotInvited(
            f"{provider.label} did not say that you have a confirmed address at {' or '.join(provider.domains)}, "
            f"so it is not known which account is yours. Ask whoever looks after {provider.label}.",
            "address",
        )
    address = session.scalar(select(Address).where(Address.email_key == key))
    if address is None or (address.verified_at is None and invitation is None):
        raise _not_invited(organisation)
    if address.verified_at is None:
        _accept(session, address, organisation, str(invitation), now)
    account = _held(session, address.account_id, organisation, provider)
    _link(session, account, provider, said, now)
    return account.id


def _organisation(session: Session, provider: IdentityProvider) -> Organisation:
    found = list(session.scalars(select(Organisation).where(Organisation.name == provider.organisation)))
    if len(found) != 1:
        raise NotInvited(
            f"Signing in with {provider.label} is not set up completely. Tell your administrator.", "organisation"
        )
    return found[0]


def _linked(session: Session, said: Said) -> LinkedIdentity | None:
    query = select(LinkedIdentity).where(LinkedIdentity.issuer == said.issuer, LinkedIdentity.subject == said.subject)
    return session.scalar(query)


def _held(session: Session, account_id: str, organisation: Organisation, provider: IdentityProvider) -> Account:
    """The account, locked, if it is active and the provider's organisation's."""
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None or account.organisation_id != organisation.id:
        raise _not_invited(organisation)
    if account.deactivated_at is not None:
        raise NotInvited(
            f"Your account is closed or deactivated. Ask your program manager at {organisation.name}.", "deactivated"
        )
    return account


def _not_invited(organisation: Organisation) -> NotInvited:
    return NotInvited(
        f"You are known there, but nobody at {organisation.name} has invited you here with that address. "
        "Ask your program manager for an invitation; if you have one, open it from your mail first.",
        "not invited",
    )


def _demand_no_other_owner(session: Session, provider: IdentityProvider, said: Said, account: Account) -> None:
    """A subject that now has somebody else's address was given to somebody else, for all we know."""
    key = vouched(provider, said)
    owner = session.scalar(select(Address.account_id).where(Address.email_key == key)) if key else None
    if owner is not None and owner != account.id:
        raise NotInvited(
            f"What {provider.label} says of you fits two accounts. Nothing was opened; tell your administrator.",
            "two accounts",
        )


def _accept(session: Session, address: Address, organisation: Organisation, token: str, now: datetime) -> None:
    """The mailed invitation and the provider both say that the address is theirs: the account is taken up."""
    try:
        found = links.look(session, kind=links.INVITATION, token=token, now=now)
        if found.account_id != address.account_id or not address.primary:
            raise _not_invited(organisation)
        invitations.accept(session, token=token, now=now, password_hash=None)
    except links.LinkGone as gone:
        raise _not_invited(organisation) from gone


def _link(session: Session, account: Account, provider: IdentityProvider, said: Said, now: datetime) -> None:
    at_issuer = select(LinkedIdentity).where(
        LinkedIdentity.account_id == account.id, LinkedIdentity.issuer == said.issuer
    )
    if session.scalar(at_issuer) is not None:
        # The address was given to somebody else there, or they have two identities: an administrator can tell.
        raise NotInvited(
            f"This account is linked with another identity at {provider.label}. Nothing was opened; "
            "sign in as before and take the old link away under Account, or tell your administrator.",
            "another identity",
        )
    row = LinkedIdentity(account_id=account.id, issuer=said.issuer, subject=said.subject, linked_at=now, used_at=now)
    session.add(row)
    session.flush()
    record(
        session,
        chain=account.organisation_id,
        actor_id=account.id,
        at=now,
        act="identity.linked",
        subject_kind="linkedidentity",
        subject_id=row.id,
        details={"issuer": said.issuer},
    )
    write_letter(
        session,
        kind="identity-linked",
        account_id=account.id,
        occasion=row.id,
        to=queries.primary_email(session, account.id),
        subject=f"You can now sign in with {provider.label}",
        text=(
            f"Hello {account.name},\n\nsomebody signed in to your training account with {provider.label} for the first time, "
            "and can do so from now on.\n\nIf this was not you, tell your administrator. You can take the link away on the "
            "page of your account.\n"
        ),
        now=now,
    )


def identities_of(session: Session, account_id: str) -> list[LinkedIdentity]:
    """The identities that open an account, the first linked first."""
    query = select(LinkedIdentity).where(LinkedIdentity.account_id == account_id)
    return list(session.scalars(query.order_by(LinkedIdentity.linked_at, LinkedIdentity.id)))


def labels_of(labels: Mapping[str, str], row: LinkedIdentity) -> str:
    """What the provider of a linked identity is called on its button; `labels` by issuer."""
    return labels.get(row.issuer, "a provider that is no longer used here")


def demanded_of(session: Session, providers: Iterable[IdentityProvider], account_id: str) -> IdentityProvider | None:
    """The provider that this account must sign in through, by its organisation and its confirmed or first address."""
    wanted = tuple(each for each in providers if each.required)
    if not wanted:
        return None
    account = session.get_one(Account, account_id)
    name = session.get_one(Organisation, account.organisation_id).name
    rows = [each for each in queries.addresses_of(session, account_id) if each.verified_at or each.primary]
    return demanded(wanted, [each.email_key for each in rows], name)


def unlink(
    session: Session, *, actor: Actor, now: datetime, providers: Iterable[IdentityProvider], identity_id: str
) -> None:
    """Take one of the actor's own links away, unless nothing would be left to sign in with. Raises NotFound, Invalid.

    Every session but this one ends: somebody else may have come in by that identity.
    """
    providers = tuple(providers)
    row = session.get(LinkedIdentity, identity_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound()
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    known = {each.issuer for each in providers}
    others = [each for each in identities_of(session, account.id) if each.id != row.id and each.issuer in known]
    demand = demanded_of(session, providers, account.id)
    confirmed = any(each.verified_at for each in queries.addresses_of(session, account.id))
    if not others and (demand is not None or not (account.password_hash or confirmed)):
        raise Invalid("This is your only way to sign in, so it stays.")
    session.delete(row)
    session.flush()
    ended = end_all_sessions(session, account_id=account.id, now=now, except_id=actor.session_id)
    said = {"identity": identity_id, "issuer": row.issuer, "sessions_ended": ended}
    note(session, (actor, now), account.organisation_id, "identity.unlinked", account, **said)
