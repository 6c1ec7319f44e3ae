"""Letters about a request for erasure: one at each step, each written once. None to an administrator names who asked."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.outbox.actions import write_letter
from lms.outbox.rules import LAST_LETTER
from lms.people.administrators import administrators
from lms.people.erasure.models import ErasureRequest
from lms.people.models import Account, Organisation
from lms.people.queries import primary_email, zone_of

OWN_PAGE, PAGE = "/account/erasure", "/admin/erasure/"
UNASKED = "If you did not ask for this, sign in, withdraw it, and choose a new password.\n"


def asked(session: Session, row: ErasureRequest, now: datetime, base_url: str) -> None:
    """To her that it was received; to each administrator but her that one waits."""
    account, organisation = row.account, session.get_one(Organisation, row.organisation_id)
    due = f"{row.due_on:%-d %B %Y}"
    _write(
        session, row, account, "erasure-asked", "You asked for your data to be erased",
        f"you asked for what is held on you in the training of {organisation.name} to be erased. An administrator looks at "
        f"it and answers by {due}; you get a letter then. Until then everything stays as it is, and you can withdraw the "
        f"request:\n\n{base_url}{OWN_PAGE}\n\n{UNASKED}", now,
    )  # fmt: skip
    today = now.astimezone(ZoneInfo(zone_of(session, account, "UTC"))).date()
    for account_id in sorted(administrators(session, organisation.id, today) - {account.id}):
        one = session.get_one(Account, account_id)
        _write(
            session, row, one, "erasure-waits", "A request for erasure waits for an answer",
            f"somebody at {organisation.name} asked for what is held on them to be erased. It is to be answered by {due}. "
            f"What would go and what would stay is shown before you decide:\n\n{base_url}{PAGE}{row.id}\n", now,
        )  # fmt: skip


def withdrawn(session: Session, row: ErasureRequest, now: datetime) -> None:
    """To her that nothing is erased."""
    _write(
        session, row, row.account, "erasure-withdrawn", "You withdrew your request for erasure",
        "you withdrew your request for erasure. Nothing was erased, and you can ask again at any time.\n\n"
        "If this was not you, sign in, ask again, and choose a new password.\n", now,
    )  # fmt: skip


def declined(session: Session, row: ErasureRequest, now: datetime, base_url: str) -> None:
    """To her, with the reason."""
    _write(
        session, row, row.account, "erasure-declined", "Your request for erasure was declined",
        "your request for erasure was declined, for this reason:\n\n"
        f"{row.reason}\n\nNothing was erased. You can ask again, or close your account yourself unless a legal hold "
        f"stands:\n\n{base_url}{OWN_PAGE}\n", now,
    )  # fmt: skip


def erased(session: Session, row: ErasureRequest, to: str, now: datetime) -> None:
    """The last letter, without a name; its address is forgotten once it was sent."""
    write_letter(
        session, kind=LAST_LETTER, account_id=row.account_id, occasion=row.id, to=to,
        subject="Your account is closed and erased",
        text="Hello,\n\nyour request for erasure was accepted. Your account for the training is closed, and what was "
        "personal is erased. Records of continuing education, certificates and the sealed record of who did what stay, as "
        "your account's page said; certificates can still be checked by their code. Backups made before still hold "
        "the rest until the last of them is let go of.\n\nThis address is forgotten once this letter was sent.\n",
        now=now,
    )  # fmt: skip


def _write(
    session: Session, row: ErasureRequest, to: Account, kind: str, subject: str, words: str, now: datetime
) -> None:
    address = primary_email(session, to.id)
    write_letter(
        session, kind=kind, account_id=to.id, occasion=row.id, to=address, subject=subject,
        text=f"Hello {to.name},\n\n{words}", now=now,
    )  # fmt: skip
