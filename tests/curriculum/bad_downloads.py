"""For every rule on tools and their files, ways to break it, as in bad_examples.py."""

from __future__ import annotations

from tests.curriculum.bad_examples import Example, add, change, drop, put
from tests.curriculum.builder import LOG, LOG_TOOL, M1, TOOL, Spoil
from tests.curriculum.papers import CORE, document, link, pdf, workbook


def paper(name: str, content: bytes) -> Spoil:
    """Let the card hand out a file."""
    return lambda files: [files.change(TOOL, "files: []", f"files: [{name}]"), files.put(f"{M1}/tools/{name}", content)]


DOWNLOADS: tuple[Example, ...] = (
    ("D101", "gone", drop(LOG), LOG_TOOL),
    ("D102", "by itself", change(LOG_TOOL, "[log.xlsx]", "[]"), LOG),
    ("D103", "old Word", change(TOOL, "files: []", "files: [card.doc]"), TOOL),
    ("D103", "a page", change(TOOL, "files: []", "files: [01-card.md]"), TOOL),
    ("D104", "text", put(LOG, b"Walter, 18"), LOG),
    ("D104", "another archive", put(LOG, document()), LOG),
    ("D104", "cut off", put(LOG, workbook()[:-40]), LOG),
    ("D104", "entities", put(LOG, workbook(core='<!DOCTYPE c [<!ENTITY a "b">]><c/>')), LOG),
    ("D104", "not XML", put(LOG, workbook(core="<c>")), LOG),
    ("D104", "unpacks to far more", put(LOG, workbook(**{"xl/media/a.txt": "0" * 21_000_000})), LOG),
    ("D104", "PDF in name", paper("card.pdf", workbook()), f"{M1}/tools/card.pdf"),
    ("D104", "PDF cut off", paper("card.pdf", pdf()[:-8]), f"{M1}/tools/card.pdf"),
    ("D105", "heavy", paper("card.pdf", pdf(b"/Title (A) /Lang (en) /Marked true" + bytes(300_000))), f"{M1}/tools/card.pdf"),
    ("D106", "macros", put(LOG, workbook(**{"xl/vbaProject.bin": "x"})), LOG),
    ("D106", "embedded", put(LOG, workbook(**{"xl/embeddings/a.bin": "x"})), LOG),
    ("D106", "script in a packed stream", paper("card.pdf", pdf(hidden=b"<< /S /JavaScript >>")), f"{M1}/tools/card.pdf"),
    ("D107", "other workbook", put(LOG, workbook(**{"xl/externalLinks/externalLink1.xml": "<a/>"})), LOG),
    ("D107", "picture from elsewhere", put(LOG, workbook(**{"xl/_rels/workbook.xml.rels": link("https://example.org/a", "image")})), LOG),
    ("D107", "link to a file", put(LOG, workbook(**{"xl/_rels/workbook.xml.rels": link("file:///c:/list.xlsx")})), LOG),
    ("D108", "no value", put(LOG, workbook(cells='<c r="A1"><f>1+1</f></c>')), LOG),
    ("D109", "error", put(LOG, workbook(cells='<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>')), LOG),
    ("D110", "no title", put(LOG, workbook(core=CORE.replace("A log", " "))), LOG),
    ("D110", "no properties", put(LOG, workbook(**{"docProps/core.xml": ""})), LOG),
    ("D110", "Word without language", paper("card.docx", document(CORE.replace("en<", "<"))), f"{M1}/tools/card.docx"),
    ("D110", "PDF without title", paper("card.pdf", pdf(b"/Lang (en) /Marked true")), f"{M1}/tools/card.pdf"),
    ("D110", "PDF without tags", paper("card.pdf", pdf(b"/Lang (en) /Title (A)")), f"{M1}/tools/card.pdf"),
    ("D111", "protected", put(LOG, workbook(more='<sheetProtection sheet="1"/>')), LOG),
    ("D112", "no fact", lambda files: [files.change(TOOL, each, "") for each in ("{F1.01}", "{F1.28}")], TOOL),
    ("D113", "unknown lesson", change(TOOL, "m1-l1-who-rings", "m1-l9-who"), TOOL),
    ("D113", "a case", change(TOOL, "m1-l1-who-rings", "m1-c1-walter"), TOOL),
    ("D114", "none", change(TOOL, "[m1-l1-who-rings]", "[]"), TOOL),
    ("S102", "tool without a purpose", change(TOOL, "purpose: Something to take along.\n", ""), TOOL),
    ("S107", "check in a tool", add(TOOL, "::: check m1-t-k1\nWhat?\n:::\n"), TOOL),
    ("S107", "figure in a tool", add(TOOL, "::: figure team.svg A\nB\n:::\n"), TOOL),
    ("F101", "in a tool", change(TOOL, "{F1.01}", "{F9.99}"), TOOL),
    ("I104", "a tool's alias", change(TOOL, "aliases: []", "aliases: [m1-t-log]"), TOOL),
    ("T110", "of a tool", change(TOOL, "roles: [bhcm]", "roles: [nurse]"), TOOL),
    ("L109", "in a tool", change(TOOL, "1. Ring.", "1. Ring!"), TOOL),
)  # fmt: skip
