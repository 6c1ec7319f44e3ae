"""What an activity, its makers and its support must say; a name is the same name with and without its degree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lms.credit.activities.rules.entries import (
    Details,
    Maker,
    Relationship,
    Support,
    detail_problems,
    maker_problems,
    missing_details,
    pilot_problem,
    rating_problem,
    relationships_of,
    support_problems,
)

TODAY = date(2026, 5, 4)
DETAILS = Details("Foundations", "advanced", ("physician",), ("Name it.",), "n", "g", ("A book.",), "A browser.")
MAKER = Maker("Nomvula Dube", "MD", ("reviewer",), ("l1",), TODAY)
NONE = Support("none", "", "", TODAY)


@pytest.mark.parametrize(
    ("change", "fields"),
    [({}, []), ({"title": " "}, ["title"]), ({"title": "x" * 201}, ["title"]), ({"level": "hard"}, ["level"]),
     ({"audience": ("astronaut",)}, ["audience"]), ({"needs": "x" * 8001}, ["needs"]), ({"objectives": ("x" * 601,)}, ["objectives"]),
     ({"references": ("x",) * 401}, ["references"]), ({"objectives": (), "needs": ""}, [])],
)  # fmt: skip
def test_what_cannot_be_kept_of_a_description(change: dict[str, Any], fields: list[str]) -> None:
    assert list(detail_problems(replace(DETAILS, **change))) == fields


@pytest.mark.parametrize("field", ["audience", "objectives", "needs", "gap", "references", "system"])
def test_what_has_to_be_there_before_it_is_frozen(field: str) -> None:
    assert missing_details(DETAILS) == ()
    empty = () if isinstance(getattr(DETAILS, field), tuple) else "  "
    assert len(missing_details(replace(DETAILS, **{field: empty}))) == 1


@pytest.mark.parametrize(
    ("change", "fields"),
    [({}, []), ({"name": ""}, ["name"]), ({"credentials": " "}, ["credentials"]), ({"roles": ()}, ["roles"]),
     ({"roles": ("boss",)}, ["roles"]), ({"roles": ("author",)}, ["roles"]), ({"reviewed": ("l9",)}, ["reviewed"]),
     ({"reviewed_on": None}, ["reviewed_on"]), ({"reviewed_on": date(2026, 5, 5)}, ["reviewed_on"]),
     ({"roles": ("planner",), "reviewed": (), "reviewed_on": None}, [])],
)  # fmt: skip
def test_what_is_wrong_with_a_person(change: dict[str, Any], fields: list[str]) -> None:
    assert list(maker_problems(replace(MAKER, **change), parts=("l1",), today=TODAY)) == fields


@pytest.mark.parametrize(
    ("change", "fields"),
    [({}, []), ({"kind": ""}, ["kind"]), ({"source": "Acme"}, ["source"]), ({"kind": "money"}, ["source"]),
     ({"kind": "money", "source": "Acme"}, ["amount"]), ({"kind": "in kind", "source": "Acme", "amount": "A room"}, []),
     ({"stated_on": None}, ["stated_on"]), ({"stated_on": date(2026, 5, 5)}, ["stated_on"])],
)  # fmt: skip
def test_what_is_wrong_with_a_statement_of_support(change: dict[str, Any], fields: list[str]) -> None:
    assert list(support_problems(replace(NONE, **change), today=TODAY)) == fields


@pytest.mark.parametrize(
    ("line", "wanted"),
    [("Acme; speaker; 2025", Relationship("Acme", "speaker", "2025")), ("Acme;speaker", Relationship("Acme", "speaker", "")),
     ("Acme", Relationship("Acme", "", "")), ("Acme; speaker; 2025; paid", Relationship("Acme", "speaker", "2025; paid"))],
)  # fmt: skip
def test_a_line_is_a_relationship(line: str, wanted: Relationship) -> None:
    assert relationships_of([line]) == (wanted,)


@pytest.mark.parametrize(
    ("rater", "rating", "taken"),
    [("Ana Souza", 30, True), ("Ana Souza", 10, True), ("Ana Souza", 51, False), ("Ana Souza", None, False), ("", 30, False),
     ("NOMVULA  dube, MD", 30, False), ("piet vos", 30, False), ("x" * 121, 30, False)],
)  # fmt: skip
def test_a_rating_is_independent_and_given_once(rater: str, rating: int | None, taken: bool) -> None:
    assert (rating_problem(rater, rating, makers=["Nomvula Dube"], rated=["Piet Vos, RN"]) is None) is taken


@pytest.mark.parametrize(("minutes", "profession", "taken"), [(1, "physician", True), (0, "physician", False), (6001, "physician", False), (60, "astronaut", False)])  # fmt: skip
def test_a_testers_time_has_minutes_and_a_profession(minutes: int, profession: str, taken: bool) -> None:
    assert (pilot_problem(minutes, profession) is None) is taken
