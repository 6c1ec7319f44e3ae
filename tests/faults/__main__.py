"""`make faults`: at least two hundred kills on each database, with figures as JSON lines. Takes a quarter of an hour or more."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path

from sqlalchemy.engine import URL

from lms import migrations
from lms.database import Database
from scripts.own_postgres import PostgresServer
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.faults.kills import Kills
from tests.faults.server import Server

EACH = 6
"""Kills for each learner."""
CHECK_AFTER = 8
"""Learners between two times that everything is recomputed."""


def main() -> int:
    """Run it; ends with a traceback where anything acknowledged is missing or counted twice."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="at least so many on each database")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one of them alone")
    args = parser.parse_args()
    for name, opened in (("sqlite", on_sqlite), ("postgresql", on_postgresql)):
        if args.database in (None, name):
            with opened() as url:
                told = {"database": name, "seed": args.seed, **run(url, args.kills, args.seed)}
                sys.stdout.write(json.dumps(told) + "\n")
                sys.stdout.flush()
    return 0


def run(url: URL, wanted: int, seed: int) -> dict[str, object]:
    """Learners one after the other until there were enough kills; the figures."""
    folder = Path(tempfile.mkdtemp(prefix="lms-faults-"))
    database = Database(url)
    server = Server(folder / "data", url.render_as_string(hide_password=False))
    began = time.monotonic()
    try:
        server.start()
        kills = Kills(server, database, seed)
        for number in count(1):
            kills.one_test(f"Learner{number} Berg", fatal=EACH)
            if number % CHECK_AFTER == 0:
                kills.check()
            if kills.figures.kills >= wanted:
                break
        kills.whole_way("Ada Berg", fatal=EACH)
        kills.check()
    finally:
        server.kill()
        database.dispose()
        shutil.rmtree(folder, ignore_errors=True)
    return {
        **asdict(kills.figures),
        "missing": 0,
        "counted_twice": 0,
        "minutes": round((time.monotonic() - began) / 60, 1),
    }


@contextmanager
def on_sqlite() -> Iterator[URL]:
    """A database in a file."""
    made = SqliteDatabases(prepare)
    try:
        yield made.fresh()
    finally:
        made.close()


@contextmanager
def on_postgresql() -> Iterator[URL]:
    """A database on a server of its own."""
    server = PostgresServer()
    try:
        made = PostgresDatabases(server.url("postgres"), "faults", prepare)
        yield made.fresh()
        made.close()
    finally:
        server.stop()


def prepare(url: URL) -> None:
    """Give a database the whole schema."""
    database = Database(url)
    migrations.upgrade(database)
    database.dispose()


if __name__ == "__main__":
    raise SystemExit(main())
