"""The rules of pages (tests/house/page.py), each seen to be broken."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from tests.house.page import Page, PageClient, faults


@pytest.mark.alike
def test_the_checker_sees_what_is_wrong(app: Flask) -> None:
    """Every rule, by a page that breaks it."""
    client = PageClient(app)
    page = client.page("/sign-in")
    good = page.response.text
    broken = {
        "no language": good.replace('lang="en"', ""),
        "2 main headings": good.replace("<main", "<h1>Sign in</h1><main"),
        "does not begin": good.replace("<title>Sign in", "<title>Welcome"),
        "2 times": good.replace("<hr>", '<hr id="main">'),
        "without a label": good.replace('for="email"', 'for="password"'),
        "form to '/nowhere'": good.replace('action="/sign-in"', 'action="/nowhere"'),
        "without its token": good.replace("csrf_token", "token"),
        "inline": good.replace("<hr>", '<hr style="color: red">'),
        "with onclick": good.replace("<hr>", '<hr onclick="go()">'),
        "href='javascript:": good.replace('href="/verify/"', 'href="javascript:go()"'),
        "h4 'Deep' after h1": good.replace("<hr>", "<h4>Deep</h4>"),
        "of //main": good.replace("<main", "<section").replace("</main", "</section"),
        "without words": good.replace("<hr>", '<a href="/help/"></a>'),
        "exclamation": good.replace("New here?", "Welcome!"),
        "not here": good.replace('href="#main"', 'href="#top"'),
        "without a name": good.replace("<hr>", "<table><tr><th>a</table>"),
        "without scope": good.replace("<hr>", "<table><caption>c</caption><tr><th>a</table>"),
        "from elsewhere": good.replace('<script src="/', '<script src="https://cdn.example/'),
        "disabled button": good.replace('type="submit"', 'type="submit" disabled'),
    }
    for words, text in broken.items():
        assert text != good, words
        assert any(words in fault for fault in _faults_of(client, text)), words
    assert html.document_fromstring(good) is not None


def _faults_of(client: PageClient, text: str) -> list[str]:
    real = client.http.get("/sign-in")
    changed = TestResponse(iter([text.encode()]), real.status, real.headers, real.request)
    return faults(Page(client.app, changed, "/sign-in"))
