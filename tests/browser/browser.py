"""Finds a Chromium that works here, and gets one where there is none: `python -m tests.browser.browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Playwright, sync_playwright

# Only the last such list counts, so Playwright's own is said again. Each window would also load the pages that drop from
# an address bar nobody sees, which costs as much as the window itself.
OF_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
ADDRESS_BAR = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join((*OF_PLAYWRIGHT, *ADDRESS_BAR))}",
]
NOTE = Path(sys.prefix) / "browser-path"
# The same Chromium without the window that nobody sees: three quarters of the processor's time.
SHELL = "chromium-headless-shell"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-liberation", "libatomic1")  # The last is for Playwright's own driver.
WHAT_TO_INSTALL = (
    "No Chromium that works was found for the browser tests: install the packages chromium and libatomic1 "
    "(on Debian as root: apt-get install chromium libatomic1), or set LMS_TEST_BROWSER to the program's path."
)


class NoBrowser(Exception):
    """No Chromium works here; the message says what to install."""


def find(*, install: bool) -> Path:
    """The path of a Chromium that has been seen to work, noted in the environment's folder.

    Without `install` the one noted is not tried again, which would cost as much as to start it.
    Tried in turn: LMS_TEST_BROWSER and nothing else where it is set; the system's without a window; the one noted last
    time; Playwright's own; the system's with one. With `install` and as root, Debian's without a window is installed
    the first time; where none works, Playwright's own is fetched, else Debian's is installed. Raises NoBrowser.
    """
    if not install and "LMS_TEST_BROWSER" not in os.environ and NOTE.exists():
        return Path(NOTE.read_text().strip())
    if not _driver_starts() and not (install and _install_system_packages(*PACKAGES) and _driver_starts()):
        raise NoBrowser(WHAT_TO_INSTALL)
    with sync_playwright() as playwright:
        for candidate in _candidates(playwright, install=install):
            if _works(playwright, candidate):
                NOTE.write_text(f"{candidate}\n")
                return candidate
    raise NoBrowser(WHAT_TO_INSTALL)


def _candidates(playwright: Playwright, *, install: bool) -> Iterator[Path]:
    named = os.environ.get("LMS_TEST_BROWSER")
    if named:
        yield Path(named)
        return
    if install and shutil.which(SHELL) is None and not NOTE.exists():
        _install_system_packages(SHELL, *PACKAGES[1:])
    yield from _of_system(SHELL)
    if NOTE.exists():
        yield Path(NOTE.read_text().strip())
    own = Path(playwright.chromium.executable_path)
    yield own
    yield from _of_system(*SYSTEM_NAMES)
    if install and _fetch_playwrights_own():
        yield own
    if install and _install_system_packages(*PACKAGES):
        yield from _of_system(SHELL, *SYSTEM_NAMES)


def _driver_starts() -> bool:
    return _succeeds([sys.executable, "-m", "playwright", "--version"], minutes=1)


def _of_system(*names: str) -> Iterator[Path]:
    for name in names:
        found = shutil.which(name)
        if found:
            yield Path(found)


def _fetch_playwrights_own() -> bool:
    print("Fetching a browser for the tests.")
    return _succeeds([sys.executable, "-m", "playwright", "install", "chromium"], minutes=5)


def _install_system_packages(*names: str) -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print("Installing the system's Chromium for the tests.")
    return _succeeds(["apt-get", "update", "-qq"], minutes=5) and _succeeds(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "--no-remove", *names], minutes=10
    )


def _succeeds(command: list[str], *, minutes: int) -> bool:
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    try:
        done = subprocess.run(command, env=quiet, capture_output=True, timeout=60 * minutes, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _works(playwright: Playwright, program: Path) -> bool:
    if not program.exists():
        return False
    try:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, timeout=60_000)
        page = browser.new_page()
        page.set_content("<h1>Linchpin</h1>")
        told = page.text_content("h1")
        browser.close()
    except Error:
        return False
    return told == "Linchpin"


if __name__ == "__main__":
    try:
        find(install=True)
    except NoBrowser as problem:
        sys.exit(str(problem))
