"""For how long what is kept, until when a complaint is answered, when a survey is asked for. Pure: days are passed in.

Sources: CE rules 0.7 (seven years after the later of completion and the activity's end), 1.4 (complaints up to twelve
months after an activity closes), section 2 (a survey 60 to 90 days after).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

KEEP_YEARS = 7
ANSWER_DAYS = 30
ASK_AFTER_DAYS = 60
ASK_UNTIL_DAYS = 90
"""After so many days a survey that was not asked for in time is asked for no more."""
_DAYS_OF = {"01": 31, "02": 29, "03": 31, "04": 30, "05": 31, "06": 30, "07": 31, "08": 31, "09": 30, "10": 31, "11": 30, "12": 31}  # fmt: skip
_BIRTH_DAY = re.compile(r"(\d\d)-(\d\d)")


def kept_until(completed_on: date, ended_on: date | None) -> date | None:
    """The last day on which a record must be there: seven years after the later day. None: the activity has no end yet."""
    if ended_on is None:
        return None
    last = max(completed_on, ended_on)
    try:
        return last.replace(year=last.year + KEEP_YEARS)
    except ValueError:  # 29 February, seven years later a day that is not there.
        return date(last.year + KEEP_YEARS, 3, 1)


def over(completed_on: date, ended_on: date | None, today: date) -> bool:
    """Whether the time of keeping is over: from the day after the last."""
    until = kept_until(completed_on, ended_on)
    return until is not None and today > until


def answer_due(received_on: date) -> date:
    """The day by which a complaint is answered."""
    return received_on + timedelta(days=ANSWER_DAYS)


def survey_due(claimed_on: date, today: date) -> bool:
    """Whether the survey is asked for on this day."""
    return ASK_AFTER_DAYS <= (today - claimed_on).days <= ASK_UNTIL_DAYS


def birth_day(month: str, day: str) -> str | None:
    """`MM-DD` of a month and a day as typed; None for what is no day of any year."""
    if not (month.isascii() and month.isdigit() and day.isascii() and day.isdigit()):
        return None
    written = f"{int(month):02d}-{int(day):02d}"
    found = _BIRTH_DAY.fullmatch(written)
    return written if found and 1 <= int(found[2]) <= _DAYS_OF.get(found[1], 0) else None


SURVEY: Mapping[str, str] = {
    "changed": "Did you change something in your practice because of this activity?",
    "what": "What did you change, or what kept you from it?",
    "confidence": "How confident are you in it now?",
    "useful": "How useful has it been in your work?",
}
"""What is asked sixty days after."""
