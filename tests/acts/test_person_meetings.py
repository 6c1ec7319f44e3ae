"""Meetings of two accounts that are one person, and of somebody who closes her account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lms.acts.person.erase import erase
from lms.database import Database
from lms.errors import NotFound
from lms.readiness.meetings import actions, feeds
from lms.readiness.meetings.models import CalendarFeed, MeetingAttendance, MeetingMark
from lms.readiness.meetings.queries import panel_reviews_attended
from lms.readiness.rules.meetings import Rhythm
from tests.acts.two_accounts import Two
from tests.clocks import MovableClock

SECRET = "a key that only tests use"
FIRST, SECOND = date(2026, 5, 7), date(2026, 5, 14)


@pytest.fixture
def two(database: Database, clock: MovableClock) -> Two:
    """Both accounts were asked to two panel reviews: to the first came Home, to the second both."""
    two = Two(database, clock)

    def begin(s: Any, a: Any, n: Any) -> None:
        by = {"actor": a, "now": n, "clinic_id": two.place.mill_road}
        rhythm = Rhythm(1, "week", 3, 750, 60, "", a.today)
        series = actions.set_up(s, kind="panel", rhythm=rhythm, **by).id
        for slot, came in ((FIRST, {two.home.account_id: True}), (SECOND, None)):
            later = {**by, "now": n + timedelta(days=12)}
            actions.hold(s, series_id=series, slot=slot, given=actions.Record(on=slot, came=came), **later)

    two.chief.do(begin)
    return two


def attended(two: Two) -> int:
    with two.database.session() as session:
        return panel_reviews_attended(session, two.work.account_id)


def test_a_meeting_of_both_counts_once_for_whoever_of_them_came(two: Two) -> None:
    feed = two.home.do(lambda s, a, n: feeds.make_feed(s, actor=a, now=n, secret=SECRET).id)
    assert attended(two) == 1
    two.join()
    assert attended(two) == 2
    assert {row.came for row in two.of_work(MeetingAttendance)} == {True}
    with two.database.session() as session:
        text = feeds.feed_text(
            session, feeds.token_of(SECRET, feed), now=two.clock.now(), base_url="http://127.0.0.1", zone="UTC"
        )
    assert "You must come." in text


@pytest.mark.alike
def test_closing_an_account_ends_its_addresses_and_keeps_the_clinics_record(two: Two) -> None:
    feed = two.work.do(lambda s, a, n: feeds.make_feed(s, actor=a, now=n, secret=SECRET).id)
    two.work.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))
    assert two.rows(CalendarFeed) == []
    assert len(two.rows(MeetingAttendance)) == 4
    assert len(two.rows(MeetingMark)) == 2
    with two.database.session() as session, pytest.raises(NotFound):
        feeds.feed_text(session, feeds.token_of(SECRET, feed), now=two.clock.now(), base_url="", zone="UTC")
