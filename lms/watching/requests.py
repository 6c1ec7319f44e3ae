"""Begins and ends the work of each request over HTTP, and gives its number back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from lms.watching import work
from lms.watching.work import Told, Work

if TYPE_CHECKING:
    from lms.watching.meters import Meters

NUMBER = "X-Request-Id"
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
log = logging.getLogger(__name__)


def install(app: Flask, *, believes: bool, meters: Meters | None, told: tuple[Told, ...] = ()) -> None:
    """Watch the requests of an application; to be called before anything else is installed.

    `believes`: the number that came with a request is taken, as a proxy of ours set it.
    `told` hear of each statement.
    """

    @app.before_request
    def begin() -> None:
        g.work = work.begin(work.safe_number(request.headers.get(NUMBER)) if believes else None, told=told)

    @app.after_request
    def answer(response: Response) -> Response:
        done: Work | None = g.get("work")
        if done is None:
            return response
        response.headers[NUMBER] = done.number
        line = {"number": done.number, "route": route(), "method": method(), "status": response.status_code}
        if response.is_streamed:
            g.pop("work")
            response.call_on_close(lambda: _end_streamed(done, line, meters))
        else:
            _end(done, line, meters)
        return response

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        if g.pop("work", None) is not None:
            work.end()


def _end_streamed(done: Work, line: dict[str, Any], meters: Meters | None) -> None:
    """What is read from the database while it is sent belongs to the request, too."""
    _end(done, line, meters)
    if work.current() is done:
        work.end()


def _end(done: Work, line: dict[str, Any], meters: Meters | None) -> None:
    if meters is not None:
        meters.request(done, route=line["route"], method=line["method"], status=line["status"])
    if log.isEnabledFor(logging.INFO):  # In text, errors have a line of their own and requests none.
        level = logging.ERROR if line["status"] >= 500 else logging.INFO
        log.log(level, "request", extra={"fields": line | done.cost()})


def route() -> str:
    """The endpoint of this request; never its path, which may hold a secret."""
    return request.endpoint or "none"


def method() -> str:
    """The method of this request; `other` for one that nobody knows."""
    return request.method if request.method in METHODS else "other"
