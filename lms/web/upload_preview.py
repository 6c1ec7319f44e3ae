"""The preview of a course that was sent in: the whole of `lms content preview`, mounted below the upload's address.

What is mounted is an application of its own, with a database that is thrown away, a key of its own and nobody real in it.
This door lets in whoever may publish, hands the request on, and puts the address of the preview before what leads on.
"""

from __future__ import annotations

import io
import re
import shutil
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.library import Library
from lms.curriculum.uploads.queries import get_upload_for
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.readiness.course_checks import CHECKS
from lms.web.door import actor, route, services

bp = Blueprint("upload_preview", __name__, url_prefix="/author/uploads/<upload_id>/preview")

OPEN_MOST = 2
"""Previews kept open by one process; the one not looked at for longest is closed for the next."""

Make = Callable[..., tuple[Any, Flask]]
_LEADS = re.compile(r'\b(href|action|formaction|src|data-autosave|data-place)="(/(?!/|static/)[^"]*)"')


class Previews:
    """The previews that are open, each made on its first request."""

    def __init__(self, make: Make, root: Path) -> None:
        self._make, self._root = make, root
        self._open: OrderedDict[str, tuple[Any, Flask]] = OrderedDict()
        self._lock = Lock()

    def app(self, upload_id: str, digest: str, under: str) -> Flask:
        """The application that shows an upload, mounted at `under`."""
        with self._lock:
            if upload_id not in self._open:
                folder = self._root / upload_id
                shutil.rmtree(folder, ignore_errors=True)
                library = Library(services().workshop.folder(digest), CHECKS, every=3600, drafts=True)
                self._open[upload_id] = self._make(
                    services().settings, data=folder, library=library, clock=services().clock, under=under
                )
                while len(self._open) > OPEN_MOST:
                    self._close(*self._open.popitem(last=False))
            self._open.move_to_end(upload_id)
            return self._open[upload_id][1]

    def _close(self, upload_id: str, opened: tuple[Any, Flask]) -> None:
        opened[0].database.dispose()
        shutil.rmtree(self._root / upload_id, ignore_errors=True)


def install(app: Flask, make: Make) -> None:
    """Make the previews of uploads reachable; `make` makes the application of one."""
    app.extensions["upload previews"] = Previews(make, app.extensions["lms"].settings.data_path / "previews")
    app.register_blueprint(bp)


@bp.before_app_request
def keep_body() -> None:
    """Keep what was posted as it came, before anything reads it as a form: the preview reads it for itself."""
    if request.blueprint == bp.name:
        request.get_data(cache=True)


@route(bp, "/", allow=Permission.COURSE_PUBLISH)
def start(upload_id: str) -> ResponseReturnValue:
    """Where looking begins: the list of everything there is, as its author sees it."""
    with services().database.session() as reader:
        found = get_upload_for(reader, actor(), upload_id)
    return redirect(url_for("upload_preview.page", upload_id=found.id, path="author/"), 303)


@route(bp, "/<path:path>", allow=Permission.COURSE_PUBLISH, methods=["GET", "POST"], keep=False, takes_nul=True)
def page(upload_id: str, path: str) -> ResponseReturnValue:
    """One request to the preview, which looks at its own path; the id of an upload is ours and holds no NUL."""
    if "\0" in upload_id:
        raise NotFound()
    with services().database.session() as reader:
        digest = get_upload_for(reader, actor(), upload_id).digest
    under = url_for("upload_preview.start", upload_id=upload_id).rstrip("/")
    previews: Previews = current_app.extensions["upload previews"]
    inner = previews.app(upload_id, digest, under)
    environ = {key: value for key, value in request.environ.items() if not key.startswith(("werkzeug.", "flask."))}
    environ |= {
        "SCRIPT_NAME": request.environ.get("SCRIPT_NAME", "") + under,
        "PATH_INFO": f"/{path}".encode().decode("latin1"),  # As WSGI hands on what is not Latin.
        "wsgi.input": io.BytesIO(request.get_data()),
    }
    answer = make_response(Response.from_app(inner.wsgi_app, environ))
    return below(answer, under)


def below(answer: Response, under: str) -> Response:
    """An answer of the preview whose addresses stay inside it."""
    location = answer.headers.get("Location", "")
    if location.startswith("/") and not location.startswith((f"{under}/", "//")):
        answer.headers["Location"] = under + location
    if answer.mimetype == "text/html" and not answer.direct_passthrough:
        answer.set_data(moved(answer.get_data(as_text=True), under))
    return answer


def moved(html: str, under: str) -> str:
    """Our own HTML with every address of this site put below `under`; style sheets and scripts are the same everywhere."""

    def one(match: re.Match[str]) -> str:
        name, address = match[1], match[2]
        if address.startswith(f"{under}/"):
            return match[0]
        return f'{name}="{under}{address}"'

    return _LEADS.sub(one, html)
