"""The tables of docs/ that the program itself knows: `python -m tests.house.documents` writes them anew."""

from __future__ import annotations

import argparse
import dataclasses
import tempfile

from flask import Flask

from lms.api.reference import description
from lms.cli import parser
from lms.cli.permissions import matrix
from lms.people.permissions import EVERY_ACCOUNT, GIVES, Permission
from lms.settings import PREFIX, Settings
from lms.visit import Access
from tests.house.privacy_document import PRIVACY, privacy_page
from tests.house.source import ROOT
from tests.kept import SECRET, lend_reading

PERMISSIONS = ROOT / "docs" / "permissions.md"
OPENAPI = ROOT / "docs" / "openapi.json"
COMMANDS = ROOT / "docs" / "commands.md"
OPERATIONS = ROOT / "docs" / "operations.md"
GRANTED = "✓"

ABOUT_PERMISSIONS = """\
# Permissions and routes

Who may do what, and who may enter where. A *grant* gives access, in one organisation or one clinic, from one day to
another. A *role held* is training and gives none. What a person may not see answers 404, as if it were not there;
who is not signed in is sent to sign in and back.

A view states who may enter where it is registered (`route(..., allow=...)` in `lms/web/door.py`). Actions check again,
with the place: having a permission somewhere is not having it here. A test compares this page with the program, and
another sends a cast of people through every door. `lms permissions` prints every address against every kind of access.
"""
ABOUT_ROUTES = """\
## Routes

The addresses are a contract. `anyone` needs no account; `signed in` any account. Below a route with an id in it, only
the owner's things are found, or those of the people one looks after. Routes marked *demo* exist only in a demonstration,
those marked *development* only with the setting `development`.
"""


def permissions_page(app: Flask) -> str:
    """The whole of docs/permissions.md."""
    return "\n".join([ABOUT_PERMISSIONS, *_grants(), "", ABOUT_ROUTES, *_routes(app), ""])


def _grants() -> list[str]:
    kinds = list(GIVES)
    lines = [
        "## What each grant gives",
        "",
        _row("permission", "every account", *kinds),
        _row(*["---"] * (len(kinds) + 2)),
    ]
    for permission in Permission:
        given = [permission in EVERY_ACCOUNT, *(permission in GIVES[kind] for kind in kinds)]
        lines.append(_row(f"`{permission}`", *(GRANTED if each else "" for each in given)))
    return lines


def _routes(app: Flask) -> list[str]:
    lines = [_row("address", "methods", "who may enter", "endpoint"), _row(*["---"] * 4)]
    for each in matrix(app):
        mark = {"demo": " *demo*", "workbench": " *development*"}.get(each["endpoint"].partition(".")[0], "")
        who = each["allow"] if each["allow"] in set(Access) else f"`{each['allow']}`"
        lines.append(_row(f"`{each['address']}`{mark}", each["methods"], who, f"`{each['endpoint']}`"))
    return lines


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command by its words, `lms db upgrade`, in the order of `lms --help`."""
    return dict(_below(parser()))


def _below(top: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser]]:
    groups = [each for each in top._actions if isinstance(each, argparse._SubParsersAction)]
    # A group that may also stand alone is a command of its own.
    alone = [(top.prog, top)] if not any(group.required for group in groups) else []
    return alone + [found for group in groups for each in group.choices.values() for found in _below(each)]


def settings_rows() -> list[tuple[str, str, str]]:
    """(name, default, meaning) of every setting."""
    return [
        (f"{PREFIX}{each.name.upper()}", str(each.default), each.metadata["meaning"])
        for each in dataclasses.fields(Settings)
    ]


def whole_app() -> Flask:
    """An application with every route there is."""
    from lms.app import create_app

    settings = Settings(data=tempfile.mkdtemp(), secret_key=SECRET, demo=True, development=True)
    lend_reading(settings.data_path)
    return create_app(settings)


if __name__ == "__main__":
    app = whole_app()
    PRIVACY.write_text(privacy_page(), encoding="utf-8")
    PERMISSIONS.write_text(permissions_page(app), encoding="utf-8")
    OPENAPI.write_bytes(description(app))
