"""A real Chromium, a served application, and a page that fails its test for anything the browser complains about."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from lms.clock import Clock
from lms.settings import Settings
from tests.browser.browser import FLAGS, NoBrowser, find
from tests.browser.demo import Demo, open_demo
from tests.browser.gallery import Gallery, fill
from tests.cast import make_cast
from tests.clocks import MovableClock
from tests.databases import Databases
from tests.demonstration import Demonstration
from tests.kept import KeptApps

# Milliseconds to wait for something that must come; a busy machine is no failure.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# No other name or address is found; routing each request through the tests would also switch off the browser's cache.
STAY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for each worker."""
    try:
        program = find(install=False)
    except NoBrowser as problem:
        pytest.fail(str(problem), pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, STAY_HERE])
        yield browser
        browser.close()


class QuietHandler(WSGIRequestHandler):
    """Keeps the log of requests out of the tests' output."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """Serves an application on this machine; yields its address."""
    app.testing = False
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@pytest.fixture
def base_url(app: Flask) -> Iterator[str]:
    """The address at which the application is served for this test."""
    with served(app) as address:
        yield address


def at_an_address(settings: Settings, host: str = "127.0.0.1") -> Settings:
    """With an address at which nobody is served yet: others send the browser back there, so it must be known beforehand."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return replace(settings, base_url=f"http://{host}:{probe.getsockname()[1]}")


@pytest.fixture
def own_address(app: Flask, settings: Settings) -> Iterator[str]:
    """The address that the settings name, where the application is served for this test."""
    with served(app, int(settings.base_url.rpartition(":")[2])):
        yield settings.base_url


@pytest.fixture
def cast_at_own_address(app: Flask, clock: MovableClock, own_address: str) -> str:
    """The same with the cast in it, as of now: what a provider signs is good for minutes."""
    clock.set(Clock().now())
    make_cast(app)
    return own_address


@pytest.fixture(scope="session")
def demo(
    databases: Databases, demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demonstration that all workers share, at noon of its day; each serves a copy, and tests only look."""
    folder, url = tmp_path_factory.mktemp("demo") / "data", databases.empty()
    demonstration.copy_to(databases, url, folder)
    made = open_demo(folder, url)
    with served(made) as address:
        yield Demo(made, address)
    made.extensions["lms"].database.dispose()
    databases.discard(url)


@pytest.fixture(scope="session")
def walked(kept_apps: KeptApps) -> Gallery:
    """The pages of those walks that were taken so far."""
    return Gallery(kept_apps)


@pytest.fixture(scope="session")
def gallery(walked: Gallery, demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """Every page that somebody was shown, served beside the demonstration."""
    fill(walked, demo, tmp_path_factory.mktemp("gallery"))
    demo.app.wsgi_app = walked.serve(demo.app.wsgi_app)  # type: ignore[method-assign]
    return walked


@pytest.fixture
def enter(demo: Demo, open_browser: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens the demonstration as one of its people, or as nobody: `enter("marisol", viewport=...)`."""

    def open_as(name: str | None = None, **options: object) -> Page:
        return demo.enter(open_browser, name, **options)

    return open_as


@pytest.fixture
def open_context(open_browser: Callable[..., BrowserContext], base_url: str) -> Callable[..., BrowserContext]:
    """Opens a browser of its own for a person: `open_context(viewport=..., java_script_enabled=False)`."""
    return partial(open_browser, base_url=base_url)


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of its own at an address.

    At the end the test fails if a page left this machine, broke the content policy or raised an error.
    """
    with opening(chromium) as (open_one, complaints):
        yield open_one
    assert complaints == []


@contextmanager
def opening(chromium: Browser) -> Iterator[tuple[Callable[..., BrowserContext], list[str]]]:
    """Opens browsers, closed at the end, and what they complained about until then."""
    complaints: list[str] = []
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        wanted: dict[str, object] = {
            "locale": "en-US",
            "timezone_id": "America/Chicago",
            "reduced_motion": "reduce",
            **options,
        }
        context = chromium.new_context(**wanted)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: _stay_here(request, complaints))
        context.on("console", lambda message: _listen(message, complaints))
        context.on("weberror", lambda error: complaints.append(f"error on the page: {error.error}"))
        opened.append(context)
        return context

    try:
        yield open_one, complaints
    finally:
        for context in opened:
            context.close()


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """A page 1,280 by 800, signed out."""
    return open_context(viewport={"width": 1280, "height": 800}).new_page()


def _stay_here(request: Request, complaints: list[str]) -> None:
    if urlsplit(request.url).hostname not in ("127.0.0.1", "localhost", None):
        complaints.append(f"asked for {request.url}")


def _listen(message: ConsoleMessage, complaints: list[str]) -> None:
    # A page that answers 4xx on purpose is logged by Chromium as a failed resource: that is the test's business.
    if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
        complaints.append(f"{message.type}: {message.text}")
