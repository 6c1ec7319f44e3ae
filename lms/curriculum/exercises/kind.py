"""What the frame must know of one kind of lab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lms.curriculum.exercises.text import Text
from lms.curriculum.shape import Reader


@dataclass(frozen=True)
class Kind:
    """One kind: `name` is the word in the file, `label` the word on screens.

    `body` is the frozen dataclass that `read` makes of the keys that belong to the kind; it must survive being written
    as JSON and read back. `steps` says for how many steps of `minutes_per_lab_step` a body counts.
    """

    name: str
    label: str
    body: type
    read: Callable[[Reader, Text], Any]
    steps: Callable[[Any], int]
