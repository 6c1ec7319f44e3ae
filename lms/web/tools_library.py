"""The tools library: what there is, one tool to read and print, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.clinic_pages.queries import pages_for
from lms.credit.rendering import FONTS
from lms.curriculum.course import Module, Tool
from lms.curriculum.paper.outline import Sheet
from lms.curriculum.paper.pdf import sheet_pdf
from lms.curriculum.paper.sheet import reviewed, sheet_of
from lms.curriculum.paper.word import sheet_docx
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.people.rules import ROLES
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, route

bp = Blueprint("tools", __name__, url_prefix="/tools")

KINDS = {
    "pdf": ("PDF", "application/pdf"),
    "docx": ("Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""How each kind of file is called, and its media type."""


@dataclass(frozen=True)
class Download:
    """A file of a tool: its name in the address, its kind, its bytes."""

    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> str:
        """The size in words."""
        return f"{max(1, round(len(self.content) / 1000)):,} kB"


@route(bp, "/", allow=Permission.COURSE_READ)
def library() -> ResponseReturnValue:
    """All tools by module; `role` keeps those that help one role."""
    role = request.args.get("role", "")
    here = course()
    named = {each for tool in here.tools for each in tool.roles}
    role = role if role in named else ""
    shelves: list[tuple[Module, list[Tool]]] = []
    for module in (*here.modules, *here.units):
        found = [tool for tool in here.tools if tool.module_id == module.id]
        found = [tool for tool in found if not role or not tool.roles or role in tool.roles]
        shelves += [(module, found)] if found else []
    return render_template(
        "tools.html",
        course=here,
        shelves=shelves,
        shown=sum(len(tools) for _, tools in shelves),
        roles=[(each, ROLES[each]) for each in ROLES if each in named],
        role=role,
        may_read_clinic_pages=actor().may(Permission.CLINIC_PAGE_READ),
        own_pages=pages_for(db(), actor()),
        url_of=url_of,
    )


@route(bp, "/<tool_id>", allow=Permission.COURSE_READ)
def tool(tool_id: str) -> ResponseReturnValue:
    """A tool to read, print and download. An older address leads on; a withdrawn one says so."""
    here = course()
    found = here.tool(tool_id)
    if found is None:
        if tool_id not in here.retired:
            raise NotFound()
        return make_response(render_template("tool_gone.html"), 410)
    if found.id != tool_id:
        return redirect(url_for("tools.tool", tool_id=found.id, instead_of=tool_id), 301)
    return render_template(
        "tool.html",
        tool=found,
        module=here.module(found.module_id),
        lessons=[(each.title, url_of(here, each.id)) for each in map(here.lesson, found.lessons) if each],
        downloads=downloads_of(found),
        replaced=request.args.get("instead_of") in found.aliases,
        roles=[ROLES[each] for each in found.roles],
        reviewed=reviewed(found),
        kinds=KINDS,
    )


@route(bp, "/<tool_id>/<file_name>", allow=Permission.COURSE_READ)
def file(tool_id: str, file_name: str) -> ResponseReturnValue:
    """One file of a tool. Kept by browsers, and asked for anew each time."""
    found = course().tool(tool_id)
    if found is None:
        raise NotFound()
    download = next((each for each in downloads_of(found) if each.name == file_name), None)
    if download is None:
        raise NotFound()
    name = f"{download.name.rpartition('.')[0]}-revision-{found.revision}.{download.kind}"
    answer = Response(download.content, mimetype=KINDS[download.kind][1])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(sha256(download.content).hexdigest()[:32])
    return answer.make_conditional(request)


def formats_of(tool: Tool) -> tuple[str, ...]:
    """The kinds of file a tool comes in."""
    return tuple(dict.fromkeys(each.format for each in tool.files)) or ("pdf", "docx")


def downloads_of(tool: Tool) -> tuple[Download, ...]:
    """A tool's finished files; for a sheet, its PDF and its Word document, made from its text when first asked for."""
    if tool.files:
        return tuple(Download(each.name, each.format, each.content) for each in tool.files)
    sheet = sheet_of(tool, course())
    return tuple(Download(f"{tool.slug}.{kind}", kind, _made(sheet, kind)) for kind in formats_of(tool))


@lru_cache(maxsize=128)
def _made(sheet: Sheet, kind: str) -> bytes:
    return sheet_pdf(sheet, fonts=FONTS) if kind == "pdf" else sheet_docx(sheet)
