"""What a clinic asks to be signed before somebody is ready, and who signs there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import ROLES as ROLE_IDS
from lms.curriculum.course import Skill
from lms.errors import Invalid, NotFound
from lms.people.access import get_clinic_for
from lms.people.models import Clinic
from lms.people.permissions import Permission
from lms.people.rules import ROLES
from lms.readiness.history import names_of
from lms.readiness.rules.skills import named_on
from lms.readiness.skills import clinics
from lms.readiness.skills.models import SkillUse
from lms.readiness.skills.queries import could_be_named, signers_of, today_at, uses_of
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.skill_parts import day_entered, targets
from lms.web.words import zone_here

bp = Blueprint("clinic_skills", __name__, url_prefix="/clinics/<clinic_id>/skills")


@dataclass(frozen=True)
class RoleAsked:
    """One role: what can be signed, and what the clinic decided, the newest last. `chosen`: what the form shows as ticked."""

    role: str
    skills: tuple[Skill, ...]
    uses: tuple[SkillUse, ...]

    @property
    def title(self) -> str:
        """The role in words."""
        return ROLES[self.role]

    @property
    def last(self) -> SkillUse | None:
        """What holds; None: nobody has decided anything, and sign-offs do not count."""
        return self.uses[-1] if self.uses else None

    @property
    def used(self) -> bool:
        """Whether sign-offs count."""
        return self.last is not None and self.last.used

    @property
    def chosen(self) -> frozenset[str]:
        """The skills asked for; while nobody has decided, all of them are offered."""
        return frozenset(self.last.skills.split() if self.last is not None else [each.id for each in self.skills])


def roles_asked(clinic: Clinic) -> list[RoleAsked]:
    """Every role of which something can be signed."""
    uses = uses_of(db(), [clinic.id])
    found = []
    for role in ROLE_IDS:
        skills = course().signable(role)
        if skills:
            found.append(RoleAsked(role, skills, tuple(each for each in uses if each.role == role)))
    return found


def page_of(clinic: Clinic, wrong: Invalid | None = None, *, naming: bool = False) -> ResponseReturnValue:
    """The page, with a problem and what was entered."""
    asked, signers = roles_asked(clinic), signers_of(db(), clinic.id)
    by = [use.by_account_id for each in asked for use in each.uses]
    fields = {wrong.field or "main": wrong.sentence} if wrong else {}
    page = render_template(
        "clinic_skills.html",
        clinic=clinic,
        decided=asked,
        signers=signers,
        named_on=named_on,
        candidates=[each for each in could_be_named(db(), clinic) if each.id != actor().account_id],
        names=names_of(db(), [*by, *(each.named_by_account_id for each in signers)]),
        supervises=actor().may(Permission.SKILL_SIGN, organisation_id=clinic.organisation_id, clinic_id=clinic.id),
        entered=request.form if naming else {"from_date": today_at(clinic, now()).isoformat()},
        sent=None if naming or wrong is None else request.form,
        fields=fields,
        targets=targets,
        failed=wrong is not None,
        today=today_at(clinic, now()),
        zone=zone_here(),
    )
    return make_response(page, 422 if wrong else 200)


@route(bp, "", allow=Permission.SKILL_REQUIRE)
def clinic(clinic_id: str) -> ResponseReturnValue:
    """The page."""
    return page_of(get_clinic_for(db(), actor(), clinic_id, Permission.SKILL_REQUIRE))


@route(bp, "/asked", allow=Permission.SKILL_REQUIRE, methods=["POST"])
def ask(clinic_id: str) -> ResponseReturnValue:
    """Decide for one role."""
    found = get_clinic_for(db(), actor(), clinic_id, Permission.SKILL_REQUIRE)
    role = request.form.get("role", "")
    try:
        if role not in ROLES:
            raise Invalid("Choose a role of the list.", field="main")
        changed = clinics.set_use(
            db(),
            actor=actor(),
            now=now(),
            course=course(),
            clinic_id=clinic_id,
            role=role,
            used=request.form.get("used") == "yes",
            skills=request.form.getlist("skills"),
        )
    except NotFound:
        raise
    except Invalid as wrong:
        db().rollback()
        return page_of(found, wrong)
    flash(
        f"Saved for {ROLES[role].lower()}.\nIt holds from today; standings follow it, and what held before stays in the list."
        if changed
        else "Nothing changed.\nThat holds already.",
        "ready",
    )
    return see_other(url_for("clinic_skills.clinic", clinic_id=clinic_id))


@route(bp, "/signers", allow=Permission.SKILL_SIGN, methods=["POST"])
def name(clinic_id: str) -> ResponseReturnValue:
    """Name an experienced care manager who signs here."""
    found = get_clinic_for(db(), actor(), clinic_id, Permission.SKILL_SIGN)
    first = day_entered("from_date")
    try:
        if first is None:
            raise Invalid("Enter the first day, such as 4 May 2026.", field="from_date")
        if request.form.get("to_date") and day_entered("to_date") is None:
            raise Invalid("Enter the last day as a date, or leave it empty.", field="to_date")
        row = clinics.name_signer(
            db(),
            actor=actor(),
            now=now(),
            clinic_id=clinic_id,
            account_id=request.form.get("account_id", ""),
            from_date=first,
            to_date=day_entered("to_date"),
            reason=request.form.get("reason", ""),
        )
    except Invalid as wrong:
        db().rollback()
        return page_of(found, wrong, naming=True)
    flash(f"{row.account.name} may sign clinical skills here.\nIt can be ended or taken back below.", "ready")
    return see_other(url_for("clinic_skills.clinic", clinic_id=clinic_id, _anchor="signers"))


@route(bp, "/signers/<signer_id>/<any(end, undo, again):what>", allow=Permission.SKILL_SIGN, methods=["POST"])
def change(clinic_id: str, signer_id: str, what: str) -> ResponseReturnValue:
    """End it today, take it back as a slip, or let it hold again."""
    by = {"actor": actor(), "now": now(), "clinic_id": clinic_id, "signer_id": signer_id}
    if what == "end":
        clinics.end_signer(db(), **by)  # type: ignore[arg-type]
        flash("It ends today.\nWhat was signed stands.", "ready")
    else:
        clinics.undo_signer(db(), **by, again=what == "again")  # type: ignore[arg-type]
        flash("It holds again." if what == "again" else "Taken back.\nWhat was signed meanwhile stands.", "ready")
    return see_other(url_for("clinic_skills.clinic", clinic_id=clinic_id, _anchor="signers"))
