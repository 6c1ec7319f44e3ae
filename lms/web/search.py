"""Search of the course: a form on every page, hits with their words marked, and what to try where nothing is found."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.clinic_pages.queries import matching
from lms.curriculum.course import Course
from lms.curriculum.findable import KINDS, findable
from lms.curriculum.search import Catalogue, catalogue
from lms.people.permissions import Permission
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, route, services

bp = Blueprint("search", __name__)
NAMES = {"lesson": "Lessons", "case": "Cases", "lab": "Labs", "tool": "Tools", "term": "Glossary", "module": "Modules"}
_kept: dict[int, tuple[Course, Catalogue]] = {}


@route(bp, "/search", allow=Permission.COURSE_READ, takes_nul=True)
def search() -> ResponseReturnValue:
    """What the course says about some words; without words, how to search."""
    asked = " ".join(request.args.get("q", "").replace("\0", " ").split())[:200]
    # Cases and labs open only for those who train: whoever just reads is not led to a closed door.
    kinds = [each for each in KINDS if each not in ("case", "lab") or actor().may(Permission.OWN_CASE)]
    kind = request.args.get("kind") if request.args.get("kind") in kinds else None
    found = services().search.search(_catalogue(), asked, kinds=kinds, kind=kind, page=_page())
    counts = dict(found.counts)
    return render_template(
        "search.html",
        asked=asked,
        searched=asked,
        found=found,
        kind=kind,
        everything=sum(counts.values()),
        names=NAMES,
        groups=[list(group) for _, group in groupby(found.hits, key=lambda hit: hit.kind)],
        tabs=[(NAMES[each], each, counts[each]) for each in counts],
        own_pages=matching(db(), actor(), asked),
        course=course(),
    )


def _page() -> int:
    wanted = request.args.get("page", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1


def _catalogue() -> Catalogue:
    """What may be found today; made once for each reading of the course."""
    here = course()
    known = _kept.get(id(here))
    if known is None or known[0] is not here:
        _kept.clear()
        known = _kept[id(here)] = (here, catalogue(list(findable(here, _address))))
    return known[1]


def _address(kind: str, name: str) -> str:
    here = course()
    if kind == "module":
        module = here.module(name)
        return url_for("course.module", course_id=here.id, module_slug=module.slug if module else name)
    if kind == "tool":
        return url_for("tools.tool", tool_id=name)
    return url_for("glossary.term", term_id=name) if kind == "term" else url_of(here, name)
