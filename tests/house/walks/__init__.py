"""Walks through every page in every state: people who open pages and send forms, each answer held to the rules of pages.

A walk is a function named `pages_…` in a module of this folder, which asks for any of `app`, `own_app` and `clock`: an empty
installation with the pages of development. tests/browser/test_axe.py takes all of them, once, on SQLite: every address
answers on PostgreSQL in tests/house/test_routes.py.
"""

from __future__ import annotations

from flask import Flask

from tests.house.page import PageClient
from tests.house.scene import Scene


def enter(app: Flask, scene: Scene, who: str) -> PageClient:
    """A browser in which one of the cast is signed in."""
    client = PageClient(app)
    client.carry(scene.token_of(who))
    return client
