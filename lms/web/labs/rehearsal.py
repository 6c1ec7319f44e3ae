"""Rehearsals of panel review: the chair, the list, and the turns of a case, each with what the turn before was worth."""

from __future__ import annotations

from typing import Any

from markupsafe import escape
from werkzeug.datastructures import MultiDict

from lms.curriculum.exercises.panel import NEEDS, RehearsalBody, Script
from lms.practice.lab_queries import Fields, Played
from lms.practice.rehearsal.lab import body_of, verdicts
from lms.practice.rehearsal.moves import ORDINALS
from lms.practice.rehearsal.table import BHCM, CONSULTANT, Listed, Table, Turn
from lms.practice.rehearsal.words import days, filled, sentence, weeks
from lms.web.labs.face import Face, first, under

NAMES = {
    "choose": "The list",
    "present": "Present",
    "ask": "Ask",
    "answer": "Answer",
    "advise": "Advise",
    "back": "Read back",
}
SEATS = {BHCM: "The care manager's chair", CONSULTANT: "The consultant's chair"}
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


def around(body: RehearsalBody, table: Table, fields: Fields) -> dict[str, Any]:
    """The open turn of a table: what was said so far, what can be said, what is filled in, and the last own verdict."""
    assert table.next is not None
    kind, script = table.next
    found = verdicts(body, table)
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
        "verdict_name": _name(table, found[-1].turn) if found else "",
        "heard": heard(body, table, script) if script else [],
        "read_back": _read_back_before(body, table),
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
        "weeks": weeks(listed.figures.weeks),
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


def heard(body: RehearsalBody, table: Table, script: Script, until: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What was said about a case so far, in order: who, and the words; `until` leaves out turns not yet taken."""
    said: list[dict[str, Any]] = []
    for turn in table.turns:
        if turn.script == script and turn.kind not in until:
            said += _said(body, table, turn)
    return said


def _said(body: RehearsalBody, table: Table, turn: Turn) -> list[dict[str, Any]]:
    script, entries = turn.script, turn.entries
    assert script is not None
    listed = table.find(script.row)
    assert listed is not None
    care, doctor = body.bhcm, body.consultant
    if BHCM in table.seats:
        care = "You" if len(table.seats) == 1 else "Care manager"
    if CONSULTANT in table.seats:
        doctor = "You" if len(table.seats) == 1 else "Consultant"

    def line(who: str, things: Any, wanted: Any) -> dict[str, Any]:
        return {
            "who": who,
            "mine": who == "You",
            "parts": [filled(each.html, listed) for each in things if each.id in wanted],
        }

    if turn.kind == "present":
        return [line(care, (*script.openings, *script.chart), (entries["opening"], *entries["say"]))]
    if turn.kind == "ask":
        return [line(doctor, script.questions, entries["ask"])]
    if turn.kind == "answer":
        answers = [
            answer
            for each in script.questions
            for answer in each.answers
            if entries["answers"].get(each.id) == answer.id
        ]
        return [line(care, answers, [each.id for each in answers])]
    if turn.kind == "advise":
        advised = line(doctor, script.advice, (entries["advice"],))
        change = line(doctor, script.changes, (entries["change"],))
        return [advised | {"change": change["parts"]}]
    who, when = ({each.id: each.text for each in words} for words in (body.who, body.when))
    return [
        {
            "who": care,
            "mine": care == "You",
            "parts": [
                f"{filled(each.html, listed)}: {escape(who[entries['who'][each.id]])}, {escape(when[entries['when'][each.id]])}."
                for each in script.actions
            ],
        }
    ]


def _read_back_before(body: RehearsalBody, table: Table) -> list[dict[str, Any]]:
    """How the care manager read back the case before, for a consultant who begins with the next."""
    last = table.turns[-1] if table.turns else None
    if last is None or last.kind != "back" or not last.stored:
        return []
    return _said(body, table, last)


def _name(table: Table, turn: Turn) -> str:
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


def told(body: RehearsalBody, table: Table) -> dict[str, Any]:
    """A table at its end: what was said, turn by turn, and what each turn was worth."""
    found = verdicts(body, table)
    return {
        "body": body,
        "listing": next((each for each in found if each.turn.script is None), None),
        "told_cases": [
            {
                **case(table, script),
                "heard": heard(body, table, script),
                "verdicts": [(NAMES[each.turn.kind], each) for each in found if each.turn.script == script],
            }
            for script in table.cases
        ],
        "right": sum(each.right for each in found),
        "of": sum(each.of for each in found),
        "safety_missed": any(each.safety_missed for each in found),
    }


FACE = Face("labs/rehearsal.html", "labs/rehearsal_debrief.html", show, read, tell)
