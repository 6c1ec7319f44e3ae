"""What is for one author on one machine, or for a demonstration, cannot be switched on from outside or by a setting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from flask import Flask

from lms.app import create_app
from lms.cli import main, preview
from lms.clock import Clock
from lms.people import actions
from lms.people.permissions import AUTHOR, SYSTEM
from lms.settings import Settings
from tests.cast import Cast

PREVIEWS = ("/preview/stamp", "/preview/cases/anything/", "/preview/quizzes/anything", "/demo/mail", "/styleguide")
HEADERS = (
    {},
    {"Host": "127.0.0.1:8010"},
    {"Host": "localhost", "X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Host": "127.0.0.1:8010", "X-Real-IP": "127.0.0.1"},
)


@pytest.mark.parametrize("headers", HEADERS, ids=["plain", "host", "local", "forwarded"])
def test_no_header_and_no_question_opens_a_preview(app: Flask, headers: dict[str, str]) -> None:
    client = app.test_client()
    for path in (*PREVIEWS, "/preview/stamp?role=bhcm&state=complete"):
        assert client.get(path, headers=headers).status_code == 404, path
    answer = client.get("/home?role=bhcm&state=complete&preview=yes", headers=headers)
    assert answer.headers["Location"].startswith("/sign-in")
    assert "preview" not in app.extensions


def yes_or_no() -> Iterable[str]:
    return (each.name for each in fields(Settings) if each.type in (bool, "bool"))


def test_no_setting_signs_anybody_in(settings: Settings, clock: Clock) -> None:
    made = create_app(replace(settings, **dict.fromkeys(yes_or_no(), True), trusted_proxies=1), clock=clock)
    client = made.test_client()
    assert client.get("/preview/stamp").status_code == 404
    assert client.get("/home?role=bhcm", base_url="https://localhost").headers["Location"].startswith("/sign-in")


@pytest.mark.alike
def test_a_preview_listens_on_this_machine_alone_and_to_its_names_alone(settings: Settings, tmp_path: Path) -> None:
    assert ip_address(preview.HOST).is_loopback
    assert main(["content", "preview", "--host", "0.0.0.0"]) == 2
    _, made = preview.prepare(settings, tmp_path / "preview", 8010)
    client = made.test_client()
    assert client.get("/home", headers={"Host": "127.0.0.1:8010"}).status_code == 200
    for host in ("evil.example", "127.0.0.1.evil.example", "192.168.1.7:8010"):
        assert client.get("/home", headers={"Host": host}).status_code == 400
        assert client.get("/home", headers={"Host": "localhost", "X-Forwarded-Host": host}).status_code == 200


def test_author_pages_show_no_file_but_the_courses_own(cast: Cast) -> None:
    with cast.services.database.session(write=True) as session:
        actions.grant(
            session, actor=SYSTEM, now=cast.services.clock.now(), account_id=cast.teammate, kind=AUTHOR,
            organisation_id=cast.place.saltmarsh,
        )  # fmt: skip
        session.commit()
    author = cast.enter("Teddy")
    assert author.client.get("/author/content/course.yaml").status_code == 200
    for path in ("../pyproject.toml", "..%2fpyproject.toml", "content/../../pyproject.toml", "%2fetc/passwd", "content",
                 "content/..%2f..%2fREADME.md", "certificates/completion.typ", "content/course.yaml%00", "content\\..\\x"):  # fmt: skip
        assert author.client.get(f"/author/{path}", follow_redirects=True).status_code in (400, 404), path
    for path in ("../../README.md", "..%2f..%2fREADME.md", "%2e%2e/%2e%2e/README.md"):
        tool = cast.course.tools[0].id
        assert author.client.get(f"/tools/{tool}/{path}").status_code in (400, 404), path
