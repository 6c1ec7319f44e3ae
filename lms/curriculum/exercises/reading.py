"""Reads one lab: the keys that all kinds share, then those of its kind, and the rules on what it says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.kind import Kind
from lms.curriculum.exercises.kinds import KINDS
from lms.curriculum.exercises.text import Text
from lms.curriculum.folder import Folder, slug_of
from lms.curriculum.lessons import Desk, known_ids
from lms.curriculum.names import Named
from lms.curriculum.pages import Draft, hash_of, hashed
from lms.curriculum.reviews import watch_review
from lms.curriculum.rules import lab_minutes
from lms.curriculum.safety import Piece, beside_each_other, watch_safety
from lms.curriculum.shape import Reader
from lms.curriculum.truth import watch_truth

SHOWN_THROUGHOUT = "known"
"""The place of what stands on every page of a lab, such as what is known of its patient."""


def read_exercise_draft(folder: Folder, path: str, module_id: str) -> Draft | None:
    """The keys of a lab's file before anything is rendered; None when they cannot be read at all."""
    value = folder.yaml(path)
    if value is None:
        return None
    reader = Reader(value, folder.report, path, "The lab")
    return Draft(path, slug_of(path), module_id, reader.id(), reader, (), 1) if reader.sound else None


def read_exercise(draft: Draft, desk: Desk) -> Exercise | None:
    """One lab, rendered, with its problems reported; None when its kind is not known."""
    reader, path, report = draft.reader, draft.path, desk.report
    kind = _kind(reader)
    if kind is None:
        return None
    text = Text(desk.shelf, report, path)
    intro = text.block(reader, "intro")
    steps, body = _body(kind, reader, text)
    revision, aliases = reader.whole("revision", least=1), reader.texts("aliases", required=False)
    for alias in aliases:
        desk.names.alias(alias, draft.id, path, reader.line("aliases"))
    warning = reader.sentence("warning")
    text.page.finish()
    passages = tuple(text.passages)
    watch_review(reader, report)
    watch_truth(path, passages, desk.shelf.facts, report)
    beside = {place: places | {SHOWN_THROUGHOUT} for place, places in beside_each_other(passages).items()}
    watch_safety(Piece(path, "lab", passages, beside, warned=warning is not None), report)
    digest = hash_of("exercise", hashed(reader.table), text.page.seen(), *text.beside)
    desk.names.settle(Named(draft.id, "exercise", path, reader.line("id"), revision, digest))
    if not text.page.facts:
        report.add("X102", path, None, "The lab cites no fact.")
    duties = known_ids(draft, "duties", desk.duties, "T103", "duty")
    exercise = Exercise(
        id=draft.id,
        slug=draft.slug,
        kind=kind.name,
        label=kind.label,
        module_id=draft.module_id,
        title=reader.text("title"),
        summary=reader.text("summary"),
        intro_html=intro,
        objectives=known_ids(draft, "objectives", desk.objectives, "T101", "objective"),
        duties=duties,
        revision=revision,
        aliases=aliases,
        warning=warning,
        review=reader.review(),
        review_by=reader.day("review_by"),
        minutes=lab_minutes(steps, desk.rates.minutes_per_lab_step or Fraction(1)),
        facts=tuple(text.page.facts),
        references=text.page.references(),
        dated=text.page.dated,
        unverified=text.page.unverified,
        body=body,
        hash=digest,
    )
    if desk.rates.minutes_per_lab_step is None:
        reader.problem("X103", "course.yaml states no `minutes_per_lab_step` under `rates`.")
    reader.close()
    return exercise


def _kind(reader: Reader) -> Kind | None:
    name = reader.text("kind")
    if name and name not in KINDS:
        reader.problem("X101", f"There is no kind of lab `{name}`; there are {', '.join(KINDS)}.", key="kind")
    return KINDS.get(name)


def _body(kind: Kind, reader: Reader, text: Text) -> tuple[int, Any]:
    body = kind.read(reader, text)
    return kind.steps(body), body
