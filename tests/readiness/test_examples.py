"""Worked examples: eight roles, many dates, many states of progress. Every figure was worked out by hand.

`last` is what was done in the last 28 days, laid evenly over them: `?` not known, a dash nothing recorded. Dates without a
year are in 2027. A start is 4 May 2027 unless `start` says otherwise; minutes required are those of `NEED` unless `need` does.
"""

from datetime import timedelta

import pytest

from lms.readiness.rules import Facts, Pause, Standing, evenly, stand
from tests.readiness.roles import ROLES, on

NEED = {
    "bhcm": 1620,
    "psychiatric-consultant": 600,
    "pcp": 60,
    "clinical-supervisor": 240,
    "program-manager": 60,
    "qi-coordinator": 45,
    "auxiliary": 30,
    "clerical": 20,
}

TABLE = """
role                   | today      | done | last | more                          | standing     | cause | pace | forecast   | next change
bhcm                   | 2026-12-01 | 0    | -    |                               | not open yet |       | 128  | -          | 02-04
bhcm                   | 02-03      | 0    | -    |                               | not open yet |       | 128  | -          | 02-04
bhcm                   | 02-03      | 100  | 100  |                               | not open yet |       | 120  | -          | 02-04
bhcm                   | 02-04      | 0    | -    |                               | not started  |       | 128  | -          | 03-18
bhcm                   | 03-17      | 0    | -    |                               | not started  |       | 237  | -          | 03-18
bhcm                   | 03-18      | 0    | -    |                               | at risk      | hours | 242  | -          | 05-05
bhcm                   | 05-04      | 0    | -    |                               | at risk      | hours | 11340 | -         | 05-05
bhcm                   | 05-05      | 0    | -    |                               | overdue      |       | -    | -          | -
bhcm                   | 2028-05-05 | 0    | -    |                               | overdue      |       | -    | -          | -
bhcm                   | 03-23      | 765  | 644  |                               | on track     |       | 143  | 04-30      | 03-25
bhcm                   | 03-23      | 765  | 588  |                               | on track     |       | 143  | 05-03      | 03-24
bhcm                   | 03-23      | 780  | 560  |                               | on track     |       | 140  | 05-04      | 03-24
bhcm                   | 03-23      | 765  | 560  |                               | at risk      | pace  | 143  | 05-05      | 05-05
bhcm                   | 03-23      | 765  | ?    |                               | on track     |       | 143  | -          | 04-10
bhcm                   | 03-23      | 765  | 0    |                               | at risk      | pace  | 143  | -          | 05-05
bhcm                   | 04-20      | 660  | 100  |                               | at risk      | hours | 480  | 2028-01-14 | 05-05
bhcm                   | 04-27      | 1380 | 280  |                               | at risk      | pace  | 240  | 05-21      | 05-05
bhcm                   | 04-27      | 1380 | 1008 |                               | on track     |       | 240  | 05-04      | 04-28
bhcm                   | 04-27      | 1379 | 1008 |                               | at risk      | hours | 241  | 05-04      | 05-05
bhcm                   | 04-27      | 1379 | 1008 | agreed=300                    | on track     |       | 241  | 05-04      | 04-28
bhcm                   | 02-17      | 120  | 120  | began=02-04                   | on track     |       | 139  | -          | 02-18
bhcm                   | 02-18      | 120  | 120  | began=02-04                   | at risk      | pace  | 140  | 08-25      | 05-05
bhcm                   | 05-05      | 1600 | 56   |                               | overdue      |       | -    | 05-15      | -
bhcm                   | 02-03      | 1620 | -    |                               | ready        |       | 0    | -          | 05-04
bhcm                   | 04-27      | 1620 | -    | finished=04-20                | ready        |       | 0    | -          | 05-04
bhcm                   | 04-27      | 1700 | -    | finished=04-20                | ready        |       | 0    | -          | 05-04
bhcm                   | 05-03      | 1620 | -    |                               | ready        |       | 0    | -          | 05-04
bhcm                   | 05-04      | 1620 | -    |                               | in continuing education | | 0 | -         | -
bhcm                   | 11-04      | 1620 | -    | goals=open                    | in continuing education | | 0 | -         | -
bhcm                   | 11-05      | 1620 | -    | goals=open                    | in continuing education | | 0 | -         | -
bhcm                   | 05-03      | 1620 | -    | goals=met                     | ready        |       | 0    | -          | 05-04
bhcm                   | 05-04      | 1620 | -    | goals=met                     | complete     |       | 0    | -          | -
bhcm                   | 06-10      | 1620 | -    | finished=06-09                | in continuing education | | 0 | -         | -
bhcm                   | 04-01      | 90   | -    | need=90 part                  | on track     |       | 0    | -          | 05-05
bhcm                   | 05-04      | 90   | -    | need=90 part                  | on track     |       | 0    | -          | 05-05
bhcm                   | 05-05      | 90   | -    | need=90 part                  | overdue      |       | 0    | -          | -
bhcm                   | 04-01      | 0    | -    | need=90 part                  | not started  |       | 20   | -          | 05-02
bhcm                   | 04-01      | 0    | -    | need=0 part                   | not started  |       | 0    | -          | 05-05
bhcm                   | 05-05      | 0    | -    | need=0 part                   | overdue      |       | 0    | -          | -
bhcm                   | 04-01      | 1620 | -    | signoffs=2                    | on track     |       | 0    | -          | 05-05
bhcm                   | 05-05      | 1620 | -    | signoffs=2                    | overdue      |       | 0    | -          | -
bhcm                   | 04-01      | 1620 | -    | signoffs=0                    | ready        |       | 0    | -          | 05-04
bhcm                   | 04-01      | 1620 | -    | checklist=1                   | on track     |       | 0    | -          | 05-05
bhcm                   | 03-23      | 765  | ?    | pause=03-20..04-12            | paused       |       | 273  | -          | 04-13
bhcm                   | 04-13      | 765  | ?    | pause=03-20..04-12            | at risk      | hours | 285  | -          | 05-05
bhcm                   | 03-23      | 765  | 644  | pause=04-05..04-11            | at risk      | pace  | 171  | 05-07      | 04-05
bhcm                   | 05-05      | 0    | -    | pause=04-20..05-20            | paused       |       | -    | -          | 05-21
bhcm                   | 05-21      | 0    | -    | pause=04-20..05-20            | overdue      |       | -    | -          | -
bhcm                   | 06-01      | 0    | -    | pause=04-20..                 | paused       |       | -    | -          | -
bhcm                   | 04-10      | 1620 | -    | pause=04-01..05-31            | paused       |       | 0    | -          | 06-01
bhcm                   | 03-01      | 0    | -    | joined=03-01                  | not started  |       | 178  | -          | 03-18
bhcm                   | 04-20      | 0    | -    | joined=04-20                  | at risk      | plan  | 810  | -          | 05-05
bhcm                   | 05-10      | 0    | -    | joined=05-10                  | overdue      |       | -    | -          | -
bhcm                   | 06-01      | 0    | -    | ended=04-10                   | at risk      | hours | 473  | -          | -
bhcm                   | 03-23      | 765  | 644  | start=06-01                   | on track     |       | 86   | 04-30      | 04-03
bhcm                   | 05-04      | 0    | -    | start=01-04                   | overdue      |       | -    | -          | -
bhcm                   | 02-27      | 0    | -    | start=05-31                   | not open yet |       | 124  | -          | 02-28
bhcm                   | 02-28      | 0    | -    | start=05-31                   | not started  |       | 124  | -          | 04-14
bhcm                   | 2028-02-28 | 0    | -    | start=2028-05-31              | not open yet |       | 124  | -          | 2028-02-29
bhcm                   | 2028-02-29 | 0    | -    | start=2028-05-31              | not started  |       | 124  | -          | 2028-04-14
bhcm                   | 11-28      | 0    | -    | start=2028-02-29              | not open yet |       | 124  | -          | 11-29
bhcm                   | 2028-02-29 | 0    | -    | start=2028-02-29              | at risk      | hours | 11340 | -         | 2028-03-01
bhcm                   | 2028-03-01 | 0    | -    | start=2028-02-29              | overdue      |       | -    | -          | -
psychiatric-consultant | 2026-06-01 | 0    | -    | clinic=05-04                  | not started  |       | 13   | -          | 03-31
psychiatric-consultant | 03-30      | 0    | -    | clinic=05-04                  | not started  |       | 120  | -          | 03-31
psychiatric-consultant | 03-31      | 0    | -    | clinic=05-04                  | at risk      | hours | 124  | -          | 05-05
psychiatric-consultant | 03-31      | 0    | -    | joined=03-20 clinic=05-04     | at risk      | hours | 124  | -          | 05-05
psychiatric-consultant | 03-31      | 0    | -    | joined=03-31 clinic=05-04     | at risk      | plan  | 124  | -          | 05-05
psychiatric-consultant | 04-04      | 300  | 280  | clinic=05-04                  | on track     |       | 70   | 05-04      | 04-05
psychiatric-consultant | 04-05      | 300  | 280  | clinic=05-04                  | at risk      | pace  | 73   | 05-05      | 05-05
psychiatric-consultant | 05-04      | 0    | -    | clinic=05-04                  | at risk      | hours | 4200 | -          | 05-05
psychiatric-consultant | 05-05      | 0    | -    | clinic=05-04                  | overdue      |       | -    | -          | -
psychiatric-consultant | 05-10      | 0    | -    | clinic=06-01                  | at risk      | hours | 191  | -          | 06-02
psychiatric-consultant | 04-01      | 600  | -    | clinic=05-04                  | ready        |       | 0    | -          | 05-04
psychiatric-consultant | 05-04      | 600  | -    | clinic=05-04                  | complete     |       | 0    | -          | -
psychiatric-consultant | 2030-01-01 | 0    | -    |                               | not started  |       | -    | -          | -
psychiatric-consultant | 05-10      | 300  | 0    |                               | on track     |       | -    | -          | -
psychiatric-consultant | 05-10      | 600  | -    |                               | ready        |       | -    | -          | -
pcp                    | 04-03      | 0    | -    |                               | not open yet |       | 14   | -          | 04-04
pcp                    | 04-03      | 30   | ?    |                               | not open yet |       | 7    | -          | 04-04
pcp                    | 04-04      | 0    | -    |                               | not started  |       | 14   | -          | 04-28
pcp                    | 04-27      | 0    | -    |                               | not started  |       | 60   | -          | 04-28
pcp                    | 04-28      | 0    | -    |                               | at risk      | hours | 70   | -          | 05-05
pcp                    | 04-20      | 30   | ?    |                               | on track     |       | 15   | -          | 05-01
pcp                    | 05-05      | 0    | -    |                               | overdue      |       | -    | -          | -
pcp                    | 03-20      | 60   | -    | finished=03-20                | ready        |       | 0    | -          | 05-04
pcp                    | 04-20      | 60   | -    | finished=04-20                | ready        |       | 0    | -          | 05-04
pcp                    | 05-04      | 60   | -    | finished=03-20                | complete     |       | 0    | -          | -
pcp                    | 02-27      | 0    | -    | start=03-31                   | not open yet |       | 14   | -          | 02-28
pcp                    | 02-28      | 0    | -    | start=03-31                   | not started  |       | 14   | -          | 03-25
pcp                    | 2028-02-28 | 0    | -    | start=2028-03-31              | not open yet |       | 14   | -          | 2028-02-29
clinical-supervisor    | 04-03      | 0    | -    |                               | not open yet |       | 56   | -          | 04-04
clinical-supervisor    | 04-04      | 0    | -    |                               | not started  |       | 56   | -          | 04-21
clinical-supervisor    | 04-20      | 0    | -    |                               | not started  |       | 120  | -          | 04-21
clinical-supervisor    | 04-21      | 0    | -    |                               | at risk      | hours | 130  | -          | 05-05
clinical-supervisor    | 05-05      | 100  | ?    |                               | overdue      |       | -    | -          | -
clinical-supervisor    | 04-10      | 240  | -    |                               | ready        |       | 0    | -          | 05-04
clinical-supervisor    | 05-04      | 240  | -    |                               | complete     |       | 0    | -          | -
clinical-supervisor    | 04-30      | 0    | -    | clinic=06-01                  | not open yet |       | 55   | -          | 05-01
clinical-supervisor    | 05-05      | 0    | -    | clinic=06-01                  | not started  |       | 63   | -          | 05-19
program-manager        | 05-03      | 0    | -    |                               | not started  |       | -    | -          | -
program-manager        | 06-03      | 0    | -    |                               | not started  |       | -    | -          | -
program-manager        | 2028-06-03 | 30   | 0    |                               | on track     |       | -    | -          | -
program-manager        | 06-03      | 30   | 28   |                               | on track     |       | -    | 07-03      | -
program-manager        | 05-03      | 60   | -    |                               | ready        |       | -    | -          | -
program-manager        | 06-03      | 60   | -    |                               | ready        |       | -    | -          | -
program-manager        | 05-03      | 0    | -    | pause=05-01..05-09            | paused       |       | -    | -          | 05-10
program-manager        | 05-05      | 0    | -    | clinic=06-01                  | not started  |       | 16   | -          | 05-29
program-manager        | 05-29      | 0    | -    | clinic=06-01                  | at risk      | hours | 140  | -          | 06-02
program-manager        | 06-02      | 0    | -    | clinic=06-01                  | overdue      |       | -    | -          | -
program-manager        | 05-03      | 60   | -    | clinic=06-01                  | ready        |       | 0    | -          | 05-04
program-manager        | 06-02      | 60   | -    | clinic=06-01                  | complete     |       | 0    | -          | -
qi-coordinator         | 06-03      | 0    | -    |                               | not started  |       | -    | -          | -
qi-coordinator         | 06-03      | 15   | ?    |                               | on track     |       | -    | -          | -
qi-coordinator         | 06-03      | 45   | -    |                               | ready        |       | -    | -          | -
qi-coordinator         | 06-02      | 15   | ?    | clinic=06-01                  | overdue      |       | -    | -          | -
auxiliary              | 06-03      | 0    | -    |                               | not started  |       | -    | -          | -
auxiliary              | 06-03      | 10   | ?    |                               | on track     |       | -    | -          | -
auxiliary              | 02-01      | 30   | -    |                               | ready        |       | -    | -          | -
auxiliary              | 05-25      | 0    | -    | clinic=06-01                  | not started  |       | 30   | -          | 05-29
clerical               | 06-03      | 0    | -    |                               | not started  |       | -    | -          | -
clerical               | 06-03      | 0    | -    | need=0                        | not started  |       | -    | -          | -
clerical               | 06-03      | 10   | ?    |                               | on track     |       | -    | -          | -
clerical               | 06-03      | 20   | -    |                               | ready        |       | -    | -          | -
clerical               | 06-03      | 20   | -    | ended=05-01                   | ready        |       | -    | -          | -
"""


def rows() -> list[tuple[str, ...]]:
    lines = [line for line in TABLE.strip().splitlines()[1:] if line.strip()]
    return [tuple(cell.strip() for cell in line.split("|")) for line in lines]


def worked(role: str, today: str, done: str, last: str, more: str) -> tuple[Facts, Standing]:
    """The facts of a row, and the standing they give."""
    given = dict(part.split("=") if "=" in part else (part, "") for part in more.split())
    day, minutes, need = on(today), int(done), int(given.get("need", NEED[role]))
    began = on(given["began"]) if "began" in given else day - timedelta(days=60) if minutes else None
    recent = evenly(int(last), day, min(28, (day - began).days + 1)) if last.isdigit() and int(last) and began else ()
    first, _, end = given.get("pause", "").partition("..")
    facts = Facts(
        start_date=on(given.get("start", "05-04")),
        minutes_required=need,
        minutes_done=minutes,
        pathway_complete=minutes >= need > 0,
        done=recent,
        first_done_on=began,
        pace_known=last != "?",
        joined_on=on(given["joined"]) if "joined" in given else None,
        finished_on=on(given["finished"]) if "finished" in given else None,
        whole_course_published="part" not in given,
        published=("Module 1, two lessons",) if "part" in given else (),
        modules_total=7 if "part" in given else 0,
        signoffs_enabled="signoffs" in given,
        signoffs_open=int(given.get("signoffs", "0")),
        checklist_open=int(given.get("checklist", "0")),
        pauses=(Pause(on(first), on(end) if end else None),) if first else (),
        agreed_minutes_per_week=int(given["agreed"]) if "agreed" in given else None,
        continuing_goals=given.get("goals"),
        clinic_due_on=on(given["clinic"]) if "clinic" in given else None,
        role_ended_on=on(given["ended"]) if "ended" in given else None,
    )
    return facts, stand(ROLES[role], facts, day)


def test_there_are_enough_examples_of_every_role() -> None:
    assert len(rows()) >= 90
    assert len(set(rows())) == len(rows())
    assert {row[0] for row in rows()} == set(ROLES)
    assert len({row[5] for row in rows()}) == 9


@pytest.mark.parametrize("row", rows(), ids=lambda row: " ".join(row[:5]))
def test_example(row: tuple[str, ...]) -> None:
    role, today, done, last, more, standing, cause, pace, forecast, change = row
    _, found = worked(role, today, done, last, more)
    shown = (
        found.standing,
        found.cause or "",
        "-" if found.pace_minutes_per_week is None else str(found.pace_minutes_per_week),
        found.forecast_date,
        found.next_change_on,
    )
    assert shown == (
        standing,
        cause,
        pace,
        None if forecast == "-" else on(forecast),
        None if change == "-" else on(change),
    )
    assert (found.next_action is None) == (standing in {"ready", "complete", "paused"})
