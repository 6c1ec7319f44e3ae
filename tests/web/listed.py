"""The list of people as a person reads it: what stands in each line, taken out of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.house.page import words


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    name: str
    link: str | None
    place: str
    others: tuple[str, ...]
    standing: str
    reason: str
    blocked_by: str
    forecast: str
    lanes: tuple[str, ...]
    next_action: str
    activity: str


def lines(tree: Any) -> list[Listed]:
    """All lines of the open page, in order."""
    return [_line(each) for each in tree.xpath("//table[contains(@class, 'people')]/tbody/tr[not(@class)]")]


def groups(tree: Any) -> list[str]:
    """The heads of the groups."""
    return [words(each) for each in tree.xpath("//tr[@class='group']/th")]


def _line(row: Any) -> Listed:
    person, standing, why, forecast, lanes, action = row
    subs = [words(each) for each in person.xpath("./span[contains(@class, 'sub')]")]
    blocked = [words(each) for each in why.xpath("./p[@class='sub']")]
    reason = [words(why.xpath("./p[not(@class)]")[0]), *(words(each) for each in why.xpath("./details/p"))]
    activity = words(action.xpath("./span")[0])
    return Listed(
        name=" ".join(((person.text or "") + "".join(each.text_content() for each in person.xpath("./a"))).split()),
        link=next(iter(person.xpath("./a/@href")), None),
        place=subs[0],
        others=tuple(subs[1:]),
        standing=words(standing).lower(),
        reason=" ".join(reason),
        blocked_by=blocked[0].removeprefix("Blocked by: ") if blocked else "",
        forecast=words(forecast),
        lanes=tuple(lanes.xpath("./*/@aria-label")),
        next_action=words(action).removesuffix(activity).strip(),
        activity=activity,
    )
