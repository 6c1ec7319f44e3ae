"""What should be going on: the job loop, letters, certificates in preparation, the course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from lms.acts.health.rules.facts import Facts, Finding

STUCK = timedelta(minutes=15)
"""A job that is due longer than this has no worker, or one that does not get to it."""
RESTED = timedelta(minutes=90)
"""The job loop puts work down for itself once an hour; nothing done for longer than this means that it does not run."""
PREPARED_WITHIN = timedelta(hours=1)
"""A certificate's file takes seconds; an hour leaves room for its first tries again."""
START = "Start the server with LMS_WORKER=yes, or `lms worker` beside it."


def jobs(facts: Facts) -> Iterator[Finding]:
    """Whether the job loop runs, and gets to what is due."""
    stored = facts.stored
    if stored is None:
        return
    if stored.last_done is None:
        yield Finding("worker", True, "The job loop has done nothing yet; it begins with the server.")
    else:
        good = facts.now - stored.last_done < RESTED
        words = f"The job loop last did something at {_moment(stored.last_done)}."
        yield Finding("worker", good, words if good else f"{words} It should every hour. {START}")
    if stored.oldest_due is not None and facts.now - stored.oldest_due > STUCK:
        words = (
            f"A job has been due since {_moment(stored.oldest_due)}. {START} `lms worker --once` does now what is due."
        )
        yield Finding("outbox", False, words)
    else:
        yield Finding("outbox", True, f"Jobs waiting: {stored.waiting}.")


def given_up(facts: Facts) -> Iterator[Finding]:
    """Letters and other jobs that failed to the last."""
    if facts.stored is None:
        return
    lost: Mapping[str, int] = facts.stored.given_up
    if not lost:
        yield Finding("given up", True, "No job was given up.")
    for kind, number in sorted(lost.items()):
        if kind == "mail":
            words = f"Letters given up after the last try: {number}. Mend what `lms doctor --mail` names; then let people be invited or reminded again."
        else:
            words = f"Jobs given up after the last try: {number} of the kind {kind}. The log says why, under that kind; once that is mended the next of the kind goes through."
        yield Finding("given up", False, words)


def certificates(facts: Facts) -> Iterator[Finding]:
    """Certificates whose file is not finished."""
    if facts.stored is None:
        return
    since = facts.stored.preparing_since
    if since is None or facts.now - since <= PREPARED_WITHIN:
        yield Finding("certificates", True, "No certificate has been in preparation for long.")
        return
    words = f"A certificate has been in preparation since {_moment(since)}."
    if facts.stored.keys_wrong is not None:
        words += " It waits for the key that is named here as well."
    else:
        words += " *Prepare it now* on the page Issued, or `lms worker --once`, tries again; the log says what fails."
    yield Finding("certificates", False, words)


def course(facts: Facts) -> Iterator[Finding]:
    """Whether the course reads, and whether it is the one that should be served."""
    taught = facts.taught
    if taught.unreadable is not None:
        words = f"{taught.unreadable} A server that runs keeps the last good edition; one that starts has none."
        yield Finding("course", False, words)
        return
    yield Finding("course", True, f"The course reads, edition {taught.edition}.")
    if taught.fallback is not None:
        words = (
            f"The course that was published is not served, the installed one is: {taught.fallback} "
            "Send a mended course in under /author/uploads/, or go back to the installed one there."
        )
        yield Finding("published course", False, words)


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
