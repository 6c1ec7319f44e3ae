"""Every control of every page: the browser's own, reached once, named in words, and none takes the focus by itself."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from tests.cast import Cast, Person, begin_test, play_cases, read_lessons, take_test
from tests.house.page import words
from tests.web.test_home import crawl

PRESSED = ("button", "checkbox", "link", "menuitem", "option", "radio", "switch", "tab")
PART_OF_A_PAGE = (
    "self::main or self::*[@role='region' and @aria-label] or self::*[@role='status'] or self::*[@role='alert']"
)


def focus_by_itself(tree: Any) -> list[str]:
    """What is focused without anybody's doing, or out of the order in which it stands (C48)."""
    found = [f"{each.tag} takes the focus" for each in tree.xpath("//*[@autofocus]")]
    found += [
        f"{each.tag} stands out of order"
        for each in tree.xpath("//*[@tabindex and @tabindex != '0' and @tabindex != '-1']")
    ]
    stops = tree.xpath(f"//*[@tabindex='0'][not({PART_OF_A_PAGE})]")
    found += [f"{each.tag} is a stop of its own: {words(each)[:40]}" for each in stops]
    twice = tree.xpath("//a//button | //button//a | //label//a[@href] | //summary//a | //summary//button")
    return found + [f"two stops in one: {words(each)[:40]}" for each in twice]


def made_up(tree: Any) -> list[str]:
    """What looks like a control and is none of the browser's own (C49)."""
    role = " or ".join(f"@role='{each}'" for each in PRESSED)
    found = [f"{each.tag} plays a {each.get('role')}" for each in tree.xpath(f"//*[{role}]")]
    found += [
        f"an answer that is no choice: {each.get('type')}"
        for each in tree.xpath(
            "//*[contains(concat(' ', @class, ' '), ' choice ')]//input[not(@type='radio' or @type='checkbox')]"
        )
    ]
    return found + [
        "an answer without a control"
        for _ in tree.xpath("//label[contains(concat(' ', @class, ' '), ' choice ')][not(.//input)]")
    ]


def read_twice(tree: Any) -> list[str]:
    """Drawings that are read beside words that say the same, or that can be focused (C50)."""
    drawings = "//*[local-name()='svg']"
    found = [
        "a drawing that can be focused"
        for _ in tree.xpath(
            f"{drawings}[@focusable='true' or @tabindex] | {drawings}//*[local-name()='a' or @tabindex]"
        )
    ]
    inside = tree.xpath(
        f"//a{drawings}[not(ancestor-or-self::*[@aria-hidden='true'])] | //button{drawings}[not(ancestor-or-self::*[@aria-hidden='true'])] | //label{drawings}[not(ancestor-or-self::*[@aria-hidden='true'])]"
    )
    found += ["a drawing beside the words of its control is read too" for _ in inside]
    bare = [each for each in tree.xpath("//a | //button") if not words(each) and not each.get("aria-label")]
    return found + [f"{each.tag} says nothing" for each in bare]


@pytest.mark.parametrize("name", ["Marisol", "Sunniva", "Odile"])
def test_c48_c49_c50_controls_are_native_are_reached_once_and_speak(cast: Cast, name: str) -> None:
    marisol = cast.enter("Marisol")
    read_lessons(cast, marisol)
    play_cases(cast, marisol)
    take_test(cast, marisol, right=3)
    begin_test(cast, marisol)
    marisol.send(f"/cases/{cast.module.cases[0].id}/start", go="again")
    person, seen = Person(cast.app), []
    person.sign_in(name)
    for path in crawl(person, "/home", "/account/"):
        if person.response.request.path == path.partition("?")[0]:
            seen.append(path)
            found = focus_by_itself(person.tree) + made_up(person.tree) + read_twice(person.tree)
            assert found == [], path
    assert len(seen) >= 8


@pytest.mark.parametrize(
    ("look", "bad"),
    [
        (focus_by_itself, "<input autofocus>"),
        (focus_by_itself, "<a href='/' tabindex='3'>One</a>"),
        (focus_by_itself, "<div tabindex='0'>One</div>"),
        (focus_by_itself, "<a href='/'><button>One</button></a>"),
        (made_up, "<div role='button'>Check</div>"),
        (made_up, "<label class='choice'>One</label>"),
        (read_twice, "<button><svg></svg>Print</button>"),
        (read_twice, "<p><svg focusable='true'></svg></p>"),
        (read_twice, "<a href='/'><svg aria-hidden='true'></svg></a>"),
    ],
)
def test_what_is_wrong_with_a_control_is_seen(look: Any, bad: str) -> None:
    assert look(html.document_fromstring(f"<main>{bad}</main>")) != []


@pytest.mark.parametrize(
    "good",
    [
        "<main tabindex='-1'><button><svg aria-hidden='true'></svg>Print</button></main>",
        "<div role='region' aria-label='A wide table' tabindex='0'>One</div>",
        "<label class='choice'><input type='radio'>One</label>",
        "<p><svg role='img' aria-label='A chart'></svg></p>",
    ],
)
def test_what_is_right_with_a_control_is_let_be(good: str) -> None:
    tree = html.document_fromstring(f"<body>{good}</body>")
    assert focus_by_itself(tree) + made_up(tree) + read_twice(tree) == []
