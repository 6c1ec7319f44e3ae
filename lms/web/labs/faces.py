"""The face of every kind of lab."""

from __future__ import annotations

from lms.web.labs import day, minutes, sorting
from lms.web.labs.face import Face

FACES: dict[str, Face] = {
    "day": day.FACE,
    "minutes": minutes.FACE,
    "sorting": sorting.FACE,
}
