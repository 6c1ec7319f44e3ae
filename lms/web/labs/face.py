"""What the pages of one kind of lab are to the door: templates, and how forms and states turn into each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.practice.lab_queries import Fields, Played


@dataclass(frozen=True)
class Download:
    """A file made from a run: its bytes and their media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class Face:
    """The pages of one kind.

    `template` extends `labs/base_step.html`, `debrief` extends `labs/base_debrief.html`. `show` makes the context of a
    step from the run and the fields to be filled in (saved, or refused just now); `read` turns a posted form into a
    move; `tell` makes the context of the debrief. `files` are downloads by name. With `free_text` what is entered
    is looked over for what could name a real patient before it is kept.
    """

    template: str
    debrief: str
    show: Callable[[Played, Fields], dict[str, Any]]
    read: Callable[[MultiDict[str, str]], dict[str, Any]]
    tell: Callable[[Played], dict[str, Any]]
    files: Mapping[str, Callable[[Played], Download]] = field(default_factory=dict)
    free_text: bool = False


def first(fields: Fields, name: str) -> str:
    """The first value under a name; empty when there is none."""
    return next(iter(fields.get(name, ())), "")


def under(fields: Fields, prefix: str) -> dict[str, str]:
    """`a-x` and `a-y` as x and y, for a prefix `a-`, each with its first value."""
    return {
        name.removeprefix(prefix): values[0] for name, values in fields.items() if name.startswith(prefix) and values
    }
