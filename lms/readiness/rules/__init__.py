"""The timeline engine: phases, standings, reasons and the schedule of a role, from facts and a date alone.

Pure: standard library only, no clock, no database. `stand` answers for one day, `schedule` for every day to come.
"""

from lms.readiness.rules.dates import Pause, add_months, local_date
from lms.readiness.rules.facts import Facts, evenly
from lms.readiness.rules.judge import RANKS, Word
from lms.readiness.rules.pace import Cause
from lms.readiness.rules.schedule import ScheduleRow, schedule
from lms.readiness.rules.standing import Part, Standing, most_urgent, stand
from lms.readiness.rules.timeline import DueBasis, Phase, PhaseRule, RoleTimeline, phases_for, window_problem
from lms.readiness.rules.words import day_words, duration_words

__all__ = [
    "RANKS",
    "Cause",
    "DueBasis",
    "Facts",
    "Part",
    "Pause",
    "Phase",
    "PhaseRule",
    "RoleTimeline",
    "ScheduleRow",
    "Standing",
    "Word",
    "add_months",
    "day_words",
    "duration_words",
    "evenly",
    "local_date",
    "most_urgent",
    "phases_for",
    "schedule",
    "stand",
    "window_problem",
]
