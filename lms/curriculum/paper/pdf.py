"""Prints a sheet as a tagged PDF, US Letter, that declares PDF/UA-1. The same sheet always gives the same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typst

from lms.curriculum.paper.outline import Sheet

_DESIGN = Path(__file__).parent / "sheet.typ"


def sheet_pdf(sheet: Sheet, *, fonts: Path) -> bytes:
    """The PDF. `fonts` is a folder with the fonts of the house; the machine's own are never asked.

    Typst starts threads of its own, so this must not run in a process that forks afterwards.
    """
    return typst.compile(
        str(_DESIGN),
        root=str(_DESIGN.parent),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=datetime(*sheet.date, tzinfo=UTC),
        sys_inputs={"sheet": json.dumps(asdict(sheet), ensure_ascii=False, sort_keys=True)},
    )
