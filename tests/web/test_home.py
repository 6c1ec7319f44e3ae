"""Today: one next step, the standing with its reason, and reading that writes nothing."""

from __future__ import annotations

import pytest

from lms.readiness.queries import local_today, standing_of
from lms.readiness.rules import duration_words
from tests.cast import (
    Cast,
    Person,
    in_session,
    play_case,
    play_cases,
    read_lessons,
    take_test,
)
from tests.clocks import MovableClock
from tests.people.makers import make_account


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def link(person: Person, words: str) -> str:
    return str(person.tree.xpath(f"//main//a[normalize-space()='{words}']/@href")[0])


@pytest.mark.alike
def test_home_leads_through_everything_in_order(cast: Cast, marisol: Person) -> None:
    words = {"lesson": "Open the lesson", "case": "Open the case", "test": "Open the test"}
    for requirement in cast.module.required:
        kind = cast.course.kind_of[requirement]
        assert cast.course.title_of[requirement] in marisol.open("/home").text
        assert marisol.open(link(marisol, words[kind])).heading == cast.course.title_of[requirement]
        if kind == "lesson":
            read_lessons(cast, marisol, [cast.course.lesson(requirement)])
        elif kind == "case":
            play_case(cast, marisol, case=cast.course.case(requirement))
        else:
            take_test(cast, marisol)
    assert not set(cast.module.required) & {
        part for part, title in cast.course.title_of.items() if title == marisol.open("/home").heading
    }


@pytest.mark.alike
def test_c63_nothing_looks_done_before_it_is(cast: Cast, marisol: Person) -> None:
    module = f"/courses/{cast.course.id}/{cast.module.slug}/"
    for page in ("/home", "/courses/", module, "/certificates/"):
        shown = marisol.open(page).tree.xpath("//main//*[contains(@class, 'standing')]")
        assert not [each for each in shown if each.text_content().strip().lower().startswith("complete")]


@pytest.mark.alike
def test_home_shows_one_primary_action(cast: Cast, marisol: Person) -> None:
    marisol.open("/home")
    assert len(marisol.tree.xpath("//main//*[contains(concat(' ', @class, ' '), ' primary ')]")) == 1


@pytest.mark.alike
def test_home_says_the_standing_with_its_reason(cast: Cast, marisol: Person) -> None:
    def judged(session) -> tuple[str, str]:
        from lms.people.queries import roles_of

        (held,) = roles_of(session, cast.learner)
        found = standing_of(session, held, cast.course, local_today(held, cast.services.clock.now()))
        return found.standing.standing, found.standing.reason

    standing, reason = in_session(cast.services.database, judged)
    marisol.open("/home")
    assert reason in marisol.text
    assert standing in marisol.text.lower()


@pytest.mark.alike
def test_c23_while_modules_are_missing_all_done_is_not_ready(cast: Cast, marisol: Person) -> None:
    read_lessons(cast, marisol)
    play_cases(cast, marisol)
    take_test(cast, marisol)
    marisol.open("/home")
    if not cast.course.complete:
        assert not marisol.tree.xpath("//*[contains(@class, 'standing') and normalize-space()='Ready']")
    assert marisol.status == 200


@pytest.mark.alike
def test_someone_without_a_role_is_told_what_to_do(cast: Cast) -> None:
    services = cast.services
    make_account(services.database, services.clock.now(), cast.place.saltmarsh, "Nils Nobody")
    nils = cast.enter("Nils")
    assert nils.open("/home").status == 200
    assert nils.path == "/home"


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Teddy", "Sunniva", "Ansel", "Odile", "Cesar"])
def test_everybody_has_a_first_page(cast: Cast, name: str) -> None:
    assert cast.enter(name).open("/home").status == 200


@pytest.mark.alike
def test_c17_a_pace_says_over_which_days_it_was_reached(cast: Cast, marisol: Person, clock: MovableClock) -> None:
    for _ in range(3):
        clock.move(days=6)
        marisol = cast.enter("Marisol")
        read_lessons(cast, marisol, cast.module.lessons[:1])
    terms = [each.text_content() for each in marisol.open("/home").tree.xpath("//dl[contains(@class, 'facts')]//dt")]
    assert [each for each in terms if each.startswith("Your pace")] == ["Your pace, last 28 days"]
    sunniva = cast.enter("Sunniva")
    assert "the forecast at the person’s own pace of the last 28 days" in sunniva.open("/team/").text
    assert "last 28 days" in sunniva.open(f"/team/{cast.learner}").text


@pytest.mark.alike
def test_c41_c58_today_says_which_day_it_is_and_where(cast: Cast, marisol: Person) -> None:
    page = marisol.open("/home")
    assert "As of 4 May 2026, Chicago time." in page.text
    starts = page.tree.xpath("//dl[contains(@class, 'facts')]/div[dt='You start']/dd")
    assert starts[0].text_content() == "Mon 15 June"


@pytest.mark.alike
def test_c71_the_whole_list_and_its_hours_are_there_on_the_first_day(cast: Cast, marisol: Person) -> None:
    total = sum(cast.course.minutes_of[each] for each in cast.course.requirements("bhcm"))
    facts = marisol.open("/home").tree.xpath("//dl[contains(@class, 'facts')]/div[dt='Left to do']/dd")
    assert facts[0].text_content() == duration_words(total)
    listed = marisol.tree.xpath("//section[@aria-labelledby='pathh']//h3//text()")
    for module in cast.course.modules:
        assert any(module.title in each for each in listed), module.title
    parts = marisol.open(f"/courses/{cast.course.id}/{cast.module.slug}/").tree.xpath(
        "//section[@aria-labelledby='parts']//h3//text()"
    )
    assert [cast.course.title_of[each] for each in cast.module.required if cast.course.lesson(each)] == parts[
        : len([each for each in cast.module.required if cast.course.lesson(each)])
    ]
