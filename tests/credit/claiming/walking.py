"""A learner on her way to credit, without a browser: the organisation of the invented accreditor, and each step as an act."""

from __future__ import annotations

from typing import Any

from lms.credit.activities.models import ActivityVersion
from lms.credit.claiming import actions, queries
from lms.credit.claiming.claims import Typed, claim
from lms.credit.claiming.evaluation import questions
from lms.credit.models import Certificate
from lms.database import Database
from lms.people.actions import add_licence
from lms.people.permissions import SYSTEM
from tests.clocks import MovableClock
from tests.credit.approved import Approved, approve
from tests.learner import ISSUER, Learner, our_course
from tests.people import makers
from tests.people.makers import Place, actor_of

UNIT = our_course().published_modules[0]


def approved(database: Database, clock: MovableClock, place: Place) -> Approved:
    """The organisation with its first module designated for 1.00 hour, for three professions."""
    with database.session(write=True) as session:
        made = approve(session, our_course(), organisation_id=place.saltmarsh, now=clock.now())
        session.commit()
    return made


def answers(objectives: int) -> dict[str, str]:
    """An evaluation with every question answered."""
    typed = {"scale": "4", "yes-no": "yes", "minutes": "70", "text": "More cases"}
    return {each.name: typed[each.form] for each in questions(["x"] * objectives)}


class Walker(Learner):
    """One learner of the organisation, and the activity she walks through."""

    def __init__(
        self, database: Database, clock: MovableClock, place: Place, to: Approved, name: str = "Marisol Tavares",
        licence: str | None = "social-worker", number: str | None = None, state: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(database, clock, makers.learner(database, clock.now(), place, name))
        self.to, self.name = to, name
        if licence is not None:
            self.licence(licence, number, state)

    def licence(self, kind: str, number: str | None = None, state: str | None = None) -> None:
        def add(session: Any, _actor: Any, now: Any) -> None:
            add_licence(
                session, actor=SYSTEM, now=now, account_id=self.account_id, kind=kind, number=number, state=state
            )

        self.do(add)

    @property
    def given(self) -> dict[str, Any]:
        return {"course": self.course, "activity_id": self.to.activity_id}

    def way(self) -> queries.Way:
        now = self.clock.now()
        with self.database.session() as session:
            actor = actor_of(session, self.account_id, now)
            found = queries.way_of(session, actor, self.course, self.to.activity_id, now=now, demo=False)
            _ = found.disclosures
            return found

    def acknowledges(self) -> None:
        page = self.way().disclosures.hash
        self.do(lambda s, a, n: actions.acknowledge(s, actor=a, now=n, text_hash=page, demo=False, **self.given))

    def does_the_content(self) -> None:
        for part in UNIT.required:
            if self.course.kind_of[part] != "test":
                self.clock.move(minutes=4)
                self.close(part)

    def passes(self) -> None:
        self.clock.move(minutes=10)
        self.test(next(each for each in UNIT.required if self.course.kind_of[each] == "test"))

    def evaluates(self, **changes: str) -> None:
        typed = {**answers(1), **changes}
        self.do(lambda s, a, n: actions.evaluate(s, actor=a, now=n, typed=typed, sure=False, demo=False, **self.given))

    def attests(self, typed_name: str | None = None) -> None:
        self.do(
            lambda s, a, n: actions.attest(
                s, actor=a, now=n, typed_name=typed_name or self.name, place="192.0.2.7", secret="s", browser="Firefox",
                demo=False, **self.given,
            )
        )  # fmt: skip

    def claims(self, kind: str, **typed: str) -> Certificate:
        designation = self.to.designations[kind]
        return self.do(
            lambda s, a, n: claim(
                s, actor=a, now=n, issuer=ISSUER, designation_id=designation, typed=Typed(**typed), **self.given
            )
        )

    def walks_to_the_claim(self) -> None:
        """Everything but the claim."""
        self.confirm(self.name)
        self.acknowledges()
        self.does_the_content()
        self.passes()
        self.evaluates()
        self.attests()


def close_activity(database: Database, activity_id: str, **values: Any) -> None:
    """Write something onto the activity, as its provider would."""
    with database.session(write=True) as session:
        row = session.get_one(ActivityVersion, activity_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.commit()
