"""A program that asks with a token of somebody's: what it sends, and what it makes of a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from lms.people.tokens.actions import make_token, scopes_for
from lms.services import Services
from tests.people.makers import actor_of


class Program:
    """Sends a token with every request, and nothing else of a browser."""

    def __init__(self, app: Flask, secret: str) -> None:
        self.client = app.test_client(use_cookies=False)
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self.headers | headers)

    def send(self, path: str, body: Any, *, method: str = "POST", **headers: str) -> TestResponse:
        """A write; headers with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(path, method=method, json=body, headers=self.headers | named)


def secret_of(
    services: Services, account_id: str, scopes: Sequence[str] | None = None, last_day: date | None = None
) -> str:
    """A new token of somebody's, by default for all it could be used for."""
    with services.database.session(write=True) as session:
        now = services.clock.now()
        actor = actor_of(session, account_id, now)
        wanted = [each.id for each in scopes_for(actor)] if scopes is None else scopes
        made = make_token(
            session,
            actor=actor,
            now=now,
            name="A test",
            scopes=wanted,
            last_day=last_day or actor.today + timedelta(days=1),
        )
        session.commit()
        return made.secret


def program_of(app: Flask, account_id: str, scopes: Sequence[str] | None = None) -> Program:
    """A program with a new token of somebody's."""
    return Program(app, secret_of(app.extensions["lms"], account_id, scopes))


def problem_of(response: TestResponse) -> tuple[int, str]:
    """Status and sentence of a problem document; fails for anything else."""
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    found: Any = response.json
    assert {"type", "title", "status", "detail"} <= set(found)
    assert found["status"] == response.status_code
    return response.status_code, found["detail"]
