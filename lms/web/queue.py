"""The queue of whoever looks after people: all that waits, each with a way to it and back; and several settled at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.queue import CHOICES, Choice, Chosen, Outcome, Settled, settle, settled_by
from lms.errors import NotFound
from lms.people.noting import REASON_MOST
from lms.people.permissions import Permission
from lms.readiness.queue.queries import waiting_for
from lms.readiness.rules.queue import TITLES, TOGETHER, Queue, Thing, heading, length_words
from lms.web.door import QUEUE, actor, asked, course, db, now, route, see_other
from lms.web.words import zone_here

bp = Blueprint("queue", __name__, url_prefix="/queue")
SHOWN, AT_ONCE = 10, 20
"""Rows of one kind on the page, and rows that are gone through at once."""
YES = {"hours": "accepted", "goal": "confirmed", "signature": "signed", "log": "confirmed"}


def waits() -> Queue:
    """What waits for the signed-in person, worked out once a request."""
    if "waits" not in g:
        g.waits = waiting_for(db(), actor(), course(), now=now(), zone=zone_here())
    found: Queue = g.waits
    return found


def known() -> Queue | None:
    """What waits, on a page that has worked it out; the navigation asks for nothing of its own."""
    found: Queue | None = g.get("waits")
    return found


@dataclass(frozen=True)
class Way:
    """Where a row is settled, in words. `at_once`: an address to post to where one press is enough."""

    url: str
    words: str
    at_once: str | None = None


@route(bp, "/", allow=Permission.CLINIC_READINESS)
def queue() -> ResponseReturnValue:
    """All that waits, by kind; `kind` shows all of one."""
    found = waits()
    kind = request.args.get("kind", "")
    batches = [each for each in found.batches if not kind or each.kind == kind]
    return render_template(
        "queue.html",
        queue=found,
        title=heading(found),
        batches=batches,
        shown={each.kind: each.things[: 10 * SHOWN if kind else SHOWN] for each in batches},
        kind=kind if batches else "",
        way=way,
        settled=[(each, undo(each)) for each in settled_by(db(), actor(), course(), now())[:SHOWN]],
        today=actor().today,
        length=length_words,
        zone=zone_here(),
    )


@route(bp, "/together", allow=Permission.CLINIC_READINESS, methods=["GET", "POST"])
def together() -> ResponseReturnValue:
    """Several of one kind: a look at each, a choice for each, and one press. Each is settled whole or not at all."""
    kind = asked("kind")
    if kind not in TOGETHER:
        return see_other(url_for("queue.queue"))
    problems: dict[str, str] = {}
    if request.method == "POST":
        chosen = _chosen()
        problems = problems_of(kind, chosen)
        if not problems:
            tell(kind, chosen, settle(db(), actor=actor(), now=now(), course=course(), kind=kind, chosen=chosen))
            return see_other(url_for("queue.queue"))
    things = [each for each in waits().of(kind) if each.together][:AT_ONCE]
    if not things:
        return see_other(url_for("queue.queue"))
    page = render_template(
        "queue_together.html",
        kind=kind,
        title=f"{TITLES[things[0].kind]}: go through {len(things)}" if len(things) > 1 else TITLES[things[0].kind],
        things=things,
        way=way,
        sent=request.form if request.method == "POST" else None,
        problems=problems,
        failed=bool(problems),
        reason_most=REASON_MOST,
        today=actor().today,
    )
    return make_response(page, 422 if problems else 200)


def _chosen() -> list[Chosen]:
    found = []
    for each in request.form.getlist("id")[:AT_ONCE]:
        choice: Choice = next((one for one in CHOICES if one == request.form.get(f"choice-{each}")), "leave")
        found.append(Chosen(each, choice, request.form.get(f"reason-{each}", "")))
    return found


def problems_of(kind: str, chosen: list[Chosen]) -> dict[str, str]:
    """What is to be entered yet, by field; empty: all is there."""
    if all(each.choice == "leave" for each in chosen):
        return {"main": "Choose for at least one of them; nothing was changed."}
    found = {}
    for each in chosen:
        if each.choice == "no":
            if kind != "hours":
                raise NotFound()
            if not each.reason.strip():
                found[f"reason-{each.id}"] = "Say why you do not accept it; she reads the reason."
            elif len(each.reason) > REASON_MOST:
                found[f"reason-{each.id}"] = f"Use at most {REASON_MOST} characters."
    return found


def tell(kind: str, chosen: list[Chosen], found: tuple[Outcome, ...]) -> None:
    """Say what became of each row."""
    said = {each.id: each.choice for each in chosen}
    for choice, words in (("yes", YES[kind]), ("no", "not accepted")):
        done = [each.what for each in found if each.why is None and said[each.id] == choice]
        if done:
            flash(f"{len(done)} {words}.\n{'; '.join(done)}. For a day each can be taken back below.", "ready")
    kept = [each for each in found if each.why is not None]
    if kept:
        rows = " ".join(f"{each.what or 'One of them'}: {each.why}" for each in kept)
        flash(f"{len(kept)} kept as {'it was' if len(kept) == 1 else 'they were'}.\n{rows}", "at-risk")


def way(thing: Thing) -> Way:
    """Where a row is settled."""
    ref: dict[str, Any] = dict(thing.ref)
    who = thing.account_id
    match thing.kind:
        case "rating":
            return Way(_to("skill_ratings.other", skilled_id=who), "Rate")
        case "signature":
            return Way(_to("skills.sign", skilled_id=who, **ref), "Look and sign")
        case "sign-offs" | "log":
            return Way(_to("skills.person", skilled_id=who), "See her skills")
        case "feedback":
            return Way(_to("shown.shown", account_id=who, run_id=thing.id), "Read and answer")
        case "hours" | "certificate":
            return Way(_to("person_hours.decision", account_id=who, training_id=thing.id), "Decide")
        case "goal":
            return Way(_to("goals.goal", account_id=who, **ref), "Record")
        case "goals":
            return Way(_to("goals.template", clinic_id=thing.clinic_id, **ref), "Set goals")
        case "check":
            return Way(_to("goals.check", account_id=who, **ref), "Write your side")
        case "meeting":
            return _meeting(thing, ref)
        case "checklist":
            return Way(_list(ref), "Open the list")
        case "date" if ref:
            return Way(_to("person.change", account_id=who, what="due-date", **ref), "Set the date")
        case "date":
            return Way(_to("clinics.setup", clinic_id=thing.clinic_id), "Set the date")
        case "page":
            return Way(_to("clinic_pages.page", clinic_page_id=thing.id), "Read it again")
        case "erasure":
            return Way(_to("erasure_requests.one", request_id=thing.id), "Look and answer")


def _to(endpoint: str, **values: Any) -> str:
    """An address from which the queue is come back to."""
    return url_for(endpoint, **values, back=QUEUE)


def _meeting(thing: Thing, ref: dict[str, Any]) -> Way:
    place = {"clinic_id": thing.clinic_id, "meeting_id": ref["meeting_id"]}
    if len(thing.pieces) > 1:
        return Way(_to("meetings.meeting", **place), "Record them")
    there = {**place, "slot": ref["slot"]}
    return Way(_to("meetings.record", **there), "Record", _to("meetings.held", **there))


def _list(ref: dict[str, Any]) -> str:
    if ref["list_id"] == "clinic":
        return _to("clinic_lists.checklist", clinic_id=ref["subject_id"])
    which = "handover" if ref["list_id"] == "handover" else "checklist"
    return _to("clinic_lists.of_role", role_held_id=ref["subject_id"], which=which)


@dataclass(frozen=True)
class Undo:
    """How something is taken back: by a press, or (`asks`) on a page that wants a reason."""

    url: str
    asks: bool = False


def undo(settled: Settled) -> Undo:
    """Where something that was settled is taken back."""
    ends = {
        "hours": "person_hours.take_back",
        "goal": "goals.take_back",
        "signature": "skills.withdraw",
        "log": "skills.confirm",
    }
    return Undo(_to(ends[settled.kind], **settled.ref), asks=settled.kind == "signature")
