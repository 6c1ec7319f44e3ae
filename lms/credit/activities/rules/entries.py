"""What an activity, its people, their disclosures and its support must say. Source: 1.3, 5a and 5b.4 of the fact sheet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from lms.people.professions import PROFESSIONS

LEVELS = ("introductory", "intermediate", "advanced")
ROLES = ("author", "planner", "reviewer", "item writer")
SUPPORT = {"none": "None", "money": "Money", "in kind": "In kind"}
TOPICS = ("ethics", "cultural competence")
"""Topics that a designation may name, because boards count them apart (5c)."""
TEXT_MOST, LINE_MOST, LINES_MOST = 8000, 600, 400
PILOT_MOST = 6000
JOINT_MOST = 500
"""Characters of a joint-provider statement, which stands on one page with all else."""


@dataclass(frozen=True)
class Details:
    """What is told of an activity before it starts. `joint`: the joint-provider statement, empty where nobody else provides it."""

    title: str
    level: str
    audience: tuple[str, ...]
    objectives: tuple[str, ...]
    needs: str
    gap: str
    references: tuple[str, ...]
    system: str
    joint: str = ""


@dataclass(frozen=True)
class Maker:
    """Somebody who planned, wrote, reviewed or wrote questions. `reviewed`: ids of parts; `reviewed_on`: None while nothing is."""

    name: str
    credentials: str
    roles: tuple[str, ...]
    reviewed: tuple[str, ...] = ()
    reviewed_on: date | None = None


@dataclass(frozen=True)
class Relationship:
    """A financial relationship with a company; `ended`: in words, empty while it lasts."""

    company: str
    nature: str
    ended: str


@dataclass(frozen=True)
class Disclosed:
    """What somebody said of the last 24 months."""

    collected_on: date | None
    none_declared: bool
    relationships: tuple[Relationship, ...]
    relevant: bool
    mitigation: str


@dataclass(frozen=True)
class Support:
    """Commercial support, or that there was none."""

    kind: str
    source: str
    amount: str
    stated_on: date | None


def detail_problems(entry: Details) -> dict[str, str]:
    """What cannot be kept, by field. What is only missing may wait until the activity is frozen."""
    found: dict[str, str] = {}
    if not entry.title.strip():
        found["title"] = "Enter the title of the activity."
    elif len(entry.title) > 200:
        found["title"] = "Use at most 200 characters."
    if entry.level not in LEVELS:
        found["level"] = "Choose a level."
    if not set(entry.audience) <= PROFESSIONS.keys():
        found["audience"] = "Choose among the professions that are named."
    for name in ("needs", "gap", "system"):
        if len(getattr(entry, name)) > TEXT_MOST:
            found[name] = f"Use at most {TEXT_MOST} characters."
    if len(entry.joint) > JOINT_MOST:
        found["joint"] = f"Use at most {JOINT_MOST} characters: it stands on the certificate."
    for name in ("objectives", "references"):
        lines = getattr(entry, name)
        if len(lines) > LINES_MOST or any(len(each) > LINE_MOST for each in lines):
            found[name] = f"Enter at most {LINES_MOST} lines of at most {LINE_MOST} characters."
    return found


def missing_details(entry: Details) -> tuple[str, ...]:
    """What has to be there before an activity is frozen, in words."""
    wanted = {
        "for whom it is": entry.audience,
        "its objectives": entry.objectives,
        "the needs it answers": entry.needs.strip(),
        "the gap in practice": entry.gap.strip(),
        "its references": entry.references,
        "what a computer needs": entry.system.strip(),
    }
    return tuple(words for words, value in wanted.items() if not value)


def maker_problems(entry: Maker, *, parts: Collection[str], today: date) -> dict[str, str]:
    """What is wrong with an entry about a person. `parts`: ids of the required parts."""
    found: dict[str, str] = {}
    if not entry.name.strip():
        found["name"] = "Enter the name."
    elif len(entry.name) > 120:
        found["name"] = "Use at most 120 characters."
    if not entry.credentials.strip():
        found["credentials"] = (
            "Enter degree and licence in words: a reviewer who is not named with them does not count."
        )
    elif len(entry.credentials) > 200:
        found["credentials"] = "Use at most 200 characters."
    if not entry.roles or not set(entry.roles) <= set(ROLES):
        found["roles"] = "Choose at least one role."
    if not set(entry.reviewed) <= set(parts):
        found["reviewed"] = "Choose among the parts of this activity."
    elif entry.reviewed and "reviewer" not in entry.roles:
        found["roles"] = "Whoever answers for parts is a reviewer: choose that role too."
    elif entry.reviewed and entry.reviewed_on is None:
        found["reviewed_on"] = "Enter the day of the review, such as 4 May 2026."
    if entry.reviewed_on is not None and entry.reviewed_on > today:
        found["reviewed_on"] = "Enter a day that is not to come."
    return found


def disclosure_problems(entry: Disclosed, *, today: date) -> dict[str, str]:
    """What is wrong with a disclosure: it says none or names each relationship, and one that bears on the content is mitigated."""
    found: dict[str, str] = {}
    if entry.collected_on is None:
        found["collected_on"] = "Enter the day it was given, such as 4 May 2026."
    elif entry.collected_on > today:
        found["collected_on"] = "Enter a day that is not to come."
    if entry.none_declared and entry.relationships:
        found["relationships"] = "Say that there was none, or name the relationships, not both."
    elif not entry.none_declared and not entry.relationships:
        found["relationships"] = "Name each relationship, or say that there was none."
    elif any(not each.company.strip() or not each.nature.strip() for each in entry.relationships):
        found["relationships"] = (
            "Each line names the company, then the nature of the relationship, with a semicolon between."
        )
    elif sum(len(each.company) + len(each.nature) + len(each.ended) for each in entry.relationships) > TEXT_MOST:
        found["relationships"] = f"Use at most {TEXT_MOST} characters."
    if entry.relevant and entry.none_declared:
        found["relevant"] = "None was declared, so none can bear on the content."
    if entry.relevant and not entry.mitigation.strip():
        found["mitigation"] = "Say how the relationship was mitigated before this person went on."
    elif len(entry.mitigation) > TEXT_MOST:
        found["mitigation"] = f"Use at most {TEXT_MOST} characters."
    return found


def relationships_of(lines: Collection[str]) -> tuple[Relationship, ...]:
    """Relationships as somebody types them: one a line, company; nature; when it ended."""
    cut = ([*(part.strip() for part in line.split(";", 2)), "", ""] for line in lines)
    return tuple(Relationship(each[0], each[1], each[2]) for each in cut)


def support_problems(entry: Support, *, today: date) -> dict[str, str]:
    """What is wrong with a statement of support."""
    found: dict[str, str] = {}
    if entry.kind not in SUPPORT:
        found["kind"] = "Say whether there was commercial support; none is a statement too."
    elif entry.kind != "none" and not entry.source.strip():
        found["source"] = "Enter the name of the company."
    elif entry.kind != "none" and not entry.amount.strip():
        found["amount"] = "Enter what was given, in words."
    elif entry.kind == "none" and (entry.source.strip() or entry.amount.strip()):
        found["source"] = "Without support there is no company and nothing given."
    if len(entry.source) > 200:
        found["source"] = "Use at most 200 characters."
    if len(entry.amount) > 60:
        found["amount"] = "Use at most 60 characters."
    if entry.stated_on is None:
        found["stated_on"] = "Enter the day it was stated, such as 4 May 2026."
    elif entry.stated_on > today:
        found["stated_on"] = "Enter a day that is not to come."
    return found


def rating_problem(rater: str, rating: int | None, *, makers: Collection[str], rated: Collection[str]) -> str | None:
    """Why a rating is not taken. `rating` in tenths; `makers`: names of whoever wrote the content or its questions."""
    name = same(rater)
    if not name or len(rater) > 120:
        return "Enter who rated, by name."
    if rating is None or not 10 <= rating <= 50:
        return "Enter a difficulty from 1 to 5, such as 3 or 2.5."
    if name in map(same, makers):
        return "Whoever wrote the content or its questions cannot rate it: a rating is independent."
    return "This person has rated already." if name in map(same, rated) else None


def pilot_problem(minutes: int, profession: str) -> str | None:
    """Why the time of a tester is not taken."""
    if not 0 < minutes <= PILOT_MOST:
        return "Enter the tester's minutes as a whole number, such as 75."
    return None if profession in PROFESSIONS else "Choose the tester's profession."


def same(name: str) -> str:
    """A name for comparing: no credentials after a comma, spaces and capitals evened out."""
    return " ".join(name.partition(",")[0].split()).casefold()
