"""Full-text search of the course: one SQLite file for each state of it, in a cache folder, whatever the database.

The file is made beside its place and moved there whole, so several processes may make it at once, and one that cannot
be read is made anew. Nothing in it is worth a backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from math import inf
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from lms.curriculum.findable import Findable
from lms.curriculum.rules import match_of, nearest, search_words
from lms.files import private_folder

SHAPE = "1"
"""Raised when the file's tables change, so that an old one is not read."""
PAGE = 20
KEPT = 4
ABANDONED = 3600.0
"""Seconds after which a file that never moved to its place was left by a process that died."""
BEFORE, AFTER = "\x02", "\x03"
_MADE = f"""
CREATE VIRTUAL TABLE page USING fts5(title, heading, text, kind UNINDEXED, url UNINDEXED, place UNINDEXED,
    tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE word (word TEXT PRIMARY KEY, shown TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {SHAPE};
"""
_RANKED = "SELECT rowid, kind, title FROM page WHERE page MATCH ? ORDER BY bm25(page, 12.0, 6.0, 1.0), rowid"
_SHOWN = """
SELECT rowid, kind, url, place, highlight(page, 0, char(2), char(3)), highlight(page, 1, char(2), char(3)),
    snippet(page, 2, char(2), char(3), ' … ', 32)
FROM page WHERE page MATCH ? AND rowid IN (SELECT value FROM json_each(?))
"""

Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is a hit. Plain text: whoever shows it escapes it."""


@dataclass(frozen=True)
class Hit:
    """One place that was found."""

    kind: str
    url: str
    place: str
    title: Marked
    heading: Marked
    text: Marked


@dataclass(frozen=True)
class Found:
    """One page of hits, grouped by kind with the best group first. `counts` are of all hits; `suggestions` where
    no page holds every word.

    `all_words`: every word was asked for; False when no page holds them all and these hold some.
    """

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    counts: tuple[tuple[str, int], ...]
    total: int
    page: int
    pages: int
    all_words: bool
    suggestions: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """Everything that may be found, with the hash that names its file."""

    things: tuple[Findable, ...]
    digest: str


def catalogue(things: Sequence[Findable]) -> Catalogue:
    """A catalogue of things; made once for each state of the course."""
    written = "\x1e".join("\x1f".join(astuple(each)) for each in things)
    return Catalogue(tuple(things), hashlib.sha256(f"{SHAPE}\x1e{written}".encode()).hexdigest()[:24])


class SearchIndex:
    """The files of one cache folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()

    def path(self, wanted: Catalogue) -> Path:
        """Where the file of a catalogue lies or would lie."""
        return self.folder / f"{wanted.digest}.sqlite"

    def search(
        self, wanted: Catalogue, query: str, *, kinds: Sequence[str], kind: str | None = None, page: int = 1
    ) -> Found:
        """The hits of a query among `kinds`, perhaps of one `kind` alone. No query is an error; odd ones find nothing."""
        path = self._made(wanted)
        try:
            return self._search(path, query, kinds, kind, page)
        except sqlite3.DatabaseError:
            # Half a disk, a stray editor: the file is only a copy, so it is thrown away and made anew.
            with suppress(OSError):
                path.unlink()
            return self._search(self._made(wanted), query, kinds, kind, page)

    def _made(self, wanted: Catalogue) -> Path:
        path = self.path(wanted)
        if path.exists():
            return path
        with self._lock:
            if not path.exists():
                self._make(wanted, path)
        return path

    def _make(self, wanted: Catalogue, path: Path) -> None:
        handle, temporary = tempfile.mkstemp(dir=private_folder(self.folder), prefix=".new-")
        os.close(handle)
        try:
            # A file of its own, not the database, so no door has a say in it.
            with closing(sqlite3.connect(temporary, isolation_level=None)) as made:
                made.executescript(_MADE)
                made.execute("BEGIN")
                rows = ((e.title, e.heading, e.text, e.kind, e.url, e.place) for e in map(_clean, wanted.things))
                made.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?)", rows)
                made.executemany("INSERT OR IGNORE INTO word VALUES (?, ?)", _vocabulary(wanted.things))
                made.execute("INSERT INTO page(page) VALUES ('optimize')")
                made.execute("COMMIT")
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        abandoned = [each for each in self.folder.glob(".new-*") if _age(each) > _age(path) + ABANDONED]
        for old in (*sorted(self.folder.glob("*.sqlite"), key=_age)[KEPT:], *abandoned):
            old.unlink(missing_ok=True)

    def _search(self, path: Path, query: str, kinds: Sequence[str], kind: str | None, page: int) -> Found:
        words = search_words(query)
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as opened:
            if not words:
                return Found((), (), (), 0, 1, 1, True, ())
            match, all_words = match_of(words, every=True), True
            rows = opened.execute(_RANKED, (match,)).fetchall()
            if len(words) > 1 and not any(each in kinds for _, each, _ in rows):
                match, all_words = match_of(words, every=False), False
                rows = opened.execute(_RANKED, (match,)).fetchall()
            rows.sort(key=lambda row: search_words(row[2]) != words)
            ranked: dict[str, list[int]] = {}
            for rowid, its_kind, _ in rows:
                if its_kind in kinds:
                    ranked.setdefault(its_kind, []).append(rowid)
            counts = tuple((each, len(found)) for each, found in ranked.items())
            order = [rowid for each, found in ranked.items() if kind in (None, each) for rowid in found]
            pages = max(1, -(-len(order) // PAGE))
            here = min(max(page, 1), pages)
            shown = order[(here - 1) * PAGE : here * PAGE]
            hits = _hits(opened, match, shown)
            suggestions = () if counts and all_words else _suggestions(opened, words)
        return Found(words, hits, counts, len(order), here, pages, all_words, suggestions)


def _hits(opened: sqlite3.Connection, match: str, rowids: Sequence[int]) -> tuple[Hit, ...]:
    found = opened.execute(_SHOWN, (match, json.dumps(rowids))).fetchall() if rowids else []
    by_id = {row[0]: Hit(row[1], row[2], row[3], *(_pieces(each) for each in row[4:])) for row in found}
    return tuple(by_id[each] for each in rowids)


def _pieces(marked: str) -> Marked:
    first, *others = marked.split(BEFORE)
    pieces = [(first, False)]
    for other in others:
        hit, _, rest = other.partition(AFTER)
        pieces += [(hit, True), (rest, False)]
    return tuple((text, hit) for text, hit in pieces if text)


def _clean(thing: Findable) -> Findable:
    """Without the two characters that mark a hit."""
    plain = (part.replace(BEFORE, " ").replace(AFTER, " ") for part in astuple(thing))
    return Findable(*plain)


def _vocabulary(things: Sequence[Findable]) -> list[tuple[str, str]]:
    """Words and whole titles as they may be suggested, folded and as they are written."""
    known: dict[str, str] = {}
    for each in things:
        if each.kind in ("term", "lesson", "tool"):
            known.setdefault(each.title.casefold(), each.title)
    for each in things:
        known |= {
            word: word for word in search_words(f"{each.title} {each.heading} {each.text}", most=None) if len(word) > 3
        }
    return sorted(known.items())


def _suggestions(opened: sqlite3.Connection, words: tuple[str, ...]) -> tuple[str, ...]:
    """The query with each unknown word as it may have been meant, then the titles that are nearest to it."""
    known = dict(opened.execute("SELECT word, shown FROM word"))
    return tuple(known.get(each, each) for each in nearest(words, known))


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:  # Somebody else's, gone meanwhile and perhaps about to come again: never to be removed.
        return -inf
