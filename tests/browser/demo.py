"""The demonstration for tests that only look: every page and state that a person may meet, and who meets it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select
from sqlalchemy.engine import URL

from lms.app import create_app
from lms.cli.demo_cast import PASSWORD, ZONE
from lms.clock import Clock
from lms.credit.models import Certificate
from lms.curriculum.course import Course
from lms.people import links
from lms.people.models import Account, Clinic, RoleHeld
from lms.services import make_services
from lms.settings import Settings
from tests.house.page import PageClient

DAY = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)


@dataclass
class Demo:
    """The application, where it is served, and what its people opened."""

    app: Flask
    address: str
    _cookies: dict[str, str] = field(default_factory=dict)
    _states: dict[str, tuple[str | None, str]] = field(default_factory=dict)

    def client(self, name: str) -> PageClient:
        """A person who signs in on the page."""
        client = PageClient(self.app)
        client.sign_in(f"{name}@saltmarsh.example", PASSWORD)
        return client

    def cookie_of(self, name: str) -> str:
        """A signed-in session as the browser keeps it; one for each person."""
        if name not in self._cookies:
            cookie = self.client(name).http.get_cookie("lms")
            assert cookie is not None
            self._cookies[name] = cookie.value
        return self._cookies[name]

    def enter(self, open_browser: Callable[..., BrowserContext], name: str | None, **options: object) -> BrowserPage:
        """A browser opened by one of its people, or by nobody."""
        context = open_browser(base_url=self.address, **options)
        if name:
            context.add_cookies([{"name": "lms", "value": self.cookie_of(name), "url": self.address}])
        return context.new_page()

    @property
    def states(self) -> dict[str, tuple[str | None, str]]:
        """Name of a state → (who, address). Made once; the people are left in the middle of things."""
        if not self._states:
            self._states.update(_states(self))
        return self._states


def open_demo(folder: Path, url: URL) -> Flask:
    """The application on a copy of the demonstration, at noon of its day."""
    settings = Settings(
        data=str(folder), database_url=url.render_as_string(hide_password=False), demo=True, development=True,
        worker=False, zone=ZONE, argon2_memory_kib=8, argon2_rounds=1,
    )  # fmt: skip
    services = make_services(settings, clock=Clock.stopped(DAY))
    return create_app(services.settings, clock=services.clock, database=services.database, library=services.library)


def _states(made: Demo) -> dict[str, tuple[str | None, str]]:
    services = made.app.extensions["lms"]
    course = services.library.current(services.clock.tick())
    module = course.published_modules[0]
    base = f"/courses/{course.id}/{module.slug}/"
    test, case = f"/tests/{module.post_test.id}/", f"/cases/{module.cases[0].id}/"
    found: dict[str, tuple[str | None, str]] = {
        path.strip("/") or "landing": (None, path)
        for path in (
            "/", "/sign-in", "/sign-in/link", "/sign-in/sent", "/password/", "/help/", "/accessibility", "/privacy", "/verify/", "/grievance",
            "/demo/mail", "/styleguide", "/invitation/gone", "/no/such/page", f"/courses/{course.id}/outline",
        )
    }  # fmt: skip
    found["verify, not a code"] = (None, "/verify/?code=U")
    found["verify, unknown"] = (None, "/verify/7Q4M-20K9-XV3T-8HPD")
    marisol = made.client("marisol")
    ahead = course.published_modules[-1]
    ahead_case = f"/cases/{ahead.cases[0].id}/"
    begun = marisol.press(marisol.page(f"/tests/{ahead.post_test.id}/"), "Start")
    attempt = begun.path.rpartition("/q/")[0]
    marisol.press(begun, "Save and next", answer=begun.tree.xpath("//input[@name='answer']/@value")[0], flag="yes")
    marisol.press(marisol.page(ahead_case), "Start the case")
    lesson = base + module.lessons[0].slug
    shown = marisol.page(lesson)
    marisol.press(shown, "Check", option=shown.tree.xpath("//input[@name='option']/@value")[0])
    for path in ("/home", "/first-patient/", "/pathway/", f"/courses/{course.id}/", *(f"/courses/{course.id}/{each.slug}/" for each in course.modules), *_texts(course), "/tools/", *(f"/tools/{tool.id}" for tool in course.tools), "/glossary/", "/notes/", "/search", "/search?q=the", "/search?q=rejistry",
                 f"/glossary/{next(iter(course.glossary))}", "/account/", "/certificates/"):  # fmt: skip
        found[f"learner {path}"] = ("marisol", path)
    found |= {
        "question answered": ("marisol", f"{attempt}/q/1"),
        "question open": ("marisol", f"{attempt}/q/2"),
        "review of answers": ("marisol", f"{attempt}/review"),
        "case stage": ("marisol", f"{ahead_case}step"),
    }
    osei = made.client("osei")
    osei.press(osei.page(test), "Start")
    failed = osei.press(osei.page(osei.page(test).path), "Go on").path.rpartition("/q/")[0]
    osei.press(osei.page(f"{failed}/review"), "Hand in")
    found["result, not passed"] = ("osei", f"{failed}/result")
    found["home, other role"] = ("osei", "/home")
    found["pathway, in quarter hours"] = ("osei", "/pathway/")
    tomasz = made.client("tomasz")
    done = tomasz.page(test)
    passed = next(link for link in done.links if re.fullmatch(r"/attempts/\w+/result", link))
    with services.database.session() as session:
        certificate = session.scalars(select(Certificate).where(Certificate.account_id == _id(session, "Tomasz"))).one()
    found |= {
        "home, all done": ("colm", "/home"),
        "home, overdue": ("priya", "/home"),
        "home, paused": ("ines", "/home"),
        "home, at risk": ("desmond", "/home"),
        "test, passed": ("tomasz", test),
        "result, passed": ("tomasz", passed),
        "case debrief": ("tomasz", f"{case}debrief"),
        "lesson, complete": ("tomasz", lesson),
        "certificates": ("tomasz", "/certificates/"),
        "tokens": ("tomasz", "/account/tokens/"),
        "the door for programs": (None, "/api/"),
        "licences": ("tomasz", "/account/licences"),
        "reports to boards": ("tomasz", "/account/boards"),
        "certificate": ("tomasz", f"/certificates/{certificate.id}"),
        "verify, valid": (None, f"/verify/{certificate.code}"),
        "readiness": ("grace", "/team/"),
        "readiness, filtered": ("grace", "/team/?standing=needs-help&starts=28&role=king"),
        "readiness, nobody": ("grace", "/team/?name=nobody"),
        "overview": ("ruth", "/overview/"),
        "overview, filtered": ("grace", "/overview/?role=bhcm&cohort=soon"),
        "readiness, another day": ("grace", "/team/?as_of=2026-03-02"),
        "home of a supervisor": ("grace", "/home"),
        **_people(made),
        "certificates to administer": ("ruth", "/ce-admin/certificates/"),
        "one certificate to administer": ("ruth", f"/ce-admin/certificates/{certificate.id}"),
        "complaints": ("ruth", "/ce-admin/grievances/"),
        "legal holds": ("ruth", "/ce-admin/holds/"),
        "people": ("ruth", "/admin/people/"),
        "invite": ("ruth", "/admin/people/invite"),
        "webhooks": ("ruth", "/admin/webhooks/"),
    }
    with services.database.session(write=True) as session:
        marisol_id = _id(session, "Marisol")
        found["deactivate"] = ("ruth", f"/admin/people/{marisol_id}/deactivate")
        for kind, where in ((links.RESET, "password"), (links.SIGN_IN, "sign-in/link")):
            _, token = links.issue(session, kind=kind, account_id=marisol_id, now=services.clock.now())
            found[f"mailed link, {kind}"] = (None, f"/{where}/{token}")
        session.commit()
    return found


def _texts(course: Course) -> Iterator[str]:
    """Every page of the modules that holds text of the course and can be opened by anybody who trains."""
    for module in course.published_modules:
        base = f"/courses/{course.id}/{module.slug}/"
        yield base
        yield from (base + lesson.slug for lesson in module.lessons)
        yield f"{base}practice/"
        yield from (f"/cases/{case.id}/" for case in module.cases)
        yield from (f"/simulations/{lab.slug}/" for lab in module.exercises)
        yield f"/tests/{module.post_test.id}/"


def _people(made: Demo) -> dict[str, tuple[str | None, str]]:
    """A person's page in several standings, the questions about a plan, and what the learner sees of it."""
    with made.app.extensions["lms"].database.session() as session:
        ids = {name: _id(session, name) for name in ("Marisol", "Priya", "Desmond", "Tomasz", "Inès", "Lupe")}
        clinic = session.scalars(select(Clinic.id).where(Clinic.name == "Mill Road")).one()
        role = session.scalars(select(RoleHeld.id).where(RoleHeld.account_id == ids["Desmond"])).one()
    found: dict[str, tuple[str | None, str]] = {
        f"person, {name}": ("grace", f"/team/{who}") for name, who in ids.items()
    }
    for what in ("start-date", "leave", "hours", "experience"):
        found[f"question, {what}"] = ("grace", f"/team/{ids['Desmond']}/{role}/{what}")
    return found | {
        "reminder": ("grace", f"/team/{ids['Desmond']}/remind"),
        "reminder, none": ("grace", f"/team/{ids['Tomasz']}/remind"),
        "plan": ("tomasz", "/plan/"),
        "skills": ("marisol", "/skills/"),
        "skills, waiting": ("grace", "/skills/"),
        "queue": ("grace", "/queue/"),
        "queue, one kind": ("grace", "/queue/?kind=checklist"),
        "queue, hours together": ("grace", "/queue/together?kind=hours"),
        "queue, of all clinics": ("ruth", "/queue/"),
        "skills, person": ("grace", f"/skills/{ids['Marisol']}/"),
        "skills, sign": ("grace", f"/skills/{ids['Marisol']}/sign/sk-first-call"),
        "skills, ask": ("marisol", "/skills/ask/sk-note"),
        "skills, log": ("marisol", "/skills/log/add"),
        "skills, rate": ("wren", "/skills/rate"),
        "skills, plan": ("grace", f"/skills/{ids['Marisol']}/plan"),
        "skills, clinic": ("grace", f"/clinics/{clinic}/skills"),
        "plan, hours": ("desmond", f"/plan/{role}/hours"),
        "record": ("tomasz", "/record/"),
        "record, empty": ("wren", "/record/"),
    }


def _id(session, first_name: str) -> str:
    return session.scalars(select(Account.id).where(Account.name.startswith(first_name))).one()
