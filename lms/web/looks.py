"""Who has looked at records of continuing education: at one's own, and for CE administrators at those of their people."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.credit.viewing.actions import looks_at, looks_for
from lms.people.permissions import Permission
from lms.web.door import Access, actor, db, route
from lms.web.words import zone_here

bp = Blueprint("looks", __name__)

_PAGES = {
    "ce_admin.certificates": "List of certificates",
    "ce_admin.certificate": "Certificate",
    "certificates.certificate": "Certificate",
    "certificates.file": "Certificate, as a file",
    "audit_credit.certificates": "List of certificates in the record",
    "audit_credit.activity": "Roster of an activity",
    "audit_credit.pack": "Audit pack",
    "ce_overrides.overview": "Rules set aside",
    "person.person": "Page of the person",
}


def page_words(endpoint: str) -> str:
    """What was looked at, in words; an endpoint nobody named is told by its own words."""
    known = _PAGES.get(endpoint)
    if known:
        return known
    words = endpoint.replace(".", ": ").replace("_", " ")
    return words[:1].upper() + words[1:]


@route(bp, "/account/looks", allow=Access.SIGNED_IN)
def own() -> ResponseReturnValue:
    """Who has looked at one's own records, newest first."""
    rows = [(each, page_words(each.page)) for each in looks_at(db(), actor().account_id)]
    return render_template("looks.html", rows=rows, zone=zone_here())


@route(bp, "/ce-admin/looks/", allow=Permission.CERTIFICATE_ADMIN)
def everybody() -> ResponseReturnValue:
    """Who has looked at records of people of the organisation, newest first."""
    rows = [(each, page_words(each.page)) for each in looks_for(db(), actor())]
    return render_template("ce_looks.html", rows=rows, zone=zone_here())
