"""A certificate as an Open Badges 3.0 credential: what it says, and the one form in which it is written.

It names what was completed, never skills seen, scores, minutes of practice or an e-mail address in the clear. Whoever
holds it stands in it as salted hashes: of the name on the certificate and, where there is one, of the e-mail address.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.credit.proofs import CREDENTIALS, OPEN_BADGES, SUITE, instant
from lms.credit.rules import DEMONSTRATION, CertificatePayload, CreditLine, date_words, list_words, post_test_words

BITS = 131_072
"""Entries of a status list, the least that the recommendation on status lists allows."""
MOST = 64 * 1024
"""Bytes a credential of ours never reaches."""


@dataclass(frozen=True)
class Holder:
    """Who holds a certificate: each kind of identifier with its value and its salt."""

    identifiers: tuple[tuple[str, str, str], ...]


def build(
    payload: CertificatePayload,
    *,
    did: str,
    base_url: str,
    scope: str,
    issued_at: datetime,
    holder: Holder,
    entry: tuple[int, int],
) -> dict[str, Any]:
    """The credential without its proof. `entry` is the number of the status list and the place in it."""
    listed = f"{base_url}/credentials/status/{entry[0]}"
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": payload.verify_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": payload.title,
        "issuer": {"id": did, "type": ["Profile"], "name": payload.issuer, "url": base_url},
        "validFrom": instant(issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": identity_hash(value, salt),
                    "identityType": kind,
                    "salt": salt,
                }
                for kind, value, salt in holder.identifiers
            ],
            **({"creditsEarned": _number(payload)} if payload.credits else {}),
            "achievement": {
                "id": f"{base_url}/verify/#{scope}:{payload.edition_hash[:12]}",
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": payload.title,
                "description": _description(payload),
                "criteria": {"narrative": _criteria(payload)},
            },
        },
        "credentialStatus": {
            "id": f"{listed}#{entry[1]}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(entry[1]),
            "statusListCredential": listed,
        },
    }


def identity_hash(value: str, salt: str) -> str:
    """`sha256$…` over the value and its salt, as Open Badges has it."""
    return "sha256$" + hashlib.sha256((value + salt).encode()).hexdigest()


def names(credential: Mapping[str, Any], kind: str, value: str) -> bool:
    """Whether the credential is about whoever has this name (`name`) or e-mail address (`emailAddress`)."""
    return any(
        each["identityType"] == kind and each["identityHash"] == identity_hash(value, each["salt"])
        for each in credential["credentialSubject"]["identifier"]
    )


def _description(payload: CertificatePayload) -> str:
    told = [DEMONSTRATION] if payload.watermark else []
    told.append(f"Completion of {payload.title}, of the course {payload.course_title}, at {payload.issuer}.")
    said = f"Training time {payload.time_words}."
    return " ".join(
        [*told, said, *(_credit(each) for each in payload.credits), payload.joint_statement, payload.no_credit]
    ).strip()


def _credit(line: CreditLine) -> str:
    term = f"{date_words(date.fromisoformat(line.term_start))} to {date_words(date.fromisoformat(line.term_end))}"
    said = f"CE credit: {line.amount} {line.label}, approved by {line.accreditor}"
    return f"{said}, number {line.number}, {term}. {line.statement} {line.topic_words}".strip()


def _number(payload: CertificatePayload) -> int | float:
    """Credit in hours. Whole hours are a whole number: other programs write 1.0 as 1, and would sign something else."""
    hundredths = sum(line.credit for line in payload.credits)
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def _criteria(payload: CertificatePayload) -> str:
    return " ".join(
        filter(
            None,
            (
                f"Completed on {date_words(payload.completed_on)}: {list_words(payload.parts)}.",
                post_test_words(payload.post_tests),
                f"Edition {payload.edition_hash[:12]} of {date_words(payload.edition_date)}. Serial {payload.serial}.",
                f"Replaces serial {payload.supersedes}." if payload.supersedes else "",
            ),
        )
    )


def as_text(credential: Mapping[str, Any]) -> str:
    """The one form in which a credential is written: the same text for the same content, always."""
    return json.dumps(credential, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read(text: bytes) -> dict[str, Any]:
    """The credential in a file. Raises ValueError for what is none of this program's, or is written in another form."""
    if len(text) > MOST:
        raise ValueError("it is larger than any credential of ours")
    try:
        made = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    if not (fits(made, _FORM) or fits(made, _FORM_FOR_CREDIT)):
        raise ValueError("it is not of the form that this program gives its credentials")
    if as_text(made).encode() != text:
        raise ValueError("its content was written anew: the file differs from the one that was issued")
    credential: dict[str, Any] = made
    return credential


def _short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 8_000


def _hours(value: object) -> bool:
    return type(value) in (int, float) and isinstance(value, int | float) and 0 < value < 1_000


def fits(value: object, form: object) -> bool:
    """Whether a value has exactly this form: constants equal, the same names, lists of one to four of the same kind."""
    match form:
        case Mapping():
            return (
                isinstance(value, dict) and value.keys() == form.keys() and all(fits(value[k], form[k]) for k in form)
            )
        case list():
            return isinstance(value, list) and 1 <= len(value) <= 4 and all(fits(each, form[0]) for each in value)
        case tuple():
            return isinstance(value, list) and tuple(value) == form
        case str() | bool():
            return type(value) is type(form) and value == form
        case _:
            return _check(form)(value)


def _check(form: object) -> Callable[[object], bool]:
    if not callable(form):
        raise TypeError("a form is a constant, a collection or a check")
    return form


PROOF: Mapping[str, Any] = {
    "type": "DataIntegrityProof",
    "cryptosuite": SUITE,
    "created": _short,
    "verificationMethod": _short,
    "proofPurpose": "assertionMethod",
    "proofValue": _short,
}
_FORM: dict[str, Any] = {
    "@context": (CREDENTIALS, OPEN_BADGES),
    "id": _short,
    "type": ("VerifiableCredential", "OpenBadgeCredential"),
    "name": _short,
    "issuer": {"id": _short, "type": ("Profile",), "name": _short, "url": _short},
    "validFrom": _short,
    "credentialSubject": {
        "type": ("AchievementSubject",),
        "identifier": [
            {"type": "IdentityObject", "hashed": True, "identityHash": _short, "identityType": _short, "salt": _short}
        ],
        "achievement": {
            "id": _short,
            "type": ("Achievement",),
            "achievementType": "CertificateOfCompletion",
            "name": _short,
            "description": _short,
            "criteria": {"narrative": _short},
        },
    },
    "credentialStatus": {
        "id": _short,
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": _short,
        "statusListCredential": _short,
    },
    "proof": PROOF,
}
_FORM_FOR_CREDIT = {**_FORM, "credentialSubject": {**_FORM["credentialSubject"], "creditsEarned": _hours}}
