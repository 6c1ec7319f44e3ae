"""Every role's pathway and every resource that the sources name, held against what was asked of them."""

from __future__ import annotations

import pytest

from lms.curriculum.course import ROLES, Course
from tests.learner import our_course

COURSE = our_course()
BANDS = {
    "bhcm": (1200, 1380), "psychiatric-consultant": (540, 660), "pcp": (40, 60), "clinical-supervisor": (270, 360),
    "program-manager": (180, 240), "qi-coordinator": (130, 190), "auxiliary": (45, 90), "clerical": (45, 90),
}  # fmt: skip
"""Between how many minutes each pathway may take: published or planned lengths, in the course's own counting."""
RESOURCES = {
    "T-01": ("pm-t-job-description", "pm-t-interview-guide"),
    "T-02": ("m1-t-skills-self-rating", "sup-t-skills-and-plan"),
    "T-03": ("m2-x-five-days", "m2-t-week-planner"),
    "T-05": ("pc-t-agreement-checklist",),
    "T-07": ("m5-t-note-skeleton", "pc-t-how-do-i-document"),
    "T-08": ("bas-t-team-on-a-page", "bas-t-road-on-a-page"),
    "T-09": ("pcp-t-talking-card",),
    "T-10": ("sup-t-shadowing-log",),
    "T-11": ("m7-t-caseload-review",),
    "T-12": ("pm-t-program-review-report",),
    "T-13": ("qi-t-aim-sheet", "qi-t-pdsa-sheet", "qi-t-run-chart"),
    "T-14": ("pm-t-finance-page",),
    "T-15": ("m5-t-panel-agenda",),
    "T-16": ("sup-t-caseload-review-guide",),
    "T-17": ("pm-t-program-review-guide",),
    "T-18": ("refresh-l1-fifteen-minutes", "refresh-t-agenda-and-script", "refresh-t-handout"),
    "T-19": ("m2-t-week-planner",),
    "T-20": ("pm-t-fte-worksheet",),
    "T-21": ("pm-t-staff-transition", "pm-t-hand-over-letter"),
    "T-22": ("clk-t-now-card",),
    "T-23": ("pm-t-site-readiness",),
    "T-24": ("champ-t-month-and-map",),
    "T-25": ("m5-t-time-log",),
    "T-26": ("m5-t-note-skeleton", "m5-t-pcp-card", "m5-t-consent-script", "m5-t-relapse-plan"),
    "T-27": ("aux-t-outreach-scripts", "m2-t-outreach-ladder"),
    "T-28": ("aux-t-screening-card",),
    "T-29": ("qi-t-site-profile",),
}
"""Resource → what it became; T-04 and T-06 are the page of one's own pathway."""
MEETINGS = {
    "panel review": ("m5-t-panel-agenda", "m2-x-panel-review"),
    "caseload review": ("sup-t-caseload-review-guide", "m7-x-caseload-review"),
    "program review": ("pm-t-program-review-guide", "pm-x-program-review"),
}


def minutes_of(course: Course, role: str, *, champion: bool = False) -> int:
    return sum(course.minutes_of[each] for each in course.requirements(role, champion))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_whole_pathway_of_its_length_with_a_test(role: str) -> None:
    least, most = BANDS[role]
    assert COURSE.pathways[role].status == "complete"
    assert least <= minutes_of(COURSE, role) <= most
    assert COURSE.kind_of[COURSE.requirements(role)[-1]] == "test"


def test_s117_a_champion_adds_about_fifty_minutes_and_a_test() -> None:
    plain, champion = (COURSE.requirements("pcp", each) for each in (False, True))
    assert champion[: len(plain)] == plain
    assert 40 <= minutes_of(COURSE, "pcp", champion=True) - minutes_of(COURSE, "pcp") <= 60
    assert COURSE.kind_of[champion[-1]] == "test"


@pytest.mark.parametrize(
    "unit", [each for each in COURSE.units if each.post_test and not each.post_test.over], ids=lambda each: each.id
)
def test_a_unit_teaches_practices_and_tests_each_of_its_objectives(unit) -> None:
    taught = {each for part in (*unit.lessons, *unit.cases) for each in part.objectives}
    asked = [item.objective for item in unit.post_test.items]
    for objective in unit.objectives:
        assert objective.id in taught
        assert asked.count(objective.id) >= 3
    assert len(unit.post_test.items) >= 3 * unit.post_test.draw
    shown = sum(item.kind != "text" for item in unit.post_test.items)
    assert shown * 10 >= 4 * len(unit.post_test.items), "two in five show a row, graph, note, script or bill"
    assert unit.cases
    assert unit.practice


@pytest.mark.parametrize("name", RESOURCES)
def test_s135_each_resource_exists_dated_with_its_facts_and_stands_in_the_library_of_its_roles(name: str) -> None:
    tools = {each.id: each for each in COURSE.tools}
    for each in RESOURCES[name]:
        if each not in tools:
            assert each in COURSE.kind_of
            continue
        tool = tools[each]
        assert tool.revised is not None
        assert tool.facts
        assert tool.roles


@pytest.mark.parametrize("meeting", MEETINGS)
def test_s132_each_meeting_has_an_agenda_and_a_practice(meeting: str) -> None:
    agenda, practice = MEETINGS[meeting]
    assert agenda in {each.id for each in COURSE.tools}
    assert practice in {each.id for each in COURSE.exercises}
