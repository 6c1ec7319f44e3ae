"""The database, the clock, the record and the keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from lms.acts.health.rules.facts import Facts, Finding

OLDEST_SQLITE = (3, 35)
SKEW = timedelta(minutes=2)
"""How far two clocks may be apart; codes of the second step allow half a minute, so that this is already too much for some."""
RESTORE = (
    "Stop the server, keep a copy of the file, and restore the newest backup into another folder (`lms db restore`)."
)


def database(facts: Facts) -> Iterator[Finding]:
    """Whether it answers, and at which schema."""
    schema = facts.schema
    if schema.damaged:
        yield Finding("database", False, f"The database file is damaged or no database ({schema.failure}). {RESTORE}")
        return
    if schema.failure is not None:
        words = f"The database does not answer ({schema.failure}). Check LMS_DATABASE_URL and that the server runs."
        yield Finding("database", False, words)
        return
    yield Finding("database", True, "The database answers.")
    if schema.sqlite is not None:
        version = ".".join(map(str, schema.sqlite))
        good = schema.sqlite >= OLDEST_SQLITE
        words = f"SQLite is {version}." if good else f"SQLite {version} is too old. Use a Python with 3.35 or later."
        yield Finding("sqlite", good, words)
    words = f"The schema is {schema.at or 'empty'}; the program wants {schema.head}."
    if schema.at == schema.head:
        yield Finding("schema", True, f"The schema is {schema.at}.")
    elif schema.served:
        yield Finding("schema", True, f"{words} It is newer and this program fits it; bring this server up to it soon.")
    elif schema.at is None:
        yield Finding(
            "schema",
            False,
            f"{words} For a new installation: `lms init`. Else LMS_DATA or LMS_DATABASE_URL leads elsewhere.",
        )
    else:
        yield Finding(
            "schema",
            False,
            f"{words} After a backup: `lms db upgrade`; if it says that the schema is later, start that version.",
        )


def integrity(facts: Facts) -> Iterator[Finding]:
    """What SQLite says of its file."""
    if facts.stored is None or facts.stored.integrity is None:
        return
    said = facts.stored.integrity
    good = said == "ok"
    words = "The database file is whole." if good else f"The database file is damaged ({said}). {RESTORE}"
    yield Finding("integrity", good, words)


def clocks(facts: Facts) -> Iterator[Finding]:
    """This machine's clock against the database's, and against what was written last."""
    stored = facts.stored
    if stored is None:
        return
    if stored.database_now is not None:
        apart = abs(facts.now - stored.database_now)
        good = apart <= SKEW
        words = "This machine and the database tell the same time."
        if not good:
            minutes = round(apart.total_seconds() / 60)
            words = (
                f"This machine and the database are {minutes:,} minutes apart. "
                "Let both keep time by NTP; sessions, links and codes depend on it."
            )
        yield Finding("clock", good, words)
    if stored.newest is None:
        return
    good = stored.newest - facts.now <= SKEW
    words = f"The newest line of the record is of {stored.newest:%Y-%m-%d %H:%M} UTC."
    if not good:
        words += (
            f" That is yet to come: it is {facts.now:%Y-%m-%d %H:%M} here. A clock is wrong, or was. "
            "Stop the server, set this clock by NTP, and start it when the time is right."
        )
    yield Finding("newest line", good, words)


def record(facts: Facts) -> Iterator[Finding]:
    """Whether each chain ends where its head says."""
    if facts.stored is None:
        return
    if facts.stored.broken_chains:
        named = ", ".join(facts.stored.broken_chains)
        words = f"The record does not end where its head says: {named}. Change nothing, copy the database, then `lms audit verify` names the line."
        yield Finding("record", False, words)
    else:
        yield Finding("record", True, "The record ends where its heads say; `lms audit verify` recomputes all of it.")


def keys(facts: Facts) -> Iterator[Finding]:
    """The keys that sign certificates, and who can read them."""
    if facts.stored is None:
        return
    wrong = facts.stored.keys_wrong
    yield Finding(
        "keys", wrong is None, wrong or "The keys that sign certificates are there, or are made with the first one."
    )
    for place in facts.stored.careless_keys:
        yield Finding("keys", False, f"Others than its owner can read {place}: chmod 600 it, then lms keys rotate.")
