"""Every kind of lab, by the word that its files use."""

from __future__ import annotations

from lms.curriculum.exercises import day, minutes, sorting
from lms.curriculum.exercises.kind import Kind

KINDS: dict[str, Kind] = {
    each.name: each
    for each in (
        day.KIND,
        minutes.KIND,
        sorting.KIND,
    )
}  # fmt: skip
