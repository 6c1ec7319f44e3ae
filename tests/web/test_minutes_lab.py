"""The lab of billing minutes over HTTP: what a log says, what an answer is told, and what stays when a part is left open."""

from __future__ import annotations

from typing import Any

import pytest

from lms.curriculum.course import Exercise
from lms.practice.minutes.grading import Task, base_and_added
from lms.practice.minutes.lab import NO_CODE, body_of, tasks_of
from lms.practice.models import LabEvidence, LabRun
from tests.cast import Cast, Person

# How labs are shown; their states are stored on PostgreSQL in tests/practice and test_labs.py.
pytestmark = pytest.mark.alike


@pytest.fixture
def lab(cast: Cast) -> Exercise:
    return next(each for each in cast.course.exercises if each.kind == "minutes")


@pytest.fixture
def marisol(cast: Cast, lab: Exercise) -> Person:
    person = cast.enter("Marisol")
    person.open(f"/simulations/{lab.slug}/").press("Begin")
    return person


def tasks(cast: Cast, lab: Exercise) -> tuple[Task, ...]:
    return tasks_of(body_of(lab), lab.id, cast.read(LabRun)[-1].seed)


def key(task: Task) -> dict[str, Any]:
    code, added = base_and_added(task.codes)
    return {
        "counts": sorted(task.counts),
        "month": task.month,
        "total": str(task.total),
        "code": code or NO_CODE,
        "added": str(added),
    }


def test_every_log_to_the_debrief_and_its_evidence(cast: Cast, lab: Exercise, marisol: Person) -> None:
    logs = tasks(cast, lab)
    for at, task in enumerate(logs, 1):
        assert f"log {at} of {len(logs)}" in marisol.text
        assert task.sheet.patient in marisol.text
        marisol.press("Check", **key(task))
        assert f"{len(task.sheet.entries)} of {len(task.sheet.entries)} lines right" in marisol.text
        assert f"comes to {task.total} minutes" in marisol.text
        marisol.press("Tell", go="tell", message=task.message.id)
        assert "That is the message" in marisol.text
        marisol.press("Read the debrief" if at == len(logs) else "Next log", go="on")
    assert marisol.path == f"/simulations/{lab.slug}/debrief"
    assert f"right in {len(logs)} of {len(logs)} months" in marisol.text
    assert {row.duty_id for row in cast.read(LabEvidence)} == {"C-01", "C-10"}
    assert all(row.right == row.of for row in cast.read(LabEvidence))
    sheet = marisol.open(f"/simulations/{lab.slug}/file/answers.csv")
    assert sheet.response.text.count("\n") >= sum(len(task.sheet.entries) for task in logs)


def test_every_line_is_one_sentence_for_a_screen_reader(cast: Cast, lab: Exercise, marisol: Person) -> None:
    task = tasks(cast, lab)[0]
    for entry in task.sheet.entries:
        [label] = marisol.tree.xpath(f"//label[@for='{entry.id}']")
        said = " ".join(label.text_content().split())
        assert f"{entry.minutes} minutes" in said
        assert entry.text in said
        assert entry.patient in said
        assert ("no note" in said) is not entry.note


def test_a_wrong_answer_is_told_its_reason(cast: Cast, lab: Exercise, marisol: Person) -> None:
    task = tasks(cast, lab)[0]
    everything = [entry.id for entry in task.sheet.entries]
    wrong = next(option for option in task.options if not option.right)
    assert wrong.text not in marisol.text
    marisol.press("Check", **(key(task) | {"counts": everything, "total": "400"}))
    assert f"{len(task.counts)} of {len(everything)} lines right" in marisol.text
    assert marisol.text.count("Not so") == len(everything) - len(task.counts) + 1
    assert wrong.text in marisol.text
    assert task.message.text in marisol.text
    assert f"Your ticks come to {sum(entry.minutes for entry in task.sheet.entries)}" in marisol.text
    marisol.press("Tell", go="tell", message="")
    assert marisol.status == 422
    assert marisol.problems() == ["Choose what to tell the PCP."]
    marisol.press("Tell", go="tell", message=wrong.id)
    assert "Another message is right" in marisol.text
    assert f"You chose: “{wrong.text}”" in marisol.text
    assert f"By the rules: “{task.message.text}”" in marisol.text


def test_a_part_left_open_keeps_everything_entered(cast: Cast, lab: Exercise, marisol: Person) -> None:
    task = tasks(cast, lab)[0]
    marisol.press("Check", **(key(task) | {"code": ""}))
    assert marisol.status == 422
    assert marisol.problems() == ["Choose the code of the month, or that there is none."]
    ticked = marisol.tree.xpath("//input[@name='counts'][@checked]/@value")
    assert sorted(ticked) == sorted(task.counts)
    assert marisol.tree.xpath("//input[@name='total']/@value") == [str(task.total)]
    assert marisol.tree.xpath("//input[@name='month'][@checked]/@value") == [task.month]


def test_what_was_ticked_waits(cast: Cast, lab: Exercise, marisol: Person) -> None:
    task = tasks(cast, lab)[0]
    some = sorted(task.counts)[:1]
    marisol.press("Save", go="save", counts=some, total="12")
    again = cast.enter("Marisol").open(f"/simulations/{lab.slug}/step")
    assert again.tree.xpath("//input[@name='counts'][@checked]/@value") == some
    assert again.tree.xpath("//input[@name='total']/@value") == ["12"]


def test_the_rules_of_the_year_are_one_step_away(marisol: Person) -> None:
    [address] = marisol.tree.xpath("//a[contains(., 'Which minutes give which code')]/@href")
    page = marisol.open(address)
    assert "hold for months of 2026" in page.text
    for words in ("36 to 85", "86 to 115", "31 to 75", "16 to 35", "G2214", "North Carolina Medicaid"):
        assert words in page.text
    assert marisol.open("/simulations/minutes/rules?year=1999").status == 404
    assert marisol.open("/simulations/minutes/rules?year=x").status == 404


def test_s319_each_reference_on_billing_says_when_it_was_last_checked(cast: Cast, marisol: Person) -> None:
    page = marisol.open("/simulations/minutes/rules")
    year = max(cast.course.billing.values(), key=lambda each: each.year)
    shown = [" ".join(each.text_content().split()) for each in page.tree.xpath("//ol[@class='refs']/li")]
    assert len(shown) == len(year.references) > 5
    assert [each for each in shown if " Checked 23 November 2026." not in each] == []
    links = page.tree.xpath("//ol[@class='refs']/li//a[starts-with(@href, 'https://')]")
    assert len(links) > 5
