"""Today: one next step, the standing with its reason, the timeline, the path."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.clinic_pages.queries import overdue_of
from lms.curriculum.course import Course, Module
from lms.learning.changes import Changed
from lms.learning.models import Completion
from lms.learning.notes import count_notes
from lms.learning.queries import completions, left_at
from lms.learning.spaced.queries import review_of
from lms.people.changes import WINDOW
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.readiness.meetings.queries import own as own_meetings
from lms.readiness.queries import PersonStanding, local_today, standing_of
from lms.readiness.rules import available_words, duration_words, most_urgent
from lms.readiness.rules.queue import heading
from lms.web.addresses import url_of
from lms.web.door import Access, actor, course, db, now, route
from lms.web.first_patient import FirstList, first_list
from lms.web.news import changed_of, new_since
from lms.web.pathway import Unit, units_of
from lms.web.person_record import note_of
from lms.web.queue import waits
from lms.web.team import answer_for_home
from lms.web.timelines import timeline_of
from lms.web.words import count

bp = Blueprint("home", __name__)
AHEAD = 6
"""How many quarter hours of a pathway the first page names."""


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now."""

    kicker: str
    title: str
    text: str
    url: str
    button: str
    note: str


@route(bp, "/home", allow=Access.SIGNED_IN)
def home() -> ResponseReturnValue:
    """The learner's page; whoever has no role to train for goes to what they came for."""
    held = roles_of(db(), actor().account_id)
    if not held:
        if actor().may(Permission.CLINIC_READINESS):
            return redirect(url_for("team.team"), 303)
        if actor().may(Permission.PROGRAMME_READ):
            return redirect(url_for("programmes.programmes"), 303)
        if actor().may(Permission.TOUR_READ) and not actor().may(Permission.COURSE_READ) and course().tour is not None:
            return redirect(url_for("tour.front"), 303)
        if actor().may(Permission.AUDIT_READ) and not actor().may(Permission.CERTIFICATE_ADMIN):
            return redirect(url_for("audit_pages.lines"), 303)
        return render_template("home_empty.html")
    standings = [standing_of(db(), each, course(), local_today(each, now())) for each in held]
    first = most_urgent(each.standing for each in standings)
    shown = next(each for each in standings if each.standing is first)
    done = completions(db(), actor().account_id, course())
    fresh = new_since(done)
    before = first_list(course(), shown, {*done, *shown.waived})
    looks_after = actor().may(Permission.CLINIC_READINESS)
    return render_template(
        "home.html",
        shown=shown,
        standings=standings,
        chart=timeline_of(shown, local_today(shown.held, now()), own=True),
        step=next_step(shown, fresh, before),
        before=before,
        adjusted=note_of(shown.held, WINDOW, local_today(shown.held, now())),
        has_plan=actor().may(Permission.OWN_LEARNING),
        available=available_words(shown.facts),
        fresh=[(course().title_of[each], url_of(course(), each), at) for each, at in fresh.items()],
        changed=changed_titles(done),
        notes=count_notes(db(), actor()) if actor().may(Permission.OWN_LEARNING) else None,
        spaced=review_of(db(), actor(), course()).today if actor().may(Permission.OWN_LEARNING) else None,
        zone=shown.held.clinic.zone,
        path=path(course(), shown, {*done, *shown.waived}),
        today=local_today(shown.held, now()),
        pathway=course().pathways.get(shown.held.role),
        published=course().published_modules,
        people=answer_for_home() if looks_after else None,
        waits=waits() if looks_after else None,
        waits_words=heading(waits()) if looks_after else "",
        overdue_pages=overdue_of(db(), actor()) if looks_after else (),
        meeting=next(iter(own_meetings(db(), actor().account_id, now())), None),
    )


def changed_titles(done: dict[str, Completion]) -> list[tuple[str, str, Changed]]:
    """Completed lessons that were changed in earnest, each with the address of just what changed."""
    here = course()
    found = changed_of({each: row for each, row in done.items() if row.kind == "lesson"})
    return [
        (here.title_of[each], url_of(here, each) + "/changes", changed)
        for each, changed in found.items()
        if changed.kind == "changed"
    ]


def next_step(shown: PersonStanding, fresh: Container[str] = (), before: FirstList | None = None) -> NextStep | None:
    """What to do next on this person's pathway, of which the `fresh` came after she had finished; None when all that is published is done.

    The list `before` the first patient goes before the pathway while it leads.
    """
    leads = before is not None and before.leads
    wanted = before.next_id if before is not None and leads else shown.progress.next_id
    if wanted is None:
        return None
    here = course()
    kind, module = here.kind_of[wanted], here.module(here.module_of[wanted])
    minutes = here.minutes_of[wanted]
    lead = "Before your first patient" if leads else "New since you finished" if wanted in fresh else "Next"
    plan = here.pathways[shown.held.role].plan if shown.held.role in here.pathways else ()
    unit = next((number for number, step in enumerate(plan, 1) if wanted in step.parts), None)
    where = f"{lead}, unit {unit} of {len(plan)}" if unit else f"{lead}, {module.short}" if module else lead
    lesson, case, quiz = here.lesson(wanted), here.case(wanted), here.quiz(wanted)
    if lesson is not None and module is not None:
        place = left_at(db(), actor().account_id, lesson)
        number = [each.id for each in module.lessons].index(lesson.id) + 1
        return NextStep(
            kicker=f"{where}, lesson" if unit else f"{where}, lesson {number} of {len(module.lessons)}",
            title=lesson.title,
            text=lesson.promise,
            url=url_of(here, wanted) + (f"#{place.anchor}" if place else ""),
            button="Continue the lesson" if place else "Open the lesson",
            note=f"{minutes} minutes"
            + (f". You left off at “{place.section.title}”" if place and place.section else ""),
        )
    if case is not None:
        return NextStep(
            f"{where}, case",
            case.title,
            case.summary,
            url_of(here, wanted),
            "Open the case",
            f"about {minutes} minutes",
        )
    lab = here.exercise(wanted)
    if lab is not None:
        note = f"about {minutes} minutes"
        return NextStep(f"{where}, lab", lab.title, lab.summary, url_of(here, wanted), "Open the lab", note)
    text = f"{quiz.draw} questions, one at a time. No time limit; each answer is kept as you give it." if quiz else kind
    return NextStep(
        f"{where}, post-test",
        here.title_of[wanted],
        text,
        url_of(here, wanted),
        "Open the test",
        f"about {minutes} minutes",
    )


def path(here: Course, shown: PersonStanding, done: Container[str]) -> list[dict[str, object]]:
    """The modules and units of the pathway as the contents page shows them; a unit counts on from what stands before it.

    Of a pathway in quarter hours, those that come next.
    """
    pathway = here.pathways.get(shown.held.role)
    if pathway and pathway.plan:
        return _quarters(here, units_of(here, shown, done))
    required = set(shown.progress.required)
    wanted = [
        module
        for module in (*here.modules, *here.units)
        if pathway and (module.id in pathway.modules or required & set(module.required))
    ]
    upcoming = here.module_of.get(shown.progress.next_id or "")
    lines: list[dict[str, object]] = []
    number = 0
    for module in wanted:
        number = module.number or number + 1
        named: dict[str, object] = {"number": number, "label": module.short if module.number else ""}
        lines.append(named | _line(here, module, required, done, here_now=module.id == upcoming))
    return lines


def _quarters(here: Course, units: Sequence[Unit]) -> list[dict[str, object]]:
    ahead = [(number, unit) for number, unit in enumerate(units, 1) if not unit.settled]
    lines: list[dict[str, object]] = [
        {
            "number": number,
            "label": "Unit",
            "title": unit.title,
            "url": next(each.url for each in unit.parts if not each.state),
            "time": duration_words(unit.minutes),
            "what": _holds(here, [each.id for each in unit.parts]),
            "standing": None,
            "here": unit.here,
        }
        for number, unit in ahead[:AHEAD]
    ]
    return lines


def _line(
    here: Course, module: Module, required: set[str], done: Container[str], *, here_now: bool
) -> dict[str, object]:
    if module.status == "planned":
        return {
            "title": module.title,
            "url": url_for("course.module", course_id=here.id, module_slug=module.slug),
            "time": "",
            "what": "In preparation.",
            "standing": None,
            "here": False,
        }
    parts = [each for each in module.required if each in required]
    left = sum(here.minutes_of[each] for each in parts if each not in done)
    finished = bool(parts) and all(each in done for each in parts)
    what = _holds(here, parts)
    if module.status == "part":
        what += " More is in preparation."
    return {
        "title": module.title,
        "url": url_for("course.module", course_id=here.id, module_slug=module.slug),
        "time": duration_words(left) + " left"
        if left and any(each in done for each in parts)
        else duration_words(sum(here.minutes_of[each] for each in parts)),
        "what": what,
        "standing": "complete" if finished and module.status == "complete" else None,
        "here": here_now,
    }


def _holds(here: Course, parts: list[str]) -> str:
    """What the required parts are, such as `2 lessons, 1 case, post-test.`"""
    kinds = [here.kind_of[each] for each in parts]
    words = [count(kinds.count(kind), kind) for kind in ("lesson", "case", "lab") if kind in kinds]
    return ", ".join([*words, *(["post-test"] if "test" in kinds else [])]) + "."
