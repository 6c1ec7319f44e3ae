"""The page to read first in an export: what each file is, in a browser, without a program and without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import groupby
from urllib.parse import quote

FOLDERS = {
    "account": "Account and sign-in",
    "roles": "Roles and plans",
    "learning": "Learning",
    "skills": "Skills",
    "certificates": "Certificates",
    "credit": "Continuing education",
    "record": "Record of who did what",
}
"""Folder of an export → its heading."""
NOTES = (
    "Each list stands here twice with the same rows: as .json for programs, as .csv for a spreadsheet.",
    "Times are in UTC, dates are those of your clinic. Certificates and files that you sent are as they were stored.",
    "Where somebody else did something for you or to your account, it says 'somebody else': who it was is theirs.",
    "Which of your answers were right is told for tests you passed, as on screen.",
    "Of courses that you sent in the list is here; the files are your organisation's.",
)
STYLE = (
    ":root{color-scheme:light dark}body{font:18px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h2{margin-top:2.5rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8888}td{overflow-wrap:anywhere}"
    "dt{font-weight:600;margin-top:1rem}dd{margin:0}@media print{a{color:inherit}}"
)


@dataclass(frozen=True)
class Contents:
    """What an export holds. `lists`: name without ending → (what, rows); `files`: name → what; `left_out`: (what, why)."""

    lists: Mapping[str, tuple[str, int]]
    files: Mapping[str, str]
    left_out: Sequence[tuple[str, str]]


def front_page(name: str, now: datetime, told: Contents) -> bytes:
    """The page as HTML, of an export of the person with this name."""
    title = f"All that is held on {escape(name)}"
    lines = [
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{STYLE}</style></head>\n<body>\n<main>\n<h1>{title}</h1>",
        f"<p>From Linchpin, as of {now:%Y-%m-%d %H:%M} UTC. {' '.join(escape(each, quote=False) for each in NOTES)}</p>",
    ]
    entries: dict[str, tuple[str, str, Sequence[str]]] = {
        stem: (what, f"{rows}", (f"{stem}.csv", f"{stem}.json")) for stem, (what, rows) in told.lists.items()
    }
    entries |= {file: (what, "", (file,)) for file, what in told.files.items()}
    order = list(FOLDERS)
    names = sorted(entries, key=lambda each: (order.index(_folder(each)), each in told.files, each))
    for folder, found in groupby(names, _folder):
        lines += _section(FOLDERS[folder], [entries[each] for each in found])
    lines += ["<h2>Held, and not in here</h2>", "<dl>"]
    lines += [f"<dt>{escape(_begun(what))}</dt><dd>{escape(_begun(why))}.</dd>" for what, why in told.left_out]
    return ("\n".join([*lines, "</dl>", "</main>", "</body>", "</html>"]) + "\n").encode()


def _folder(name: str) -> str:
    return name.partition("/")[0]


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _section(heading: str, entries: Sequence[tuple[str, str, Sequence[str]]]) -> list[str]:
    head = '<tr><th scope="col">What</th><th scope="col">Entries</th><th scope="col">Files</th></tr>'
    rows = [
        f"<tr><td>{escape(_begun(what))}</td><td>{count}</td><td>{' '.join(map(_link, names))}</td></tr>"
        for what, count, names in entries
    ]
    return [f"<h2>{escape(heading)}</h2>", "<table>", head, *rows, "</table>"]


def _link(name: str) -> str:
    return f'<a href="{escape(quote(name))}">{escape(name.rpartition("/")[2])}</a>'
