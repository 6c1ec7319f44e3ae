"""Write down who did what. Lines wait on the session and are sealed into their chain just before commit."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from lms.audit.models import AuditDetail, AuditHead, AuditLine
from lms.audit.rules import START, hash_of_details, hash_of_line
from lms.database import upserting
from lms.ids import new_id

_WAITING = "audit_lines"


@dataclass(frozen=True)
class _Waiting:
    chain: str
    actor_id: str | None
    at: datetime
    act: str
    subject_kind: str
    subject_id: str
    details: dict[str, Any]
    within: SessionTransaction | None


def record(
    session: Session,
    *,
    chain: str,
    actor_id: str | None,
    at: datetime,
    act: str,
    subject_kind: str,
    subject_id: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Note one act: `chain` is an organisation id or 'installation', `act` a word such as 'invitation.accepted'.

    The line names opaque ids only; names, addresses and reasons belong in `details`, which can be erased.
    """
    # A transaction that has not begun cannot be undone, and its lines would outlive a rollback.
    session.connection()
    plain: dict[str, Any] = json.loads(json.dumps(dict(details or {})))
    line = _Waiting(chain, actor_id or None, at, act, subject_kind, subject_id, plain, session.get_nested_transaction())
    session.info.setdefault(_WAITING, []).append(line)


def seal(session: Session) -> int:
    """Write the waiting lines; returns how many. The heads are locked last, so that chains wait for nothing else."""
    waiting: list[_Waiting] = session.info.pop(_WAITING, [])
    if not waiting:
        return 0
    session.flush()
    for chain in sorted({line.chain for line in waiting}):
        _seal_chain(session, chain, [line for line in waiting if line.chain == chain])
    session.flush()
    return len(waiting)


def _seal_chain(session: Session, chain: str, lines: list[_Waiting]) -> None:
    session.execute(upserting(session, AuditHead).values(chain=chain, number=0, hash=START).on_conflict_do_nothing())
    locked = select(AuditHead).where(AuditHead.chain == chain).with_for_update()
    head = session.scalars(locked.execution_options(populate_existing=True)).one()
    rows, details = [], []
    for line in lines:
        salt = secrets.token_hex(16)
        parts: dict[str, Any] = {
            "chain": chain,
            "number": head.number + 1,
            "at": line.at,
            "actor_id": line.actor_id,
            "act": line.act,
            "subject_kind": line.subject_kind,
            "subject_id": line.subject_id,
            "details_hash": hash_of_details(salt, line.details),
            "previous_hash": head.hash,
        }
        row = AuditLine(id=new_id(), hash=hash_of_line(**parts), **parts)
        rows.append(row)
        details.append(AuditDetail(line_id=row.id, salt=salt, details=line.details))
        head.number, head.hash = row.number, row.hash
    session.add_all(rows)
    session.flush()
    session.add_all(details)


@event.listens_for(Session, "before_commit")
def _seal_what_waits(session: Session) -> None:
    # A door calls seal() itself; this catches the short transactions of Database.independent().
    if not session.in_nested_transaction():
        seal(session)


@event.listens_for(Session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, undone: SessionTransaction) -> None:
    waiting: list[_Waiting] = session.info.get(_WAITING, [])
    session.info[_WAITING] = [line for line in waiting if undone.nested and not _inside(line.within, undone)]


def _inside(within: SessionTransaction | None, undone: SessionTransaction) -> bool:
    while within is not None and within is not undone:
        within = within.parent
    return within is undone
