"""Role files: what each of the eight says, and what is refused."""

import copy

import pytest

from lms.curriculum.course import ROLES as ROLE_IDS
from lms.readiness.roles import BadRole, read_role, role_problems
from lms.readiness.rules import phases_for
from tests.readiness.roles import FILES, ROLES, on


def test_all_eight_are_there() -> None:
    assert set(ROLES) == set(ROLE_IDS)
    assert all(name == timeline.role for name, timeline in ROLES.items())


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            "bhcm",
            [
                ("preparation", "2027-02-28", "2027-05-31", None),
                ("continuing education", "2027-05-31", "2027-11-30", None),
            ],
        ),
        ("psychiatric-consultant", [("preparation", None, None, 10)]),
        ("pcp", [("preparation", "2027-04-30", "2027-05-31", None)]),
        ("clinical-supervisor", [("preparation", "2027-04-30", "2027-05-31", None)]),
        ("program-manager", [("preparation", None, None, None)]),
        ("qi-coordinator", [("preparation", None, None, None)]),
        ("auxiliary", [("preparation", None, None, None)]),
        ("clerical", [("preparation", None, None, None)]),
    ],
)
def test_phases_from_a_start_at_the_end_of_may(
    role: str, expected: list[tuple[str, str | None, str | None, int | None]]
) -> None:
    found = phases_for(ROLES[role], on("05-31"))
    assert [
        (phase.name, phase.opens and str(phase.opens), phase.due and str(phase.due), phase.hours) for phase in found
    ] == expected


@pytest.mark.parametrize("start", ["2028-02-29", "2027-05-31", "2027-11-30", "2027-12-31", "2028-08-31"])
def test_phases_are_in_date_order(start: str) -> None:
    for timeline in ROLES.values():
        days = [day for phase in phases_for(timeline, on(start)) for day in (phase.opens, phase.due) if day]
        assert days == sorted(days)


def test_leap_day_starts() -> None:
    preparation, continuing = phases_for(ROLES["bhcm"], on("2028-02-29"))
    assert (str(preparation.opens), str(continuing.due)) == ("2027-11-29", "2028-08-29")
    assert str(phases_for(ROLES["bhcm"], on("2028-05-31"))[0].opens) == "2028-02-29"


@pytest.mark.parametrize(
    ("role", "opens", "due"),
    [
        ("program-manager", None, "2027-06-15"),
        ("clerical", None, "2027-06-15"),
        ("psychiatric-consultant", None, "2027-06-15"),
        ("clinical-supervisor", "2027-05-15", "2027-06-15"),
        ("bhcm", "2027-02-04", "2027-05-04"),
        ("pcp", "2027-04-04", "2027-05-04"),
    ],
)
def test_a_clinic_sets_a_date_only_where_none_is_published(role: str, opens: str | None, due: str) -> None:
    phase = phases_for(ROLES[role], on("05-04"), on("06-15"))[0]
    assert (phase.opens and str(phase.opens), str(phase.due)) == (opens, due)


def test_every_role_says_where_it_comes_from() -> None:
    assert all(timeline.source and timeline.source_note for timeline in ROLES.values())
    assert {name for name, timeline in ROLES.items() if timeline.needs_whole_course} == {"bhcm"}
    assert {name for name, timeline in ROLES.items() if timeline.early_is_refresher} == {"pcp"}


def changed(path: str, value: object, role: str = "bhcm") -> dict:
    """A good role file with one place changed; `phases.0.due` names a place, a value of Ellipsis removes it."""
    definition = copy.deepcopy(FILES[role])
    *way, last = path.split(".")
    place = definition
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    if value is ...:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return definition


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("colour", "red", "The key colour is not known."),
        ("title", "  ", "title must be a text"),
        ("short", ..., "short must be a text"),
        ("id", 7, "id must be a text"),
        ("due_basis", "guessed", "due_basis must be one of"),
        ("due_basis", "none", "cannot have a due date"),
        ("source", "R.09", "source must be a list"),
        ("source", [9], "source must be a list"),
        ("source_note", 3, "source_note must be a text"),
        ("needs_whole_course", "yes", "needs_whole_course must be true or false"),
        ("signoffs", "all", "signoffs must be a list"),
        ("thresholds", [14], "thresholds must be a list of names"),
        ("thresholds.pace_window_days", 0, "whole number of 1 or more"),
        ("thresholds.default_minutes_per_week", True, "whole number of 1 or more"),
        ("thresholds.too_early_days", 28, "fewer than pace_window_days"),
        ("thresholds.luck", 1, "The threshold luck is not known"),
        ("phases", [], "at least one phase"),
        ("phases", ["preparation"], "at least one phase"),
        ("phases.0", {"name": "", "due": {"anchor": "start", "months": 0}}, "name must be a text"),
        ("phases.0.colour", "red", "Phase 1: the key colour is not known."),
        ("phases.0.due", None, "needs a due date"),
        ("phases.0.due", {"anchor": "hire", "months": 0}, "due must be null or"),
        ("phases.0.opens", {"anchor": "start", "months": 1.5}, "opens must be null or"),
        ("phases.0.opens", {"anchor": "start", "days": 3}, "opens must be null or"),
        ("phases.0.opens", "soon", "opens must be null or"),
        ("phases.0.opens", {"anchor": "start", "months": 0}, "opens must come before due"),
        ("phases.0.hours", -1, "hours must be null or a number above 0"),
        ("phases.0.hours", True, "hours must be null or a number above 0"),
        ("phases.1.name", "afterwards", "at most one named continuing education"),
        ("phases.1.due", None, "needs both opens and due"),
        ("phases.0.name", "continuing education", "phases must be the preparation"),
    ],
)
def test_one_fault_one_sentence(path: str, value: object, words: str) -> None:
    problems = role_problems(changed(path, value))
    assert len(problems) == 1
    assert words in problems[0]
    with pytest.raises(BadRole, match="Role "):
        read_role(changed(path, value))


def test_all_faults_at_once() -> None:
    definition = changed("title", None)
    definition["phases"][0]["hours"] = 0
    definition["thresholds"] = {"too_early_days": "two"}
    del definition["due_basis"]
    with pytest.raises(BadRole) as caught:
        read_role(definition)
    assert len(caught.value.problems) == 4
    assert caught.value.role == "bhcm"


def test_what_may_be_left_out() -> None:
    definition = {
        "id": "clerical",
        "title": "Clerical staff",
        "short": "Clerical",
        "due_basis": "none",
        "phases": [{"name": "preparation"}],
    }
    timeline = read_role(definition)
    assert (timeline.pace_window_days, timeline.default_minutes_per_week, timeline.source) == (28, 240, ())
