"""Scoring labs: a filled form beside its questions, then each answer with its reason."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from lms.practice.lab_queries import Fields, Played
from lms.practice.scoring import NAMES, WORDS, Filled, Scored, ScoringState, body_of, questions
from lms.web.labs.face import Face, under

PREFIX = "say-"
TITLES = {"phq-9": "PHQ-9", "gad-7": "GAD-7"}


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """The form with what is entered so far or, once answered, what was right."""
    state: ScoringState = played.state
    scored = state.scored[-1] if state.looking else None
    here = state.here
    return {
        "filled": here,
        "tool": TITLES[here.form.tool],
        "rows": _rows(here),
        "words": WORDS,
        "asked": questions(body_of(played.exercise), here),
        "said": scored.said if scored else under(fields, PREFIX),
        "scored": scored,
        "told": _told(played, scored) if scored else [],
        "place": len(state.scored) + (0 if scored else 1),
        "of": len(state.filled),
        "last": len(state.scored) == len(state.filled),
    }


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """The answers, or that the learner goes on."""
    if form.get("go") == "on":
        return {"go": "on"}
    return {"said": {name.removeprefix(PREFIX): form[name] for name in form if name.startswith(PREFIX)}}


def tell(played: Played) -> dict[str, Any]:
    """Every form with its answers."""
    state: ScoringState = played.state
    told = [(each, TITLES[each.filled.form.tool], _told(played, each)) for each in state.scored]
    rights = [row["right"] for _, _, rows in told for row in rows]
    return {"forms": told, "right": sum(rights), "of": len(rights)}


def _rows(filled: Filled) -> list[tuple[int, str, str]]:
    return [
        (at, name, WORDS[points])
        for at, (name, points) in enumerate(zip(NAMES[filled.form.tool], filled.answers, strict=True), 1)
    ]


def _told(played: Played, scored: Scored) -> list[dict[str, Any]]:
    body = body_of(played.exercise)
    found = []
    for asked in questions(body, scored.filled):
        words = dict(asked.options)
        said = scored.said[asked.name]
        found.append(
            {
                "label": asked.label,
                "said": words.get(said, said),
                "right": said == asked.key,
                "key": words.get(asked.key, asked.key),
                "reason": body.reasons[asked.reason],
                "safety": asked.safety and said != asked.key,
            }
        )
    return found


FACE = Face("labs/scoring.html", "labs/scoring_debrief.html", show, read, tell)
