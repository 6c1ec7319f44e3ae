"""Which address may be given for a certificate's check page, and which answer of that page lets it be accepted.

Nothing here and nothing that calls it opens the address: a person does, and says what stood there. A program that checks
a certificate by itself would hand in the same `Checked`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, cast, get_args
from urllib.parse import SplitResult, urlsplit

ADDRESS_MOST = 300
EXAMPLE = "https://training.example.org/verify"
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)

Answer = Literal["valid", "superseded", "revoked", "unknown", "not reached"]
ANSWERS: Mapping[Answer, str] = {
    "valid": "Valid",
    "superseded": "Superseded: a newer one took its place",
    "revoked": "Revoked",
    "unknown": "Unknown: no certificate has this code",
    "not reached": "The page could not be reached, or is no check page",
}
"""What a check page can have said, each with its words for a choice."""


@dataclass(frozen=True)
class Given:
    """What a learner says of a certificate: its 16 characters and where it is checked; both empty when only the file shows it."""

    code: str
    check_page: str


@dataclass(frozen=True)
class Checked:
    """What somebody who opened the check page found there; None: that was not said."""

    answer: Answer | None
    name_agrees: bool


def problems(given: Given, *, file: bool) -> dict[str, str]:
    """What cannot be taken of a certificate, by field, each in a sentence; `file` says whether its PDF came with it."""
    if not given.code and not given.check_page:
        return {} if file else {"code": "Enter the code and the address of its check page, or choose its file."}
    found: dict[str, str] = {}
    if not given.code:
        found["code"] = "Enter the code that stands on the certificate, too."
    wrong = address_problem(given.check_page)
    if wrong is not None:
        found["check_page"] = wrong
    return found


def address_problem(text: str) -> str | None:
    """Why a text cannot be the address of a check page, in a sentence; None when it can.

    An https address with the name of its host and a path, and no more: no sign-in in it, nothing after `?` or `#`.
    """
    if not text:
        return f"Enter the address of the check page, such as {EXAMPLE}."
    if len(text) > ADDRESS_MOST:
        return f"Use at most {ADDRESS_MOST} characters."
    if not text.isascii() or not text.isprintable() or set(text) & set(' \\"<>'):
        return "An address holds no spaces, quotation marks, backslashes or accented letters. Copy it from the certificate."
    parts = _split(text)
    if parts is None or not _is_name(parts.hostname or ""):
        return f"This is no web address with the name of a host. Copy it from the certificate; it looks like {EXAMPLE}."
    if parts.scheme != "https":
        return "Only an address that begins with https:// is taken, so that nobody on the way can change what it says."
    if "@" in parts.netloc:
        return "Leave out the name or password before the @; a check page needs none."
    if "?" in text or "#" in text:
        return (
            "Leave out the question mark or number sign, and what follows it; a check page needs no more than its code."
        )
    return None


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        return parts if parts.port != 0 else None
    except ValueError:  # A bracket that is not closed, a port that is no number.
        return None


def _is_name(host: str) -> bool:
    """Whether this is the name of a host in the open internet: no number, and more than one word."""
    try:
        ip_address(host)
    except ValueError:
        labels = host.split(".")
        return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return False


def host_of(address: str) -> str:
    """The host of an address, in lower case, without its port; empty when there is none."""
    parts = _split(address)
    return (parts.hostname or "").lower() if parts else ""


def answer_of(text: str) -> Answer | None:
    """The answer with this name; None for anything else."""
    return cast(Answer, text) if text in get_args(Answer) else None


def decision_problem(checked: Checked, *, accept: bool) -> tuple[str, str] | None:
    """The field and the sentence that stand against a decision on a certificate; None when nothing does.

    It is accepted only when its check page calls it valid and the name on it is the learner's. Whoever declines says,
    too, what the page said.
    """
    if checked.answer is None:
        return "answer", "Open the check page, and say what it said of the certificate."
    if not accept:
        return None
    if checked.answer != "valid":
        return (
            "answer",
            "Only a certificate that its check page calls valid can be accepted. Leave it for now, or do not accept it.",
        )
    if not checked.name_agrees:
        return (
            "name_agrees",
            "Compare the name, and tick that it is the learner's. With another name it cannot be accepted.",
        )
    return None


def found_words(answer: str, *, name_agrees: bool | None) -> str:
    """What was found on a check page, as a clause: `its check page said valid, with the name compared`."""
    told = "could not be reached" if answer == "not reached" else f"said {answer}"
    return f"its check page {told}, {'with the name compared' if name_agrees else 'and the name was not confirmed'}"
