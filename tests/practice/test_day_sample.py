"""A thousand variants of the day are made, and solved by rules that are stated here once more, from the fact sheets.

Nothing of the program's rules is used: an outsider who reads only the JSON comes to the same keys. Item 9 and who acts:
F2.73, F2.77, F4.96. Not for the weekly review: F2.58. Contacts: F2.17, two a month in active treatment, one in maintenance.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from lms.practice.day.sample import sample
from tests.practice.days import shipped

SEEDS = range(1000)


@cache
def made(seed: int) -> dict[str, Any]:
    """What `lms practice sample day --seed N --format json` prints, read back."""
    return json.loads(json.dumps(sample("day", shipped("day"), seed)))


def minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def dangerous(task: dict[str, Any]) -> bool:
    return task["now"] or (task["item9"] or 0) > 0


def overdue(task: dict[str, Any]) -> bool:
    if task["contact"] is None:
        return False
    return task["contact"]["days"] >= (14 if task["contact"]["phase"] == "active" else 31)


def today(task: dict[str, Any]) -> bool:
    return dangerous(task) or task["by"] is not None or overdue(task)


def keys(variant: dict[str, Any], name: str) -> list[Any]:
    return [each["key"] for each in variant["tasks"] if each["id"] == name]


def test_what_must_happen_today() -> None:
    for seed in SEEDS:
        variant = made(seed)
        assert keys(variant, "today") == [[each["id"] for each in variant["inbox"] if today(each)]]


def test_what_comes_first() -> None:
    for seed in SEEDS:
        variant = made(seed)
        begins, ends = (minute(variant["blocks"][at][key]) for at, key in ((0, "begins"), (-1, "ends")))

        def latest(task: dict[str, Any], ends: int = ends) -> tuple[bool, bool, int]:
            shortest = min([task["minutes"], *(each["minutes"] for each in task["hands"])])
            until = minute(task["by"]) - shortest if task["by"] else ends - task["minutes"]
            return not dangerous(task), not today(task), until if today(task) else 0

        first = min((each for each in variant["inbox"] if minute(each["arrives"]) <= begins), key=latest)
        assert keys(variant, "first") == [[first["id"]]]


def test_what_to_do_about_item_nine() -> None:
    for seed in SEEDS:
        variant = made(seed)
        able = {"you"} | {each["id"] for each in variant["people"] if "risk" in each["does"]}
        found = [
            [
                each["id"]
                for each in call["options"]
                if each["when"] == "now" and each["by"] in able and each["tells_pcp"]
            ]
            for call in variant["interruptions"]
            if call["item9"]
        ]
        assert found
        assert all(found)
        assert keys(variant, "item-9") == found


def test_who_may_be_handed_what() -> None:
    for seed in SEEDS:
        variant = made(seed)
        does = {each["id"]: each["does"] for each in variant["people"]}
        found = [
            f"{task['id']}:{hand['to']}"
            for task in variant["inbox"]
            for hand in task["hands"]
            if ("risk" if dangerous(task) else task["needs"]) in does[hand["to"]]
        ]
        assert keys(variant, "hand") == [found]


def test_there_is_more_than_fits_and_what_must_happen_does() -> None:
    for seed in SEEDS:
        variant = made(seed)
        have = sum(minute(each["ends"]) - minute(each["begins"]) for each in variant["blocks"])
        inbox = sum(each["minutes"] for each in variant["inbox"])
        must = sum(each["minutes"] for each in variant["inbox"] if today(each))
        assert keys(variant, "minutes") == [[have, inbox, must]]
        assert must <= have < inbox


def test_variants_differ_and_come_again_for_their_seed() -> None:
    assert len({json.dumps(made(seed)["tasks"]) for seed in SEEDS}) > 900
    body = shipped("day")
    assert all(sample("day", body, seed) == sample("day", body, seed) for seed in range(20))
    positive = [each["item9"] for seed in SEEDS for each in made(seed)["inbox"] if each["id"] == "portal-form"]
    assert {0, 1, 2} == set(positive)
