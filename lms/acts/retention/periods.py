"""The one table of periods: what is kept for how long, and why. docs/privacy.md and the page for administrators are made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from lms.audit.handled import KEPT_FOR as HANDLED_FOR
from lms.audit.models import HandledRequest
from lms.credit.keeping.rules import KEEP_YEARS
from lms.credit.viewing.models import CreditView
from lms.database import Base
from lms.outbox.actions import STILL_OF_USE
from lms.outbox.models import Job, Letter
from lms.outbox.rules import LAST_LETTER
from lms.people import links
from lms.people.erasure.models import ErasureRequest
from lms.people.erasure.rules import KEPT_DAYS
from lms.people.factors.models import HalfSignIn
from lms.people.models import KeptForm, MailToken, SignedIn, Throttle
from lms.people.tokens.models import ApiAnswer
from lms.webhooks.models import WebhookDelivery

SESSION_DAYS = 30
LINK_DAYS = 90
JOB_DAYS = 90
DELIVERY_DAYS = 30


@dataclass(frozen=True)
class Chosen:
    """What an installation chose, in days. `erase_after` 0: accounts that were deactivated stay until somebody erases them."""

    letters: int
    erase_after: int

    @classmethod
    def of(cls, settings: Any) -> Chosen:
        """From the settings of the program."""
        return cls(settings.letter_days, settings.erase_after_days)


Over = Callable[[datetime, Chosen], ColumnElement[bool]]


@dataclass(frozen=True)
class Period:
    """One kind of rows that go by themselves, or (`model` None) one that something else decides on.

    `over` tells which rows' time is over at an instant (UTC). `blank`: the rows stay and lose these columns. `whose`:
    the column with the account, if a legal hold on that account keeps the rows. `setting` shortens or lengthens.
    """

    key: str
    words: str
    kept: str
    why: str
    model: type[Base] | None = None
    over: Over | None = None
    blank: Mapping[str, Any] = field(default_factory=dict)
    whose: str | None = None
    setting: str = ""


def _before(column: Any, days: int) -> Over:
    return lambda now, _chosen: column < now - timedelta(days=days)


def _links_over(now: datetime, _chosen: Chosen) -> ColumnElement[bool]:
    old = now - timedelta(days=LINK_DAYS)
    # An invitation that nobody took up stays: the list of people says of it that it ran out.
    spent = and_(MailToken.kind != links.INVITATION, MailToken.expires_at < old)
    return or_(MailToken.used_at < old, spent)


def _letters_over(now: datetime, chosen: Chosen) -> ColumnElement[bool]:
    return and_(Letter.created_at < now - timedelta(days=chosen.letters), Letter.text != "")


def _last_letters_over(now: datetime, _chosen: Chosen) -> ColumnElement[bool]:
    return and_(Letter.kind == LAST_LETTER, Letter.created_at < now - STILL_OF_USE, Letter.text != "")


CREDIT, DEACTIVATED, LETTERS = "credit", "deactivated", "letters"

PERIODS = (
    Period("sessions", "sign-ins", f"{SESSION_DAYS} days after they were last used",
           "so that everybody sees where they were signed in", SignedIn, _before(SignedIn.seen_at, SESSION_DAYS),
           whose="account_id"),
    Period("half-sign-ins", "sign-ins that wait for their second step", "ten minutes, at most a day",
           "technical", HalfSignIn, _before(HalfSignIn.created_at, 1)),
    Period("throttle", "counts of tries to sign in, with a hash and no address", "a day", "against guessing", Throttle,
           _before(Throttle.window_start, 1)),
    Period("links", "mailed links, as hashes", f"{LINK_DAYS} days after they were used or ran out; invitations until they "
           "are taken up, withdrawn or the account is erased", "to answer for what was mailed to whom", MailToken, _links_over,
           whose="account_id"),
    Period(LETTERS, "words and addresses of letters", "365 days; that a letter was written stays, so that none is mailed "
           "twice", "to answer for what was mailed to whom", Letter, _letters_over, {"to": "", "text": "", "unsubscribe": None},
           "account_id", "LMS_LETTER_DAYS"),
    Period("last-letters", "the address of a last letter, which says that an account was erased",
           f"until it was sent, at most {STILL_OF_USE.days} days", "so that whoever asked hears of it", Letter,
           _last_letters_over, {"to": "", "text": ""}, "account_id"),
    Period("erasure-requests", "requests for erasure that were answered or withdrawn", f"{KEPT_DAYS} days after that",
           "to show that they were answered in time", ErasureRequest, _before(ErasureRequest.answered_at, KEPT_DAYS),
           whose="account_id"),
    Period("jobs", "jobs that were done", f"{JOB_DAYS} days", "to find out what went wrong", Job,
           _before(Job.done_at, JOB_DAYS)),
    Period("kept-forms", "forms sent after a session had ended, sealed", "an hour", "so that nobody loses what was typed",
           KeptForm, lambda now, _chosen: KeptForm.expires_at <= now),
    Period("handled", "marks of forms already sent", f"{HANDLED_FOR.days} days", "so that nothing is done twice",
           HandledRequest, _before(HandledRequest.at, HANDLED_FOR.days)),
    Period("api-answers", "answers to programs that wrote something", "a day, at most two", "so that nothing is done twice",
           ApiAnswer, _before(ApiAnswer.at, 1)),
    Period("webhook-messages", "messages to programs of an organisation, with what came of each", f"{DELIVERY_DAYS} days",
           "so that a program that was away is sent them again", WebhookDelivery,
           _before(WebhookDelivery.created_at, DELIVERY_DAYS), whose="account_id"),
    Period(CREDIT, "records of continuing education: enrolment, claims, attestations, certificates for credit",
           f"{KEEP_YEARS} years after the later of completion and the activity's end, of every provider; a hash of each stays",
           "accreditors ask for six or seven years"),
    Period("looks", "looks of others at records of continuing education", f"{KEEP_YEARS} years",
           "as long as the records that were looked at", CreditView, _before(CreditView.hour, KEEP_YEARS * 365 + 2),
           whose="account_id"),
    Period(DEACTIVATED, "accounts that were deactivated", "until somebody erases them", "training may have to be shown later; "
           "an organisation may set a time", whose="id", setting="LMS_ERASE_AFTER_DAYS"),
)  # fmt: skip
"""Everything that goes by itself, in the order in which the night looks."""

STAYS = (
    ("evidence of training", "as long as the account; without a name after it is erased", "it shows who was ready when"),
    ("certificates that carry no credit", "without end", "whoever was given one can have it checked"),
    ("the record of who did what", "without end; the words beside a line go when an account is erased", "a chain with gaps proves nothing"),
    ("monthly counts of clinics", "without end", "numbers without names"),
    ("uploaded courses", "until the operator removes the file", "what was taught must be found again; they name the sender alone"),
    ("complaints about credit", "without end", "accreditors ask for them; the CE administrator decides"),
    ("backups", "as many as `lms db backup --keep` says", "what was erased is gone from them when the last one made before is"),
    ("logs of the proxy", "as the operator's proxy says", "the program writes no log of requests with names"),
)  # fmt: skip
"""What no night takes away: words, how long, why."""


def kept_words(period: Period, chosen: Chosen) -> str:
    """For how long, with what this installation chose."""
    if period.key == LETTERS:
        return period.kept.replace("365", str(chosen.letters), 1)
    if period.key == DEACTIVATED and chosen.erase_after:
        return f"{chosen.erase_after} days, then they are erased"
    return period.kept
