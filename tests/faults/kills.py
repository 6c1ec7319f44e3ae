"""Kills a server at random moments while learners save answers and hand in, and looks at what is left."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lms.acts import checkup
from lms.clock import Clock, stopwatch
from lms.database import Database
from lms.files import FileStore
from scripts.bare_browser import Browser, Gone
from tests.faults.server import Server
from tests.faults.story import Story
from tests.learner import our_course
from tests.people.makers import PASSWORD, Place, email_of, learner, make_place

WHOLE_EACH = 10
"""Of so many kills one takes the whole server, which is started anew; the others the process that answers."""
MOST_SECONDS = 0.04
"""A kill comes within the time that the last answer took, so that most hit a request, and within this at most."""
TRIES = 40


@dataclass
class Figures:
    """What happened, in numbers."""

    kills: int = 0
    whole: int = 0
    requests: int = 0
    unanswered: int = 0
    learners: int = 0


@dataclass
class Kills:
    """Learners at one server, which is to be started before the first."""

    server: Server
    database: Database
    seed: int
    figures: Figures = field(default_factory=Figures)
    took: float = MOST_SECONDS

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.now: datetime = Clock().now()
        self.place: Place = make_place(self.database, self.now)

    def whole_way(self, name: str, *, fatal: int) -> None:
        """Lessons, cases, name and test, to the certificate, with so many kills."""
        story = self._story(name)
        self._tell(story, story.steps(), self.chance.sample(range(40), fatal))
        story.everything_was_counted_once()

    def one_test(self, name: str, *, fatal: int) -> None:
        """A test, every answer saved twice, handed in, with so many kills."""
        story = self._story(name)
        test = story.module.post_test
        assert test is not None
        self._tell(story, story.test_steps(), self.chance.sample(range(2 * (test.draw or 0) + 2), fatal))
        story.the_test_was_counted_once()

    def check(self) -> None:
        """Everything recomputed, and no difference."""
        files = FileStore(Path(self.server.data) / "files")
        assert checkup.differences(self.database, files, our_course(), Clock().now()) == []

    def _story(self, name: str) -> Story:
        account = learner(self.database, self.now, self.place, name)
        course = our_course()
        story = Story(self.database, Browser(self.server.port), account, course.published_modules[0], course)
        story.browser.sign_in(email_of(name), PASSWORD)
        self.figures.learners += 1
        return story

    def _tell(self, story: Story, steps: Iterable[Callable[[], None]], fatal: list[int]) -> None:
        for number, send in enumerate(steps):
            if number in fatal:
                self._kill_during(story, send)
            self._until_answered(send)
        story.nothing_is_lost()

    def _kill_during(self, story: Story, send: Callable[[], None]) -> None:
        self.figures.kills += 1
        whole = self.figures.kills % WHOLE_EACH == 0
        self.figures.whole += whole
        act = self.server.kill if whole else self.server.kill_answering
        killer = self.server.later(self.chance.uniform(0, min(self.took, MOST_SECONDS)), act)
        self.figures.requests += 1
        try:
            send()
        except Gone:
            self.figures.unanswered += 1
        killer.join()
        story.nothing_is_lost()
        if whole:
            self.server.start()

    def _until_answered(self, send: Callable[[], None]) -> None:
        """As a person would: send again what was not answered. The server begins a new process by itself."""
        for _ in range(TRIES):
            self.figures.requests += 1
            begun = stopwatch()
            try:
                send()
            except Gone:
                continue
            self.took = stopwatch() - begun
            return
        raise AssertionError("the server did not come back")
