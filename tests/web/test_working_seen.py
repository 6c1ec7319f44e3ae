"""Whoever trains sees the working of her own standing as her supervisor sees it, today and on an earlier day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.people import actions
from lms.people.permissions import SYSTEM
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.web.test_person import change, facts_on

# How a standing's working is shown; its rows are read on PostgreSQL in tests/readiness.
pytestmark = pytest.mark.alike


@pytest.mark.parametrize("what", ["psychiatric-consultant", "pcp", "clinical-supervisor", "program-manager"])
def test_everybody_sees_the_working_that_her_supervisor_sees(cast: Cast, clock: MovableClock, what: str) -> None:
    now = cast.services.clock.now()

    def hold(session) -> None:
        actions.hold_role(
            session, actor=SYSTEM, now=now, account_id=cast.teammate, clinic_id=cast.place.mill_road, role=what,
            start_date=now.date() + timedelta(days=9),
        )  # fmt: skip

    in_session(cast.services.database, hold)
    clock.move(days=2)
    sunniva, teddy = cast.enter("Sunniva"), cast.enter("Teddy")
    for query in ("", "?as_of=2026-05-04"):
        theirs = sunniva.open(f"/team/{cast.teammate}{query}")
        working = theirs.tree.xpath("//details[contains(., 'The working of this standing')]")
        assert len(working) == 2
        facts = facts_on(theirs)
        hers = facts_on(teddy.open(f"/plan/{query}"))
        assert [each for each in facts if each not in hers] == []
        assert "The rules, in their order; the first that fits holds" in hers
    assert not teddy.tree.xpath("//main//form[@method='post']")


def test_an_earlier_day_is_told_from_what_was_known_then(cast: Cast, clock: MovableClock) -> None:
    clock.move(days=3)
    sunniva = cast.enter("Sunniva")
    change(cast, sunniva, "start-date", start_date="2026-05-20", reason="They open earlier")
    change(cast, sunniva, "leave", from_date="2026-05-01", to_date="2026-05-03", reason="Was ill")
    past = sunniva.open(f"/team/{cast.learner}?as_of=2026-05-05")
    assert "As it stood on the evening of 5 May 2026, Chicago time." in past.text
    assert past.tree.xpath("//input[@name='as_of']/@max") == ["2026-05-07"]
    assert "First day with CoCM patients: 15 June 2026" in past.text
    assert "Was ill" not in past.text
    assert not past.tree.xpath("//main//form[@method='post']")
    assert "First day with CoCM patients: 20 May 2026" in sunniva.open(f"/team/{cast.learner}").text
    for wrong in ("never", "2026-05-08", "0001-01-01"):
        assert sunniva.open(f"/team/{cast.learner}?as_of={wrong}").status == 422
