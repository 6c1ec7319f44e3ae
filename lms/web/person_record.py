"""What learner and supervisor both see of one person: standings with their working, evidence, certificates, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from flask import request

from lms.credit.queries import is_checked, own_certificates
from lms.credit.rules import status_of
from lms.errors import Invalid
from lms.people.changes import START, WINDOW, changes_of
from lms.people.models import Account, Pause, RoleHeld
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.people.rules import standing_changes
from lms.readiness.evidence import Group, evidence_of
from lms.readiness.history import OPERATOR, Event, history_of, names_of
from lms.readiness.queries import PersonStanding, local_today, standing_of
from lms.readiness.rules import Standing, day_words, local_date, most_urgent
from lms.readiness.rules.answers import Who, answer
from lms.readiness.rules.working import Working, working
from lms.web import charts
from lms.web.door import actor, course, db, now, services
from lms.web.goal_views import After, after_of
from lms.web.skill_parts import SkillsView, events_of, skilled_as_seen, view_of
from lms.web.timelines import timeline_of
from lms.web.words import zone_words

LATEST = 25
"""Entries of a history that a page shows before it is asked for all."""


@dataclass(frozen=True)
class Note:
    """A change that still holds: who made it, on which day, why."""

    who: str
    on: date
    why: str


@dataclass(frozen=True)
class RoleView:
    """One role held, as a page shows it. `adjusted` and `moved` say who changed the window and the start date last."""

    shown: PersonStanding
    today: date
    working: Working
    sources: tuple[tuple[str, str], ...]
    chart: charts.TimelineData | None
    adjusted: Note | None
    moved: Note | None
    leave: tuple[Pause, ...]
    after: After | None

    @property
    def held(self) -> RoleHeld:
        """The role held."""
        return self.shown.held

    @property
    def ended_on(self) -> date | None:
        """The last day in the role, as far as it was over by the day shown."""
        last = self.held.ended_on
        return last if last is not None and last <= self.today else None

    @property
    def standing(self) -> Standing:
        """Its standing."""
        return self.shown.standing

    @property
    def parts_as_pairs(self) -> list[tuple[str, str]]:
        """The three parts of ready with their state, as the list of pairs shows them."""
        words = {"done": "Done.", "open": "Open.", "off": ""}
        return [(each.name.capitalize(), f"{words[each.state]} {each.text}".strip()) for each in self.standing.parts]


@dataclass(frozen=True)
class CertificateLine:
    """A certificate by its title, with its state in a word."""

    id: str
    title: str
    serial: str
    completed_on: date
    issued_on: date
    state: Literal["valid", "revoked", "superseded", "preparing"]


@dataclass(frozen=True)
class PersonRecord:
    """Everything the page of a person holds. `heading` is the answer; `past` says that a day that is over was asked for."""

    account: Account
    heading: str
    roles: tuple[RoleView, ...]
    ended: tuple[RoleView, ...]
    evidence: tuple[Group, ...]
    certificates: tuple[CertificateLine, ...]
    history: tuple[Event, ...]
    as_of: date
    today: date
    zone: str
    past: bool
    own: bool
    skills: SkillsView
    whole: bool
    deactivated: bool

    @property
    def latest(self) -> tuple[Event, ...]:
        """The entries of the history that the page shows: all when `?history=all` asks for them, else the newest `LATEST`."""
        return self.history if self.whole else self.history[:LATEST]

    @property
    def as_of_words(self) -> str:
        """The zone in which the day is meant."""
        return zone_words(self.zone)

    @property
    def minutes_done(self) -> int:
        """Planned minutes earned, each part counted once over all roles."""
        return sum(group.minutes_done for group in self.evidence)

    @property
    def minutes(self) -> int:
        """Planned minutes of all parts."""
        return sum(group.minutes for group in self.evidence)


def roles_seen(account: Account, *, own: bool) -> list[RoleHeld]:
    """The roles of a person that whoever asks may see, those that have ended too."""
    found = roles_of(db(), account.id, open_only=False)
    if own:
        return found
    return [
        each
        for each in found
        if actor().may(
            Permission.CLINIC_READINESS, organisation_id=each.clinic.organisation_id, clinic_id=each.clinic_id
        )
    ]


def record_of(account: Account, *, own: bool, as_of: date | None = None) -> PersonRecord:
    """The record of one person, as far as whoever asks may see it; `as_of` replaces each clinic's own today.

    Raises Invalid for a day still to come. As of a day that is over, roles that were recorded later are left out, and those that ended later were held still.
    """
    held = roles_seen(account, own=own)
    zone = held[0].clinic.zone if held else services().settings.zone
    today = now().astimezone(ZoneInfo(zone)).date()
    day = as_of or today
    if day > today:
        raise Invalid(f"That day is still to come. Choose {day_words(today)} or an earlier one.")
    gone = account.deactivated_at
    if day < today:
        held = [each for each in held if each.joined_on <= day]
    views = [_role(each, as_of or local_today(each, now()), own=own) for each in held]
    roles = tuple(each for each in views if each.ended_on is None)
    ended = tuple(each for each in views if each.ended_on is not None)
    deactivated = gone is not None and gone.astimezone(ZoneInfo(zone)).date() <= day
    skills = view_of(skilled_as_seen(account, held, own=own), day)
    certificates = _certificates(account, zone, day)
    issued = [
        Event(
            row.issued_at, row.issued_at.astimezone(ZoneInfo(zone)).date(), f"Certificate {row.serial}: {row.title}", ""
        )
        for row in own_certificates(db(), account.id)
    ]
    return PersonRecord(
        account=account,
        heading=_heading(account, roles, ended, own=own, deactivated=deactivated),
        roles=roles,
        ended=ended,
        evidence=_evidence(account, roles or ended, zone, day),
        certificates=certificates,
        history=history_of(
            db(), account, held, course(), zone=zone, until=day, more=[*issued, *events_of(skills, zone)]
        ),
        as_of=day,
        today=today,
        zone=zone,
        past=day < today,
        own=own,
        skills=skills,
        whole=request.args.get("history") == "all",
        deactivated=deactivated,
    )


def most_pressing(roles: Sequence[RoleView]) -> RoleView | None:
    """Of several roles the one to show first."""
    first = most_urgent(each.standing for each in roles)
    return next((each for each in roles if each.standing is first), None)


@dataclass(frozen=True)
class Changed:
    """A change that was just written down, with the address that takes it back."""

    event: Event
    url: str | None


def just_changed(record: PersonRecord, undo_for: Callable[[Event], str | None]) -> Changed | None:
    """The change that `?changed=` names, if it is one of this record that still stands."""
    wanted = request.args.get("changed")
    event = next((each for each in record.history if wanted and each.change_id == wanted), None)
    return Changed(event, undo_for(event)) if event else None


def _heading(
    account: Account, roles: tuple[RoleView, ...], ended: tuple[RoleView, ...], *, own: bool, deactivated: bool
) -> str:
    who = Who(account.name, own)
    if deactivated:
        return who.says("can no longer sign in", "can no longer sign in")
    first = most_pressing(roles)
    if first is not None:
        return answer(who, first.standing, first.shown.facts, first.today)
    if ended:
        return who.says("hold no role now", "holds no role now")
    return who.says("train for no role yet", "trains for no role here")


def _role(held: RoleHeld, today: date, *, own: bool) -> RoleView:
    shown = standing_of(db(), held, course(), today)
    facts = course().facts
    return RoleView(
        shown=shown,
        today=today,
        working=working(shown.timeline, shown.facts, today),
        sources=tuple((each, facts[each].statement) for each in shown.timeline.source if each in facts),
        chart=timeline_of(shown, today, own=own),
        adjusted=note_of(held, WINDOW, today),
        moved=note_of(held, START, today),
        leave=tuple(held.pauses),
        after=after_of(held, today, shown.facts.start_date, own=own) if shown.continuing else None,
    )


def note_of(held: RoleHeld, field: str, day: date) -> Note | None:
    """The last change of one kind that stands on a day; None: as it was recorded first."""
    made = [each for each in changes_of(held) if each.on <= day]
    last = next((each for each in reversed(standing_changes(made)) if each.field == field), None)
    row = next((each for each in held.changes if last is not None and each.id == last.id), None)
    if last is None or row is None:
        return None
    name = names_of(db(), [row.by_account_id]).get(row.by_account_id, OPERATOR)
    return Note(name, last.on, row.reason)


def _evidence(account: Account, roles: tuple[RoleView, ...], zone: str, day: date) -> tuple[Group, ...]:
    wanted = [each for role in roles for each in role.shown.progress.required]
    pathways = [course().pathways.get(role.held.role) for role in roles]
    modules = [each for pathway in pathways if pathway for each in pathway.modules]
    return evidence_of(db(), account.id, course(), wanted, modules=modules, now=now(), zone=zone, as_of=day)


def _by(instant: datetime | None, zone: str, day: date) -> datetime | None:
    """An instant that had come by the end of a local day."""
    return instant if instant is not None and local_date(instant, zone) <= day else None


def _certificates(account: Account, zone: str, day: date) -> tuple[CertificateLine, ...]:
    found = []
    for row in own_certificates(db(), account.id):
        issued = row.issued_at.astimezone(ZoneInfo(zone)).date()
        if issued <= day:
            then = status_of(
                revoked_at=_by(row.revoked_at, zone, day),
                superseded_at=_by(row.superseded_at, zone, day),
                checked=is_checked(row),
            )
            found.append(CertificateLine(row.id, row.title, row.serial, row.completed_on, issued, then))
    return tuple(found)
