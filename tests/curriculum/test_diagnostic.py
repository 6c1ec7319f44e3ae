"""A module's diagnostic: read like a test, asked whole, kept for attempts, and nothing anybody is required to do."""

from __future__ import annotations

from pathlib import Path

from lms.curriculum.findable import findable
from lms.curriculum.loader import load_course
from lms.curriculum.pieces import pieces
from lms.curriculum.tally import stats
from tests.clocks import NOON
from tests.curriculum.bad_diagnostics import DIAGNOSTICS
from tests.curriculum.builder import CourseFiles, with_diagnostic


def test_a_diagnostic_is_read_like_a_test_and_kept_like_every_question(tmp_path: Path) -> None:
    loaded = load_course(with_diagnostic(CourseFiles()).write(tmp_path))
    assert loaded.course is not None, loaded.problems
    assert loaded.problems == ()
    found = loaded.course.modules[0].diagnostic
    assert found is not None
    assert (found.kind, found.draw, len(found.items)) == ("diagnostic", 12, 12)
    assert loaded.course.quiz("m1-diag") is found
    kept = {piece_id for _, kind, piece_id, _ in pieces(loaded.course) if kind == "item"}
    assert {each.id for each in found.items} <= kept


def test_a_diagnostic_is_required_of_nobody_changes_no_edition_and_is_found_by_no_search(tmp_path: Path) -> None:
    plain = load_course(CourseFiles().write(tmp_path / "plain")).course
    course = load_course(with_diagnostic(CourseFiles()).write(tmp_path / "more")).course
    assert plain is not None
    assert course is not None
    assert plain.edition == course.edition
    assert "m1-diag" not in course.kind_of
    assert plain.minutes_of == course.minutes_of
    assert course.modules[0].diagnostic is not None
    title = course.modules[0].diagnostic.items[0].title
    assert not [each for each in findable(course, lambda kind, name: name) if title in f"{each.title} {each.text}"]
    without, found = stats(plain, NOON.date()), stats(course, NOON.date())
    assert found["totals"].pop("diagnostic_items") == found["modules"][0].pop("diagnostic_items") > 0
    assert without["totals"].pop("diagnostic_items") == without["modules"][0].pop("diagnostic_items") == 0
    assert without == found | {"reviews": without["reviews"]}


def test_a_module_in_preparation_shows_no_diagnostic(tmp_path: Path) -> None:
    course = load_course(with_diagnostic(CourseFiles()).write(tmp_path)).course
    assert course is not None
    assert course.without_modules().modules[0].diagnostic is None


def test_every_rule_on_diagnostics_has_an_example() -> None:
    assert {"Q128", "Q129", "Q130"} <= {rule for rule, *_ in DIAGNOSTICS}
