"""What `lms doctor` makes of what it has seen: each state that is wrong, by its name and its remedy; well ones beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lms.acts.health.rules import CHECKS, examine
from lms.acts.health.rules.facts import Chosen, Facts, Places, Schema, Stored, Taught
from lms.acts.health.rules.going import PREPARED_WITHIN, RESTED, STUCK
from lms.acts.health.rules.places import LARGEST_WAL, LEAST_FREE, OLDEST_BACKUP
from lms.acts.health.rules.stored import SKEW

NOW = datetime(2026, 5, 4, 17, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WELL = Facts(
    now=NOW,
    places=Places(folders={"data": ("/srv/data", True), "stored files": ("/srv/data/files", True)}),
    stored=Stored(integrity="ok", newest=NOW - timedelta(days=1), last_done=NOW - timedelta(minutes=20)),
)
ABROAD = Chosen(base_url="https://t.example.org", secure_cookies=True, trusted_proxies=1, mail_from="T <t@example.org>")


def chosen(start: Chosen = ABROAD, **settings: object) -> Facts:
    return replace(WELL, chosen=replace(start, **settings))


def places(**seen: object) -> Facts:
    return replace(WELL, places=replace(WELL.places, **seen))


def stored(**seen: object) -> Facts:
    assert WELL.stored is not None
    return replace(WELL, stored=replace(WELL.stored, **seen))


def wrong(facts: Facts) -> dict[str, str]:
    return {each.name: each.sentence for each in examine(facts) if not each.good}


WRONG = [
    (chosen(secure_cookies=False), "https", "Over HTTPS set both"),
    (chosen(base_url="http://127.0.0.1:8000"), "https", "without HTTPS neither"),
    (chosen(base_url="http://t.example.org", secure_cookies=False), "https", "Put a proxy with HTTPS before the program"),
    (chosen(trusted_proxies=0), "proxies", "Behind a proxy that ends HTTPS it is 1 or more"),
    (chosen(development=True), "development", "Leave it out"),
    (chosen(demo=True), "demo", "Leave it out where real people train"),
    (chosen(shared_idle_minutes=61), "shared sessions", "Set LMS_SHARED_IDLE_MINUTES below LMS_IDLE_MINUTES"),
    (chosen(idle_minutes=721), "sessions", "or raise LMS_SESSION_HOURS"),
    (chosen(mail_host="mail.example.org", mail_from="L <no-reply@localhost>"), "sender", "Set LMS_MAIL_FROM"),
    (chosen(mail_host="mail.example.org", mail_from="nobody"), "sender", "Set LMS_MAIL_FROM"),
    (
        chosen(Chosen(), mail_host="mail.example.org", mail_from="T <t@example.org>"),
        "links",
        "Set LMS_BASE_URL to the address people use",
    ),
    (places(folders={"data": ("/srv/data", False)}), "folder of data", "Make it, and give it to the user that runs lms"),
    (places(folders={"stored files": ("/nfs", False)}), "folder of stored files", "/nfs, cannot be written"),
    (places(foreign_owner="linchpin"), "user", "Run lms as linchpin"),
    (places(secret_key="/k", exposed=("/k",)), "secrets", "/k: chmod 600 it. If others"),
    (places(secret_key="/k", exposed=("/token",)), "secrets", "/token: chmod 600 it."),
    (places(free=LEAST_FREE - 1), "disk", "make room, or writing will fail"),
    (places(free=LEAST_FREE, database_size=LEAST_FREE + 1), "disk", "needs as much again: make room"),
    (places(wal=LARGEST_WAL + 1), "write-ahead log", "restart the server"),
    (places(backups="/b", backups_there=False), "backups", "Name the one that `lms db backup` writes to"),
    (places(backups="/b"), "backups", "Run `lms db backup /b --rehearse"),
    (places(backups="/b", newest_backup=NOW - OLDEST_BACKUP - SECOND), "backups", "It is 36 hours old. Take one now"),
    (replace(WELL, schema=Schema(failure="OperationalError"), stored=None), "database", "Check LMS_DATABASE_URL"),
    (replace(WELL, schema=Schema(failure="DatabaseError", damaged=True), stored=None), "database", "restore the newest backup"),
    (replace(WELL, schema=Schema(sqlite=(3, 34, 1))), "sqlite", "Use a Python with 3.35 or later"),
    (replace(WELL, schema=Schema(at=None, served=False), stored=None), "schema", "For a new installation: `lms init`"),
    (replace(WELL, schema=Schema(at="20260101_x", served=False), stored=None), "schema", "`lms db upgrade`"),
    (stored(integrity="row 3 missing from index"), "integrity", "restore the newest backup"),
    (stored(database_now=NOW - SKEW - SECOND), "clock", "2 minutes apart. Let both keep time by NTP"),
    (stored(database_now=NOW + timedelta(hours=1)), "clock", "60 minutes apart"),
    (stored(newest=NOW + SKEW + SECOND), "newest line", "set this clock by NTP"),
    (stored(broken_chains=("installation",)), "record", "`lms audit verify` names the line"),
    (stored(keys_wrong="The key file /k is missing. Put the file back."), "keys", "Put the file back"),
    (stored(careless_keys=("/k",)), "keys", "chmod 600 it, then lms keys rotate"),
    (stored(last_done=NOW - RESTED), "worker", "Start the server with LMS_WORKER=yes"),
    (stored(oldest_due=NOW - STUCK - SECOND), "outbox", "`lms worker --once` does now what is due"),
    (stored(given_up={"mail": 2}), "given up", "Letters given up after the last try: 2. Mend what `lms doctor --mail` names"),
    (stored(given_up={"reschedule": 1}), "given up", "1 of the kind reschedule. The log says why"),
    (stored(preparing_since=NOW - PREPARED_WITHIN - SECOND), "certificates", "*Prepare it now*"),
    (replace(WELL, taught=Taught(edition=None, unreadable="Bad. Run `lms content check`.")), "course", "Run `lms content check`"),
    (replace(WELL, taught=Taught(fallback="its file is missing.")), "published course", "or go back to the installed one"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "name", "remedy"), WRONG)
def test_each_wrong_state_is_named_alone_with_its_remedy(facts: Facts, name: str, remedy: str) -> None:
    assert list(wrong(facts)) == [name]
    assert remedy in wrong(facts)[name]


@pytest.mark.parametrize(
    "facts",
    [
        WELL,
        chosen(),
        chosen(Chosen(), development=True, demo=True),
        chosen(Chosen(), mail_host="127.0.0.1"),
        chosen(mail_host="mail.example.org", idle_minutes=720, shared_idle_minutes=720),
        places(secret_key="/k"),
        places(free=LEAST_FREE, database_size=LEAST_FREE, wal=LARGEST_WAL),
        places(backups="/b", newest_backup=NOW - OLDEST_BACKUP),
        replace(WELL, schema=Schema(at="20270101_later", served=True, sqlite=(3, 35, 0))),
        stored(database_now=NOW + SKEW, newest=NOW + SKEW),
        stored(newest=None, last_done=None, oldest_due=NOW - STUCK, preparing_since=NOW - PREPARED_WITHIN),
        stored(last_done=NOW - RESTED + SECOND),
    ],
)
def test_what_is_just_well_is_let_be(facts: Facts) -> None:
    assert wrong(facts) == {}


def test_a_certificate_that_waits_for_a_lost_key_leads_to_the_key() -> None:
    found = wrong(stored(preparing_since=NOW - timedelta(days=1), keys_wrong="The key file is missing."))
    assert set(found) == {"keys", "certificates"}
    assert "waits for the key" in found["certificates"]


def test_every_check_has_a_wrong_state_here_and_everything_named_can_be_wrong() -> None:
    found = [(check, each) for facts, _, _ in WRONG for check in CHECKS for each in check(facts)]
    assert {check for check, each in found if not each.good} == set(CHECKS)
    assert {each.name for _, each in found} == {name for _, name, _ in WRONG}


def test_what_cannot_be_had_is_not_judged() -> None:
    away = Facts(now=NOW, schema=Schema(failure="OperationalError"), taught=Taught(edition=None, unreadable="Bad."))
    assert set(wrong(away)) == {"database", "course"}
    assert {each.name for each in examine(away)} == {"disk", "database", "course"}
