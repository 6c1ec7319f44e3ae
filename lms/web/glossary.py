"""The glossary: all terms by letter, and one page for each, with the lessons that use it."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Lesson, Term
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.web.addresses import url_of
from lms.web.door import course, route

bp = Blueprint("glossary", __name__)


@route(bp, "/glossary/", allow=Permission.COURSE_READ)
def glossary() -> ResponseReturnValue:
    """All terms of the course by their first letter, each with where it is used."""
    terms = _in_order()
    letters = [(letter, list(group)) for letter, group in groupby(terms, key=_letter)]
    return render_template("glossary.html", letters=letters, terms=terms, used=_used())


@route(bp, "/glossary/<term_id>", allow=Permission.COURSE_READ)
def term(term_id: str) -> ResponseReturnValue:
    """One term, and the way to those beside it."""
    wanted = course().glossary.get(term_id)
    if wanted is None:
        raise NotFound()
    terms = _in_order()
    at = [each.id for each in terms].index(wanted.id)
    return render_template(
        "term.html",
        term=wanted,
        used=_used().get(wanted.id, []),
        before=terms[at - 1] if at else None,
        after=terms[at + 1] if at + 1 < len(terms) else None,
    )


def _in_order() -> list[Term]:
    return sorted(course().glossary.values(), key=lambda each: (_letter(each), each.term.casefold()))


def _letter(term: Term) -> str:
    first = term.term[:1].upper()
    return first if first.isalpha() else "0–9"


def _used() -> dict[str, list[tuple[Lesson, str, str]]]:
    """Term → the lessons that use it, each with its address and where it stands."""
    here = course()
    found: dict[str, list[tuple[Lesson, str, str]]] = {}
    for module in here.modules + here.units:
        for number, lesson in enumerate(module.lessons, 1):
            place = f"{module.short}, lesson {number}"
            for each in lesson.terms:
                found.setdefault(each, []).append((lesson, url_of(here, lesson.id), place))
    return found
