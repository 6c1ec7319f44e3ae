"""What becomes of each line: columns by their headings, cells, people who are here, and the lines above."""

from __future__ import annotations

from datetime import date

import pytest

from lms.people import addresses
from lms.people.importing.rules.columns import EMAIL, NAME, SURNAME, mapping_of
from lms.people.importing.rules.dates import Order
from lms.people.importing.rules.facts import ClinicFact, HeldFact, Outcome, PersonFact, Plan
from lms.people.importing.rules.judging import CLOSED, judge, keys_of, read_lines
from lms.people.importing.rules.reading import read
from lms.people.permissions import LEARNER, SUPERVISOR

TODAY = date(2026, 5, 4)
MILL_ROAD = ClinicFact("mill", "Mill Road", True, TODAY, frozenset({LEARNER, SUPERVISOR}))
NORTHGATE = ClinicFact("north", "Northgate", False, TODAY)
HEADER = "name,email,clinic,role,start_date,champion,hours a week,access,legal name,send invitation"
WEN = PersonFact(
    "wen",
    "Wen Li",
    reachable=True,
    deactivated=False,
    keys=frozenset({"wen@a.example", "wen@home.example"}),
    roles={("mill", "bhcm"): HeldFact("held", date(2026, 6, 1), False, None)},
    access=frozenset({(LEARNER, "mill")}),
)
KNOWN = {
    **dict.fromkeys(WEN.keys, WEN),
    "far@b.example": PersonFact("far", "", reachable=False, deactivated=False, keys=frozenset()),
    "off@a.example": PersonFact("off", "Olga Off", reachable=True, deactivated=True, keys=frozenset({"off@a.example"})),
}
GOOD = "Ada Long,ada@a.example,Mill Road,bhcm,2026-06-01,,,,,"


def plan(*lines: str, header: str = HEADER, order: Order = Order.UNSAID, clinics=(MILL_ROAD, NORTHGATE)) -> Plan:
    sheet = read("\n".join([header, *lines]).encode())
    columns = mapping_of(sheet.header)
    understood = read_lines(sheet, columns, clinics, order=order, check_email=addresses.checked)
    return judge(sheet, columns, understood, {key: KNOWN[key] for key in keys_of(understood) if key in KNOWN})


def problems(*lines: str, **more) -> list[tuple[int, str, str, str]]:
    judged = plan(*lines, **more).lines
    return [(line.row.line, each.column, each.value, each.reason) for line in judged for each in line.problems]


def test_c37_each_line_is_new_changed_unchanged_or_refused() -> None:
    made = plan(
        GOOD,
        "Wen Li,wen@a.example,Mill Road,bhcm,2026-06-01,,,,,",
        "Ben,ben@,Mill Road,bhcm,2026-06-01,,,,,",
        "Wen Li,wen@home.example,mill road,Primary care provider,2026-06-08,yes,2.5,,,",
    )
    assert [line.outcome for line in made.lines] == ["new", "unchanged", "refused", "changed"]
    assert made.counts == {"new": 1, "changed": 1, "unchanged": 1, "refused": 1}
    assert made.good == 3


@pytest.mark.parametrize(
    ("line", "column", "value", "words"),
    [
        ("Ben,ben-at-a,Mill Road,bhcm,2026-06-01,,,,,", "email", "ben-at-a", "Enter an e-mail address"),
        ("Ben,,Mill Road,bhcm,2026-06-01,,,,,", "email", "", "people sign in with it"),
        (",b@a.example,Mill Road,bhcm,2026-06-01,,,,,", "name", "", "Enter the name."),
        ("Ben,b@a.example,Mill Raod,bhcm,2026-06-01,,,,,", "clinic", "Mill Raod", "Do you mean “Mill Road”?"),
        ("Ben,b@a.example,Harbour,bhcm,2026-06-01,,,,,", "clinic", "Harbour", "It can be: Mill Road."),
        ("Ben,b@a.example,Northgate,bhcm,2026-06-01,,,,,", "clinic", "Northgate", "cannot take people in here"),
        ("Ben,b@a.example,Mill Road,care menager,2026-06-01,,,,,", "role", "care menager", "Behavioral health care"),
        ("Ben,b@a.example,Mill Road,juggler,2026-06-01,,,,,", "role", "juggler", "Clerical staff"),
        ("Ben,b@a.example,Mill Road,bhcm,2026-02-30,,,,,", "start_date", "2026-02-30", "There is no such day"),
        ("Ben,b@a.example,Mill Road,bhcm,,,,,,", "start_date", "", "first day with CoCM patients"),
        ("Ben,b@a.example,Mill Road,bhcm,46146,,,,,", "start_date", "46146", "number Excel keeps"),
        ("Ben,b@a.example,Mill Road,bhcm,2026-06-01,yes,,,,", "champion", "yes", "Only a primary care provider"),
        ("Ben,b@a.example,Mill Road,bhcm,2026-06-01,perhaps,,,,", "champion", "perhaps", "Write yes or no."),
        ("Ben,b@a.example,Mill Road,bhcm,2026-06-01,,99,,,", "hours a week", "99", "from 0.25 to 40"),
        ("Ben,b@a.example,Mill Road,bhcm,2026-06-01,,-2,,,", "hours a week", "-2", "from 0.25 to 40"),
        ("Ben,b@a.example,Mill Road,bhcm,2026-06-01,,,supervisr,,", "access", "supervisr", "clinic supervisor"),
        ("Ben,b@a.example,Mill Road,bhcm,2026-06-01,,,admin,,", "access", "admin", "further than your own"),
        ("Ben,b@a.example,Mill Road,,,,,,,", "role", "", "Name the role to train for"),
        ("Ben,far@b.example,Mill Road,bhcm,2026-06-01,,,,,", "email", "far@b.example", CLOSED),
        ("Olga,off@a.example,Mill Road,bhcm,2026-06-01,,,,,", "email", "off@a.example", "is deactivated"),
        ("Ben,b@a.example,Mill Road,bhcm,2026-06-01,,,,,,,stray", "", "", "more cells than the first row"),
    ],
)
def test_c36_a_bad_line_says_line_column_value_and_reason(line: str, column: str, value: str, words: str) -> None:
    found = problems(GOOD, line)
    assert found[0][:3] == (3, column, value)
    assert words in found[0][3]


def test_c36_all_that_is_wrong_is_found_in_one_pass() -> None:
    found = problems(",nope,Nowhere,juggler,31/31/2026,maybe,many,king,,perhaps", GOOD, "Ben,,,,,,,,,")
    assert {each[1] for each in found if each[0] == 2} == {
        "clinic", "role", "name", "email", "start_date", "champion", "hours a week", "access", "send invitation",
    }  # fmt: skip
    assert {each[0] for each in found} == {2, 4}


def test_a_clinic_out_of_sight_is_not_offered() -> None:
    assert "Northgate" not in problems("Ben,b@a.example,Northgade,bhcm,2026-06-01,,,,,")[0][3]


def test_the_same_person_twice() -> None:
    other = GOOD.replace("bhcm", "pcp")
    renamed = GOOD.replace("Ada Long", "Ada Short").replace("bhcm", "clerical")
    found = problems(GOOD, GOOD.replace("ada@", "ADA@"), other, renamed)
    assert [(line, reason) for line, _, _, reason in found] == [
        (3, "The same person stands in line 2 with the same role and clinic."),
        (5, "Line 2 gives this address to Ada Long."),
    ]


def test_addresses_of_two_people_in_one_line() -> None:
    line = "Wen Li,wen@a.example; off@a.example,Mill Road,bhcm,2026-06-01,,,,,"
    assert any("different people" in each[3] for each in problems(line))


def test_several_addresses_in_one_cell_or_in_two_columns() -> None:
    header = "name,email,second email,role,start"
    made = plan("Ada,a@a.example; b@a.example,c@a.example,bhcm,2026-06-01", header=header)
    assert [key for _, key in made.lines[0].wish.emails] == ["a@a.example", "b@a.example", "c@a.example"]


def test_an_existing_person_keeps_what_is_their_own() -> None:
    cells = "W. Li,wen@a.example;new@a.example,Mill Road,bhcm,2026-07-01,,3,supervisor,Wen Li-Castellanos,yes"
    line = plan(cells).lines[0]
    assert line.outcome is Outcome.CHANGED
    assert [(each.what, each.before, each.after) for each in line.changes] == [
        ("start_date", "2026-06-01", "2026-07-01"),
        ("hours_a_week", "", "180"),
        ("access", "", SUPERVISOR),
        ("legal_name", "", "Wen Li-Castellanos"),
    ]
    assert [each.value for each in line.remarks] == ["W. Li", "new@a.example"]
    assert line.name == "Wen Li"


def test_an_empty_cell_changes_nothing() -> None:
    assert plan("Wen Li,wen@a.example,Mill Road,bhcm,,,,,,").lines[0].outcome is Outcome.UNCHANGED


def test_a_date_far_away_comes_in_with_a_remark() -> None:
    line = plan(GOOD.replace("2026-06-01", "2029-06-01")).lines[0]
    assert line.outcome is Outcome.NEW
    assert "more than a year away" in line.remarks[0].reason


def test_without_a_clinic_column_there_may_be_one_clinic() -> None:
    header, line = "name,email,role,start_date", "Ada,a@a.example,bhcm,2026-06-01"
    assert plan(line, header=header).lines[0].wish.clinic is MILL_ROAD
    two = plan(line, header=header, clinics=(MILL_ROAD, ClinicFact("east", "East", True, TODAY)))
    assert two.lines[0].problems[0].reason == "Name the clinic in which they train for this role."


def test_columns_by_their_headings_in_any_order() -> None:
    found = mapping_of(["Rôle", "Start-Date", "E-MAIL Address", "First name", "Last Name", "Floor", "reason", "Name"])
    assert found.fields == ("", "start_date", EMAIL, NAME, SURNAME, "", "", "")
    assert found.ignored == ("Rôle", "Floor", "Name")
    assert mapping_of(["Rôle", "Name"], {0: "role", 1: ""}).fields == ("role", "")
    assert mapping_of(["Rôle", "Name"], {0: NAME, 9: "role"}).fields == (NAME, "")
    assert mapping_of(["Rôle"]).missing == (NAME, EMAIL)
