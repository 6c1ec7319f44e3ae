"""The documentation is a contract: commands, options, settings, permissions, routes and links are in step with the program."""

from __future__ import annotations

import argparse
import re
from typing import get_args

import pytest

from lms.people.permissions import GRANT_KINDS, Permission
from lms.readiness.rules.judge import Word
from lms.settings import PREFIX, SECRETS
from tests.house.documents import COMMANDS, OPERATIONS, PERMISSIONS, commands, settings_rows
from tests.house.source import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("lms/*/README.md")])
SECTIONS = dict(
    re.findall(
        r"^### `(lms [a-z -]+)`\n(.*?)(?=^##|\Z)", COMMANDS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
)
KNOWN = commands()


def test_every_command_is_described_and_no_other() -> None:
    assert sorted(SECTIONS) == sorted(KNOWN)


@pytest.mark.parametrize("command", sorted(KNOWN))
def test_every_option_of_a_command_is_described_and_no_other(command: str) -> None:
    actions = [each for each in KNOWN[command]._actions if not isinstance(each, argparse._HelpAction)]
    options = {option for each in actions for option in each.option_strings}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", SECTIONS[command])) == options
    for each in actions:
        if not each.option_strings:
            assert f"{command} {(each.metavar or each.dest).upper()}" in SECTIONS[command]


@pytest.mark.parametrize("command", sorted(KNOWN))
def test_every_choice_and_default_of_an_option_is_described(command: str) -> None:
    said = SECTIONS[command].replace("\\|", "|")
    for each in KNOWN[command]._actions:
        if each.option_strings == ["--format"]:
            assert f"--format {'|'.join(each.choices)}" in said
        elif each.option_strings == ["--role"] and each.choices:
            assert set(each.choices) <= set(re.findall(r"`([a-z-]+)`", said))
        elif isinstance(each.default, int | str) and each.default not in (False, "", argparse.SUPPRESS):
            assert re.search(rf"`{each.option_strings[0]}[^\n]*\b{re.escape(str(each.default))}\b", said)


def test_every_setting_is_listed_with_its_meaning() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    rows = {row[0]: row for row in re.findall(r"^\| `(LMS_[A-Z0-9_]+)` \| ([^\n]*) \|$", text, re.MULTILINE)}
    assert sorted(rows) == sorted(name for name, _, _ in settings_rows())
    assert {name: meaning for name, _, meaning in settings_rows() if meaning not in rows[name][1]} == {}
    assert {name: default for name, default, _ in settings_rows() if not _said(default, rows[name][1])} == {}


def _said(default: str, row: str) -> bool:
    """A default stands in its row, in the words of the environment."""
    return not default or {"True": "yes", "False": "no"}.get(default, default) in row


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    known = {name for name, _, _ in settings_rows()} | {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    for page in PAGES:
        named = set(re.findall(r"\bLMS_[A-Z0-9_]+\b", page.read_text(encoding="utf-8")))
        assert {each for each in named - known if not each.startswith("LMS_TEST_")} == set(), page.name


def test_no_page_names_a_command_that_does_not_exist() -> None:
    words = {name.split()[1] for name in KNOWN}
    for page in [each for each in PAGES if each.name != "limits.md"]:  # It names what is not built.
        named = set(re.findall(r"`(?:\.venv/bin/)?lms ([a-z]+)", page.read_text(encoding="utf-8")))
        assert named - words == set(), page.name


def test_every_permission_and_grant_is_in_the_table() -> None:
    text = PERMISSIONS.read_text(encoding="utf-8")
    assert [each for each in Permission if f"| `{each}` |" not in text] == []
    assert [each for each in GRANT_KINDS if f"| {each} |" not in text] == []


def test_the_glossary_explains_the_words_of_standing() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [word for word in get_args(Word) if word not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)#\s]*)(#[^)\s]*)?\)", page.read_text(encoding="utf-8")):
        address, anchor = target
        if address.startswith(("http:", "https:", "mailto:")):
            continue
        there = (page.parent / address).resolve() if address else page
        if not there.exists():
            lost.append(address)
        elif anchor and there.suffix == ".md" and anchor[1:] not in _anchors(there.read_text(encoding="utf-8")):
            lost.append(f"{address}{anchor}")
    assert lost == []


def _anchors(text: str) -> set[str]:
    """Headings as the forges turn them into anchors."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower().replace("`", "")).strip().replace(" ", "-") for title in titles}


def test_how_sessions_begin_and_end_is_said() -> None:
    _, _, after = OPERATIONS.read_text(encoding="utf-8").partition("\n## How long sessions last\n")
    said = after.partition("\n## ")[0]
    named = ("LMS_IDLE_MINUTES", "LMS_SHARED_IDLE_MINUTES", "LMS_SESSION_HOURS", "any number", "OpenID Connect", "SAML")
    assert [each for each in named if each not in said] == []


def test_what_is_logged_and_where_is_said() -> None:
    """ASVS 5.0.0, V16.1.1: every setting that sends something away, and every page of a record, is in the table."""
    _, _, after = OPERATIONS.read_text(encoding="utf-8").partition("\n### What is written where\n")
    said = after.partition("\n### ")[0]
    settings = (
        "LMS_LOG",
        "LMS_METRICS",
        "LMS_TRACES",
        "/audit/",
        "/account/looks",
        "/admin/webhooks/",
        "standard error",
    )
    assert [each for each in settings if each not in said] == []
    assert all(row.count("|") == 6 for row in said.splitlines() if row.startswith("|"))
