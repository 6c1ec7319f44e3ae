"""For auditors and CE administrators: certificates as they were issued, to read and never to change."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.credit import queries
from lms.credit.codes import in_fours
from lms.people.permissions import Permission
from lms.people.who_did_what import audited
from lms.web.door import actor, db, route

bp = Blueprint("audit_credit", __name__, url_prefix="/audit")


@route(bp, "/certificates/", allow=Permission.AUDIT_READ)
def certificates() -> ResponseReturnValue:
    """Every certificate of the organisation, newest first, with what it is worth and the licence it names."""
    rows = queries.certificates_of(db(), audited(actor()))
    told = [(row, queries.payload(row), queries.status(row), in_fours(row.code)) for row in rows]
    return render_template("audit_certificates.html", rows=told, valid=sum(each[2] == "valid" for each in told))
