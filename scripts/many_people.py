"""Very many people in random situations, written straight into a database: for measuring, and for tests of whole populations.

The same seed gives the same people. Histories are random: start dates and their changes, leave, work done, outside
training accepted, roles that ended and were taken up again, agreed hours, dates of a clinic's own, items ticked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.ids import new_id
from lms.learning.models import Completion
from lms.learning.outside.models import OutsideTraining, Waiver
from lms.people.alone import note_alone
from lms.people.models import Account, AccountWord, Address, Clinic, Organisation, Pause, RoleChange, RoleHeld
from lms.people.names import name_key, name_words
from lms.readiness.actions import reschedule_many
from lms.readiness.opening.models import ClinicSetup, ItemMark, OwnItem

FIRST = ("Łucja", "Øystein", "Zoë", "Priya", "Renée", "Dmitri", "Ana María", "Siân", "Theo", "Uma", "Wren", "Ishaan")
LAST = (
    "Żak",
    "O’Neill",
    "Müller",
    "van der Berg",
    "Peña",
    "Straße",
    "Nguyễn",
    "Smith",
    "Çelik",
    "Brannigan",
    "Adeyemi",
)
ROLES = (
    "bhcm", "bhcm", "bhcm", "psychiatric-consultant", "pcp", "pcp", "clinical-supervisor", "program-manager",
    "qi-coordinator", "auxiliary", "clerical",
)  # fmt: skip
ORDER = (
    Organisation, Clinic, ClinicSetup, OwnItem, Account, AccountWord, Address, RoleHeld, Pause, RoleChange, ItemMark, Completion,
    OutsideTraining, Waiver,
)  # fmt: skip
DAY = timedelta(days=1)
Rows = dict[Any, list[dict[str, Any]]]


@dataclass(frozen=True)
class Held:
    """One role in somebody's history; days count from today. `ended`: its last day, else it is still held."""

    role: str
    champion: bool
    start: int
    joined: int
    ended: int | None = None
    due: int | None = None
    agreed: int | None = None
    weeks: int | None = None
    moved_from: int | None = None
    moved_on: int = 0
    leave: tuple[tuple[int, int | None], ...] = ()
    ticked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class History:
    """Somebody's roles, and what was done (part, days ago) or waived (part, days ago)."""

    roles: tuple[Held, ...]
    done: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    waived: tuple[tuple[str, int], ...] = ()


def draw(chance: Random, course: Course) -> History:
    """A random history."""
    names = chance.sample(sorted(set(ROLES)), 2) if chance.random() < 0.1 else [chance.choice(ROLES)]
    roles = [_held(chance, role) for role in names]
    if chance.random() < 0.06:
        before = _held(chance, names[0])
        roles.append(Held(before.role, False, -500, -560, ended=-chance.randint(200, 300)))
    parts = list(dict.fromkeys(each for role in names for each in course.requirements(role, False)))
    chance.shuffle(parts)
    many = chance.choice((0, len(parts), chance.randint(0, len(parts)), chance.randint(0, len(parts))))
    elsewhere = [each for each in parts[many:] if chance.random() < 0.15] if chance.random() < 0.2 else []
    done = [(each, chance.choice((chance.randint(0, 40), chance.randint(0, 160)))) for each in parts[:many]]
    return History(tuple(roles), tuple(done), tuple((each, chance.randint(0, 60)) for each in elsewhere))


def _held(chance: Random, role: str) -> Held:
    start = chance.randint(-300, 170)
    leave: list[tuple[int, int | None]] = []
    if chance.random() < 0.25:
        first = chance.randint(-60, 60)
        leave.append((first, first + chance.randint(0, 60) if chance.random() < 0.8 else None))
    moved = chance.random() < 0.15
    return Held(
        role=role,
        champion=role == "pcp" and chance.random() < 0.3,
        start=start,
        joined=-chance.randint(0, 200),
        due=chance.randint(-40, 90) if chance.random() < 0.25 else None,
        agreed=chance.choice((None, None, 5, 30, 120, 600)),
        weeks=chance.choice((4, -4)) if role == "bhcm" and chance.random() < 0.1 else None,
        moved_from=start + chance.randint(-60, 60) if moved else None,
        moved_on=-chance.randint(0, 40),
        leave=tuple(leave),
        ticked=tuple((item, -chance.randint(0, 30)) for item in range(2) if chance.random() < 0.6),
    )


@dataclass(frozen=True)
class World:
    """What people are written into: an organisation, its clinics in order, the course and the day."""

    course: Course
    now: datetime
    organisation_id: str
    clinics: Sequence[str]
    items: Sequence[str] = ()

    @property
    def today(self) -> date:
        """The day at the clinics, which share one zone."""
        return self.now.date()


def make_place(session: Session, course: Course, now: datetime, *, clinics: int, checklists: bool = True) -> World:
    """An organisation with clinics; every third counts a checklist of two required items for care managers, or none does."""
    rows: Rows = defaultdict(list)
    organisation_id = new_id()
    rows[Organisation].append({"id": organisation_id, "name": "State Implementation Center", "created_at": now})
    ids, items = [], []
    for number in range(clinics):
        ids.append(new_id())
        place = {"id": ids[-1], "organisation_id": organisation_id, "name": f"Clinic {number + 1:03}", "zone": "UTC"}
        rows[Clinic].append(place)
        if checklists and number % 3 == 1:
            rows[ClinicSetup].append({"clinic_id": ids[-1], "checklists_since": now.date() - 90 * DAY, "at": now})
            for item in range(2):
                items.append(new_id())
                rows[OwnItem].append(
                    {
                        "id": items[-1], "clinic_id": ids[-1], "list_id": "bhcm", "title": f"Item {item + 1}", "owner": "",
                        "required": True, "on": now.date() - 90 * DAY, "at": now,
                    }
                )  # fmt: skip
        else:
            items += ["", ""]
    write(session, rows)
    return World(course, now, organisation_id, ids, items)


def write(session: Session, rows: Rows) -> None:
    """Insert the rows of each table, in an order in which each finds what it points at."""
    for table in ORDER:
        if rows.get(table):
            session.execute(insert(table), rows[table])
    note_alone(session, (row["id"] for row in rows.get(Account, ())))


def person(world: World, history: History, number: int, name: str, rows: Rows) -> list[str]:
    """Put down the rows of one person with this history; returns the ids of the roles still held."""
    now, account_id, open_roles = world.now, new_id(), []
    at = now - 400 * DAY
    rows[Account].append(
        {"id": account_id, "organisation_id": world.organisation_id, "name": name, "created_at": at, "welcomed_at": at}
    )
    rows[AccountWord] += [{"account_id": account_id, "word": word} for word in name_words(name)]
    email = f"{account_id}@people.example"
    rows[Address].append(
        {
            "id": new_id(),
            "account_id": account_id,
            "email": email,
            "email_key": email,
            "primary": True,
            "created_at": at,
        }
    )
    place = number % len(world.clinics)
    for held in history.roles:
        role_id = _role(world, held, account_id, place, rows)
        rows[RoleHeld][-1] |= {"organisation_id": world.organisation_id, "name_key": name_key(name)}
        if held.ended is None:
            open_roles.append(role_id)
    for part, ago in history.done:
        rows[Completion].append(
            {
                "id": new_id(), "account_id": account_id, "requirement_id": part, "kind": world.course.kind_of[part],
                "edition": world.course.edition, "content_hash": "0" * 64, "revision": 1,
                "minutes": world.course.minutes_of[part], "completed_at": now - ago * DAY, "completed_on": world.today - ago * DAY,
            }
        )  # fmt: skip
    for part, ago in history.waived:
        training = new_id()
        rows[OutsideTraining].append(
            {
                "id": training, "account_id": account_id, "title": "Course elsewhere", "provider": "Elsewhere", "minutes": 60,
                "held_on": world.today - 90 * DAY, "shows": "A certificate", "recorded_at": at, "accepted": True,
                "decided_at": now - ago * DAY, "decided_on": world.today - ago * DAY,
            }
        )  # fmt: skip
        rows[Waiver].append({"training_id": training, "requirement_id": part, "minutes": world.course.minutes_of[part]})
    return open_roles


def _role(world: World, held: Held, account_id: str, place: int, rows: Rows) -> str:
    role_id, today, now = new_id(), world.today, world.now
    start = today + held.start * DAY
    rows[RoleHeld].append(
        {
            "id": role_id, "account_id": account_id, "clinic_id": world.clinics[place], "role": held.role,
            "champion": held.champion, "start_date": start, "joined_on": today + held.joined * DAY,
            "ended_on": None if held.ended is None else today + held.ended * DAY,
            "clinic_due_on": None if held.due is None else today + held.due * DAY,
            "agreed_minutes_per_week": held.agreed, "window_weeks": held.weeks,
            "created_at": now + held.joined * DAY,
        }
    )  # fmt: skip
    for first, last in held.leave:
        until = None if last is None else today + last * DAY
        rows[Pause].append(
            {"id": new_id(), "role_held_id": role_id, "from_date": today + first * DAY, "to_date": until, "reason": "Leave",
             "created_at": now - 150 * DAY}
        )  # fmt: skip
    if held.moved_from is not None:
        rows[RoleChange].append(
            {"id": new_id(), "role_held_id": role_id, "number": 1, "field": "start_date", "reason": "Opening moved",
             "before": (today + held.moved_from * DAY).isoformat(), "after": start.isoformat(),
             "at": datetime.combine(today + held.moved_on * DAY, time(9), UTC)}
        )  # fmt: skip
    if held.role == "bhcm" and held.ended is None and world.items and world.items[2 * place]:
        for item, on in held.ticked:
            rows[ItemMark].append(
                {"id": new_id(), "clinic_id": world.clinics[place], "subject_id": role_id, "role_held_id": role_id,
                 "item_id": world.items[2 * place + item], "number": 1, "state": "done", "owner": "", "note": "",
                 "on": today + on * DAY, "at": now + on * DAY}
            )  # fmt: skip
    return role_id


def names(chance: Random) -> Callable[[int], str]:
    """Names, many of them alike, as in life; the number makes each somebody of her own."""
    return lambda number: f"{chance.choice(FIRST)} {chance.choice(LAST)} {number:06}"


def populate(
    session: Session, world: World, count: int, *, seed: int = 7, at_once: int = 500, most_done: int | None = None
) -> None:
    """`count` people, each with a history of her own; schedules are made by the program's own action.

    `most_done`: of those who did more, only one in ten is there, so that a population takes less room.
    """
    chance = Random(seed)
    name = names(chance)
    for first in range(0, count, at_once):
        rows: Rows = defaultdict(list)
        ids = [
            role_id
            for number in range(first, min(first + at_once, count))
            for role_id in person(world, _drawn(chance, world.course, most_done), number, name(number), rows)
        ]
        write(session, rows)
        for some in _some(ids, at_once):
            wanted = select(RoleHeld).where(RoleHeld.id.in_(some))
            roles = session.scalars(wanted.options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic))).all()
            reschedule_many(session, roles=roles, course=world.course, now=world.now)
        session.expunge_all()


def _drawn(chance: Random, course: Course, most_done: int | None) -> History:
    found = draw(chance, course)
    while most_done is not None and len(found.done) > most_done and chance.random() < 0.9:
        found = draw(chance, course)
    return found


def _some(ids: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), most):
        yield ids[at : at + most]
