"""Every kind of lab, by the word that its files use."""

from __future__ import annotations

from lms.curriculum.exercises.day import KIND as DAY
from lms.curriculum.exercises.kind import Kind
from lms.curriculum.exercises.minutes import KIND as MINUTES
from lms.curriculum.exercises.registry import KIND as REGISTRY
from lms.curriculum.exercises.registry import WEEKS_KIND as REGISTRY_WEEKS
from lms.curriculum.exercises.rehearsal import KIND as REHEARSAL
from lms.curriculum.exercises.scoring import KIND as SCORING
from lms.curriculum.exercises.sorting import KIND as SORTING
from lms.curriculum.exercises.worksheet import KIND as WORKSHEET
from lms.curriculum.exercises.writing import BUILDER, DOCUMENTATION, REFLECTION

_ALL = (
    BUILDER,
    DAY,
    DOCUMENTATION,
    MINUTES,
    REFLECTION,
    REGISTRY,
    REGISTRY_WEEKS,
    SCORING,
    REHEARSAL,
    SORTING,
    WORKSHEET,
)

KINDS: dict[str, Kind] = {each.name: each for each in _ALL}
