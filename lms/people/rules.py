"""Roles by name, what a password and a name must be, when a session ends, who may give which access."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from lms.people.permissions import (
    ADMINISTRATOR,
    AUDITOR,
    BY_OFFICE,
    GIVES,
    GRANT_KINDS,
    LEADER,
    LEARNER,
    PROGRAM_MANAGER,
    SUPERVISOR,
    Actor,
)

ROLES: dict[str, str] = {
    "bhcm": "Behavioral health care manager",
    "psychiatric-consultant": "Psychiatric consultant",
    "pcp": "Primary care provider",
    "clinical-supervisor": "Clinical supervisor",
    "program-manager": "Program manager",
    "qi-coordinator": "Quality improvement coordinator",
    "auxiliary": "Auxiliary staff",
    "clerical": "Clerical staff",
}

PASSWORD_LEAST = 10
PASSWORD_MOST = 200
NAME_MOST = 120

TRIED_FIRST = "This password is one of those tried first. Choose a few words that do not belong together."
OF_THE_PLACE = tuple(
    "linchpin collaborativecare collaborative saltmarsh clinic training caremanager careteam healthcare".split()
)
"""Words of this program and of the places that use it, which no password may consist of; docs/security.md lists them."""
_WORDS = (
    "password passwort passw passwd pass secret letmein welcome admin administrator login master dragon monkey "
    "football baseball basketball soccer sunshine princess iloveyou trustno shadow superman batman michael jordan "
    "qwerty qwertyuiop qwertz qwertzuiop azerty azertyuiop asdfghjkl asdfgh zxcvbnm zxcvbn qazwsx qazwsxedc "
    "abcdef abcdefgh abcdefghij abcdefghijkl abc abcd changeme default guest hello starwars pokemon computer internet "
    "whatever freedom summer winter spring autumn january february monday friday flower cheese"
)
_COMMON_WORDS = frozenset((*_WORDS.split(), *OF_THE_PLACE))
_RUNS = ("0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_SWAPS = str.maketrans("013457@$!", "oieastasi")


def normal_password(password: str) -> str:
    """The one form of a password that is hashed, whichever way the keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password)


def password_problem(password: str, *, name: str = "", emails: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a new password, in a sentence, or None. Length counts; there are no composition rules."""
    password = normal_password(password)
    if len(password) < PASSWORD_LEAST:
        return f"Use at least {PASSWORD_LEAST} characters. A few words in a row are easy to remember."
    if len(password) > PASSWORD_MOST:
        return f"Use at most {PASSWORD_MOST} characters."
    folded = password.casefold()
    if _is_common(folded):
        return TRIED_FIRST
    own = [part for part in name.casefold().replace("-", " ").split() if len(part) >= 4]
    own += [email.casefold().partition("@")[0] for email in emails] + [email.casefold() for email in emails]
    if any(len(part) >= 4 and part in folded and len(folded.replace(part, "")) < 8 for part in own):
        return "This password is mostly your own name or address. Add words that have nothing to do with you."
    return None


def _is_common(folded: str) -> bool:
    letters = "".join(character for character in folded if character.isalpha())
    swapped = "".join(character for character in folded.translate(_SWAPS) if character.isalpha())
    bare = folded.rstrip("0123456789!?.*#-_ ").translate(_SWAPS)
    half = len(folded) // 2
    return (
        len(set(folded)) < 5
        or {letters, swapped, bare} & _COMMON_WORDS != set()
        or any(folded in run or folded in run[::-1] for run in _RUNS)
        or (folded[:half] == folded[half:] and folded[:half] in _COMMON_WORDS)
    )


def strength_words(password: str) -> str:
    """How strong a password that passed is, in a word: fair, good or strong; by length, the part that counts."""
    length = len(normal_password(password))
    return "fair" if length < 14 else "good" if length < 20 else "strong"


def clean_name(raw: str) -> str:
    """A name as it is kept: composed, trimmed, with single spaces. Any script is welcome."""
    return " ".join(unicodedata.normalize("NFC", raw).split())


def name_problem(name: str) -> str | None:
    """What is wrong with a cleaned name, in a sentence, or None."""
    if not any(character.isalpha() for character in name):
        return "Enter the name."
    if len(name) > NAME_MOST:
        return f"Use at most {NAME_MOST} characters."
    if any(_unprintable(character) for character in name):
        return "The name holds a character that cannot be printed. Type it again."
    return None


def _unprintable(character: str) -> bool:
    # Joiners are letters' business in Persian and in Indian scripts; other format characters can disguise a name.
    return character not in "\u200c\u200d" and unicodedata.category(character) in (
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    )


class AccountState(StrEnum):
    """Where an account stands: whether somebody has come in, was invited, or may not sign in."""

    ACTIVE = "active"
    INVITED = "invited"
    RUN_OUT = "invitation run out"
    NOT_INVITED = "not invited"
    DEACTIVATED = "deactivated"


INVITED = (AccountState.INVITED, AccountState.RUN_OUT, AccountState.NOT_INVITED)
"""Those who have not come in yet, however far their invitation got."""


def account_state(
    *, deactivated: bool, came_in: bool, invitation_until: datetime | None, now: datetime
) -> AccountState:
    """Where an account stands; `invitation_until` is when its open invitation ends, None when there is none."""
    if deactivated:
        return AccountState.DEACTIVATED
    if came_in:
        return AccountState.ACTIVE
    if invitation_until is None:
        return AccountState.NOT_INVITED
    return AccountState.INVITED if invitation_until > now else AccountState.RUN_OUT


def finds(text: str, among: tuple[str, ...]) -> bool:
    """Whether every word of a search stands in one of these; letters count without case and without accents."""
    plain = [_bare(each) for each in among]
    return all(any(word in each for each in plain) for word in _bare(text).split())


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in parts if not unicodedata.combining(character))


class SessionState(StrEnum):
    """Where a session stands."""

    LIVE = "live"
    IDLE = "idle"
    OVER = "over"
    REVOKED = "revoked"


def session_state(
    *,
    created_at: datetime,
    seen_at: datetime,
    idle_minutes: int,
    session_hours: int,
    revoked_at: datetime | None,
    now: datetime,
) -> SessionState:
    """Where a session stands at `now`: signed out, past its last hour, idle too long, or live."""
    if revoked_at is not None:
        return SessionState.REVOKED
    if now >= created_at + timedelta(hours=session_hours):
        return SessionState.OVER
    if now >= seen_at + timedelta(minutes=idle_minutes):
        return SessionState.IDLE
    return SessionState.LIVE


def wait_seconds(*, count: int, most: int, window_start: datetime, window_minutes: int, now: datetime) -> int | None:
    """Seconds until the next try when `count` tries, this one included, are more than `most`; None: go ahead."""
    if count <= most:
        return None
    return max(1, ceil((window_start + timedelta(minutes=window_minutes) - now).total_seconds()))


def may_give(actor: Actor, kind: str, *, organisation_id: str, clinic_id: str | None, fills: bool = True) -> bool:
    """Whether `actor` may give a grant: an administrator any kind, others no more than they hold there themselves.

    What comes with an office, such as signing clinical skills, need not be held: a program manager fills the office of
    clinical supervisor and does not sign for her. Without `fills` all must be held: whoever could act as her. A leader and
    an auditor are those of the whole organisation, never of one clinic.
    """
    if kind in (LEADER, AUDITOR) and clinic_id is not None:
        return False
    there = [
        held
        for held in actor.grants
        if held.holds_on(actor.today)
        and held.organisation_id == organisation_id
        and (held.clinic_id is None or held.clinic_id == clinic_id)
    ]
    if kind not in GRANT_KINDS or not there:
        return False
    if any(held.kind == ADMINISTRATOR for held in there):
        return True
    held_there = frozenset[object]().union(*(GIVES[held.kind] for held in there))
    return kind == LEARNER or GIVES[kind] - (BY_OFFICE if fills else frozenset()) <= held_there


def scope_of(kind: str, clinic_id: str) -> str | None:
    """Where a grant given with an invitation to a clinic reaches: that clinic, or (None) the whole organisation."""
    return clinic_id if kind in (LEARNER, SUPERVISOR, PROGRAM_MANAGER) else None


_BROWSERS = (("edg", "Edge"), ("opr/", "Opera"), ("firefox", "Firefox"), ("fxios", "Firefox"), ("crios", "Chrome"))
_MORE_BROWSERS = (("chrome", "Chrome"), ("chromium", "Chromium"), ("safari", "Safari"))
_SYSTEMS = (("iphone", "an iPhone"), ("ipad", "an iPad"), ("android", "Android"), ("windows", "Windows"))
_MORE_SYSTEMS = (("cros", "ChromeOS"), ("mac os", "a Mac"), ("linux", "Linux"))


def device_words(user_agent: str) -> str:
    """What a browser calls itself, in words such as 'Firefox on Windows'."""
    text = user_agent.casefold()
    browser = next((word for mark, word in (*_BROWSERS, *_MORE_BROWSERS) if mark in text), None)
    system = next((word for mark, word in (*_SYSTEMS, *_MORE_SYSTEMS) if mark in text), None)
    if browser is None:
        return f"A browser on {system}" if system else "A browser"
    return f"{browser} on {system}" if system else browser


def may_keep_field(name: str) -> bool:
    """Whether a field of a posted form may be kept for after sign-in; never passwords, never tokens."""
    folded = name.casefold()
    return folded not in ("csrf_token", "request_key") and not any(
        word in folded for word in ("password", "passwd", "passphrase", "secret")
    )


def is_path_here(path: str) -> bool:
    """Whether `path` is a plain path on this site, so that a form given back cannot be posted elsewhere."""
    return (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and len(path) <= 500
        and all(ord(character) > 32 for character in path)
    )


MACHINERY = frozenset({"anchor", "page", "seen"})
"""Fields of a form that say nothing to the person who sent it."""


def field_label(name: str) -> str:
    """A posted field's name as words: 'start_date' is 'Start date'."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:] if words else name


@dataclass(frozen=True)
class Change:
    """One recorded change of a role held: values as text, `on` the local day of its clinic, `undoes` the change it took back."""

    id: str
    field: str
    before: str | None
    after: str | None
    on: date
    undoes: str | None = None


def standing_changes(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that stand, in the order they were made: those that were taken back, and those that did it, left out."""
    gone = {each.undoes for each in changes if each.undoes}
    return tuple(each for each in changes if each.undoes is None and each.id not in gone)


def undo_problem(changes: Sequence[Change], change_id: str) -> str | None:
    """Why a change cannot be taken back, in a sentence, or None: only the last standing change of its field can."""
    change = next((each for each in changes if each.id == change_id), None)
    if change is None or change.undoes is not None:
        return "This took a change back. To make that change again, enter it anew."
    standing = [each for each in standing_changes(changes) if each.field == change.field]
    if change not in standing:
        return "This change was taken back already."
    if standing[-1].id != change_id:
        return "A later change stands on this one. Take that back first."
    return None


def value_on(changes: Sequence[Change], field: str, present: str | None, day: date) -> str | None:
    """What a field held at the end of a local day: what the first later change found, else the present value."""
    return next((each.before for each in changes if each.field == field and each.on > day), present)


def fields_of(changes: Sequence[Change], kind: str) -> tuple[str, ...]:
    """The fields of one kind that were ever changed, such as every `leave:` there was, in order."""
    return tuple(dict.fromkeys(each.field for each in changes if each.field.startswith(kind)))


WINDOW_WITHOUT_REASON = frozenset({"clinical-supervisor"})
"""Roles whose preparation is published as depending on other duties: a longer or shorter one needs no reason (R.12)."""


def window_needs_reason(role: str) -> bool:
    """Whether whoever makes the preparation of a role longer or shorter has to say why."""
    return role not in WINDOW_WITHOUT_REASON
