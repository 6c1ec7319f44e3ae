"""Whoever trains sees the working of her own standing as her supervisor sees it, today and on an earlier day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.people import actions
from lms.people.permissions import SYSTEM
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.web.test_person import facts_on


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
