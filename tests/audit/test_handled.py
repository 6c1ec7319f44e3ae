"""Keys of writes already done: found again for days, forgotten after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.audit.handled import KEPT_FOR, handled, mark_handled
from lms.database import Database
from tests.clocks import NOON


@pytest.mark.alike
def test_a_key_is_one_accounts_and_is_forgotten_after_days(database: Database) -> None:
    with database.independent() as session:
        mark_handled(session, account_id="a", key="k", now=NOON, endpoint="e", location="/there")
    with database.session() as session:
        assert handled(session, account_id="a", key="k") == "/there"
        assert handled(session, account_id="b", key="k") is None
    later = NOON + KEPT_FOR + timedelta(seconds=1)
    with database.independent() as session:
        mark_handled(session, account_id="b", key="other", now=later, endpoint="e", location="/b")
    with database.session() as session:
        assert handled(session, account_id="a", key="k") == "/there", "another account's write forgets nothing of mine"
    with database.independent() as session:
        mark_handled(session, account_id="a", key="new", now=later, endpoint="e", location="/new")
    with database.session() as session:
        assert handled(session, account_id="a", key="k") is None
        assert handled(session, account_id="a", key="new") == "/new"
