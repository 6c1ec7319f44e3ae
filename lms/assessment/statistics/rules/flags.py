"""What stands out in a question's figures, in words an author can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lms.assessment.statistics.rules.figures import STEADY
from lms.assessment.statistics.rules.items import ItemStatistics, OptionShare

TOO_HARD, TOO_EASY = 0.30, 0.95
"""After instruction a question is looked at below TOO_HARD and above TOO_EASY."""
POOR, FAIR = 0.10, 0.30
"""Discrimination below POOR is poor, up to FAIR fair, above it good."""
IDLE = 0.05
"""A wrong answer chosen by fewer draws nobody: it does no work."""
SLIPS = 2
"""By so many people the upper group must exceed the lower before it is told: one person's slip is no finding."""

Name = Literal["key", "too hard", "too easy", "no telling", "poor", "outdone", "draws the strong", "idle", "unsteady"]


@dataclass(frozen=True)
class Flag:
    """One thing that stands out. `look` asks for a look at the question; the others are notes. `advice` says what to do."""

    name: Name
    look: bool
    says: str
    advice: str


def flags_of(item: ItemStatistics) -> tuple[Flag, ...]:
    """What stands out, what needs a look first; none below the least number of answers."""
    if not item.shown:
        return ()
    found = [*_key(item), *_how_hard(item), *_telling(item), *_wrong_answers(item), *_idle(item), *_unsteady(item)]
    return tuple(sorted(found, key=lambda flag: not flag.look))


def needs_a_look(flags: Sequence[Flag]) -> bool:
    """Whether one of the flags asks for a look."""
    return any(flag.look for flag in flags)


def telling_words(r: float | None) -> str:
    """Good, fair, poor or the wrong way round; empty without a figure."""
    if r is None:
        return ""
    if r < 0:
        return "the wrong way round"
    return "poor" if r < POOR else "good" if r > FAIR else "fair"


def percent(share: float) -> str:
    """A share as whole per cent."""
    return f"{round(100 * share)} %"


def _key(item: ItemStatistics) -> list[Flag]:
    r = item.discrimination.value
    if r is None or r >= 0:
        return []
    says = "The strong miss it more often than the weak."
    advice = "Check the answer key first, then whether a second option can be defended, then the wording."
    return [Flag("key", True, says, advice)]


def _how_hard(item: ItemStatistics) -> list[Flag]:
    p = item.difficulty.value
    if p is not None and p > TOO_EASY:
        says = f"Too easy to tell anyone apart: {percent(p)} get it right."
        advice = (
            "Keep it if everybody must know this. Otherwise give the wrong answers more of what learners really think."
        )
        return [Flag("too easy", True, says, advice)]
    if p is not None and p < TOO_HARD:
        says = f"Very hard for people who have done the module: {percent(p)} get it right."
        advice = "Check the key and the wording. If both hold, the lesson does not teach it yet."
        return [Flag("too hard", True, says, advice)]
    return []


def _telling(item: ItemStatistics) -> list[Flag]:
    r = item.discrimination
    if r.value is None:
        return [Flag("no telling", False, r.why, "Nothing to do for this alone.")]
    if 0 <= r.value < POOR and (item.difficulty.value or 0) <= TOO_EASY:
        says = "It hardly tells the strong from the weak."
        advice = "See which wrong answers the strong choose; an unclear stem or two good answers are the usual causes."
        return [Flag("poor", True, says, advice)]
    return []


def _wrong_answers(item: ItemStatistics) -> list[Flag]:
    key = next((each for each in item.options if each.correct), None)
    wrong = [each for each in item.options if not each.correct]
    found = []
    outdone = [each for each in wrong if key is not None and each.chosen > key.chosen]
    if outdone:
        says = f"{_named(outdone, 'is', 'are each')} chosen more often than the right one."
        advice = "Check the key. If it holds, this is a common belief: say in the lesson why it is wrong."
        found.append(Flag("outdone", True, says, advice))
    drawing = [each for each in wrong if _draws_the_strong(each, item)]
    if drawing:
        says = f"{_named(drawing, 'draws', 'each draw')} more of the strong than of the weak."
        advice = "Read it as somebody who knows the subject would: it may be right in a case that the stem leaves open."
        found.append(Flag("draws the strong", True, says, advice))
    return found


def _named(options: Sequence[OptionShare], one: str, many: str) -> str:
    names = [each.option.upper() for each in options]
    if len(names) == 1:
        return f"A wrong answer, {names[0]}, {one}"
    return f"Wrong answers {', '.join(names[:-1])} and {names[-1]} {many}"


def _draws_the_strong(option: OptionShare, item: ItemStatistics) -> bool:
    if option.upper is None or option.lower is None or not item.upper or not item.lower:
        return False
    # The difference of the two shares in people of the smaller group, in whole numbers so that the bound is exact.
    more = (option.upper * item.lower - option.lower * item.upper) * min(item.upper, item.lower)
    return more >= SLIPS * item.upper * item.lower


def _idle(item: ItemStatistics) -> list[Flag]:
    wrong = [each for each in item.options if not each.correct]
    idle = [each.option.upper() for each in wrong if each.share < IDLE]
    if not idle:
        return []
    draw = "draws" if len(idle) == 1 else "draw"
    says = f"{len(idle)} of {len(wrong)} wrong answers ({', '.join(idle)}) {draw} fewer than 5 in 100."
    advice = "Put in their place what learners who have not understood would say. In an easy question this is no fault."
    return [Flag("idle", False, says, advice)]


def _unsteady(item: ItemStatistics) -> list[Flag]:
    if item.n >= STEADY:
        return []
    says = f"{item.n} answers: the figures can still move. From {STEADY} on they are steady."
    return [Flag("unsteady", False, says, "Change nothing for a small difference yet.")]
