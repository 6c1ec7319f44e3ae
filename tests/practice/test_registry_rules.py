"""A thousand caseloads, solved by rules that are written again here from the fact sheet, from the published data alone.

No rule of `lms.practice.registry` is used: what is tested is that data, rule and key belong together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.practice.registry.patients import Caseload, Contact, Flag, Patient, Score
from lms.practice.registry.rules import USUAL
from lms.practice.registry.sample import as_data, sample, tasks_of

SEEDS = range(1000)
Row = dict[str, Any]
CALL_KINDS = {
    "severe side effect", "possible mania", "possible psychosis", "pregnant on medicine", "withdrawal", "sharp decline",
    "patient asks for a call", "PCP asks for a call",
}  # fmt: skip


def variants() -> Iterator[Row]:
    """All variants, one after another, as an outsider reads them; none is kept, since together they fill a gigabyte."""
    return (sample(seed) for seed in SEEDS)


def day(text: str) -> date:
    return date.fromisoformat(text)


def totals(row: Row) -> list[int]:
    return [each["total"] for each in row["scores"] if each["tool"] == "PHQ-9"]


def newest(row: Row) -> Row:
    found: Row = [each for each in row["scores"] if each["tool"] == "PHQ-9"][-1]
    return found


def spoken(row: Row) -> str:
    return max(each["on"] for each in row["contacts"] if each["completed"])


def here(row: Row) -> bool:
    return row["phase"] != "discharged"


def is_overdue(row: Row, today: date) -> bool:
    """F2.17: every two weeks in active treatment, monthly afterwards; F2.38: an attempt is no contact."""
    return here(row) and (today - day(spoken(row))).days > (14 if row["phase"] == "active" else 31)


def has_responded(row: Row, _today: date) -> bool:
    """F2.43: at least half gone."""
    seen = totals(row)
    return seen[0] >= 10 and len(seen) >= 2 and 2 * seen[-1] <= seen[0]


def is_in_remission(row: Row, _today: date) -> bool:
    """F2.43: under 5."""
    seen = totals(row)
    return seen[0] >= 10 and len(seen) >= 2 and seen[-1] < 5


def may_graduate(row: Row, today: date) -> bool:
    """F5.22: two scores under 5 at least four weeks apart with none above between them, plan written, PCP agreed."""
    if not here(row) or not is_in_remission(row, today) or newest(row)["item9"]:
        return False
    if row["relapse_plan_on"] is None or row["pcp_agreed_on"] is None:
        return False
    measured = [(day(each["on"]), each["total"]) for each in row["scores"] if each["tool"] == "PHQ-9"]
    last = measured[-1][0]
    return any(
        (last - when).days >= 28 and all(total < 5 for _, total in measured[at:])
        for at, (when, _) in enumerate(measured)
    )


def days_on_plan(row: Row, today: date) -> int:
    return (today - day(row["plan_changed_on"] or row["enrolled_on"])).days


def not_half(row: Row) -> bool:
    seen = totals(row)
    return row["phase"] == "active" and seen[0] >= 10 and len(seen) >= 2 and 2 * seen[-1] > seen[0]


def must_change(row: Row, today: date) -> bool:
    """F2.54: ten weeks on one plan and less than half gone."""
    return not_half(row) and days_on_plan(row, today) >= 70


def review_group(row: Row, today: date) -> int:
    """F5.11, F2.60, F2.57: 1 safety, 2 new, 3 not improving; 0 is nobody for this week."""
    if not here(row):
        return 0
    score = newest(row)
    if score["item9"] > 0 and (row["consulted_on"] is None or row["consulted_on"] < score["on"]):
        return 1
    if row["consulted_on"] is None:
        return 2
    seen, days = totals(row), days_on_plan(row, today)
    late = not_half(row) and days >= 56
    early = (
        row["phase"] == "active" and seen[0] >= 10 and len(seen) >= 2 and 28 <= days <= 55 and seen[0] - seen[-1] < 5
    )
    return 3 if late or early else 0


def must_be_called(row: Row, _today: date) -> bool:
    """F2.73: item 9 above 0 and nobody spoke with them that day or later; F2.58: what does not wait for the weekly slot."""
    score = newest(row)
    waiting = any(each["closed_on"] is None and each["kind"] in CALL_KINDS for each in row["flags"])
    return here(row) and ((score["item9"] > 0 and spoken(row) < score["on"]) or waiting)


NAMED: dict[str, Callable[[Row, date], bool]] = {
    "overdue": is_overdue,
    "panel-review": lambda row, today: review_group(row, today) > 0,
    "response": has_responded,
    "remission": is_in_remission,
    "graduation": may_graduate,
    "plan-change": must_change,
    "call-today": must_be_called,
}


def keys(made: Row, today: date) -> None:
    """Every key follows from its rule, and names somebody but not everybody."""
    for task in made["tasks"]:
        named = [row["id"] for row in made["patients"] if NAMED[task["id"]](row, today)]
        assert sorted(task["key"]) == named, task["id"]
        assert 0 < len(named) < len(made["patients"]), task["id"]


def order(made: Row, today: date) -> None:
    """Panel review: safety, new, not improving, and in each the worst first."""
    rows = {row["id"]: row for row in made["patients"]}
    wanted = next(each["key"] for each in made["tasks"] if each["id"] == "panel-review")
    stands = [
        (review_group(rows[each], today), -totals(rows[each])[-1], rows[each]["enrolled_on"], each) for each in wanted
    ]
    assert stands == sorted(stands)
    assert {group for group, *_ in stands} == {1, 2, 3}


def shape(made: Row, today: date) -> None:
    """What outsiders were promised of the data."""
    rows = made["patients"]
    assert len(rows) >= 60
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    assert len({row["name"] for row in rows}) == len(rows)
    assert [each["id"] for each in made["tasks"]] == list(NAMED)
    for row in rows:
        assert row["phase"] in {"active", "maintenance", "relapse prevention", "discharged"}
        assert row["contacts"][0] == {"on": row["enrolled_on"], "completed": True, "how": "in person"}
        assert row["scores"][0]["on"] == row["enrolled_on"]
        until = row["discharged_on"] or today.isoformat()
        for days in (
            [each["on"] for each in row["contacts"]],
            [each["on"] for each in row["scores"] if each["tool"] == "PHQ-9"],
            [each["on"] for each in row["scores"] if each["tool"] == "GAD-7"],
        ):
            assert days == sorted(set(days))
            assert all(row["enrolled_on"] <= each <= until for each in days)
        for each in row["scores"]:
            if each["tool"] == "PHQ-9":
                assert 0 <= each["item9"] <= 3
                # Nine items of 0 to 3: item 9 is part of the total, and the other eight hold 24 at most.
                assert 0 <= each["total"] - each["item9"] <= 24
            else:
                assert each["tool"] == "GAD-7"
                assert each["item9"] is None
                assert 0 <= each["total"] <= 21
        for name in ("plan_changed_on", "consulted_on"):
            assert row[name] is None or row["enrolled_on"] < row[name] <= until


def traps(made: Row, today: date) -> None:
    """Somebody whom each rule only just does not name: a mild beginning, 5 points that are no response, 9 weeks on a plan."""
    rows = [row for row in made["patients"] if here(row)]
    assert any(totals(row)[0] < 10 for row in rows)
    assert any(totals(row)[0] - totals(row)[-1] >= 5 and not has_responded(row, today) for row in rows)
    assert any(is_in_remission(row, today) and not may_graduate(row, today) for row in rows)
    assert any(56 <= days_on_plan(row, today) < 70 and not_half(row) for row in rows)
    assert any(newest(row)["item9"] and not must_be_called(row, today) for row in rows)


def test_a_thousand_seeds_are_solved_by_the_rules_as_they_are_written_here() -> None:
    tried = 0
    for made in variants():
        today = day(made["as_of"])
        for look in (keys, order, shape, traps):
            try:
                look(made, today)
            except AssertionError as error:
                raise AssertionError(f"seed {made['seed']}: {look.__name__}") from error
        tried += any(not row["contacts"][-1]["completed"] and is_overdue(row, today) for row in made["patients"])
    # Nearly every caseload has somebody overdue whom attempts did not reach.
    assert tried > 0.95 * len(SEEDS)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10**12))
def test_a_seed_gives_the_same_variant_for_ever(seed: int) -> None:
    assert json.dumps(sample(seed)) == json.dumps(sample(seed))


TODAY = date(2027, 3, 24)
EDGES = st.sampled_from((27, 28, 29, 55, 56, 57, 69, 70, 71)) | st.integers(1, 200)
GAPS = st.sampled_from((0, 1, 13, 14, 15, 30, 31, 32)) | st.integers(0, 60)
KINDS = st.sampled_from((*sorted(CALL_KINDS), "refill due", "ride needed"))


def ago(days: int) -> date:
    return TODAY - timedelta(days)


@st.composite
def anybody(draw: st.DrawFn, number: int) -> Patient:
    """A patient as no model makes them: every figure near an edge of some rule, whatever the others are."""
    enrolled = draw(EDGES.map(lambda days: days + draw(st.sampled_from((0, 0, 30)))))
    measured = sorted({enrolled, *draw(st.lists(st.integers(0, enrolled), max_size=4))}, reverse=True)
    first = draw(st.sampled_from((8, 9, 10, 11, 16, 20)))
    near = st.sampled_from((4, 5, first // 2, first // 2 + 1, first - 4, first - 5, first))
    scores = [
        Score(ago(days), "PHQ-9", first if at == 0 else draw(near), draw(st.sampled_from((0, 0, 1))))
        for at, days in enumerate(measured)
    ]
    spoken = sorted({enrolled, min(draw(GAPS), enrolled)}, reverse=True)
    contacts = [Contact(ago(days), True, "telephone") for days in spoken]
    if spoken[-1] > 0 and draw(st.booleans()):
        contacts.append(Contact(ago(draw(st.integers(0, spoken[-1] - 1))), False, "telephone"))
    changed = draw(st.none() | EDGES.filter(lambda days: days < enrolled))
    consulted = draw(st.none() | st.sampled_from((0, 1, measured[-1])))
    written, agreed = draw(st.booleans()), draw(st.booleans())
    return Patient(
        id=f"p{number:02}",
        name=f"Nobody {number}",
        age=40,
        pcp="Dr. Amari",
        phase=draw(st.sampled_from(("active", "active", "maintenance", "relapse prevention", "discharged"))),
        enrolled_on=ago(enrolled),
        treatment="",
        scores=tuple(scores),
        contacts=tuple(contacts),
        consults=() if consulted is None else (ago(consulted),),
        plan_changes=() if changed is None else (ago(changed),),
        flags=tuple(
            Flag(ago(1), draw(KINDS), draw(st.none() | st.just(TODAY))) for _ in range(draw(st.integers(0, 1)))
        ),
        relapse_plan_on=ago(0) if written else None,
        pcp_agreed_on=ago(0) if agreed else None,
    )


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_patients_at_the_edge_of_every_rule_are_judged_alike(data: st.DataObject) -> None:
    people = tuple(data.draw(anybody(number)) for number in range(1, 4))
    made = as_data(Caseload(TODAY, people))
    for task in tasks_of(Caseload(TODAY, people), USUAL):
        named = [row["id"] for row in made["patients"] if NAMED[task["id"]](row, TODAY)]
        assert sorted(task["key"]) == named, task["id"]
        if task["ordered"]:
            rows = {row["id"]: row for row in made["patients"]}
            stands = [
                (review_group(rows[each], TODAY), -totals(rows[each])[-1], rows[each]["enrolled_on"], each)
                for each in task["key"]
            ]
            assert stands == sorted(stands)


def test_every_edge_of_weeks_and_points_is_judged_alike() -> None:
    """Days on a plan, days between two scores, first and latest score, phase: every mixture of what lies at an edge."""
    people = []
    for days, first, latest, phase, again in product(
        (27, 28, 29, 55, 56, 57, 69, 70, 71),
        (9, 10, 16),
        (4, 5, 8, 9, 11, 12),
        ("active", "maintenance"),
        (26, 27, 28, 29),
    ):
        enrolled, measured = ago(150), (ago(150), ago(again), ago(0))
        people.append(
            Patient(
                id=f"p{len(people):04}",
                name="Nobody",
                age=40,
                pcp="Dr. Amari",
                phase=phase,
                enrolled_on=enrolled,
                treatment="",
                scores=tuple(
                    Score(on, "PHQ-9", total, 0) for on, total in zip(measured, (first, latest, latest), strict=True)
                ),
                contacts=(Contact(enrolled, True, "in person"), Contact(ago(again - 13), True, "telephone")),
                consults=(ago(140),),
                plan_changes=(ago(days),),
                relapse_plan_on=ago(0),
                pcp_agreed_on=ago(0),
            )
        )
    made = Caseload(TODAY, tuple(people))
    rows = as_data(made)["patients"]
    for task in tasks_of(made, USUAL):
        named = {row["id"] for row in rows if NAMED[task["id"]](row, TODAY)}
        assert set(task["key"]) == named, task["id"]
