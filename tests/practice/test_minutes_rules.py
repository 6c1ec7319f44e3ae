"""From minutes to codes: every threshold with the minute before and after it, and the rule stated once more, independently."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.code_tables import MONTHS, CodeYear, Month, year_for
from lms.practice.minutes.rules import MOST_MINUTES, NoSuchPayer, find_codes
from tests.learner import our_course

ROOT = Path(__file__).resolve().parents[2]
MINUTES = st.integers(min_value=0, max_value=MOST_MINUTES)
BY_MINUTES = ("medicare", "medicare-fqhc-rhc", "medicaid-nc", "commercial")

Codes = list[tuple[str, int]]


@pytest.fixture(scope="module")
def rules() -> CodeYear:
    return our_course().billing[2026]


def codes(rules: CodeYear, month: Month, minutes: int, payer: str = "medicare", **service: str) -> Codes:
    found = find_codes(rules, month=month, minutes=minutes, payer_id=payer, **service)  # type: ignore[arg-type]
    return [(line.code, line.units) for line in found.codes]


NONE: Codes = []
SHORT = [("G2214", 1)]
FIRST, FIRST_1, FIRST_2 = [("99492", 1)], [("99492", 1), ("99494", 1)], [("99492", 1), ("99494", 2)]
LATER, LATER_1, LATER_2 = [("99493", 1)], [("99493", 1), ("99494", 1)], [("99493", 1), ("99494", 2)]
EDGES = [
    ("initial", 0, NONE), ("initial", 1, NONE), ("initial", 14, NONE), ("initial", 15, NONE),
    ("initial", 16, SHORT), ("initial", 17, SHORT), ("initial", 31, SHORT), ("initial", 34, SHORT), ("initial", 35, SHORT),
    ("initial", 36, FIRST), ("initial", 37, FIRST), ("initial", 70, FIRST), ("initial", 71, FIRST), ("initial", 84, FIRST),
    ("initial", 85, FIRST), ("initial", 86, FIRST_1), ("initial", 87, FIRST_1), ("initial", 90, FIRST_1),
    ("initial", 114, FIRST_1), ("initial", 115, FIRST_1), ("initial", 116, FIRST_2), ("initial", 117, FIRST_2),
    ("initial", 145, FIRST_2), ("initial", 146, FIRST_2), ("initial", 600, FIRST_2),
    ("subsequent", 0, NONE), ("subsequent", 12, NONE), ("subsequent", 15, NONE), ("subsequent", 16, SHORT),
    ("subsequent", 29, SHORT), ("subsequent", 30, SHORT), ("subsequent", 31, LATER), ("subsequent", 32, LATER),
    ("subsequent", 36, LATER), ("subsequent", 60, LATER), ("subsequent", 61, LATER), ("subsequent", 74, LATER),
    ("subsequent", 75, LATER), ("subsequent", 76, LATER_1), ("subsequent", 77, LATER_1), ("subsequent", 78, LATER_1),
    ("subsequent", 104, LATER_1), ("subsequent", 105, LATER_1), ("subsequent", 106, LATER_2), ("subsequent", 107, LATER_2),
    ("subsequent", 135, LATER_2), ("subsequent", 136, LATER_2), ("subsequent", 600, LATER_2),
]  # fmt: skip


@pytest.mark.parametrize(("month", "minutes", "wanted"), EDGES)
@pytest.mark.parametrize("payer", ["medicare", "medicare-fqhc-rhc"])
def test_every_threshold_of_medicare(rules: CodeYear, payer: str, month: Month, minutes: int, wanted: Codes) -> None:
    assert codes(rules, month, minutes, payer) == wanted


@pytest.mark.parametrize(
    ("payer", "month", "minutes", "wanted"),
    [
        ("medicaid-nc", "initial", 35, NONE),
        ("medicaid-nc", "initial", 36, FIRST),
        ("medicaid-nc", "initial", 145, FIRST_2),
        ("medicaid-nc", "initial", 146, [("99492", 1), ("99494", 3)]),
        ("medicaid-nc", "initial", 176, [("99492", 1), ("99494", 4)]),
        ("medicaid-nc", "initial", 206, [("99492", 1), ("99494", 4)]),
        ("medicaid-nc", "subsequent", 30, NONE),
        ("medicaid-nc", "subsequent", 166, [("99493", 1), ("99494", 4)]),
        ("medicaid-nc", "subsequent", 196, [("99493", 1), ("99494", 4)]),
        ("commercial", "initial", 34, NONE),
        ("commercial", "initial", 206, [("99492", 1), ("99494", 5)]),
        ("commercial", "subsequent", 75, LATER),
        ("medicare-apcm", "initial", 0, NONE),
        ("medicare-apcm", "initial", 1, [("G0568", 1)]),
        ("medicare-apcm", "initial", 300, [("G0568", 1)]),
        ("medicare-apcm", "subsequent", 20, [("G0569", 1)]),
        ("medicaid", "initial", 90, NONE),
        ("medicaid-tx-fqhc-rhc", "subsequent", 90, NONE),
    ],
)
def test_what_a_payer_takes_is_data(rules: CodeYear, payer: str, month: Month, minutes: int, wanted: Codes) -> None:
    assert codes(rules, month, minutes, payer) == wanted


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize(("minutes", "wanted"), [(0, NONE), (19, NONE), (20, [("99484", 1)]), (200, [("99484", 1)])])
def test_general_integration_goes_by_twenty_minutes(rules: CodeYear, month: Month, minutes: int, wanted: Codes) -> None:
    assert codes(rules, month, minutes, service="bhi") == wanted


def by_the_midpoint(month: Month, minutes: int, most: int | None, short: bool) -> Codes:
    """The rule in other words: past half of its time a code counts, and each 30 minutes after that time count so again."""
    code, full = ("99492", 70) if month == "initial" else ("99493", 60)
    if 2 * minutes <= full:
        return SHORT if short and 2 * minutes > 30 else NONE
    units = 0
    while 2 * (minutes - full - 30 * units) > 30 and (most is None or units < most):
        units += 1
    return [(code, 1), ("99494", units)] if units else [(code, 1)]


@given(month=st.sampled_from(MONTHS), minutes=st.one_of(st.integers(0, 400), MINUTES))
def test_the_midpoint_rule_stated_independently(rules: CodeYear, month: Month, minutes: int) -> None:
    for payer, most, short in (
        ("medicare", 2, True), ("medicare-fqhc-rhc", 2, True), ("medicaid-nc", 4, False), ("commercial", None, False)
    ):  # fmt: skip
        assert codes(rules, month, minutes, payer) == by_the_midpoint(month, minutes, most, short)


@given(payer=st.sampled_from(BY_MINUTES), month=st.sampled_from(MONTHS), minutes=st.integers(0, 2000))
def test_a_minute_more_never_takes_anything_away(rules: CodeYear, payer: str, month: Month, minutes: int) -> None:
    less, more = (dict(codes(rules, month, each, payer)) for each in (minutes, minutes + 1))
    rank = {"G2214": 1, "99492": 2, "99493": 2}
    base = [max((rank.get(code, 0) for code in found), default=0) for found in (less, more)]
    assert base[0] <= base[1]
    assert less.get("99494", 0) <= more.get("99494", 0) <= less.get("99494", 0) + 1


@given(month=st.sampled_from(MONTHS), minutes=MINUTES, data=st.data())
def test_codes_that_exclude_each_other_never_stand_together(
    rules: CodeYear, month: Month, minutes: int, data: st.DataObject
) -> None:
    payer = data.draw(st.sampled_from([each.id for each in rules.payers]))
    found = [code for code, _ in codes(rules, month, minutes, payer)]
    assert len({"99492", "99493", "G2214", "G0568", "G0569", "99484"} & set(found)) <= 1
    assert "99494" not in found or {"99492", "99493"} & set(found)
    assert all(units >= 1 for _, units in codes(rules, month, minutes, payer))


@given(month=st.sampled_from(MONTHS), minutes=MINUTES, data=st.data())
def test_every_answer_says_why(rules: CodeYear, month: Month, minutes: int, data: st.DataObject) -> None:
    payer = data.draw(st.sampled_from([each.id for each in rules.payers]))
    found = find_codes(rules, month=month, minutes=minutes, payer_id=payer)
    assert found.why.endswith(".")
    assert "F5." in found.why
    assert all(line.code in found.why for line in found.codes)


def test_what_sources_leave_open_is_said(rules: CodeYear) -> None:
    def why(month: Month, minutes: int, payer: str = "medicare") -> str:
        return find_codes(rules, month=month, minutes=minutes, payer_id=payer).why

    assert "F5.32" in why("initial", 146)
    assert "F5.32" not in why("initial", 116)
    assert "F5.30" in why("initial", 36)
    assert "F5.30" not in why("subsequent", 36)
    assert "F5.58" in why("initial", 36, "medicare-apcm")
    assert "F5.28" in why("initial", 34, "commercial")
    assert "ask" in why("initial", 90, "commercial")


def test_what_cannot_be_meant(rules: CodeYear) -> None:
    with pytest.raises(NoSuchPayer):
        find_codes(rules, month="initial", minutes=40, payer_id="medicaire")
    for minutes in (-1, MOST_MINUTES + 1):
        with pytest.raises(ValueError, match="not a number of minutes"):
            find_codes(rules, month="initial", minutes=minutes, payer_id="medicare")


@pytest.mark.parametrize(("years", "wanted", "used"), [([2026], 2026, 2026), ([2026], 2027, 2026), ([2026], 2020, 2026), ([2025, 2026, 2028], 2027, 2026), ([2026, 2028], 2028, 2028)])  # fmt: skip
def test_a_month_goes_by_the_rules_of_its_year(years: list[int], wanted: int, used: int) -> None:
    assert year_for(years, wanted) == used
