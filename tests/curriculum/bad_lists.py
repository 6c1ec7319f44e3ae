"""For every rule on what a clinic needs, ways to break it, as in bad_examples.py."""

from __future__ import annotations

from tests.curriculum.bad_examples import Example, put

CLINIC = "content/clinic.yaml"
ITEM = "{id: agreement, title: Agreement, why: It is needed., owner: Manager"


def listed(*items: str, needs: str = "") -> str:
    """The clinic's file with these items and needs."""
    rows = "".join(f"  - {each}\n" for each in items) or " []\n"
    return f"needs: [{needs}]\nitems:\n{rows}" if items else f"needs: [{needs}]\nitems: []\n"


LISTS: tuple[Example, ...] = (
    ("N101", "unknown role", put(CLINIC, listed(needs="{role: janitor, need: required}")), CLINIC),
    ("N101", "twice", put(CLINIC, listed(needs="{role: pcp, need: listed}, {role: pcp, need: required}")), CLINIC),
    ("N102", "in one list", put(CLINIC, listed(f"{ITEM}}}", f"{ITEM}}}")), CLINIC),
    ("N103", "no such tool", put(CLINIC, listed(f"{ITEM}, leads_to: [m1-t-nothing]}}")), CLINIC),
    ("N104", "no fact", put(CLINIC, listed(f"{ITEM}, example: A year.}}")), CLINIC),
    ("F101", "in a list", put(CLINIC, listed(f"{ITEM}, facts: [X9.99]}}")), CLINIC),
)
