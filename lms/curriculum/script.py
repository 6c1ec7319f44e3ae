"""Reads the body of a case as its author wrote it: stages, texts under conditions, questions, choices. No rendering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.curriculum.blocks import Node, split_blocks
from lms.curriculum.conditions import Complain, check_name, read_changes, read_scores, read_span, read_when
from lms.curriculum.material import Score, Target, When
from lms.curriculum.report import Report
from lms.curriculum.shape import ID

_HEADING = re.compile(r"##\s+([^\s:]+)\s*:\s*(.+)")
_CHOICE = re.compile(r"\*\s+\[([^\]]*)\]\s*(.*)")
_KEY = re.compile(r"(grade|sets|path|when|changes|takes|move):\s*(.*)")
_HEAD = re.compile(r"(channel|after|score):\s*(.*)")
_QUESTION = re.compile(r"\?(?:\s+\[(?!\[)([^\]]*)\](?!\())?(?:\s+(.*))?")


@dataclass
class WrittenChoice:
    """One choice as written; `line` is that of its first line."""

    id: str
    line: int
    text: list[str] = field(default_factory=list)
    targets: tuple[Target, ...] = ()
    grade: str = ""
    sets: tuple[str, ...] = ()
    path: str = ""
    feedback: list[str] = field(default_factory=list)
    feedback_line: int = 0
    when: When = ()
    changes: tuple[tuple[str, int], ...] = ()
    days: int = 0
    move: str = ""


@dataclass
class WrittenQuestion:
    """A question as written, and for whom."""

    line: int
    when: When
    text: list[str]


@dataclass
class WrittenStage:
    """One section of a case as written: a decision, an ending or the debrief."""

    id: str
    title: str
    line: int
    ending: str | None = None
    text: list[str] = field(default_factory=list)
    text_line: int = 0
    questions: list[WrittenQuestion] = field(default_factory=list)
    channel: str = ""
    days: int = 0
    scores: tuple[Score, ...] = ()
    choices: list[WrittenChoice] = field(default_factory=list)

    @property
    def is_ending(self) -> bool:
        """Whether the ID says that the case ends here."""
        return self.id.startswith("end-")


def read_script(lines: Sequence[str], first_line: int, report: Report, path: str) -> list[WrittenStage]:
    """Every section in order; lines that fit nowhere are reported."""

    def complain(rule: str, line: int, message: str) -> None:
        report.add(rule, path, line, message)

    stages: list[WrittenStage] = []
    for number, line in enumerate(lines, first_line):
        if line.startswith("## "):
            match = _HEADING.fullmatch(line.rstrip())
            if not match:
                complain("C115", number, "A stage begins with `## id: title`.")
            name, title = match.groups() if match else ("", line[3:].strip())
            if match and not ID.fullmatch(name):
                complain("I102", number, f"The stage ID `{name}` must be lower case letters, digits and hyphens.")
            stages.append(WrittenStage(name, title.strip(), number))
        elif stages:
            _take(stages[-1], line, number, complain)
        elif line.strip():
            complain("C115", number, "Text stands before the first stage.")
    return stages


def _take(stage: WrittenStage, line: str, number: int, complain: Complain) -> None:
    """Put one line where it belongs: the ending's kind, the text, the question or the last choice."""
    plain = line.strip()
    if stage.choices and not _CHOICE.fullmatch(line):
        _take_choice(stage.choices[-1], line, number, complain)
    elif match := _CHOICE.fullmatch(line):
        stage.choices.append(WrittenChoice(match.group(1).strip(), number, [match.group(2).strip()]))
        if not ID.fullmatch(match.group(1).strip()):
            complain(
                "I102", number, f"The choice ID `{match.group(1)}` must be lower case letters, digits and hyphens."
            )
    elif line.startswith("?") and (match := _QUESTION.fullmatch(line.rstrip())):
        condition, words = match.groups()
        when = read_when(condition, number, complain) if condition is not None else ()
        stage.questions.append(WrittenQuestion(number, when, [words] if words else []))
    elif stage.questions:
        if plain:
            stage.questions[-1].text.append(plain)
    elif stage.is_ending and stage.ending is None and not stage.text and plain.startswith("ending:"):
        stage.ending = plain.removeprefix("ending:").strip()
    elif not stage.text and (match := _HEAD.fullmatch(plain)):
        _take_head(stage, match.group(1), match.group(2).strip(), number, complain)
    elif plain or stage.text:
        stage.text_line = stage.text_line or number
        stage.text.append(line)


def _take_head(stage: WrittenStage, key: str, value: str, number: int, complain: Complain) -> None:
    """How the people of a stage meet, what time has passed, and what is measured."""
    if key == "channel":
        stage.channel = value
    elif key == "after":
        stage.days = read_span(value, number, complain)
    else:
        stage.scores = read_scores(value, number, complain)


def _take_choice(choice: WrittenChoice, line: str, number: int, complain: Complain) -> None:
    plain = line.strip()
    if not plain:
        if choice.feedback:
            choice.feedback.append("")
        return
    if not line.startswith(" "):
        complain("C115", number, "After the choices only further choices and their indented lines can follow.")
        return
    if plain.startswith(">"):
        choice.feedback_line = choice.feedback_line or number
        choice.feedback.append(plain[1:].removeprefix(" "))
    elif plain.startswith("->"):
        choice.targets = _targets(plain[2:], number, complain)
    elif match := _KEY.fullmatch(plain):
        _take_key(choice, match.group(1), match.group(2).strip(), number, complain)
    elif not (choice.targets or choice.grade or choice.path or choice.feedback):
        choice.text.append(plain)
    else:
        complain(
            "C115",
            number,
            "An indented line of a choice is `->`, `grade:`, `path:`, `sets:`, `changes:`, `when:`, `takes:`, `move:` or `>` feedback.",
        )


def _take_key(choice: WrittenChoice, key: str, value: str, number: int, complain: Complain) -> None:
    if key == "sets":
        choice.sets = tuple(flag.strip() for flag in value.split(",") if flag.strip())
        for flag in choice.sets:
            check_name(flag, number, complain)
    elif key == "changes":
        choice.changes = read_changes(value, number, complain)
    elif key == "when":
        choice.when = read_when(value, number, complain)
    elif key == "takes":
        choice.days = read_span(value, number, complain)
    else:
        setattr(choice, key, value)


def _targets(written: str, number: int, complain: Complain) -> tuple[Target, ...]:
    """`end-rifle if not asked-means, end-enrolled`: first match wins, the last without a condition."""
    targets: list[Target] = []
    for part in written.split(","):
        stage, _, condition = part.strip().partition(" if ")
        if not ID.fullmatch(stage.strip()):
            complain("C115", number, f"`{part.strip()}` is not a stage, with or without `if`.")
            continue
        targets.append(Target(stage.strip(), read_when(condition, number, complain) if condition else ()))
    if targets and targets[-1].when:
        complain("C113", number, f"If the condition of `{targets[-1].stage_id}` fails, this choice leads nowhere.")
    return tuple(targets)


def text_nodes(stage: WrittenStage, report: Report, path: str) -> tuple[Node, ...]:
    """The text of a stage as Markdown and blocks, `when` blocks among them."""
    return split_blocks(stage.text, stage.text_line or stage.line, report, path)
