"""What the administrator of continuing education types into the forms, for the invented accreditor."""

from __future__ import annotations

from datetime import date, timedelta

from lms.credit.accreditors.rules import FORMAT

PROVIDER = {
    "legal_name": "Harbor Bay Learning, Inc.", "address": "1 Quay Street\nHarbor Bay", "url": "https://learning.example",
    "phone": "555 0100", "email": "ce@learning.example", "director_name": "Ilse Brandt, PhD",
    "director_title": "Director of continuing education", "zone": "America/New_York",
    "grievance": "Write to the director; an answer comes within 30 days.", "accommodation": "Write to ce@learning.example.",
}  # fmt: skip
CONFIRMED = {
    "confirmed_by": "Ilse Brandt", "confirmed_on": "2026-05-01", "handbook": "Handbook of the Harbor Council, 2025",
}  # fmt: skip


def approval_of(today: date) -> dict[str, object]:
    """The approval of the provider for a year around today."""
    return {
        "accreditor": "harbor", "number": "HC-0042", "kind": "provider", "formats": [FORMAT],
        "term_start": (today - timedelta(days=60)).isoformat(), "term_end": (today + timedelta(days=300)).isoformat(),
    }  # fmt: skip


DETAILS = {
    "title": "Foundations", "level": "introductory", "audience": ["social-worker", "physician", "registered-nurse"],
    "objectives": "Name the roles of a team.\nSay who decides what.", "needs": "Care managers begin without training.",
    "gap": "Caseloads are reviewed too seldom.", "references": "A textbook, 2020.", "system": "A browser of the last three years.",
}  # fmt: skip
MAKER = {
    "name": "Nomvula Dube", "credentials": "MD, board certified in psychiatry", "roles": ["author", "planner", "reviewer"],
    "reviewed_on": "2026-05-02",
}  # fmt: skip
DISCLOSED = {"collected_on": "2026-05-01", "none_declared": "yes"}
SUPPORT = {"kind": "none", "stated_on": "2026-05-01"}
DAYS = {"released_on": "2026-05-04", "reviewed_on": "2026-05-03", "ends_on": "2029-05-03"}
