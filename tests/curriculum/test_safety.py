"""What the safety rules must find, and what only looks like it and must be let be."""

from __future__ import annotations

import pytest

from lms.curriculum import identifiers
from lms.curriculum.passages import case_passages, item_passages, lesson_passages
from lms.curriculum.report import Report
from lms.curriculum.safety import (
    ITEM_9,
    SUICIDE,
    VIOLENCE,
    Piece,
    beside_each_other,
    dose_advice,
    watch_names,
    watch_safety,
)
from lms.curriculum.script import read_script
from lms.curriculum.style import opens_like_a_definition
from lms.curriculum.turns import beside_stages
from lms.curriculum.yamltext import read_yaml


def lesson(text: str) -> list[tuple[str, int | None]]:
    """(rule, line) of everything the safety rules say of a lesson with this body."""
    report, passages = Report(), lesson_passages(text.split("\n"), 1)
    watch_safety(Piece("a.md", "lesson", passages, beside_each_other(passages)), report)
    return [(each.rule, each.line) for each in report.problems]


@pytest.mark.parametrize(
    "advice",
    [
        "Just double the dose.",
        "Take half a tablet tonight.",
        "Take two pills, and ring me.",
        "You could skip your evening dose.",
        "Then stop the medicine.",
        "Increase your dose to 50 mg.",
        "Switch back to the old tablets tomorrow.",
    ],
)
def test_advice_on_a_dose_is_heard(advice):
    assert list(dose_advice(advice))


@pytest.mark.parametrize(
    "said",
    [
        "Please don't stop or split it by yourself.",
        "Never double the dose.",
        "Did you stop the tablets?",
        "Dr. Kowal decides whether to raise the dose.",
        "I will ask Dr. Kowal about the dose.",
        "I ask, listen, measure and report.",
        "Your doctor and our consultant decide about medicines and doses.",
        "Ring me before you change the dose.",
        "The dose was raised on Monday.",
    ],
)
def test_questions_refusals_and_reports_are_no_advice(said):
    assert not list(dose_advice(said))


@pytest.mark.parametrize(
    "text",
    ["Item 9 is above zero.", "His item 9 was a 2 this time.", "item 9 is positive", "She marked item 9 at one.", "a positive item 9",
     "Item nine is not zero today."],
)  # fmt: skip
def test_an_item_9_above_zero_is_seen(text):
    assert ITEM_9.search(text)


@pytest.mark.parametrize("text", ["PHQ-9 18, item 9 zero", "Item 9 asks about thoughts of death.", "Items 1 and 2"])
def test_an_item_9_at_zero_is_let_be(text):
    assert not ITEM_9.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "thoughts of suicide",
        "to kill himself",
        "ended her life",
        "better off dead",
        "self-harm",
        "hurting yourself",
        "an overdose",
    ],
)
def test_words_of_suicide(text):
    assert SUICIDE.search(text)


@pytest.mark.parametrize(
    "text", ["a rifle in the closet", "domestic violence", "he hits me", "elder abuse", "hurt somebody"]
)
def test_words_of_violence(text):
    assert VIOLENCE.search(text)


@pytest.mark.parametrize(
    "text",
    ["My feet are killing me.", "Substance Abuse and Mental Health Services Administration", "It takes his time.", "Life ended up well.",
     "alcohol abuse", "The team begun well."],
)  # fmt: skip
def test_ordinary_words_are_no_danger(text):
    assert not SUICIDE.search(text)
    assert not VIOLENCE.search(text)


def test_the_crisis_box_is_near_in_the_section_beside_it_and_not_two_away():
    near = "He speaks of suicide.\n\n## Then\n\nCall 988.\n"
    far = "He speaks of suicide.\n\n## Then\n\nText.\n\n## Later\n\nCall 988.\n"
    assert lesson(near) == []
    assert lesson(far) == [("Y102", 1)]
    assert lesson("He speaks of suicide.\n") == [("Y101", 1)]
    assert lesson("There is a gun. Follow the crisis protocol.\n") == []


def test_an_ending_has_the_debrief_beside_it_and_a_stage_what_leads_to_it():
    script = (
        "## one: One\nA.\n\n? What?\n\n* [a] A.\n  -> end-x\n\n## end-x: X\nending: good\nX.\n\n## debrief: D\nD.\n"
    )
    beside = beside_stages(read_script(script.split("\n"), 1, Report(), "a.md"))
    assert beside["end-x"] == {"end-x", "one", "debrief"}
    assert beside["one"] == {"one", "end-x"}


@pytest.mark.parametrize(
    "text",
    [
        "Kofi: I just doubled the dose. Double your dose too.",
        "| You | Take half a tablet |",
        "She tells him, “Stop the tablets,” and is wrong.",
    ],
)
def test_what_others_say_and_tables_are_no_advice(text):
    body = f"::: talk\n{text}\n:::" if text.startswith("Kofi") else text
    assert lesson(body) == []


def test_the_voice_of_each_answer_is_known():
    check = "::: check k1\nA.\n\n**What now?**\n- [ ] Wrong.\n  Why.\n- [x] Right.\n  Because.\n:::"
    voices = [(each.text, each.voice, each.kind) for each in lesson_passages(check.split("\n"), 1)]
    assert ("Wrong.", "wrong", "check") in voices
    assert ("Right.", "you", "check") in voices
    assert ("Because.", "text", "why") in voices
    case = "## one: One\nA.\n\n? What?\n\n* [a] Do it.\n  grade: best\n  > So.\n* [b] Not.\n  grade: poor\n  > No.\n"
    spoken = {each.text: each.voice for each in case_passages(read_script(case.split("\n"), 1, Report(), "a.md"))}
    assert (spoken["Do it."], spoken["Not."], spoken["So."]) == ("you", "wrong", "text")
    quiz = "items:\n  - id: q\n    stem: |\n      ::: talk\n      You: Hm.\n      Kofi: Ah.\n      :::\n    options:\n      - text: Yes.\n        correct: true\n        why: So.\n"
    found = {each.text: (each.voice, each.line) for each in item_passages(read_yaml(quiz))}
    assert found == {"Hm.": ("you", 5), "Ah.": ("other", 6), "Yes.": ("you", 9), "So.": ("text", 11)}


@pytest.mark.parametrize(
    "text",
    [
        "Call 988, or 911.",
        "RAINN is at 1-800-656-4673.",
        "The desk is at 312-555-0142.",
        "Text 838255.",
        "G0512 and 99492",
        "grace@saltmarsh.example",
        "She was born in 1959.",
        "Mill Road opens at 8.",
        "at 17 Mill Road patients",
        "The PHQ-9 fell from 18 to 9 in 2026-11-23.",
        "https://doi.org/10.1186/s12875-016-0466-3",
        "an epic story",
        "a sonata by Bach",
    ],
)
def test_what_is_public_or_invented_is_let_be(text):
    report = Report()
    watch_names("content/a.md", text, report)
    assert [each.rule for each in report.problems if each.rule != "Y114"] == []


def test_every_finding_has_its_line():
    report = Report()
    watch_names("content/a.md", "One.\n\nZoloft, and\nring 312-867-5309.\n", report)
    assert [(each.rule, each.line) for each in report.problems] == [("Y109", 3), ("Y112", 4)]


def test_public_lines_are_written_as_they_are_compared():
    assert all(not list(identifiers.telephone_numbers(f"Ring {number}.")) for number in identifiers.PUBLIC_LINES)


@pytest.mark.parametrize(
    "text",
    [
        "It is half past eight on a Tuesday at the Northgate clinic.",
        "There is a knock, and Walter is at the door.",
        "Kofi rings at nine.",
        "“Is this the right room?” asks Walter.",
        "Yolanda is at her desk when the telephone rings.",
    ],
)
def test_a_moment_is_no_definition(text):
    assert not opens_like_a_definition(text)
