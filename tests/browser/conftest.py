"""A real Chromium, a served application, and a page that fails its test for anything the browser complains about."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.browser import FLAGS, NoBrowser, find


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for each worker."""
    try:
        program = find(install=False)
    except NoBrowser as problem:
        pytest.fail(str(problem), pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class QuietHandler(WSGIRequestHandler):
    """Keeps the log of requests out of the tests' output."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def base_url(app: Flask) -> Iterator[str]:
    """The address at which the application is served for this test."""
    app.testing = False
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture
def open_context(chromium: Browser, base_url: str) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of its own for a person: `open_context(viewport=..., java_script_enabled=False)`.

    At the end the test fails if a page left this machine, broke the content policy or raised an error.
    """
    complaints: list[str] = []
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        wanted: dict[str, object] = {
            "base_url": base_url,
            "locale": "en-US",
            "timezone_id": "America/Chicago",
            **options,
        }
        context = chromium.new_context(**wanted)
        context.set_default_timeout(10_000)
        context.route("**/*", lambda route: _stay_here(route, complaints))
        context.on("console", lambda message: _listen(message, complaints))
        context.on("weberror", lambda error: complaints.append(f"error on the page: {error.error}"))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """A page 1,280 by 800, signed out."""
    return open_context(viewport={"width": 1280, "height": 800}).new_page()


def _stay_here(route: Route, complaints: list[str]) -> None:
    if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
        route.continue_()
    else:
        complaints.append(f"asked for {route.request.url}")
        route.abort()


def _listen(message: ConsoleMessage, complaints: list[str]) -> None:
    # A page that answers 4xx on purpose is logged by Chromium as a failed resource: that is the test's business.
    if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
        complaints.append(f"{message.type}: {message.text}")
