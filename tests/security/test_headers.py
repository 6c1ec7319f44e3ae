"""What every answer tells the browser: its type, what may be loaded, that nobody frames it, and that nobody keeps it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.app import create_app
from tests.cast import Cast

PAGES = ("/", "/account/", "/account/looks", "/certificates/", "/no-such-page", "/privacy")


@pytest.mark.alike
def test_every_page_says_its_type_and_its_limits(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    for path in PAGES:
        headers = marisol.client.get(path).headers
        assert headers["Content-Type"] == "text/html; charset=utf-8", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        policy = {each.split()[0]: each.split()[1:] for each in headers["Content-Security-Policy"].split(";")}
        assert policy["default-src"] in (["'none'"], ["'self'"]), path
        assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"], path
        assert headers["Referrer-Policy"] in ("same-origin", "no-referrer"), path
        assert "'unsafe-inline'" not in headers["Content-Security-Policy"], path
        assert "no-store" in headers["Cache-Control"], path


@pytest.mark.alike
def test_no_other_origin_is_let_in(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    for path in (*PAGES, "/account/export.zip"):
        answer = marisol.client.get(path, headers={"Origin": "https://evil.example"})
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")], path


@pytest.mark.alike
def test_over_https_browsers_are_told_to_stay_there(cast: Cast) -> None:
    assert "Strict-Transport-Security" not in cast.app.test_client().get("/").headers
    settings = replace(cast.services.settings, secure_cookies=True, base_url="https://localhost")
    secure = create_app(settings, clock=cast.services.clock)
    told = secure.test_client().get("/sign-in", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains"
