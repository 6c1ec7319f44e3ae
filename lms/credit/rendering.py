"""Prints a certificate: one tagged page that declares PDF/A-3a and PDF/UA-1 and carries its own data.

The same payload always gives the same bytes. Fonts come from this package alone, so the machine does not matter,
and everything a person typed travels as data, so it is printed and never run.
"""

from __future__ import annotations

import io
import json
import unicodedata
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from lms.credit.credit_words import credit_words
from lms.credit.rules import (
    CertificatePayload,
    date_words,
    post_test_words,
)
from lms.curriculum.library import course_folder

ATTACHMENT = "certificate.json"
CREDENTIAL = "credential.json"
DESIGN = "completion.typ"
DESIGN_FOR_CREDIT = "credit.typ"
FONTS = Path(__file__).parent / "fonts"
"""The fonts of the house, for all that is printed."""
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]


_SHAPING = frozenset("\u200c\u200d")
_DRAWN_AS = {"Cc": " ", "Zl": " ", "Zp": " ", "Zs": " ", "Cf": "", "Co": "\u25a1", "Cs": "\u25a1", "Cn": "\u25a1"}


def render_certificate(
    payload: CertificatePayload, *, designs: Path | None = None, credential: str | None = None
) -> bytes:
    """The PDF of a certificate, one US Letter page (landscape; for credit upright), with the payload attached as `certificate.json`.

    `credential` is the signed credential as text, attached as `credential.json`.

    `designs` is the folder `certificates/` of a course; without one, or where it has no design, ours is used.
    """
    return _compile(payload, "pdf", designs=designs, credential=credential)


def render_picture(payload: CertificatePayload, *, ppi: int = 144, designs: Path | None = None) -> bytes:
    """The same page as a PNG, `ppi` dots to the inch."""
    return _compile(payload, "png", ppi=ppi, designs=designs)


def _design(designs: Path | None, name: str) -> Path:
    ours = course_folder(None) / "certificates" / name
    return designs / name if designs is not None and (designs / name).is_file() else ours


def _compile(
    payload: CertificatePayload,
    form: Literal["pdf", "png"],
    *,
    ppi: int | None = None,
    designs: Path | None = None,
    credential: str | None = None,
) -> bytes:
    compiled: bytes = typst.compile(**asked_of_typst(payload, form, ppi=ppi, designs=designs, credential=credential))
    return compiled


def asked_of_typst(
    payload: CertificatePayload,
    form: Literal["pdf", "png"],
    *,
    ppi: int | None = None,
    designs: Path | None = None,
    credential: str | None = None,
) -> dict[str, Any]:
    """All that Typst is given to print a certificate, by the names of its parameters."""
    design = _design(designs, DESIGN_FOR_CREDIT if payload.credits else DESIGN)
    return {
        "input": str(design),
        "root": str(design.parent),
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "format": form,
        "ppi": ppi,
        "pdf_standards": _STANDARDS if form == "pdf" else [],
        "timestamp": datetime.combine(payload.issued_on, time(), UTC),
        "sys_inputs": {
            "certificate": json.dumps(_printable(_words(payload)), ensure_ascii=False, sort_keys=True),
            "payload": payload.as_json(),
            "qr": qr_svg(payload.verify_url),
            **({"credential": credential} if credential is not None else {}),
        },
    }


def _printable(told: object) -> object:
    """The same words without what no font can draw: one kind of space, no invisible marks, a box for private letters."""
    match told:
        case str() if told.isascii() and told.isprintable():
            return told
        case str():
            return "".join(
                _DRAWN_AS.get(unicodedata.category(letter), letter) if letter not in _SHAPING else letter
                for letter in told
            )
        case dict():
            return {key: _printable(value) for key, value in told.items()}
        case list() | tuple():
            return [_printable(value) for value in told]
        case _:
            return told


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def qr_svg(address: str) -> str:
    """An address as a QR code, drawn as one SVG path with its quiet zone left to the page."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=0, dark="#1a2320", xmldecl=False, omitsize=True
    )
    return drawn.getvalue().decode()


def check_address(payload: CertificatePayload) -> str:
    """The address a person types, without scheme and code: `linchpin.example/verify`."""
    address = payload.verify_url.split("://", 1)[-1]
    head, _, last = address.rstrip("/").rpartition("/")
    return head if last.replace("-", "") == payload.code.replace("-", "") else address


def _words(payload: CertificatePayload) -> dict[str, object]:
    """Every word the page prints, in the order it is read."""
    words: dict[str, object] = {
        "language": payload.language,
        "document_title": f"Certificate of completion, {payload.name}",
        "description": f"{payload.title}. {payload.no_credit}",
        "issued": {"year": payload.issued_on.year, "month": payload.issued_on.month, "day": payload.issued_on.day},
        "issuer": payload.issuer,
        "programme": "Linchpin, Collaborative Care training",
        "watermark": "Demonstration" if payload.watermark else "",
        "demonstration": payload.sample,
        "heading": "Certificate of completion",
        "name": payload.name,
        "name_fonts": _name_fonts(payload.name),
        "lead": payload.lead,
        "title": payload.title,
        "course": f"of the course {payload.course_title}." if payload.title != payload.course_title else "",
        "parts": _parts(payload),
        "when": _when(payload),
        "no_credit": payload.no_credit,
        "signatories": [{"name": one.name, "title": one.title} for one in payload.signatories],
        "marks": _marks(payload),
        "checks": [("Check it at ", check_address(payload)), ("Scan, or enter the code ", payload.code)],
        "qr_alt": f"QR code that opens {payload.verify_url}",
    }
    return {**words, **credit_words(payload)} if payload.credits else words


def _name_fonts(name: str) -> list[str]:
    """The font a name from right to left is set in, spaces included; none for the others."""
    if not any(unicodedata.bidirectional(character) in {"R", "AL"} for character in name):
        return []
    return [
        "DejaVu Sans"
        if any(unicodedata.bidirectional(character) == "AL" for character in name)
        else "Noto Serif Hebrew"
    ]


def _parts(payload: CertificatePayload) -> list[str]:
    """The titles of what was completed, each with the mark that follows it."""
    titles = [part for part in payload.parts if part != payload.title]
    return [f"{title};" for title in titles[:-1]] + [f"{title}." for title in titles[-1:]]


def _when(payload: CertificatePayload) -> list[str]:
    time_told = f"Training time {payload.time_words}."
    return [
        f"{post_test_words(payload.post_tests)} {time_told}".strip(),
        f"Completed {date_words(payload.completed_on)}. Edition of {date_words(payload.edition_date)}.",
    ]


def _marks(payload: CertificatePayload) -> list[str]:
    marks = [
        f"Serial {payload.serial}.",
        f"Issued {date_words(payload.issued_on)}.",
        f"Edition {payload.edition_hash[:12]}.",
    ]
    return [*marks, f"Replaces {payload.supersedes}."] if payload.supersedes else marks
