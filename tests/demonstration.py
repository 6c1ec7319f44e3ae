"""The demonstration as of 4 May 2026, made once in a run by the real command and copied for every test that changes it."""

from __future__ import annotations

import contextlib
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from lms.cli import main
from tests.databases import Databases
from tests.kept import lend_reading
from tests.made_once import made_once

AS_OF = "2026-05-04"
CHEAP = {"LMS_ARGON2_MEMORY_KIB": "8", "LMS_ARGON2_ROUNDS": "1"}


@dataclass(frozen=True)
class Demonstration:
    """Where the one that nobody changes is."""

    folder: Path
    url: URL

    def copy_to(self, databases: Databases, url: URL, folder: Path) -> None:
        """Put a copy into an empty database and a new data folder."""
        databases.fill(url, like=self.url)
        shutil.copytree(self.folder, folder, symlinks=True)


def make_demonstration(databases: Databases, factory: pytest.TempPathFactory) -> Demonstration:
    """Run `lms demo` once for all workers, on a schema that stands already; its certificates are rendered."""

    def make(folder: Path) -> None:
        place, schema = databases.shared(folder), databases.fresh()
        databases.fill(place, like=schema)
        databases.discard(schema)
        url = place.render_as_string(hide_password=False)
        lend_reading(folder)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**CHEAP, "LMS_DATABASE_URL": url}.items():
                patch.setenv(name, value)
            said = io.StringIO()
            with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
                code = main(["demo", "--data", str(folder), "--as-of", AS_OF, "--no-serve"])
        assert code == 0, said.getvalue()
        folder.with_suffix(".url").write_text(url)

    folder = made_once(factory, "demonstration", make)
    return Demonstration(folder, make_url(folder.with_suffix(".url").read_text()))
