"""The lab of billing minutes: a thousand variants solved from their data by rules stated here once more, and what a move does."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.course import Exercise
from lms.curriculum.library import Library
from lms.practice.lab import Refused, replay, sum_of
from lms.practice.minutes.grading import base_and_added
from lms.practice.minutes.lab import NO_CODE, MinutesLab, MinutesState
from lms.practice.minutes.sample import sample

LAB = MinutesLab()
SEEDS = 1000


@pytest.fixture(scope="module")
def exercise(library: Library) -> Exercise:
    return next(each for each in library.current(0).exercises if each.kind == "minutes")


@pytest.fixture(scope="module")
def variants(exercise: Exercise) -> list[dict[str, Any]]:
    return [sample(exercise, seed) for seed in range(SEEDS)]


def lines_that_count(variant: dict[str, Any], log: dict[str, Any]) -> list[dict[str, Any]]:
    counting = {kind["id"] for kind in variant["kinds_of_work"] if kind["counts"]}
    return [
        line
        for line in log["lines"]
        if line["patient"] == log["patient"]
        and line["on"][:7] == log["month"]
        and line["by"] == "care-manager"
        and line["kind"] in counting
        and line["note"] is True
        and line["elsewhere"] == ""
        and line["in_hospital"] is False
    ]


def month_of(log: dict[str, Any]) -> str:
    if log["last_service"] is None:
        return "initial"
    (year, month), (was_year, was_month) = (map(int, log[each].split("-")) for each in ("month", "last_service"))
    empty = 0
    while (was_year, was_month + 1) not in ((year, month), (year - 1, month + 12)):
        was_year, was_month = (was_year, was_month + 1) if was_month < 12 else (was_year + 1, 1)
        empty += 1
    return "initial" if empty >= 6 else "subsequent"


def codes_of(variant: dict[str, Any], log: dict[str, Any], minutes: int) -> list[dict[str, Any]]:
    payer = next(each for each in variant["payers"] if each["id"] == log["payer"])
    table = payer["months"][month_of(log)]
    add = table["add"]
    if add and minutes >= add["from"]:
        band = table["bands"][-1]
        units = len(range(add["from"], minutes + 1, add["every"]))
        units = units if payer["most_added"] is None else min(units, payer["most_added"])
    else:
        band = next(b for b in table["bands"] if b["from"] <= minutes <= (10**9 if b["to"] is None else b["to"]))
        units = 0
    if band["code"] not in payer["codes"]:
        return []
    found = [{"code": band["code"], "units": 1}]
    return [*found, {"code": add["code"], "units": units}] if units and add["code"] in payer["codes"] else found


def solved(variant: dict[str, Any], log: dict[str, Any], options: list[dict[str, Any]]) -> dict[str, list[Any]]:
    counted = lines_that_count(variant, log)
    total = sum(line["minutes"] for line in counted)
    codes = codes_of(variant, log, total)
    fitting = [
        each["id"]
        for each in options
        if each["minutes"] == total
        and each["codes"] == codes
        and each["claim_by"] == "practitioner"
        and not each["adds_minutes"]
    ]
    return {
        "counts": [line["id"] for line in counted],
        "month": [month_of(log)],
        "total": [total],
        "codes": codes,
        "message": fitting,
    }


def test_a_thousand_variants_are_solved_from_their_data(variants: list[dict[str, Any]]) -> None:
    for variant in variants:
        tasks = {task["id"]: task for task in variant["tasks"]}
        for log in variant["logs"]:
            options = tasks[f"{log['id']}-message"]["options"]
            assert len(options) == 4
            assert len({option["text"] for option in options}) == 4
            for what, key in solved(variant, log, options).items():
                assert tasks[f"{log['id']}-{what}"]["key"] == key, (variant["seed"], log["id"], what)
                assert len(tasks[f"{log['id']}-{what}"]["key"]) == 1 or what in ("counts", "codes")
        assert len(tasks) == 5 * len(variant["logs"])


def test_variants_differ_and_reach_what_there_is_to_learn(variants: list[dict[str, Any]]) -> None:
    keys = [json.dumps(task["key"]) for variant in variants for task in variant["tasks"] if "-codes" in task["id"]]
    for wanted in ("[]", "G2214", "99492", "99493", "99494", "G0568", "G0569"):
        assert any(wanted in key for key in keys), wanted
    months = [task["key"][0] for variant in variants for task in variant["tasks"] if task["id"].endswith("-month")]
    assert {"initial", "subsequent"} == set(months)
    logs = [log for variant in variants for log in variant["logs"]]
    assert len({json.dumps(log) for log in logs}) > 0.99 * len(logs)
    assert all(variant == json.loads(json.dumps(variant)) for variant in variants[:20])
    assert all(5 <= len(log["lines"]) <= 12 for log in logs)
    assert all(date.fromisoformat(line["on"]).weekday() < 5 for log in logs for line in log["lines"])


def test_every_line_that_does_not_count_fails_for_one_reason(variants: list[dict[str, Any]]) -> None:
    met: set[str] = set()
    for variant in variants[:200]:
        counting = {kind["id"] for kind in variant["kinds_of_work"] if kind["counts"]}
        for log in variant["logs"]:
            for line in log["lines"]:
                failed = [
                    name
                    for name, holds in (
                        ("patient", line["patient"] == log["patient"]),
                        ("month", line["on"][:7] == log["month"]),
                        ("by", line["by"] == "care-manager"),
                        ("kind", line["kind"] in counting),
                        ("note", line["note"]),
                        ("elsewhere", not line["elsewhere"]),
                        ("hospital", not line["in_hospital"]),
                    )
                    if not holds
                ]
                assert len(failed) <= 1
                met |= set(failed)
    assert met == {"patient", "month", "by", "kind", "note", "elsewhere", "hospital"}


def right(state: MinutesState) -> dict[str, Any]:
    if state.telling:
        return {"message": state.task.message.id}
    code, added = base_and_added(state.task.codes)
    return {
        "counts": sorted(state.task.counts),
        "month": state.task.month,
        "total": str(state.task.total),
        "code": code or NO_CODE,
        "added": str(added),
    }


def anyhow(state: MinutesState, chance: random.Random) -> dict[str, Any]:
    if state.telling:
        return {"message": chance.choice("abcd")}
    lines = [entry.id for entry in state.task.sheet.entries]
    return {
        "counts": chance.sample(lines, chance.randint(0, len(lines))),
        "month": chance.choice(["initial", "subsequent"]),
        "total": str(chance.randint(0, 200)),
        "code": chance.choice([NO_CODE, "99492", "99493", "G2214"]),
        "added": str(chance.randint(0, 2)),
    }


def play(exercise: Exercise, seed: int, answer) -> list[dict[str, Any]]:
    state, moves = LAB.begin(exercise, seed), []
    while not LAB.ended(state):
        moves.append({"go": "on"} if state.looking and not state.telling else answer(state))
        state = LAB.move(exercise, state, moves[-1])
    return moves


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), luck=st.integers(0, 10**6))
def test_a_run_told_again_is_the_same_run(exercise: Exercise, seed: int, luck: int) -> None:
    chance = random.Random(luck)
    moves = play(exercise, seed, lambda state: anyhow(state, chance))
    first, again = (replay(LAB, exercise, seed, json.loads(json.dumps(moves))) for _ in range(2))
    assert first == again
    marks = LAB.marks(exercise, first)
    assert [mark.duty for mark in marks] == ["C-10", "C-01"]
    assert all(0 <= mark.right <= mark.of for mark in marks)
    assert marks[1].of == len(first.tasks)
    assert sum_of(marks) == marks


@pytest.mark.parametrize("seed", range(12))
def test_the_key_is_wholly_right(exercise: Exercise, seed: int) -> None:
    state = replay(LAB, exercise, seed, play(exercise, seed, right))
    assert all(each.all_right for each in state.answered)
    assert all(mark.right == mark.of for mark in LAB.marks(exercise, state))


def test_each_part_is_marked_by_itself(exercise: Exercise) -> None:
    begun = LAB.begin(exercise, 3)
    key = right(begun)
    for part, wrong in (
        ("month", {"month": "initial" if key["month"] == "subsequent" else "subsequent"}),
        ("total", {"total": str(int(key["total"]) + 1)}),
        ("codes", {"code": "99492" if key["code"] != "99492" else "99493"}),
        ("codes", {"added": "3"}),
    ):
        graded = LAB.move(exercise, begun, key | wrong).answered[0]
        assert [name for name, good in graded.parts.items() if not good] == [part, "message"]
    counted = LAB.move(exercise, begun, key)
    for option in begun.task.options:
        told = LAB.move(exercise, counted, {"message": option.id})
        assert told.answered[0].all_right is option.right
    graded = LAB.move(exercise, begun, key | {"counts": key["counts"][1:]}).answered[0]
    assert graded.rows_right == len(begun.task.sheet.entries) - 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"total": ""}, "total"), ({"total": "about 40"}, "total"), ({"total": "-4"}, "total"), ({"total": "44641"}, "total"),
        ({"month": ""}, "month-initial"), ({"month": "third"}, "month-initial"), ({"code": ""}, "code"),
        ({"code": "99499"}, "code"), ({"added": "99"}, "added"),
    ],
)  # fmt: skip
def test_what_is_left_open_is_refused(exercise: Exercise, wrong: dict[str, str], field: str) -> None:
    begun = LAB.begin(exercise, 5)
    with pytest.raises(Refused) as refused:
        LAB.move(exercise, begun, right(begun) | wrong)
    assert refused.value.field == field


@pytest.mark.parametrize("message", ["", "z", None])
def test_a_message_must_be_one_of_those_there_are(exercise: Exercise, message: str | None) -> None:
    begun = LAB.begin(exercise, 5)
    counted = LAB.move(exercise, begun, right(begun))
    with pytest.raises(Refused, match="what to tell the PCP"):
        LAB.move(exercise, counted, {"message": message})


def test_messages_are_not_shown_before_the_log_is_counted(exercise: Exercise) -> None:
    begun = LAB.begin(exercise, 5)
    assert not begun.telling
    assert LAB.move(exercise, begun, right(begun)).telling


def test_lines_of_another_log_are_not_taken(exercise: Exercise) -> None:
    begun = LAB.begin(exercise, 5)
    move = right(begun) | {"counts": [*right(begun)["counts"], "log-9-1", "nothing"]}
    assert LAB.move(exercise, begun, move).answered[0].counted_right
