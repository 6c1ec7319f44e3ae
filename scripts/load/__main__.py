"""2,000 learners take a post-test at once for ten minutes: no error, and no answer that was acknowledged is missing.

The server is started on this machine and asked through a few connections that are kept, learner after learner, each a
moment behind the other, so that two processors can serve them: all of them have a test open at the same time, and their
requests wait for each other as they would in a browser. The run is bounded in time and in requests. At the end answers
are compared with stored rows, and `lms db check` must find nothing. Prints JSON lines; exits 1 if anything was lost or wrong.

    make load ARGS="--learners 200 --minutes 1 --database sqlite"
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sqlalchemy import create_engine, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from lms import migrations
from lms.app import create_app
from lms.assessment.models import Attempt, AttemptItem
from lms.database import Database
from lms.files import private_folder
from lms.services import kept_secret, make_services
from scripts.bench.browser import settings_of
from scripts.load.learner import Learner, Line
from scripts.load.people import enrol
from scripts.load.server import Server
from scripts.own_postgres import NoPostgres, PostgresServer

CONNECTIONS = 8
LEAST_ROUNDS = 1


@dataclass
class Crowd:
    """All learners with what each does next; `pause`: seconds between two steps of one learner."""

    learners: list[Learner]
    pause: float
    until: float
    rounds: int
    errors: list[str] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    def run(self, port: int) -> None:
        """Let everybody act in turn until the time is over or all have handed in."""
        begun = time.monotonic()
        due = [
            (begun + self.pause * number / len(self.learners), number, each.steps(self.rounds))
            for number, each in enumerate(self.learners)
        ]
        heapq.heapify(due)
        lock = Lock()

        def work() -> None:
            line = Line(port)
            while (now := time.monotonic()) < self.until:
                with lock:
                    if not due:
                        break
                    at, number, steps = heapq.heappop(due)
                time.sleep(max(0.0, min(at, self.until) - now))
                learner = self.learners[number]
                try:
                    learner.send(line, *next(steps))
                except StopIteration:
                    continue
                except Exception as error:  # noqa: BLE001 - whatever happened, the run goes on and tells it.
                    self.errors.append(f"{type(error).__name__}: {error}")
                    line.close()
                    continue
                with lock:
                    heapq.heappush(due, (max(at, now) + self.pause, number, steps))
            line.close()
            with lock:
                self.spent += line.spent

        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for each in [pool.submit(work) for _ in range(CONNECTIONS)]:
                each.result()


def main() -> int:
    """Run on each database, print, and say by the exit code whether all was kept."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--learners", type=int, default=2000)
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--pause", type=float, default=25.0, help="seconds between two requests of one learner")
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = options.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for engine, url in databases(Path(folder), chosen.database):
            told = measured(engine, url, Path(folder, engine), chosen.learners, 60 * chosen.minutes, chosen.pause)
            print(json.dumps(told), flush=True)
            good = good and bool(told["holds"])
    return 0 if good else 1


def databases(folder: Path, wanted: str) -> Iterator[tuple[str, URL]]:
    """SQLite, and a private PostgreSQL, which does not wait for the disk, where its programs are there."""
    if wanted != "postgresql":
        yield "sqlite", make_url(f"sqlite:///{folder}/sqlite/load.sqlite")
    if wanted == "sqlite":
        return
    try:
        server = PostgresServer()
    except NoPostgres as missing:
        print(missing, file=sys.stderr)
        return
    try:
        engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE load TEMPLATE template0")
        yield "postgresql", server.url("load")
    finally:
        server.stop()


def measured(engine: str, url: URL, data: Path, number: int, seconds: float, pause: float) -> dict[str, object]:
    """Everything about one run, as it is printed."""
    private_folder(data)
    kept_secret(data)
    services = make_services(settings_of(str(data)), database=Database(url))
    migrations.upgrade(services.database)
    test_id, cookies = enrol(services, create_app(services.settings, database=services.database), number)
    learners = [Learner(each, test_id, random.Random(at)) for at, each in enumerate(cookies)]
    with serving(data, url) as server:
        begun = time.monotonic()
        crowd = Crowd(learners, pause, begun + seconds, max(LEAST_ROUNDS, round(seconds / pause / 2)))
        crowd.run(server.port)
        lasted = time.monotonic() - begun
    lost = missing(services.database, learners)
    services.database.dispose()
    clean = server.command("db", "check")
    acknowledged = sum(each.acknowledged for each in learners)
    return {
        "name": "post-test by many at once", "database": engine, "learners": number,
        "with a test open": sum(bool(each.attempt_id) for each in learners), "handed in": sum(each.handed_in for each in learners),
        "minutes": round(lasted / 60, 2), "requests": len(crowd.spent), "requests per second": round(len(crowd.spent) / lasted, 1),
        "median ms": round(1000 * statistics.median(crowd.spent)), "slowest of 100 ms": round(1000 * _centile(crowd.spent)),
        "answers acknowledged": acknowledged, "answers lost": lost, "errors": len(crowd.errors),
        "first error": next(iter(crowd.errors), None), "lms db check": "clean" if clean.returncode == 0 else clean.stdout[-400:],
        "holds": not (lost or crowd.errors or clean.returncode) and acknowledged > 0,
    }  # fmt: skip


@contextmanager
def serving(data: Path, url: URL) -> Iterator[Server]:
    """The server while it is asked."""
    server = Server(data, url)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def missing(database: Database, learners: list[Learner]) -> int:
    """How many answers that were the last acknowledged ones of their question do not stand in the database."""
    with database.session() as session:
        wanted = select(Attempt.id, AttemptItem.position, AttemptItem.chosen).join(AttemptItem)
        stored = {(attempt_id, position): option for attempt_id, position, option in session.execute(wanted)}
    return sum(
        stored.get((each.attempt_id, position)) != option for each in learners for position, option in each.kept.items()
    )


def _centile(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.99)]


if __name__ == "__main__":
    raise SystemExit(main())
