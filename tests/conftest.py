"""Fixtures that every test may ask for. `--database` says on which engine; see tests/databases.py."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy.engine import URL

from lms import migrations
from lms.curriculum.library import Library
from lms.database import Database
from lms.services import Services, make_services
from lms.settings import Settings
from scripts.own_postgres import NoPostgres, PostgresServer
from tests.cast import Cast, make_cast
from tests.clocks import NOON, MovableClock
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.demonstration import Demonstration, make_demonstration
from tests.kept import SECRET, KeptApps, KeptDatabases, KeptTemplates, kept_library
from tests.left_open import close_what_is_left

hypothesis.settings.register_profile("house", deadline=None)  # How long an example takes says how busy the machine is.
hypothesis.settings.load_profile("house")

# A test that asks for one of these, even by way of another fixture, runs on both engines, unless it looks
# at the screen in a browser; all others run once.
ON_BOTH_ENGINES = {"databases", "database_url", "empty_database_url", "database"}
STORY = "test_story.py"
"""The one walk through a browser on PostgreSQL, and on it alone: on SQLite its steps are taken through HTTP, and others drive a browser."""
# A worker takes a whole file: the longest begins, so that no worker sits idle at the end.
LONGEST = "test_axe.py"
SERVER = pytest.StashKey[PostgresServer]()
Flask.jinja_options = {"bytecode_cache": KeptTemplates()}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="engine for tests that need a database; with postgresql, tests that need none are left out",
    )
    parser.addoption("--also-alike", action="store_true", help="with postgresql, leave out none that is marked alike")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--database") == "postgresql" and not hasattr(config, "workerinput"):
        try:
            config.stash[SERVER] = PostgresServer()
        except NoPostgres as problem:
            raise pytest.UsageError(str(problem)) from problem


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    if SERVER in node.config.stash:
        node.workerinput["postgres"] = node.config.stash[SERVER].url("postgres").render_as_string(hide_password=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER in config.stash:
        config.stash[SERVER].stop()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Nine thousand tests stay until the end: the garbage collector need not walk through them, neither now nor later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def _differs_by_engine(item: pytest.Item) -> bool:
    """Whether a test has something to say on the second engine; what is looked at in a browser is the same on both."""
    in_browser = item.path.is_relative_to(item.config.rootpath / "tests" / "browser")
    uses_database = bool(ON_BOTH_ENGINES & set(getattr(item, "fixturenames", ())))
    alike = item.get_closest_marker("alike") and not item.config.getoption("--also-alike")
    return uses_database and not alike and (not in_browser or item.path.name == STORY)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    postgresql = config.getoption("--database") == "postgresql"
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        runs = _differs_by_engine(item) if postgresql else item.path.name != STORY
        (kept if runs else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept
    begins = STORY if postgresql else LONGEST
    for item in items:
        if item.path.is_relative_to(config.rootpath / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)
            # A browser that goes away in the middle of a download leaves the static file to the garbage collector.
            left = "ignore:Exception ignored in. <_io.FileIO name='.*/static/:pytest.PytestUnraisableExceptionWarning"
            item.add_marker(pytest.mark.filterwarnings(left))
    items.sort(key=lambda item: 0 if item.path.name == begins else 2 if item.get_closest_marker("browser") else 1)


@pytest.fixture(autouse=True)
def _nothing_stays_open() -> Iterator[None]:
    yield
    close_what_is_left()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where databases of the chosen engine come from."""
    if request.config.getoption("--database") == "sqlite":
        source: Databases = SqliteDatabases(_create_schema)
    else:
        worker = getattr(request.config, "workerinput", {})
        server = worker["postgres"] if worker else request.config.stash[SERVER].url("postgres")
        source = PostgresDatabases(server, worker.get("workerid", "alone"), _create_schema)
    yield source
    source.close()


@pytest.fixture(scope="session")
def demonstration(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The demonstration, made once for all workers; tests work on a copy."""
    return make_demonstration(databases, tmp_path_factory)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[URL]:
    """The address of a database with the whole schema and no rows."""
    url = databases.fresh()
    yield url
    databases.discard(url)


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[URL]:
    """The address of a database without a table."""
    url = databases.empty()
    yield url
    databases.discard(url)


@pytest.fixture(scope="session")
def kept_databases() -> KeptDatabases:
    """Engines of the addresses that are used again."""
    return KeptDatabases()


@pytest.fixture
def database(database_url: URL, kept_databases: KeptDatabases) -> Iterator[Database]:
    """A database with the whole schema and no rows."""
    opened = kept_databases.open(database_url)
    yield opened
    if opened.is_sqlite:
        opened.dispose()


@pytest.fixture
def clock() -> MovableClock:
    """Monday 4 May 2026, noon in Chicago, until the test moves it."""
    return MovableClock(NOON)


@pytest.fixture
def settings(database_url: URL, tmp_path: Path) -> Settings:
    """Settings of a fresh installation in a folder of its own, with the cheapest password checks."""
    return Settings(
        data=str(tmp_path / "data"),
        database_url=database_url.render_as_string(hide_password=False),
        secret_key=SECRET,
        argon2_memory_kib=8,
        argon2_rounds=1,
        worker=False,
    )


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The repository's course, read once for each worker."""
    return kept_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def kept_apps(tmp_path_factory: pytest.TempPathFactory) -> KeptApps:
    """Applications, made once for each worker and for each kind of settings."""
    return KeptApps(tmp_path_factory.mktemp("static"))


@pytest.fixture
def services(settings: Settings, clock: MovableClock, database: Database, library: Library) -> Services:
    """What the application works with: the test's own database and clock; the course is the repository's."""
    return make_services(settings, clock=clock, database=database, library=library)


@pytest.fixture
def app(services: Services, kept_apps: KeptApps) -> Flask:
    """The web application on the test's own services. Its routes are there to stay: add none."""
    return kept_apps.give(services)


@pytest.fixture
def own_app(services: Services, kept_apps: KeptApps) -> Flask:
    """The same made for one test, which may add to it."""
    return kept_apps.make(services)


@pytest.fixture
def cast(app: Flask) -> Cast:
    """People of two organisations, who sign in on the real page."""
    return make_cast(app)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer has set for her own server must not reach a test."""
    for name in os.environ:
        if name.startswith("LMS_") and not name.startswith("LMS_TEST_"):
            monkeypatch.delenv(name)


def _create_schema(url: URL) -> None:
    database = Database(url)
    migrations.upgrade(database)
    database.dispose()
