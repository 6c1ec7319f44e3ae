"""What the pages of a case show: where and when a stage takes place, how things stand, and two paths laid over each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lms.curriculum.material import Case, Choice, Seat, Stage, Variable
from lms.practice.queries import Walk
from lms.practice.rules import Place, choice_of, expert_decisions, overlay, places, replay, shown, week_of
from lms.web import charts
from lms.web.words import count

CHANNEL_WORDS = {"in person": "In person", "telephone": "By telephone", "video": "By video"}
GRADE_WORDS = {
    "best": "What experienced colleagues would do.",
    "fair": "A way many would take.",
    "poor": "There was a better way here.",
}
GRADE_KINDS = {"best": "ready", "fair": "on-track", "poor": "at-risk"}
_FEW = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class Gauge:
    """A variable as it stands: its word, its number, and by how much the last choice moved it."""

    label: str
    word: str
    number: int
    most: int
    moved: int

    @property
    def words(self) -> str:
        """`wary, 2 of 6, 1 up`."""
        moved = f", {abs(self.moved)} {'up' if self.moved > 0 else 'down'}" if self.moved else ""
        return f"{self.word}, {self.number} of {self.most}{moved}"


@dataclass(frozen=True)
class Turn:
    """One decision on a path with what was before the reader when they took it."""

    stage: Stage
    choice: Choice
    html: str
    when: str

    @property
    def path(self) -> str:
        """The few words for it."""
        return self.choice.path

    @property
    def grade(self) -> str:
        """How experienced colleagues judge it."""
        return self.choice.grade


@dataclass(frozen=True)
class Row:
    """One stage of two paths: the reader's choice, the experts', and what others chose as (words, per cent)."""

    stage: Stage
    own: Choice | None
    expert: Choice | None
    others: tuple[tuple[str, int], ...]

    @property
    def alike(self) -> bool:
        """Whether both chose the same."""
        return self.own is not None and self.own == self.expert


def seat_of(walk: Walk) -> Seat | None:
    """The seat a run is played from; None where the case has but one."""
    return next((each for each in walk.case.seats if each.id == walk.run.seat), None)


def way_of(walk: Walk) -> tuple[Place, ...]:
    """Every place of a run, the start first."""
    return places(walk.case, walk.place.taken, walk.run.seat)


def turns(case: Case, way: tuple[Place, ...]) -> tuple[Turn, ...]:
    """Each decision behind a run with the text it was taken on."""
    return tuple(
        Turn(
            here.stage,
            choice_of(here.stage, taken.choice_id),
            "".join(block.html for block in shown(here.stage, here.known)),
            when_and_where(case, way[: at + 1]),
        )
        for at, (here, taken) in enumerate(zip(way, way[-1].taken, strict=False))
    )


def when_and_where(case: Case, way: tuple[Place, ...]) -> str:
    """`Two weeks later, week 6. By telephone.`; empty where the case says neither."""
    here = way[-1]
    passed = here.days - way[-2].days if len(way) > 1 else here.days
    parts = [f"{span_words(passed)} later"] if passed else []
    if any(stage.days >= 7 or any(choice.days >= 7 for choice in stage.choices) for stage in case.stages.values()):
        parts.append(f"week {week_of(case, here.days)}")
    said = [", ".join(parts).capitalize()] if parts else []
    if here.stage.channel:
        said.append(CHANNEL_WORDS.get(here.stage.channel, here.stage.channel))
    return ". ".join(said) + "." if said else ""


def span_words(days: int) -> str:
    """`Two weeks`, `Three days`, `12 weeks`."""
    number, unit = (days // 7, "week") if days % 7 == 0 else (days, "day")
    words = count(number, unit)
    return words.replace(str(number), _FEW[number], 1) if number < len(_FEW) else words


def gauges(walk: Walk, before: Place | None, now: Place) -> tuple[Gauge, ...]:
    """The variables that this seat may see, as they stand now and as they moved since a place before."""
    earlier = dict(before.numbers) if before else {}
    found = []
    for variable in walk.case.variables:
        if variable.seats and walk.run.seat not in variable.seats:
            continue
        number = dict(now.numbers)[variable.name]
        moved = number - earlier.get(variable.name, number)
        found.append(Gauge(variable.label, word_of(variable, number), number, variable.most, moved))
    return tuple(found)


def word_of(variable: Variable, number: int) -> str:
    """The word for a number: that of the highest bound it has reached."""
    return next((word for least, word in reversed(variable.words) if number >= least), "")


def chart_of(case: Case, place: Place) -> charts.ScoreChart | None:
    """The scores known at the start and those measured on the way; None while there is but one, which is a figure and no course."""
    if case.chart is None or len(case.chart.scores) + len(place.scores) < 2:
        return None
    return charts.score_chart(case.chart.measure, [*case.chart.scores, *place.scores])


def rows(walk: Walk, others: Mapping[str, Mapping[str, int]]) -> tuple[Row, ...]:
    """The reader's path with the experts' laid over it, stage by stage; the endings are not among them."""
    found = []
    for stage_id, own, expert in overlay(walk.place.taken, expert_decisions(walk.case, walk.run.seat)):
        stage = walk.case.stages[stage_id]
        by_id = {choice.id: choice for choice in stage.choices}
        said = sorted(others.get(stage_id, {}).items(), key=lambda each: -each[1]) if own else []
        named = tuple((by_id[choice].path, share) for choice, share in said if choice in by_id)
        found.append(Row(stage, by_id.get(own or ""), by_id.get(expert or ""), named))
    return tuple(found)


def expert_end(walk: Walk) -> Stage:
    """The ending to which the experts' path leads from this seat."""
    return replay(walk.case, expert_decisions(walk.case, walk.run.seat), walk.run.seat).stage


def parting_words(several: tuple[Row, ...], own_end: Stage, their_end: Stage) -> str:
    """Both paths in a sentence or two, for whoever does not see the picture."""
    alike = sum(row.alike for row in several)
    own = sum(row.own is not None for row in several)
    apart = [f"{at}, {row.stage.title}" for at, row in enumerate(several, 1) if row.own is not None and not row.alike]
    words = f"You chose as experienced colleagues would at {alike} of {own} decisions."
    words += f" You parted at {'; '.join(apart)}." if apart else ""
    same = own_end.id == their_end.id
    return words + (" Both paths came to the same end." if same else f" Their path ends at “{their_end.title}”.")


def moves_made(taken: tuple[Turn, ...]) -> tuple[tuple[str, int], ...]:
    """What the reader's replies are called, with how many of each, the most frequent first."""
    return tuple(Counter(each.choice.move for each in taken if each.choice.move).most_common())
