"""What docs/security.md says of ways to sign in and of words that no password may be is what the program has."""

from __future__ import annotations

import ast
import re

from lms.people import throttling
from lms.people.rules import OF_THE_PLACE, password_problem
from tests.house.source import ROOT, files, parse

SAID = (
    (ROOT / "docs" / "security.md")
    .read_text(encoding="utf-8")
    .partition("\n## Ways to sign in\n")[2]
    .partition("\n## ")[0]
)


def test_every_way_in_is_in_the_table() -> None:
    """Each way is named where a session is opened, as `by=`; a provider's by a name of its own."""
    ways = {"provider"}
    for path in files(ROOT / "lms" / "web", ".py"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {
                "let_in",
                "admit",
                "begin_half",
            }:
                ways |= {
                    each.value.value
                    for each in node.keywords
                    if each.arg == "by" and isinstance(each.value, ast.Constant)
                }
    assert set(re.findall(r"^\| `(\w+)` \|", SAID, re.MULTILINE)) == ways


def test_the_tries_are_those_that_are_counted() -> None:
    limits = {
        "10 in 15 minutes for one address from one place": throttling.SIGN_IN_BOTH,
        "50 in 15 minutes from one place": throttling.SIGN_IN_CLIENT,
        "10 tries in 15 minutes from one place": throttling.FACTOR_BOTH,
    }
    assert {words: (each.most, each.minutes) for words, each in limits.items() if words in SAID} == {
        words: tuple(map(int, re.findall(r"\d+", words))) for words in limits
    }


def test_words_of_the_place_are_listed_and_refused() -> None:
    listed = re.findall(r"`([a-z]+)`", SAID.partition("No password may consist of these words")[2])
    assert sorted(listed) == sorted(OF_THE_PLACE)
    assert [each for each in listed if password_problem(f"{each}2026!?" + "!" * 4) is None] == []
