"""A person's page stays one that can be read: what was begun in full, what is new, and all of it on request."""

from __future__ import annotations

import pytest

from lms.web.person_record import LATEST
from tests.cast import Cast, Person, read_lessons
from tests.clocks import MovableClock
from tests.web.test_person import change


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


@pytest.mark.alike
def test_the_page_holds_what_was_begun_and_the_newest_and_all_on_request(
    cast: Cast, sunniva: Person, clock: MovableClock
) -> None:
    def captions(where: str) -> list[str]:
        tree = sunniva.open(f"/team/{cast.learner}{where}").tree
        return [" ".join(each.text_content().split()) for each in tree.xpath("//section//caption")]

    assert "Modules and units not begun" in captions("")
    modules = [
        each.text_content() for each in sunniva.tree.xpath("//caption[starts-with(., 'Modules and')]/../tbody//th")
    ]
    assert modules
    first = cast.course.modules[0].lessons[0]
    evidence = "//section[@aria-labelledby='evidence']"
    assert first.title not in sunniva.tree.xpath(evidence)[0].text_content()
    read_lessons(cast, cast.enter("Marisol"), [first])
    for times in range(LATEST):
        clock.move(minutes=1)
        change(cast, sunniva, "hours", hours=str(1 + times % 2), reason=f"Agreed again, time {times} of it")
    newest = captions("")
    assert any(each.startswith(f"The newest {LATEST} of ") for each in newest)
    assert first.title in sunniva.tree.xpath(evidence)[0].text_content()
    history = "//section[@aria-labelledby='history']"
    assert first.title not in sunniva.tree.xpath(history)[0].text_content()
    address = sunniva.tree.xpath(f"{history}//p/a/@href")[0]
    assert address == "?history=all#history"
    assert not any(each.startswith("The newest") for each in captions("?history=all"))
    assert first.title in sunniva.tree.xpath(history)[0].text_content()
