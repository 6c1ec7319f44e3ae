"""The JSON door to meetings: the rows one may see, by the page's permission."""

from __future__ import annotations

from datetime import date

import pytest

from lms.readiness.meetings import actions
from lms.readiness.meetings.rows import COLUMNS
from lms.readiness.rules.meetings import Rhythm
from tests.cast import Cast, in_session
from tests.people.makers import actor_of


@pytest.mark.alike
def test_rows_of_the_meetings_one_changes_or_comes_to(cast: Cast) -> None:
    now = cast.services.clock.now()
    rhythm = Rhythm(1, "week", 3, 750, 60, "Room 2", date(2026, 5, 4))

    def prepare(session):
        by = {"actor": actor_of(session, cast.supervisor, now), "now": now, "clinic_id": cast.place.mill_road}
        actions.set_up(session, kind="panel", rhythm=rhythm, **by)

    in_session(cast.services.database, prepare)
    for who in ("Sunniva", "Marisol"):
        answer = cast.enter(who).client.get("/api/v1/meetings").json
        (row,) = answer["rows"]
        assert set(row) == set(COLUMNS)
        assert (row["next_on"], row["next_at"], row["zone"]) == ("2026-05-07", "12:30", "America/Chicago")
        assert row["next_instant"].startswith("2026-05-07T17:30:00")
        assert (row["due_on"], row["below_published"]) == (None, "no")
        assert (row["must_come"], row["nobody_holds"]) == ("Marisol Tavares; Teddy Okafor", "Psychiatric consultant")
    assert cast.enter("Odile").client.get("/api/v1/meetings?clinic=nowhere").json == {"count": 0, "rows": []}
    assert cast.enter("Ansel").client.get("/api/v1/meetings").json["rows"] == []
    assert cast.enter("Cesar").client.get("/api/v1/meetings").status_code == 404
