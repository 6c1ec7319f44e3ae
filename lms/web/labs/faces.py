"""The face of every kind of lab."""

from __future__ import annotations

from lms.web.labs.day import FACE as DAY
from lms.web.labs.face import Face
from lms.web.labs.minutes import FACE as MINUTES
from lms.web.labs.registry import FACE as REGISTRY
from lms.web.labs.registry_weeks import FACE as REGISTRY_WEEKS
from lms.web.labs.rehearsal import FACE as REHEARSAL
from lms.web.labs.scoring import FACE as SCORING
from lms.web.labs.sorting import FACE as SORTING
from lms.web.labs.worksheet import FACE as WORKSHEET
from lms.web.labs.writing import FACE as WRITING

FACES: dict[str, Face] = {
    "builder": WRITING,
    "day": DAY,
    "documentation": WRITING,
    "minutes": MINUTES,
    "reflection": WRITING,
    "registry": REGISTRY,
    "registry-weeks": REGISTRY_WEEKS,
    "scoring": SCORING,
    "rehearsal": REHEARSAL,
    "sorting": SORTING,
    "worksheet": WORKSHEET,
}
