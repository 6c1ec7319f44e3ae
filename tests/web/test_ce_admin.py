"""CE administrators: see, reissue and withdraw; everyone else finds nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.engine import URL

from lms.app import create_app
from lms.cli.demo_cast import PASSWORD
from lms.credit.models import Certificate
from lms.database import Database
from lms.settings import Settings
from tests.clocks import NOON, MovableClock
from tests.databases import Databases
from tests.demonstration import Demonstration
from tests.kept import SECRET


@pytest.fixture
def database(
    databases: Databases, demonstration: Demonstration, empty_database_url: URL, tmp_path: Path
) -> Iterator[Database]:
    """A copy of the demonstration, some of whose people hold certificates."""
    demonstration.copy_to(databases, empty_database_url, tmp_path / "data")
    opened = Database(empty_database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def shown(database: Database, tmp_path: Path) -> Flask:
    """The application over it."""
    settings = Settings(data=str(tmp_path / "data"), secret_key=SECRET, argon2_memory_kib=8, argon2_rounds=1, demo=True)
    app = create_app(settings, clock=MovableClock(NOON), database=database)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def signed_in(app: Flask, email: str) -> FlaskClient:
    """A browser of this person."""
    client = app.test_client()
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303
    return client


def certificates(database: Database) -> list[Certificate]:
    """All rows, in order of issue."""
    with database.session() as session:
        return list(session.scalars(select(Certificate).order_by(Certificate.issued_at, Certificate.serial)))


def test_the_list_shows_what_was_issued(shown: Flask, database: Database) -> None:
    page = signed_in(shown, "ruth@saltmarsh.example").get("/ce-admin/certificates/").text
    for row in certificates(database):
        assert row.serial in page
        assert row.payload["name"] in page


def of_tomasz(database: Database) -> list[Certificate]:
    """Those of one person, who begins with one that counts."""
    return [row for row in certificates(database) if str(row.payload["name"]).startswith("Tomasz")]


@pytest.mark.parametrize("email", ["marisol@saltmarsh.example", "grace@saltmarsh.example", "tomasz@saltmarsh.example"])
def test_nobody_else_finds_anything_there(shown: Flask, database: Database, email: str) -> None:
    (row,) = of_tomasz(database)
    client = signed_in(shown, email)
    assert client.get("/ce-admin/certificates/").status_code == 404
    assert client.get(f"/ce-admin/certificates/{row.id}").status_code == 404
    assert (
        client.post(f"/ce-admin/certificates/{row.id}/revoke", data={"revoke_reason": "x", "sure": "yes"}).status_code
        == 404
    )
    assert of_tomasz(database)[0].revoked_at is None


def test_reissue_needs_a_reason_and_replaces(shown: Flask, database: Database) -> None:
    (row,) = of_tomasz(database)
    client = signed_in(shown, "ruth@saltmarsh.example")
    refused = client.post(
        f"/ce-admin/certificates/{row.id}/reissue", data={"reissue_why": "error", "reissue_reason": "  "}
    )
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert len(of_tomasz(database)) == 1
    done = client.post(
        f"/ce-admin/certificates/{row.id}/reissue", data={"reissue_why": "error", "reissue_reason": "Wrong title"}
    )
    assert done.status_code == 303
    old, fresh = of_tomasz(database)
    assert (old.superseded_by_id, old.reason) == (fresh.id, "Issued in error: Wrong title")
    assert fresh.payload["supersedes"] == old.serial
    assert fresh.pdf_hash
    assert "replaces it" in client.get(f"/verify/{old.code}").text


def test_asking_to_revoke_keeps_what_was_typed_and_changes_nothing(shown: Flask, database: Database) -> None:
    (row,) = of_tomasz(database)
    client = signed_in(shown, "ruth@saltmarsh.example")
    refused = client.post(f"/ce-admin/certificates/{row.id}/revoke", data={"revoke_reason": "Wrong person"})
    assert refused.status_code == 422
    assert "Choose a reason." in refused.text
    assert "Wrong person" in refused.text
    asked = {"revoke_why": "error", "revoke_reason": "Wrong person"}
    assert client.post(f"/ce-admin/certificates/{row.id}/revoke", data=asked).status_code == 303
    again = client.post(
        f"/ce-admin/certificates/{row.id}/reissue", data={"reissue_why": "error", "reissue_reason": "x"}
    )
    assert again.status_code == 409
    assert [(each.revoked_at, each.superseded_at) for each in of_tomasz(database)] == [(None, None)]
    assert "This certificate is real" in client.get(f"/verify/{row.code}").text
