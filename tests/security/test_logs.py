"""Whoever reads the logs finds nothing there to sign in with."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms.database import Database
from tests.web.visitor import Visitor


def test_a_failed_statement_is_logged_without_its_values(database: Database) -> None:
    with database.session(write=True) as session, pytest.raises(IntegrityError) as failed:
        session.execute(
            text("INSERT INTO letter (id, kind, text) VALUES (:id, :kind, :text)"),
            {"id": "0", "kind": "reset", "text": "/password/the-token-of-a-link"},
        )
    assert "the-token-of-a-link" not in str(failed.value)


def test_a_page_that_breaks_is_logged_without_its_address(
    app: Flask, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE mail_token RENAME TO elsewhere"))
    with caplog.at_level(logging.ERROR):
        visitor = Visitor(app).open("/password/the-token-of-a-link")
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO mail_token"))
    assert visitor.status == 500
    assert "/password/<token>" in caplog.text
    assert "the-token-of-a-link" not in caplog.text
