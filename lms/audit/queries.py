"""Read the record, and check that its chains hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.models import AuditDetail, AuditHead, AuditLine
from lms.audit.rules import SAID, START, Break, Line, cannot_be_right, first_break

PAGE = 500


def chains(session: Session) -> list[str]:
    """Every chain that has a head or a line, in order of name."""
    heads = session.scalars(select(AuditHead.chain)).all()
    lines = session.scalars(select(AuditLine.chain).distinct()).all()
    return sorted({*heads, *lines})


def lines(session: Session, chain: str, *, subject: tuple[str, str] | None = None) -> Iterator[Line]:
    """The lines of a chain by number, with details unless erased; `subject` is (kind, id). Read page by page."""
    query = select(AuditLine, AuditDetail).outerjoin(AuditDetail, AuditDetail.line_id == AuditLine.id)
    query = query.where(AuditLine.chain == chain).order_by(AuditLine.number).limit(PAGE)
    if subject is not None:
        query = query.where(AuditLine.subject_kind == subject[0], AuditLine.subject_id == subject[1])
    after = None
    while True:
        page = query if after is None else query.where(AuditLine.number > after)
        rows = session.execute(page.execution_options(populate_existing=True)).all()
        yield from (_line(row, detail) for row, detail in rows)
        if len(rows) < PAGE:
            return
        after = rows[-1][0].number


def _line(row: AuditLine, detail: AuditDetail | None) -> Line:
    return Line(
        chain=row.chain,
        number=row.number,
        at=row.at,
        actor_id=row.actor_id,
        act=row.act,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        details_hash=row.details_hash,
        previous_hash=row.previous_hash,
        hash=row.hash,
        salt=detail.salt if detail else None,
        details=detail.details if detail else None,
    )


def verify(session: Session, chain: str) -> Break | None:
    """The first line of `chain` that was changed, removed or slipped in; None when the chain holds."""
    head = session.execute(select(AuditHead.number, AuditHead.hash).where(AuditHead.chain == chain)).first()
    found = first_break(chain, lines(session, chain), (head.number, head.hash) if head else None)
    return replace(found, fields=_to_blame(session, found)) if found is not None else None


def _to_blame(session: Session, found: Break) -> tuple[str, ...]:
    """The fields of the broken line of which one was changed; the chain is read again, which only a broken one needs."""
    previous, line, following = START, None, None
    seen: dict[str, set[Any]] = {field: set() for field in SAID}
    for each in lines(session, found.chain):
        if each.number == found.number:
            line = each
            continue
        if each.number == found.number - 1:
            previous = each.hash
        elif each.number == found.number + 1:
            following = each.previous_hash
        for field, values in seen.items():
            values.add(getattr(each, field))
    return cannot_be_right(line, previous=previous, following=following, seen=seen) if line is not None else ()


def verify_all(session: Session) -> list[Break]:
    """The first break of every chain that has one."""
    return [found for chain in chains(session) if (found := verify(session, chain)) is not None]
