"""docs/privacy.md is what the program does, and every table, column and period has its place in it."""

from __future__ import annotations

import re

from lms.acts.person.tables import PERSON_TABLES
from lms.acts.retention.periods import PERIODS
from lms.settings import Settings
from lms.tables import metadata
from tests.house.documents import settings_rows
from tests.house.privacy_document import GROUPS, LEVELS, PRIVACY, group_of, privacy_page


def test_the_page_is_what_the_program_says() -> None:
    assert PRIVACY.read_text(encoding="utf-8") == privacy_page(), "run python -m tests.house.documents"


def test_every_table_stands_in_the_data_map_once() -> None:
    named = re.findall(r"^\| `([a-z_]+)` \|", PRIVACY.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(metadata.tables)


def test_every_table_with_a_person_has_a_purpose_and_an_audience() -> None:
    assert {group_of(each) for each in PERSON_TABLES.values()} - set(GROUPS) == set()


def test_every_group_has_a_level_that_is_described() -> None:
    """ASVS 5.0.0, V14.1.1 and V14.1.2."""
    described = re.findall(r"^\| ([a-z' ]+) \|", LEVELS.partition("| --- |")[2], re.MULTILINE)
    assert described == ["secret", "one's own", "confidential", "internal", "public"]
    named = {level for level, *_ in GROUPS.values()}
    assert [each for each in named if not any(level in each for level in described)] == []
    assert [each for each in described if not any(each in level for level in named)] == []


def test_periods_that_may_be_chosen_name_a_setting_there_is() -> None:
    known = {name for name, _, _ in settings_rows()}
    assert {each.setting for each in PERIODS if each.setting} <= known
    assert len({each.key for each in PERIODS}) == len(PERIODS)
    assert str(Settings().letter_days) in next(each.kept for each in PERIODS if each.key == "letters")


def test_a_period_with_a_person_names_the_account_that_a_hold_may_keep() -> None:
    technical = {"half-sign-ins", "kept-forms", "handled"}
    for each in PERIODS:
        if each.model is not None and each.key not in technical and "account_id" in each.model.__table__.columns:
            assert each.whose == "account_id", each.key
