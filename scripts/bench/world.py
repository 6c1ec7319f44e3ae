"""Databases to measure: the demonstration, and one organisation at 1,000 and at 100,000 enrolments."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lms import migrations
from lms.app import create_app
from lms.cli import demo
from lms.curriculum.library import Library
from lms.curriculum.stored import READINGS
from lms.database import Database
from lms.files import private_folder
from lms.people.models import Account, Address, Grant, RoleHeld
from lms.people.passwords import hash_password
from lms.people.permissions import ADMINISTRATOR
from lms.services import Services, kept_secret, make_services
from scripts import copied_people
from scripts.bench.browser import settings_of, signed_in
from scripts.bench.meter import Meter
from scripts.many_people import make_place, populate
from scripts.own_postgres import NoPostgres, PostgresServer

SIZES, SMALL = (1_000, 10_000, 100_000), (60, 120, 240)
BASE, CLINICS, SMALL_CLINICS = 240, 80, 4
"""People with a history worked out; and clinics, as many as a state implementation center watches."""
EMAIL, PASSWORD = "manager@people.example", "a password for measuring"


@dataclass(frozen=True)
class Place:
    """One database of a size, with a browser of somebody who sees all of it. `enrolments`: how many there are."""

    database: Database
    client: FlaskClient
    enrolments: int


@dataclass(frozen=True)
class Given:
    """What need not be made: the course, a data folder with its reading and the secret, a demonstration's SQLite file or None.

    `quick`: everything is small, to try it out.
    """

    library: Library
    data: Path
    demonstration: Path | None
    quick: bool


class Site:
    """A database server with room for databases, and a folder for data."""

    def __init__(self, meter: Meter, folder: Path, given: Given, server: PostgresServer | None) -> None:
        self.meter, self.folder, self.given, self._server = meter, private_folder(folder), given, server
        (folder / READINGS).symlink_to(private_folder(given.data / READINGS).absolute(), target_is_directory=True)
        kept_secret(given.data)
        shutil.copy(given.data / "secret-key", folder)

    @contextmanager
    def demonstration(self) -> Iterator[Services]:
        """The demonstration's services."""
        made = self.given.demonstration
        if made is not None and self._server is None:
            shutil.copyfile(made, self.folder / "demo.sqlite")
        with self.empty("demo") as services:
            if made is None or self._server is not None:
                demo.make(services)
            yield services

    @contextmanager
    def empty(self, name: str) -> Iterator[Services]:
        """Services over a database with tables and nothing in them."""
        services = self._services(name)
        migrations.upgrade(services.database)
        yield services
        services.database.dispose()

    @contextmanager
    def places(self) -> Iterator[list[Place]]:
        """The same people at each size."""
        with self.empty("base") as services:
            self._fill(services)
        made = []
        for size in SMALL if self.given.quick else SIZES:
            self._copy("base", f"of_{size}")
            made.append(self._opened(Database(self._url(f"of_{size}")), size))
        yield made
        for place in made:
            place.database.dispose()

    def _services(self, name: str) -> Services:
        settings = settings_of(str(self.folder))
        if self._server is not None:
            self._command(f"CREATE DATABASE {name} TEMPLATE template0")
        return make_services(settings, database=Database(self._url(name)), library=self.given.library)

    def _url(self, name: str) -> URL:
        return self._server.url(name) if self._server else make_url(f"sqlite:///{self.folder}/{name}.sqlite")

    def _command(self, words: str) -> None:
        if self._server is not None:
            engine = create_engine(self._server.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
            with engine.connect() as connection:
                connection.exec_driver_sql(words)

    def _copy(self, name: str, to: str) -> None:
        if self._server is not None:
            self._command(f"CREATE DATABASE {to} TEMPLATE {name}")
        else:
            shutil.copyfile(self.folder / f"{name}.sqlite", self.folder / f"{to}.sqlite")

    def _fill(self, services: Services) -> None:
        """People with histories and schedules, and the administrator who will look at them."""
        now, course = services.clock.now(), services.library.current(services.clock.tick())
        with services.database.session(write=True) as session:
            clinics = SMALL_CLINICS if self.given.quick else CLINICS
            world = make_place(session, course, now, clinics=clinics)
            populate(session, world, 40 if self.given.quick else BASE, most_done=10)
            _manager(session, services, world.organisation_id)
            session.commit()

    def _opened(self, database: Database, size: int) -> Place:
        """A database grown to at least so many enrolments, with an application before it and somebody signed in."""
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
        app = create_app(settings_of(str(self.folder)), database=database, library=self.given.library)
        return Place(database, signed_in(app, EMAIL, PASSWORD), number)


@contextmanager
def sites(folder: Path, given: Given, engine: str) -> Iterator[Iterator[Site]]:
    """SQLite, then PostgreSQL where its programs are there; `engine` names one alone, or is 'both'."""
    servers: list[PostgresServer] = []

    def each() -> Iterator[Site]:
        if engine != "postgresql":
            yield Site(Meter("sqlite"), folder / "sqlite", given, None)
        if engine == "sqlite":
            return
        try:
            servers.append(PostgresServer())
        except NoPostgres as missing:
            print(missing, file=sys.stderr)
            return
        yield Site(Meter("postgresql", servers[0].process_id), folder / "postgresql", given, servers[0])

    try:
        yield each()
    finally:
        for server in servers:
            server.stop()


def _manager(session: Session, services: Services, organisation_id: str) -> None:
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
