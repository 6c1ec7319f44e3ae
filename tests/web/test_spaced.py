"""The page of spaced review: one question, its reason, the next; and what it says when nothing is asked."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from lms.curriculum.course import Item
from lms.learning.spaced.models import SpacedAnswer
from lms.people.changes import pause_role
from lms.people.permissions import SYSTEM
from lms.people.queries import roles_of
from tests.cast import Cast, Person
from tests.clocks import MovableClock
from tests.learner import Learner
from tests.people.makers import make_account
from tests.reviewing import answer_all, finish, option_of


@pytest.fixture
def learner(cast: Cast, clock: MovableClock) -> Learner:
    """Marisol, who has finished the first module today."""
    found = Learner(cast.services.database, clock, cast.learner, cast.course)
    finish(found)
    return found


@pytest.fixture
def marisol(cast: Cast, learner: Learner, clock: MovableClock) -> Person:
    """Marisol on the day after."""
    clock.move(days=1)
    return cast.enter("Marisol")


def asked(person: Person, cast: Cast) -> tuple[str, Item, dict[str, str]]:
    """Address, item and hidden fields of the question on the page."""
    person.open("/review/")
    (form,) = person.tree.xpath("//main//form")
    hidden = {each.get("name"): each.get("value") for each in form.xpath(".//input[@type='hidden']")}
    del hidden["csrf_token"]
    item = cast.course.item(form.get("action").rsplit("/", 1)[1])
    assert item is not None
    return form.get("action"), item, hidden


@pytest.mark.alike
def test_somebody_who_begins_reads_when_it_begins(cast: Cast) -> None:
    teddy = cast.enter("Teddy")
    teddy.open("/review/")
    assert teddy.heading == "Spaced review begins after your first module"
    assert "/review/" not in teddy.open("/home").response.text


def test_somebody_whose_pathway_takes_parts_of_modules_is_told_so(cast: Cast) -> None:
    make_account(cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Lupe Arredondo",
                 clinic_id=cast.place.mill_road, role="auxiliary")  # fmt: skip
    lupe = cast.enter("Lupe")
    assert lupe.open("/review/").heading == "Spaced review follows whole modules"
    assert "/review/" not in lupe.open("/practice/").response.text
    assert "/review/" not in lupe.open("/home").response.text


@pytest.mark.alike
def test_on_the_day_a_module_is_finished_nothing_is_due(cast: Cast, learner: Learner) -> None:
    marisol = cast.enter("Marisol")
    assert marisol.open("/review/").heading == "Nothing due until tomorrow"
    assert "short question" not in marisol.open("/home").text


@pytest.mark.alike
@pytest.mark.parametrize("right", [True, False])
def test_c44_an_answer_is_explained_before_the_next(cast: Cast, marisol: Person, right: bool) -> None:
    assert "5 short questions today" in marisol.open("/home").text
    action, item, hidden = asked(marisol, cast)
    assert marisol.heading.startswith("Question 1 of 5 today")
    assert not [option for option in item.options if option.why_html in marisol.response.text]
    answer = marisol.send(action, **hidden, answer=option_of(item, right), sureness="sure")
    assert answer.status_code == 303
    marisol.open(answer.location)
    wanted = "Yes, the best answer" if right else "Not the strongest choice, though you were sure"
    assert marisol.heading == wanted
    assert all(option.why_html in marisol.response.text for option in item.options)
    assert ("Best answer, and yours:" in marisol.text) is right
    assert ("Your answer:" in marisol.text) is not right
    assert ("comes back tomorrow" in marisol.text) is not right
    assert ("again" in marisol.text) is not right  # The lesson to read again.
    assert marisol.open("/review/").heading.startswith("Question 2 of 5 today")
    assert "4 short questions today" in marisol.open("/home").text


@pytest.mark.alike
def test_the_working_leads_from_the_module_to_each_day(cast: Cast, marisol: Person) -> None:
    action, item, hidden = asked(marisol, cast)
    why = working_of(marisol)
    assert "Everything it requires was done on 4 May 2026." in why
    assert "4 May 2026 + 1 day = 5 May 2026." in why
    assert "Chicago time" in why
    marisol.open(marisol.send(action, **hidden, answer=option_of(item), sureness="sure").location)
    after = working_of(marisol)
    assert "Answer of 5 May 2026The best answer, and sure, so it counts as firm." in after
    day = re.search(r"It comes back after (\d+) days.*Due5 May 2026 \+ \1 days = (\d+ May 2026)\.", after)
    assert day is not None
    assert int(day[1]) > 1
    assert (date(2026, 5, 5) + timedelta(days=int(day[1]))).strftime("%-d %B %Y") == day[2]


def working_of(person: Person) -> str:
    (found,) = person.tree.xpath("//details[starts-with(normalize-space(summary), 'The working')]")
    return " ".join(found.text_content().split()).replace("\n", "")


@pytest.mark.alike
def test_done_for_today(cast: Cast, marisol: Person, learner: Learner) -> None:
    answer_all(learner)
    marisol.open("/review/")
    assert marisol.heading == "Done for today"
    assert "5 questions answered, 5 with the best answer. The next come tomorrow." in " ".join(marisol.text.split())
    working = working_of(marisol)
    assert f"{len(cast.module.key_points.items)} key points. Answered today: 5 of at most 10." in working
    assert "The earliest day on which one of them is asked again is 6 May 2026." in working
    assert "short question" not in marisol.open("/home").text


@pytest.mark.alike
def test_nothing_due_names_the_day(cast: Cast, learner: Learner, clock: MovableClock) -> None:
    """Five days of new key points, all of them known and sure: the first come back on the ninth day after the module."""
    for _ in range(5):
        clock.move(days=1)
        answer_all(learner, sureness="sure")
    clock.move(days=1)
    marisol = cast.enter("Marisol")
    assert marisol.open("/review/").heading == "Nothing due until Wednesday"
    assert "overdue" not in marisol.text.lower()


def test_an_answer_sent_twice_is_given_once(cast: Cast, marisol: Person) -> None:
    action, item, hidden = asked(marisol, cast)
    first = marisol.send(action, **hidden, answer=option_of(item))
    again = marisol.send(action, **hidden, answer=option_of(item, False))
    assert again.location == first.location
    other_window = marisol.send(action, **{**hidden, "request_key": "another"}, answer=option_of(item, False))
    assert other_window.location == "/review/"
    assert "Nothing was changed" in marisol.open("/review/").text
    (row,) = cast.read(SpacedAnswer)
    assert row.right


@pytest.mark.alike
def test_a_page_out_of_date_changes_nothing(cast: Cast, marisol: Person) -> None:
    action, item, hidden = asked(marisol, cast)
    for turn in ("", "-1", "1", "x", "9" * 20):
        sent = {**hidden, "turn": turn, "request_key": f"turn {turn}"}
        assert marisol.send(action, **sent, answer=option_of(item)).location == "/review/"
    assert cast.read(SpacedAnswer) == []


@pytest.mark.alike
def test_without_a_choice_the_page_says_so(cast: Cast, marisol: Person) -> None:
    action, _, hidden = asked(marisol, cast)
    marisol.post(action, {"csrf_token": marisol.token(), **hidden, "sureness": "guessing"})
    assert marisol.status == 422
    assert marisol.problems() == ["Choose one answer first."]
    assert marisol.heading.startswith("Question 1 of 5 today")
    assert marisol.tree.xpath("//input[@name='sureness'][@checked]/@value") == ["guessing"]
    assert cast.read(SpacedAnswer) == []


@pytest.mark.alike
def test_answers_are_the_learner_s_alone(cast: Cast, marisol: Person) -> None:
    action, item, hidden = asked(marisol, cast)
    theirs = marisol.send(action, **hidden, answer=option_of(item, False)).location
    teddy = cast.enter("Teddy")
    assert teddy.client.get(theirs).status_code == 404
    assert teddy.send(action, **hidden, answer=option_of(item)).location == "/review/"
    for name in ("Sunniva", "Odile"):
        chief = cast.enter(name)
        assert chief.client.get(theirs).status_code == 404
        assert chief.client.get("/review/").status_code == 404
        assert chief.send(action, **hidden, answer="a").status_code == 404
        assert "Spaced review" not in chief.open(f"/team/{cast.learner}").text
    assert [row.account_id for row in cast.read(SpacedAnswer)] == [cast.learner]


@pytest.mark.alike
@pytest.mark.parametrize(("length", "says"), [(9, "The next come on"), (None, "when your leave has an end")])
def test_a_paused_plan_pauses_review(
    cast: Cast, marisol: Person, learner: Learner, clock: MovableClock, length: int | None, says: str
) -> None:
    today = clock.today("America/Chicago")
    last = None if length is None else today.replace(day=today.day + length)

    def leave(session, actor, now) -> None:
        held = roles_of(session, cast.learner)[0]
        pause_role(
            session, actor=SYSTEM, now=now, role_held_id=held.id, from_date=today, to_date=last, reason="Family leave"
        )

    learner.do(leave)
    marisol.open("/review/")
    assert marisol.heading == "Paused with your plan"
    assert says in marisol.text
    assert "short question" not in marisol.open("/home").text


@pytest.mark.alike
def test_a_care_manager_reads_on_her_plan_what_review_is_for(cast: Cast, marisol: Person) -> None:
    assert "six months after your start date" in marisol.open("/plan/").text
    assert "spaced review as their backbone" in marisol.open("/home").text
