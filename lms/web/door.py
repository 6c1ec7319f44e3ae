"""The HTML door: who may enter, one session a request, one commit, and no write done twice.

A view states who may enter (`allow=`). The wrapper checks it, answers a repeated write with its first
answer, calls the view, and commits once if the view did not fail.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, make_response, redirect, request, session, url_for
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from lms.audit.actions import seal
from lms.audit.handled import handled, mark_handled
from lms.errors import NotFound
from lms.people import kept_forms, sign_in
from lms.people.factors.queries import has_factor
from lms.people.factors.rules import is_fresh
from lms.people.permissions import Permission
from lms.visit import HALF, TOKEN, Access, Allow, actor, course, db, now, permissions_of, refuse_nul, services
from lms.web.consequences import ASKED_AGAIN, TAKES_PASSWORD

__all__ = [
    "HALF",
    "TOKEN",
    "Access",
    "Allow",
    "actor",
    "ask_to_sign_in",
    "asked",
    "back_link",
    "course",
    "db",
    "install",
    "keep_posted_form",
    "local_path",
    "now",
    "permissions_of",
    "remember_after_commit",
    "route",
    "see_other",
    "services",
]

KEPT = "kept"
QUEUE = "/queue/"
NEVER_KEPT = ("csrf_token", "request_key")


View = Callable[..., Any]


def remember_after_commit(act: Callable[[], None]) -> None:
    """Run `act` once the request's transaction is durable; its failure never undoes the request."""
    g.setdefault("after_commit", []).append(act)


def see_other(url: str) -> Response:
    """A 303 to `url` after a write."""
    return make_response(redirect(url, 303))


def route(
    bp: Blueprint,
    rule: str,
    *,
    allow: Allow,
    methods: tuple[str, ...] | list[str] = ("GET",),
    last_counts: bool = False,
    keep: bool = True,
    takes_nul: bool = False,
    writes: bool = False,
) -> Callable[[View], View]:
    """Register a view together with who may enter it.

    `last_counts`: the write keeps the newest of several answers, so a page that the browser took out of its
    memory may send another one under the key it has used already. `keep`: a post that came after the session
    had ended is given back after signing in. `takes_nul`: the view copes with any character in its arguments.
    `writes`: a GET to which another site sends the browser back, and which writes once if the view does not refuse.
    """

    def register(view: View) -> View:
        @wraps(view)
        def enter(**values: Any) -> Response:
            g.writes = writes and request.method == "GET"
            return _enter(view, allow, values, last_counts=last_counts, takes_nul=takes_nul)

        enter.lms_allow = allow  # type: ignore[attr-defined]
        enter.lms_keep = keep  # type: ignore[attr-defined]
        bp.add_url_rule(rule, view.__name__, enter, methods=list(methods))
        return view

    return register


def _enter(view: View, allow: Allow, values: dict[str, Any], *, last_counts: bool, takes_nul: bool) -> Response:
    if not takes_nul:
        refuse_nul()
    if allow is not Access.ANYONE and not current_user.is_authenticated:
        return ask_to_sign_in()
    if isinstance(allow, Permission) and not actor().may(allow):
        if actor().held_back:
            return see_other(url_for("factors.overview"))
        raise NotFound()
    if request.method in ("GET", "HEAD"):
        response = make_response(view(**values))
        return _commit(response, mark=False) if g.writes and "db" in g else response
    if request.endpoint in ASKED_AGAIN and current_user.is_authenticated and _must_prove_again():
        return _ask_to_prove()
    earlier = None if last_counts else _handled_before()
    if earlier:
        return see_other(earlier)
    response = make_response(view(**values))
    if last_counts and response.status_code == 303:  # Nothing else is marked, so nothing else need be looked up.
        earlier = _handled_before()
    if response.status_code == 303 and current_user.is_authenticated and (back := back_link()):
        response.location = back
    if "db" in g:
        return _commit(response, mark=earlier is None)
    _run_after_commit()
    return response


def _must_prove_again() -> bool:
    if is_fresh(current_user.proved_at, now()):
        return False
    with services().database.session() as reader:
        if has_factor(reader, actor().account_id):
            return True
    return request.endpoint not in TAKES_PASSWORD and not is_fresh(current_user.began_at, now())


def _ask_to_prove() -> Response:
    """Keep what was sent, ask who it is, and give it back to be sent again."""
    kept = keep_posted_form(actor().account_id, always=True)
    before = local_path(urlsplit(request.referrer or "").path)
    onward = url_for("sign_in.kept", kept_id=kept) if kept else before
    return see_other(url_for("second_step.prove", next=onward))


def asked(name: str) -> str:
    """A field of the form that was sent, or what the address of a page asks for: one of the two, never whichever has it."""
    sent: str = (request.form if request.method == "POST" else request.args).get(name, "")
    return sent


def back_link() -> str | None:
    """Where whoever came from her queue goes once the write of this page is done: an address below it, else None.

    The queue's links carry it as `back`, and every form of the page they lead to carries it on.
    """
    if "back" not in g:
        g.back = _back_link()
    found: str | None = g.back
    return found


def _back_link() -> str | None:
    try:
        sent = request.form.get("back")
    except HTTPException:  # A form that is too large was read by nobody; its page says so, and leads nowhere.
        return None
    wanted = local_path(sent or request.args.get("back"))
    return wanted if wanted is not None and wanted.partition("?")[0].startswith(QUEUE) else None


def _key() -> str | None:
    key = request.form.get("request_key", "")
    # A key of our own making holds no NUL; where a view takes any character, one that does is no key.
    return key[:64] or None if current_user.is_authenticated and "\0" not in key else None


def _handled_before() -> str | None:
    key = _key()
    if key is None:
        return None
    with services().database.session() as reader:
        return handled(reader, account_id=actor().account_id, key=key)


def _commit(response: Response, *, mark: bool) -> Response:
    """Commit a write whose view succeeded; a key that another request used first wins. `mark`: the key is new."""
    if response.status_code >= 400:
        db().rollback()
        return response
    key = _key() if mark else None
    try:
        if key is not None and response.status_code == 303:
            mark_handled(
                db(),
                account_id=actor().account_id,
                key=key,
                now=now(),
                endpoint=request.endpoint or "",
                location=response.location or "",
            )
        seal(db())
        db().commit()
    except IntegrityError:
        db().rollback()
        earlier = _handled_before()
        if earlier is None:
            raise
        return see_other(earlier)
    _run_after_commit()
    return response


def _run_after_commit() -> None:
    for act in g.pop("after_commit", []):
        try:
            act()
        except Exception:
            current_app.logger.exception("work after commit failed; a job retries it")


def local_path(candidate: str | None) -> str | None:
    """`candidate` if it is a path on this site, else None: redirects never leave."""
    if not candidate or not candidate.startswith("/") or candidate.startswith(("//", "/\\")) or "\\" in candidate:
        return None
    if any(ord(character) < 32 for character in candidate):
        return None
    return candidate[:500]


def ask_to_sign_in() -> Response:
    """Send to sign-in and back; a posted form is kept for the account whose session ended here."""
    if request.method in ("GET", "HEAD"):
        wanted = local_path(request.full_path.rstrip("?"))
        return make_response(redirect(url_for("sign_in.sign_in", next=wanted), 303))
    kept = keep_posted_form(_owner_of_expired_session())
    return make_response(redirect(url_for("sign_in.sign_in", kept="yes" if kept else None), 303))


def _owner_of_expired_session() -> str | None:
    token = session.get(TOKEN)
    if not token:
        return None
    with services().database.session() as reader:
        return sign_in.expired_owner(reader, token=token, now=now(), settings=services().settings)


def keep_posted_form(account_id: str | None, *, always: bool = False) -> str | None:
    """Seal the fields of this POST for one account for one hour; returns the id, or None if nothing was kept.

    `always`: also of a view whose forms are not given back after a session ended.
    """
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]
    fields = [(name, value) for name, value in sent if "password" not in name.lower()]
    view = current_app.view_functions.get(request.endpoint or "")
    only_passwords = bool(sent) and not fields
    # What another site sends must not come back to its victim as if they had written it.
    foreign = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if (
        foreign
        or account_id is None
        or only_passwords
        or request.files
        or not (always or getattr(view, "lms_keep", False))
    ):
        return None
    with services().database.independent() as writer:
        kept_id: str = kept_forms.keep_form(
            writer,
            account_id=account_id,
            path=request.path,
            fields=fields,
            now=now(),
            secret=str(current_app.secret_key),
        )
    return kept_id


def install(app: Flask) -> None:
    """The limit on forms without a file."""

    @app.before_request
    def limit_form() -> None:
        if request.mimetype != "multipart/form-data":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]
