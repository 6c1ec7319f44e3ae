"""The timeline engine: phases, standings, reasons and the schedule of a role, from facts and a date alone.

Pure: standard library only, no clock, no database. `stand` answers for one day, `schedule` for every day to come.
"""

from lms.readiness.rules.blocks import blocked_by
from lms.readiness.rules.dates import Pause, add_months, local_date
from lms.readiness.rules.facts import Facts, evenly
from lms.readiness.rules.filters import STANDINGS, Filter, read_filter
from lms.readiness.rules.first_patient import comes_first
from lms.readiness.rules.groups import GROUPS, Group, answer_words, group_of, why_words
from lms.readiness.rules.judge import RANKS, Word
from lms.readiness.rules.pace import Cause
from lms.readiness.rules.published import available_words
from lms.readiness.rules.schedule import ScheduleRow, schedule
from lms.readiness.rules.standing import Part, Standing, most_urgent, stand
from lms.readiness.rules.timeline import DueBasis, Phase, PhaseRule, RoleTimeline, due_of, phases_for, window_problem
from lms.readiness.rules.words import day_words, duration_words

__all__ = [
    "GROUPS",
    "RANKS",
    "STANDINGS",
    "Cause",
    "DueBasis",
    "Facts",
    "Filter",
    "Group",
    "Part",
    "Pause",
    "Phase",
    "PhaseRule",
    "RoleTimeline",
    "ScheduleRow",
    "Standing",
    "Word",
    "add_months",
    "answer_words",
    "available_words",
    "blocked_by",
    "comes_first",
    "day_words",
    "due_of",
    "duration_words",
    "evenly",
    "group_of",
    "local_date",
    "most_urgent",
    "phases_for",
    "read_filter",
    "schedule",
    "stand",
    "why_words",
    "window_problem",
]
