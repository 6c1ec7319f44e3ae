"""Measures pages, lists, search and certificates against what they are made of: one JSON line for each figure.

On SQLite and, where its programs are installed, on PostgreSQL. Each line is a ratio of two things measured turn and turn
about in this run: machines and moments differ, ratios far less. A goal that is missed is told, and is no error.

    make bench ARGS="--quick"
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from lms.curriculum.library import Library, course_folder
from lms.files import private_folder
from lms.readiness.course_checks import CHECKS
from lms.services import kept_readings
from scripts.bench import certificates, lists, pages, processes, search
from scripts.bench.browser import settings_of
from scripts.bench.meter import Line
from scripts.bench.world import Given, Site, sites

PARTS = ("pages", "search", "worker", "certificates", "lists")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument(
        "--quick", action="store_true", help="some hundreds of people, two rounds, SQLite unless told: to try it out"
    )
    options.add_argument("--rounds", type=int, default=25, help="how often each page gets its turn")
    options.add_argument("--only", choices=PARTS, action="append", help="leave out the other parts")
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"))
    made = "data folder and SQLite file of a demonstration that was made before"
    options.add_argument("--demonstration", type=Path, nargs=2, metavar=("FOLDER", "FILE"), help=made)
    chosen = options.parse_args()
    engine = chosen.database or ("sqlite" if chosen.quick else "both")
    with tempfile.TemporaryDirectory() as folder:
        data, file = chosen.demonstration or (Path(folder, "kept"), None)
        library = Library(course_folder(None), CHECKS, readings=kept_readings(settings_of(str(private_folder(data)))))
        given = Given(library, data, file, chosen.quick)
        with sites(Path(folder), given, engine) as each:
            tell(each, 2 if chosen.quick else chosen.rounds, chosen.only or PARTS)


def tell(sites: Iterable[Site], rounds: int, parts: Collection[str]) -> None:
    """Print a line for each figure as soon as it is known."""
    for site in sites:
        for line in measured(site, rounds, parts):
            print(json.dumps(line), flush=True)


def measured(site: Site, rounds: int, parts: Collection[str]) -> Iterator[Line]:
    """All lines of one database."""
    meter, times = site.meter, 2 if site.given.quick else 20
    if {"pages", "search", "worker"} & {*parts}:
        with site.demonstration() as services:
            if "pages" in parts:
                yield from pages.measured(services, meter, rounds, times)
            if "search" in parts:
                yield from search.measured(services, meter, rounds, 2)
            if "worker" in parts:
                yield from processes.measured(services, meter)
    if "certificates" in parts:
        with site.empty("certificates") as services:
            yield from certificates.measured(services, meter, 2 if site.given.quick else 30)
    if "lists" in parts:
        with site.places() as places:
            yield from lists.measured(places, meter, min(rounds, 9))


if __name__ == "__main__":
    main()
