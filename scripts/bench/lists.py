"""The list of people, its file and the overview at the largest number of enrolments beside the smallest; the list between, too."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice

from flask.testing import FlaskClient
from sqlalchemy import event

from lms.database import Database
from scripts.bench.meter import Line, Meter, line, processor
from scripts.bench.world import Place

GOAL = 1.5
PART = 5
"""The memory of a whole file is set beside that of a fifth of it: who stands further down has done more and weighs more."""
PAGES = {
    "readiness page": "/team/?page=1",
    "readiness page with what waits": "/team/",
    "readiness filtered by standing": "/team/?standing=at-risk",
    "readiness filtered by role": "/team/?role=clerical",
    "readiness last page": "/team/?page=1000000",
    "readiness search by name": "/team/?name=nguy+theo",
    "overview": "/overview/",
}


def measured(places: list[Place], meter: Meter, rounds: int) -> Iterator[Line]:
    """A line for each figure; milliseconds are of the processor, the database server's among them."""
    few, between, many = places
    for name, address in PAGES.items():
        for place in (between, many) if name == "readiness page" else (many,):
            most, least = meter.turns([partial(fetched, each.client, address) for each in (place, few)], rounds)
            unit = f"ms of processor at {place.enrolments} enrolments"
            called = name if place is many else f"{name}, {place.enrolments} enrolments"
            yield processor(called, meter.engine, unit, most, least, GOAL if name.startswith("readiness") else None)
    for name in ("readiness page", "readiness page with what waits"):
        sent, of_few = (statements(place, PAGES[name]) for place in (many, few))
        yield line(f"{name}: statements", meter.engine, sent, "SQL statements", of_few, 1.0, least=False)
    yield from _file(few, many, meter)


def _file(few: Place, many: Place, meter: Meter) -> Iterator[Line]:
    with peak() as of_few:
        lines_of(many, many.enrolments // PART)
    with peak() as of_many:
        lines_of(many, many.enrolments)
    unit = f"KiB at its peak, {many.enrolments} rows"
    yield line("readiness CSV: memory", meter.engine, of_many[0], unit, of_few[0], GOAL, least=False)
    mine, theirs = (meter.spent(partial(lines_of, place, few.enrolments)).processor for place in (many, few))
    unit = f"ms of processor for a row, of {many.enrolments}"
    yield line(
        "readiness CSV: a row", meter.engine, 1000 * mine / few.enrolments, unit, 1000 * theirs / few.enrolments, GOAL,
        least=False,
    )  # fmt: skip


@contextmanager
def peak() -> Iterator[list[float]]:
    """A list that holds the KiB of memory at the peak of the block once it is over."""
    told: list[float] = []
    tracemalloc.start()
    yield told
    told.append(tracemalloc.get_traced_memory()[1] / 1024)
    tracemalloc.stop()


def fetched(client: FlaskClient, path: str) -> None:
    """A page that must be there."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """The statements sent within the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def statements(place: Place, address: str) -> int:
    """How many statements a page sends, the session's own among them."""
    with counting(place.database) as sent:
        fetched(place.client, address)
    return len(sent)


def lines_of(place: Place, most: int) -> int:
    """Read so many lines of the file as they come, keep none, and hang up."""
    answer = place.client.get("/team/readiness.csv", buffered=False)
    read = sum(1 for _ in islice(answer.iter_encoded(), most))
    answer.close()
    return read
