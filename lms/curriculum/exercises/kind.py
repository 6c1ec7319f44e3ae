"""What the frame must know of one kind of lab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lms.curriculum.exercises.text import Text
from lms.curriculum.shape import Reader


def own_duty(reader: Reader, lab: Reader, key: str = "duty") -> str:
    """The duty that a part of a lab exercises; it is one of those that the lab names."""
    duty = reader.text(key)
    if duty and duty not in lab.listed("duties"):
        reader.problem("T103", f"`{duty}` is not among the `duties` of the lab.", key=key)
    return duty


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
