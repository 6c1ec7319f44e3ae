"""The wall holds in forms, too: an id of another organisation in a field of a form is refused, and no row names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, request
from lxml import html
from sqlalchemy import select

from lms.database import Database
from lms.people.models import Account, RoleHeld
from lms.readiness.meetings.actions import set_up
from lms.readiness.meetings.models import MeetingAttendance
from lms.readiness.rules.meetings import Rhythm
from lms.visit import Access, db
from lms.web.door import route, see_other
from tests.house.elsewhere import MIGHTY, Elsewhere, make_elsewhere
from tests.house.ids_in_forms import TRIED, untried
from tests.house.kept_scene import make_scene
from tests.house.page import Page, PageClient
from tests.house.tables import fingerprint
from tests.house.test_walls import owners_of
from tests.people.makers import actor_of, email_of

pytestmark = pytest.mark.alike
SEEN = {"handled_request", "kept_form"}
"""Tables that keep what was sent as it was sent, for whoever sent it alone."""


@dataclass(frozen=True)
class Sent:
    """A form: where it goes, which field holds an id, what is one's own there, what is the owner's, and the rest of it.

    `own` None: she has nothing of the kind; then the form may also lead on, as long as nothing is written.
    """

    path: str
    name: str
    own: str | None
    theirs: str
    rest: dict[str, Any] = field(default_factory=dict)


def organisations(elsewhere: Elsewhere) -> tuple[str, str]:
    """The owner's organisation, and that of whoever tries."""
    with elsewhere.scene.services.database.session() as session:
        both = [session.get_one(Account, elsewhere.scene.people[who]).organisation_id for who in ("owner", MIGHTY)]
    return both[0], both[1]


def forms(elsewhere: Elsewhere) -> Iterator[Sent]:
    """Every form with an id in it that somebody with every grant elsewhere can send from where she is."""
    scene, own = elsewhere.scene, elsewhere.own[MIGHTY]
    here, _ = organisations(elsewhere)
    owner, clinic, there = scene.people["owner"], scene.meeting["clinic_id"], own["clinic_id"]
    person = f"/admin/people/{own['account_id']}"
    role = {"role": "auxiliary", "start_date": "2026-07-01"}
    yield Sent(f"{person}/roles/add", "clinic", there, clinic, role)
    yield Sent(f"{person}/access/give", "place", there, clinic, {"kind": "clinic supervisor"})
    yield Sent(
        "/admin/people/invite", "clinic", there, clinic, {"name": "New One", "email": "new@harbour.example", **role}
    )
    signer = {"from_date": "2026-05-04", "reason": "Has done it for years."}
    yield Sent(f"/clinics/{there}/skills/signers", "account_id", own["account_id"], owner, signer)
    page = {
        "kind": "crisis-protocol",
        "title": "Crisis",
        "text": "Call 988.",
        "review_on": "2027-01-04",
        "go": "publish",
        "seen": "0",
    }
    me = scene.people[MIGHTY]
    yield Sent("/clinic-pages/new", "owner", me, owner, page | {"place": f"{own['organisation_id']}/{there}"})
    yield Sent(
        "/clinic-pages/new",
        "place",
        f"{own['organisation_id']}/{there}",
        f"{here}/{clinic}",
        page | {"owner": me, "kind": "resources", "title": "Help"},
    )
    hook = {"url": "https://hooks.harbour.example/x", "events": "part.completed"}
    yield Sent("/admin/webhooks/new", "organisation_id", own["organisation_id"], here, hook)
    yield Sent("/grievance", "activity", "", scene.credit["version_id"], {"words": "It was late."})
    training, choice = scene.training, f"choice-{scene.training}"
    yield Sent("/queue/together", "id", None, training, {"kind": "hours", choice: "yes"})
    seen, skill = scene.skilled["seen_id"], scene.skilled["skill_id"]
    signed = {"method": "observed", "state": "competent", "comment": "Saw it."}
    yield Sent(f"/skills/{own['account_id']}/sign/{skill}", "seen_id", None, seen, signed)
    email = email_of("Nils")
    yield Sent("/author/uploads/back", "to", None, scene.upload)
    claim = f"/ce/{own['version_id']}/claim"
    yield Sent(claim, "designation", None, scene.credit["designation_id"], {"amount": "1"})
    override = {"email": email, "rules": "9", "reason": "The page failed."}
    yield Sent("/ce-admin/overrides/", "designation", None, scene.credit["designation_id"], override)


def state(database: Database) -> dict[str, tuple[int, str]]:
    """What the database holds, but for what is kept of any form that was sent."""
    return {name: found for name, found in fingerprint(database).items() if name not in SEEN}


def let_through(app: Flask, elsewhere: Elsewhere, wanted: Iterator[Sent]) -> list[tuple[str, str, str, int]]:
    """(what, path, field, status) of every form that took the owner's id, or that refused one's own."""
    database, found = elsewhere.scene.services.database, []
    client = PageClient(app)
    client.carry(elsewhere.scene.token_of(MIGHTY))
    for sent in wanted:
        before = state(database)
        answer = client.http.post(
            sent.path, data=sent.rest | {"csrf_token": client.csrf_token(), sent.name: sent.theirs}
        )
        refused = (404, 409, 422) if sent.own is not None else (303, 404, 409, 422)
        if answer.status_code not in refused or state(database) != before:
            found.append(("took theirs", sent.path, sent.name, answer.status_code))
        if sent.own is None:
            continue
        answer = client.http.post(sent.path, data=sent.rest | {"csrf_token": client.csrf_token(), sent.name: sent.own})
        if answer.status_code != 303:
            found.append(("refused one's own", sent.path, sent.name, answer.status_code))
    return found


@pytest.fixture
def elsewhere(app: Flask) -> Elsewhere:
    return make_elsewhere(make_scene(app))


def test_every_field_that_is_said_to_be_tried_is(app: Flask, elsewhere: Elsewhere) -> None:
    """And no other: pages of which a form sends an id in another field fail wherever they are opened (`untried`)."""
    ways = app.url_map.bind("localhost")
    assert {(ways.match(each.path, method="POST")[0], each.name) for each in forms(elsewhere)} == TRIED


def test_a_field_nobody_tries_is_told(own_app: Flask) -> None:
    form = "<form method=post action=/account/name><input type=hidden name=whose value={}></form>"
    response = own_app.test_client().get("/sign-in")
    for value, told in (("3h5k7m9p1q3s5v7x", 1), ("m1-l1-first", 0), ("a/3h5k7m9p1q3s5v7x", 1)):
        page = Page(own_app, response, "/account/")
        vars(page)["tree"] = html.document_fromstring(f"<html><body>{form.format(value)}</body></html>")
        assert len(untried(page)) == told


def test_every_id_sent_is_a_thing_of_the_other_organisation(elsewhere: Elsewhere) -> None:
    scene = elsewhere.scene
    owners = owners_of(scene.services.database)
    here, there = organisations(elsewhere)
    for each in forms(elsewhere):
        whose = [owners[value.rpartition("/")[2]] for value in (each.theirs, each.own) if value]
        assert whose in ([{here}, {there}], [{here}]), each.name


def test_an_id_of_others_in_a_form_is_refused(app: Flask, elsewhere: Elsewhere) -> None:
    assert let_through(app, elsewhere, forms(elsewhere)) == []


def test_whoever_was_not_asked_to_a_meeting_did_not_come(app: Flask, elsewhere: Elsewhere) -> None:
    """Her name is left out, and the meeting recorded: somebody may have left the team while the page was open."""
    database, own, owner = elsewhere.scene.services.database, elsewhere.own[MIGHTY], elsewhere.scene.people["owner"]
    with database.session(write=True) as session:
        leader = actor_of(session, elsewhere.scene.people[MIGHTY], elsewhere.scene.now)
        rhythm = Rhythm(1, "week", 0, 540, 30, "", date(2026, 5, 4))
        there = own["clinic_id"]
        series = set_up(session, actor=leader, now=elsewhere.scene.now, clinic_id=there, kind="panel", rhythm=rhythm)
        path = f"/clinics/{there}/meetings/{series.id}/2026-05-04"
        session.commit()
    client = PageClient(app)
    client.carry(elsewhere.scene.token_of(MIGHTY))
    sent = {"csrf_token": client.csrf_token(), "on": "2026-05-04", "seen": "0", "came": [own["account_id"], owner]}
    assert client.http.post(path, data=sent).status_code == 303
    with database.session() as session:
        came = {
            row.account_id: row.came for row in session.scalars(select(MeetingAttendance)) if row.series_id == series.id
        }
    assert came[own["account_id"]]
    assert owner not in came


def test_a_form_without_the_wall_is_told(own_app: Flask) -> None:
    forgetful = Blueprint("forgetful", __name__)

    @route(forgetful, "/forgetful", allow=Access.SIGNED_IN, methods=["POST"])
    def writes() -> Response:
        db().get_one(RoleHeld, request.form["role"]).champion = True
        return see_other("/home")

    own_app.register_blueprint(forgetful)
    elsewhere = make_elsewhere(make_scene(own_app))
    own = elsewhere.own[MIGHTY]["role_held_id"]
    sent = Sent("/forgetful", "role", own, elsewhere.scene.role)
    assert let_through(own_app, elsewhere, iter([sent])) == [("took theirs", "/forgetful", "role", 303)]
