"""docs/asvs.md lists levels 1 and 2 of ASVS 5.0.0 whole, and what it says is met has a test that is there."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (V[\d.]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
# The requirements of the standard by their numbers.
LEVEL_ONE = """
1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1 6.2.1-8
6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1 12.2.1-2 13.4.1
14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
""".split()

LEVEL_TWO = """
1.1.1 1.1.2 1.2.6 1.2.7 1.2.8 1.2.9 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.3.8 1.3.9 1.3.10 1.3.11 1.4.1 1.4.2 1.4.3 1.5.2
2.1.2 2.1.3 2.2.3 2.3.2 2.3.3 2.3.4 2.4.1 3.3.2 3.3.3 3.3.4 3.4.3 3.4.4 3.4.5 3.4.6 3.5.4 3.5.5 3.7.1 3.7.2 4.1.2
4.1.3 4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1 5.4.2 5.4.3 6.1.2 6.1.3 6.2.9 6.2.10 6.2.11 6.2.12 6.3.3 6.3.4 6.4.3
6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.1 6.6.2 6.6.3 6.8.1-4 7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5 7.5.1
7.5.2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1 10.3.2 10.3.3 10.3.4 10.4.6-11 10.5.1-5 10.6.1-2
10.7.1-3 11.1.1 11.1.2 11.2.1 11.2.2 11.2.3 11.3.3 11.4.2 11.4.3 11.4.4 11.5.1 11.6.1 12.1.2 12.1.3 12.3.1 12.3.2
12.3.3 12.3.4 13.1.1 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.2 13.4.3 13.4.4 13.4.5 14.1.1 14.1.2
14.2.2 14.2.3 14.2.4 14.3.2 14.3.3 15.1.2 15.1.3 15.2.2 15.2.3 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.3.7 16.1.1
16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3 17.1.1
17.2.1-4 17.3.1-2
""".split()


def numbers(spans: list[str]) -> list[str]:
    """`V1.2.1`, `V1.2.2`, … of `1.2.1-2`."""
    found = []
    for span in spans:
        section, _, ends = span.rpartition(".")
        first, _, last = ends.partition("-")
        found += [f"V{section}.{each}" for each in range(int(first), int(last or first) + 1)]
    return found


def test_levels_one_and_two_are_listed_whole_and_in_order() -> None:
    first, _, second = PAGE.partition("## Level 2")
    for part, wanted in ((first, LEVEL_ONE), (second.partition("## Of level 3")[0], LEVEL_TWO)):
        assert re.findall(r"^\| (V[\d.]+) \|", part, re.MULTILINE) == numbers(wanted)


def test_no_row_stands_twice() -> None:
    assert len({number for number, *_ in ROWS}) == len(ROWS) > len(numbers([*LEVEL_ONE, *LEVEL_TWO]))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_how_it_stands_and_by_what(row: tuple[str, str, str, str]) -> None:
    _, _, stands, why = row
    assert stands in {"met", "does not apply", "operator", "not met"}
    tests = re.findall(r"`([\w/]+\.py)::(test_\w+)`", why)
    assert tests or stands != "met"
    for path, name in tests:
        assert re.search(rf"^def {name}\(", (ROOT / "tests" / path).read_text(encoding="utf-8"), re.MULTILINE), name
