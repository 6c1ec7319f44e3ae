"""Skills of two accounts that become one: everything comes along, and nobody has signed their own."""

from __future__ import annotations

from datetime import date

from lms.database import Database
from lms.people import actions
from lms.people.permissions import SUPERVISOR, SYSTEM
from lms.readiness.skills.actions import Entry, Given, sign, write_log
from lms.readiness.skills.models import SkillLog, SkillRating, SkillSeen
from lms.readiness.skills.ratings import Ratings, save_ratings
from tests.acts.two_accounts import Two
from tests.clocks import MovableClock
from tests.learner import our_course

COURSE = our_course()


def test_what_one_signed_for_the_other_is_withdrawn(database: Database, clock: MovableClock) -> None:
    two = Two(database, clock)
    place, day = two.place, date(2026, 1, 1)
    for learner in (two.home, two.chief):
        two.chief.do(
            lambda s, a, n, who=learner.account_id: actions.grant(
                s, actor=SYSTEM, now=n, account_id=who, kind=SUPERVISOR, organisation_id=place.saltmarsh,
                clinic_id=place.mill_road, from_date=day,
            )
        )  # fmt: skip
    for by, whose, skill in (
        (two.home, two.work, "sk-note"),
        (two.chief, two.work, "sk-present"),
        (two.chief, two.home, "sk-relay"),
    ):
        by.do(
            lambda s, a, n, whose=whose, skill=skill: sign(
                s, actor=a, now=n, course=COURSE, account_id=whose.account_id, skill_id=skill,
                given=Given("observed", "done", a.today),
            )
        )  # fmt: skip
    two.home.do(lambda s, a, n: write_log(s, actor=a, now=n, entry=Entry("shadowing", a.today, 60, "bhcm", "Calls")))
    two.home.do(
        lambda s, a, n: save_ratings(
            s, actor=a, now=n, course=COURSE, account_id=None, given=Ratings({"c-01": 1}), hand_in=False
        )
    )
    says = [sentence for sentence in two.look().says if "signed for the other" in sentence]
    two.join()
    assert len(says) == 1
    found = {row.skill_id: row for row in two.rows(SkillSeen)}
    assert {row.account_id for row in found.values()} == {two.work.account_id}
    assert found["sk-note"].withdrawn_reason == "Signed by the same person, as joining two accounts showed"
    assert found["sk-present"].withdrawn_at is None
    assert found["sk-relay"].withdrawn_at is None
    assert [row.account_id for row in (*two.rows(SkillLog), *two.rows(SkillRating))] == [two.work.account_id] * 2
