"""Settings that do not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from urllib.parse import urlsplit

from lms.acts.health.rules.facts import Chosen, Facts, Finding

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def https(facts: Facts) -> Iterator[Finding]:
    """Address, cookies and proxies, which belong together."""
    chosen = facts.chosen
    secure = chosen.base_url.startswith("https://")
    if secure or chosen.secure_cookies:
        cookies = "yes" if chosen.secure_cookies else "no"
        words = f"LMS_BASE_URL is {chosen.base_url} and LMS_SECURE_COOKIES is {cookies}."
        good = secure == chosen.secure_cookies
        if not good:
            words += " Over HTTPS set both; without HTTPS neither, or nobody can sign in."
        yield Finding("https", good, words)
    elif not _is_here(chosen):
        yield Finding(
            "https",
            False,
            f"LMS_BASE_URL is {chosen.base_url}: passwords and cookies travel in the open. "
            "Put a proxy with HTTPS before the program, and set LMS_BASE_URL, LMS_SECURE_COOKIES and LMS_TRUSTED_PROXIES.",
        )
    if secure:
        good = chosen.trusted_proxies > 0
        words = f"LMS_TRUSTED_PROXIES is {chosen.trusted_proxies}."
        if not good:
            words += " Behind a proxy that ends HTTPS it is 1 or more, or all visitors count as one."
        yield Finding("proxies", good, words)


def purpose(facts: Facts) -> Iterator[Finding]:
    """What is meant for a desk and stands on a server that others reach."""
    if _is_here(facts.chosen):
        return
    if facts.chosen.development:
        words = "LMS_DEVELOPMENT is yes on a server that others reach. Leave it out: it is for the desk of a developer."
        yield Finding("development", False, words)
    if facts.chosen.demo:
        words = (
            "LMS_DEMO is yes on a server that others reach: certificates are marked as samples and letters are shown at /demo/mail. "
            "Leave it out where real people train."
        )
        yield Finding("demo", False, words)


def sessions(facts: Facts) -> Iterator[Finding]:
    """Three times after which a session ends, of which the shorter has to come first."""
    chosen = facts.chosen
    if chosen.shared_idle_minutes > chosen.idle_minutes:
        yield Finding(
            "shared sessions",
            False,
            f"A session on a shared computer rests for {chosen.shared_idle_minutes} minutes, longer than the {chosen.idle_minutes} "
            "elsewhere. Set LMS_SHARED_IDLE_MINUTES below LMS_IDLE_MINUTES.",
        )
    if max(chosen.idle_minutes, chosen.shared_idle_minutes) > chosen.session_hours * 60:
        yield Finding(
            "sessions",
            False,
            f"A session may rest longer than the {chosen.session_hours} hours after which it ends in any case. "
            "Lower LMS_IDLE_MINUTES and LMS_SHARED_IDLE_MINUTES, or raise LMS_SESSION_HOURS.",
        )


def letters(facts: Facts) -> Iterator[Finding]:
    """A mail server in the world, with a sender or links that mean nothing out there."""
    chosen = facts.chosen
    if not chosen.mail_host or chosen.mail_host in HERE:
        return
    if parseaddr(chosen.mail_from)[1].partition("@")[2] in {"", "localhost"}:
        words = f"Letters leave as {chosen.mail_from}, which no mail server takes. Set LMS_MAIL_FROM to an address of yours."
        yield Finding("sender", False, words)
    if _is_here(chosen):
        words = f"Links in letters begin with {chosen.base_url}, which leads nowhere for others. Set LMS_BASE_URL to the address people use."
        yield Finding("links", False, words)


def _is_here(chosen: Chosen) -> bool:
    """Whether only this machine is meant to be asked."""
    return urlsplit(chosen.base_url).hostname in HERE
