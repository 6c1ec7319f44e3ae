"""For auditors and CE administrators: activities, their audit packs, and certificates as they were issued. Nothing is changed here."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.acts import credit_pack
from lms.credit import queries
from lms.credit.codes import in_fours
from lms.credit.packing.frame import Frame
from lms.credit.packing.learning import learners
from lms.credit.packing.rules import safe_name
from lms.errors import Invalid
from lms.people.permissions import Permission
from lms.people.who_did_what import audited
from lms.web.audit_pages import day_in
from lms.web.door import actor, course, db, now, route, services

bp = Blueprint("audit_credit", __name__, url_prefix="/audit")

PIECE = 64 * 1024


@route(bp, "/certificates/", allow=Permission.AUDIT_READ)
def certificates() -> ResponseReturnValue:
    """Every certificate of the organisation, newest first, with what it is worth and the licence it names."""
    rows = queries.certificates_of(db(), audited(actor()))
    told = [(row, queries.payload(row), queries.status(row), in_fours(row.code)) for row in rows]
    return render_template("audit_certificates.html", rows=told, valid=sum(each[2] == "valid" for each in told))


@route(bp, "/activities/", allow=Permission.AUDIT_READ)
def activities() -> ResponseReturnValue:
    """Every activity version that was frozen, with the way to its pack."""
    return render_template("audit_activities.html", rows=credit_pack.activities_for(db(), actor()))


@route(bp, "/activities/<credit_activity_id>", allow=Permission.AUDIT_READ)
def activity(credit_activity_id: str) -> ResponseReturnValue:
    """One activity: its roster to this day, and the form for its pack."""
    return _page(credit_activity_id)


@route(bp, "/activities/<credit_activity_id>/pack.zip", allow=Permission.AUDIT_READ, methods=["POST"], keep=False)
def pack(credit_activity_id: str) -> ResponseReturnValue:
    """The pack as a file; that it was made is noted in the record."""
    wanted = credit_pack.get_activity_for(db(), actor(), credit_activity_id)
    db().rollback()  # A pack takes a while, and nobody is to wait for it with a write.
    try:
        with services().database.session() as reader:
            frame = credit_pack.frame_of(
                reader,
                services().files,
                course(),
                activity=wanted,
                first=day_in(request.form.get("from", "")),
                last=day_in(request.form.get("to", "")),
                redacted=request.form.get("licences") != "with",
            )
            # The answer streams the file and closes it; without a name nothing of it stays behind.
            kept = tempfile.TemporaryFile()  # noqa: SIM115
            credit_pack.write_pack(frame, kept)
    except Invalid as wrong:
        return _page(credit_activity_id, problem=wrong)
    kept.seek(0)
    digest = hashlib.file_digest(kept, "sha256").hexdigest()
    credit_pack.note_export(db(), actor=actor(), now=now(), frame=frame, sha256=digest)
    return _streamed(kept, frame, digest)


def _streamed(kept: io.BufferedRandom, frame: Frame, digest: str) -> Response:
    size = kept.tell()
    kept.seek(0)
    response = make_response(Response(_pieces(kept), mimetype="application/zip"))
    response.call_on_close(kept.close)
    days = f"{frame.period.first}-to-{frame.period.last}{'-redacted' if frame.redacted else ''}"
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = f'attachment; filename="audit-pack-{safe_name(frame.unit)}-{days}.zip"'
    response.headers["X-Content-SHA256"] = digest
    return response


def _pieces(kept: io.BufferedRandom) -> Iterator[bytes]:
    with kept:
        while piece := kept.read(PIECE):
            yield piece


def _page(activity_id: str, *, problem: Invalid | None = None) -> ResponseReturnValue:
    found = credit_pack.get_activity_for(db(), actor(), activity_id)
    today = actor().today
    typed = {
        "from": request.form.get("from", today.replace(month=1, day=1).isoformat()),
        "to": request.form.get("to", today.isoformat()),
        "licences": request.form.get("licences", "without"),
    }
    rows, unready = [], None
    try:
        frame = credit_pack.frame_of(
            db(), services().files, course(), activity=found, first=found.made_at.date(), last=today, redacted=False
        )
        rows = learners(frame)
    except Invalid as refusal:
        unready = str(refusal)
    page = render_template(
        "audit_activity.html",
        row=found,
        rows=rows,
        unready=unready,
        problem=problem,
        failed=problem is not None,
        typed=typed,
        today=today,
    )
    return make_response(page, 422 if problem else 200)
