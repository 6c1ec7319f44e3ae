"""What checking a certificate comes to, in words: one rule for the check page, the command and whoever reads JSON. Pure.

Each verdict has a heading, a sentence on what was found and one on what it means for a board that must decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.credit.rules import CertificatePayload, CreditLine, date_words, list_words

Word = Literal[
    "valid", "expired approval at completion", "being prepared", "superseded", "revoked", "altered", "unknown"
]
LARGEST = 8 * 1024 * 1024
"""Bytes no file of a certificate reaches."""
TOO_LARGE = "The file is larger than any certificate; it was not read."
HEADINGS: Mapping[Word, str] = {
    "valid": "This certificate is real",
    "expired approval at completion": "This certificate is real, but an approval had ended",
    "being prepared": "This certificate is being prepared",
    "superseded": "A newer certificate replaces this one",
    "revoked": "This certificate was withdrawn",
    "altered": "This file is not as it was issued",
    "unknown": "Nothing is known about this file",
}
MEANS: Mapping[Word, str] = {
    "valid": "For a board: it may be relied on for what it states, if the issuer is one you know.",
    "expired approval at completion": "For a board: it is genuine, but the provider’s approval did not cover the day of completion; accept its credit only if your own rules allow that.",
    "being prepared": "For a board: do not decide yet; look again in a few minutes, or ask the issuer.",
    "superseded": "For a board: do not accept it; ask the holder for the newer certificate.",
    "revoked": "For a board: do not accept it; the issuer withdrew it.",
    "altered": "For a board: do not accept it; ask the holder for the original, or check its code on the issuer’s page.",
    "unknown": "For a board: nothing can be said about it; ask the issuer, or check its code on the issuer’s page.",
}


@dataclass(frozen=True)
class Verdict:
    """What a certificate or a file is worth: one word, and what was found."""

    word: Word
    found: str

    @property
    def heading(self) -> str:
        """The verdict as a heading."""
        return HEADINGS[self.word]

    @property
    def means(self) -> str:
        """What it means for a board."""
        return MEANS[self.word]

    def as_dict(self) -> dict[str, str]:
        """For JSON, in the order in which a page says it."""
        return {"word": self.word, "heading": self.heading, "found": self.found, "means": self.means}

    def as_line(self) -> str:
        """For a command, in the same order."""
        return f"{self.word}: {self.heading}. {self.found} {self.means}"


@dataclass(frozen=True)
class Standing:
    """How a certificate that is as it was issued stands. `known` says how that is known, or what is not.

    `uncovered` are the approvals whose term did not hold on the day of completion, in words.
    """

    known: str
    revoked: bool = False
    superseded: bool = False
    ready: bool = True
    uncovered: tuple[str, ...] = ()


def judge(said: str, standing: Standing) -> Verdict:
    """The verdict on a certificate that is as it was issued; `said` is what it is. Withdrawn outweighs all else."""
    if standing.revoked:
        return Verdict("revoked", f"{said} The issuer revoked it. {standing.known}")
    if standing.superseded:
        return Verdict("superseded", f"{said} The issuer replaced it with a newer one. {standing.known}")
    if not standing.ready:
        return Verdict("being prepared", f"{said} Its file is not finished.")
    if standing.uncovered:
        return Verdict("expired approval at completion", f"{said} {list_words(standing.uncovered)}. {standing.known}")
    return Verdict("valid", f"{said} It is as it was issued. {standing.known}")


def said_of(made: CertificatePayload) -> str:
    """What a certificate is, as a sentence: whose, for what, of which day, issued by whom."""
    sample = " It is a SAMPLE of a demonstration, NOT VALID FOR CREDIT." if made.watermark else ""
    return (
        f"{made.name}: {made.title}, completed on {date_words(made.completed_on)}, issued by {made.issuer} on "
        f"{date_words(made.issued_on)}, serial {made.serial}.{sample}"
    )


def uncovered(lines: Iterable[CreditLine], day: date, withdrawn: Mapping[str, date] | None = None) -> tuple[str, ...]:
    """The approvals that did not hold on the day of completion, in words.

    `withdrawn`: code of a type of credit → the first day on which its approval no longer covered anything, where known.
    """
    found = []
    for line in lines:
        start, end = date.fromisoformat(line.term_start), date.fromisoformat(line.term_end)
        gone = (withdrawn or {}).get(line.type)
        if day < start:
            found.append(f"The approval {line.number} for {line.label} began on {date_words(start)}")
        elif day > end:
            found.append(f"The approval {line.number} for {line.label} had ended on {date_words(end)}")
        elif gone is not None and day >= gone:
            found.append(f"The approval {line.number} for {line.label} had been withdrawn on {date_words(gone)}")
    return tuple(found)
