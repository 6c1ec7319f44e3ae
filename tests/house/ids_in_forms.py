"""Fields of forms that hold an id of somebody's thing, told from the pages themselves: each is tried by test_walls_in_forms."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from lms.ids import is_id

if TYPE_CHECKING:
    from tests.house.page import Page

NO_THING = {"csrf_token", "request_key", "back", "next"}
INVENTED = "upload_preview.page"
"""Hands every form on to an application with people who are invented and thrown away."""


def id_fields(page: Page) -> set[tuple[str, str]]:
    """(endpoint, field) of every form of a page that would post an id: in its value, or as `choice-ID` in its name."""
    found = set()
    for form in page.tree.forms:
        if (form.get("method") or "get").lower() != "post":
            continue
        endpoint = _endpoint(page, urljoin(page.path, form.get("action") or ""))
        if endpoint == INVENTED:
            continue
        for each in form.xpath(".//input[@name] | .//button[@name] | .//select[@name]"):
            name, values = each.get("name"), each.xpath(".//option/@value") or [each.get("value") or ""]
            bare = "-".join(part for part in name.split("-") if not is_id(part))
            if bare not in NO_THING and (
                bare != name or any(is_id(part) for value in values for part in value.split("/"))
            ):
                found.add((endpoint, bare))
    return found


def _endpoint(page: Page, address: str) -> str:
    try:
        return str(page.app.url_map.bind("localhost").match(urlsplit(address).path, method="POST")[0])
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return address


TRIED = {
    ("ce_overrides.overview", "designation"),
    ("ce_way.claim", "designation"),
    ("clinic_pages.new", "owner"),
    ("clinic_pages.new", "place"),
    ("clinic_skills.name", "account_id"),
    ("given.add_role", "clinic"),
    ("given.give_access", "place"),
    ("grievances.complain", "activity"),
    ("people.invite", "clinic"),
    ("queue.together", "id"),
    ("skills.sign", "seen_id"),
    ("uploads.back", "to"),
    ("webhooks.add", "organisation_id"),
}
"""What test_walls_in_forms sends ids of another organisation in."""

NAMED_BY_BROWSER = "a name that a page of the browser gave itself"
COMPARED = "the ratings that were closed when the page was opened, compared with those closed now"
BESIDE = "named for the row whose id goes beside it"
OF_NOBODY = {
    ("clinic_pages.edit", "owner"): "the field and the choices of clinic_pages.new, which is tried",
    ("meetings.record", "came"): "whoever was not asked is left out, as a test there shows",
    ("merging.join", "role"): "a role of the two accounts of the address, whose ids are tried; others are left out",
    ("programmes.ask", "organisation"): "asks another organisation, as it should; nothing is shared before it consents",
    ("programmes.ask", "clinics"): "the clinics of the organisation that is asked",
    ("programme_consents.ask", "mark"): "a mark of what was shown, compared with what there is to see now",
    ("notes.add", "page"): NAMED_BY_BROWSER,
    ("notes.edit", "page"): NAMED_BY_BROWSER,
    ("skill_ratings.own", "after"): COMPARED,
    ("skill_ratings.other", "after"): COMPARED,
    ("queue.together", "choice"): BESIDE,
    ("queue.together", "reason"): BESIDE,
}
"""Fields that need not be tried, and why."""


def untried(page: Page) -> list[str]:
    """Fields of a page that send an id and are in neither list."""
    known = TRIED | OF_NOBODY.keys()
    return [
        f"{field!r} of {endpoint} sends an id: try it in tests/house/test_walls_in_forms.py"
        for endpoint, field in sorted(id_fields(page) - known)
    ]
