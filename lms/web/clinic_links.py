"""Where a page says "your clinic's protocol", the way to the reader's own clinic's page of that kind.

The course is read once for everybody, so it holds marked words only. This fills them when a page goes out, whatever page
it is: with a link, with a link to write the page for whoever may and has none, else with the words as they are.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

from flask import Flask, Response, request, url_for
from flask_login import current_user

from lms.clinic_pages.queries import page_meant
from lms.people.permissions import Permission
from lms.visit import READS
from lms.web.door import actor, db, services

_MARKED = re.compile(r'<span class="clinics-(?P<kind>[a-z-]+)">(?P<words>[^<]*)</span>')
_MARK = b'<span class="clinics-'


def install(app: Flask) -> None:
    """Fill the marked words of every page that has some."""
    app.after_request(fill)


def fill(response: Response) -> Response:
    """The page with its marked words filled for whoever reads it."""
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response
    page = response.get_data()
    if _MARK in page:
        response.set_data(filled(page.decode()))
    return response


def filled(page: str) -> str:
    """As `fill`, for HTML."""
    offered: set[str] = set()

    @cache
    def address(kind: str) -> tuple[str, bool]:
        return _address(kind)

    def one(match: re.Match[str]) -> str:
        kind, words = match["kind"], match["words"]
        # A link inside a choice would lead away instead of choosing.
        if page.rfind("<label", 0, match.start()) > page.rfind("</label>", 0, match.start()):
            return str(words)
        url, may_write = address(kind)
        if url:
            return f'<a class="clinics" href="{escape(url)}">{words}</a>'
        if may_write and kind not in offered:
            offered.add(kind)
            new = escape(url_for("clinic_pages.new", kind=kind))
            return f'{words} <span class="no-print">(<a href="{new}">write that page</a>)</span>'
        return str(words)

    return _MARKED.sub(one, page)


def _address(kind: str) -> tuple[str, bool]:
    """(where the words lead or nothing, whether this reader may write the page that is missing)."""
    if not current_user.is_authenticated or not actor().may(Permission.CLINIC_PAGE_READ):
        return "", False
    if request.method in READS:
        meant, several = page_meant(db(), actor(), kind)
    else:  # What a write leaves in its session is rolled back or committed by now.
        with services().database.session() as reader:
            meant, several = page_meant(reader, actor(), kind)
    if meant:
        return url_for("clinic_pages.page", clinic_page_id=meant), False
    if several:
        return url_for("clinic_pages.pages", kind=kind), False
    return "", actor().may(Permission.CLINIC_PAGE_WRITE)
