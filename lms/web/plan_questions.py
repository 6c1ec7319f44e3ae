"""The question pages about a plan: one change each, what it would mean, a reason, and only then the button that saves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.acts.plan import AgreedTime, ClinicDate, Experience, Leave, Outlook, StartDate, Wish, change_plan, foresee
from lms.errors import Invalid, NotFound
from lms.identifying import warning
from lms.people.models import Pause, RoleHeld
from lms.people.noting import REASON_MOST
from lms.people.rules import window_needs_reason
from lms.readiness.roles import timeline_of
from lms.web.door import actor, course, db, now, see_other

NUMBER = "Enter a number, such as 4 or 2.5."


class Question(FlaskForm):  # type: ignore[misc]
    """What every change asks for."""

    reason = TextAreaField(
        "Reason",
        description="It stays with the record, and the learner reads it too. Never write about a patient.",
        validators=[
            DataRequired("Say why; the reason stays with the record."),
            Length(max=REASON_MOST, message=f"Use at most {REASON_MOST} characters."),
        ],
    )

    def without_reason(self) -> None:
        """Take an empty reason, too."""
        self.reason.validators = [Optional(), *(each for each in self.reason.validators if isinstance(each, Length))]
        self.reason.flags.required = False
        self.reason.description = (
            "Not needed for a clinical supervisor, whose month depends on other duties. "
            "What you write stays with the record, and the learner reads it too. Never write about a patient."
        )


class StartQuestion(Question):
    """Another start date."""

    start_date = DateField(
        "First day with CoCM patients",
        description="Not the hire date. The plan is counted from this day.",
        validators=[InputRequired("Enter the first day with CoCM patients, such as 4 May 2026.")],
    )


class LeaveQuestion(Question):
    """Leave, or other dates of it."""

    from_date = DateField("First day of leave", validators=[InputRequired("Enter the first day of leave.")])
    to_date = DateField(
        "Last day of leave", description="Leave it empty while no end is known.", validators=[Optional()]
    )


class HoursQuestion(Question):
    """Other hours a week."""

    hours = DecimalField(
        "Hours a week for training",
        places=2,
        description="What learner and supervisor agreed on, such as 4 or 2.5.",
        validators=[InputRequired(NUMBER), NumberRange(min=0, max=168, message=NUMBER)],
    )


class ExperienceQuestion(Question):
    """A longer or shorter preparation."""

    direction = RadioField(
        "Compared with the published window",
        choices=[
            SelectChoice("shorter", "Shorter"),
            SelectChoice("longer", "Longer"),
            SelectChoice("published", "As published"),
        ],
        validators=[InputRequired("Choose one.")],
    )
    weeks = IntegerField(
        "By how many weeks",
        description="Whole weeks. Empty for a window as published.",
        validators=[Optional(), NumberRange(min=0, max=52, message="Enter at most 52 weeks.")],
    )


class DueQuestion(Question):
    """The clinic's own date."""

    due_date = DateField(
        "Date set by the clinic",
        description="The day by which the preparation is to be done. Leave it empty to take the date away.",
        validators=[Optional()],
    )


@dataclass(frozen=True)
class Kind:
    """One kind of change: its form, its heading, what stands in it first, and what it asks for."""

    form: type[Question]
    title: str
    lede: str
    present: Callable[[RoleHeld, Pause | None], dict[str, Any]]
    wish: Callable[[Any, Pause | None], Wish]
    order: tuple[str, ...]


def _hours(held: RoleHeld) -> Decimal:
    minutes = held.agreed_minutes_per_week
    if minutes is None:
        minutes = timeline_of(course(), held.role).default_minutes_per_week
    return (Decimal(minutes) / 60).quantize(Decimal("0.01")).normalize() + 0


def _direction(held: RoleHeld) -> dict[str, Any]:
    weeks = held.window_weeks or 0
    return {"direction": "longer" if weeks > 0 else "shorter" if weeks else None, "weeks": abs(weeks) or None}


def _experience(form: ExperienceQuestion) -> Experience:
    weeks = form.weeks.data or 0
    if form.direction.data == "published":
        return Experience(0)
    if not weeks:
        raise Invalid("Enter the number of weeks.", field="weeks")
    return Experience(weeks if form.direction.data == "longer" else -weeks)


def _minutes(hours: Decimal) -> int:
    return int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP))


KINDS: dict[str, Kind] = {
    "start-date": Kind(
        StartQuestion, "Move the start date of {name}",
        "The start date is the first day with CoCM patients, not the hire date. All dates of the plan are counted from it.",
        lambda held, _: {"start_date": held.start_date}, lambda form, _: StartDate(form.start_date.data), ("start_date",),
    ),
    "leave": Kind(
        LeaveQuestion, "Record leave of {name}",
        "Days of leave do not count as days to train. The due date stays where it is.",
        lambda _, row: {"from_date": row.from_date, "to_date": row.to_date} if row else {},
        lambda form, row: Leave(form.from_date.data, form.to_date.data, row.id if row else None), ("from_date", "to_date"),
    ),
    "hours": Kind(
        HoursQuestion, "Change the weekly hours of {name}",
        "The time a week that learner and supervisor agreed on. A plan that needs more is at risk.",
        lambda held, _: {"hours": _hours(held)}, lambda form, _: AgreedTime(_minutes(form.hours.data)), ("hours",),
    ),
    "experience": Kind(
        ExperienceQuestion, "Adjust the preparation of {name} for experience",
        "How long preparation takes depends on earlier experience. The supervisor decides; the window opens earlier or later, "
        "and the start date stays. Nothing that is required is left out by this.",
        lambda held, _: _direction(held), lambda form, _: _experience(form), ("direction", "weeks"),
    ),
    "due-date": Kind(
        DueQuestion, "Set the clinic's date for {name}",
        "No date is published for this role. The clinic may set one; pages say that the clinic set it.",
        lambda held, _: {"due_date": held.clinic_due_on}, lambda form, _: ClinicDate(form.due_date.data), ("due_date",),
    ),
}  # fmt: skip


def ask(
    held: RoleHeld, what: str, *, back: str, title: str | None = None, pause_id: str | None = None
) -> ResponseReturnValue:
    """One question: asked, then shown with what it would mean, then written down. `back` is where it leads."""
    kind = KINDS[what]
    pause = next((each for each in held.pauses if each.id == pause_id), None)
    if (pause_id is not None and pause is None) or held.ended_on is not None:
        raise NotFound()
    form = kind.form(data=kind.present(held, pause))
    if what == "experience" and not window_needs_reason(held.role):
        form.without_reason()
    outlook: Outlook | None = None
    if form.validate_on_submit():
        try:
            wish = kind.wish(form, pause)
            outlook = foresee(db(), held, course(), now(), wish)
            if not outlook.moves:
                raise Invalid("That holds already, so there is nothing to change.", field=kind.order[0])
            if request.form.get("go") == "save" and request.form.get("seen") == seen_as(form, kind):
                made = change_plan(
                    db(), actor=actor(), now=now(), course=course(), held=held, wish=wish, reason=form.reason.data or ""
                )
                return see_other(f"{back}?changed={made.id}")
        except Invalid as wrong:
            outlook = None
            place = getattr(form, wrong.field or "", None)
            if place is None:
                form.form_errors.append(wrong.sentence)
            else:
                place.errors = [*place.errors, wrong.sentence]
    page = render_template(
        "plan_question.html",
        form=form,
        kind=kind,
        title=title or ("Change the leave of {name}" if pause else kind.title).format(name=held.account.name),
        held=held,
        role=timeline_of(course(), held.role).title,
        outlook=outlook,
        warns=warning(form.reason.data or ""),
        seen=seen_as(form, kind) if outlook else "",
        back=back,
        crumb_words="My plan" if held.account_id == actor().account_id else held.account.name,
        here=request.path,
    )
    return page, 422 if form.errors else 200


def seen_as(form: Question, kind: Kind) -> str:
    """The values of a form as one text: saving is only done for what was looked at."""
    return "|".join(_plain(form[name].data) for name in kind.order)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
