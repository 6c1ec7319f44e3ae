"""Measures the list of people at 1,000, 10,000 and 100,000 enrolments: one JSON line for each figure.

The same pages of three databases are asked for turn and turn about, so that what else the machine does falls on all alike.
`value` is of the largest, `reference` of the smallest, `ratio` what the one is to the other; on SQLite milliseconds are of
the processor, on PostgreSQL of the clock, since its server is another process. A missed goal is told, and no error.

    python -m scripts.bench_lists --small
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lms import migrations
from lms.app import create_app
from lms.database import Database
from lms.people.models import Account, Address, Grant, RoleHeld
from lms.people.passwords import hash_password
from lms.people.permissions import ADMINISTRATOR
from lms.services import Services, make_services
from lms.settings import Settings
from scripts import copied_people
from scripts.many_people import make_place, populate
from scripts.own_postgres import NoPostgres, PostgresServer

SIZES, SMALL = (1_000, 10_000, 100_000), (60, 120, 600)
BASE, CLINICS, SMALL_CLINICS = 240, 80, 4
"""People with a history worked out; and clinics, as many as a state implementation center watches."""
EMAIL, PASSWORD = "manager@people.example", "a password for measuring"
GOAL = 1.5
PAGES = {
    "readiness page": "/team/?page=1",
    "readiness page with what waits": "/team/",
    "readiness filtered by standing": "/team/?standing=at-risk",
    "readiness filtered by role": "/team/?role=clerical",
    "readiness page in the middle": "/team/?page={middle}",
    "readiness last page": "/team/?page=1000000",
    "readiness search by name": "/team/?name=nguy+theo",
    "overview": "/overview/",
}
"""What is measured, as addresses."""


@dataclass(frozen=True)
class Place:
    """One database of a size, with a browser of somebody who sees all of it. `enrolments`: how many there are."""

    database: Database
    client: FlaskClient
    enrolments: int


def main() -> None:
    """Make the populations, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--small", action="store_true", help="some hundreds of people and two rounds, to try it out")
    options.add_argument("--rounds", type=int, default=9, help="how often each page gets its turn")
    options.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    chosen = options.parse_args()
    sizes, rounds = (SMALL, 2) if chosen.small else (SIZES, chosen.rounds)
    with tempfile.TemporaryDirectory() as folder:
        for engine, urls in engines(Path(folder), sizes, sqlite_alone=chosen.sqlite):
            places = [
                place for url, size in zip(urls, sizes, strict=True) for place in [opened(url, size, Path(folder))]
            ]
            for line in measured(engine, places, rounds):
                print(json.dumps(line), flush=True)
            for place in places:
                place.database.dispose()


def engines(folder: Path, sizes: tuple[int, ...], *, sqlite_alone: bool) -> Iterator[tuple[str, list[URL]]]:
    """SQLite, and PostgreSQL where its programs are there: databases of the sizes, all grown from the same people."""
    base = make_url(f"sqlite:///{folder}/base.sqlite")
    made(base, folder, small=sizes is SMALL)
    files = [folder / f"{size}.sqlite" for size in sizes]
    for file in files:
        shutil.copyfile(folder / "base.sqlite", file)
    yield "sqlite", [make_url(f"sqlite:///{file}") for file in files]
    for file in files:
        file.unlink()
    if sqlite_alone:
        return
    try:
        server = PostgresServer()
    except NoPostgres:
        return
    try:
        told = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with told.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE base TEMPLATE template0")
            made(server.url("base"), folder, small=sizes is SMALL)
            for size in sizes:
                connection.exec_driver_sql(f"CREATE DATABASE of_{size} TEMPLATE base")
        yield "postgresql", [server.url(f"of_{size}") for size in sizes]
    finally:
        server.stop()


def settings_of(folder: Path) -> Settings:
    """Settings for measuring: no job loop, and a password that is quickly checked."""
    return Settings(data=str(folder), worker=False, argon2_memory_kib=8, argon2_rounds=1)


def made(url: URL, folder: Path, *, small: bool) -> None:
    """People with histories and schedules, and the administrator who will look at them."""
    database = Database(url)
    migrations.upgrade(database)
    services = make_services(settings_of(folder), database=database)
    now, course = services.clock.now(), services.library.current(services.clock.tick())
    with database.session(write=True) as session:
        world = make_place(session, course, now, clinics=SMALL_CLINICS if small else CLINICS)
        populate(session, world, 40 if small else BASE, most_done=10)
        manager(session, services, world.organisation_id)
        session.commit()
    database.dispose()


def manager(session: Session, services: Services, organisation_id: str) -> None:
    """An account that may see every clinic."""
    now = services.clock.now()
    account = Account(
        organisation_id=organisation_id, name="Manager", created_at=now, welcomed_at=now,
        password_hash=hash_password(PASSWORD, services.settings),
    )  # fmt: skip
    session.add(account)
    session.flush()
    address = Address(
        account_id=account.id, email=EMAIL, email_key=EMAIL, primary=True, created_at=now, verified_at=now
    )
    since = now.date() - timedelta(days=9)
    session.add_all(
        [
            address,
            Grant(
                account_id=account.id,
                kind=ADMINISTRATOR,
                organisation_id=organisation_id,
                from_date=since,
                created_at=now,
            ),
        ]
    )


def opened(url: URL, size: int, folder: Path) -> Place:
    """A database grown to at least so many enrolments, with an application before it and somebody signed in."""
    database = Database(url)
    with database.session(write=True) as session:
        wanted = select(func.count()).where(RoleHeld.ended_on.is_(None))
        number = session.scalar(wanted) or 1
        times = max(0, -(-size // number) - 1)
        copied_people.prepare(session, times)
        copied_people.copy(session, range(1, times + 1))
        session.commit()
        number = session.scalar(wanted) or 0
    if not database.is_sqlite:  # What autovacuum does by itself, and is off in a server that is thrown away.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    app = create_app(settings_of(folder), database=database)
    client = app.test_client()
    fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', client.get("/sign-in").text))
    answer = client.post("/sign-in", data={**fields, "email": EMAIL, "password": PASSWORD})
    if answer.status_code != 303:
        raise SystemExit(f"Signing in answered {answer.status_code}, not with a way on.")
    return Place(database, client, number)


def measured(engine: str, places: list[Place], rounds: int) -> Iterator[dict[str, object]]:
    """A line for each figure."""
    clock = time.process_time if engine == "sqlite" else time.perf_counter
    unit = "ms of processor" if engine == "sqlite" else "ms"
    for name, address in PAGES.items():
        least, *between, most = turns(places, address, rounds, clock)
        goal = GOAL if name.startswith("readiness") else None
        yield line(name, engine, most, f"{unit} at {places[-1].enrolments} enrolments", least, goal,
                   **{f"at_{each.enrolments}": round(ms, 2) for each, ms in zip(places[1:-1], between, strict=True)})  # fmt: skip
    for name in ("readiness page", "readiness page with what waits"):
        few, many = (statements(place, address_of(PAGES[name], place)) for place in (places[0], places[-1]))
        yield line(f"{name}: statements", engine, many, "SQL statements", few, 1.0)
    few, many = (rows_of_csv(places[-1], each, clock) for each in (len_of(places[0]), len_of(places[1])))
    yield line("readiness CSV: memory", engine, many[0], f"KiB at its peak, {many[2]} rows", few[0], GOAL)
    other = rows_of_csv(places[0], few[2], clock)
    yield line("readiness CSV: a row", engine, few[1], f"{unit} at {places[-1].enrolments} enrolments", other[1], GOAL)


def line(
    name: str, engine: str, value: float, unit: str, reference: float, goal: float | None, **more: float
) -> dict[str, object]:
    """One figure as it is printed."""
    ratio = round(value / reference, 2) if reference else 0.0
    return {
        "name": name, "database": engine, "value": round(value, 2), "unit": unit, "reference": round(reference, 2),
        "ratio": ratio, "goal": goal, "holds": None if goal is None else ratio <= goal, **more,
    }  # fmt: skip


def turns(places: list[Place], address: str, rounds: int, clock: Callable[[], float]) -> list[float]:
    """Milliseconds of a page for each place: the median of the rounds, after one that warms caches."""
    spent: list[list[float]] = [[] for _ in places]
    for each in range(rounds + 1):
        for place, found in zip(places, spent, strict=True):
            begun = clock()
            fetched(place.client, address_of(address, place))
            if each:
                found.append(1000 * (clock() - begun))
    return [statistics.median(each) for each in spent]


def address_of(address: str, place: Place) -> str:
    """The address with the page in the middle of the list in it."""
    return address.format(middle=place.enrolments // 50)


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


def len_of(place: Place) -> int:
    """How many lines of a file are read: as many as a place has enrolments."""
    return place.enrolments


def rows_of_csv(place: Place, most: int, clock: Callable[[], float]) -> tuple[float, float, int]:
    """Of the first rows of the file: KiB of memory at the peak, milliseconds a row, and how many were read."""
    begun = clock()
    read = lines_of(place, most)
    spent = 1000 * (clock() - begun)
    tracemalloc.start()
    lines_of(place, most)
    peak = tracemalloc.get_traced_memory()[1] / 1024
    tracemalloc.stop()
    return peak, spent / read, read


def lines_of(place: Place, most: int) -> int:
    """Read so many lines of the file as they come, keep none, and hang up."""
    answer = place.client.get("/team/readiness.csv", buffered=False)
    read = sum(1 for _ in islice(answer.iter_encoded(), most))
    answer.close()
    return read


if __name__ == "__main__":
    main()
