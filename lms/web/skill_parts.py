"""What pages show of a person's skills, the same for her and for those who look after her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import request

from lms.people.models import Account, RoleHeld
from lms.people.rules import ROLES
from lms.readiness.history import Event, names_of
from lms.readiness.meetings.queries import panel_reviews_attended
from lms.readiness.rules.skills import SETTLED, LogSums, SignOffs, log_sums
from lms.readiness.skills.actions import Given
from lms.readiness.skills.models import SkillLog, SkillSeen
from lms.readiness.skills.queries import (
    Line,
    Skilled,
    lines_of,
    log_of,
    named_clinics,
    names_in,
    sign_offs_of,
)
from lms.web.door import actor, course, db

STATE_WORDS = {
    "done": "Done",
    "needs more practice": "Needs more practice",
    "not applicable": "Not applicable here",
}
METHOD_WORDS = {"observed": "Observed at work", "role-play": "Role-play", "record review": "Record review"}
LOG_WORDS = {"shadowing": "Shadowing", "panel review": "Panel review attended"}


@dataclass(frozen=True)
class SkillsView:
    """A person's skills on a day. `required`: (role and clinic in words, its sign-offs), only where they count.

    `panel_reviews`: how many of the clinics' own meetings record that she came.
    """

    skilled: Skilled
    lines: tuple[Line, ...]
    names: dict[str | None, str]
    required: tuple[tuple[str, SignOffs], ...]
    log: tuple[SkillLog, ...]
    day: date
    panel_reviews: int = 0

    @property
    def account(self) -> Account:
        """Whose they are."""
        return self.skilled.account

    @property
    def signed(self) -> int:
        """How many skills are signed as done, or as not applicable."""
        return sum(each.found.standing in SETTLED for each in self.lines)

    @property
    def to_sign(self) -> tuple[Line, ...]:
        """What waits and whoever asks may sign."""
        return tuple(each for each in self.lines if each.found.standing == "waiting" and each.signs)

    @property
    def waiting(self) -> tuple[Line, ...]:
        """What was seen and waits for a signature."""
        return tuple(each for each in self.lines if each.found.standing == "waiting")

    @property
    def sums(self) -> LogSums:
        """Of what stands in the log."""
        return log_sums((each.kind, each.minutes) for each in self.log if each.withdrawn_at is None)

    def confirms(self, row: SkillLog) -> bool:
        """Whether whoever asks may confirm an entry of the log."""
        return not self.skilled.own and any(
            each.clinic_id == row.clinic_id and self.skilled.supervises(each.clinic) for each in self.skilled.roles
        )

    def after(self, line: Line) -> str:
        """`after Module 4`: when the course teaches it; empty where it says nothing."""
        module = course().module(line.skill.after) if line.skill.after else None
        return f"after {module.short}" if module else ""

    def missing_words(self, sign_offs: SignOffs) -> str:
        """The titles of what is missing."""
        found = (course().skill(each) for each in sign_offs.missing)
        return "; ".join(each.title for each in found if each)


def view_of(skilled: Skilled, day: date) -> SkillsView:
    """Everything of one person."""
    lines = lines_of(db(), skilled, course(), day)
    held = skilled.open_roles
    sign_offs = sign_offs_of(db(), held, course(), {each.id: day for each in held})
    organisations = {each.clinic.organisation_id for each in skilled.roles}
    shows_log = skilled.own or skilled.looks_after
    log = tuple(log_of(db(), skilled.account.id, organisations)) if shows_log else ()
    by = names_in(row for line in lines for row in line.rows) | {each.confirmed_by_account_id for each in log}
    names = names_of(db(), by)
    return SkillsView(
        skilled=skilled,
        lines=lines,
        names=names,
        required=tuple((role_words(each), sign_offs[each.id]) for each in held if each.id in sign_offs),
        log=log,
        day=day,
        panel_reviews=panel_reviews_attended(db(), skilled.account.id, as_of=day, organisation_ids=organisations)
        if shows_log
        else 0,
    )


def skilled_as_seen(account: Account, held: list[RoleHeld], *, own: bool) -> Skilled:
    """The person of a page that was let in already, with the roles that are seen there."""
    named = frozenset() if own else named_clinics(db(), actor())
    return Skilled(account, tuple(held), actor(), named, not own)


def role_words(held: RoleHeld) -> str:
    """`Behavioral health care manager, Mill Road`."""
    return f"{ROLES.get(held.role, held.role)}, {held.clinic.name}"


def events_of(view: SkillsView, zone: str) -> list[Event]:
    """What was signed and withdrawn, for the history of a person."""
    found = []
    for line in view.lines:
        for row in line.rows:
            found += _events(line, row, view.names, zone)
    return found


def _events(line: Line, row: SkillSeen, names: dict[str | None, str], zone: str) -> list[Event]:
    found = []
    if row.signed_at is not None and row.signed_on is not None:
        what = f"Skill signed, {STATE_WORDS.get(row.state or '', '').lower()}: {line.skill.title}"
        found.append(Event(row.signed_at, row.signed_on, what, names.get(row.signed_by_account_id, ""), row.comment))
        if row.withdrawn_at is not None:
            day = row.withdrawn_at.astimezone(ZoneInfo(zone)).date()
            who = names.get(row.withdrawn_by_account_id, "")
            what = f"Signature withdrawn: {line.skill.title}"
            found.append(Event(row.withdrawn_at, day, what, who, row.withdrawn_reason or ""))
    return found


def given_by_form() -> Given:
    """What an observer entered."""
    return Given(
        method=request.form.get("method") or None,
        state=request.form.get("state") or None,
        seen_on=day_entered("seen_on"),
        comment=request.form.get("comment", "").replace("\r\n", "\n"),
        checked=bool(request.form.get("checked")),
    )


def day_entered(name: str) -> date | None:
    """A day of a form, None where there is none that can be read."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def targets(fields: dict[str, str]) -> list[tuple[str, str]]:
    """Problems by field as the summary takes them."""
    return [(f"#{field}", sentence) for field, sentence in fields.items()]


WORDS: dict[str, Any] = {
    "state_words": STATE_WORDS,
    "method_words": METHOD_WORDS,
    "log_words": LOG_WORDS,
    "role_names": ROLES,
}
"""What every template of skills is given."""
