"""The rules on how a case is staged: channels, scores that are measured, and the names of replies in a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from lms.curriculum.material import Case
from lms.curriculum.moves import MOVES
from lms.curriculum.script import WrittenStage
from lms.curriculum.shape import Reader

CHANNELS = ("in person", "telephone", "video")
HIGHEST = {"PHQ-9": 27, "GAD-7": 21}
"""The highest total of each measure (F2.61, F2.68)."""


def watch_staging(written: Sequence[WrittenStage], case: Case, reader: Reader) -> None:
    """Where and when each stage takes place, what is measured there, and what each reply is called."""
    _watch_channels(written, case, reader)
    _watch_scores(written, case, reader)
    _watch_replies(written, case, reader)


def _watch_channels(written: Sequence[WrittenStage], case: Case, reader: Reader) -> None:
    named = any(stage.channel for stage in written)
    for stage in written:
        if stage.channel and (stage.channel not in CHANNELS or stage.channel not in case.channels):
            reader.report.add(
                "C130",
                reader.path,
                stage.line,
                f"The channel `{stage.channel}` of `{stage.id}` is not one of {', '.join(CHANNELS)} or not among `channels`.",
            )
        elif named and stage.choices and not stage.channel:
            reader.report.add("C130", reader.path, stage.line, f"The stage `{stage.id}` names no channel; others do.")


def _watch_scores(written: Sequence[WrittenStage], case: Case, reader: Reader) -> None:
    measure = case.chart.measure if case.chart else ""
    for stage in written:
        if stage.scores and not measure:
            reader.report.add("C130", reader.path, stage.line, f"`{stage.id}` has a score, but the case has no chart.")
        for score in stage.scores:
            if measure in HIGHEST and score.value > HIGHEST[measure]:
                reader.report.add(
                    "C130", reader.path, stage.line, f"{score.value} is no total of the {measure} at `{stage.id}`."
                )


def _watch_replies(written: Sequence[WrittenStage], case: Case, reader: Reader) -> None:
    for stage in written:
        for choice in stage.choices:
            if case.kind == "conversation" and choice.move not in MOVES:
                what = f"`{choice.move}`, which is not a name of a reply" if choice.move else "no `move:`"
                message = f"The reply `{choice.id}` has {what}: {', '.join(MOVES)}."
                reader.report.add("C133", reader.path, choice.line, message)
            elif case.kind != "conversation" and choice.move:
                message = f"The choice `{choice.id}` has a `move:`, but this is no conversation."
                reader.report.add("C133", reader.path, choice.line, message)
