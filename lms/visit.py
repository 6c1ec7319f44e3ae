"""One request over HTTP as every door sees it: the services, the instant, one database session, the course, who asks.

What the doors for people and for programs share about requests, and no more: how an answer looks is theirs.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Flask, Response, current_app, g, json, make_response, request, session
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from lms.credit.viewing import actions as looks
from lms.credit.viewing import watch
from lms.curriculum.course import Course
from lms.database import keep_reads
from lms.errors import Invalid, NotFound
from lms.outages import Outage, outage_of
from lms.people import sign_in
from lms.people.permissions import Actor, Permission
from lms.people.tokens.actions import load_token
from lms.people.tokens.models import ApiToken
from lms.services import Services

TOKEN = "token"
HALF = "half"
"""Of a sign-in whose second step is still to come; it opens that step and nothing else."""
PROGRAMS = "/api/"
"""Addresses for programs begin with this; a token opens these alone."""
READS = ("GET", "HEAD", "OPTIONS")
SHOWING = (200, 409, 422)
"""Answers that show what was read; a form with a mistake in it shows the whole page again."""

PROBLEMS = {
    400: ("Not understood", "The request could not be read."),
    404: ("Not found", "There is nothing at this address for you."),
    405: ("Method not allowed", "This address does not take that method; Allow says which it takes."),
    413: ("Too large", "The body is larger than this address takes. Nothing was stored."),
    415: ("Unsupported media type", "Send the body as application/json."),
    500: ("Broken", "Something went wrong on our side. It was not anything you did."),
}
"""Status → title and sentence of what goes wrong before a view is asked."""


class Access(StrEnum):
    """Who may enter, where no single permission says it."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"


Allow = Access | Permission


def permissions_of(app: Flask) -> dict[str, Allow]:
    """Endpoint → who may enter, for every route of ours."""
    return {endpoint: view.lms_allow for endpoint, view in app.view_functions.items() if hasattr(view, "lms_allow")}


class Visitor(UserMixin):  # type: ignore[misc]
    """Flask-Login's view of whoever is signed in."""

    def __init__(
        self, actor: Actor, proved_at: datetime | None, token: ApiToken | None = None, began_at: datetime | None = None
    ) -> None:
        self.actor = actor
        self.token = token
        self.id = actor.account_id
        self.proved_at = proved_at
        """When it was last proved in this session who it is; None: not since it began."""
        self.began_at = began_at
        """When the session began; None for a program."""


def services() -> Services:
    """The services of the running application."""
    found: Services = current_app.extensions["lms"]
    return found


def now() -> datetime:
    """The instant of this request, read once."""
    if "now" not in g:
        g.now = services().clock.now()
    instant: datetime = g.now
    return instant


def db() -> Session:
    """This request's database session: a writer for anything but GET and HEAD, and for a GET that says it writes."""
    if "db" not in g:
        reads = request.method in READS and not g.get("writes", False)
        opened = services().database.open(write=not reads)
        g.db = keep_reads(opened) if reads else opened
    found: Session = g.db
    return found


def course() -> Course:
    """The course as it stands now."""
    if "course" not in g:
        g.course = services().library.current(services().clock.tick())
    found: Course = g.course
    return found


def actor() -> Actor:
    """Who is asking. Only inside routes that demand a signed-in person."""
    if not current_user.is_authenticated:
        raise NotFound()
    found: Actor = current_user.actor
    return found


def api_token() -> ApiToken | None:
    """The token with which a program asks for whoever `actor()` is; None: a session's cookie."""
    found: ApiToken | None = current_user.token if current_user.is_authenticated else None
    return found


def refuse_nul() -> None:
    """Raise a Refusal for a character that PostgreSQL stores in no text."""
    # PostgreSQL stores no NUL in a text, and nobody types one; without this each would be a broken page.
    if "\0" in request.path or any("\0" in value for _, value in request.args.items(multi=True)):
        raise NotFound()
    if any("\0" in value for _, value in request.form.items(multi=True)):
        raise Invalid("The text holds a character that cannot be stored. Nothing was changed; type it again.")


def problem(status: int, title: str, detail: str, **more: object) -> Response:
    """A refusal for a program (RFC 9457): what happened in words, never stored."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = make_response(json.dumps(body, ensure_ascii=False), status)
    response.headers["Content-Type"] = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return response


def note_outage(error: Exception) -> Outage | None:
    """The outage behind an error, if it is one. From here on the request asks the database nothing, not even who is there."""
    found = outage_of(error)
    if found is not None:
        g.outage = found
        g.pop("_login_user", None)  # Flask-Login's; the page is the one that a stranger sees.
        opened = g.pop("db", None)
        if opened is not None:
            with suppress(SQLAlchemyError):
                opened.close()
        current_app.logger.warning(
            "%s %s: %s (%s)", request.method, request.url_rule, found.title, type(error).__name__
        )
    return found


def http_problem(error: HTTPException) -> Response:
    """What went wrong with a request as such, for a program."""
    status = error.code or 500
    answer = problem(status, *PROBLEMS.get(status, (error.name, "Nothing was changed.")))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _bearer() -> Visitor | None:
    given = request.authorization
    if "outage" in g or given is None or given.type != "bearer" or not given.token or len(given.token) > 200:
        return None
    with services().database.session() as reader:
        found = load_token(reader, secret=given.token, now=now(), settings=services().settings)
    return None if found is None else Visitor(found[0], None, found[1])


def install(app: Flask) -> None:
    """Sign-in through Flask-Login, and closing of the request's session."""
    manager = LoginManager(app)

    @manager.request_loader  # type: ignore[untyped-decorator]
    def load_visitor(_request: object) -> Visitor | None:
        if request.path.startswith(PROGRAMS) and "Authorization" in request.headers:
            return _bearer()
        token = session.get(TOKEN)
        if not token or "outage" in g:
            return None
        if request.method in READS:  # A page reads who asks where it reads all else: one connection, one state.
            found = sign_in.load_actor(db(), token=token, now=now(), settings=services().settings)
        else:
            with services().database.session() as reader:
                found = sign_in.load_actor(reader, token=token, now=now(), settings=services().settings)
        if found is None:
            return None
        who, signed_in = found
        g.signed_in = signed_in  # A session forgets rows that nobody holds, and the page asks for some of these again.
        if now() - signed_in.seen_at >= timedelta(minutes=1):
            with services().database.independent() as writer:
                sign_in.touch(writer, signed_in_id=signed_in.id, now=now())
        return Visitor(who, signed_in.factor_at, began_at=signed_in.created_at)

    @app.before_request
    def watch_reading() -> None:
        g.credit_read = watch.start()

    @app.after_request
    def note_looks(response: Response) -> Response:
        """Nobody is shown another person's records of credit unless it is written down: if that fails, so does the page."""
        read = g.get("credit_read")
        view = current_app.view_functions.get(request.endpoint or "")
        allow = getattr(view, "lms_allow", Access.ANYONE)
        if read is None or not (read.accounts or read.enrolments) or response.status_code not in SHOWING:
            return response
        if allow is Access.ANYONE or "outage" in g or not current_user.is_authenticated:
            return response
        asked = {"actor": actor(), "now": now(), "page": request.endpoint or "", "read": read}
        with services().database.session() as reader:
            rows = looks.looks_to_note(reader, **asked)
        if rows:
            if "db" in g and request.method not in READS:
                db().rollback()  # What the view meant to keep it has committed; what is left open would lock us out.
            with services().database.independent() as writer:
                looks.note_looks(writer, rows)
        return response

    @app.teardown_request
    def watch_no_more(_error: BaseException | None) -> None:
        watch.end()

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        opened = g.pop("db", None)
        if opened is not None:
            opened.close()
