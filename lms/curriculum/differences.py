"""What changed between two texts of a lesson: by heading, then by paragraph, then by word. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from lms.curriculum.sections import SectionText

Kind = Literal["added", "changed", "removed"]
Runs = tuple[tuple[Literal["same", "gone", "new"], str], ...]
"""A paragraph in runs of words: what stayed, what is gone, what is new."""
ALIKE = 0.5
"""Two paragraphs, or two headings with what stands below, that share at least this much are one that was changed."""


@dataclass(frozen=True)
class ParagraphChange:
    """One paragraph, row or line."""

    kind: Kind
    runs: Runs


@dataclass(frozen=True)
class SectionChange:
    """One heading; `anchor` leads to it today and is empty where it is gone. `was` is its former title if that changed."""

    kind: Kind
    title: str
    anchor: str
    was: str
    paragraphs: tuple[ParagraphChange, ...]


def differences(before: Sequence[SectionText], after: Sequence[SectionText]) -> tuple[SectionChange, ...]:
    """Every heading under which something changed, in today's order; what was taken out stands where it was."""
    pairs = _pairs(before, after)
    return tuple(change for old, new in pairs if (change := _section(old, new)) is not None)


def _pairs(
    before: Sequence[SectionText], after: Sequence[SectionText]
) -> list[tuple[SectionText | None, SectionText | None]]:
    """Each section beside the one it was: by its id, else by what it says."""
    old_by_id = {each.id: each for each in before}
    matched: dict[str, SectionText] = {each.id: old_by_id[each.id] for each in after if each.id in old_by_id}
    left = [each for each in before if each.id not in matched]
    for new in after:
        if new.id not in matched and left:
            likest = max(left, key=lambda old: _likeness(_words(old), _words(new)))
            if _likeness(_words(likest), _words(new)) >= ALIKE:
                matched[new.id] = likest
                left.remove(likest)
    found: list[tuple[SectionText | None, SectionText | None]] = [(matched.get(new.id), new) for new in after]
    for old in left:
        above = before[: before.index(old)]
        at = max((number for number, (was, _) in enumerate(found, 1) if was in above), default=0)
        found.insert(at, (old, None))
    return found


def _section(old: SectionText | None, new: SectionText | None) -> SectionChange | None:
    if old is None and new is not None:
        return SectionChange("added", new.title, new.id, "", tuple(_whole("added", each) for each in new.blocks))
    if new is None and old is not None:
        return SectionChange("removed", old.title, "", "", tuple(_whole("removed", each) for each in old.blocks))
    assert old is not None
    assert new is not None
    paragraphs = tuple(_paragraphs(old.blocks, new.blocks))
    was = old.title if old.title != new.title else ""
    return SectionChange("changed", new.title, new.id, was, paragraphs) if paragraphs or was else None


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
    for what, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone, come = list(old[first:last]), list(new[begin:end])
        while gone and come:
            if _likeness(gone[0].split(), come[0].split()) >= ALIKE:
                yield ParagraphChange("changed", _runs(gone.pop(0).split(), come.pop(0).split()))
            elif len(gone) >= len(come):
                yield _whole("removed", gone.pop(0))
            else:
                yield _whole("added", come.pop(0))
        yield from (_whole("removed", each) for each in gone)
        yield from (_whole("added", each) for each in come)


def _whole(kind: Kind, text: str) -> ParagraphChange:
    return ParagraphChange(kind, (("gone" if kind == "removed" else "new", text),))


def _runs(old: Sequence[str], new: Sequence[str]) -> Runs:
    found: list[tuple[Literal["same", "gone", "new"], str]] = []
    for what, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", " ".join(old[first:last])))
            continue
        if first < last:
            found.append(("gone", " ".join(old[first:last])))
        if begin < end:
            found.append(("new", " ".join(new[begin:end])))
    return tuple(found)


def _words(section: SectionText) -> list[str]:
    return " ".join(section.blocks).split()


def _likeness(old: Sequence[str], new: Sequence[str]) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
