"""What the checker watches in the lists of things to do before a clinic's first day: ID, title, remedy; all are errors."""

from __future__ import annotations

LISTS = (
    ("N101", "Unfit role among those a clinic needs", "Name each of the eight roles, or pcp-champion, once at most."),
    ("N102", "ID of an item used twice", "Give one of the two items a new ID."),
    ("N103", "Item that leads nowhere", "Name tools and lessons of this course under `leads_to`."),
    ("N104", "Example without a fact", "Name under `facts` what the example rests on, or leave it out."),
)
