"""One clinic with a learner who has done everything once, so that every page has something to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts.case import step_case
from lms.acts.follow_up import World
from lms.acts.hand_in import hand_in
from lms.acts.import_people import Consent, import_kept
from lms.acts.lesson import complete_lesson
from lms.acts.name import confirm_name
from lms.acts.outside import decide
from lms.assessment.actions import save_answer, start_attempt
from lms.assessment.models import Attempt
from lms.assessment.queries import item_of
from lms.credit.actions import Issuer
from lms.curriculum.course import Course
from lms.curriculum.editions import ensure_edition
from lms.curriculum.material import Case
from lms.curriculum.uploads import actions as uploads
from lms.curriculum.uploads.archive import pack, unpack
from lms.database import Database
from lms.learning.models import Note
from lms.learning.notes import Written, delete_note, save_note
from lms.learning.outside.actions import Upload, record_training
from lms.learning.outside.certificate.rules import Checked
from lms.learning.outside.certificate.rules import Given as Certificate
from lms.learning.outside.rules import Given
from lms.learning.spaced.actions import answer_key_point
from lms.learning.spaced.queries import review_of
from lms.people import changes, further_addresses, kept_forms, links
from lms.people.importing import keeping
from lms.people.models import Account, Grant, SignedIn
from lms.people.permissions import (
    ADMINISTRATOR,
    AUDITOR,
    AUTHOR,
    CE_ADMINISTRATOR,
    LEADER,
    LEARNER,
    PROGRAM_MANAGER,
    PROGRAMME_LEAD,
    SUPERVISOR,
    Actor,
)
from lms.people.queries import roles_of
from lms.people.sign_in import open_session
from lms.practice.actions import start_case
from lms.readiness.actions import reschedule
from lms.services import Services
from lms.worker import render_certificate
from tests.curriculum.small import small
from tests.curriculum.zips import zipped
from tests.house.colleagues import rehearse
from tests.house.designated import set_up_credit
from tests.house.goals import set_up_goals
from tests.house.keeping import set_up_keeping
from tests.house.letters import write_nudge
from tests.house.meetings import set_up_meetings
from tests.house.opening import set_up_clinic
from tests.house.programmes import set_up_programme
from tests.house.reported import report_training
from tests.house.shown import show_writing
from tests.house.skilled import see_skills
from tests.house.skipping import skip_a_case
from tests.house.written import write_clinic_page
from tests.kept_rows import once
from tests.people.makers import actor_of, make_account, make_place

# Who, with which grants, where. The stranger is as mighty as can be, in another organisation.
CAST = {
    "owner": ("Marisol Tavares", (LEARNER,), "mill_road", "bhcm"),
    "teammate": ("Tasha Quill", (LEARNER,), "mill_road", "auxiliary"),
    "supervisor": ("Grace Bellweather", (SUPERVISOR,), "mill_road", None),
    "program manager": ("Priya Venkat", (PROGRAM_MANAGER,), "mill_road", None),
    "CE administrator": ("Cleo Abara", (CE_ADMINISTRATOR,), None, None),
    "administrator": ("Odile Marchetti", (ADMINISTRATOR,), None, None),
    "author": ("Arne Solberg", (AUTHOR,), None, None),
    "auditor": ("Ugo Ferri", (AUDITOR,), None, None),
    "leader": ("Constance Albrecht", (LEADER,), None, None),
    "programme lead": ("Lena Voss", (PROGRAMME_LEAD,), None, None),
    "stranger": ("Ivo Hartmann", (LEARNER, SUPERVISOR, PROGRAM_MANAGER, CE_ADMINISTRATOR, ADMINISTRATOR), None, None),
    "without a grant": ("Nell Sorley", (), None, None),
    "newcomer": ("Lupe Arredondo", (LEARNER,), "mill_road", "auxiliary"),
}
SMALL = zipped(small().files)


@dataclass
class Scene:
    """The people, and what belongs to the owner."""

    people: dict[str, str]
    services: Services
    course: Course
    now: datetime
    open_attempt: str = ""
    passed_attempt: str = ""
    certificate: str = ""
    code: str = ""
    session: str = ""
    kept: str = ""
    training: str = ""
    placement: str = ""
    note: str = ""
    spaced: str = ""
    invitation: str = ""
    reset: str = ""
    link: str = ""
    role: str = ""
    pause: str = ""
    change: str = ""
    own_change: str = ""
    run: str = ""
    waiting_import: str = ""
    done_import: str = ""
    grant: str = ""
    address: str = ""
    waiting: str = ""
    further: str = ""
    clinic_page: str = ""
    upload: str = ""
    publication: str = ""
    mail: str = ""
    table: str = ""
    meeting: dict[str, str] = field(default_factory=dict)
    skilled: dict[str, str] = field(default_factory=dict)
    goals: dict[str, str] = field(default_factory=dict)
    opening: dict[str, str] = field(default_factory=dict)
    reported: dict[str, str] = field(default_factory=dict)
    programme: dict[str, str] = field(default_factory=dict)
    keeping: dict[str, str] = field(default_factory=dict)
    credit: dict[str, str] = field(default_factory=dict)

    @property
    def lesson(self):
        return self.module.lessons[0]

    @property
    def module(self):
        return self.course.published_modules[0]

    @property
    def case(self):
        return self.module.cases[0]

    @property
    def lab(self):
        return next(each for each in self.course.exercises if each.kind == "sorting")

    @property
    def rehearsal(self):
        return next(each for each in self.course.exercises if each.kind == "rehearsal")

    @property
    def tool(self):
        return next(each for each in self.course.tools if not each.files)

    @property
    def world(self) -> World:
        settings = self.services.settings
        return World(self.course, Issuer(base_url=settings.base_url, zone=settings.zone, demo=settings.demo))

    def token_of(self, who: str) -> str:
        """A fresh sign-in for a person, as the cookie holds it."""
        with self.services.database.session(write=True) as session:
            token = open_session(
                session,
                account_id=self.people[who],
                now=self.now,
                settings=self.services.settings,
                user_agent="Firefox",
                shared=False,
                by="password",
            )
            session.commit()
        return token


def make_people(app: Flask) -> Scene:
    """The cast, with nothing done yet, in an empty installation; made once by each worker, then put back."""
    services: Services = app.extensions["lms"]
    now, database = services.clock.now(), services.database
    course = services.library.current(services.clock.tick())
    people = once(database, ("cast of the house", now, course.edition), lambda: _enter_cast(database, course, now))
    return Scene(dict(people), services, course, now)


def _enter_cast(database: Database, course: Course, now: datetime) -> dict[str, str]:
    place = make_place(database, now)
    people = {
        who: make_account(
            database, now - timedelta(days=30), place.elsewhere if who == "stranger" else place.saltmarsh, name,
            kinds=tuple(kind for kind in kinds if kind != PROGRAMME_LEAD), role=role,
            clinic_id=getattr(place, clinic) if clinic else None, welcomed=who != "newcomer",
        )
        for who, (name, kinds, clinic, role) in CAST.items()
    }  # fmt: skip
    with database.session(write=True) as session:
        ensure_edition(session, course, now - timedelta(days=30))
        session.commit()
    return people


def live_scene(app: Flask) -> Scene:
    """The cast, and an owner with a certificate, a test under way, links and a form that waits."""
    scene = make_people(app)
    with scene.services.database.session(write=True) as session:
        owner = actor_of(session, scene.people["owner"], scene.now)
        study(session, scene, owner)
        scene.passed_attempt = take_test(session, scene, owner, right=99).id
        made = confirm_name(session, actor=owner, now=scene.now, world=scene.world, legal_name="Marisol Tavares Reyes")
        scene.certificate, scene.code = made[0].id, made[0].code
        scene.open_attempt = begin_test(session, scene, owner).id
        scene.placement = skip_a_case(session, owner, scene.course, scene.passed_attempt)
        change_plans(session, scene, owner)
        scene.training = record_outside(session, scene, owner)
        supervisor = actor_of(session, scene.people["supervisor"], scene.now)
        scene.clinic_page = write_clinic_page(session, scene.now, supervisor)
        scene.meeting = set_up_meetings(session, scene.now, supervisor, owner, str(app.secret_key))
        scene.goals = set_up_goals(session, scene.now, scene.course, supervisor, owner)
        scene.opening = set_up_clinic(session, scene.now, scene.course, supervisor, owner)
        scene.programme = set_up_programme(session, scene.now, scene.people)
        chief = actor_of(session, scene.people["administrator"], scene.now)
        scene.keeping = set_up_keeping(session, scene, owner, chief)
        scene.credit = set_up_credit(session, scene)
        scene.upload, scene.publication = send_in_course(session, scene)
        scene.note = write_note(session, scene, owner, "", "Ring Yolanda before noon.").id
        scene.spaced = review_once(session, scene)
        write_note(session, scene, owner, scene.lesson.sections[0].id, "Four of them.")
        gone = write_note(session, scene, owner, scene.lesson.sections[1].id, "Not needed after all.")
        delete_note(session, actor=owner, now=scene.now, note_id=gone.id)
        session.get_one(Account, scene.people["newcomer"]).password_hash = None  # So that an invitation can set it.
        for kind, name in ((links.INVITATION, "invitation"), (links.RESET, "reset"), (links.SIGN_IN, "link")):
            who = scene.people["newcomer" if kind == links.INVITATION else "owner"]
            setattr(scene, name, links.issue(session, kind=kind, account_id=who, now=scene.now)[1])
        scene.waiting_import = keep_import(session, scene, str(app.secret_key), "waiting@saltmarsh.example")
        scene.done_import = keep_import(session, scene, str(app.secret_key), "imported@saltmarsh.example")
        scene.reported = report_training(session, scene.now, chief, owner.account_id, str(app.secret_key))
        import_kept(
            session, actor=chief, now=scene.now, course=scene.course,
            base_url=scene.services.settings.base_url, secret=str(app.secret_key), import_id=scene.done_import,
            consent=Consent(None, first_days=True, leave_out=True),
        )  # fmt: skip
        add_addresses(session, scene, owner)
        scene.mail = write_nudge(session, owner, scene.now, scene.role)
        scene.run = show_writing(session, scene, owner)
        scene.table = rehearse(session, scene, owner, actor_of(session, scene.people["teammate"], scene.now))
        scene.skilled = see_skills(session, scene, owner, supervisor)
        scene.kept = kept_forms.keep_form(
            session,
            account_id=owner.account_id,
            path="/account/name",
            fields=[("name", "Marisol T.")],
            now=scene.now,
            secret=str(app.secret_key),
        )
        session.commit()
    token = scene.token_of("owner")
    with scene.services.database.session() as session:
        scene.session = (
            session.query(SignedIn.id).filter_by(account_id=scene.people["owner"]).order_by(SignedIn.id).first()[0]
        )
    assert token
    render_certificate(scene.services, {"certificate": scene.certificate}, scene.services.clock.now())
    return scene


def change_plans(session: Session, scene: Scene, owner: Actor) -> None:
    """A start date moved by the program manager, leave to come, and weekly hours that the owner changed herself."""
    held = roles_of(session, owner.account_id)[0]
    manager = actor_of(session, scene.people["program manager"], scene.now)
    by: dict[str, Any] = {"actor": manager, "now": scene.now, "role_held_id": held.id}
    day = held.start_date
    moved = changes.change_start_date(
        session, start_date=day + timedelta(days=7), reason="The clinic opens later", **by
    )
    first = day - timedelta(days=20)
    leave = changes.pause_role(session, from_date=first, to_date=first + timedelta(days=6), reason="Family leave", **by)
    own = changes.agree_time(
        session, actor=owner, now=scene.now, role_held_id=held.id, minutes=300, reason="Two half days are protected"
    )
    reschedule(session, held=held, course=scene.course, now=scene.now)
    assert moved
    assert own
    scene.role, scene.pause, scene.change, scene.own_change = held.id, leave.id, moved.id, own.id


def record_outside(session: Session, scene: Scene, owner: Actor) -> str:
    """A lecture that waits for a decision, with a file that shows it, and a workshop that was accepted; returns the first's id."""
    today = owner.today

    def outside(title: str, file: Upload | None, certificate: Certificate | None = None) -> str:
        given = Given(title, "The county", today - timedelta(days=3), 90, "Grace was there.", file is not None)
        return record_training(
            session, actor=owner, now=scene.now, given=given, today=today, file=file, certificate=certificate
        ).id

    page = "https://training.estuary.example/verify"
    lecture = Upload("lecture.pdf", b"%PDF-1.7\nInvented.")
    waiting = outside("Lecture on measurement-based care", lecture, Certificate("4T9K2WQX7M3E8HBD", page))
    accepted = outside("Workshop on shared decisions", None, Certificate("7Q4M20K9XV3T8HPD", page))
    manager = actor_of(session, scene.people["program manager"], scene.now)
    decide(
        session,
        actor=manager,
        now=scene.now,
        course=scene.course,
        account_id=owner.account_id,
        training_id=accepted,
        accept=True,
        checked=Checked("valid", name_agrees=True),
    )
    return waiting


def send_in_course(session: Session, scene: Scene) -> tuple[str, str]:
    """A small course that the author sent in and asked to have published; returns the ids of both."""
    author, unpacked, workshop = (
        actor_of(session, scene.people["author"], scene.now),
        unpack(SMALL),
        scene.services.workshop,
    )
    digest = scene.services.files.put(pack(unpacked.files))
    by: dict[str, Any] = {"actor": author, "now": scene.now, "publisher": "Saltmarsh Community Health"}
    sent = uploads.Sent("course.zip", "Clearer words.", unpacked, digest, workshop.read(digest))
    row = uploads.keep_upload(session, sent=sent, **by)
    return row.id, uploads.ask(session, upload_id=row.id, reason="It reads better.", **by).id


def keep_import(session: Session, scene: Scene, secret: str, email: str) -> str:
    """A file of the administrator's with one line that can come in and one that cannot; returns its id."""
    lines = ["name,email,clinic,role,start_date,floor", f"Nadia Imported,{email},Mill Road,bhcm,2026-06-01,2"]
    content = "\n".join([*lines, "Nobody,nowhere,Mill Road,bhcm,2026-06-01,2"]).encode()
    actor = actor_of(session, scene.people["administrator"], scene.now)
    kept = {"name": "people.csv", "content": content, "sheet": keeping.read_file(content), "secret": secret}
    return keeping.keep_file(session, actor=actor, now=scene.now, **kept).id


def add_addresses(session: Session, scene: Scene, owner: Actor) -> None:
    """A private address that is confirmed, and one whose letter waits for its button."""
    private = "marisol@home.example"
    _, token = links.issue(session, kind=links.ADDRESS, account_id=owner.account_id, now=scene.now, email=private)
    scene.address = further_addresses.confirm(session, token=token, now=scene.now).id
    scene.waiting, scene.further = links.issue(
        session, kind=links.ADDRESS, account_id=owner.account_id, now=scene.now, email=f"second.{private}"
    )
    scene.grant = session.scalars(select(Grant.id).where(Grant.account_id == owner.account_id)).first() or ""


def study(session: Session, scene: Scene, actor: Actor) -> None:
    """All lessons and the required cases of the first module, the expert way."""
    for lesson in scene.module.lessons:
        complete_lesson(session, actor=actor, now=scene.now, world=scene.world, lesson_id=lesson.id)
    for case in scene.module.cases:
        if case.id in scene.module.required:
            play(session, scene, actor, case)


def play(session: Session, scene: Scene, actor: Actor, case: Case) -> None:
    """A case from its start to the end, the expert way."""
    start_case(session, actor=actor, now=scene.now, course=scene.course, case_id=case.id)
    for stage_id, choice_id in case.expert_path:
        step_case(
            session,
            actor=actor,
            now=scene.now,
            world=scene.world,
            case_id=case.id,
            stage_id=stage_id,
            choice_id=choice_id,
        )


def write_note(session: Session, scene: Scene, actor: Actor, anchor: str, text: str) -> Note:
    """A note on the first lesson, or on one of its headings."""
    written = Written(text, seen=0, page="the scene")
    return save_note(session, actor=actor, now=scene.now, lesson=scene.lesson, anchor=anchor, written=written)


def review_once(session: Session, scene: Scene) -> str:
    """The first key point of the finished module, answered on the day after; returns the answer's id."""
    tomorrow = scene.now + timedelta(days=1)
    owner = actor_of(session, scene.people["owner"], tomorrow)
    review = review_of(session, owner, scene.course)
    item = review.items[review.today.ask[0]]
    return answer_key_point(
        session,
        actor=owner,
        now=tomorrow,
        course=scene.course,
        item_id=item.id,
        seen=item.hash,
        turn=0,
        chosen=item.options[0].id,
    ).id


def begin_test(session: Session, scene: Scene, actor: Actor) -> Attempt:
    """A test under way with its first question answered and flagged."""
    attempt = start_attempt(session, actor=actor, now=scene.now, course=scene.course, test_id=scene.module.post_test.id)
    choose(session, scene, actor, attempt, 1, right=True, flagged=True)
    return attempt


def take_test(session: Session, scene: Scene, actor: Actor, *, right: int) -> Attempt:
    """A test handed in with so many right answers."""
    attempt = start_attempt(session, actor=actor, now=scene.now, course=scene.course, test_id=scene.module.post_test.id)
    for row in attempt.items:
        choose(session, scene, actor, attempt, row.position, right=row.position <= right)
    hand_in(session, actor=actor, now=scene.now, world=scene.world, attempt_id=attempt.id)
    return attempt


def choose(
    session: Session, scene: Scene, actor: Actor, attempt: Attempt, position: int, *, right: bool, flagged: bool = False
) -> None:
    """Keep one answer."""
    row = next(each for each in attempt.items if each.position == position)
    chosen = next(option.id for option in item_of(session, row).options if option.correct is right)
    save_answer(
        session, actor=actor, now=scene.now, attempt_id=attempt.id, position=position, chosen=chosen, flagged=flagged
    )


def name_of(session: Session, account_id: str) -> str:
    return session.get_one(Account, account_id).name
