"""The rules before credit, each by its number: what it says when it holds, and when it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.credit.claiming import rules
from lms.credit.claiming.facts import Exam, Maker, Part, Pool
from lms.credit.claiming.rules import first_open, judge, may_claim
from tests.credit.claiming.situations import (
    ACTIVITY,
    LEARNER,
    MEDICINE,
    NOW,
    NURSING,
    PASSED,
    SET_OUT,
    TERMS,
    TODAY,
    earlier,
    rule,
)  # fmt: skip

FAR = date(2024, 1, 1)


def says(number: int, sentence: str, step: str, **changes: Any) -> None:
    """Unchanged the rule holds; with the changes it is open, begins with this sentence, and is closed there."""
    assert (rule(number).holds, rule(number).step) == (True, "")
    found = rule(number, **changes)
    assert (found.holds, found.step) == (False, step)
    assert found.sentence.startswith(sentence)


def test_all_rules_hold_for_whoever_did_everything() -> None:
    found = judge(ACTIVITY, TERMS, LEARNER)
    assert [each.number for each in found] == [*range(1, 17), 19]
    assert may_claim(found)
    assert first_open(found) is None
    assert all(each.sentence.endswith(".") and each.name for each in found)
    assert not may_claim(())


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"activity": {"frozen_hash": None}}, "provider"),
        ({"activity": {"today_hash": "bb"}}, "provider"),
        ({"activity": {"today_hash": None}}, "provider"),
        ({"enrolled_hash": "bb"}, "provider"),
        ({"enrolled_hash": None}, "disclosures"),
    ],
)
def test_5b_01_the_content_is_the_one_that_was_designated(changes: dict[str, Any], step: str) -> None:
    found = rule(1, **changes)
    assert not found.holds
    assert found.step == step
    assert rule(1).sentence == "You are enrolled in the published version that credit was designated for."


def test_5b_01_a_changed_course_loses_nothing() -> None:
    assert rule(1, activity={"today_hash": "bb"}).sentence.endswith("what you did is kept.")


@pytest.mark.parametrize(
    ("activity", "sentence"),
    [
        ({"released_on": None}, "The activity is not released yet."),
        ({"released_on": TODAY + timedelta(days=1)}, "The activity is not released yet."),
        ({"ends_on": None}, "The activity has no last day for credit yet."),
        ({"ends_on": TODAY - timedelta(days=1)}, "The last day for credit was 3 May 2026."),
        ({"reviewed_on": date(2023, 5, 3)}, "Its content has to be reviewed every three years, and that is overdue."),
    ],
)
def test_5b_02_within_its_term(activity: dict[str, Any], sentence: str) -> None:
    says(2, sentence, "provider", activity=activity)


def test_5b_02_the_last_day_and_the_third_year_count_whole() -> None:
    assert rule(2, activity={"ends_on": TODAY}).holds
    assert rule(2, activity={"reviewed_on": date(2023, 5, 4)}).holds


def test_5b_02_completed_in_time_stays_in_time() -> None:
    later = NOW + timedelta(days=400)
    assert rule(2, activity={"ends_on": TODAY, "closed": True}, now=later, today=later.date()).holds


@pytest.mark.parametrize("behind", [timedelta(minutes=61), timedelta(days=30)])
def test_5b_02_a_clock_set_back_claims_nothing(behind: timedelta) -> None:
    says(2, "The clock of this server stands earlier than what it has already recorded. Nothing was claimed", "provider",
         now=NOW - behind)  # fmt: skip


def test_5b_02_the_last_day_soon_is_told_while_there_is_time() -> None:
    open_test = {"tests": (Exam("t1", "Post-test"),), "evaluated_on": None, "attested_at": None}
    assert rule(2, activity={"ends_on": date(2026, 5, 20)}, **open_test).notice.startswith("Complete it by 20 May 2026")
    assert rule(2, activity={"ends_on": date(2026, 8, 20)}, **open_test).notice == ""


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (
            {"term_end": TODAY - timedelta(days=1)},
            "The approval by the Harbor Council ran from 4 May 2025 to 3 May 2026",
        ),
        ({"term_start": TODAY + timedelta(days=1)}, "The approval by the Harbor Council ran from 5 May 2026"),
        ({"withdrawn_on": TODAY}, "The approval by the Harbor Council was withdrawn"),
        ({"formats": ("live",)}, "The approval by the Harbor Council does not cover this format."),
        ({"designated_at": SET_OUT + timedelta(seconds=1)}, "Credit was designated only after you set out"),
        ({"closed": True}, "The designation for Harbor social work credit was closed."),
    ],
)
def test_5b_03_approved_on_the_day_of_completion(terms: dict[str, Any], sentence: str) -> None:
    says(3, sentence, "provider", terms=terms)


def test_5b_03_an_approval_that_ends_tomorrow_warns_whoever_is_under_way() -> None:
    tomorrow = {"term_end": TODAY + timedelta(days=1)}
    assert rule(3, terms=tomorrow).notice == ""
    under_way = rule(3, terms=tomorrow, tests=(Exam("t1", "Post-test"),))
    assert under_way.holds
    assert under_way.notice.startswith("The approval ends on 5 May 2026.")


def test_5b_03_an_approval_withdrawn_after_completion_covered_it() -> None:
    assert rule(3, terms={"withdrawn_on": TODAY + timedelta(days=1)}).holds


@pytest.mark.parametrize(
    ("activity", "sentence"),
    [
        ({"makers": ()}, "Nobody is named who planned, wrote and reviewed the activity."),
        ({"makers": (Maker("A", None),)}, "A disclosure of the last 24 months is missing: A."),
        ({"makers": (Maker("A", date(2024, 5, 3)),)}, "A disclosure of the last 24 months is missing: A."),
        ({"makers": (Maker("A", TODAY, mitigated=False),)}, "A relevant relationship is not mitigated yet: A."),
        ({"support_stated": False}, "Nothing is stated about commercial support."),
    ],
)
def test_5b_04_disclosed_and_mitigated(activity: dict[str, Any], sentence: str) -> None:
    says(4, sentence, "provider", activity=activity)


def test_5b_05_acknowledged_before_the_content() -> None:
    says(5, "Read the disclosures and acknowledge them.", "disclosures", acknowledged_at=None)
    early = Part("l1", "A lesson", "lesson", None, None, before=True)
    says(5, "1 part was done before you acknowledged the disclosures and must be done again for credit: A lesson.",
         "content", parts=(early,))  # fmt: skip


def test_5b_06_everything_done() -> None:
    says(6, "1 of 1 parts are still to be done.", "content", parts=(Part("l1", "A lesson", "lesson"),))
    says(6, "Nothing is required yet.", "provider", parts=(), tests=())


def test_5b_06_a_very_fast_way_is_shown_to_the_provider_and_stops_nothing() -> None:
    quick = rule(6, acknowledged_at=PASSED - timedelta(minutes=24))
    assert quick.holds
    assert quick.notice.startswith("Done within 24 minutes, less than 40 %")
    assert rule(6, acknowledged_at=PASSED - timedelta(minutes=25)).notice == ""


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"tests": ()}, "test"),
        ({"tests": (Exam("t1", "Post-test"),)}, "test"),
        ({"tests": (Exam("t1", "Post-test", Fraction(11, 15), PASSED, TODAY),)}, "test"),
        ({"activity": {"announced_mark": None}}, "provider"),
        ({"activity": {"announced_mark": 75}}, "provider"),
        ({"activity": {"pools": (Pool("Post-test", 22, 15),)}}, "provider"),
        ({"activity": {"pools": (Pool("Post-test", 40, 7),)}}, "provider"),
        ({"activity": {"pools": (Pool("Post-test", 40, 15, two_answers=1),)}}, "provider"),
        ({"activity": {"pools": (Pool("Post-test", 40, 15, uncovered=("Roles",)),)}}, "provider"),
    ],
)
def test_5b_07_passed_at_the_mark_told_before(changes: dict[str, Any], step: str) -> None:
    assert rule(7).sentence == "The post-test is passed at the mark told beforehand, 80 %."
    found = rule(7, **changes)
    assert (found.holds, found.step) == (False, step)


@pytest.mark.parametrize("on", [None, TODAY - timedelta(days=1)])
def test_5b_08_an_evaluation_after_the_pass(on: date | None) -> None:
    says(8, "Hand in the evaluation. It is kept without your name.", "evaluation", evaluated_on=on)


@pytest.mark.parametrize("at", [None, PASSED - timedelta(seconds=1)])
def test_5b_09_an_attestation_after_the_pass(at: datetime | None) -> None:
    says(9, "Sign that this was your own work", "attest", attested_at=at)


def test_5b_08_5b_09_only_where_the_rule_set_asks_for_them() -> None:
    assert rule(8, terms={"evaluation": False}, evaluated_on=None).holds
    assert rule(9, terms={"attestation": False}, attested_at=None).holds


def test_5b_10_credit_for_the_professions_it_is_for() -> None:
    says(10, "Tell us your licence", "attest", professions=())
    says(10, "Harbor social work credit goes to other professions than those of your licences.", "provider",
         professions=("physician", "psychologist"))  # fmt: skip
    assert rule(10, terms={"kind": MEDICINE}, professions=("psychologist", "physician")).holds
    assert not rule(10, terms={"kind": MEDICINE}).holds


def test_5b_11_fixed_credit_is_given_whole() -> None:
    assert rule(11).holds
    assert rule(11, wanted=100).holds
    says(11, "This type is given whole: 1.00. Nothing was claimed, and nothing you did is lost.", "claim", wanted=75)


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("0.25", True), ("0.75", True), ("0,75", True), ("1.00", True), ("1", True), ("1.3", False), ("1.25", False),
        ("0", False), ("-0.25", False), ("0.1", False), ("0.33", False),
    ],
)  # fmt: skip
def test_5b_11_a_learner_claims_in_quarters_up_to_the_most(typed: str, held: bool) -> None:
    found = rule(11, terms={"kind": MEDICINE, "credit": 100}, wanted=rules.read_amount(typed))
    assert found.holds is held
    if not held:
        assert found.sentence.startswith("Credit is claimed in steps of 0.25, from 0.25 to 1.00.")


@pytest.mark.parametrize("typed", ["", "one", "nan", "inf", "1e9", "0.333", "1/4", "0x1"])
def test_5b_11_what_is_no_amount_is_none(typed: str) -> None:
    assert rules.read_amount(typed) is None


@given(quarters=st.integers(1, 40), wanted=st.integers(-200, 1200))
def test_5b_11_whatever_is_claimed_is_a_quarter_of_what_is_designated(quarters: int, wanted: int) -> None:
    terms = replace(TERMS, kind=MEDICINE, credit=25 * quarters)
    if rule(11, terms={"kind": MEDICINE, "credit": 25 * quarters}, wanted=wanted).holds:
        assert 0 < wanted <= 25 * quarters
        assert wanted % 25 == 0
    else:
        assert wanted not in rules.choices(terms)


def test_5b_12_no_second_claim() -> None:
    says(12, "You have claimed Harbor social work credit for this activity already; it is given once.", "provider",
         earlier=(earlier(100, designation="d1", unit="m1"),))  # fmt: skip
    newer = rule(12, earlier=(earlier(100, designation="d0", unit="m1", hours=9000),))
    assert newer.holds
    assert newer.notice.startswith("You claimed credit for an earlier version.")
    assert rule(12, earlier=(earlier(100),)).notice == ""


@pytest.mark.parametrize(
    ("had", "hours", "held"), [(700, 1, True), (725, 1, False), (800, 23.99, False), (800, 24, True), (0, 1, True)]
)
def test_5b_13_at_most_eight_hours_within_a_day(had: int, hours: float, held: bool) -> None:
    found = rule(13, earlier=(earlier(had, hours=hours),))
    assert (found.holds, found.step) == (held, "" if held else "claim")


@given(st.lists(st.tuples(st.integers(1, 16), st.integers(0, 48)), max_size=12), st.integers(1, 40))
def test_5b_13_no_window_ever_holds_more_than_the_cap(claims: list[tuple[int, int]], quarters: int) -> None:
    made = tuple(earlier(25 * quarter, hours=hour, designation=str(at)) for at, (quarter, hour) in enumerate(claims))
    held = rule(13, terms={"credit": 25 * quarters}, earlier=made).holds
    within = sum(each.credit for each in made if each.at > NOW - timedelta(hours=24))
    assert held is (within + 25 * quarters <= 800)


def test_5b_14_long_enough_for_the_type() -> None:
    says(14, "the Harbor Council asks activities of at least 15 minutes; this one is shorter.", "provider",
         terms={"minutes": 1499})  # fmt: skip
    assert rule(14, terms={"minutes": 1500}).holds


@pytest.mark.parametrize(("number", "state"), [("", ""), ("RN-1", " "), ("", "Ohio")])
def test_5b_15_a_licence_number_where_the_type_needs_it(number: str, state: str) -> None:
    nurse = {"terms": {"kind": NURSING}, "professions": ("registered-nurse",)}
    found = rule(15, **nurse, licence_number=number, licence_state=state)
    assert (found.holds, found.step) == (False, "claim")
    assert rule(15, **nurse, licence_number="RN-1", licence_state="Ohio").holds
    assert rule(15).holds


def test_5b_15_also_where_only_the_certificate_needs_it() -> None:
    assert not rule(15, terms={"certificate_fields": ("name", "licence_number")}).holds


@pytest.mark.parametrize("name", ["provider", "provider_number", "title", "number", "term_start", "unit"])
def test_5b_16_no_field_of_the_certificate_is_empty(name: str) -> None:
    found = rule(16, fields={**LEARNER.fields, name: " "})
    assert (found.holds, found.step) == (False, "provider")
    assert name.replace("_", " ") in found.sentence.replace("_", " ")


def test_5b_16_the_legal_name_is_confirmed() -> None:
    says(16, "Confirm your legal name, as it must stand on the certificate.", "attest", legal_name=None)


@pytest.mark.parametrize(
    ("asked_by", "approved_by", "reason", "problem"),
    [
        ("a", "b", "The server was down", None),
        ("a", "b", " ", "Say why the rule is set aside."),
        ("a", "a", "Why", "The second person must be another one."),
        ("a", None, "Why", "A second person has to agree."),
        ("learner", "b", "Why", "Nobody sets a rule aside for herself."),
        ("a", "learner", "Why", "Nobody sets a rule aside for herself."),
    ],
)
def test_5b_17_two_others_with_a_reason(
    asked_by: str, approved_by: str | None, reason: str, problem: str | None
) -> None:
    given_ = {"learner": "learner", "asked_by": asked_by, "approved_by": approved_by, "reason": reason}
    assert rules.override_problem(**given_) == problem  # type: ignore[arg-type]


def test_5b_17_what_was_set_aside_holds_and_says_so_but_some_rules_never_are() -> None:
    late = replace(ACTIVITY, ends_on=FAR)
    found = judge(late, TERMS, LEARNER, set_aside=(2,))
    assert may_claim(found)
    assert "Two people of the staff" in found[1].sentence
    demo = judge(ACTIVITY, TERMS, replace(LEARNER, demo=True, wanted=130), set_aside=range(1, 21))
    assert [each.number for each in demo if not each.holds] == [11, 19]


def test_5b_19_a_demonstration_gives_no_credit() -> None:
    says(19, "This is a demonstration. It holds no approvals, and no credit comes of it.", "provider", demo=True)


def test_what_is_closed_first_follows_the_way_of_the_learner() -> None:
    nothing = replace(LEARNER, acknowledged_at=None, enrolled_hash=None, parts=(Part("l1", "A", "lesson"),),
                      tests=(Exam("t1", "T"),), evaluated_on=None, attested_at=None)  # fmt: skip
    found = first_open(judge(ACTIVITY, replace(TERMS, closed=True), nothing))
    assert found is not None
    assert found.step == "disclosures"
    only_provider = first_open(judge(ACTIVITY, replace(TERMS, closed=True), LEARNER))
    assert only_provider is not None
    assert (only_provider.number, only_provider.step) == (3, "provider")
