"""Rule sets of accreditors: ours can be read, mark what nobody confirmed, and a broken file says why and is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lms.credit.accreditors.reading import RULES, read_one, read_shelf
from lms.credit.accreditors.rules import RuleSet, filled, placeholders
from tests.credit.approved import FILE, harbor, put_on_shelf

BODIES = {"ama", "ancc", "apa", "aswb", "ca-bbs", "ca-brn", "il-idfpr", "ja", "naadac", "nbcc", "tx-bhec"}


def test_every_body_of_the_fact_sheet_has_a_file_that_can_be_read() -> None:
    shelf = read_shelf()
    assert shelf.problems == ()
    assert set(shelf.sets) == BODIES
    for each in shelf.sets.values():
        assert each.evidence.keys() >= RULES
        assert "statement" in each.unconfirmed, f"{each.accreditor}: no body has given us its words"


@pytest.mark.parametrize(
    ("accreditor", "code", "wanted"),
    [
        ("ama", "ama-pra-1", {"claiming": "learner", "professions": ("physician",)}),
        ("nbcc", "nbcc-hours", {"basis": "words"}),
        ("naadac", "naadac-ce", {"claiming": "fixed", "cap": (8, 24)}),
        ("ca-brn", "ca-brn-hours", {"minimum_minutes": 60, "licence_number": True, "claiming": "fixed"}),
        ("apa", "apa-ce", {"pass_mark": 80, "true_false": 1}),
    ],
)
def test_what_the_fact_sheet_says_of_a_body_stands_in_its_file(
    accreditor: str, code: str, wanted: dict[str, object]
) -> None:
    found = read_shelf().sets[accreditor].credit_type(code)
    assert found is not None
    cap = found.daily_cap
    told = {**vars(found), "cap": (cap.hours, cap.window_hours) if cap else None}
    assert {name: told[name] for name in wanted} == wanted


def test_a_rule_set_comes_back_as_it_was_kept_and_every_word_changes_its_hash() -> None:
    for each in (*read_shelf().sets.values(), harbor()):
        assert RuleSet.from_dict(each.as_dict()) == each
        assert RuleSet.from_dict(each.as_dict()).hash == each.hash
        reworded = replace(each.credit_types[0], statement=each.credit_types[0].statement + " ")
        assert replace(each, credit_types=(reworded, *each.credit_types[1:])).hash != each.hash


def test_the_days_a_version_is_in_force() -> None:
    rules = replace(harbor(), effective_from=date(2026, 1, 1), effective_to=date(2026, 12, 31))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [rules.in_force_on(each) for each in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("accreditor: harbor\n", "accreditor: other\n", "the file is called harbor"),
        ('version: "1"\n', "", "version is missing"),
        ("effective_from: 2025-01-01", "effective_from: soon", "effective_from is a day"),
        ("pass_mark: P, ", "", "evidence says nothing of pass_mark"),
        ("pass_mark: P", "pass_mark: Q", "evidence of pass_mark is Q"),
        ("professions: [physician]", "professions: [wizard]", "wizard is no profession"),
        ("claiming: learner", "claiming: anyhow", "claiming is fixed or learner"),
        ("{credit} {unit} for {title}.", "{credit} {score}", "{score}"),
        ("harbor-medicine", "harbor-nursing", "stands twice"),
        ("licence_number: true", "licence_number: true\n    step: 0.1", "quarter hours"),
        ("licence_number: true", "licence_number: true\n    pass_mark: 180", "per cent"),
        ("licence_number: true", "licence_number: true\n    passmark: 80", "no word of a type"),
        ("retention_years: 6", "retention: 6", "no word of a rule set"),
        ("credit_types:", "credit_types: [", "no YAML"),
    ],
)
def test_a_broken_file_says_why_in_a_sentence_and_gives_nothing(old: str, new: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    found, wrong = read_one(FILE.name, text.replace(old, new, 1))
    assert found is None
    assert any(said in each and each.startswith(FILE.name) for each in wrong), wrong


@pytest.mark.parametrize("text", ["", "- a\n- b", "7", "credit_types: 5", "evidence: [a]\ncredit_types: [3]"])
def test_nonsense_gives_sentences(text: str) -> None:
    found, wrong = read_one("x.yaml", text)
    assert found is None
    assert wrong


def test_a_file_in_the_data_folder_comes_after_ours_and_a_broken_one_hides_it(tmp_path: Path) -> None:
    put_on_shelf(tmp_path)
    folder = tmp_path / "accreditors"
    assert set(read_shelf(folder).sets) == BODIES | {"harbor"}
    (folder / "ama.yaml").write_text("accreditor: ama", encoding="utf-8")
    shelf = read_shelf(folder)
    assert set(shelf.sets) == BODIES - {"ama"} | {"harbor"}
    assert shelf.problems


def test_a_statement_is_filled_or_says_what_is_empty() -> None:
    statement = "{provider} gave {credit} {unit}."
    assert placeholders(statement) == {"provider", "credit", "unit"}
    assert filled(statement, {"provider": "Harbor", "credit": "1.00", "unit": "credit"}) == "Harbor gave 1.00 credit."
    with pytest.raises(ValueError, match=r"nothing for credit, provider\."):
        filled(statement, {"provider": " ", "unit": "credit"})
