"""Pages of lists: a cursor says after which row to go on, sealed so that it is none but one we gave for the same question."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from flask import current_app, json, request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lms.errors import Invalid
from lms.services import Services
from lms.visit import services

WRONG = "This cursor is not one that this list gave with these parameters. Begin without one."
Plain = str | int
_POSITION = TypeAdapter(list[Plain])


class Paged(BaseModel):
    """Parameters of every list."""

    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(ge=1, le=200, description="Rows on a page.")] = 50
    cursor: Annotated[
        str | None,
        Field(max_length=600, pattern=r"^[A-Za-z0-9_=-]+$", description="From `next` of the page before."),
    ] = None


def after(asked: Paged) -> tuple[Plain, ...] | None:
    """The position of the last row of the page before; None at the beginning. Raises Invalid."""
    if asked.cursor is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(asked.cursor.encode())
    except ValueError as error:
        raise Invalid(WRONG, field="cursor") from error
    seal, position = raw[:16], raw[16:]
    if not hmac.compare_digest(seal, _seal(asked, position)):
        raise Invalid(WRONG, field="cursor")
    return tuple(_POSITION.validate_json(position))


def next_address(asked: Paged, position: Sequence[Plain] | None) -> str | None:
    """The address of the page after the row at `position`; None: there is none."""
    if position is None:
        return None
    told = json.dumps(list(position), separators=(",", ":")).encode()
    cursor = base64.urlsafe_b64encode(_seal(asked, told) + told).decode()
    parameters = {**_filters(asked), "limit": asked.limit, "cursor": cursor}
    found: Services = services()
    return f"{found.settings.base_url}{request.path}?{urlencode(parameters)}"


def _filters(asked: Paged) -> dict[str, str]:
    given = asked.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}


def _seal(asked: Paged, position: bytes) -> bytes:
    about = json.dumps([request.path, sorted(_filters(asked).items())]).encode()
    key = b"api-cursor:" + str(current_app.secret_key).encode()
    return hmac.new(key, len(about).to_bytes(4, "big") + about + position, hashlib.sha256).digest()[:16]
