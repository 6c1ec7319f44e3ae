"""`/api/v1/certificates`: one's own and those one administers, their files; and `/api/v1/verification`, open to everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from flask import Response, current_app, json, make_response, request
from pydantic import BaseModel, Field

from lms.api.door import blueprint, route
from lms.api.paging import Paged, after, next_address
from lms.credit import queries
from lms.credit.codes import in_fours
from lms.credit.models import Certificate
from lms.credit.verifying import verdict_of
from lms.errors import NotFound, Refusal, TooMany
from lms.people import throttling
from lms.people.permissions import Permission
from lms.visit import Access, actor, db, now, services

bp = blueprint("api_certificates", "/certificates")
verification = blueprint("api_verification", "/verification")
OWN, SCOPE = Permission.OWN_CERTIFICATE, "certificates:read"
PDF, CREDENTIAL = "application/pdf", "application/vc+ld+json"
CHECKS = throttling.Limit("verify", 60, 1)


class CertificatesAsked(Paged):
    """Which certificates."""

    person: Annotated[str | None, Field(description="Those of the account with this id.")] = None


class Shown(BaseModel):
    """A certificate. `scope`: what it names. `status`: what it is worth now. `file_ready`: whether its PDF can be read."""

    certificate_id: str
    account_id: str
    organisation_id: str
    serial: str
    code: str
    scope: str
    title: str
    name: str
    completed_on: date
    issued_at: datetime
    status: str
    verify_url: str
    file_ready: bool


class Certificates(BaseModel):
    """A page of certificates, in the order they were issued."""

    rows: list[Shown]
    next: str | None


class Verdict(BaseModel):
    """What a stranger may know of a certificate. `standing`: the verdict in a word. `credits`: lines of CE credit."""

    code: str
    standing: str
    found: str
    means: str
    name: str
    title: str
    parts: list[str]
    completed_on: date
    issued_on: date
    issuer: str
    serial: str
    training_minutes: int
    credits: list[str]


@route(bp, "", allow=OWN, tag="certificates", scope=SCOPE, query=CertificatesAsked, answer=Certificates)
def certificates(asked: CertificatesAsked) -> Certificates:
    """One's own certificates and those one administers, in the order they were issued."""
    last = after(asked)
    found = queries.certificates_after(
        db(),
        actor(),
        account_id=asked.person,
        after=None if last is None else (datetime.fromisoformat(str(last[0])), str(last[1])),
        limit=asked.limit + 1,
    )
    edge = found[asked.limit - 1] if len(found) > asked.limit else None
    more = None if edge is None else (edge.issued_at.isoformat(), edge.id)
    return Certificates(rows=[_shown(each) for each in found[: asked.limit]], next=next_address(asked, more))


@route(bp, "/<certificate_id>", allow=OWN, tag="certificates", scope=SCOPE, answer=Shown)
def certificate(certificate_id: str) -> Shown:
    """One certificate."""
    return _shown(queries.get_certificate_for(db(), actor(), certificate_id))


@route(bp, "/<certificate_id>/file", allow=OWN, tag="certificates", scope=SCOPE, answer=PDF)
def file(certificate_id: str) -> Response:
    """The PDF, byte for byte as it was issued; 409 while it is being prepared."""
    row = queries.get_certificate_for(db(), actor(), certificate_id)
    if row.pdf_hash is None:
        raise Refusal("The file is being prepared. Ask again in a minute.")
    content = services().files.get(row.pdf_hash)
    if content is None:
        raise NotFound("The stored file is missing. The certificate stands.")
    return _bytes(content, PDF)


@route(bp, "/<certificate_id>/credential", allow=OWN, tag="certificates", scope=SCOPE, answer=CREDENTIAL)
def credential(certificate_id: str) -> Response:
    """The signed credential; 409 for a certificate without one, and while it is being prepared."""
    row = queries.get_certificate_for(db(), actor(), certificate_id)
    if row.credential is not None:
        return _bytes(json.dumps(row.credential, ensure_ascii=False, sort_keys=False).encode(), CREDENTIAL)
    if row.pdf_hash is None:
        raise Refusal("The credential is being prepared. Ask again in a minute.")
    raise Refusal("This certificate was issued without a credential.")


def _bytes(content: bytes, media: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = media
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(row: Certificate) -> Shown:
    made = queries.payload(row)
    return Shown(
        certificate_id=row.id,
        account_id=row.account_id,
        organisation_id=row.organisation_id,
        serial=row.serial,
        code=in_fours(row.code),
        scope=row.scope,
        title=row.title,
        name=made.name,
        completed_on=row.completed_on,
        issued_at=row.issued_at,
        status=queries.status(row),
        verify_url=made.verify_url,
        file_ready=row.pdf_hash is not None,
    )


@route(verification, "/<code>", allow=Access.ANYONE, tag="certificates", scope=None, answer=Verdict)
def verify(code: str) -> Verdict:
    """Check a certificate by its code, as the public page does; no token is needed."""
    place = throttling.place(request.remote_addr)
    with services().database.independent() as writer:
        wait = throttling.count(writer, CHECKS, place, secret=str(current_app.secret_key), now=now())
    if wait:
        raise TooMany("Many codes were checked from your network just now. Wait a minute.", retry_after=wait)
    row = queries.by_code(db(), code)
    if row is None:
        raise NotFound("No certificate has this code.")
    made, verdict = queries.payload(row), verdict_of(db(), row)
    return Verdict(
        code=made.code,
        standing=verdict.word,
        found=verdict.found,
        means=verdict.means,
        name=made.name,
        title=f"{made.title} of {made.course_title}",
        parts=list(made.parts),
        completed_on=made.completed_on,
        issued_on=made.issued_on,
        issuer=made.issuer,
        serial=made.serial,
        training_minutes=made.training_minutes,
        credits=[f"{each.amount} {each.unit}, {each.label}, number {each.number}" for each in made.credits],
    )
