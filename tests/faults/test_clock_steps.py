"""The machine's clock steps back and forward by hours while people are at work: nothing is lost, counted twice or locked."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.acts import checkup
from lms.learning.models import Completion
from lms.outbox.actions import claim, put
from lms.outbox.models import Letter
from lms.worker import LEASE_SECONDS
from tests.cast import Cast, attempt_of, begin_test, items_of, option_of, play_cases, read_lessons
from tests.clocks import MovableClock
from tests.people.makers import email_of
from tests.web.visitor import Visitor

TOO_MANY = 11


def nothing_is_off(cast: Cast) -> None:
    services = cast.services
    assert checkup.differences(services.database, services.files, cast.course, services.clock.now()) == []


@pytest.mark.parametrize("hours", [-9, -2, 2, 9])
def test_an_attempt_goes_on_and_counts_once(cast: Cast, clock: MovableClock, hours: int) -> None:
    marisol = cast.enter("Marisol")
    read_lessons(cast, marisol)
    play_cases(cast, marisol)
    attempt = begin_test(cast, marisol)
    rows = items_of(cast, attempt)
    half = len(rows) // 2
    for row in rows[:half]:
        answer = {"answer": option_of(cast, row, True)}
        assert marisol.send(f"/attempts/{attempt}/q/{row.position}", fetch=True, **answer).status_code == 200
    clock.move(hours=hours)
    # Ahead by more than an hour a session has ended, as it would have by itself; back it goes on.
    again = cast.enter("Marisol") if hours > 0 else marisol
    assert [row.chosen is not None for row in items_of(cast, attempt)] == [number < half for number in range(len(rows))]
    for row in rows[half:]:
        answer = {"answer": option_of(cast, row, True)}
        assert again.send(f"/attempts/{attempt}/q/{row.position}", fetch=True, **answer).status_code == 200
    for _ in range(2):
        assert again.send(f"/attempts/{attempt}/hand-in", request_key="one press").status_code == 303
    clock.move(hours=-hours)
    assert attempt_of(cast, attempt).right_count == len(rows)
    test = cast.module.post_test
    assert test is not None
    assert len(cast.read(Completion)) == len(cast.module.required)
    assert [row.act for row in cast.lines()].count("attempt.handed-in") == 1
    nothing_is_off(cast)


def test_nobody_is_locked_out_for_longer_than_the_window(app: Flask, cast: Cast, clock: MovableClock) -> None:
    """Too many tries while the clock was days ahead; set right again, the right password works at once."""
    clock.move(days=3)
    visitor = Visitor(app)
    for _ in range(TOO_MANY):
        visitor.sign_in("Marisol", "not this one")
    assert visitor.status == 429
    assert "Retry-After" in visitor.response.headers
    clock.move(days=-3)
    assert cast.enter("Marisol").open("/home").status == 200


def test_a_window_holds_while_two_clocks_differ_by_a_little(app: Flask, cast: Cast, clock: MovableClock) -> None:
    """Replicas whose clocks differ by seconds count together: going back a little gives no further tries."""
    visitor = Visitor(app)
    for number in range(TOO_MANY):
        clock.move(seconds=-20 if number % 2 else 20)
        visitor.sign_in("Marisol", "not this one")
    assert visitor.status == 429


def test_a_link_of_a_clock_that_was_ahead_still_opens(app: Flask, cast: Cast, clock: MovableClock) -> None:
    clock.move(hours=5)
    Visitor(app).open("/password/").press("Send the link", email=email_of("Marisol"))
    (letter,) = [each for each in letters(cast) if "/password/" in each]
    clock.move(hours=-5)
    link = letter[letter.index("/password/") :].split()[0]
    visitor = Visitor(app).open(link).press("Set the password and sign in", password="seven grey herons")
    assert visitor.path == "/home"


def test_a_job_taken_by_a_clock_that_was_ahead_is_taken_again(cast: Cast, clock: MovableClock) -> None:
    """Its worker was killed, and the clock set back by hours: the job does not wait for hours."""
    database = cast.services.database
    with database.independent() as session:
        put(session, kind="render", key="one", payload={}, now=clock.now())
    clock.move(hours=6)
    with database.independent() as session:
        taken = claim(session, clock.now(), LEASE_SECONDS)
    assert taken is not None
    clock.move(hours=-6)
    with database.independent() as session:
        again = claim(session, clock.now(), LEASE_SECONDS)
        assert again is not None
        assert (again.id, again.tries) == (taken.id, 2)
        assert claim(session, clock.now(), LEASE_SECONDS) is None


def letters(cast: Cast) -> list[str]:
    return [row.text for row in cast.read(Letter)]
