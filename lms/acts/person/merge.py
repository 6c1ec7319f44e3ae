"""Join two accounts of one person: a preview that writes nothing, and the act, which does just what the preview said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.acts.follow_up import World, follow_up
from lms.acts.person.joining import goes_on, own_decisions, same_roles
from lms.acts.person.registry import Joining, Person, Plan
from lms.acts.person.tables import PERSON_TABLES
from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound
from lms.learning.outside.actions import note as note_training
from lms.outbox.actions import write_letter
from lms.people.access import demand_no_wider, get_person_for, require
from lms.people.actions import spend_links
from lms.people.merged import accounts_of
from lms.people.models import Account, RoleHeld
from lms.people.naming import carry_name
from lms.people.noting import note
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.queries import emails_of, primary_email
from lms.people.sign_in import end_all_sessions

ONCE = "This cannot be undone."


@dataclass(frozen=True)
class Line:
    """One kind of thing in the preview: how many each account has, how many they have together.

    `stays` of them remain with the old account as they are: kept, shown to the same person, and counted nowhere twice;
    `goes` of them, which open the old account alone, are deleted.
    """

    words: str
    survivor: int
    absorbed: int
    together: int
    stays: int
    goes: int


@dataclass(frozen=True)
class Preview:
    """What joining would do. `says` tells what is decided where both have the same; `choices` are roles to decide on,
    `going_on` the ids of those that go on if nothing else is chosen.
    """

    survivor: Account
    absorbed: Account
    emails: tuple[tuple[str, ...], tuple[str, ...]]
    lines: tuple[Line, ...]
    says: tuple[str, ...]
    choices: tuple[tuple[RoleHeld, RoleHeld], ...]
    going_on: frozenset[str]


def preview(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    survivor_id: str,
    absorbed_id: str,
    keep: Collection[str] = (),
) -> Preview:
    """What joining `absorbed_id` into `survivor_id` would do. Writes nothing. Raises NotFound, Invalid."""
    survivor, absorbed = _pair(session, actor, survivor_id, absorbed_id)
    joining = Joining(session, survivor.id, absorbed.id, course, now, frozenset(keep))
    plans = _plans(joining)
    counts = [
        _counts(Person(session, accounts_of(session, each.id), PERSON_TABLES, now)) for each in (survivor, absorbed)
    ]
    lines = tuple(
        Line(
            table.words,
            ours,
            theirs,
            ours + theirs - len(plans[name].goes),
            len(plans[name].stays),
            len(plans[name].goes),
        )
        for name, table in PERSON_TABLES.items()
        if (ours := counts[0][name]) + (theirs := counts[1][name]) and name not in _NOT_COUNTED
    )
    pairs = same_roles(joining, PERSON_TABLES["role_held"])
    return Preview(
        survivor,
        absorbed,
        (emails_of(session, survivor.id), emails_of(session, absorbed.id)),
        lines,
        (*_said_of_account(survivor, absorbed), *(said for plan in plans.values() for said in plan.says)),
        tuple(pairs),
        frozenset(goes_on(joining, pair).id for pair in pairs),
    )


def merge(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    world: World,
    survivor_id: str,
    absorbed_id: str,
    keep: Collection[str] = (),
) -> Account:
    """Join one account into another of the same organisation; returns the survivor. Nothing learned is lost.

    Everything comes along as the preview says. The old account remains as a sign that leads on to the survivor: its
    sessions, links and second steps end, its addresses sign in to the survivor. `keep` names the role held that goes on where both
    hold the same one; by default the one that starts earlier. Raises NotFound, Invalid.
    """
    for each in sorted({survivor_id, absorbed_id}):
        session.get(Account, each, with_for_update=True)
    survivor, absorbed = _pair(session, actor, survivor_id, absorbed_id)
    joining = Joining(session, survivor.id, absorbed.id, world.course, now, frozenset(keep))
    before = primary_email(session, survivor.id), primary_email(session, absorbed.id)
    undecided = own_decisions(joining)
    moved, gone = {}, {}
    for name, plan in _plans(joining).items():
        plan.do()
        if plan.moves:
            moved[name] = len(plan.moves)
        if plan.goes:
            gone[name] = len(plan.goes)
    _by_somebody(joining)
    _account(survivor, absorbed)
    carry_name(session, survivor)
    absorbed.merged_into_id = survivor.id
    absorbed.deactivated_at = absorbed.deactivated_at or now
    session.execute(
        update(Account)
        .where(Account.merged_into_id == absorbed.id)
        .values(merged_into_id=survivor.id)
        .execution_options(synchronize_session=False)
    )
    end_all_sessions(session, account_id=absorbed.id, now=now)
    spend_links(session, account_id=absorbed.id, now=now)
    session.flush()
    session.expire_all()
    counted = {"absorbed": absorbed.id, "moved": moved, "gone": gone}
    note(session, (actor, now), survivor.organisation_id, "account.merged", survivor, **counted)
    note(session, (actor, now), survivor.organisation_id, "account.merged-into", absorbed, survivor=survivor.id)
    for row in undecided:
        note_training(session, actor, now, "outside-training.decision-taken-back", row)
    follow_up(session, actor=actor, now=now, account_id=survivor.id, world=world)
    _write(session, survivor, absorbed, before, now, factors="second_factor" in gone)
    return survivor


_NOT_COUNTED = {"account", "schedule_row", "schedule_state", "handled_request", "kept_form", "audit_line", "audit_detail",
                "signed_in", "mail_token", "attempt_item", "case_step"}  # fmt: skip


def _pair(session: Session, actor: Actor, survivor_id: str, absorbed_id: str) -> tuple[Account, Account]:
    survivor, absorbed = (_account_for(session, actor, each) for each in (survivor_id, absorbed_id))
    if survivor.organisation_id != absorbed.organisation_id:
        raise Invalid("The two accounts belong to different organisations; nothing was changed.")
    if absorbed.merged_into_id is not None or survivor.merged_into_id is not None:
        raise Invalid("One of these accounts was joined with another already. Open that one.")
    if survivor.id == absorbed.id:
        raise Invalid("Choose two accounts: this is the same one twice.")
    if survivor.erased_at is not None or absorbed.erased_at is not None:
        raise Invalid("One of these accounts was closed and erased. There is nothing to join.")
    if survivor.deactivated_at is not None:
        raise Invalid(
            f"The account that stays, {survivor.name}, is deactivated. Let it sign in again first, or keep the other."
        )
    if absorbed.id == actor.account_id:
        raise Invalid(
            "Your own account cannot be the one that goes while you use it. Keep yours, or ask another administrator."
        )
    # Either way in opens what both may do, so joining must give nobody more than the actor could.
    for each in (survivor, absorbed):
        demand_no_wider(session, actor, each)
    return survivor, absorbed


def _account_for(session: Session, actor: Actor, account_id: str) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound()
    if actor != SYSTEM and account.merged_into_id is None and account.erased_at is None:
        account = get_person_for(session, actor, account_id, Permission.PEOPLE_MERGE)
    require(actor, Permission.PEOPLE_MERGE, organisation_id=account.organisation_id)
    return account


def _plans(joining: Joining) -> dict[str, Plan]:
    return {name: table.merge(joining, table) for name, table in PERSON_TABLES.items()}


def _counts(person: Person) -> dict[str, int]:
    return {name: person.count(table.model) for name, table in PERSON_TABLES.items()}


def _said_of_account(survivor: Account, absorbed: Account) -> tuple[str, ...]:
    said = []
    if survivor.password_hash is None and absorbed.password_hash is not None:
        said.append(f"{survivor.name} has no password yet and takes over that of the other account.")
    if survivor.legal_name and absorbed.legal_name and survivor.legal_name != absorbed.legal_name:
        said.append(f"New certificates will name {survivor.legal_name}; those issued keep the name they carry.")
    elif absorbed.legal_name and not survivor.legal_name:
        said.append(f"The name on certificates, {absorbed.legal_name}, comes along.")
    if absorbed.deactivated_at is not None:
        said.append(f"{absorbed.name}, deactivated, does not sign in again; what it holds comes along.")
    return tuple(said)


def _account(survivor: Account, absorbed: Account) -> None:
    survivor.password_hash = survivor.password_hash or absorbed.password_hash
    survivor.welcomed_at = survivor.welcomed_at or absorbed.welcomed_at
    if survivor.legal_name is None:
        survivor.legal_name = absorbed.legal_name
        survivor.legal_name_confirmed_at = absorbed.legal_name_confirmed_at


def _by_somebody(joining: Joining) -> None:
    for table in PERSON_TABLES.values():
        for name in table.by:
            column = table.table.c[name]
            done = update(table.model).where(column == joining.absorbed_id).values({name: joining.survivor_id})
            joining.session.execute(done.execution_options(synchronize_session=False))


def _write(
    session: Session, survivor: Account, absorbed: Account, to: tuple[str, str], now: datetime, *, factors: bool
) -> None:
    """One letter to each of the two addresses that mail went to before."""
    listed = "\n".join(emails_of(session, survivor.id))
    gone = "A second step that was set up for the account that went is gone with it.\n\n" if factors else ""
    text = (
        f"Hello {survivor.name},\n\n"
        "your two accounts for the training are one now. Everything you completed and every certificate is in it.\n\n"
        f"Sign in with any of these addresses and the one password of that account:\n\n{listed}\n\n"
        f"{gone}If you do not know the password, ask for a new one on the sign-in page. If this is not right, tell your administrator.\n"
    )
    for address in dict.fromkeys(filter(None, to)):
        write_letter(
            session,
            kind="accounts-joined",
            account_id=survivor.id,
            occasion=f"{absorbed.id} {len(address)} {address}"[:80],
            to=address,
            subject="Your two accounts are one now",
            text=text,
            now=now,
        )
