"""Metrics for Prometheus, behind a token. Registered only where a setting names the file of the token."""

from __future__ import annotations

import hmac
from pathlib import Path

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from lms.errors import NotFound
from lms.web.door import Access, route, services

bp = Blueprint("metrics", __name__)


@route(bp, "/metrics", allow=Access.ANYONE)
def metrics() -> ResponseReturnValue:
    """All meters and gauges, for whoever sends the token as Bearer; nothing is here for anybody else."""
    meters = services().meters
    sent = request.headers.get("Authorization", "")
    token = Path(services().settings.metrics).read_text(encoding="utf-8").strip()
    if meters is None or not token or not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
        raise NotFound()
    response = make_response(generate_latest(meters.registry))
    response.headers["Content-Type"] = CONTENT_TYPE_LATEST
    response.headers["Cache-Control"] = "no-store"
    return response
