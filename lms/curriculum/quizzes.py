"""Reads and renders a practice quiz, a module's key points, a post-test bank or a diagnostic, item by item."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import get_args

from lms.curriculum.body import Place, render_lines
from lms.curriculum.course import Item, ItemKind, Level, Option, Quiz, QuizKind
from lms.curriculum.course_test import read_over
from lms.curriculum.lessons import Desk, read_options
from lms.curriculum.markup import Page, plain
from lms.curriculum.names import Named
from lms.curriculum.pages import hash_of, hashed
from lms.curriculum.passages import item_passages
from lms.curriculum.reviews import watch_review
from lms.curriculum.rules import test_minutes
from lms.curriculum.safety import Piece, watch_item_safety
from lms.curriculum.shape import FACT_ID, Reader
from lms.curriculum.style import watch_tone
from lms.curriculum.wording import watch_answers, watch_balance, watch_question
from lms.curriculum.yamltext import Table

_LEVELS: tuple[Level, ...] = get_args(Level)
_KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
_PLACE = Place(barred=("check", "when", "figure", "aside", "fold", "crisis", "urgent"), headings=False)


def read_quiz(value: object, path: str, module_id: str, kind: QuizKind, desk: Desk) -> Quiz | None:
    """One quiz file, rendered, with the problems of each item reported."""
    reader = Reader(value, desk.report, path, "The quiz")
    if not reader.sound:
        return None
    quiz_id = reader.id()
    desk.names.claim(Named(quiz_id, "quiz", path, reader.line("id")))
    module = reader.text("module")
    if module and module != module_id:
        reader.problem(
            "T104", f"The quiz lies in the folder of `{module_id}`, but names the module `{module}`.", key="module"
        )
    test = kind in ("post-test", "diagnostic")
    over = read_over(reader) if kind == "post-test" else None
    draw = sum(over.counts.values()) if over else reader.whole("draw", least=1) if test else None
    pass_mark = reader.number("pass_mark", most=1) if test else None
    rows = reader.rows("items") if over is None else []
    items = tuple(item for row, line in rows if (item := _read_item(row, line, path, desk)) is not None)
    if reader.has("items") and not items:
        reader.problem("S102", "The quiz has no items.", key="items")
    digest = hash_of(
        "quiz",
        {key: each for key, each in hashed(reader.table).items() if key != "items"},
        [item.hash for item in items],
    )
    desk.names.settle(Named(quiz_id, "quiz", path, reader.line("id"), 1, digest))
    count = draw if draw is not None else len(items)
    quiz = Quiz(
        id=quiz_id,
        title=reader.text("title"),
        module_id=module_id,
        kind=kind,
        items=items,
        draw=draw,
        pass_mark=pass_mark,
        review=reader.review(),
        review_by=reader.day("review_by"),
        minutes=test_minutes(count, desk.rates.minutes_per_test_item),
        hash=digest,
        over=over,
    )
    watch_review(reader, desk.report)
    passages = item_passages(value)
    watch_item_safety(Piece(path, "quiz", passages, {}), desk.report)
    reader.close()
    return quiz


def _read_item(value: object, line: int, path: str, desk: Desk) -> Item | None:
    reader = Reader(value, desk.report, path, "The item", line)
    if not reader.sound:
        return None
    item_id = reader.id()
    reader.what = f"The item `{item_id}`"
    objective = reader.text("objective")
    if objective and objective not in desk.objectives:
        reader.problem("T101", f"There is no objective `{objective}`.", key="objective")
    facts = reader.texts("facts")
    if reader.has("facts") and not facts:
        reader.problem("F106", f"{reader.what} names no fact.", key="facts")
    page = Page(desk.shelf, desk.report, path, prefix=f"{item_id}-r", glossary=False)
    _cite_facts(facts, page, reader)
    stem = reader.text("stem")
    stem_html = render_lines(stem.split("\n"), reader.start("stem"), page, _PLACE)
    kind = reader.word("kind", _KINDS)
    options = _read_options(reader, page)
    _watch_stem(reader, stem, kind)
    watch_tone(stem.split("\n"), reader.start("stem"), path, desk.report)
    revision = reader.whole("revision", least=1)
    digest = hash_of("item", hashed(reader.table))
    desk.names.claim(Named(item_id, "item", path, reader.line("id"), revision, digest))
    item = Item(
        id=item_id,
        objective=objective,
        level=reader.word("level", _LEVELS),
        kind=kind,
        facts=facts,
        revision=revision,
        title=reader.text("title"),
        stem_html=stem_html,
        options=options,
        references=page.references(),
        hash=digest,
    )
    reader.close()
    return item


def _cite_facts(facts: tuple[str, ...], page: Page, reader: Reader) -> None:
    """The facts that make the key right open the reference list; each must be known, best verified."""
    for fact_id in facts:
        if not FACT_ID.fullmatch(fact_id):
            reader.problem("F102", f"`{fact_id}` does not look like a fact ID such as F1.58.", key="facts")
            continue
        page.cite((fact_id,), reader.line("facts"))
        fact = page.shelf.facts.get(fact_id)
        if fact and fact.mark == "U":
            reader.problem("F105", f"{reader.what} rests on {fact_id}, which is marked U (unverified).", key="facts")


def _read_options(reader: Reader, page: Page) -> tuple[Option, ...]:
    rows: list[tuple[str, bool, str, int, int]] = []
    for row, line in reader.rows("options"):
        option = Reader(
            row, reader.report, reader.path, f"An option of {reader.what[0].lower()}{reader.what[1:]}", line
        )
        if not option.sound:
            continue
        text, correct = option.text("text"), option.flag("correct")
        why = option.text("why", required=False)
        option.close()
        if not why:
            option.problem("Q103", f"{option.what} has no `why`.")
        watch_tone(text.split("\n"), option.start("text"), reader.path, reader.report)
        watch_tone(why.split("\n"), option.start("why"), reader.path, reader.report)
        rows.append((text, correct, why, option.start("text"), option.start("why")))
    options = read_options(rows, page)
    if not reader.has("options"):
        return options
    if len(options) != 4:
        reader.problem("Q101", f"{reader.what} has {len(options)} options.", key="options")
    right = sum(option.correct for option in options)
    if right != 1:
        reader.problem("Q102", f"{reader.what} has {right} correct options.", key="options")
    watch_answers(reader.path, reader.line("options"), reader.what, options, reader.report)
    watch_balance(reader.path, reader.line("options"), reader.what, options, reader.report)
    return options


def _watch_stem(reader: Reader, stem: str, kind: ItemKind) -> None:
    """The rules on the question itself: it is asked in bold at the end, positively, and shows what it says it shows."""
    line = reader.line("stem")
    if stem and not re.search(r"\*\*[^*]+\*\*\s*$", stem):
        reader.problem("Q117", f"{reader.what}: the stem does not end with its question in bold.", key="stem")
    watch_question(reader.path, line, reader.what, stem, reader.report)
    shown = {
        "dialogue": re.search(r"^\s*:::\s*talk\b", stem, re.MULTILINE),
        "table": re.search(r"^\s*\|.*\|", stem, re.MULTILINE),
        "row": re.search(r"^\s*\|.*\|", stem, re.MULTILINE),
    }
    if kind in shown and not shown[kind]:
        reader.problem("Q116", f"{reader.what} is of the kind `{kind}`, but its stem shows none.", key="kind")


def stem_words(item: Item) -> str:
    """The plain words of a stem, to compare it with others."""
    return plain(item.stem_html)


def key_of(item: Item) -> Option | None:
    """The correct option."""
    return next((option for option in item.options if option.correct), None)


def share(part: Fraction) -> str:
    """A share as whole per cent, for messages."""
    return f"{round(part * 100)} %"


def item_lines(value: object) -> dict[str, int]:
    """The line of each item of a quiz file, by ID."""
    rows = value.get("items") if isinstance(value, Table) else None
    return {row["id"]: row.line for row in rows or [] if isinstance(row, Table) and isinstance(row.get("id"), str)}
