"""Before the first patient: first on the page under 30 days, open whatever was done, and never ready by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.queries import roles_of
from lms.readiness.queries import local_today, standing_of
from lms.readiness.rules import comes_first
from tests.cast import Cast, Person, address_of, in_session, play_case, read_lessons
from tests.clocks import MovableClock
from tests.people.makers import START, make_account

LEAD = "Before your first patient, Module"


def days_before(clock: MovableClock, days: int) -> None:
    """Noon on the day that is so many days before everybody's start date; the clock begins 42 days before it."""
    clock.move(days=42 - days)


def first_of(cast: Cast) -> tuple[str, ...]:
    return cast.course.pathways["bhcm"].first


def do(cast: Cast, person: Person, part: str) -> bool:
    """Take one part of the list; labs are left out, and not done."""
    lesson, case = cast.course.lesson(part), cast.course.case(part)
    if lesson is not None:
        read_lessons(cast, person, [lesson])
    elif case is not None:
        play_case(cast, person, case=case)
    return bool(lesson or case)


@pytest.mark.alike
@pytest.mark.parametrize(("days", "first"), [(42, False), (30, False), (29, True), (0, True), (-20, True)])
def test_home_puts_it_first_from_the_thirtieth_day_on(cast: Cast, clock: MovableClock, days: int, first: bool) -> None:
    days_before(clock, days)
    marisol = cast.enter("Marisol")
    marisol.open("/home")
    assert (LEAD in marisol.text) is first
    wanted = first_of(cast)[0] if first else cast.module.required[0]
    assert marisol.heading == cast.course.title_of[wanted]
    assert marisol.tree.xpath("//main//a[@href='/first-patient/']")


@pytest.mark.alike
def test_a_lesson_of_the_list_leads_on_along_the_list(cast: Cast, clock: MovableClock) -> None:
    days_before(clock, 10)
    marisol = cast.enter("Marisol")
    done = set()
    for part in first_of(cast)[:-1]:
        lesson = cast.course.lesson(part)
        if lesson is None:
            done |= {part} if do(cast, marisol, part) else set()
            continue
        answer = marisol.send(address_of(cast, lesson, "/complete"))
        done.add(part)
        following = next(each for each in first_of(cast) if each not in done)
        assert cast.course.title_of[following] in marisol.open(answer.location).heading


@pytest.mark.alike
@pytest.mark.parametrize(("days", "place"), [(42, "30 days or more are left"), (29, "Fewer than 30 days are left")])
def test_the_working_says_where_the_list_stands(cast: Cast, clock: MovableClock, days: int, place: str) -> None:
    days_before(clock, days)
    marisol = cast.enter("Marisol")
    (found,) = marisol.open("/first-patient/").tree.xpath("//details[contains(., 'The working of this list')]")
    words = " ".join(found.text_content().split())
    assert f"to your start date, 15 June 2026: {days} days." in words
    assert place in words
    assert "Chicago time" in words
    assert (LEAD in marisol.open("/home").text) is (days < 30)


@pytest.mark.alike
def test_with_time_enough_a_lesson_leads_on_in_its_module(cast: Cast, clock: MovableClock) -> None:
    marisol = cast.enter("Marisol")
    lesson = cast.course.lesson(first_of(cast)[0])
    assert lesson is not None
    answer = marisol.send(address_of(cast, lesson, "/complete"))
    assert marisol.open(answer.location).heading == cast.course.title_of[cast.module.required[0]]


@pytest.mark.alike
def test_every_part_is_open_to_somebody_who_has_done_nothing(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    marisol.open("/first-patient/")
    links = marisol.tree.xpath("//main//ol[@class='path']//h3//a/@href")
    assert len(links) >= len(first_of(cast))
    for link, part in zip(links, first_of(cast), strict=False):
        marisol.open("/first-patient/")
        assert cast.course.title_of[part] in marisol.open(link).heading


@pytest.mark.alike
def test_the_whole_list_makes_nobody_ready(cast: Cast, clock: MovableClock) -> None:
    days_before(clock, 10)
    marisol = cast.enter("Marisol")
    for part in first_of(cast):
        do(cast, marisol, part)

    def standing(session) -> str:
        (held,) = roles_of(session, cast.learner)
        return standing_of(session, held, cast.course, local_today(held, clock.now())).standing.standing

    assert in_session(cast.services.database, standing) != "ready"
    marisol.open("/first-patient/")
    assert "This does not make you ready." in marisol.text
    assert marisol.tree.xpath("count(//main//*[contains(@class, 'standing')])") >= 1


@pytest.mark.alike
def test_it_takes_three_hours_at_most_and_says_whose_it_is(cast: Cast) -> None:
    minutes = sum(cast.course.minutes_of[each] for each in first_of(cast))
    assert 0 < minutes + 5 <= 180
    marisol = cast.enter("Marisol")
    marisol.open("/first-patient/")
    assert "a short list of ours" in marisol.text


@pytest.mark.alike
def test_whoever_has_no_such_list_is_told_so(cast: Cast) -> None:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Osei Hartmann",
        clinic_id=cast.place.mill_road, role="psychiatric-consultant",
    )  # fmt: skip
    osei = cast.enter("Osei")
    osei.open("/first-patient/")
    assert "No such list" in osei.text
    osei.open("/home")
    assert not osei.tree.xpath("//main//a[@href='/first-patient/']")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-4000, 4000))
def test_it_comes_first_under_thirty_days_and_stays_so(start: date, days: int) -> None:
    today = start - timedelta(days=days)
    assert comes_first(start, today) is (days <= 29)
    assert not comes_first(start, today) or comes_first(start, today + timedelta(days=1))


def test_the_start_date_of_the_cast_is_what_these_tests_count_from(clock: MovableClock) -> None:
    assert (START - clock.now().date()).days == 42
