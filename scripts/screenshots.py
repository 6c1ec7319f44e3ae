"""Takes the README's pictures from a fresh demo on a fixed day: `make screenshots`."""

from __future__ import annotations

import argparse
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from lms import migrations
from lms.app import create_app, do_jobs_once
from lms.cli import demo
from lms.cli.demo_cast import PASSWORD, ZONE
from lms.clock import Clock
from lms.services import make_services
from lms.settings import Settings
from tests.browser.browser import FLAGS, find

DAY = date(2026, 5, 4)
TARGET = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 780}


def main() -> None:
    """Make the demo, serve it, walk through it and keep pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--into", type=Path, default=TARGET, help="folder for the pictures")
    target = options.parse_args().into
    target.mkdir(parents=True, exist_ok=True)
    program = find(install=False)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        take(browser, address, target)
        browser.close()


class Quiet(WSGIRequestHandler):
    """Keeps the log of requests to itself."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """A demo of its own, as of a fixed day, on a free port of this machine."""
    clock = Clock.as_of(DAY, ZONE)
    with tempfile.TemporaryDirectory() as folder:
        services = make_services(Settings(data=folder, demo=True, worker=False, zone=ZONE), clock=clock)
        migrations.upgrade(services.database)
        demo.make(services)
        do_jobs_once(services)
        app = create_app(services.settings, clock=clock, database=services.database)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        services.database.dispose()


def take(browser: Browser, address: str, target: Path) -> None:
    """Each picture a README of this product needs, in the order of the story."""

    def signed_in(email: str, size: dict[str, int], scheme: str = "light") -> Page:
        context = browser.new_context(base_url=address, viewport=size, color_scheme=scheme, device_scale_factor=1)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=email]", email)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/home")
        return page

    def keep(page: Page, name: str, *, whole: bool = False) -> None:
        page.evaluate("document.fonts.ready")
        page.screenshot(path=target / f"{name}.png", full_page=whole)

    learner = signed_in("marisol@saltmarsh.example", DESK)
    keep(learner, "home", whole=True)
    keep(signed_in("marisol@saltmarsh.example", PHONE, "dark"), "home-phone-dark")
    learner.goto("/courses/bhcm/model-and-role/who-decides")
    keep(learner, "lesson")
    learner.goto("/cases/m1-c1-walter-first-morning/")
    learner.get_by_role("button", name="Start the case").click()
    keep(learner, "case")
    learner.goto("/tests/m1-test/")
    learner.get_by_role("button", name="Start").click()
    for _ in range(3):
        learner.locator("input[type=radio]").first.check()
        learner.get_by_role("button", name="Save and next").click()
    learner.locator("input[type=radio]").nth(1).check()
    learner.locator(".saved b").wait_for()
    keep(learner, "post-test")
    phone = signed_in("marisol@saltmarsh.example", PHONE, "dark")
    phone.goto(learner.url)
    keep(phone, "post-test-phone-dark")

    holder = signed_in("tomasz@saltmarsh.example", DESK)
    holder.goto("/certificates/")
    holder.locator("main a[href^='/certificates/']").first.click()
    keep(holder, "certificate")
    holder.locator("a[href*='/verify/']").last.click()
    keep(holder, "verify")

    supervisor = signed_in("grace@saltmarsh.example", DESK)
    supervisor.goto("/team/")
    keep(supervisor, "team")


if __name__ == "__main__":
    main()
