"""Write a clinic's own page, change it, bring an old version back, take the page away. None of this commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.clinic_pages.models import ClinicPage, ClinicPageVersion
from lms.clinic_pages.queries import Found, get_page_for, may_write, owners_for, version_of
from lms.clinic_pages.rules import KINDS, ONLY_ONE, Draft, problems, tidy
from lms.clinic_pages.text import read
from lms.errors import ManyProblems, NotFound, Refusal
from lms.identifying import Finding, identifying
from lms.people.models import Clinic
from lms.people.permissions import Actor


class ChangedMeanwhile(Refusal):
    """Somebody else published another version since this one was opened; `other` is what stands there now."""

    def __init__(self, other: ClinicPageVersion) -> None:
        super().__init__("Somebody published another version of this page while you wrote. Both are below.")
        self.other = other


@dataclass(frozen=True)
class Sent:
    """A page as a form sends it. `checked`: the writer says that what looks like a real patient's is none."""

    draft: Draft
    owner_account_id: str
    checked: bool = False


def like_a_patient(text: str) -> list[Finding]:
    """What in a page's text looks like a real patient. Telephone numbers are what such pages are for."""
    return [each for each in identifying(text) if each.kind != "a phone number"]


def write_page(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    clinic_id: str | None,
    kind: str,
    sent: Sent,
    addresses: Mapping[str, str],
) -> ClinicPage:
    """Publish a new page of a clinic or (None) of the whole organisation. `addresses`: where its links may lead, by id.

    Raises NotFound where the actor may not write, ManyProblems for what cannot be taken.
    """
    clinic = session.get(Clinic, clinic_id) if clinic_id else None
    if not may_write(actor, organisation_id, clinic_id) or (clinic_id and clinic is None):
        raise NotFound()
    if clinic is not None and clinic.organisation_id != organisation_id:
        raise NotFound()
    sent, found = _looked_over(session, actor, (organisation_id, clinic_id), sent, addresses)
    if kind not in KINDS:
        found.setdefault("kind", []).append("Choose what kind of page it is.")
    elif kind in ONLY_ONE and _another(session, organisation_id, clinic_id, kind) is not None:
        found.setdefault("kind", []).append(
            f"There is a page “{KINDS[kind]}” here already. Change that one: whoever looks for it must not have to choose."
        )
    if found:
        raise ManyProblems({field: " ".join(sentences) for field, sentences in found.items()})
    page = ClinicPage(
        organisation_id=organisation_id,
        clinic_id=clinic_id,
        kind=kind,
        version=1,
        owner_account_id=sent.owner_account_id,
        created_at=now,
    )
    session.add(page)
    session.flush()
    _add(session, page, sent.draft, actor=actor, now=now)
    _note(session, page, "clinic-page.published", actor, now, kind=kind, title=sent.draft.title)
    return page


def change_page(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    page_id: str,
    seen: int,
    sent: Sent,
    addresses: Mapping[str, str],
) -> ClinicPage:
    """Publish another version. `seen` is the version that stood there when the form was opened.

    Raises NotFound, ManyProblems, and ChangedMeanwhile when another was published since; nothing is written then.
    """
    page, current = get_page_for(session, actor, page_id, write=True, lock=True)
    sent, found = _looked_over(session, actor, (page.organisation_id, page.clinic_id), sent, addresses)
    same = (current.title, current.text, current.review_on) == (sent.draft.title, sent.draft.text, sent.draft.review_on)
    if seen != page.version and not same:
        raise ChangedMeanwhile(current)
    if found:
        raise ManyProblems({field: " ".join(sentences) for field, sentences in found.items()})
    if same and page.owner_account_id == sent.owner_account_id:
        return page
    owner, page.owner_account_id = page.owner_account_id, sent.owner_account_id
    if not same:
        _add(session, page, sent.draft, actor=actor, now=now, number=page.version + 1)
    said = {"owner": sent.owner_account_id} if owner != sent.owner_account_id else {}
    _note(session, page, "clinic-page.changed", actor, now, title=sent.draft.title, **said)
    return page


def restore_version(session: Session, *, actor: Actor, now: datetime, page_id: str, number: int) -> ClinicPage:
    """Bring back title and text of an older version as a new one; the day to look again stays. Raises NotFound."""
    page, current = get_page_for(session, actor, page_id, write=True, lock=True)
    old = version_of(session, page, number)
    if (old.title, old.text) == (current.title, current.text):
        return page
    draft = Draft(old.title, old.text, current.review_on)
    _add(session, page, draft, actor=actor, now=now, number=page.version + 1, restores=number)
    _note(session, page, "clinic-page.restored", actor, now, from_version=number, title=old.title)
    return page


def withdraw_page(session: Session, *, actor: Actor, now: datetime, page_id: str) -> Found:
    """Take a page away from its readers; it can be put back. Raises NotFound."""
    page, version = get_page_for(session, actor, page_id, write=True, lock=True)
    if page.withdrawn_at is None:
        page.withdrawn_at = now
        _note(session, page, "clinic-page.withdrawn", actor, now, title=version.title)
    return page, version


def put_back_page(session: Session, *, actor: Actor, now: datetime, page_id: str) -> Found:
    """Give a page that was taken away back to its readers. Raises NotFound, and Refusal where another took its place."""
    page, version = get_page_for(session, actor, page_id, write=True, lock=True)
    if page.withdrawn_at is None:
        return page, version
    other = _another(session, page.organisation_id, page.clinic_id, page.kind) if page.kind in ONLY_ONE else None
    if other is not None:
        raise Refusal(
            f"Another page “{KINDS[page.kind]}” took its place meanwhile. Take that one away first, or copy what is missing into it."
        )
    page.withdrawn_at = None
    _note(session, page, "clinic-page.put-back", actor, now, title=version.title)
    return page, version


def _looked_over(
    session: Session, actor: Actor, place: tuple[str, str | None], sent: Sent, addresses: Mapping[str, str]
) -> tuple[Sent, dict[str, list[str]]]:
    """What was sent, tidied, and all that is wrong with it by field."""
    title, text = tidy(sent.draft.title, sent.draft.text)
    draft = replace(sent.draft, title=title, text=text)
    found = {field: [sentence] for field, sentence in problems(draft, actor.today).items()}
    if "text" not in found:
        for each in read(text, addresses).troubles:
            where = f"Line {each.line}: " if each.line else ""
            found.setdefault("text", []).append(where + each.sentence)
    if sent.owner_account_id not in {account_id for account_id, _ in owners_for(session, *place, actor.today)}:
        found["owner"] = ["Choose somebody who may write here: the owner keeps the page true."]
    patients = like_a_patient(f"{title}\n{text}")
    if patients and not sent.checked:
        kinds = ", ".join(f"“{each.text}” like {each.kind}" for each in patients[:3])
        found["checked"] = [f"Something looks like a real patient: {kinds}. Take it out, or say that it is none."]
    return replace(sent, draft=draft), found


def _another(session: Session, organisation_id: str, clinic_id: str | None, kind: str) -> str | None:
    query = select(ClinicPage.id).where(
        ClinicPage.organisation_id == organisation_id,
        ClinicPage.clinic_id.is_(None) if clinic_id is None else ClinicPage.clinic_id == clinic_id,
        ClinicPage.kind == kind,
        ClinicPage.withdrawn_at.is_(None),
    )
    return session.scalar(query.limit(1))


def _add(
    session: Session,
    page: ClinicPage,
    draft: Draft,
    *,
    actor: Actor,
    now: datetime,
    number: int = 1,
    restores: int | None = None,
) -> None:
    page.version = number
    session.add(
        ClinicPageVersion(
            page_id=page.id,
            number=number,
            title=draft.title,
            text=draft.text,
            review_on=draft.review_on,
            restores=restores,
            by_account_id=actor.account_id or None,
            at=now,
        )
    )
    session.flush()


def _note(session: Session, page: ClinicPage, act: str, actor: Actor, now: datetime, **details: object) -> None:
    record(
        session,
        chain=page.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="clinic page",
        subject_id=page.id,
        details={"version": page.version, "clinic": page.clinic_id, **details},
    )
