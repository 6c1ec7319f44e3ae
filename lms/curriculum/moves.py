"""What a reply in a conversation can be called. The name is shown once the reply was given, never before."""

from __future__ import annotations

MOVES = (
    "open question",
    "closed question",
    "reflection",
    "double-sided reflection",
    "affirmation",
    "summary",
    "asking permission",
    "information with permission",
    "information without permission",
    "advice with permission",
    "advice without permission",
    "invitation",
    "agreeing on a step",
    "planning too early",
    "reassurance",
    "praise",
    "persuasion",
    "confrontation",
    "closing the subject",
    "plain question about safety",
)
