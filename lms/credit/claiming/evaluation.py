"""The evaluation of an activity: what it asks, and what it takes for an answer. Source: section 2 of the fact sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lms.errors import ManyProblems
from lms.identifying import pieces

Form = Literal["scale", "yes-no", "text", "minutes"]
MOST = 2_000


@dataclass(frozen=True)
class Question:
    """One question. `ends` are the words at 1 and at 5 of a scale; `optional` ones may stay empty."""

    name: str
    text: str
    form: Form
    ends: tuple[str, str] = ("not at all", "very much")
    optional: bool = False
    hint: str = ""


def questions(objectives: Sequence[str]) -> tuple[Question, ...]:
    """All of them in order, one for each objective first."""
    met = tuple(
        Question(f"objective_{number}", f"I can now do this: {text}", "scale")
        for number, text in enumerate(objectives, start=1)
    )
    return (*met, *_REST)


_REST = (
    Question("relevant", "The content is relevant to my practice", "scale"),
    Question("learned", "How much did you learn?", "scale", ("nothing", "a great deal")),
    Question("useful", "How useful will it be in your work?", "scale", ("of no use", "of great use")),
    Question("unbiased", "Was it free of commercial and other bias?", "yes-no"),
    Question("bias", "If not: where did you see bias?", "text", optional=True),
    Question("teaching", "The teaching was effective", "scale"),
    Question("level", "The level was right for me", "scale"),
    Question("accessible", "I could use all of it, with the aids I use", "scale"),
    Question("technology", "The format and the technology worked", "scale"),
    Question("minutes", "How many minutes did you take for all of it?", "minutes", hint="With cases, labs and the post-test."),
    Question("change", "Do you intend to change something in your practice?", "yes-no"),
    Question("change_what", "If so: what?", "text", optional=True),
    Question("barriers", "What could stand in the way?", "text", optional=True),
    Question("confidence_before", "Looking back: how sure of yourself were you before?", "scale", ("not sure", "very sure")),
    Question("confidence_after", "How sure of yourself are you now?", "scale", ("not sure", "very sure")),
    Question("suggestions", "Suggestions", "text", optional=True),
)  # fmt: skip


def answered(objectives: Sequence[str], typed: Mapping[str, str], *, sure: bool) -> dict[str, Any]:
    """The answers by name: numbers 1 to 5, minutes, true or false, texts. `sure`: she has said that no text names anybody.

    Raises ManyProblems with every question that is open, or that looks as if it named a patient.
    """
    problems: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for each in questions(objectives):
        text = typed.get(each.name, "").strip()
        if each.form == "scale" and text in ("1", "2", "3", "4", "5"):
            answers[each.name] = int(text)
        elif each.form == "yes-no" and text in ("yes", "no"):
            answers[each.name] = text == "yes"
        elif each.form == "minutes" and text.isascii() and text.isdigit() and 0 < int(text[:5]) <= 6_000:
            answers[each.name] = int(text)
        elif each.form == "text" and (text or each.optional):
            answers[each.name] = text[:MOST]
        else:
            problems[each.name] = {
                "scale": "Choose a number from 1 to 5.",
                "yes-no": "Choose yes or no.",
                "minutes": "Write the minutes as a whole number, such as 70.",
            }.get(each.form, "Write a word or two.")
    if answers.get("unbiased") is False and not answers.get("bias"):
        problems["bias"] = "Say where you saw it; that is what the question is for."
    if problems:
        raise ManyProblems(problems)
    found = {name: pieces(text) for name, text in answers.items() if isinstance(text, str)}
    looks = {name: f"This looks as if it named somebody: {', '.join(said)}." for name, said in found.items() if said}
    if looks and not sure:
        raise ManyProblems(looks, unsure=True)
    return answers
