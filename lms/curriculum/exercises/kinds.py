"""Every kind of lab, by the word that its files use."""

from __future__ import annotations

from lms.curriculum.exercises import sorting
from lms.curriculum.exercises.kind import Kind

KINDS: dict[str, Kind] = {
    each.name: each
    for each in (
        sorting.KIND,
    )
}  # fmt: skip
