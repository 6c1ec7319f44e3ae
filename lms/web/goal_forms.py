"""The forms of the six months after the start: a goal, what came of it, one side of the check."""

from __future__ import annotations

from typing import cast

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from lms.curriculum.course import Course
from lms.readiness.goals.queries import PARTS
from lms.readiness.rules.goals import DAYS_USUAL, KINDS, NOTE_MOST, Kind, Wanted
from lms.web.meeting_forms import Told

LOOKED = "I have looked: nothing here is about a real patient"


class GoalForm(Told):
    """A goal for one month."""

    month = SelectField("Month", coerce=int)
    kind = SelectField("What kind of goal", choices=[SelectChoice(key, name) for key, name in KINDS.items()])
    part = SelectField(
        "What to walk again",
        description="Only for a refresher. It is done once she has walked it in its month or after.",
    )
    days = IntegerField(
        "On how many days of the month",
        description="Only for spaced review. Four is our suggestion; no number is published.",
        validators=[Optional()],
    )
    words = StringField(
        "In words", description="What it is about, if the kind does not say enough. Never about a patient."
    )
    checked = BooleanField(LOOKED)

    def offer(self, course: Course, role: str, months: int) -> GoalForm:
        """Fill the lists: the months of the role, and the parts of the course on its pathway."""
        self.month.choices = [SelectChoice(str(each), f"Month {each}") for each in range(1, months + 1)]
        self.part.choices = [SelectChoice("", "None"), *(SelectChoice(*each) for each in parts_of(course, role))]
        if not self.is_submitted():
            self.days.data = DAYS_USUAL
        return self

    def wanted(self) -> Wanted:
        """What was entered, as the actions take it."""
        kind, words = cast("Kind", self.kind.data), self.words.data or ""
        return Wanted(self.month.data or 0, kind, self.part.data or "", self.days.data or 0, words)


class RecordForm(Told):
    """What came of a goal, as a supervisor records it."""

    what = RadioField(
        "What came of it",
        choices=[SelectChoice("done", "It was done"), SelectChoice("not needed", "It is not needed")],
        default="done",
    )
    on = DateField("Done on", description="Only if it was done.", validators=[Optional()])
    text = TextAreaField(
        "Note",
        description=f"What was talked about or seen; why, if it is not needed. At most {NOTE_MOST} characters, and never about a patient.",
    )
    checked = BooleanField(LOOKED)


class ProposeForm(Told):
    """What came of a goal, as the learner says it."""

    on = DateField("Done on", validators=[Optional()])
    text = TextAreaField("Note", description=f"At most {NOTE_MOST} characters, and never about a patient.")
    checked = BooleanField(LOOKED)


class CheckForm(Told):
    """One side of the six-month check."""

    went_well = TextAreaField("What went well", description="Two or three sentences are enough. Never about a patient.")
    next_steps = TextAreaField(
        "What comes next", description="What to go on with, and who helps. Never about a patient."
    )
    checked = BooleanField(LOOKED)


def parts_of(course: Course, role: str) -> list[tuple[str, str]]:
    """(id, name) of every lesson, case and lab that the pathway of a role requires, with its module."""
    found, wanted = [], frozenset(course.requirements(role))
    for part, kind in course.kind_of.items():
        if kind in PARTS and part in wanted:
            module = course.module(course.module_of.get(part, ""))
            found.append((part, f"{course.title_of[part]} ({f'{module.name}, ' if module else ''}{kind})"))
    return found
