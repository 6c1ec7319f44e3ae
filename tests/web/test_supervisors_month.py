"""The month of a clinical supervisor depends on other duties: it is changed without a reason, and nobody else's window is."""

from __future__ import annotations

import pytest

from lms.people.models import RoleChange, RoleHeld
from tests.cast import Cast
from tests.people.makers import make_account


@pytest.mark.alike
def test_x05_a_supervisors_month_is_changed_without_a_reason_and_nobody_elses(cast: Cast) -> None:
    place, now = cast.place, cast.services.clock.now()
    make_account(
        cast.services.database, now, place.saltmarsh, "Wen Li", clinic_id=place.mill_road, role="clinical-supervisor"
    )
    (hers,) = [row for row in cast.read(RoleHeld) if row.account_id == cast.learner]
    (held,) = [row for row in cast.read(RoleHeld) if row.role == "clinical-supervisor"]
    sunniva = cast.enter("Sunniva")
    page = sunniva.open(f"/team/{held.account_id}/{held.id}/experience")
    assert "Not needed for a clinical supervisor" in page.text
    page.press("See what it would mean", direction="longer", weeks="2").press("Save this change", go="save")
    (made,) = cast.read(RoleChange)
    assert (made.after, made.reason) == ("2", "")
    page = sunniva.open(f"/team/{held.account_id}")
    assert "The window was made 2 weeks longer." in page.text
    assert "adjusted by Sunniva Berg on 4 May 2026" in page.text
    assert "4 May 2026:" not in page.text
    undone = sunniva.send(f"/team/{held.account_id}/changes/{made.id}/undo")
    assert undone.status_code == 303
    assert [row.reason for row in cast.read(RoleChange)][-1] == "Taken back"
    for what, fields in (("start-date", {"start_date": "2026-07-06"}), ("hours", {"hours": "3"})):
        answer = sunniva.send(f"/team/{held.account_id}/{held.id}/{what}", go="look", **fields)
        assert answer.status_code == 422, what
    page = sunniva.open(f"/team/{cast.learner}/{hers.id}/experience").press(
        "See what it would mean", direction="longer", weeks="2"
    )
    assert page.status == 422
    assert page.problems() == ["Say why; the reason stays with the record."]
