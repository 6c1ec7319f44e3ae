"""The course as it is, held against what its sources ask of any course."""

from __future__ import annotations

import re

import pytest

from lms.curriculum.course import Course
from tests.house.source import ROOT, files
from tests.learner import our_course

# Sellers of records, registries and remote monitoring, and the codes of remote monitoring (S-136, S-216).
SELLERS = re.compile(
    r"\b(Epic|MyChart|Cerner|Oracle Health|athenahealth|eClinicalWorks|NextGen|Allscripts|Veradigm|MEDITECH|AIMS Caseload Tracker|"
    r"Practice Fusion|Mirah|NeuroFlow|Concert Health|Mindoula|Quartet|Teladoc|HealthSnap|Livongo)\b"
)
REMOTE = re.compile(r"\b(9945[3478]|9897[5-9]|98980|98981)\b|\b(RPM|RTM)\b|remote (physiologic|therapeutic) monitoring")


def course() -> Course:
    return our_course()


def texts() -> list[tuple[str, str]]:
    """Place and text of everything a learner may read; sources name their publishers."""
    found = [
        path
        for folder in ("content", "quizzes", "certificates", "lms/templates")
        for path in files(ROOT / folder, ".md", ".yaml", ".html", ".svg")
        if path.name != "sources.yaml"
    ]
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in found]


@pytest.mark.parametrize("number", range(1, 8))
def test_s003_to_s009_each_objective_is_taught_and_tested(number: int) -> None:
    (module,) = [each for each in course().modules if each.number == number]
    assert module.post_test is not None
    for wanted in (each.id for each in course().objectives if each.module_id == module.id):
        own = {each.id for each in module.objectives if wanted in each.course}
        assert own, wanted
        assert [each.id for each in module.lessons if own & set(each.objectives)], wanted
        assert len([each.id for each in module.post_test.items if each.objective in own]) >= 2, wanted


def test_s136_s216_no_vendor_is_named() -> None:
    found = [
        f"{place}: {match.group()}"
        for place, text in texts()
        for pattern in (SELLERS, REMOTE)
        for match in pattern.finditer(text)
    ]
    assert found == []
    assert SELLERS.search("in Epic or Cerner")
    assert REMOTE.search("billed as 99454")


def test_s316_cases_take_place_in_person_by_telephone_and_by_video() -> None:
    used = {channel for module in course().modules for case in module.cases for channel in case.channels}
    assert {"in person", "telephone", "video"} <= used


def test_x08_each_review_has_one_name() -> None:
    terms = course().glossary
    assert {"panel-review", "caseload-review", "program-review"} <= set(terms)
    assert not {"case review", "caseload review", "caseload consultation"} & set(terms["panel-review"].also)
    assert not {"panel review", "weekly review"} & set(terms["caseload-review"].also)
    read = [(place, text) for place, text in texts() if "/facts/" not in place and place != "content/glossary.yaml"]
    assert [place for place, text in read if re.search(r"(?i)\bcase(load)? consultation|\bcase review", text)] == []


def test_c66_no_lesson_takes_more_than_a_quarter_of_an_hour() -> None:
    lessons = [lesson for module in (*course().modules, *course().units) for lesson in module.lessons]
    assert lessons
    assert [f"{each.id}: {each.minutes} min" for each in lessons if each.minutes > 15] == []
