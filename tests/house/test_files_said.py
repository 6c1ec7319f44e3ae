"""What docs/security.md says of files that are taken is what the program takes (ASVS 5.0.0, V5.1.1)."""

from __future__ import annotations

import re

from lms.credit.providers import rules as documents
from lms.credit.verdicts import LARGEST
from lms.curriculum.uploads import archive
from lms.learning.outside import rules as outside
from lms.people.importing.rules import reading
from tests.house.source import ROOT, files

SAID = (
    (ROOT / "docs" / "security.md")
    .read_text(encoding="utf-8")
    .partition("\n## Files that are taken\n")[2]
    .partition("\n## ")[0]
)
TAKES = re.compile(r"request\.files\b(?!\n)|=\s*FileField\(")
ELSEWHERE = {"door.py": "asks whether there are files, so as to keep none of them"}


def test_every_page_that_takes_a_file_is_in_the_table() -> None:
    takes = {path.name for path in files(ROOT / "lms" / "web", ".py") if TAKES.search(path.read_text(encoding="utf-8"))}
    assert set(re.findall(r"`(\w+\.py)`", SAID)) == takes - ELSEWHERE.keys()


def test_the_limits_are_those_that_are_kept() -> None:
    mib = 2**20
    for words in (
        f"{outside.FILE_MOST // mib} MB, {outside.FILES_MOST // mib} MB for one person",
        f"| PDF | {documents.DOCUMENT_MOST // mib} MB |",
        (
            f"{archive.FILES_MOST:,} files, {archive.TOTAL_MOST // 10**6} MB unpacked, {archive.FILE_MOST // 10**6} MB each, "
            f"{archive.RATIO_MOST} times"
        ),
        f"{reading.BYTES_MOST // 10**6} MB, {reading.ROWS_MOST:,} rows",
        f"| PDF | {LARGEST // mib} MB |",
    ):
        assert words in SAID
