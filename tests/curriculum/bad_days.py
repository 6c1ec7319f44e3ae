"""For every rule on days in the life, ways to break it: (rule, what was done, how, the file that is named)."""

from __future__ import annotations

from tests.curriculum.bad_labs import COMMON, lab
from tests.curriculum.builder import M1, Spoil

DAY = f"{M1}/exercises/day.yaml"

DAY_LAB = f"""\
id: m1-x-day
kind: day
{COMMON}days:
  - id: monday
    title: Monday
    blocks:
      - {{id: early, title: Early, begins: 8:00, ends: 9:00}}
      - {{id: late, title: Late, begins: 9:15, ends: 10:00}}
people:
  - {{id: aide, name: Tasha, role: medical assistant, does: [forms]}}
  - {{id: pcp, name: Dr. Amari, role: PCP, does: [risk]}}
patients:
  - {{id: ann, name: "Ann, 40", pcp: pcp}}
tasks:
  - id: ring
    title: Ring
    text: Ring $who.
    who: [ann]
    minutes: [20, 25]
    by: 9:00
    duties: [C-01]
    hand:
      - {{to: aide, minutes: 5}}
    done: {{say: Rung.}}
    missed: {{say: Not rung., adds: [again], after: 20}}
    expert: Rang.{{F1.05}}
  - id: again
    title: Ring again
    text: Ring $who again.
    caused: true
    same_as: ring
    minutes: 20
    duties: [C-01]
    expert: Did not meet it.{{F1.06}}
  - id: tidy
    title: Tidy
    text: Tidy up.
    minutes: 50
    duties: [C-01]
    expert: Left it.{{F1.07}}
  - id: sort
    title: Sort
    text: Sort them.
    minutes: 30
    duties: [C-01]
    expert: Left it.{{F1.07}}
interruptions:
  - id: door
    title: At the door
    text: Somebody knocks about $who.
    who: [ann]
    at: [8:30, 9:20]
    duties: [C-01]
    options:
      - {{id: go, text: Go now., minutes: 10, response: {{when: now, by: you, tells_pcp: true}}}}
      - {{id: wait, text: Go later., minutes: 2, response: {{when: later, by: you, tells_pcp: false}}}}
    expert: Went, because the person is there now.{{F1.05}}
  - id: telephone
    title: The telephone
    text: It rings.
    at: 9:30
    duties: [C-01]
    options:
      - {{id: take, text: Take it., minutes: 10, grade: best}}
      - {{id: leave, text: Leave it., minutes: 2, grade: fair}}
    expert: Took it.{{F1.05}}
"""


def day(*changes: tuple[str, str]) -> Spoil:
    return lab(DAY, DAY_LAB, *changes)


_ALL_BLOCKS = DAY_LAB[DAY_LAB.index("    blocks:") : DAY_LAB.index("people:")]
_PICK = "variants:\n  - {pick: 1, of: [door, telephone]}\ninterruptions:"

DAYS = (
    ("X401", "no days", day((DAY_LAB[DAY_LAB.index("days:") : DAY_LAB.index("people:")], "days: []\n")), DAY),
    ("X401", "a day without blocks", day((
        "people:\n", "  - {id: tuesday, title: Tuesday, blocks: []}\npeople:\n")), DAY),
    ("X402", "an end before the beginning", day(("begins: 9:15, ends: 10:00", "begins: 10:15, ends: 10:00")), DAY),
    ("X402", "blocks that overlap", day(("begins: 9:15", "begins: 8:45")), DAY),
    ("X403", "nothing fits", day((
        "      - {id: late", "      - {id: short, title: Short, begins: 9:05, ends: 9:10}\n      - {id: late"),
        ("{to: aide, minutes: 5}", "{to: aide, minutes: 15}")), DAY),
    ("X404", "too long", day(("minutes: 50", "minutes: 70")), DAY),
    ("X405", "a window that is too short", day(("    by: 9:00", "    from: 8:50\n    by: 9:00")), DAY),
    ("X405", "comes too late", day(("    by: 9:00", "    arrives: 8:45\n    by: 9:00")), DAY),
    ("X405", "behind the day", day(("    by: 9:00", "    by: 10:30")), DAY),
    ("X406", "no cause", day((", adds: [again], after: 20", "")), DAY),
    ("X406", "causes in a circle", day((", adds: [again], after: 20", ""), (
        "    minutes: 20\n", "    minutes: 20\n    done: {say: Rung., adds: [again]}\n")), DAY),
    ("X407", "adds nothing", day(("adds: [again]", "adds: [agian]")), DAY),
    ("X407", "adds what is there", day(("adds: [again]", "adds: [tidy]")), DAY),
    ("X408", "all of it fits", day(("minutes: 50", "minutes: 10"), ("minutes: 30", "minutes: 10")), DAY),
    ("X409", "more must be done than fits", day(
        ("    minutes: 50", "    minutes: 50\n    by: 10:00"), ("    minutes: 30", "    minutes: 45\n    by: 10:00"),
        ("      - {to: aide, minutes: 5}", "      - {to: aide, minutes: 20}")), DAY),
    ("X410", "nobody acts now", day(("when: now", "when: later")), DAY),
    ("X410", "nobody is told", day(("tells_pcp: true", "tells_pcp: false")), DAY),
    ("X410", "not who assesses", day(("when: now, by: you", "when: now, by: aide")), DAY),
    ("X410", "an option that says nothing", day((", response: {when: later, by: you, tells_pcp: false}", ", grade: poor")), DAY),
    ("X410", "danger with an hour", day(("    by: 9:00", "    by: 9:00\n    now: true")), DAY),
    ("X410", "item 9 and no answer", day(("    at: 9:30", "    item9: [1]\n    at: 9:30")), DAY),
    ("X411", "one option", day(("      - {id: leave, text: Leave it., minutes: 2, grade: fair}\n", "")), DAY),
    ("X411", "no time", day(("    at: 9:30\n", "")), DAY),
    ("X411", "between blocks", day(("at: 9:30", "at: 9:05")), DAY),
    ("X411", "two best", day(("grade: fair", "grade: best")), DAY),
    ("X412", "an unknown patient", day(("who: [ann]", "who: [bob]")), DAY),
    ("X412", "an unknown colleague", day(("to: aide", "to: clerk")), DAY),
    ("X412", "an unknown PCP", day(('"Ann, 40", pcp: pcp', '"Ann, 40", pcp: doc')), DAY),
    ("X412", "an unknown day", day(("    title: Tidy", "    day: sunday\n    title: Tidy")), DAY),
    ("X412", "nobody known responds", day(("when: now, by: you", "when: now, by: doc")), DAY),
    ("X413", "a pick of all", day(("interruptions:", _PICK.replace("pick: 1", "pick: 2"))), DAY),
    ("X413", "an unknown pick", day(("interruptions:", _PICK.replace("telephone]", "bell]"))), DAY),
    ("X414", "a variant without danger", day(("interruptions:", _PICK)), DAY),
    ("S104", "no time of day", day(("begins: 8:00", "begins: 25:00")), DAY),
    ("T103", "a duty that is not of this day", day(("    minutes: 50\n    duties: [C-01]", "    minutes: 50\n    duties: [C-02]")), DAY),
    ("I101", "one id twice", day(("  - id: tidy", "  - id: ring")), DAY),
)  # fmt: skip
