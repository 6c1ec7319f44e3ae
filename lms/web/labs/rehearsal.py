"""Rehearsals of panel review: the chair, the list, and the turns of a case, each with what the turn before was worth."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.curriculum.exercises.panel import NEEDS, RehearsalBody, Script
from lms.practice.lab_queries import Fields, Played
from lms.practice.rehearsal.lab import body_of, verdicts
from lms.practice.rehearsal.moves import ORDINALS
from lms.practice.rehearsal.table import BHCM, CONSULTANT, Listed, Table, Turn
from lms.practice.rehearsal.words import days, figures_of, filled, sentence
from lms.web.labs.face import Face, first, under

NAMES = {
    "choose": "The list",
    "present": "Present",
    "ask": "Ask",
    "answer": "Answer",
    "advise": "Advise",
    "back": "Read back",
}
YOU = "You"
Voices = Mapping[str, str]
"""Who speaks from each seat."""
SEATS = {BHCM: "The care manager’s chair", CONSULTANT: "The consultant’s chair"}
NEED_WORDS = dict(
    zip(NEEDS, ("Safety", "New", "Not improving", "Medicine", "Ending", "Overdue", "On course"), strict=True)
)


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """The step: the chairs, or the open turn."""
    table: Table = played.state
    body = body_of(played.exercise)
    if not table.seats:
        return {"body": body, "seats": SEATS, "turn": "seat", "seat": first(fields, "seat"), "verdict": None}
    return around(body, table, fields)


def around(body: RehearsalBody, table: Table, fields: Fields, voices: Voices | None = None) -> dict[str, Any]:
    """The open turn of a table: what was said so far, what can be said, what is filled in, and the last own verdict."""
    assert table.next is not None
    kind, script = table.next
    found = verdicts(body, table)
    voices = voices or voices_of(body, table)
    return {
        "body": body,
        "turn": kind,
        "turn_name": NAMES[kind],
        "rows": [_row(each) for each in table.listed],
        "ordinals": ORDINALS[: table.places],
        "picks": {
            "rows": [(each.row.id, each.row.name) for each in table.listed],
            "who": [(each.id, each.text) for each in body.who],
            "when": [(each.id, each.text) for each in body.when],
        },
        "case": case(table, script) if script else None,
        "number_of_case": table.cases.index(script) + 1 if script else 0,
        "cases": len(table.cases),
        "verdict": found[-1] if found else None,
        "verdict_name": turn_name(table, found[-1].turn) if found else "",
        "heard": _heard_before(body, table, script, voices),
        "read_back": _read_back_before(body, table, voices),
        "field": _field(fields),
    }


def _field(fields: Fields) -> dict[str, Any]:
    """The form as templates want it: single values by name, and what is ticked."""
    return {name: values[0] for name, values in fields.items() if values} | {"say": list(fields.get("say", ()))}


def _row(listed: Listed) -> dict[str, Any]:
    figures = listed.figures
    return {
        "id": listed.row.id,
        "name": listed.row.name,
        "pcp": listed.row.pcp,
        "note": filled(listed.row.note, listed),
        "weeks": figures.weeks,
        "scores": figures.scores,
        "item9": figures.item9,
        "days": days(figures.days),
        "sentence": sentence(listed),
        "figures": figures_of(listed),
    }


def case(table: Table, script: Script) -> dict[str, Any]:
    """One case as this variant has it: the row, and everything that can be said, with its words filled in."""
    listed = table.find(script.row)
    assert listed is not None

    def told(things: Any) -> list[dict[str, Any]]:
        return [{"id": each.id, "html": filled(each.html, listed)} for each in things]

    asked = table.taken("ask", script)
    return {
        "row": _row(listed),
        "name": listed.row.name.split(",")[0],
        "need": NEED_WORDS[listed.row.need],
        "openings": told(script.openings),
        "chart": told(script.chart),
        "questions": told(script.questions),
        "asked": [
            {"id": each.id, "html": filled(each.html, listed), "answers": told(each.answers)}
            for each in script.questions
            if asked and each.id in asked.entries["ask"]
        ],
        "advice": told(script.advice),
        "changes": told(script.changes),
        "actions": told(script.actions),
    }


def voices_of(body: RehearsalBody, table: Table) -> dict[str, str]:
    """Who speaks from each seat: the learner, and whoever the file puts into the other."""
    names = {BHCM: body.bhcm, CONSULTANT: body.consultant}
    return {seat: YOU if seat in table.seats else name for seat, name in names.items()}


def heard(body: RehearsalBody, table: Table, script: Script, voices: Voices) -> list[dict[str, Any]]:
    """What was said about a case so far, in order: who, and the words."""
    return [_said(body, table, turn, voices) for turn in table.turns if turn.script == script]


def _heard_before(body: RehearsalBody, table: Table, script: Script | None, voices: Voices) -> list[dict[str, Any]]:
    """What was said about the open case; questions that are just being answered stand at their answers."""
    if script is None or table.next is None:
        return []
    said = heard(body, table, script, voices)
    return said[:-1] if table.next[0] == "answer" else said


def _said(body: RehearsalBody, table: Table, turn: Turn, voices: Voices) -> dict[str, Any]:
    script, entries, who = turn.script, turn.entries, voices[turn.seat]
    assert script is not None
    listed = table.find(script.row)
    assert listed is not None

    def words(things: Any, wanted: Any) -> list[str]:
        return [filled(each.html, listed) for each in things if each.id in wanted]

    said: dict[str, Any] = {"who": who, "mine": who == YOU}
    if turn.kind == "present":
        written = body.script(script.row) or script
        parts = [*words(script.openings, (entries["opening"],)), *words(written.chart, entries["say"])]
        return said | {"parts": parts}
    if turn.kind == "ask":
        return said | {"parts": words(script.questions, entries["ask"])}
    if turn.kind == "answer":
        given = entries["answers"]
        parts = [part for each in script.questions for part in words(each.answers, (given.get(each.id),))]
        return said | {"parts": parts}
    if turn.kind == "advise":
        change = words(script.changes, (entries["change"],))
        return said | {"parts": words(script.advice, (entries["advice"],)), "change": change}
    who_words, when_words = ({each.id: escape(each.text) for each in words_} for words_ in (body.who, body.when))
    return said | {
        "parts": [
            f"{filled(each.html, listed)}: {who_words[entries['who'][each.id]]}, {when_words[entries['when'][each.id]]}."
            for each in script.actions
        ]
    }


def _read_back_before(body: RehearsalBody, table: Table, voices: Voices) -> list[dict[str, Any]]:
    """How the care manager read back the case before, for a consultant who begins with the next."""
    before = [each for each in table.turns if each.kind == "back"]
    fresh = before and before[-1].stored and table.next is not None and table.next[0] == "ask"
    return [_said(body, table, before[-1], voices)] if fresh else []


def turn_name(table: Table, turn: Turn) -> str:
    """Which turn a verdict is on, such as "Present, Solveig"."""
    if turn.script is None:
        return NAMES[turn.kind]
    listed = table.find(turn.script.row)
    assert listed is not None
    return f"{NAMES[turn.kind]}, {listed.row.name.split(',')[0]}"


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """A chair, or the entries of whichever turn the form was about."""
    fields: Fields = {name: form.getlist(name) for name in form}
    if "seat" in form:
        return {"seat": form["seat"]}
    return entered(fields)


def entered(fields: Fields) -> dict[str, Any]:
    """A posted form as the entries of a turn."""
    move: dict[str, Any] = {}
    places = under(fields, "place-")
    if places:
        move["places"] = [places[name] for name in sorted(places, key=lambda name: int(name) if name.isdigit() else 99)]
    for name in ("opening", "advice", "change"):
        if fields.get(name):
            move[name] = first(fields, name)
    for name in ("say", "ask"):
        if fields.get(name):
            move[name] = list(fields[name])
    move |= {
        key: found
        for key, prefix in (("answers", "answer-"), ("who", "who-"), ("when", "when-"))
        if (found := under(fields, prefix))
    }
    return move


def tell(played: Played) -> dict[str, Any]:
    """Every own turn with its verdict, case by case, and the way of the stored partner."""
    table: Table = played.state
    body = body_of(played.exercise)
    return told(body, table) | {"seat_name": SEATS[table.seats[0]]}


def told(body: RehearsalBody, table: Table, voices: Voices | None = None) -> dict[str, Any]:
    """A table at its end: what was said, turn by turn, and what each turn was worth."""
    found = verdicts(body, table)
    voices = voices or voices_of(body, table)
    alone = len(table.seats) == 1

    def called(turn: Turn) -> str:
        return NAMES[turn.kind] if alone else f"{NAMES[turn.kind]}: {voices[turn.seat]}"

    return {
        "body": body,
        "listing": next((each for each in found if each.turn.script is None), None),
        "told_cases": [
            {
                **case(table, script),
                "heard": heard(body, table, script, voices),
                "verdicts": [(called(each.turn), each) for each in found if each.turn.script == script],
            }
            for script in table.cases
        ],
        "right": sum(each.right for each in found),
        "of": sum(each.of for each in found),
        "safety_missed": any(each.safety_missed for each in found),
    }


FACE = Face("labs/rehearsal.html", "labs/rehearsal_debrief.html", show, read, tell)
