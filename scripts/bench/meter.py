"""Clock and processor of some work, ours and what it is compared with turn and turn about, and the line that tells it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

Line = dict[str, object]
Work = Callable[[], object]


@dataclass(frozen=True)
class Spent:
    """Seconds of one run, on average: by the clock, and of the processor with the database server's own."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Meter:
    """Measures in this process; `server` is the process id of PostgreSQL, whose processor time counts as well, or None."""

    engine: str
    server: int | None = None

    def spent(self, work: Work, times: int = 1) -> Spent:
        """What one of `times` runs took."""
        begun, busy = time.perf_counter(), self._busy()
        for _ in range(times):
            work()
        return Spent((time.perf_counter() - begun) / times, (self._busy() - busy) / times)

    def turns(self, works: Sequence[Work], rounds: int, times: int = 1) -> list[list[Spent]]:
        """For each work what it took in each round, after one that warms caches; who begins changes from round to round."""
        found: list[list[Spent]] = [[] for _ in works]
        for each in range(rounds + 1):
            order = list(zip(works, found, strict=True))
            for work, told in order if each % 2 else reversed(order):
                spent = self.spent(work, times)
                if each:
                    told.append(spent)
        return found

    def _busy(self) -> float:
        return time.process_time() + sum(self._of_server())

    def _of_server(self) -> Iterator[float]:
        if self.server is None:
            return
        for child in Path(f"/proc/{self.server}/task/{self.server}/children").read_text().split():
            with suppress(OSError):  # A connection may close between the two reads.
                yield int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) / 1e9


def line(name: str, engine: str, value: float, unit: str, reference: float, goal: float | None, *, least: bool) -> Line:
    """One figure as it is printed; `least`: the ratio should be the goal or more, else the goal or less."""
    return _told(name, engine, value, unit, reference, value / reference if reference else 0.0, goal, least)


def _told(
    name: str, engine: str, value: float, unit: str, reference: float, ratio: float, goal: float | None, least: bool
) -> Line:
    ratio = round(ratio, 3)
    holds = None if goal is None else ratio >= goal if least else ratio <= goal
    return {
        "name": name, "database": engine, "value": round(value, 3), "unit": unit, "reference": round(reference, 3),
        "ratio": ratio, "goal": goal, "holds": holds,
    }  # fmt: skip


def per_second(name: str, engine: str, unit: str, ours: list[Spent], bare: list[Spent], goal: float) -> Line:
    """How many in a second beside the bare ones: medians, and the median of the rounds' ratios."""
    mine, theirs = ([1 / each.clock for each in turns] for turns in (ours, bare))
    return _told(
        name, engine, statistics.median(mine), unit, statistics.median(theirs), _ratio(mine, theirs), goal, True
    )


def processor(name: str, engine: str, unit: str, ours: list[Spent], bare: list[Spent], goal: float | None) -> Line:
    """Milliseconds of the processor beside those of the bare one."""
    mine, theirs = ([1000 * each.processor for each in turns] for turns in (ours, bare))
    return _told(
        name, engine, statistics.median(mine), unit, statistics.median(theirs), _ratio(mine, theirs), goal, False
    )


def _ratio(mine: list[float], theirs: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
