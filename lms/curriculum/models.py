"""Editions of the course that were served, and each piece of content as it was seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base


class Edition(Base):
    """The required material as it stood; the id is the content hash."""

    __tablename__ = "edition"
    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    first_served_at: Mapped[datetime]
    summary: Mapped[dict[str, Any]] = mapped_column(doc="Requirement ids with hash, revision and planned minutes.")


class ContentPiece(Base):
    """A lesson, item, case or check, stored once by hash, so that attempts keep what was seen."""

    __tablename__ = "content_piece"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    piece_id: Mapped[str] = mapped_column(String(80))
    body: Mapped[dict[str, Any]]
    first_served_at: Mapped[datetime]
