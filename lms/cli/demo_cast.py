"""The invented people of the demonstration: who trains for what at Saltmarsh Community Health, and on which days they did so."""

from __future__ import annotations

from dataclasses import dataclass

from lms.people.permissions import (
    ADMINISTRATOR,
    AUDITOR,
    AUTHOR,
    CE_ADMINISTRATOR,
    LEADER,
    LEARNER,
    PROGRAM_MANAGER,
    SUPERVISOR,
)

ORGANISATION = "Saltmarsh Community Health"
MILL_ROAD, NORTHGATE, FERRY_LANDING = "Mill Road", "Northgate", "Ferry Landing"
OPENS_WEEKS = {MILL_ROAD: 0, NORTHGATE: -104, FERRY_LANDING: 14}
"""When each clinic opens Collaborative Care, in weeks from the Monday on which Mill Road does."""

ZONE = "America/Chicago"
PASSWORD = "harbor lantern tuesday"


@dataclass(frozen=True)
class Person:
    """One account, and one role to train for (None: no role).

    starts: the first day with CoCM patients, in weeks from the Monday Mill Road opens. invited, came: days before the as-of day on
    which an invitation was written (None: not by invitation) and taken (None: not yet). done: days before it on which the next
    required part was completed. agreed: the minutes a week agreed on when the person came. grants: access besides learning.
    """

    name: str
    address: str
    clinic: str
    role: str | None
    starts: int = 0
    invited: int | None = None
    came: int | None = None
    done: tuple[int, ...] = ()
    agreed: int | None = None
    champion: bool = False
    grants: tuple[str, ...] = ()
    legal_name: str | None = None
    shown: str = ""

    @property
    def email(self) -> str:
        """The address the account is made with."""
        return f"{self.address}@saltmarsh.example"


def evenly(first: int, last: int, parts: int) -> tuple[int, ...]:
    """Days on which so many parts were completed, from `first` days before the as-of day to `last`."""
    return tuple(round(first - (first - last) * number / (parts - 1)) for number in range(parts))


BHCM, CONSULTANT, PCP, LEADS = "bhcm", "psychiatric-consultant", "pcp", "clinical-supervisor"
MANAGER, QI, AUXILIARY, CLERICAL = "program-manager", "qi-coordinator", "auxiliary", "clerical"

RUTH = Person(
    "Ruth Halloran", "ruth", MILL_ROAD, MANAGER, done=evenly(104, 83, 19), grants=(ADMINISTRATOR, PROGRAM_MANAGER, CE_ADMINISTRATOR),
    shown="program manager and administrator of all three clinics",
)  # fmt: skip

AT_MILL_ROAD = (
    Person(
        "Marisol Tavares", "marisol", MILL_ROAD, BHCM, -2, 45, 43, (*evenly(41, 29, 9), *evenly(27, 3, 36)), agreed=180, legal_name="Marisol Tavares, RN",
        shown="new care manager, near the end of Module 4",
    ),
    Person(
        "Grace Bellweather", "grace", MILL_ROAD, LEADS, -3, 66, 65, evenly(10, 2, 12), grants=(SUPERVISOR,),
        shown="clinical supervisor of Mill Road and Northgate",
    ),
    Person("Dr. Osei Hartmann", "osei", MILL_ROAD, CONSULTANT, 0, 55, 50, evenly(41, 6, 14), shown="psychiatric consultant"),
    Person("Priya Venkataraman", "priya", MILL_ROAD, BHCM, -7, 98, 96, (61, 54, 48, 41, 33, 26, 19, 12), legal_name="Priya Venkataraman, LCSW"),
    Person("Aroha Whitfield", "aroha", MILL_ROAD, BHCM, 0, 14, 13, evenly(12, 4, 9), agreed=120),
    Person("Wren Castellano", "wren", MILL_ROAD, BHCM, 0, 9, 8),
    Person("Dr. Leila Amari", "leila", MILL_ROAD, PCP, 0, 30, 29, champion=True),
    Person("Dr. Piotr Kowal", "piotr", MILL_ROAD, PCP, 0, 30, 27, (6, 6, 5, 5, 3, 3)),
    Person("Nell Sorley", "nell", MILL_ROAD, PCP, -4, 30, 28),
    Person("Dr. Samira Haddad", "samira", MILL_ROAD, PCP, 0, 16, 15),
    Person("Tasha Quill", "tasha", MILL_ROAD, AUXILIARY, 0, 40, 39, (14, 11)),
    Person("Lupe Arredondo", "lupe", MILL_ROAD, AUXILIARY, 0, 12, 11),
    Person("Denise Falk", "denise", MILL_ROAD, AUXILIARY, 0, 40, 38, evenly(35, 13, 7)),
    Person("Joaquín Prado", "joaquin", MILL_ROAD, AUXILIARY, 0, 22, 21, (18,)),
    Person("Emmanuel Boateng", "emmanuel", MILL_ROAD, CLERICAL, 0, 40, 37, evenly(36, 29, 8)),
    Person("Bao Tran", "bao", MILL_ROAD, CLERICAL, 0, 20, 19),
)  # fmt: skip

AT_NORTHGATE = (
    Person("Desmond Achterberg", "desmond", NORTHGATE, BHCM, -4, 64, 62, (24, 17, 10), agreed=30, legal_name="Desmond Achterberg, RN"),
    Person(
        "Tomasz Wierzba", "tomasz", NORTHGATE, BHCM, 5, 75, 74, (70, 64, 58, 51, 44, 39, 30, 26, 20, 15), legal_name="Tomasz Wierzba, LCSW",
    ),
    Person(
        "Colm Brannigan", "colm", NORTHGATE, BHCM, -5, 100, 99, (*evenly(98, 90, 9), *evenly(86, 17, 81)), legal_name="Colm Branigan, LMFT",
    ),
    Person("Sigrun Vale", "sigrun", NORTHGATE, BHCM, -16, 119, 118, (*evenly(117, 110, 9), *evenly(108, 74, 81))),
    Person("Malik Derin", "malik", NORTHGATE, BHCM, -13, 117, 116, (*evenly(115, 106, 9), *evenly(104, 53, 81))),
    Person("Inès Marchetti", "ines", NORTHGATE, BHCM, 0, 50, 48, (30,)),
    Person(
        "Bettina Oyelaran", "bettina", NORTHGATE, BHCM, -1, 70, 69, (64, 62, 57, 55, 50, 43, 41, 36, 32, 29, *evenly(27, 2, 40)), legal_name="Bettina Oyelaran, LPC",
    ),
    Person("Nadia Osman", "nadia", NORTHGATE, BHCM, 0, 21, 20, (6,), agreed=15),
    Person("Kit Halvorsen", "kit", NORTHGATE, BHCM, -2, 70, 68, (60, 55)),
    Person("Ola Brandt", "ola", NORTHGATE, BHCM, -2, 58, 57, (46, 19, 5)),
    Person("Hugh Penrose", "hugh", NORTHGATE, BHCM, 0, 90, 88, (80,)),
    Person("Dr. Anders Lindqvist", "anders", NORTHGATE, CONSULTANT, -9, 110, 108, evenly(100, 39, 67)),
    Person("Dr. Marguerite Okonjo", "marguerite", NORTHGATE, LEADS, -8, 105, 104, evenly(72, 34, 26), grants=(SUPERVISOR,)),
    Person("Dr. Hannah Weiss", "hannah", NORTHGATE, PCP, -8, 60, 58, evenly(31, 24, 7)),
    Person("Dr. Elias Montrose", "elias", NORTHGATE, PCP, -5, 35, 33, (3,)),
    Person("Femi Adeyemi", "femi", NORTHGATE, PCP, -5, 18, 16),
    Person("Rosa Lindgren", "rosa", NORTHGATE, AUXILIARY, 0, 45, 44, (13,)),
    Person("Jonah Pike", "jonah", NORTHGATE, AUXILIARY, 0, 15, 13),
    Person("Thandi Mokoena", "thandi", NORTHGATE, CLERICAL, 0, 45, 42, (23,)),
    Person("Greta Solheim", "greta", NORTHGATE, CLERICAL, 0, 45, 40, evenly(37, 25, 8)),
    Person("Ivo Petrov", "ivo", NORTHGATE, QI, 0, 33, 32, (18, 9)),
    Person("Camille Fontaine", "camille", NORTHGATE, MANAGER, 0, 85, 84, evenly(47, 21, 8), grants=(PROGRAM_MANAGER,)),
    Person("Yolanda Reyes", "yolanda", NORTHGATE, None, came=118, grants=(LEARNER, AUTHOR)),
    Person("Clement Ashworth", "clement", NORTHGATE, None, came=118, grants=(AUDITOR,)),
    Person("Constance Albrecht", "constance", MILL_ROAD, None, came=60, grants=(LEADER,), shown="executive director, who takes the leaders' tour"),
)  # fmt: skip

AT_FERRY_LANDING = (
    Person("Soledad Ibarra", "soledad", FERRY_LANDING, BHCM, 14, 28, 26, (13, 6)),
    Person("Jun Takeda", "jun", FERRY_LANDING, BHCM, 14, 14, 13),
    Person("Rashid Benali", "rashid", FERRY_LANDING, LEADS, 11, 28, 27, grants=(SUPERVISOR,)),
    Person("Dr. Ingrid Vasquez", "ingrid", FERRY_LANDING, PCP, 14, 13, 12, champion=True),
    Person("Dr. Obi Nwosu", "obi", FERRY_LANDING, PCP, 14, 19),
    Person("Hazel Whitcomb", "hazel", FERRY_LANDING, AUXILIARY, 14, 2),
)

CAST = (*AT_MILL_ROAD, RUTH, *AT_NORTHGATE, *AT_FERRY_LANDING)

IMPORTED = """\
Name;E-mail;Clinic;Role;First day with CoCM patients;Send invitation
Marek Dvořák;marek@saltmarsh.example;Ferry Landing;Clerical staff;{ferry};no
Imani Delacroix;imani@saltmarsh.example;Ferry Landing;Clerical staff;{ferry};yes
Sanna Virtanen;sanna@saltmarsh.example;Ferry Landing;Auxiliary staff;{ferry};yes
Dr. Paul Whitaker;paul@saltmarsh.example;Ferry Landing;Primary care provider;{ferry};no
Lorna Fitch;lorna@saltmarsh.example;Fery Landing;Auxiliary staff;{ferry};yes
Teo Vaillancourt;teo@saltmarsh.example;Ferry Landing;Quality improvement coordinator;{ferry};yes
"""
"""The file Ruth imported two weeks ago; she left out the line whose clinic nobody knows."""
