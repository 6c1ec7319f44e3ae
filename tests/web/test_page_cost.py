"""What one page of a learner costs: how many statements, and that who she is and what she may is asked anew each time."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from lms.app import create_app
from lms.people.models import Clinic, Grant
from lms.people.permissions import LEARNER
from lms.web.addresses import url_of
from tests.cast import Cast, Person, begin_test, in_session, items_of, option_of
from tests.web.test_team_cost import cost, queries

LESSON, QUESTION, AUTOSAVE = 8, 2, 4
"""Statements at most: one says who asks, with her clinic's zone and her access."""


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def lesson_of(cast: Cast) -> str:
    with cast.app.test_request_context():
        return url_of(cast.course, cast.module.lessons[0].id)


@pytest.mark.alike
def test_a_lesson_and_a_question_ask_little(cast: Cast, marisol: Person) -> None:
    sent = cost(cast, marisol, lesson_of(cast))
    assert len(sent) <= LESSON, "\n\n".join(sent)
    sent = cost(cast, marisol, f"/attempts/{begin_test(cast, marisol)}/q/1")
    assert len(sent) <= QUESTION, "\n\n".join(sent)


@pytest.mark.alike
def test_an_answer_is_kept_with_few_statements(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    answer = {"answer": option_of(cast, items_of(cast, attempt_id)[0], True), "request_key": "one"}
    with queries(cast) as sent:
        assert marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, **answer).status_code == 200
    assert len(sent) <= AUTOSAVE, "\n\n".join(sent)


def test_her_zone_and_what_she_may_are_those_of_now_on_every_replica(cast: Cast, marisol: Person) -> None:
    services = cast.services
    other = create_app(services.settings, clock=services.clock, database=services.database, library=services.library)
    windows = marisol, marisol.window(other)
    attempt_id = begin_test(cast, marisol)
    page = f"/attempts/{attempt_id}/q/1"
    answer = option_of(cast, items_of(cast, attempt_id)[0], True)

    def saved_at() -> set[str]:
        return {each.send(page, fetch=True, answer=answer).json["saved_at"] for each in windows}

    before = saved_at()
    in_session(services.database, lambda session: session.execute(update(Clinic).values(zone="Asia/Kathmandu")))
    after = saved_at()
    assert len(before) == len(after) == 1
    assert before.isdisjoint(after)
    taken = delete(Grant).where(Grant.account_id == cast.learner, Grant.kind == LEARNER)
    in_session(services.database, lambda session: session.execute(taken))
    assert [each.client.get(page).status_code for each in windows] == [404, 404]
