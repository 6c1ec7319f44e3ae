"""Counts of the course for `lms content stats`, and the sums behind its minutes for `lms content hours`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from html import unescape
from typing import Any

from lms.curriculum.course import Course, Item, Lesson, Module
from lms.curriculum.material import HtmlPart
from lms.curriculum.reading import grade
from lms.curriculum.reviews import counts, overdue
from lms.curriculum.rules import EVEN, longest_share, unevenness

_SUMMED = (
    "lessons",
    "required_words",
    "cases",
    "exercises",
    "tools",
    "check_items",
    "bank_items",
    "diagnostic_items",
    "objectives",
)


@dataclass(frozen=True)
class Hours:
    """One line of `lms content hours`: what kind of requirement, how many, their whole minutes, and the formula."""

    kind: str
    count: int
    minutes: int
    formula: str


def stats(course: Course, today: date) -> dict[str, Any]:
    """The counts of the published course, as plain values for JSON; reviews are overdue as of `today`.

    Totals are of the modules; units for single roles stand beside them. `items_per_objective_min` looks at the objectives that are taught so far; of a complete module, at all.
    """
    modules = [_module(module) for module in course.modules]
    totals: dict[str, Any] = {key: sum(module[key] for module in modules) for key in _SUMMED}
    totals["minutes"] = sum(
        course.minutes_of[each] for module in course.modules for each in module.required if each in course.minutes_of
    )
    pathways = [
        {
            "role": role,
            "minutes": sum(course.minutes_of[each] for each in course.requirements(role)),
            "requirements": len(course.requirements(role)),
        }
        for role in course.pathways
    ]
    due = [
        asdict(each) | {"review_by": str(each.review_by), "path": course.paths[each.id]}
        for each in overdue(course, today)
    ]
    return {
        "edition": course.edition,
        "as_of": today.isoformat(),
        "modules": modules,
        "units": [_module(unit) for unit in course.units],
        "pathways": pathways,
        "totals": totals,
        "duties": _duties(course),
        "reviews": [asdict(each) for each in counts(course, today)],
        "overdue": due,
    }


_PARAGRAPH = re.compile(r"<(?:p|li)(?:\s[^>]*)?>(.*?)</(?:p|li)>", re.DOTALL)


_NO_WORDS = re.compile(r'<a [^>]*class="ref"[^>]*>.*?</a>|<[^>]+>', re.DOTALL)


def reading_grade(lesson: Lesson) -> float:
    """The Flesch-Kincaid grade of a lesson's paragraphs, list entries and notes, without dialogue, tables and checks."""
    text = [part.html for part in lesson.parts if isinstance(part, HtmlPart)]
    found = [unescape(_NO_WORDS.sub("", each)) for html in text for each in _PARAGRAPH.findall(html)]
    return grade([each for each in found if each.strip()])


def _module(module: Module) -> dict[str, Any]:
    grades = {lesson.id: reading_grade(lesson) for lesson in module.lessons}
    bank = module.post_test.items if module.post_test else ()
    asked = Counter(item.objective for item in bank)
    taught = {each for lesson in module.lessons for each in lesson.objectives}
    taught |= {each for case in module.cases for each in case.objectives}
    due = [objective.id for objective in module.objectives if module.status == "complete" or objective.id in taught]
    return {
        "id": module.id,
        "title": module.title,
        "lessons": len(module.lessons),
        "required_words": sum(lesson.words for lesson in module.lessons if lesson.id in module.required),
        "cases": len(module.cases),
        "exercises": len(module.exercises),
        "tools": len(module.tools),
        "check_items": len(module.practice.items) if module.practice else 0,
        "bank_items": len(bank),
        "diagnostic_items": len(module.diagnostic.items) if module.diagnostic else 0,
        "objectives": len(module.objectives),
        "reading_grade": f"{min(grades.values()):g} to {max(grades.values()):g}" if grades else "",
        "reading_grades": grades,
        "items_per_objective_min": min((asked[objective] for objective in due), default=0),
        "drawn": (module.post_test.draw or 0) if module.post_test else 0,
        "by_objective": [
            {
                "id": objective.id,
                "lessons": sum(objective.id in lesson.objectives for lesson in module.lessons),
                "items": asked[objective.id],
            }
            for objective in module.objectives
        ],
        "keys": _keys(bank),
    }


def _keys(bank: Iterable[Item]) -> dict[str, Any]:
    """How the keys of a bank are spread: by written position, evenly or not (p < .05), and how often one is the longest."""
    keys = [(key, item) for item in bank for key in item.options if key.correct]
    places = Counter(key.id for key, _ in keys)
    uneven = unevenness(places, "abcd")
    lengths = [(len(key.text), [len(each.text) for each in item.options if each is not key]) for key, item in keys]
    return {
        "positions": {place: places[place] for place in "abcd"},
        "chi_square": round(uneven, 2),
        "even": uneven <= EVEN,
        "longest_share": round(float(longest_share(lengths)), 3),
    }


def _duties(course: Course) -> list[dict[str, Any]]:
    """Each duty of the job with the lessons and items whose objectives serve it, and the decisions of its cases."""
    modules = (*course.modules, *course.units)
    served = {objective.id: objective.duties for module in modules for objective in module.objectives}
    banks = [module.post_test for module in modules if module.post_test and not module.post_test.over]
    items = [item for bank in banks for item in bank.items]

    def serves(objectives: Iterable[str], duty: str) -> bool:
        return any(duty in served.get(each, ()) for each in objectives)

    return [
        {
            "id": duty.id,
            "title": duty.title,
            "lessons": sum(serves(lesson.objectives, duty.id) for module in modules for lesson in module.lessons),
            "items": sum(serves([item.objective], duty.id) for item in items),
            "case_steps": sum(
                stage.ending is None
                for module in modules
                for case in module.cases
                if duty.id in case.duties
                for stage in case.stages.values()
            ),
        }
        for duty in course.competencies
    ]


def hours(course: Course) -> list[Hours]:
    """How the minutes of everything required come about, by kind."""
    rates = course.rates
    formulas = {
        "lesson": f"words / {_plain(rates.words_per_minute)} + checks x {_plain(rates.minutes_per_check)}, rounded up",
        "case": f"(decisions + 1 ending) x {_plain(rates.minutes_per_case_stage)}, rounded up",
        "lab": f"steps x {_plain(rates.minutes_per_lab_step or Fraction(0))}, rounded up",
        "test": f"questions drawn x {_plain(rates.minutes_per_test_item)}, rounded up",
    }
    required = dict.fromkeys(each for module in (*course.modules, *course.units) for each in module.required)
    for role in course.pathways:
        required |= dict.fromkeys(course.requirements(role, champion=True))
    rows: list[Hours] = []
    for kind, formula in formulas.items():
        minutes = [course.minutes_of[each] for each in required if course.kind_of.get(each) == kind]
        rows.append(Hours(kind, len(minutes), sum(minutes), formula))
    return rows


def _plain(rate: Fraction) -> str:
    return f"{float(rate):g}"
