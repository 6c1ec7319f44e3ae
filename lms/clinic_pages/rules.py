"""What a clinic's own page may be: its kinds, its limits, when it is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

KINDS = {
    "crisis-protocol": "Crisis protocol",
    "telephone-numbers": "Telephone numbers",
    "record-steps": "Steps in our record",
    "resources": "Resources",
    "site-profile": "Site profile",
    "other": "Other",
}
"""Each kind of page with its words."""

ONLY_ONE = frozenset({"crisis-protocol", "telephone-numbers", "site-profile"})
"""Kinds of which a place has one page: whoever looks for it must not have to choose."""

BEGINNINGS = {
    "site-profile": """## Health record
Which one, in your own words; who answers for it; who is told when it changes.

## Registry
Paper, spreadsheet, web tool or part of the record; who answers for it and who stands in.

## Privacy
Who confirmed that registry and record meet the rules for health information, and when.

## Billing
Which system; who answers for it.

## Reports
Who makes them, when, from which system, and who is counted in each figure, in words.

## When two systems differ
Which one answers which question.

## What only one of us knows
The quirks a stand-in would need.

## Hand-over
By whom the figures are made from which day on, and who read this page back."""
}
"""What stands in a new page of a kind to be written over, by the headings of the sheet for it."""

TITLE_MOST, TEXT_MOST, YEARS_MOST = 120, 20_000, 2


@dataclass(frozen=True)
class Draft:
    """A page as somebody wrote it: Markdown, and the day by which it is looked at again."""

    title: str
    text: str
    review_on: date


def tidy(title: str, text: str) -> tuple[str, str]:
    """Title and text as they are kept: one line, plain line ends, no blanks at the end of lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return " ".join(title.split()), "\n".join(line.rstrip() for line in lines).strip("\n")


def problems(draft: Draft, today: date) -> dict[str, str]:
    """Field → why it cannot be taken; `draft` is tidy."""
    found: dict[str, str] = {}
    if not draft.title:
        found["title"] = "Give the page a title."
    elif len(draft.title) > TITLE_MOST:
        found["title"] = f"The title has {len(draft.title)} characters; {TITLE_MOST} are the most."
    elif not draft.title.isprintable():
        found["title"] = "The title holds a character that cannot be printed. Type it again."
    if not draft.text:
        found["text"] = "Write the text of the page."
    elif len(draft.text) > TEXT_MOST:
        found["text"] = f"The text has {len(draft.text):,} characters; {TEXT_MOST:,} are the most."
    elif any(not letter.isprintable() and letter not in "\n\t" for letter in draft.text):
        found["text"] = "The text holds a character that cannot be printed. Type it again."
    if draft.review_on < today:
        found["review_on"] = "That day is past. Choose the day on which somebody looks at the page again."
    elif draft.review_on > in_years(today, YEARS_MOST):
        found["review_on"] = f"Choose a day within {YEARS_MOST} years: what nobody looks at goes out of date."
    return found


def in_years(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def overdue(review_on: date, today: date) -> bool:
    """Whether the day to look again is past."""
    return review_on < today


def matches(words: str, *texts: str) -> bool:
    """Whether every word stands somewhere in the texts, whatever its case; no words match nothing."""
    wanted = words.casefold().split()
    there = " ".join(texts).casefold()
    return bool(wanted) and all(word in there for word in wanted)


@dataclass(frozen=True)
class Standing:
    """One page of the kind that a lesson means: whose it is, as far as a reader is concerned."""

    page_id: str
    clinic_id: str | None


def meant(pages: Sequence[Standing], own_clinics: frozenset[str]) -> str | None:
    """The page that "your clinic's protocol" means: that of a clinic one trains at, else the organisation's, else the only one.

    None where there is none, or where only the reader can say which.
    """
    for wanted in (
        [each for each in pages if each.clinic_id in own_clinics],
        [each for each in pages if each.clinic_id is None],
        list(pages),
    ):
        if wanted:
            return wanted[0].page_id if len(wanted) == 1 else None
    return None
