"""Webhooks over HTTP: an administrator adds one, what happens is sent by the job loop, signed, tried again, logged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lms.app import do_jobs_once
from lms.outbox.models import Job, Letter
from lms.people.actions import deactivate
from lms.settings import Settings
from lms.webhooks.models import Webhook, WebhookDelivery
from tests.cast import Cast, Person, in_session, read_lessons
from tests.clocks import MovableClock
from tests.house.source import ROOT
from tests.people.makers import actor_of
from tests.webhooks.receiver import Receiver, receiving

PAGE = "/admin/webhooks/"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With this machine as a place to send to."""
    return replace(settings, webhook_loopback=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


def add(cast: Cast, url: str, *events: str) -> tuple[Person, str]:
    """Odile adds a webhook; she stands on its page, with its secret."""
    odile = cast.enter("Odile")
    odile.open(PAGE).press("Add the webhook", url=url, events=list(events))
    (secret,) = SECRET.findall(odile.text)
    return odile, secret


def leave(cast: Cast, account_id: str) -> None:
    """Somebody is deactivated."""
    now = cast.services.clock.now()

    def act(session: Any) -> None:
        by = actor_of(session, cast.administrator, now)
        deactivate(session, actor=by, now=now, account_id=account_id, reason="Left")

    in_session(cast.services.database, act)


def signed(secret: str, headers: dict[str, str], body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, told, hashlib.sha256)).decode()


def test_what_happens_is_sent_signed_and_logged(cast: Cast, receiver: Receiver, clock: MovableClock) -> None:
    assert "No webhook yet" in cast.enter("Odile").open(PAGE).text
    odile, secret = add(cast, receiver.url, "part.completed", "person.deactivated", "person.invited")
    assert secret not in odile.open(odile.path).text
    assert secret.encode() not in cast.read(Webhook)[0].sealed
    marisol = cast.enter("Marisol")
    first = cast.course.lesson(cast.module.required[0])
    assert first is not None
    read_lessons(cast, marisol, [first])
    clock.move(seconds=1)
    leave(cast, cast.teammate)
    do_jobs_once(cast.services)
    do_jobs_once(cast.services)
    done, gone = receiver.got
    assert done.path == "/hooks?for=lms"
    assert done.headers["content-type"] == "application/json"
    assert done.headers["host"] == receiver.url.split("/")[2]
    for each in (done, gone):
        assert each.headers["webhook-signature"] == signed(secret, each.headers, each.body)
    told = json.loads(done.body)
    assert told["type"] == "part.completed"
    assert told["timestamp"].startswith("2026-05-04T17:00")
    assert told["data"].pop("completion_id")
    assert told["data"] == {
        "organisation_id": cast.place.saltmarsh,
        "person_id": cast.learner,
        "part_id": first.id,
        "part_kind": "lesson",
    }
    assert json.loads(gone.body)["data"] == {"organisation_id": cast.place.saltmarsh, "person_id": cast.teammate}
    assert b"Marisol" not in done.body
    assert "Taken (204)." in odile.open(odile.path).text
    acts = [(line.act, line.subject_kind) for line in cast.lines() if line.act.startswith("webhook.")]
    assert acts == [("webhook.added", "webhook")]


def test_what_was_before_and_what_was_not_asked_for_is_not_sent(cast: Cast, receiver: Receiver) -> None:
    leave(cast, cast.supervisor)  # Before there was a webhook.
    add(cast, receiver.url, "person.invited")
    leave(cast, cast.learner)
    assert do_jobs_once(cast.services) == 0
    assert receiver.got == []


def test_the_example_in_the_documents_tells_what_is_genuine(cast: Cast, receiver: Receiver) -> None:
    _, secret = add(cast, receiver.url, "person.deactivated")
    leave(cast, cast.learner)
    do_jobs_once(cast.services)
    (got,) = receiver.got
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.DOTALL)
    said: dict[str, Any] = {}
    exec(code, said)
    assert said["is_genuine"](secret, got.headers, got.body)
    assert not said["is_genuine"](secret, got.headers, got.body + b" ")
    assert not said["is_genuine"](secret, got.headers | {"webhook-timestamp": "1"}, got.body)


def test_nothing_of_another_organisation_is_told(cast: Cast, receiver: Receiver) -> None:
    add(cast, receiver.url, "part.completed")
    ansel = cast.enter("Ansel")
    first = cast.course.lesson(cast.module.required[0])
    assert first is not None
    read_lessons(cast, ansel, [first])
    do_jobs_once(cast.services)
    assert receiver.got == []


def test_a_failure_is_tried_again_under_the_same_id(cast: Cast, receiver: Receiver, clock: MovableClock) -> None:
    odile, _ = add(cast, receiver.url, "person.deactivated")
    receiver.answers = [500, 302, 200]
    leave(cast, cast.learner)
    do_jobs_once(cast.services)
    assert "Answered with 500." in odile.open(odile.path).text
    assert "Tried again" in odile.text
    do_jobs_once(cast.services)
    assert len(receiver.got) == 1
    clock.move(seconds=30)
    do_jobs_once(cast.services)
    assert "which is not followed" in odile.open(odile.path).text
    clock.move(minutes=2)
    do_jobs_once(cast.services)
    assert {each.headers["webhook-id"] for each in receiver.got} == {receiver.got[0].headers["webhook-id"]}
    assert [each.path for each in receiver.got] == ["/hooks?for=lms"] * 3
    assert len({each.headers["webhook-timestamp"] for each in receiver.got}) == 3
    assert "Taken (200)." in odile.open(odile.path).text
    assert cast.read(Webhook)[0].failing_since is None


def test_a_message_is_given_up_after_eight_tries_and_sent_again_by_hand(
    cast: Cast, receiver: Receiver, clock: MovableClock
) -> None:
    odile, _ = add(cast, receiver.url, "person.deactivated")
    receiver.answers = [503] * 8
    leave(cast, cast.learner)
    for _ in range(12):
        do_jobs_once(cast.services)
        clock.move(hours=6)
    assert len(receiver.got) == 8
    assert [job for job in cast.read(Job) if job.dead_at] == []
    odile = cast.enter("Odile")
    odile.open(f"{PAGE}{cast.read(Webhook)[0].id}")
    assert "Given up" in odile.text
    odile.press("Send again")
    do_jobs_once(cast.services)
    assert len(receiver.got) == 9
    assert receiver.got[8].headers["webhook-id"] == receiver.got[0].headers["webhook-id"]
    assert "Taken (204)." in odile.open(odile.path).text


def test_a_dead_receiver_is_left_alone_for_a_minute(cast: Cast, clock: MovableClock) -> None:
    with receiving() as server:
        url = server.url
    odile, _ = add(cast, url, "person.deactivated")
    leave(cast, cast.learner)
    leave(cast, cast.teammate)
    do_jobs_once(cast.services)
    assert sorted(each.tries for each in cast.read(WebhookDelivery)) == [0, 1]
    assert "Nobody answered at the address." in odile.open(odile.path).text
    clock.move(minutes=1)
    do_jobs_once(cast.services)
    assert sum(each.tries for each in cast.read(WebhookDelivery)) == 2


def test_three_days_of_failures_pause_it_and_write_to_the_administrators(
    cast: Cast, receiver: Receiver, clock: MovableClock
) -> None:
    add(cast, receiver.url, "person.deactivated")
    receiver.answers = [500] * 50
    leave(cast, cast.learner)
    do_jobs_once(cast.services)
    clock.move(days=3)
    leave(cast, cast.teammate)
    do_jobs_once(cast.services)
    (hook,) = cast.read(Webhook)
    assert hook.paused_why == "failures"
    (letter,) = [each for each in cast.read(Letter) if each.kind == "webhook-paused"]
    assert letter.account_id == cast.administrator
    assert f"{PAGE}{hook.id}" in letter.text
    assert "for=lms" not in letter.text
    so_far = len(receiver.got)
    clock.move(days=1)
    do_jobs_once(cast.services)
    assert len(receiver.got) == so_far
    odile = cast.enter("Odile").open(f"{PAGE}{hook.id}")
    assert "Paused by itself." in odile.text
    assert "because the webhook was paused" in odile.text


def test_what_happens_during_a_pause_is_not_sent_later(cast: Cast, receiver: Receiver) -> None:
    odile, _ = add(cast, receiver.url, "person.deactivated")
    odile.press("Pause")
    leave(cast, cast.learner)
    do_jobs_once(cast.services)
    odile.press("Resume")
    leave(cast, cast.teammate)
    do_jobs_once(cast.services)
    assert [json.loads(each.body)["data"]["person_id"] for each in receiver.got] == [cast.teammate]


def test_two_secrets_sign_for_a_day_after_a_rotation(cast: Cast, receiver: Receiver, clock: MovableClock) -> None:
    odile, old = add(cast, receiver.url, "person.deactivated")
    odile.press("Make a new secret")
    (new,) = SECRET.findall(odile.text)
    assert new != old
    leave(cast, cast.learner)
    do_jobs_once(cast.services)
    (both,) = receiver.got
    wanted = [signed(each, both.headers, both.body) for each in (new, old)]
    assert both.headers["webhook-signature"].split(" ") == wanted
    clock.move(hours=24)
    leave(cast, cast.teammate)
    do_jobs_once(cast.services)
    one = receiver.got[1]
    assert one.headers["webhook-signature"] == signed(new, one.headers, one.body)


def test_removing_takes_the_log_and_what_waits(cast: Cast, receiver: Receiver, clock: MovableClock) -> None:
    odile, _ = add(cast, receiver.url, "person.deactivated")
    receiver.answers = [500]
    leave(cast, cast.learner)
    do_jobs_once(cast.services)
    odile.press("Remove")
    assert "No webhook yet" in odile.text
    clock.move(minutes=5)
    do_jobs_once(cast.services)
    assert len(receiver.got) == 1
    assert cast.read(WebhookDelivery) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "http://hooks.example.org/"}, "must begin with https://"),
        ({"url": "https://10.0.0.1/"}, "public internet"),
        ({"url": ""}, "Enter the address"),
        ({"events": None}, "Choose at least one event"),
        ({"events": "person.born"}, "Choose at least one event"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_typed(cast: Cast, fields: dict[str, Any], said: str) -> None:
    odile = cast.enter("Odile").open(PAGE)
    given = {"url": "https://hooks.example.org/", "events": "part.completed"} | fields
    odile.press("Add the webhook", **given)
    assert odile.status == 422
    assert said in odile.text
    assert cast.read(Webhook) == []


def test_nobody_else_comes_near(cast: Cast, receiver: Receiver) -> None:
    odile, _ = add(cast, receiver.url, "person.deactivated")
    own = odile.path
    for name in ("Marisol", "Teddy", "Sunniva", "Ansel", "Cesar"):
        person = cast.enter(name)
        assert person.client.get(PAGE).status_code == 404
        assert person.client.get(own).status_code == 404
        for what in ("rotate", "pause", "resume", "remove", "messages/x/send"):
            assert person.send(f"{own}/{what}").status_code == 404
    assert odile.send(f"{own}/messages/x/send").status_code == 404
    assert cast.app.test_client().get(PAGE).status_code == 303
    assert "Webhooks, and what programs are told" not in cast.enter("Sunniva").open("/home").text


def test_a_message_on_its_way_is_not_sent_twice(cast: Cast, receiver: Receiver) -> None:
    odile, _ = add(cast, receiver.url, "person.deactivated")
    receiver.answers = [500]
    leave(cast, cast.learner)
    do_jobs_once(cast.services)
    (row,) = cast.read(WebhookDelivery)
    again = f"{odile.path}/messages/{row.id}/send"
    assert odile.send(again).status_code == 409
