"""Which statements PostgreSQL is sent by marked tests alone: `python -m tests.statements [paths]`.

`make test` runs a test that is marked `alike` on SQLite only. This runs all that use a database on PostgreSQL, marked or
not, and notes the shape of each statement that a test sends and of each that the database refuses. A shape that only
marked tests send would never be tried on PostgreSQL: it is printed with its tests, and the command ends with 1.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext

PLUGIN = "tests.statements"
VALUE = re.compile(r"%\(\w+\)s(::[A-Z ]+(\(\d+\))?)?")
LIST = re.compile(r"\(\?(, \?)*\)(, \(\?(, \?)*\))*")
# What makes and takes away the databases of tests is the program's on neither engine.
OF_TESTS = re.compile(r"(CREATE|DROP) (DATABASE|TABLE _alembic_tmp)")


@cache
def shape_of(statement: str) -> str:
    """A statement without its values, and with one for each list of them, however long it was."""
    return LIST.sub("(?)", VALUE.sub("?", statement))


def only_of_marked(sent: Mapping[str, set[str]], marked: set[str]) -> dict[str, list[str]]:
    """Tests by each shape that none but marked ones send: `sent` has the shapes of each test."""
    tests: dict[str, list[str]] = defaultdict(list)
    tried = {shape for test, shapes in sent.items() if test not in marked for shape in shapes}
    for test in sorted(marked & sent.keys()):
        for shape in sent[test] - tried:
            if not OF_TESTS.match(shape):
                tests[shape].append(test)
    return dict(tests)


class Recorder:
    """Notes what each test of one worker sends."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._file = folder / f"{worker}.json"
        self._sent: dict[str, set[str]] = defaultdict(set)
        self._marked: set[str] = set()
        self._test = ""
        event.listen(Engine, "before_cursor_execute", self._note)
        event.listen(Engine, "handle_error", self._note_refusal)

    def _note(self, _connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        self._sent[self._test].add(shape_of(statement))

    def _note_refusal(self, context: ExceptionContext) -> None:
        self._sent[self._test].add(f"refused: {shape_of(context.statement or '')}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Whatever is sent until the test has ended is the test's."""
        self._test = item.nodeid
        if item.get_closest_marker("alike"):
            self._marked.add(item.nodeid)
        try:
            return (yield)
        finally:
            self._test = ""

    def pytest_sessionfinish(self) -> None:
        """What belongs to no test was sent for all of them."""
        sent = {test: sorted(shapes) for test, shapes in self._sent.items()}
        self._file.write_text(json.dumps({"sent": sent, "marked": sorted(self._marked)}), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--statements", help="folder for what each test sent")


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", {}).get("workerid")
    if worker is not None:
        config.pluginmanager.register(Recorder(Path(config.getoption("--statements")), worker))


def main(paths: list[str]) -> int:
    """Run, print what nothing unmarked sends, and say by 0 that there is no such statement."""
    with tempfile.TemporaryDirectory() as folder:
        engine = ["--database", "postgresql", "--also-alike", "-p", PLUGIN, f"--statements={folder}"]
        run = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", *engine, *paths]
        failed = subprocess.run(run, check=False).returncode
        sent: dict[str, set[str]] = defaultdict(set)
        marked: set[str] = set()
        for file in Path(folder).glob("*.json"):
            noted = json.loads(file.read_text(encoding="utf-8"))
            marked.update(noted["marked"])
            for test, shapes in noted["sent"].items():
                sent[test].update(shapes)
    found = only_of_marked(sent, marked)
    for shape, tests in sorted(found.items()):
        sys.stdout.write("\n    ".join([" ".join(shape.split()), *tests]) + "\n")
    sys.stdout.write(
        f"{len(set().union(*sent.values()))} statements of {len(sent)} tests; {len(found)} of marked tests alone\n"
    )
    return int(bool(found) or bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
