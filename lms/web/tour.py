"""The leaders' tour: its stops, the lessons they name, the questions at its end, and all of it on one page to print.

Everything here is read only. No page takes a form, so nothing is stored about what anybody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Lesson, Tour, TourStop
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.web.addresses import url_of
from lms.web.door import course, route
from lms.web.paper import apart, named_under

bp = Blueprint("tour", __name__, url_prefix="/tour")
_LINK = re.compile(
    r'<a (?P<attributes>[^>]*\bhref="(?P<path>/[^"#]*)(?P<anchor>#[^"]*)?"[^>]*)>(?P<words>.*?)</a>', re.DOTALL
)


@dataclass(frozen=True)
class Reading:
    """One thing a stop names: where it opens, and how many words it has."""

    url: str
    title: str
    lesson: str
    words: int


def the_tour() -> Tour:
    """The tour of the course as it stands. Raises NotFound where it has none."""
    found = course().tour
    if found is None:
        raise NotFound()
    return found


def within(html: str, stop_slug: str) -> str:
    """Our own HTML as the tour shows it: what leads to a lesson of the tour leads there, what leads elsewhere is words."""
    open_here = {url_of(course(), each): each for each in the_tour().lessons}

    def one(match: re.Match[str]) -> str:
        lesson_id = open_here.get(match["path"])
        if lesson_id is None:
            return match["words"]
        url = url_for("tour.lesson", stop_slug=_stop_of(lesson_id, stop_slug), lesson_id=lesson_id)
        return f'<a href="{url}{match["anchor"] or ""}">{match["words"]}</a>'

    return _LINK.sub(one, html)


def _stop_of(lesson_id: str, here: str) -> str:
    """The stop under which a lesson opens: this one if it names it, else the first that does."""
    stops = the_tour().stops
    naming = [each.slug for each in stops if any(read.lesson_id == lesson_id for read in each.reads)]
    return here if here in naming else naming[0]


def readings(stop: TourStop) -> tuple[Reading, ...]:
    """What the stop names, with the addresses."""
    return tuple(
        Reading(
            url_for("tour.lesson", stop_slug=stop.slug, lesson_id=each.lesson_id, _anchor=each.anchor or None),
            each.title,
            each.lesson if each.anchor else "",
            each.words,
        )
        for each in stop.reads
    )


@route(bp, "/", allow=Permission.TOUR_READ)
def front() -> ResponseReturnValue:
    """What the tour is and is not, and its stops."""
    return render_template("tour.html", tour=the_tour(), course=course())


@route(bp, "/print", allow=Permission.TOUR_READ)
def printed() -> ResponseReturnValue:
    """All stops and questions, one after another, for paper."""
    return render_template("tour_print.html", tour=the_tour(), course=course(), apart=_apart, readings=readings)


def _apart(html: str, prefix: str) -> str:
    return apart(within(html, ""), prefix)


@route(bp, "/questions", allow=Permission.TOUR_READ)
def questions() -> ResponseReturnValue:
    """Five questions with what speaks for each answer; none is asked of anybody."""
    tour = the_tour()
    return render_template("tour_questions.html", tour=tour, within=within)


@route(bp, "/<stop_slug>", allow=Permission.TOUR_READ)
def stop(stop_slug: str) -> ResponseReturnValue:
    """One stop. Raises NotFound."""
    tour, found = the_tour(), _find(stop_slug)
    after = next((each for each in tour.stops if each.number == found.number + 1), None)
    return render_template(
        "tour_stop.html",
        tour=tour,
        stop=found,
        html=within(found.html, stop_slug),
        readings=readings(found),
        after=after,
    )


@route(bp, "/<stop_slug>/<lesson_id>", allow=Permission.TOUR_READ)
def lesson(stop_slug: str, lesson_id: str) -> ResponseReturnValue:
    """A lesson that the stop names, to read; no other is found here."""
    found = _find(stop_slug)
    wanted = course().lesson(lesson_id)
    if wanted is None or wanted.id not in (each.lesson_id for each in found.reads):
        raise NotFound()
    module = course().module(wanted.module_id)
    parts = tuple(_shown(wanted, stop_slug))
    named = [each.title for each in found.reads if each.lesson_id == wanted.id and each.anchor]
    return render_template("tour_lesson.html", stop=found, lesson=wanted, module=module, parts=parts, named=named)


def _shown(wanted: Lesson, stop_slug: str) -> Iterable[tuple[str, bool]]:
    """HTML of the parts of a lesson, and whether it is a question: those are for people who train, and only named here."""
    for part in wanted.parts:
        if hasattr(part, "check"):
            yield within(named_under(part.check.stem_html, part.check.id), stop_slug), True
        else:
            yield within(part.html, stop_slug), False


def _find(stop_slug: str) -> TourStop:
    found = the_tour().stop(stop_slug)
    if found is None:
        raise NotFound()
    return found
