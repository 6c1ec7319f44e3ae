"""What can be entered at each turn of a rehearsal, and what is refused. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lms.curriculum.exercises.panel import RehearsalBody, Script
from lms.practice.lab import Move, Refused
from lms.practice.rehearsal.table import Table

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def entries_of(body: RehearsalBody, table: Table, move: Move) -> dict[str, Any]:
    """The entries of a move for the open turn, complete and known. Raises Refused."""
    assert table.next is not None
    kind, script = table.next
    if script is None:
        return {"places": _places(table, move)}
    if kind == "present":
        return {
            "opening": _one(move.get("opening"), script.openings, "opening", "Choose how you begin."),
            "say": _say(script, move),
        }
    if kind == "ask":
        return {
            "ask": [
                _one(next(iter(_texts(move.get("ask"))), ""), script.questions, "ask", "Choose what you ask first.")
            ]
        }
    if kind == "answer":
        return {"answers": _answers(table, script, move)}
    if kind == "advise":
        return {
            "advice": _one(move.get("advice"), script.advice, "advice", "Choose what you advise."),
            "change": _one(move.get("change"), script.changes, "change", "Choose what would change your advice."),
        }
    return _read_back(body, script, move)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _one(value: object, options: Sequence[Any], field: str, sentence: str) -> str:
    if not isinstance(value, str) or value not in {each.id for each in options}:
        raise Refused(sentence, field=field)
    return value


def _places(table: Table, move: Move) -> list[str]:
    given = move.get("places")
    names = [each if isinstance(each, str) else "" for each in given] if isinstance(given, list) else []
    names = (names + [""] * table.places)[: table.places]
    for at, name in enumerate(names):
        if table.find(name) is None:
            raise Refused(f"Choose whom you bring {ORDINALS[at]}.", field=f"place-{at + 1}")
        if name in names[:at]:
            found = table.find(name)
            assert found is not None
            raise Refused(f"{found.row.name} stands on your list twice.", field=f"place-{at + 1}")
    return names


def _say(script: Script, move: Move) -> list[str]:
    given = _texts(move.get("say"))
    say = [each.id for each in script.chart if each.id in given]
    if not say:
        raise Refused("Tick what you say from the chart.", field="say")
    return say


def _answers(table: Table, script: Script, move: Move) -> dict[str, str]:
    given = move.get("answers")
    answers = given if isinstance(given, Mapping) else {}
    asked = table.turns[-1].entries["ask"]
    return {
        each.id: _one(answers.get(each.id), each.answers, f"answer-{each.id}", "Answer every question.")
        for each in script.questions
        if each.id in asked
    }


def _read_back(body: RehearsalBody, script: Script, move: Move) -> dict[str, Any]:
    found: dict[str, dict[str, str]] = {"who": {}, "when": {}}
    for action in script.actions:
        for key, words, sentence in (("who", body.who, "Say who does it."), ("when", body.when, "Say by when.")):
            given = move.get(key)
            value = given.get(action.id) if isinstance(given, Mapping) else None
            found[key][action.id] = _one(value, words, f"{key}-{action.id}", sentence)
    return found
