"""Mill Road's own pages in the demonstration: a crisis protocol, and telephone numbers that nobody has looked at in time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from lms.cli.demo_cast import MILL_ROAD
from lms.cli.demo_stage import Diary, Stage
from lms.clinic_pages.actions import Sent, change_page, write_page
from lms.clinic_pages.queries import pages_for
from lms.clinic_pages.rules import Draft

AT_NOON = time(12, 10)
INVENTED = "*Demonstration: this clinic, its people and its numbers are invented. Never dial them, and never follow this page.*"
FIRST = f"""\
{INVENTED}

## When somebody may be in danger now

1. Stay with the person, or on the line. Somebody else makes the calls.
2. Page Dr. Amari: [555-0140](tel:555-0140). If she does not answer within five minutes, the physician of the day.
3. Outside opening hours: 911, and [988](tel:988) for the person, who may call or text it.
"""
SECOND = (
    FIRST
    + """
## Afterwards

- Write it down the same day, in the record and nowhere else.
- Tell Grace before you go home, whatever the hour.
- Call the person the next working day.

All numbers stand on [our page of telephone numbers](clinic:telephone-numbers).
"""
)
NUMBERS = f"""\
{INVENTED}

| Who | Number | When |
|---|---|---|
| Dr. Amari, primary care | [555-0140](tel:555-0140) | Monday to Thursday |
| Physician of the day | [555-0141](tel:555-0141) | opening hours |
| Grace Bellweather | [555-0142](tel:555-0142) | opening hours, and at any hour after a crisis |
| Interpreter line | [555-0143](tel:555-0143) | opening hours |
"""


def write_down(diary: Diary) -> None:
    """Put down who wrote what, on which day."""
    diary.at(
        110,
        AT_NOON,
        partial(_write, by="ruth", kind="telephone-numbers", title="Telephone numbers", text=NUMBERS, again=98),
    )
    diary.at(
        50, AT_NOON, partial(_write, by="grace", kind="crisis-protocol", title="Crisis protocol", text=FIRST, again=300)
    )
    diary.at(20, AT_NOON, _change)


def _write(stage: Stage, now: datetime, *, by: str, kind: str, title: str, text: str, again: int) -> None:
    """A page of Mill Road, to be looked at again after so many days."""
    actor, clinic = stage.actor(by, now), stage.clinics[MILL_ROAD]
    draft = Draft(title, text, actor.today + timedelta(days=again))
    place = {"organisation_id": clinic.organisation_id, "clinic_id": clinic.id}
    write_page(
        stage.session, actor=actor, now=now, kind=kind, sent=Sent(draft, actor.account_id), addresses={}, **place
    )


def _change(stage: Stage, now: datetime) -> None:
    """Grace adds what happens afterwards."""
    actor = stage.actor("grace", now)
    ((page, version),) = pages_for(stage.session, actor, kind="crisis-protocol")
    sent = Sent(Draft(version.title, SECOND, version.review_on), actor.account_id)
    change_page(stage.session, actor=actor, now=now, page_id=page.id, seen=version.number, sent=sent, addresses={})
