"""The forms of a clinic's meetings: how often, what became of one, who came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional

from lms.readiness.rules.meetings import WEEKDAYS, Rhythm

TIME = "Enter a time such as 12:30."
DAY = "Enter a day, such as 4 May 2026."


def minute_of(at: time | None) -> int:
    """A time of day in minutes after midnight; -1 when none was entered."""
    return -1 if at is None else at.hour * 60 + at.minute


class Told(FlaskForm):  # type: ignore[misc]
    """A form that says at each field what an action found."""

    def show(self, problems: Mapping[str, str]) -> None:
        """Put each problem to its field."""
        for name, sentence in problems.items():
            self[name].errors = [sentence]


class RhythmForm(Told):
    """How often, when and where."""

    every = IntegerField("Every", validators=[InputRequired("Enter how often as a whole number from 1.")])
    unit = SelectField("Weeks or months", choices=[SelectChoice("week", "weeks"), SelectChoice("month", "months")])
    weekday = SelectField("Day of the week", choices=[SelectChoice(str(at), name) for at, name in enumerate(WEEKDAYS)])
    at = TimeField("Begins at", validators=[InputRequired(TIME)])
    minutes = IntegerField("Length in minutes", validators=[InputRequired("Enter a length in minutes, such as 60.")])
    place = StringField("Where", description="A room, or how to join by video. It stands in everybody’s calendar.")
    from_date = DateField(
        "Not before", description="The first such day from here on is the first date.", validators=[InputRequired(DAY)]
    )
    reason = TextAreaField(
        "Why less often than published",
        description="Only asked when a panel review is not every week. It is shown beside the meeting. Never write about a patient.",
    )
    last_before = DateField(
        "Last held before this",
        description="If you have held it already; the next due date counts from it.",
        validators=[Optional()],
    )

    def fill(self, rhythm: Rhythm) -> None:
        """What the form holds before anybody has typed."""
        self.every.data, self.unit.data, self.weekday.data = rhythm.every, rhythm.unit, str(rhythm.weekday)
        self.at.data, self.minutes.data = time(*divmod(rhythm.at, 60)), rhythm.minutes
        self.place.data, self.from_date.data, self.reason.data = rhythm.place, rhythm.from_date, rhythm.reason

    def rhythm(self) -> Rhythm:
        """What was entered, as the actions take it."""
        return Rhythm(
            every=self.every.data or 0,
            unit="month" if self.unit.data == "month" else "week",
            weekday=int(self.weekday.data or 0),
            at=minute_of(self.at.data),
            minutes=self.minutes.data or 0,
            place=self.place.data or "",
            from_date=self.from_date.data or date.min,
            reason=self.reason.data or "",
        )


class RecordForm(Told):
    """A meeting that was held: on which day, who came, what to remember."""

    on = DateField("Held on", validators=[InputRequired(DAY)])
    came = SelectMultipleField("Who came", validate_choice=False)
    note = TextAreaField(
        "What to remember",
        description="Decisions, what is to be tried, who does what. Patients belong in the registry: no name, number or date of theirs here.",
    )
    checked = BooleanField("I have looked: nothing here is about a real patient")
    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The note's version when the form was opened; 0 for none."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


class ChangeForm(Told):
    """One meeting on another day, or not at all."""

    what = RadioField(
        "What becomes of it",
        choices=[SelectChoice("move", "It is moved"), SelectChoice("cancel", "It is cancelled")],
        default="move",
        validators=[InputRequired("Choose whether it is moved or cancelled.")],
    )
    on = DateField("New day", description="Only if it is moved.", validators=[Optional()])
    at = TimeField("New time", description="On the clinic’s clock.", validators=[Optional()])
    reason = TextAreaField("Reason", description="It stays with the meeting. Never write about a patient.")
