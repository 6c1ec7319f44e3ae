"""`lms permissions` prints what the doors ask, for every address and every kind of access."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from lms.cli import main
from lms.people.permissions import GIVES
from lms.settings import Settings
from lms.visit import permissions_of

pytestmark = pytest.mark.alike

ENTERS = {
    ("/sign-in", "GET"): {"signed out", "every account", *GIVES},
    ("/account/", "GET"): {"every account", *GIVES},
    ("/audit/", "GET"): {"auditor", "CE administrator", "organisation administrator"},
    ("/admin/people/", "GET"): {"program manager", "organisation administrator"},
    ("/ce-admin/holds/", "POST"): {"CE administrator", "organisation administrator"},
    ("/team/", "GET"): {"clinic supervisor", "program manager", "organisation administrator"},
    ("/api/v1/programmes/<programme_id>", "GET"): {"programme lead"},
}
"""(Address, method) → who passes the door."""


@pytest.fixture
def printed(app: Flask, settings: Settings, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    assert main(["permissions", "--format", "json", "--data", settings.data]) == 0
    found: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return found


def test_every_route_stands_there_once_with_what_its_view_asks(app: Flask, printed: list[dict[str, str]]) -> None:
    asked = permissions_of(app)
    wanted = [(rule.rule, rule.endpoint, str(asked[rule.endpoint])) for rule in app.url_map.iter_rules()]
    assert sorted((row["address"], row["endpoint"], row["allow"]) for row in printed) == sorted(wanted)


def test_who_enters_is_said_for_each_kind(printed: list[dict[str, str]]) -> None:
    rows = {(row["address"], method): row for row in printed for method in row["methods"].split()}
    kinds = ("signed out", "every account", *GIVES)
    assert set(printed[0]) == {"address", "methods", "allow", "endpoint", *kinds}
    said = {where: {kind for kind in kinds if rows[where][kind] == "yes"} for where in ENTERS}
    assert said == ENTERS
