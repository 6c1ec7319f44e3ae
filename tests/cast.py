"""The cast: people of two organisations, made by the real actions, and what they do over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.assessment.models import Attempt, AttemptItem
from lms.audit.models import AuditLine
from lms.curriculum.course import Course, Lesson, Module
from lms.curriculum.material import Case
from lms.database import Database
from lms.people.models import Address
from lms.people.permissions import ADMINISTRATOR, CE_ADMINISTRATOR, SUPERVISOR
from lms.people.sign_in import open_session
from lms.services import Services
from tests.house.page import csrf_token
from tests.kept_rows import once
from tests.people.makers import Place, email_of, make_account, make_place
from tests.web.visitor import Visitor

FETCH = {"X-Requested-With": "fetch"}


class Person(Visitor):
    """Somebody who is signed in."""

    _token: str | None = None

    def __getattr__(self, name: str) -> Any:
        """Who has come in and opened nothing yet stands on the page to which signing in leads."""
        if name not in ("response", "tree"):
            raise AttributeError(name)
        self.open("/home")
        return vars(self)[name]

    def token(self) -> str:
        """The CSRF token of the session, as every form of it carries."""
        return csrf_token(self.client)

    def send(self, path: str, *, fetch: bool = False, **fields: Any) -> TestResponse:
        """One POST, its answer as it came: nothing is followed."""
        if self._token is None:
            self._token = self.token()
        return self.client.post(path, data={"csrf_token": self._token, **fields}, headers=FETCH if fetch else {})

    def window(self, app: Flask | None = None) -> Person:
        """Another window of the same browser; or the same browser in front of a restarted server."""
        other = Person(app or self.client.application)
        cookie = self.client.get_cookie("lms")
        assert cookie is not None
        other.client.set_cookie("lms", cookie.value)
        return other


@dataclass(frozen=True)
class Cast:
    """Who there is. Each attribute is an account id."""

    app: Flask
    place: Place
    learner: str
    teammate: str
    supervisor: str
    stranger: str
    administrator: str
    credit_administrator: str

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["lms"]
        return found

    @property
    def course(self) -> Course:
        return self.services.library.current(self.services.clock.tick())

    @property
    def module(self) -> Module:
        """The first module that has something to do in it."""
        return self.course.published_modules[0]

    def enter(self, name: str) -> Person:
        """A person with this first name, signed in; the page of sign-in has tests of its own."""
        person = Person(self.app)
        with self.services.database.session(write=True) as session:
            found = session.scalars(select(Address.account_id).where(Address.email_key == email_of(name))).one()
            token = open_session(
                session, account_id=found, now=self.services.clock.now(), settings=self.services.settings,
                user_agent="Firefox", shared=False, by="password", place="127.0.0.1",
            )  # fmt: skip
            session.commit()
        with person.client.session_transaction() as cookie:
            cookie["token"] = token
        return person

    def read(self, *things: Any) -> list[Any]:
        """All rows of a query, read in a session of its own."""
        with self.services.database.session() as session:
            return list(session.scalars(select(*things)))

    def lines(self) -> list[AuditLine]:
        """All lines of the audit, those of one chain in the order in which they were written; unasked, a database gives rows in any."""
        with self.services.database.session() as session:
            return list(session.scalars(select(AuditLine).order_by(AuditLine.at, AuditLine.chain, AuditLine.number)))


def make_cast(app: Flask) -> Cast:
    """Learner Marisol and teammate Teddy at Mill Road, supervisor Sunniva, administrators Odile and Cesar; Ansel elsewhere."""
    services: Services = app.extensions["lms"]
    database, now = services.database, services.clock.now()
    return replace(once(database, ("cast", now), lambda: _people(database, now)), app=app)


def _people(database: Database, now: datetime) -> Cast:
    place = make_place(database, now)

    def person(name: str, organisation: str = place.saltmarsh, **more: Any) -> str:
        return make_account(database, now, organisation, name, **more)

    return Cast(
        app=None,  # type: ignore[arg-type]
        place=place,
        learner=person("Marisol Tavares", clinic_id=place.mill_road, role="bhcm"),
        teammate=person("Teddy Okafor", clinic_id=place.mill_road, role="bhcm"),
        supervisor=person("Sunniva Berg", clinic_id=place.mill_road, kinds=(SUPERVISOR,)),
        stranger=person("Ansel Frost", place.elsewhere, clinic_id=place.harbour, role="bhcm"),
        administrator=person("Odile Marchetti", kinds=(ADMINISTRATOR,)),
        credit_administrator=person("Cesar Lindqvist", kinds=(CE_ADMINISTRATOR,)),
    )


def address_of(cast: Cast, lesson: Lesson, what: str = "") -> str:
    """The address of a lesson, or of something to post below it."""
    module = cast.course.module(lesson.module_id)
    assert module is not None
    return f"/courses/{cast.course.id}/{module.slug}/{lesson.slug}{what}"


def read_lessons(cast: Cast, person: Person, lessons: Iterable[Lesson] | None = None) -> None:
    """Mark lessons complete, by default all that the module requires."""
    wanted = [cast.course.lesson(each) for each in cast.module.required]
    for lesson in lessons if lessons is not None else [each for each in wanted if each]:
        assert person.send(address_of(cast, lesson, "/complete")).status_code == 303


def play_cases(cast: Cast, person: Person) -> None:
    """Play every case that the module requires, by the experts' path."""
    for each in filter(None, map(cast.course.case, cast.module.required)):
        play_case(cast, person, case=each)


def play_case(
    cast: Cast,
    person: Person,
    choose: Callable[[Any], str] | None = None,
    again: bool = False,
    case: Case | None = None,
) -> str:
    """Play a case, by default the module's first, to an ending; by default by the experts' path. Returns where the last answer led."""
    case = case or cast.module.cases[0]
    experts = dict(case.expert_path)
    person.send(f"/cases/{case.id}/start", go="again" if again else "", seat=case.first_seat)
    while person.open(f"/cases/{case.id}/step").path.endswith("/step"):
        stage = case.stages[person.tree.xpath("//input[@name='stage']/@value")[0]]
        choice = choose(stage) if choose else experts[stage.id]
        answer = person.send(f"/cases/{case.id}/step", stage=stage.id, choice=choice)
        assert answer.status_code == 303
    return person.path


def begin_test(cast: Cast, person: Person) -> str:
    """Start the module's post-test; returns the attempt's id."""
    answer = person.send(f"/tests/{cast.module.post_test.id}/start")
    assert answer.status_code == 303
    return str(answer.location.split("/")[2])


def take_test(cast: Cast, person: Person, *, right: int | None = None) -> str:
    """Sit the post-test with so many right answers (default: all) and hand it in; returns the attempt's id."""
    attempt_id = begin_test(cast, person)
    for row in items_of(cast, attempt_id):
        good = right is None or row.position <= right
        saved = person.send(f"/attempts/{attempt_id}/q/{row.position}", fetch=True, answer=option_of(cast, row, good))
        assert saved.status_code == 200
    assert person.send(f"/attempts/{attempt_id}/hand-in").status_code == 303
    return attempt_id


def items_of(cast: Cast, attempt_id: str) -> list[AttemptItem]:
    """The questions of an attempt as they are stored now."""
    wanted = select(AttemptItem).where(AttemptItem.attempt_id == attempt_id).order_by(AttemptItem.position)
    with cast.services.database.session() as session:
        return list(session.scalars(wanted))


def attempt_of(cast: Cast, attempt_id: str) -> Attempt:
    with cast.services.database.session() as session:
        return session.get_one(Attempt, attempt_id)


def option_of(cast: Cast, row: AttemptItem, right: bool) -> str:
    """An option of the question that is right, or one that is not."""
    item = cast.course.item(row.item_id)
    assert item is not None
    return next(option.id for option in item.options if option.correct is right)


def all_at_once(people: Sequence[Person], act: Callable[[Person], TestResponse]) -> list[TestResponse]:
    """Everybody does the same at the same moment, each in a thread; the answers in order."""
    for person in people:
        person._token = person.token()
    start = Barrier(len(people))

    def one(person: Person) -> TestResponse:
        start.wait()
        return act(person)

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


def confirm_name(person: Person, name: str = "Marisol Tavares") -> TestResponse:
    return person.send("/certificates/name", legal_name=name, confirmed="yes")


def count_rows(database: Database, table: Any) -> int:
    with database.session() as session:
        return len(list(session.scalars(select(table))))


def in_session(database: Database, act: Callable[[Session], Any]) -> Any:
    """Do something in a transaction of its own."""
    with database.session(write=True) as session:
        done = act(session)
        session.commit()
        return done
