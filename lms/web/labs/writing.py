"""Labs in which something is written: the form of a part, the comparison, and the whole on one page to print."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from lms.practice.lab_queries import Fields, Played
from lms.practice.writing import RATINGS, WritingState, body_of, reading_seconds
from lms.web.labs.face import Face, under

TEXT, RATE = "text-", "rate-"


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """The part with what is entered so far, or what was written beside its model."""
    state: WritingState = played.state
    body = body_of(played.exercise)
    written = state.written[-1] if state.comparing else None
    return {
        "body": body,
        "part": state.part,
        "place": len(state.written) + (0 if written else 1),
        "of": len(state.parts),
        "written": written,
        "texts": written.texts if written else under(fields, TEXT),
        "rated": under(fields, RATE),
        "ratings": RATINGS,
        "seconds": reading_seconds(written.words, body.spoken) if written and body.spoken else None,
        "last": len(state.written) + (0 if written else 1) == len(state.parts),
    }


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """The texts or the ratings of a posted form."""
    rated = {name.removeprefix(RATE): form[name] for name in form if name.startswith(RATE)}
    written = {name.removeprefix(TEXT): form[name] for name in form if name.startswith(TEXT)}
    return {"written": written} if written else {"rated": rated}


def tell(played: Played) -> dict[str, Any]:
    """Everything that was written, with ratings and models."""
    state: WritingState = played.state
    body = body_of(played.exercise)
    words = sum(each.words for each in state.written)
    return {
        "body": body,
        "written": state.written,
        "kept": sum(each.kept for each in state.written),
        "of": sum(len(each.part.lines) for each in state.written),
        "seconds": reading_seconds(words, body.spoken) if body.spoken else None,
        "words": words,
    }


FACE = Face("labs/writing.html", "labs/writing_debrief.html", show, read, tell, free_text=True)
