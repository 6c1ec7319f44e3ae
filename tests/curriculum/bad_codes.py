"""For every rule on tables of billing codes, ways to break it."""

from __future__ import annotations

from tests.curriculum.bad_examples import Example, put
from tests.curriculum.builder import Spoil

CODES = "content/billing/2026.yaml"
TABLE = """\
year: 2026
title: Codes
note: A note.{F1.01}
look_again: 2027-01-15
codes:
  - {code: "99492", name: First, service: cocm, minutes: 70, midpoint: true, facts: [F1.01]}
  - {code: "99494", name: More, service: cocm, minutes: 30, midpoint: true, facts: [F1.01]}
  - {code: "99484", name: Other, service: bhi, minutes: 20, facts: [F1.01]}
tables:
  - id: all
    service: cocm
    months:
      initial:
        bands:
          - {from: 0, to: 35, code: null, facts: [F1.01]}
          - {from: 36, to: 85, code: "99492", facts: [F1.01]}
        add: {code: "99494", from: 86, every: 30, facts: [F1.01]}
      subsequent:
        bands:
          - {from: 0, to: 35, code: null, facts: [F1.01]}
          - {from: 36, to: null, code: "99492", facts: [F1.01]}
payers:
  - {id: medicare, name: Medicare, tables: [all], codes: ["99492", "99494"], most: 2, facts: [F1.01], note: A note.}
"""


def codes(old: str, new: str) -> Spoil:
    """A sound table of codes, spoilt in one place."""
    assert old in TABLE
    return put(CODES, TABLE.replace(old, new, 1))


TABLES: tuple[Example, ...] = (
    ("X301", "a year", codes("year: 2026", "year: 2025"), CODES),
    ("X302", "an impossible month", codes("      subsequent:", "      third:"), CODES),
    ("X303", "a gap", codes("from: 0, to: 35", "from: 0, to: 34"), CODES),
    ("X303", "an overlap", codes("from: 0, to: 35", "from: 0, to: 36"), CODES),
    ("X303", "a gap before what is added", codes("to: 85", "to: 84"), CODES),
    ("X303", "an end before the beginning", codes("from: 36, to: 85", "from: 36, to: 30"), CODES),
    ("X303", "a last band that ends", codes("from: 36, to: null", "from: 36, to: 99"), CODES),
    ("X303", "a band after an open one", codes("to: 35, code: null", "to: null, code: null"), CODES),
    ("X304", "a threshold", codes("minutes: 70", "minutes: 72"), CODES),
    ("X304", "what is added", codes("every: 30", "every: 20"), CODES),
    ("X305", "a code", codes('code: "99492", facts', 'code: "99493", facts'), CODES),
    ("X305", "of another service", codes('code: "99492", facts', 'code: "99484", facts'), CODES),
    ("X305", "a table", codes("tables: [all]", "tables: [every]"), CODES),
    ("X305", "a code of a payer", codes('codes: ["99492"', 'codes: ["99499"'), CODES),
    ("F101", "in a table of codes", codes("most: 2, facts: [F1.01]", "most: 2, facts: [F9.99]"), CODES),
    ("I101", "a code twice", codes('code: "99494", name', 'code: "99492", name'), CODES),
    ("S103", "a code that is a number", codes('code: "99492", name', "code: 99492, name"), CODES),
)
