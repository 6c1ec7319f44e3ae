"""The whole story once, in a real browser: from an invitation to a certificate that a stranger can check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.assessment.models import AttemptItem
from lms.curriculum.material import Case
from lms.settings import Settings
from tests.browser.person import Person
from tests.clocks import MovableClock
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD

HERS = "a long walk by the sea"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As a demonstration, so that letters can be read at /demo/mail."""
    return replace(settings, demo=True)


def test_a_new_care_manager_from_invitation_to_certificate(
    app: Flask, clock: MovableClock, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    scene = make_people(app)
    first, second, *_ = scene.module.lessons

    # Odile, the administrator, invites Imani, who starts with patients six weeks from now.
    odile = Person(open_context())
    odile.signs_in("odile@saltmarsh.example", PASSWORD)
    odile.opens("/admin/people/")
    odile.follows("Invite someone")
    odile.types("Name, as colleagues know it", "Imani Okafor")
    odile.types("Work e-mail", "imani@saltmarsh.example")
    odile.chooses("Clinic", "Mill Road")
    odile.chooses("Role to train for", "Behavioral health care manager")
    odile.types("First day with CoCM patients", "2026-06-15")
    odile.presses("Send the invitation")
    odile.sees("Invitation written.")

    # Imani opens the link in her letter, sets a password, and looks over what was recorded about her.
    imani = Person(open_context())
    imani.opens("/demo/mail")
    letter = imani.page.get_by_role("link", name="/invitation/").get_attribute("href") or ""
    imani.opens(urlsplit(letter).path)
    imani.is_at("Welcome, Imani Okafor")
    imani.sees("15 June 2026")
    imani.types("Choose a password", HERS)
    imani.presses("Set the password and begin")
    imani.is_at("Is this right?")
    imani.presses("Save and continue")

    # Home says where she stands, why, and the one thing to do next.
    imani.is_at(first.title)
    imani.sees("Not started")
    imani.sees("6 weeks")
    imani.follows("Open the lesson")

    # She reads the first lesson, answers its checks, and marks it complete; takes that back once, then goes on.
    imani.is_at(first.title)
    answer_checks(imani, first)
    imani.presses("Mark complete and continue")
    imani.is_at(second.title)
    imani.sees(f"“{first.title}” is complete.")
    imani.page.go_back()
    imani.page.reload()
    imani.presses("Undo")
    imani.sees("is open again.")
    imani.presses("Mark complete and continue")

    # The other lessons and the cases follow in their order. No decision of a case is scored.
    for requirement in scene.module.required[1:]:
        imani.opens("/home")
        if lesson := scene.course.lesson(requirement):
            imani.follows("Open the lesson")
            imani.is_at(lesson.title)
            answer_checks(imani, lesson)
            imani.presses("Mark complete and continue")
        elif case := scene.course.case(requirement):
            imani.follows("Open the case")
            play_to_the_end(imani, case)

    # Next is the post-test. Each answer is kept as she gives it; she flags one question to look at again.
    imani.opens("/home")
    imani.follows("Open the test")
    imani.sees("To pass you need 12 of 15 right")
    imani.presses("Start")
    for number in range(1, 6):
        imani.is_at(f"Question {number} of 15")
        imani.picks(right_answer(scene, imani))
        imani.sees("Saved at 12:00")
        if number == 3:
            imani.ticks("Flag to look at again")
        if number < 5:
            imani.presses("Save and next")

    # The browser goes away in the middle of question 5. An hour later, on another computer, nothing is lost.
    imani.leaves()
    clock.move(hours=1)
    imani = Person(open_context())
    imani.signs_in("imani@saltmarsh.example", HERS)
    imani.follows("Open the test")
    imani.presses("Go on with attempt 1")
    imani.is_at("Question 6 of 15")
    for number in range(6, 16):
        imani.is_at(f"Question {number} of 15")
        imani.picks(right_answer(scene, imani))
        imani.presses("Save and next" if number < 15 else "Save and check your answers")
    imani.is_at("Check your answers before you hand in")
    imani.sees("15 of 15 are answered and saved.")
    expect(imani.page.get_by_role("main").get_by_text("Flagged", exact=True)).to_have_count(1)
    imani.presses("Hand in")
    imani.is_at("Passed, 15 of 15")

    # Her legal name is the last gate. Confirming it issues the certificate at once.
    imani.opens("/certificates/")
    imani.types("Legal name", "Imani Adaeze Okafor, LCSW")
    imani.ticks("This is my legal name.")
    imani.presses("Confirm the name")
    imani.is_at("Certificate of completion")
    imani.sees("Imani Adaeze Okafor, LCSW")
    with imani.page.expect_download() as started:
        imani.follows("Download PDF")
    paper = tmp_path / started.value.suggested_filename
    started.value.save_as(paper)
    assert paper.read_bytes().startswith(b"%PDF-")
    imani.follows("See the check page")
    code = imani.path.removeprefix("/verify/")

    # A stranger without an account types the code from the paper, and compares the file that was sent.
    stranger = Person(open_context())
    stranger.opens("/verify/")
    stranger.types("Code", code.replace("-", " ").lower())
    stranger.presses("Check")
    stranger.sees("Imani Adaeze Okafor, LCSW")
    stranger.sees("None. The certificate records training only.")
    stranger.page.get_by_label("PDF file").set_input_files(paper)
    stranger.presses("Compare the file")
    stranger.sees("The file is the one that was issued.")
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(paper.read_bytes().replace(b"/Title", b"/Tidle", 1))
    stranger.page.get_by_label("PDF file").set_input_files(forged)
    stranger.presses("Compare the file")
    stranger.sees("The file is not the one that was issued.")

    # Grace, her supervisor, sees her standing with its reason, and none of her answers.
    grace = Person(open_context())
    grace.signs_in("grace@saltmarsh.example", PASSWORD)
    grace.opens("/team/")
    row = grace.page.get_by_role("row").filter(has_text="Imani Okafor")
    expect(row).to_contain_text("On track")
    expect(row).to_contain_text("15 June 2026")


def play_to_the_end(reader: Person, case: Case) -> None:
    """Decide as the experts would; the debrief shows her path beside theirs."""
    reader.is_at(case.title)
    reader.presses("Start the case")
    for stage, choice in case.expert_path:
        reader.is_at(case.stages[stage].title)
        reader.picks(choice)
        reader.presses("Decide")
    reader.sees("Your path and the experts’")


def answer_checks(reader: Person, lesson) -> None:
    """Answer every in-line check rightly; the feedback takes the place of the question and the focus."""
    for check in lesson.checks:
        box = reader.page.locator(f"#check-{check.id}")
        reader.picks(next(option.id for option in check.options if option.correct), within=box)
        box.get_by_role("button", name="Check").click()
        expect(box.get_by_role("status")).to_contain_text("Yes, the best answer.")
        expect(box.get_by_role("status")).to_be_focused()


def right_answer(scene: Scene, reader: Person) -> str:
    """What the course says is right on the question that is open."""
    _, _, attempt, _, number = reader.path.split("/")
    with scene.services.database.session() as session:
        row = session.query(AttemptItem).filter_by(attempt_id=attempt, position=int(number)).one()
    return next(option.id for option in scene.course.item(row.item_id).options if option.correct)
