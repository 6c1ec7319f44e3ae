"""Pages for what went wrong: what happened, what was kept, what to do, and a number to quote."""

from __future__ import annotations

from flask import Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lms.errors import Refusal, TooMany
from lms.visit import PROGRAMS, http_problem, note_outage, problem
from lms.watching.work import current_number, new_number
from lms.web.door import Access, actor, ask_to_sign_in, keep_posted_form, permissions_of

KNOWN = {
    400: ("The request could not be read", "Nothing was changed. Go back, reload the page and try again."),
    404: (
        "There is nothing here",
        "The address may be mistyped, or the page is not one you can see. Nothing was changed.",
    ),
    405: ("That cannot be done here", "Nothing was changed. Go back and use the button on the page."),
    413: ("That is too large", "Nothing was stored. Choose a smaller file or shorten the text, then send it again."),
    429: ("Too many tries", "Nothing was changed. Wait a little, then try again."),
}


def install(app: Flask) -> None:
    """Register the pages."""

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        title, _ = KNOWN.get(error.status, ("That was not done", ""))
        response = page(error.status, title, error.sentence)
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @app.errorhandler(CSRFError)
    def stale_form(_error: CSRFError) -> Response:
        is_open = permissions_of(current_app).get(request.endpoint or "") is Access.ANYONE
        if not current_user.is_authenticated and not is_open:
            return ask_to_sign_in()
        may_keep = not is_open and request.headers.get("Sec-Fetch-Site") == "same-origin"
        kept = keep_posted_form(actor().account_id) if may_keep else None
        if kept:
            return make_response(redirect(url_for("sign_in.kept", kept_id=kept), 303))
        return page(400, "This page was out of date", "Nothing was changed. Go back, reload the page and try again.")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        code = error.code or 500
        if code >= 500:
            return broken(error)
        title, sentence = KNOWN.get(code, (error.name, "Nothing was changed."))
        return http_problem(error) if request.path.startswith(PROGRAMS) else page(code, title, sentence)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        outage = note_outage(error)
        if outage is not None:
            response = page(503, outage.title, outage.sentence)
            response.headers["Retry-After"] = str(outage.retry_after)
            return response
        number = current_number() or new_number()
        # The rule, not the path: the address of a mailed link is a secret.
        current_app.logger.error("%s %s %s", number, request.method, request.url_rule, exc_info=error)
        return page(
            500,
            "The page could not be shown",
            "Something went wrong on our side. It was not anything you did.",
            number=number,
        )


def page(status: int, title: str, sentence: str, *, number: str | None = None) -> Response:
    """An error page; a script that asked gets the sentence as JSON, a program a problem document."""
    if request.path.startswith(PROGRAMS):
        return problem(status, title, sentence)
    if request.headers.get("X-Requested-With") == "fetch":
        response = make_response({"message": sentence}, status)
    else:
        response = make_response(
            render_template(
                "error.html",
                title=title,
                sentence=sentence,
                number=number or current_number() or new_number(),
                status=status,
            ),
            status,
        )
    response.headers["Cache-Control"] = "no-store"
    return response
