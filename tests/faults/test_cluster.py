"""Two replicas and a worker on one database: what one began the other goes on with, and a killed one takes nothing along."""

from __future__ import annotations

import json
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select

from lms.app import do_jobs_once
from lms.assessment.models import Attempt
from lms.audit.models import AuditLine
from lms.clock import Clock
from lms.credit.actions import RENDER
from lms.credit.models import Certificate
from lms.database import Database
from lms.outbox.models import Job
from lms.services import Services, make_services
from lms.settings import Settings
from lms.worker import LEASE_SECONDS
from scripts.bare_browser import Browser
from scripts.cluster_walk import Walk
from scripts.replicas import Cluster
from tests.clocks import MovableClock
from tests.kept import SECRET, lend_reading
from tests.learner import Learner, our_library
from tests.people.makers import PASSWORD, email_of, learner, make_place

NAME = "Marisol Tavares"
CHEAP = {"LMS_ARGON2_MEMORY_KIB": "8", "LMS_ARGON2_ROUNDS": "1", "LMS_DRAIN_SECONDS": "30"}
CHANGES = re.compile(r'name="(?:csrf_token|request_key|page)"[^>]*>|R-[0-9A-F]{4}-[0-9A-F]{4}')


@dataclass
class Scene:
    """A cluster, the learner who uses it, and a way to look at its database from outside."""

    cluster: Cluster
    services: Services
    learner: Learner

    @property
    def database(self) -> Database:
        return self.services.database

    def visitors(self) -> list[Browser]:
        """The same signed-in visitor at each replica, without the balancer."""
        browser = Browser(self.cluster.balancer.replicas[0].port)
        browser.sign_in(email_of(NAME), PASSWORD)
        return [browser.at(each.port) for each in self.cluster.balancer.replicas]


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    main = tmp_path / "main"
    lend_reading(main)
    library = our_library()  # Read before the processes start, which find it kept.
    url = database.url.render_as_string(hide_password=False)
    now = Clock().now()
    account = learner(database, now, make_place(database, now), NAME)
    cluster = Cluster(tmp_path, main, {**CHEAP, "LMS_DATABASE_URL": url})
    settings = Settings(data=str(main), database_url=url, secret_key=SECRET)
    clock = MovableClock(now)
    made = make_services(settings, clock=clock, database=database, library=library)
    try:
        cluster.start()
        yield Scene(cluster, made, Learner(database, clock, account))
    finally:
        for process in cluster.processes.values():
            process.kill()
        cluster.stop()


def test_replicas_are_one_server_to_whoever_comes(scene: Scene) -> None:
    """One cluster for all of it: to start it costs more than to ask."""
    pages_are_the_same_on_each(scene)
    tries_to_sign_in_are_counted_together(scene)
    a_test_goes_on_when_its_server_is_killed(scene)
    a_file_is_made_once_though_its_worker_was_killed(scene)
    one_that_is_told_to_stop_says_so_and_answers_on(scene)


def pages_are_the_same_on_each(scene: Scene) -> None:
    """Edition, session, style sheets: the same page byte by byte, but for the keys of its forms."""
    course = scene.learner.course
    module = course.published_modules[0]
    lesson = f"/courses/{course.id}/{module.slug}/{module.lessons[0].slug}"
    first, second = scene.visitors()
    for path in ("/home", lesson, "/account/", "/hours/", "/tools/"):
        one, other = first.get(path), second.get(path)
        assert (one.status, other.status) == (200, 200)
        assert CHANGES.sub("", one.text).splitlines() == CHANGES.sub("", other.text).splitlines()
    static = sorted(set(re.findall(r'"(/static/[^"]+)"', first.get("/home").text)))
    assert len(static) > 2
    for path in static:
        assert first.get(path).content == second.get(path).content != b""


def tries_to_sign_in_are_counted_together(scene: Scene) -> None:
    """Ten wrong tries, five at each, and the eleventh is too many at either."""
    browser = Browser(scene.cluster.balancer.port)
    browser.read_token("/sign-in")
    served = Counter()
    for _ in range(10):
        answer = browser.post("/sign-in", email="nobody@saltmarsh.example", password="not this one")
        served[answer.headers["X-Served-By"]] += 1
        assert answer.status == 422
    assert len(served) == 2
    for _ in range(2):
        assert browser.post("/sign-in", email="nobody@saltmarsh.example", password="not this one").status == 429


def a_test_goes_on_when_its_server_is_killed(scene: Scene) -> None:
    """kill -9 between two answers and in the middle of one; all that was acknowledged stands, and counts once."""
    test = scene.learner.course.published_modules[0].post_test
    assert test is not None
    said: list[str] = []
    walk = Walk(scene.cluster, said.append)
    walk.sign_in(email_of(NAME), PASSWORD)
    attempt = walk.begin(test.id)
    walk.answer_from(attempt, 1, 4)
    victim = walk.last
    scene.cluster.processes[victim].kill()
    walk.nothing_is_lost()
    walk.answer_from(attempt, 5, test.draw or 0)
    walk.nothing_is_lost()
    assert len(walk.saved) == test.draw
    scene.cluster.processes[victim].start()
    scene.cluster.wait_until_ready(scene.cluster.replica(victim))
    walk.hand_in_twice(attempt)
    with scene.database.session() as session:
        (row,) = session.scalars(select(Attempt))
        assert {item.position: item.chosen for item in row.items} == {
            int(path.rpartition("/")[2]): option for path, option in walk.saved.items()
        }
        acts = Counter(session.scalars(select(AuditLine.act).where(AuditLine.actor_id == scene.learner.account_id)))
    assert acts["attempt.started"] == acts["attempt.handed-in"] == 1


def a_file_is_made_once_though_its_worker_was_killed(scene: Scene) -> None:
    """The next worker takes the job up when the lease is over; both replicas then serve the same bytes."""
    learner = scene.learner
    module = learner.course.published_modules[0]
    for requirement in [*module.required, "name"]:
        learner.close(requirement)
    worker = scene.cluster.processes["worker"]
    until(lambda: render_job(scene).lease_until is not None or render_job(scene).done_at is not None)
    worker.kill()
    scene.services.clock.set(Clock().now() + timedelta(seconds=LEASE_SECONDS + 60))
    do_jobs_once(scene.services)
    assert render_job(scene).done_at is not None
    with scene.database.session() as session:
        (certificate,) = session.scalars(select(Certificate))
    assert list(scene.services.files.digests()) == [certificate.pdf_hash]
    files = {visitor.get(f"/certificates/{certificate.id}.pdf").content for visitor in scene.visitors()}
    assert files == {scene.services.files.get(certificate.pdf_hash)}


def until(holds: Callable[[], bool]) -> None:
    deadline = monotonic() + 60
    while not holds():
        assert monotonic() < deadline


def render_job(scene: Scene) -> Job:
    with scene.database.session() as session:
        return session.scalars(select(Job).where(Job.kind == RENDER)).one()


def one_that_is_told_to_stop_says_so_and_answers_on(scene: Scene) -> None:
    """TERM: 503 at /readyz, so the balancer leaves it alone, while whoever is there already is answered."""
    first, second = scene.cluster.balancer.replicas
    at_first, _ = scene.visitors()
    process = scene.cluster.processes[first.name]
    process.tell_to_end()
    until(lambda: not first.ready)
    ready = at_first.get("/readyz")
    assert (ready.status, json.loads(ready.text)["server"]) == (503, "not ok")
    assert at_first.get("/home").status == 200
    through = Browser(scene.cluster.balancer.port)
    assert {through.get("/help").headers["X-Served-By"] for _ in range(4)} == {second.name}
    assert process.running is not None
    process.running.send_signal(signal.SIGINT)
    process.wait()
