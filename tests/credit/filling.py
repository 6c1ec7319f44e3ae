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
