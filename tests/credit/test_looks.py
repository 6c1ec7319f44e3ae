"""Nobody sees another person's records of credit without a row that says so, whatever the page; and the person sees the rows."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from lms.acts.retention.night import look
from lms.acts.retention.periods import Chosen
from lms.credit.claiming.models import CreditEnrolment
from lms.credit.models import Certificate
from lms.credit.viewing.models import CreditView
from lms.people.permissions import GIVES, Permission
from lms.web.door import permissions_of
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.credit.credited import credit
from tests.house.kept_scene import make_scene
from tests.house.scene import CAST
from tests.house.test_routes import address, may_enter, person, routes
from tests.web.test_verify import prepare

SHOWN = {"ce_admin.certificates", "ce_admin.certificate", "certificates.certificate", "audit_credit.certificates"}


@pytest.mark.alike
def test_every_route_that_shows_a_certificate_of_another_person_writes_a_row(app: Flask) -> None:
    scene = make_scene(app)
    with scene.services.database.session() as session:
        serial = session.get_one(Certificate, scene.certificate).serial
    forgot, showed = [], set()
    for who in ("CE administrator", "auditor"):
        gives = frozenset[Permission]().union(*(GIVES[kind] for kind in CAST[who][1]))
        client = person(app, scene, who)
        for rule in routes(app):
            own = permissions_of(app)[rule.endpoint] is Permission.OWN_CERTIFICATE
            if "GET" not in rule.methods or not may_enter(app, rule, who):
                continue
            if not own and permissions_of(app)[rule.endpoint] not in gives:
                continue
            answer = client.http.get(address(rule, scene))
            is_file = answer.mimetype == "application/pdf" and "certificate_id" in rule.arguments
            if answer.status_code != 200 or not (serial.encode() in answer.data or is_file):
                continue
            showed.add(rule.endpoint)
            with scene.services.database.session() as session:
                wanted = {"account_id": scene.people["owner"], "viewer_account_id": scene.people[who]}
                if not session.query(CreditView).filter_by(page=rule.endpoint, **wanted).count():
                    forgot.append((who, rule.endpoint))
    assert forgot == []
    assert showed >= SHOWN


@pytest.fixture
def certificate(cast: Cast) -> Certificate:
    """Marisol's, for credit, with its file."""
    now, base_url = cast.services.clock.now(), cast.services.settings.base_url
    made: dict[str, Any] = {"account_id": cast.learner, "now": now, "base_url": base_url}
    in_session(cast.services.database, lambda session: credit(session, cast.course, **made))
    (row,) = cast.read(Certificate)
    prepare(cast, row)
    found: Certificate = row
    return found


def rows(cast: Cast) -> set[tuple[str, str, str]]:
    return {(row.account_id, row.viewer_account_id, row.page) for row in cast.read(CreditView)}


@pytest.mark.alike
def test_one_row_for_each_page_and_hour(cast: Cast, certificate: Certificate, clock: MovableClock) -> None:
    cesar = cast.enter("Cesar")
    for _ in range(2):
        cesar.open(f"/ce-admin/certificates/{certificate.id}")
    (row,) = cast.read(CreditView)
    assert (row.account_id, row.viewer_account_id) == (cast.learner, cast.credit_administrator)
    assert (row.capacity, row.page, row.hour) == ("CE administrator", "ce_admin.certificate", clock.now())
    clock.move(minutes=59)
    cesar.open(f"/ce-admin/certificates/{certificate.id}")
    assert len(cast.read(CreditView)) == 1
    clock.move(minutes=1)
    cast.enter("Cesar").open(f"/ce-admin/certificates/{certificate.id}")
    assert len(cast.read(CreditView)) == 2


@pytest.mark.alike
def test_own_looks_refusals_and_checks_by_code_write_none(cast: Cast, certificate: Certificate) -> None:
    marisol = cast.enter("Marisol")
    for path in (
        f"/certificates/{certificate.id}",
        f"/certificates/{certificate.id}.pdf",
        "/ce/transcript",
        "/account/export.zip",
    ):
        assert marisol.client.get(path).status_code == 200
    for name in ("Teddy", "Ansel"):
        someone = cast.enter(name)
        assert someone.client.get(f"/certificates/{certificate.id}").status_code == 404
        assert someone.client.get(f"/verify/{certificate.code}").status_code == 200
    assert rows(cast) == set()


@pytest.mark.alike
def test_a_supervisor_on_the_page_of_a_person_is_written_down(cast: Cast, certificate: Certificate) -> None:
    cast.enter("Sunniva").open(f"/team/{cast.learner}")
    assert (cast.learner, cast.supervisor, "person.person") in rows(cast)


def test_a_file_and_an_audit_pack_count_as_looks(cast: Cast, certificate: Certificate) -> None:
    cesar = cast.enter("Cesar")
    assert cesar.client.get(f"/certificates/{certificate.id}.pdf").status_code in (200, 404)
    with cast.services.database.session() as session:
        activity = session.query(CreditEnrolment).one().activity_id
    day = cast.services.clock.now().date().isoformat()
    answer = cesar.send(f"/audit/activities/{activity}/pack.zip", **{"from": day, "to": day})
    assert answer.status_code == 200
    assert (cast.learner, cast.credit_administrator, "audit_credit.pack") in rows(cast)


@pytest.mark.alike
def test_the_person_and_the_ce_administrator_see_who_looked(cast: Cast, certificate: Certificate) -> None:
    marisol, cesar = cast.enter("Marisol"), cast.enter("Cesar")
    assert "Nobody has looked yet" in marisol.open("/account/looks").text
    cesar.open(f"/ce-admin/certificates/{certificate.id}")
    seen = marisol.open("/account/looks").text
    assert "Cesar Lindqvist" in seen
    assert "CE administrator" in seen
    assert "Marisol Tavares" in cesar.open("/ce-admin/looks/").text
    assert "Cesar Lindqvist" not in cast.enter("Teddy").open("/account/looks").text
    with zipfile.ZipFile(BytesIO(marisol.client.get("/account/export.zip").data)) as archive:
        (told,) = json.loads(archive.read("credit/looks.json"))
    assert (told["who"], told["capacity"], told["page"]) == (
        "Cesar Lindqvist",
        "CE administrator",
        "ce_admin.certificate",
    )


@pytest.mark.alike
def test_rows_go_with_the_records_after_seven_years(cast: Cast, certificate: Certificate, clock: MovableClock) -> None:
    cast.enter("Cesar").open(f"/ce-admin/certificates/{certificate.id}")

    def over() -> int:
        with cast.services.database.session() as session:
            found = look(session, now=clock.now(), chosen=Chosen(letters=365, erase_after=0))
        return next(each.gone for each in found if each.key == "looks")

    clock.move(days=7 * 365)
    assert over() == 0
    clock.move(days=3)
    assert over() == 1
