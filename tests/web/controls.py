"""What must be so of every control of a page: the browser's own, reached once, named in words, and none takes the focus by itself."""

from __future__ import annotations

from typing import Any

from tests.house.page import words

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
