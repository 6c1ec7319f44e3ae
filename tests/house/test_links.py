"""No link is dead: whoever is led to a page may open it, and the place on it that the link names is there."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote, urljoin

import pytest
from flask import Flask

from lms.settings import Settings
from tests.house.kept_scene import make_scene
from tests.house.page import PageClient

# What pages say and how they are built; every address answers on PostgreSQL in test_routes.py.
pytestmark = pytest.mark.alike

# Here the course says the same to everybody who may read it: each page is opened by the first who is led there.
SAME = ("/glossary/", "/search?", "/tools/")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo=True, development=True)


@pytest.fixture(scope="module")
def same() -> dict[str, set[str]]:
    """Which of those were opened: address → the ids on it."""
    return {}


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ("owner", "/home"),
        ("teammate", "/home"),
        ("supervisor", "/team/"),
        ("administrator", "/admin/people/"),
        ("signed out", "/"),
    ],
)
def test_c60_no_link_is_dead(app: Flask, same: dict[str, set[str]], who: str, start: str) -> None:
    scene, client = make_scene(app), PageClient(app)
    if who != "signed out":
        client.carry(scene.token_of(who))
    known = {} if who == "signed out" else same
    opened: dict[str, set[str]] = {}
    waiting, targets = [start, "/help/", "/verify/"], set()
    while waiting:
        path = waiting.pop()
        if path in opened or path in known:
            continue
        page = client.page(path)
        opened[path] = set()
        if page.response.mimetype != "text/html":
            continue
        opened[path] = set(page.tree.xpath("//@id"))
        # A preview is a whole site of its own, with a walk of its own.
        waiting += [link for link in page.links if link not in opened and "/preview/" not in link]
        for target in page.tree.xpath("//a[contains(@href, '#')]/@href"):
            address, _, anchor = target.partition("#")
            if "/preview/" not in address:
                targets.add((urljoin(page.path, address) if address else path, unquote(anchor)))
    ids = known | opened
    assert [(path, anchor) for path, anchor in targets if anchor not in ids[path]] == []
    assert len(opened) >= {"signed out": 8}.get(who, 11)
    if who != "signed out":
        same.update({path: found for path, found in opened.items() if path.startswith(SAME)})
