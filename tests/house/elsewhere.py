"""Another organisation beside the scene's: somebody with every grant there is, and things of its own to reach through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit.activities.models import ActivityVersion
from lms.credit.claiming.models import CreditEnrolment, Override
from lms.people import actions
from lms.people.models import Account, Clinic
from lms.people.permissions import GRANT_KINDS, LEARNER, PROGRAM_MANAGER, SUPERVISOR, SYSTEM, Actor
from lms.people.queries import roles_of
from tests.house.keeping import add_hook
from tests.house.programmes import lead_of
from tests.house.scene import Scene
from tests.people.makers import START, actor_of, make_account

MIGHTY, NEIGHBOUR = "with every grant elsewhere", "who manages another clinic"


@dataclass(frozen=True)
class Elsewhere:
    """Two who have no business with the owner's things, as people of the scene, and what in addresses is their own."""

    scene: Scene
    own: dict[str, dict[str, str]]


def make_elsewhere(scene: Scene) -> Elsewhere:
    """The scene with both people in it; `own` is by who."""
    database, now = scene.services.database, scene.now
    with database.session() as session:
        there = session.get_one(Account, scene.people["stranger"]).organisation_id
        here = session.get_one(Account, scene.people["owner"]).organisation_id
        harbour, northgate = (_clinic(session, name) for name in ("Harbour", "Northgate"))
    mighty = make_account(database, now, there, "Maud Harbour", kinds=GRANT_KINDS)
    looked_after = make_account(database, now, there, "Nils Harbour", clinic_id=harbour, role="bhcm")
    kinds = (LEARNER, SUPERVISOR, PROGRAM_MANAGER)
    neighbour = make_account(database, now, here, "Nuria Northgate", kinds=kinds, clinic_id=northgate, role="bhcm")
    lived = make_account(database, now, here, "Nat Northgate", clinic_id=northgate, role="bhcm")
    with database.session(write=True) as session:
        actions.hold_role(
            session, actor=SYSTEM, now=now, account_id=mighty, clinic_id=harbour, role="bhcm", start_date=START
        )
        own = {
            MIGHTY: _own(session, now, mighty, looked_after, harbour) | _organisation(session, scene, mighty, looked_after),
            NEIGHBOUR: _own(session, now, neighbour, lived, northgate),
        }  # fmt: skip
        override = _override(session, scene)
        session.commit()
    people = scene.people | {MIGHTY: mighty, NEIGHBOUR: neighbour}
    keeping = scene.keeping | {"override_id": override, "followed_id": scene.credit["version_id"]}
    return Elsewhere(replace(scene, people=people, keeping=keeping), own)


def _clinic(session: Session, name: str) -> str:
    return session.scalars(select(Clinic.id).where(Clinic.name == name)).one()


def _own(session: Session, now: datetime, who: str, looked_after: str, clinic_id: str) -> dict[str, str]:
    """Their own clinic, role, and somebody in it whom they look after."""
    role = roles_of(session, looked_after)[0].id
    return {
        "clinic_id": clinic_id,
        "account_id": looked_after,
        "skilled_id": looked_after,
        "subject_id": clinic_id,
        "role_held_id": role,
        "own_role_id": roles_of(session, who)[0].id,
    }


def _organisation(session: Session, scene: Scene, mighty: str, looked_after: str) -> dict[str, str]:
    """An organisation's activity for credit, a webhook, and a programme that its mightiest leads."""
    actor: Actor = actor_of(session, mighty, scene.now)
    version = session.scalars(
        select(ActivityVersion.id).where(ActivityVersion.organisation_id == actor.organisation_id)
    ).first()
    assert version is not None
    hook, _ = add_hook(session, scene, actor_of(session, looked_after, scene.now), actor)
    return {
        "organisation_id": actor.organisation_id,
        "version_id": version,
        "webhook_id": hook,
        "programme_id": lead_of(session, scene.now, mighty, "Harbour coast"),
    }


def _override(session: Session, scene: Scene) -> str:
    """A rule that the owner's organisation is asked to set aside; the scene has one of the stranger's alone."""
    enrolment = session.scalars(
        select(CreditEnrolment.id).where(CreditEnrolment.activity_id == scene.credit["version_id"])
    ).one()
    row = Override(
        enrolment_id=enrolment, designation_id=scene.credit["designation_id"], rules=[9], reason="The page failed.",
        asked_by_account_id=scene.people["CE administrator"], asked_at=scene.now, approved_by_account_id=None,
        approved_at=None, refused_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id
