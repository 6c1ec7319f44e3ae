"""The invented people of the demonstration, at Saltmarsh Community Health, and what they have done so far."""

from __future__ import annotations

from dataclasses import dataclass

from lms.people.permissions import ADMINISTRATOR, CE_ADMINISTRATOR, LEARNER, PROGRAM_MANAGER, SUPERVISOR

ORGANISATION = "Saltmarsh Community Health"
MILL_ROAD, NORTHGATE = "Mill Road", "Northgate"
ZONE = "America/Chicago"
PASSWORD = "harbor lantern tuesday"


@dataclass(frozen=True)
class Role:
    """A role to train for. `starts` counts days from the day Mill Road opens (Mill Road) or from the as-of day."""

    role: str
    starts: int
    from_opening: bool = True
    joined: int = -30
    champion: bool = False
    agreed: int | None = None
    leave: tuple[int, int] | None = None


@dataclass(frozen=True)
class Person:
    """One account. `done` lists days before the as-of day on which the next required part was completed."""

    name: str
    email: str
    clinic: str
    roles: tuple[Role, ...] = ()
    grants: tuple[str, ...] = (LEARNER,)
    done: tuple[int, ...] = ()
    legal_name: str | None = None
    shown: str = ""


CAST = (
    Person("Marisol Tavares", "marisol@saltmarsh.example", MILL_ROAD, (Role("bhcm", 0, joined=-9),), shown="new care manager"),
    Person(
        "Grace Bellweather", "grace@saltmarsh.example", MILL_ROAD, (Role("clinical-supervisor", -21),), (LEARNER, SUPERVISOR),
        done=(12,), shown="clinical supervisor",
    ),
    Person(
        "Ruth Halloran", "ruth@saltmarsh.example", MILL_ROAD, (Role("program-manager", 0), Role("qi-coordinator", 0)),
        (LEARNER, PROGRAM_MANAGER, CE_ADMINISTRATOR, ADMINISTRATOR), done=(40, 39, 33, 28), shown="program manager and administrator",
    ),
    Person("Dr. Osei Hartmann", "osei@saltmarsh.example", MILL_ROAD, (Role("psychiatric-consultant", 0),), shown="psychiatric consultant"),
    Person("Priya Venkataraman", "priya@saltmarsh.example", MILL_ROAD, (Role("bhcm", -7, from_opening=False, joined=-90),), done=(50, 44)),
    Person("Desmond Achterberg", "desmond@saltmarsh.example", NORTHGATE, (Role("bhcm", 5, from_opening=False, joined=-60, agreed=45),), done=(20,)),
    Person(
        "Tomasz Wiśniewski", "tomasz@saltmarsh.example", NORTHGATE, (Role("bhcm", 24, from_opening=False, joined=-70),),
        done=(62, 58, 55, 51, 44, 39, 30, 26, 17, 9), legal_name="Tomasz Wiśniewski, RN",
    ),
    Person("Inès Marchetti", "ines@saltmarsh.example", NORTHGATE, (Role("bhcm", 40, from_opening=False, joined=-50, leave=(-10, 18)),), done=(30,)),
    Person("Dr. Leila Amari", "leila@saltmarsh.example", MILL_ROAD, (Role("pcp", 0, champion=True),)),
    Person("Dr. Piotr Kowal", "piotr@saltmarsh.example", MILL_ROAD, (Role("pcp", 0),), done=(6, 5, 4, 3)),
    Person("Nell Sorley", "nell@saltmarsh.example", NORTHGATE, (Role("pcp", 20, from_opening=False),)),
    Person("Dr. Anders Lindqvist", "anders@saltmarsh.example", NORTHGATE, (Role("psychiatric-consultant", -60, from_opening=False, joined=-110),), done=(100, 90, 80, 70)),
    Person("Tasha Quill", "tasha@saltmarsh.example", MILL_ROAD, (Role("auxiliary", 0),), done=(14, 13, 12, 11)),
    Person("Lupe Arredondo", "lupe@saltmarsh.example", MILL_ROAD, (Role("auxiliary", 0),)),
    Person("Emmanuel Boateng", "emmanuel@saltmarsh.example", MILL_ROAD, (Role("clerical", 0),)),
)  # fmt: skip
