"""Measures home and a lesson against what any page of this kind costs, in one run: one JSON line for each page.

Two pages to compare with, both of the same size and served in the same process, turn and turn about:
`bare` is Flask handing out bytes it holds; `stack` is Flask, one row by its key from SQLite, and one Jinja template.
Milliseconds differ between machines and moments; `times_bare` and `times_stack` are what to watch.

    make bench ARGS="--rounds 40"
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms import migrations
from lms.app import create_app
from lms.cli import demo
from lms.cli.demo_cast import CAST, PASSWORD
from lms.database import Database
from lms.people.models import Organisation
from lms.services import make_services
from lms.settings import Settings
from lms.web.addresses import url_of

PAGE = "<!doctype html><title>{{ name }}</title><h1>{{ name }}</h1>{{ text|safe }}"


def main() -> None:
    """Make the demo, sign in as its new care manager, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=25, help="how often each page gets its turn")
    options.add_argument("--requests", type=int, default=20, help="requests in a turn")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        services = make_services(Settings(data=folder, worker=False, demo=True))
        database = services.database
        migrations.upgrade(database)
        demo.make(services)
        with database.session() as reader:
            organisation_id = reader.scalars(select(Organisation.id)).one()
        app = create_app(services.settings, database=database)
        learner = signed_in(app)
        for name, address in (("home", "/home"), ("lesson", first_lesson(app))):
            told = measure(
                learner, address, database=database, organisation_id=organisation_id,
                rounds=chosen.rounds, requests=chosen.requests,
            )  # fmt: skip
            print(json.dumps({"page": name, **told}))
        database.dispose()


def signed_in(app: Flask) -> FlaskClient:
    """A browser of the learner's, past the sign-in page."""
    client = app.test_client()
    fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', client.get("/sign-in").text))
    answer = client.post("/sign-in", data={**fields, "email": CAST[0].email, "password": PASSWORD})
    if answer.status_code != 303:
        raise SystemExit(f"Signing in answered {answer.status_code}, not with a way on.")
    return client


def first_lesson(app: Flask) -> str:
    """The address of the first lesson of the course."""
    services = app.extensions["lms"]
    course = services.library.current(services.clock.tick())
    lesson = course.published_modules[0].lessons[0]
    with app.test_request_context():
        return url_of(course, lesson.id)


def measure(
    learner: FlaskClient, address: str, *, database: Database, organisation_id: str, rounds: int, requests: int
) -> dict[str, object]:
    """Medians in milliseconds, and the ratios of each round's turns, for a page and the two it is compared with."""
    page = fetched(learner, address)
    others = compared_with(page, database, organisation_id)
    turns: dict[str, list[float]] = {"page": [], "bare": [], "stack": []}
    clients = {"page": (learner, address), "bare": (others, "/bare"), "stack": (others, "/stack")}
    for each in range(rounds + 2):
        for name, (client, path) in clients.items():
            spent = timed(lambda client=client, path=path: fetched(client, path), requests)
            if each >= 2:  # The first two rounds warm caches.
                turns[name].append(spent)
    medians = {f"{name}_ms": round(1000 * statistics.median(spent), 3) for name, spent in turns.items()}
    ratios = {
        f"times_{name}": round(statistics.median(a / b for a, b in zip(turns["page"], turns[name], strict=True)), 1)
        for name in ("bare", "stack")
    }
    return {"address": address, "bytes": len(page), "requests": rounds * requests, **medians, **ratios}


def compared_with(page: bytes, database: Database, organisation_id: str) -> FlaskClient:
    """A small application whose two pages have as many bytes as `page`."""
    app = Flask("compared")
    text = page.decode()
    template = app.jinja_env.from_string(PAGE)

    @app.get("/bare")
    def bare() -> bytes:
        return page

    @app.get("/stack")
    def stack() -> str:
        with database.session() as session:
            row = session.get_one(Organisation, organisation_id)
        frame = len(PAGE.replace("{{ name }}", row.name).replace("{{ text|safe }}", "").encode())
        return template.render(name=row.name, text=text[: max(0, len(text) - frame)])

    return app.test_client()


def fetched(client: FlaskClient, path: str) -> bytes:
    """The body of a page that must be there."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")
    return answer.data


def timed(work: Callable[[], object], times: int) -> float:
    """Seconds for one of `times` runs, on average."""
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times


if __name__ == "__main__":
    main()
