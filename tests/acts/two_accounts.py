"""Two accounts of one person, and an administrator who joins them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lms.acts import checkup
from lms.acts.follow_up import World
from lms.acts.person.merge import merge, preview
from lms.database import Database
from lms.files import FileStore
from tests.clocks import MovableClock
from tests.learner import ISSUER, Learner, our_course
from tests.people import makers

REQUIRED = our_course().published_modules[0].required
TEST = next(each for each in REQUIRED if our_course().kind_of[each] == "test")
CASE = next(each for each in REQUIRED if our_course().kind_of[each] == "case")
LESSONS = [each for each in REQUIRED if our_course().kind_of[each] == "lesson"]
WORLD = World(our_course(), ISSUER)


class Two:
    """Work and Home, two accounts of one person, and an administrator."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database, self.clock = database, clock
        self.place = makers.make_place(database, clock.now())
        self.work = Learner(database, clock, makers.learner(database, clock.now(), self.place, "Work Tavares"))
        self.home = Learner(database, clock, makers.learner(database, clock.now(), self.place, "Home Tavares"))
        self.chief = Learner(database, clock, makers.administrator(database, clock.now(), self.place))

    def join(self, **more: Any) -> None:
        self.chief.do(
            lambda s, a, n: merge(
                s,
                actor=a,
                now=n,
                world=WORLD,
                survivor_id=self.work.account_id,
                absorbed_id=self.home.account_id,
                **more,
            )
        )

    def look(self) -> Any:
        return self.chief.do(
            lambda s, a, n: preview(
                s,
                actor=a,
                now=n,
                course=WORLD.course,
                survivor_id=self.work.account_id,
                absorbed_id=self.home.account_id,
            )
        )

    def rows(self, model: Any, *where: Any) -> list[Any]:
        with self.database.session() as session:
            return list(session.scalars(select(model).where(*where)))

    def of_work(self, model: Any) -> list[Any]:
        return self.rows(model, model.account_id == self.work.account_id)

    def found_wrong(self, files: FileStore) -> list[str]:
        return checkup.differences(self.database, files, WORLD.course, self.clock.now())
