"""`lms timeline`, as somebody at a terminal meets it."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from lms.cli import main
from lms.curriculum.course import ROLES
from lms.curriculum.loader import load_course
from tests.learner import our_course
from tests.web.growing import copy_young_course

ROOT = Path(__file__).resolve().parents[2]
KEYS = [
    "role", "start_date", "phases", "standing", "reason", "minutes_left",
    "pace_minutes_per_week", "forecast_date", "next_change_on",
]  # fmt: skip


@pytest.fixture(scope="module")
def required() -> dict[str, int]:
    """The minutes of each role's published requirements."""
    course = our_course()
    return {role: sum(course.minutes_of[each] for each in course.requirements(role)) for role in ROLES}


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]):
    """Runs the command for a care manager who starts on 31 May 2027, unless told otherwise."""

    def run(*more: str, role: str = "bhcm", start: str = "2027-05-31") -> tuple[int, str, str]:
        code = main(["timeline", "--role", role, "--start-date", start, *more])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def answer(ask):
    def run(*more: str, **who: str) -> dict:
        code, out, err = ask(*more, "--format", "json", **who)
        assert (code, err) == (0, "")
        return json.loads(out)

    return run


def test_the_keys_and_their_order(answer) -> None:
    found = answer("--as-of", "2027-03-15")
    assert list(found) == KEYS
    assert [list(phase) for phase in found["phases"]] == [["name", "opens", "due", "hours"]] * 2


@pytest.mark.parametrize("role", ROLES)
def test_every_role_answers(answer, role: str) -> None:
    found = answer("--as-of", "2027-05-15", role=role)
    assert found["role"] == role
    assert found["reason"].endswith(".")


def test_month_ends(answer) -> None:
    assert answer("--as-of", "2027-02-01")["phases"] == [
        {"name": "preparation", "opens": "2027-02-28", "due": "2027-05-31", "hours": None},
        {"name": "continuing education", "opens": "2027-05-31", "due": "2027-11-30", "hours": None},
    ]
    assert answer("--as-of", "2027-02-01", start="2028-05-31")["phases"][0]["opens"] == "2028-02-29"


def test_nothing_is_invented_where_nothing_is_published(answer) -> None:
    found = answer("--as-of", "2027-06-30", role="program-manager")
    assert found["phases"] == [{"name": "preparation", "opens": None, "due": None, "hours": None}]
    assert (found["standing"], found["pace_minutes_per_week"], found["next_change_on"]) == ("not started", None, None)
    assert "set by your clinic" in found["reason"]


def test_a_clinic_may_set_a_date(answer) -> None:
    found = answer("--as-of", "2027-06-30", "--clinic-due", "2027-06-15", role="program-manager")
    assert (found["phases"][0]["due"], found["standing"]) == ("2027-06-15", "overdue")


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2027-02-27", "not open yet"),
        ("2027-02-28", "not started"),
        ("2027-05-31", "at risk"),
        ("2027-06-01", "overdue"),
    ],
)
def test_the_days_around_a_window(answer, day: str, standing: str) -> None:
    assert answer("--as-of", day)["standing"] == standing


def test_no_care_manager_is_ready_while_modules_are_missing(answer, tmp_path: Path) -> None:
    young = copy_young_course(tmp_path / "young")
    course = load_course(young).course
    assert course is not None
    wanted = sum(course.minutes_of[each] for each in course.requirements("bhcm"))
    for minutes in (wanted, wanted + 500):
        found = answer("--course", str(young), "--as-of", "2027-05-01", "--minutes-done", str(minutes))
        assert (found["standing"], found["minutes_left"], found["pace_minutes_per_week"]) == ("on track", 0, 0)
        assert "in preparation" in found["reason"]


def test_a_care_manager_who_did_the_whole_course_is_ready(answer, required) -> None:
    done = ("--minutes-done", str(required["bhcm"]))
    assert answer("--as-of", "2027-05-01", *done)["standing"] == "ready"


def test_other_roles_are_ready_and_then_complete(answer, required) -> None:
    done = ("--minutes-done", str(required["pcp"]))
    assert answer("--as-of", "2027-05-30", *done, role="pcp")["standing"] == "ready"
    assert answer("--as-of", "2027-05-31", *done, role="pcp")["standing"] == "complete"
    assert "refresher" in answer("--as-of", "2027-04-29", *done, role="pcp")["reason"]


def test_the_pace_leads_to_a_forecast(answer, required) -> None:
    found = answer("--as-of", "2027-04-30", "--minutes-done", "40", "--minutes-last-28-days", "28")
    left = required["bhcm"] - 40
    assert found["minutes_left"] == left
    assert (date.fromisoformat(found["forecast_date"]) - date(2027, 4, 30)).days == left
    assert found["pace_minutes_per_week"] == -(-left * 7 // 31)


def test_without_the_last_28_days_there_is_no_forecast(answer) -> None:
    some = ("--as-of", "2027-03-30", "--minutes-done", "40")
    found = answer(*some)
    assert (found["standing"], found["forecast_date"]) == ("on track", None)
    assert "no forecast" in found["reason"]
    assert answer(*some, "--minutes-last-28-days", "0")["standing"] == "at risk"


@pytest.mark.parametrize(("day", "early"), [("2027-03-13", True), ("2027-03-14", False)])
def test_the_first_14_days_are_too_early_to_say(answer, day: str, early: bool) -> None:
    found = answer("--as-of", day, "--minutes-done", "20", "--minutes-last-28-days", "20")
    assert ("too early to say" in found["reason"]) is early
    assert (found["forecast_date"] is None) is early


def test_recent_minutes_where_no_window_has_opened(answer) -> None:
    recent = ("--as-of", "2027-05-03", "--minutes-done", "7", "--minutes-last-28-days", "7")
    left = answer(*recent, role="psychiatric-consultant")["minutes_left"]
    found = answer(*recent, role="psychiatric-consultant", start="2028-05-31")
    assert (date.fromisoformat(found["forecast_date"]) - date(2027, 5, 3)).days == left * 28 // 7
    early = answer("--as-of", "2027-01-03", "--minutes-done", "7", "--minutes-last-28-days", "7")
    assert (early["standing"], early["forecast_date"]) == ("not open yet", None)


def test_leave(answer) -> None:
    found = answer("--as-of", "2027-04-10", "--paused-from", "2027-04-05", "--paused-to", "2027-04-20")
    assert (found["standing"], found["next_change_on"]) == ("paused", "2027-04-21")
    assert answer("--as-of", "2027-06-10", "--paused-from", "2027-04-05")["next_change_on"] is None
    assert (
        answer("--as-of", "2027-04-10", "--paused-from", "2027-04-10", "--paused-to", "2027-04-10")["standing"]
        == "paused"
    )


def test_c66_agreed_time(answer) -> None:
    assert answer("--as-of", "2027-05-24", "--agreed-minutes-per-week", "10")["standing"] == "at risk"
    assert answer("--as-of", "2027-05-24", "--agreed-minutes-per-week", "2400")["standing"] == "not started"


def test_csv_has_a_line_for_each_phase(ask) -> None:
    code, out, _ = ask("--as-of", "2027-03-15", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(row["name"], row["opens"], row["standing"]) for row in rows] == [
        ("preparation", "2027-02-28", "not started"),
        ("continuing education", "2027-05-31", "not started"),
    ]


def test_the_table_says_it_in_words(ask) -> None:
    code, out, _ = ask("--as-of", "2027-03-15")
    assert code == 0
    assert out.startswith("Behavioral health care manager, start date 31 May 2027, as of 15 March 2027\n")
    assert "Not started. Nothing is done yet." in out
    assert "Next: Begin with the first lesson.\n" in out
    assert "Next:" not in ask("--as-of", "2027-03-15", "--paused-from", "2027-03-01")[1]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--minutes-done", "-5"),
        ("--minutes-done=-5",),
        ("--minutes-done", "1.5"),
        ("--minutes-done", "many"),
        ("--minutes-done", "²"),
        ("--minutes-last-28-days", "-1"),
        ("--minutes-done", "10", "--minutes-last-28-days", "11"),
        ("--minutes-last-28-days", "1"),
        ("--as-of", "2027-02-30"),
        ("--as-of", "tomorrow"),
        ("--as-of", "1776-07-04"),
        ("--paused-from", "2027-04-31"),
        ("--paused-to", "2027-04-30"),
        ("--paused-from", "2027-05-02", "--paused-to", "2027-05-01"),
        ("--clinic-due", "2027-06-01"),
        ("--agreed-minutes-per-week", "-1"),
        ("--format", "xml"),
        ("--speed", "9"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(ask, wrong: tuple[str, ...]) -> None:
    code, out, err = ask(*wrong)
    assert (code, out) == (2, "")
    assert err.startswith("lms")
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("role", "start"),
    [
        ("nurse", "2027-05-31"),
        ("BHCM", "2027-05-31"),
        ("bhcm", "2027-02-29"),
        ("bhcm", "9999-12-31"),
        ("", "2027-05-31"),
    ],
)
def test_no_such_role_and_no_such_date(ask, role: str, start: str) -> None:
    code, out, err = ask(role=role, start=start)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_course_with_errors_is_found(ask, tmp_path: Path) -> None:
    code, out, err = ask("--course", str(tmp_path))
    assert (code, out) == (1, "")
    assert "lms content check" in err
