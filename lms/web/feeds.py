"""Calendar feeds: the secret address itself, and making, renewing and revoking one for oneself or for a clinic."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from flask.typing import ResponseReturnValue

from lms.people.permissions import Permission
from lms.readiness.meetings import feeds
from lms.web.door import Access, actor, db, now, route, see_other, services
from lms.web.sign_in import secret

bp = Blueprint("feeds", __name__)

CHANGE = Permission.MEETING_CHANGE


@route(bp, "/calendar/<feed_token>.ics", allow=Access.ANYONE)
def feed(feed_token: str) -> ResponseReturnValue:
    """What a calendar reads. The address is the key; any other answers 404."""
    settings = services().settings
    text = feeds.feed_text(db(), feed_token, now=now(), base_url=settings.base_url, zone=settings.zone)
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return answer


def _made(clinic_id: str | None, *, renewed: bool) -> str:
    whose = "your meetings" if clinic_id is None else "the clinic’s meetings"
    said = (
        "The address is new.\nThe one before answers nobody any more; put the new one into your calendar."
        if renewed
        else f"The address for {whose} is made.\nPut it into your calendar as a subscription. Whoever has it sees the meetings."
    )
    flash(said, "ready")
    return _back(clinic_id)


def _back(clinic_id: str | None) -> str:
    if clinic_id is None:
        return url_for("account.account", _anchor="calendar")
    return url_for("meetings.meetings", clinic_id=clinic_id, _anchor="calendar")


@route(bp, "/account/feeds/new", allow=Access.SIGNED_IN, methods=["POST"])
def make() -> ResponseReturnValue:
    """An address for one's own meetings."""
    feeds.make_feed(db(), actor=actor(), now=now(), secret=secret())
    return see_other(_made(None, renewed=False))


@route(bp, "/account/feeds/<own_feed_id>/renew", allow=Access.SIGNED_IN, methods=["POST"])
def renew(own_feed_id: str) -> ResponseReturnValue:
    """Another address in its place."""
    feeds.renew_feed(db(), actor=actor(), now=now(), secret=secret(), feed_id=own_feed_id)
    return see_other(_made(None, renewed=True))


@route(bp, "/account/feeds/<own_feed_id>/revoke", allow=Access.SIGNED_IN, methods=["POST"])
def revoke(own_feed_id: str) -> ResponseReturnValue:
    """End an address of one's own."""
    feeds.revoke_feed(db(), actor=actor(), now=now(), feed_id=own_feed_id)
    flash("Revoked.\nThat address answers nobody any more.", "ready")
    return see_other(_back(None))


@route(bp, "/clinics/<clinic_id>/meetings/feeds/new", allow=CHANGE, methods=["POST"])
def make_for_clinic(clinic_id: str) -> ResponseReturnValue:
    """An address for a clinic's meetings."""
    feeds.make_feed(db(), actor=actor(), now=now(), secret=secret(), clinic_id=clinic_id)
    return see_other(_made(clinic_id, renewed=False))


@route(bp, "/clinics/<clinic_id>/meetings/feeds/<clinic_feed_id>/renew", allow=CHANGE, methods=["POST"])
def renew_for_clinic(clinic_id: str, clinic_feed_id: str) -> ResponseReturnValue:
    """Another address in its place."""
    feeds.renew_feed(db(), actor=actor(), now=now(), secret=secret(), feed_id=clinic_feed_id, clinic_id=clinic_id)
    return see_other(_made(clinic_id, renewed=True))


@route(bp, "/clinics/<clinic_id>/meetings/feeds/<clinic_feed_id>/revoke", allow=CHANGE, methods=["POST"])
def revoke_for_clinic(clinic_id: str, clinic_feed_id: str) -> ResponseReturnValue:
    """End an address of a clinic."""
    feeds.revoke_feed(db(), actor=actor(), now=now(), feed_id=clinic_feed_id, clinic_id=clinic_id)
    flash("Revoked.\nThat address answers nobody any more.", "ready")
    return see_other(_back(clinic_id))
