"""Every permission, and one table of which grant gives it. Training for a role gives none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Permission(StrEnum):
    """What may be done, as `subject:thing:action`."""

    OWN_ACCOUNT = "people:account:own"
    COURSE_READ = "curriculum:course:read"
    TOUR_READ = "curriculum:tour:read"
    OWN_LEARNING = "learning:progress:own"
    OWN_ATTEMPT = "assessment:attempt:own"
    OWN_CASE = "practice:case:own"
    FEEDBACK_GIVE = "practice:feedback:give"
    OWN_CERTIFICATE = "credit:certificate:own"
    CLINIC_READINESS = "readiness:clinic:read"
    MEETING_READ = "readiness:meeting:read"
    MEETING_CHANGE = "readiness:meeting:change"
    CLINIC_SETUP = "readiness:clinic:change"
    PEOPLE_READ = "people:account:read"
    PEOPLE_INVITE = "people:account:invite"
    PEOPLE_DEACTIVATE = "people:account:deactivate"
    PEOPLE_CORRECT = "people:account:correct"
    PEOPLE_MERGE = "people:account:merge"
    PEOPLE_ERASE = "people:account:erase"
    ROLE_CHANGE = "people:role:change"
    PLAN_CHANGE = "people:plan:change"
    SKILL_SIGN = "readiness:skill:sign"
    SKILL_SIGN_OPERATIONAL = "readiness:skill:sign-operational"
    SKILL_REQUIRE = "readiness:skill:require"
    REMINDER_SEND = "people:reminder:send"
    CERTIFICATE_ADMIN = "credit:certificate:administer"
    CLINIC_PAGE_READ = "clinic_pages:page:read"
    CLINIC_PAGE_WRITE = "clinic_pages:page:write"
    COURSE_PUBLISH = "curriculum:course:publish"
    AUTHOR_PREVIEW = "curriculum:preview:read"
    ITEM_STATISTICS = "assessment:statistics:read"
    AUDIT_READ = "audit:chain:read"
    WEBHOOK_ADMIN = "webhooks:webhook:administer"
    PROGRAMME_READ = "readiness:programme:read"
    PROGRAMME_CONSENT = "readiness:programme:consent"


LEARNER = "learner"
SUPERVISOR = "clinic supervisor"
PROGRAM_MANAGER = "program manager"
CE_ADMINISTRATOR = "CE administrator"
ADMINISTRATOR = "organisation administrator"
AUTHOR = "author"
AUDITOR = "auditor"
LEADER = "leader"
PROGRAMME_LEAD = "programme lead"
"""Given by the operator alone, for one programme, and so not among those that an organisation gives."""
GRANT_KINDS = (LEARNER, SUPERVISOR, PROGRAM_MANAGER, CE_ADMINISTRATOR, ADMINISTRATOR, AUTHOR, AUDITOR, LEADER)

EVERY_ACCOUNT = frozenset({Permission.OWN_ACCOUNT, Permission.OWN_CERTIFICATE})
_LOOK_AFTER = frozenset(
    {
        Permission.CLINIC_READINESS,
        Permission.MEETING_READ,
        Permission.MEETING_CHANGE,
        Permission.CLINIC_SETUP,
        Permission.PLAN_CHANGE,
        Permission.REMINDER_SEND,
        Permission.SKILL_REQUIRE,
        Permission.FEEDBACK_GIVE,
        Permission.CLINIC_PAGE_READ,
        Permission.CLINIC_PAGE_WRITE,
    }
)
_LEARN = frozenset(
    {
        Permission.COURSE_READ,
        Permission.TOUR_READ,
        Permission.OWN_LEARNING,
        Permission.OWN_ATTEMPT,
        Permission.OWN_CASE,
        Permission.MEETING_READ,
        Permission.CLINIC_PAGE_READ,
    }
)

GIVES: dict[str, frozenset[Permission]] = {
    LEARNER: _LEARN,
    SUPERVISOR: frozenset(
        {
            Permission.COURSE_READ,
            Permission.TOUR_READ,
            *_LOOK_AFTER,
            Permission.SKILL_SIGN,
            Permission.SKILL_SIGN_OPERATIONAL,
        }
    ),
    PROGRAM_MANAGER: frozenset(
        {
            Permission.COURSE_READ,
            Permission.TOUR_READ,
            *_LOOK_AFTER,
            Permission.SKILL_SIGN_OPERATIONAL,
            Permission.PEOPLE_READ,
            Permission.PEOPLE_INVITE,
            Permission.ROLE_CHANGE,
        }
    ),
    CE_ADMINISTRATOR: frozenset({Permission.CERTIFICATE_ADMIN, Permission.ITEM_STATISTICS, Permission.AUDIT_READ}),
    ADMINISTRATOR: frozenset(
        {
            Permission.COURSE_READ,
            Permission.TOUR_READ,
            *_LOOK_AFTER,
            Permission.PEOPLE_READ,
            Permission.PEOPLE_INVITE,
            Permission.PEOPLE_DEACTIVATE,
            Permission.PEOPLE_CORRECT,
            Permission.PEOPLE_MERGE,
            Permission.PEOPLE_ERASE,
            Permission.ROLE_CHANGE,
            Permission.CERTIFICATE_ADMIN,
            Permission.AUDIT_READ,
            Permission.COURSE_PUBLISH,
            Permission.PROGRAMME_CONSENT,
            Permission.WEBHOOK_ADMIN,
        }
    ),
    AUTHOR: frozenset(
        {
            Permission.COURSE_READ,
            Permission.TOUR_READ,
            Permission.AUTHOR_PREVIEW,
            Permission.ITEM_STATISTICS,
            Permission.COURSE_PUBLISH,
        }
    ),
    AUDITOR: frozenset({Permission.AUDIT_READ}),
    LEADER: frozenset({Permission.TOUR_READ}),
    PROGRAMME_LEAD: frozenset({Permission.PROGRAMME_READ}),
}


BY_OFFICE = frozenset({Permission.SKILL_SIGN})
"""What somebody may do because of the office she holds; whoever fills the office need not be able to do it."""


@dataclass(frozen=True)
class Granted:
    """One grant as a fact: a kind, an organisation, and one clinic or (None) all of its clinics.

    That of a programme's lead names the programme; its organisation is the one she works for, and opens nothing there.
    """

    kind: str
    organisation_id: str
    clinic_id: str | None
    from_date: date
    to_date: date | None
    programme_id: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the grant is in force on a local day. An auditor reads for a limited time: without a last day, never."""
        if self.to_date is None:
            return self.from_date <= day and self.kind != AUDITOR
        return self.from_date <= day <= self.to_date


@dataclass(frozen=True)
class Actor:
    """Who is asking. Passed to every action and query; there is no global user."""

    account_id: str
    organisation_id: str
    name: str
    grants: tuple[Granted, ...]
    today: date
    session_id: str | None = None
    held_back: bool = False
    """Whether grants were left out until the person has set up the second step that they need."""
    zone: str = "UTC"
    """The time zone whose calendar `today` is of."""

    def may(self, permission: Permission, *, organisation_id: str | None = None, clinic_id: str | None = None) -> bool:
        """Whether the actor holds `permission` there; without a place: anywhere at all."""
        if permission in EVERY_ACCOUNT:
            return True
        return any(
            permission in GIVES[grant.kind]
            and grant.holds_on(self.today)
            and (organisation_id is None or grant.organisation_id == organisation_id)
            and (clinic_id is None or grant.clinic_id is None or grant.clinic_id == clinic_id)
            for grant in self.grants
        )

    def clinics_with(self, permission: Permission) -> tuple[tuple[str, str | None], ...]:
        """(organisation, clinic or None for all) pairs in which the actor holds `permission`."""
        return tuple(
            (grant.organisation_id, grant.clinic_id)
            for grant in self.grants
            if permission in GIVES[grant.kind] and grant.holds_on(self.today)
        )

    def organisations_with(self, permission: Permission) -> frozenset[str]:
        """The organisations in which the actor holds `permission` as a whole; access to one clinic reaches none."""
        return frozenset(organisation for organisation, clinic in self.clinics_with(permission) if clinic is None)

    def programmes(self) -> tuple[str, ...]:
        """The programmes the actor leads, by id."""
        return tuple(
            grant.programme_id
            for grant in self.grants
            if grant.programme_id is not None and grant.kind == PROGRAMME_LEAD and grant.holds_on(self.today)
        )


SYSTEM = Actor(account_id="", organisation_id="", name="the command line", grants=(), today=date.min)
"""The operator at the command line; acts that allow it say so."""
