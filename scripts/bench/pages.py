"""Lesson, home, quiz step and autosave beside the bare stack: the same Flask, Jinja and SQLAlchemy with one session look-up.

The bare page has as many lines and bytes as the one it is compared with; each of its lines is escaped and set by Jinja.
The bare autosave changes one row of the same table and commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Flask, Response, jsonify, session
from flask.testing import FlaskClient
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from lms.app import create_app
from lms.assessment.models import AttemptItem
from lms.cli.demo_cast import CAST, PASSWORD
from lms.database import Database
from lms.people.models import SignedIn
from lms.people.sign_in import hash_of_token
from lms.services import Services
from lms.web.addresses import url_of
from scripts.bench.browser import Asked, fields_of, signed_in
from scripts.bench.meter import Line, Meter, per_second, processor

PAGE = (
    '<!doctype html><html lang="en"><title>{{ name }}</title><body><h1>{{ name }}</h1>\n'
    "{% for line in lines %}{{ line }}\n{% endfor %}</body></html>"
)
LOOKED_UP = select(SignedIn).options(joinedload(SignedIn.account)).where(SignedIn.token_hash == bindparam("token_hash"))
PLAIN = str.maketrans(dict.fromkeys("<>&\"'", "x"))
GOALS = {"lesson page": (0.7, 1.4), "home": (0.5, 2.0), "quiz step": (0.5, 2.0), "autosave": (0.6, 1.67)}
"""Name → requests in a second as a part of the bare ones at least, processor time as a multiple at most."""


def measured(services: Services, meter: Meter, rounds: int, requests: int) -> Iterator[Line]:
    """Two lines for each page, over the demonstration that is in the database."""
    app = create_app(services.settings, database=services.database, library=services.library)
    client = signed_in(app, CAST[0].email, PASSWORD)
    question = a_question(app, client)
    shown = client.get(question).text
    row_id, option = _row_of(services.database, question)
    bare = bare_app(app, services.database, row_id)
    pages = {"lesson page": first_lesson(app), "home": "/home", "quiz step": question}
    for name, address in pages.items():
        ours = Asked(app, client, address)
        size = ours()
        bare.config["LINES"] = _lines(size.decode())
        yield from _beside(name, meter, ours, Asked(bare, client, "/page"), rounds, requests)
    sent = {**fields_of(shown), "answer": option}
    sent.pop("flag", None)
    ours = Asked(app, client, question, sent, by_script=True)
    yield from _beside("autosave", meter, ours, Asked(bare, client, "/save", {"answer": option}), rounds, requests)


def _beside(name: str, meter: Meter, ours: Asked, bare: Asked, rounds: int, requests: int) -> Iterator[Line]:
    mine, theirs = meter.turns((ours, bare), rounds, requests)
    rate, cost = GOALS[name]
    yield per_second(f"{name}: requests", meter.engine, "requests per second", mine, theirs, rate)
    yield processor(f"{name}: processor", meter.engine, "ms of processor per request", mine, theirs, cost)


def first_lesson(app: Flask) -> str:
    """The address of the first lesson of the course."""
    services: Services = app.extensions["lms"]
    course = services.library.current(services.clock.tick())
    with app.test_request_context():
        return url_of(course, course.published_modules[0].lessons[0].id)


def a_question(app: Flask, client: FlaskClient) -> str:
    """The address of the first question of a test that the learner may begin."""
    services: Services = app.extensions["lms"]
    course = services.library.current(services.clock.tick())
    for module in course.published_modules:
        for quiz in (module.post_test, module.diagnostic):
            if quiz is None:
                continue
            fields = fields_of(client.get(f"/tests/{quiz.id}/", follow_redirects=True).text)
            told = client.post(f"/tests/{quiz.id}/start", data=fields).location or ""
            if "/attempts/" in told:
                return told
    raise SystemExit("No test can be begun.")


def _row_of(database: Database, question: str) -> tuple[str, str]:
    attempt_id, position = question.split("/")[-3], int(question.rsplit("/", maxsplit=1)[-1])
    wanted = select(AttemptItem).where(AttemptItem.attempt_id == attempt_id, AttemptItem.position == position)
    with database.session() as reader:
        row = reader.scalars(wanted).one()
        return row.id, row.option_order[0]


def _lines(page: str) -> list[str]:
    """Lines that take as many bytes as the page does, with nothing in them to escape."""
    return [each.translate(PLAIN) for each in page.splitlines()]


def bare_app(app: Flask, database: Database, row_id: str) -> Flask:
    """An application of two views that reads the session's cookie of the other."""
    made = Flask("bare")
    made.secret_key = app.secret_key
    made.config["SESSION_COOKIE_NAME"] = app.config["SESSION_COOKIE_NAME"]
    template = made.jinja_env.from_string(PAGE)

    def look_up(reader: Session) -> SignedIn:
        return reader.scalars(LOOKED_UP, {"token_hash": hash_of_token(session["token"])}).one()

    @made.get("/page")
    def page() -> str:
        with database.session() as reader:
            row = look_up(reader)
        return template.render(name=row.account.name, lines=made.config["LINES"])

    saved = update(AttemptItem).where(AttemptItem.id == row_id)

    @made.post("/save")
    def save() -> Response:
        with database.session(write=True) as writer:
            look_up(writer)
            writer.execute(saved.values(saved_at=datetime.now(UTC)))
            writer.commit()
        return jsonify(saved="yes")

    return made
