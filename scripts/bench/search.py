"""A search of the course beside the raw full-text query over the same file, held open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from lms.curriculum.findable import KINDS, findable
from lms.curriculum.search import catalogue
from lms.services import Services
from scripts.bench.meter import Line, Meter, processor

ASKED = ("registry", "caseload review", "safety plan", "PHQ-9")
RAW = """
SELECT kind, url, place, highlight(page, 0, char(2), char(3)), highlight(page, 1, char(2), char(3)),
    snippet(page, 2, char(2), char(3), ' … ', 32)
FROM page WHERE page MATCH ? ORDER BY bm25(page, 12.0, 6.0, 1.0) LIMIT 20
"""


def measured(services: Services, meter: Meter, rounds: int, times: int) -> Iterator[Line]:
    """One line: milliseconds of the processor for a search as the page asks for it, and for the query alone."""
    course = services.library.current(services.clock.tick())
    things = catalogue(list(findable(course, lambda kind, name: f"/{kind}/{name}")))
    services.search.search(things, ASKED[0], kinds=KINDS)
    with closing(sqlite3.connect(services.search.path(things))) as opened:

        def ours() -> None:
            for each in ASKED:
                services.search.search(things, each, kinds=KINDS)

        def raw() -> None:
            for each in ASKED:
                opened.execute(RAW, (" ".join(f'"{word}"' for word in each.split()),)).fetchall()

        mine, theirs = meter.turns((ours, raw), rounds, times)
    yield processor("search", meter.engine, f"ms of processor for {len(ASKED)} searches", mine, theirs, 2.0)
