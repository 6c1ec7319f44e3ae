"""Jobs and letters: put down once, handed out at least once, never two at a time."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select

from lms.database import Database
from lms.outbox import queries, sending
from lms.outbox.actions import Claimed, claim, done, failed, put, write_letter
from lms.outbox.models import Job
from lms.outbox.rules import MAX_TRIES, MailServer

NOW = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)
LEASE = 120


def put_down(database: Database, key: str, **more: datetime) -> bool:
    with database.independent() as session:
        return put(session, kind="render", key=key, payload={"of": key}, now=NOW, **more)


def take(database: Database, at: datetime = NOW) -> Claimed | None:
    with database.independent() as session:
        return claim(session, at, LEASE)


def test_the_same_work_is_put_down_once(database: Database) -> None:
    assert put_down(database, "one")
    assert not put_down(database, "one")
    job = take(database)
    assert job is not None
    assert (job.kind, job.key, job.payload, job.tries) == ("render", "one", {"of": "one"}, 1)
    assert take(database) is None


def test_work_of_an_undone_transaction_is_not_there(database: Database) -> None:
    with database.session(write=True) as session:
        put(session, kind="render", key="one", payload={}, now=NOW)
        session.rollback()
    assert take(database) is None


def test_nothing_before_it_is_due_and_the_oldest_first(database: Database) -> None:
    put_down(database, "later", due_at=NOW + timedelta(hours=1))
    put_down(database, "now")
    with database.session() as session:
        assert queries.due(session, NOW)
        assert queries.waiting(session) == 2
    first, second = take(database), take(database)
    assert (first.key if first else None, second) == ("now", None)
    later = take(database, NOW + timedelta(seconds=LEASE - 1))
    assert later is None


def test_a_killed_workers_job_is_handed_out_after_its_lease(database: Database) -> None:
    put_down(database, "one")
    take(database)
    assert take(database, NOW + timedelta(seconds=LEASE - 1)) is None
    again = take(database, NOW + timedelta(seconds=LEASE))
    assert again is not None
    assert again.tries == 2


def test_a_job_that_kills_its_worker_is_given_up(database: Database) -> None:
    put_down(database, "one")
    at = NOW
    for _ in range(MAX_TRIES):
        assert take(database, at) is not None
        at += timedelta(seconds=LEASE)
    assert take(database, at) is None
    with database.session() as session:
        assert [job.key for job in queries.given_up(session)] == ["one"]


def test_failures_wait_longer_and_end(database: Database) -> None:
    put_down(database, "one")
    at = NOW
    for _ in range(MAX_TRIES):
        job = take(database, at)
        assert job is not None
        with database.independent() as session:
            failed(session, job, at, "The server said no.")
        assert take(database, at) is None
        at += timedelta(hours=7)
    with database.session() as session:
        assert queries.given_up(session)[0].last_error == "The server said no."


def test_a_holder_whose_lease_ran_out_cannot_put_it_off(database: Database) -> None:
    put_down(database, "one")
    slow = take(database)
    after = NOW + timedelta(seconds=LEASE)
    quick = take(database, after)
    assert slow is not None
    assert quick is not None
    with database.independent() as session:
        failed(session, slow, after, "too late")
        done(session, quick, after)
    with database.session() as session:
        job = session.scalars(select(Job)).one()
        assert (job.done_at, job.last_error) == (after, None)
    assert take(database, after + timedelta(days=1)) is None


def test_workers_never_share_a_job(database: Database) -> None:
    for number in range(12):
        put_down(database, str(number))
    got: list[str] = []

    def work() -> None:
        while (job := take(database)) is not None:
            got.append(job.key)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(got) == Counter(str(number) for number in range(12))


def letter(database: Database, occasion: str) -> str | None:
    with database.independent() as session:
        return write_letter(
            session,
            kind="reset",
            account_id="someone",
            occasion=occasion,
            to="marisol@saltmarsh.example",
            subject="Choose a new password",
            text=f"Hello,\n\nhttp://127.0.0.1:8000/password/{'t' * 43}\n",
            now=NOW,
        )


def test_a_letter_is_written_once_for_an_occasion(database: Database) -> None:
    assert letter(database, "first") is not None
    assert letter(database, "first") is None
    assert letter(database, "second") is not None
    with database.session() as session:
        assert len(queries.letters(session)) == 2
        assert len(queries.letters(session, 1)) == 1
        assert queries.letters(session, to="MARISOL@saltmarsh.example")
        assert not queries.letters(session, to="jonas@saltmarsh.example")
        assert queries.waiting(session) == 2


class Postbox:
    """Stands where the mail server is."""

    def __init__(self) -> None:
        self.got: list[tuple[MailServer, EmailMessage]] = []

    def __call__(self, server: MailServer, mail: EmailMessage) -> None:
        self.got.append((server, mail))


def test_a_letter_is_delivered_once_and_its_secret_forgotten(database: Database) -> None:
    letter_id = letter(database, "first")
    postbox = Postbox()
    for _ in range(2):
        sending.deliver(
            database,
            {"letter_id": letter_id},
            NOW,
            smtp_url="smtps://mail.example.org",
            mail_from="Linchpin <training@saltmarsh.example>",
            by=postbox,
        )
    ((server, mail),) = postbox.got
    assert (server.host, mail["To"], mail["Subject"]) == (
        "mail.example.org",
        "marisol@saltmarsh.example",
        "Choose a new password",
    )
    assert mail["Message-ID"] == f"<{letter_id}@saltmarsh.example>"
    assert "t" * 43 in mail.get_content()
    with database.session() as session:
        kept = queries.letters(session)[0]
        assert kept.sent_at == NOW
        assert "t" * 43 not in kept.text


def test_without_a_mail_server_a_letter_waits(database: Database) -> None:
    letter_id = letter(database, "first")
    postbox = Postbox()
    sending.deliver(database, {"letter_id": letter_id}, NOW, smtp_url="", mail_from="x@localhost", by=postbox)
    assert postbox.got == []
    with database.session() as session:
        assert queries.letters(session)[0].sent_at is None
