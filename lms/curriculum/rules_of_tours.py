"""What the checker watches in the leaders' tour: ID, title, remedy; the first are errors, the others advice."""

from __future__ import annotations

WRONG = (
    ("T121", "Unfit stop of the tour", "Name lessons, or `lesson#section`, each once; keep other pages' names free."),
    ("T122", "Stop of the tour without a fact", "Cite the facts on which the stop rests."),
)
UNUSUAL = (
    ("T123", "Length of a stop of the tour", "Let a stop have 120 to 220 words of its own."),
    ("T124", "Tour of another shape", "Twelve stops, five questions, and about 45 minutes in all."),
)
