"""For every rule on tables of billing codes, ways to break it."""

from __future__ import annotations

from tests.curriculum.bad_examples import Example, put
from tests.curriculum.bad_labs import COMMON
from tests.curriculum.builder import M1, CourseFiles, Spoil

LOGS = f"{M1}/exercises/minutes.yaml"
SHEET = f"{M1}/exercises/sheet.yaml"

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


LAB = f"""\
id: m1-x-minutes
kind: minutes
{COMMON}rules: 2026
sheets: 1
pcp: Dr. Amari
consultant: Dr. Hartmann
log_duty: C-01
message_duty: C-01
kinds:
  - {{id: talk, name: talk, counts: true, why: "It counts.{{F1.05}}"}}
  - {{id: drive, name: drive, counts: false, why: "It does not.{{F1.05}}"}}
lines:
  - {{kind: talk, text: One, minutes: [2, 45]}}
  - {{kind: talk, text: Two, minutes: [2, 45]}}
  - {{kind: talk, text: Three, minutes: [2, 45]}}
  - {{kind: talk, text: Four, minutes: [2, 45]}}
  - {{kind: talk, text: Five, minutes: [2, 45]}}
  - {{kind: talk, text: Six, minutes: [2, 45]}}
  - {{kind: drive, text: Drove, minutes: [2, 9]}}
  - {{kind: talk, by: pcp, text: Saw, minutes: [2, 9]}}
  - {{kind: talk, text: Elsewhere, minutes: [2, 9], elsewhere: therapy}}
  - {{kind: talk, text: Bedside, minutes: [2, 9], in_hospital: true}}
patients:
  - {{name: Walter, payers: [medicare]}}
  - {{name: Kofi, payers: [medicare]}}
reasons: {{other-patient: No., other-month: No., not-care-manager: No., no-note: No., counted-elsewhere: No., in-hospital: No.}}
month: By the calendar.
total: A sum.
messages:
  - {{when: code, minutes: counted, codes: counted, text: "[minutes] so [codes]", why: Right.}}
  - {{when: no-code, minutes: counted, codes: counted, text: "[minutes] and none", why: Right.}}
  - {{minutes: counted, codes: next, adds: true, text: "[minutes] nearly [codes]", why: Wrong.}}
  - {{minutes: counted, codes: counted, adds: true, text: "[minutes] and more", why: Wrong.}}
  - {{minutes: counted, codes: counted, biller: care-manager, text: "[minutes] by me", why: Wrong.}}
"""


def logs(*changes: tuple[str, str]) -> Spoil:
    """A sound lab with its table, spoilt in one place."""

    def spoil(files: CourseFiles) -> object:
        files.put(CODES, TABLE)
        files.put(LOGS, LAB)
        for old, new in changes:
            files.change(LOGS, old, new)
        return files

    return spoil


WORKSHEET = f"""\
id: m1-x-sheet
kind: worksheet
{COMMON}pages:
  - id: posts
    title: How many?
    ask: Work it out.
    inputs:
      - {{id: patients, label: Patients, value: 140, least: 1, most: 900, vary: [100, 200, 10]}}
      - id: program
        label: Program
        value: small
        choices:
          - {{id: small, text: Small, sets: {{high: 80}}}}
          - {{id: large, text: Large, sets: {{high: 100}}}}
    results:
      - {{id: posts, label: Posts, formula: patients / high, decimals: 2, why: "A quotient.{{F1.05}}"}}
    findings:
      - {{when: posts > 1, text: More than one.}}
    decision:
      ask: Enough?
      duty: C-01
      options:
        - {{id: no, text: Not enough, right: posts > 1, why: More than one.}}
        - {{id: yes, text: Enough, right: posts <= 1, why: One or less.}}
"""


def worksheet(*changes: tuple[str, str]) -> Spoil:
    """A sound worksheet, spoilt in one place."""

    def spoil(files: CourseFiles) -> object:
        files.put(SHEET, WORKSHEET)
        for old, new in changes:
            files.change(SHEET, old, new)
        return files

    return spoil


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
    ("S103", "a code that is a list", codes('code: "99494", name', "code: [1], name"), CODES),
    ("S103", "duties that are none", logs(("duties: [C-01]", "duties: true")), LOGS),
    ("S103", "a code that is a number", codes('code: "99492", name', "code: 99492, name"), CODES),
    ("X306", "a year", logs(("rules: 2026", "rules: 2031")), LOGS),
    ("X307", "a payer", logs(("payers: [medicare]", "payers: [medicaire]")), LOGS),
    ("X308", "a kind of work", logs(("kind: drive, text", "kind: ride, text")), LOGS),
    (
        "X309",
        "nothing right",
        logs(
            ("when: code, minutes: counted, codes: counted", "when: code, minutes: counted, codes: counted, adds: true")
        ),
        LOGS,
    ),
    (
        "X309",
        "too few",
        logs(('adds: true, text: "[minutes] and more', 'when: code, adds: true, text: "[minutes] and more')),
        LOGS,
    ),
    ("S104", "a word to fill in", logs(("[minutes] by me", "[hours] by me")), LOGS),
    ("S104", "minutes", logs(("minutes: [2, 45]", "minutes: [45, 2]")), LOGS),
    ("T103", "a duty", logs(("message_duty: C-01", "message_duty: C-09")), LOGS),
    ("I101", "a kind twice", logs(("id: drive, name", "id: talk, name")), LOGS),
    ("X911", "no pages", worksheet((WORKSHEET[WORKSHEET.index("pages:") :], "pages: []\n")), SHEET),
    ("X912", "outside its bounds", worksheet(("value: 140", "value: 950")), SHEET),
    ("X912", "an unknown choice", worksheet(("value: small", "value: tiny")), SHEET),
    ("X912", "choices that differ", worksheet(("sets: {high: 100}", "sets: {most: 100}")), SHEET),
    ("X913", "an unknown name", worksheet(("patients / high", "patients / low")), SHEET),
    ("X913", "no sum", worksheet(("patients / high", "patients ** high")), SHEET),
    ("X913", "a finding", worksheet(("when: posts > 1", "when: posts >")), SHEET),
    ("X914", "two right", worksheet(("right: posts <= 1", "right: posts <= 9")), SHEET),
    ("T103", "a duty of a decision", worksheet(("duty: C-01\n      options", "duty: C-09\n      options")), SHEET),
    ("I101", "a result twice", worksheet(("id: posts, label: Posts", "id: patients, label: Posts")), SHEET),
    ("S104", "what varies", worksheet(("vary: [100, 200, 10]", "vary: [200, 100]")), SHEET),
)
