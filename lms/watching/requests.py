"""Begins and ends the work of each request over HTTP, and gives its number back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers

from lms.watching import work
from lms.watching.work import Told, Work

if TYPE_CHECKING:
    from lms.watching.meters import Meters
    from lms.watching.traces import Traced, Traces

NUMBER, PARENT = "X-Request-Id", "traceparent"
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
log = logging.getLogger(__name__)


def install(
    app: Flask, *, believes: bool, meters: Meters | None, traces: Traces | None = None, told: tuple[Told, ...] = ()
) -> None:
    """Watch the requests of an application; to be called before anything else is installed.

    `believes`: the number that came with a request is taken, and the span that it belongs below, as a proxy of ours set them.
    `told` hear of each statement.
    """

    @app.before_request
    def begin() -> None:
        came = request.headers if believes else Headers()
        g.traced = None if traces is None else traces.begin(came.get(PARENT))
        hearing = told if g.traced is None else (*told, g.traced)
        g.work = work.begin(work.safe_number(came.get(NUMBER)), told=hearing)

    @app.after_request
    def answer(response: Response) -> Response:
        done: Work | None = g.get("work")
        if done is None:
            return response
        response.headers[NUMBER] = done.number
        line = {"number": done.number, "route": route(), "method": method(), "status": response.status_code}
        traced: Traced | None = g.pop("traced")
        if response.is_streamed:
            g.pop("work")
            response.call_on_close(lambda: _end_streamed(done, line, meters, traced))
        else:
            _end(done, line, meters, traced)
        return response

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        if g.pop("work", None) is not None:
            work.end()


def _end_streamed(done: Work, line: dict[str, Any], meters: Meters | None, traced: Traced | None) -> None:
    """What is read from the database while it is sent belongs to the request, too."""
    _end(done, line, meters, traced)
    if work.current() is done:
        work.end()


def _end(done: Work, line: dict[str, Any], meters: Meters | None, traced: Traced | None) -> None:
    if meters is not None:
        meters.request(done, route=line["route"], method=line["method"], status=line["status"])
    if traced is not None:
        traced.request(done, route=line["route"], method=line["method"], status=line["status"])
    if log.isEnabledFor(logging.INFO):  # In text, errors have a line of their own and requests none.
        level = logging.ERROR if line["status"] >= 500 else logging.INFO
        log.log(level, "request", extra={"fields": line | done.cost()})


def route() -> str:
    """The endpoint of this request; never its path, which may hold a secret."""
    return request.endpoint or "none"


def method() -> str:
    """The method of this request; `other` for one that nobody knows."""
    return request.method if request.method in METHODS else "other"
