"""One reader of the clock (`lms/clock.py`) and one of the environment (`lms/settings.py`)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, may_mention, mentioned, parse, plant

CLOCK = {
    "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today",
    "time.ctime", "time.gmtime", "time.localtime", "time.monotonic", "time.monotonic_ns", "time.perf_counter",
    "time.perf_counter_ns", "time.time", "time.time_ns",
    "sqlalchemy.func.current_date", "sqlalchemy.func.current_timestamp", "sqlalchemy.func.now",
}  # fmt: skip
CLOCK_IN_SQL = ("CURRENT_TIMESTAMP", "CURRENT_DATE", "date('now'", "datetime('now'", "now()")
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv"}


def readers(root: Path, names: set[str], *, allowed: str) -> list[str]:
    """Where below `root/lms` one of these names is used outside the one file that may."""
    problems = []
    for path in files(root / "lms", ".py"):
        if path != root / allowed and may_mention(path.read_text(encoding="utf-8"), names):
            problems += [
                f"{path.relative_to(root)}:{line}: {name}" for line, name in mentioned(parse(path)) if name in names
            ]
    return problems


def clocks_in_sql(root: Path) -> list[str]:
    """Where below `root/lms` a statement asks the database for the time."""
    problems = []
    for path in files(root / "lms", ".py"):
        if not any(words in path.read_text(encoding="utf-8") for words in CLOCK_IN_SQL):
            continue
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_statement(node.value):
                problems.append(f"{path.relative_to(root)}:{node.lineno}: {node.value.strip()[:60]}")
    return problems


def _is_statement(text: str) -> bool:
    return "\n\n" not in text and any(words in text for words in CLOCK_IN_SQL)


def test_only_the_clock_reads_the_clock() -> None:
    assert readers(ROOT, CLOCK, allowed="lms/clock.py") == []
    assert clocks_in_sql(ROOT) == []


def test_only_the_settings_read_the_environment() -> None:
    assert readers(ROOT, ENVIRONMENT, allowed="lms/settings.py") == []


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nwhen = datetime.now()\n",
        "import datetime as dt\ndefault = dt.datetime.utcnow\n",
        "from datetime import date\nday = date.today()\n",
        "import time\nage = time.monotonic()\n",
        "from time import time\nage = time()\n",
        "from sqlalchemy import func\ndefault = func.now()\n",
    ],
)
def test_another_reader_of_the_clock_is_seen(tmp_path: Path, text: str) -> None:
    plant(tmp_path, "lms/clock.py", text)
    plant(tmp_path, "lms/learning/actions.py", text)
    assert len(readers(tmp_path, CLOCK, allowed="lms/clock.py")) == 1


def test_a_statement_that_asks_for_the_time_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "lms/learning/queries.py", "STALE = text('SELECT 1 WHERE at < CURRENT_TIMESTAMP')\n")
    assert len(clocks_in_sql(tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import os\nkey = os.environ['KEY']\n",
        "from os import getenv\nkey = getenv('KEY')\n",
        "from os import environ as e\nprint(e)\n",
    ],
)
def test_another_reader_of_the_environment_is_seen(tmp_path: Path, text: str) -> None:
    plant(tmp_path, "lms/settings.py", text)
    plant(tmp_path, "lms/outbox/mail.py", text)
    assert len(readers(tmp_path, ENVIRONMENT, allowed="lms/settings.py")) == 1
