"""Invented data for the style guide: every part in every state. Nothing else uses it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from lms.assessment.rules import Calibration, Misjudged
from lms.curriculum.course import Check, Option
from lms.curriculum.exercises.workday import Block
from lms.identifying import warning
from lms.learning.spaced.rules import Today
from lms.people.identity.rules import IdentityProvider
from lms.practice.day.telling import Stretch
from lms.readiness.rows import Row
from lms.readiness.rules.coverage import Stretch as Covered
from lms.web.charts import ScoreChart, TimelineData, score_chart
from lms.web.coverage_chart import Coverage, coverage_chart
from lms.web.diary import Diary, diary
from lms.web.lanes import WIDTHS, Lane, Scale, lane_of, scale_of
from lms.web.month_chart import Months, Point, month_chart
from lms.web.notes import NoteForm, held
from lms.web.overview import Counts

OPENS, START = date(2026, 2, 4), date(2026, 5, 4)
STEADY = TimelineData(
    today=date(2026, 3, 23),
    opens=OPENS,
    start=START,
    required_minutes=27 * 60,
    earned=tuple(
        (OPENS + timedelta(days=after), minutes)
        for after, minutes in ((8, 60), (14, 75), (20, 90), (26, 150), (31, 120), (36, 120), (44, 150))
    ),
    standing="on track",
    forecast=date(2026, 4, 30),
    needed_minutes_per_week=145,
    own_minutes_per_week=160,
    level="all seven modules",
)

COVERED = (
    Covered(START, date(2026, 8, 14), ("Marisol", "Wren")),
    Covered(date(2026, 8, 15), date(2026, 9, 6), ()),
    Covered(date(2026, 9, 7), date(2026, 11, 1), ("Teddy",)),
)
BLOCKS = (Block("early", 0, "Early", 480, 570), Block("late", 0, "Late", 585, 705))
DIARY_NAMES = {"panel": "Prepare panel review", "door": "A form at the door", "form": "A form for the county"}
DIARIES = (
    ("You", (Stretch(1, "panel", 480, 525, "do"), Stretch(2, "door", 600, 625, "answer"))),
    ("An experienced care manager", (Stretch(3, "form", 480, 485, "hand"), Stretch(2, "door", 600, 625, "answer"))),
)


class ExampleForm(Form):
    """One field of each kind."""

    name = StringField("Name on the certificate", description="As it should be printed, with letters after the name.")
    email = EmailField("Work e-mail")
    password = PasswordField("Password")
    start = DateField(
        "Start date", [validators.InputRequired("Enter the date she starts with patients, such as 4 May 2026.")]
    )
    clinic = SelectField("Clinic", choices=[SelectChoice("mill", "Mill Road"), SelectChoice("north", "Northgate")])
    role = RadioField(
        "Role",
        [validators.InputRequired("Choose a role.")],
        choices=[SelectChoice("bhcm", "Behavioral health care manager"), SelectChoice("pcp", "Primary care provider")],
    )
    remind = SelectMultipleField(
        "Remind me", choices=[SelectChoice("monday", "On Mondays"), SelectChoice("risk", "When my date is at risk")]
    )
    shared = BooleanField("This is a shared computer")
    note = TextAreaField("Reflection")


def filled_form() -> ExampleForm:
    """The form after a post with two mistakes in it."""
    form = ExampleForm(MultiDict({"name": "Marisol Tavares, RN", "clinic": "mill", "remind": "monday"}))
    form.validate()
    return form


CHECK = Check(
    id="example-k1",
    lesson_id="example",
    stem_html="<p>Walter says he did not ring his friend. It was only five minutes.</p><p><strong>What do you say?</strong></p>",
    options=(
        Option(
            "a",
            "“Let’s find something you would enjoy more.”",
            "",
            correct=False,
            why_html="The plan was never looked at.",
        ),
        Option(
            "b", "“What happened on Tuesday, around lunch?”", "", correct=True, why_html="A missed step is information."
        ),
        Option(
            "c",
            "“Could you try once more this week?”",
            "",
            correct=False,
            why_html="The same plan meets the same wall.",
        ),
    ),
    hash="",
)


NOTED = "Ask Yolanda how she words it. Her extension is 555-0142."
NOTE = NoteForm(
    key="example",
    action="/styleguide",
    label="Your note on “Staying in touch”",
    label_url="#own",
    anchor="",
    text=NOTED,
    seen=1,
    page="",
    saved="at 10:42",
    held=held(NOTED),
    warning=warning(NOTED),
    delete_url="/styleguide",
)
BEHIND = Row(
    role_held_id="",
    account_id="",
    person="Priya Venkataraman",
    email="priya@saltmarsh.example",
    clinic_id="",
    clinic="Mill Road",
    role="bhcm",
    role_title="Care manager",
    start_date=date(2026, 3, 16),
    standing="overdue",
    rank=0,
    reason="3 h 30 min left; the start date, 16 March 2026, was 7 days ago. In the last 28 days 1 h 45 min a week were done.",
    minutes_left=210,
    pace_minutes_per_week=None,
    forecast_date=date(2026, 4, 6),
    due_date=date(2026, 3, 16),
    next_action="Set aside time for the 3 h 30 min that are left.",
    blocked_by="“Closing the loop” and 2 more parts",
    last_activity_on=date(2026, 3, 20),
    opens_on=date(2025, 12, 16),
    minutes_required=1620,
    minutes_done=1410,
    own_minutes_per_week=105,
    agreed_minutes_per_week=240,
    available=None,
    as_of=date(2026, 3, 23),
    zone="America/Chicago",
)
ROWS = (
    BEHIND,
    replace(BEHIND, person="Marisol Tavares", standing="on track", start_date=START, due_date=START, opens_on=OPENS,
            forecast_date=date(2026, 4, 30), minutes_done=765),
    replace(BEHIND, person="Desmond Achterberg", standing="at risk", start_date=date(2026, 4, 6), due_date=date(2026, 4, 6),
            opens_on=date(2026, 1, 6), forecast_date=date(2027, 5, 23), minutes_done=664),
    replace(BEHIND, person="Tasha Quill", standing="ready", due_date=None, opens_on=None, forecast_date=None),
)  # fmt: skip


MONTH_POINTS = (
    Point("Mar", "March 2026", {"overdue": 0, "at risk": 1, "on the way": 8, "ready": 1}),
    Point("Apr", "April 2026", {"overdue": 1, "at risk": 3, "on the way": 7, "ready": 2}),
    Point("Today", "Today", {"overdue": 0, "at risk": 2, "on the way": 9, "ready": 3}, now=True),
)


@dataclass(frozen=True)
class Examples:
    """What the style guide is given."""

    ways: tuple[IdentityProvider, ...]
    form: ExampleForm
    check: Check
    misjudged: tuple[Misjudged, ...]
    spaced: Today
    calibration: tuple[Calibration, ...]
    note: NoteForm
    timelines: tuple[tuple[str, TimelineData], ...]
    scores: ScoreChart | None
    coverage: Coverage | None
    months: Months | None
    counts: tuple[Counts, ...]
    standings: tuple[tuple[str, str], ...]
    scales: dict[str, Scale]
    lanes: tuple[tuple[Row, dict[str, Lane]], ...]
    diaries: dict[str, Diary]


def examples() -> Examples:
    """All of it."""
    scales = {shape: scale_of(ROWS, width) for shape, width in WIDTHS.items()}
    slow = replace(STEADY, standing="at risk", earned=STEADY.earned[:2])
    return Examples(
        ways=(
            IdentityProvider("example", "Example Health", "Example Health", "https://id.example.org", ("example.org",)),
        ),
        form=filled_form(),
        check=CHECK,
        spaced=Today(ask=("k1", "k2"), answered=3, pause=None, next_on=None, cards=24),
        misjudged=(Misjudged("Decide who on the team acts next", ("q1",)),),
        calibration=(Calibration("sure", 6, 7), Calibration("guessing", 1, 3), Calibration(None, 4, 5)),
        note=NOTE,
        timelines=(
            ("On track, done before the start", STEADY),
            ("At risk, done after the start", replace(slow, forecast=date(2026, 5, 23))),
            ("At risk, done long after", replace(slow, forecast=date(2026, 11, 30))),
            ("Not started", replace(STEADY, standing="not started", earned=(), forecast=None, today=OPENS)),
            (
                "Not open yet",
                replace(STEADY, standing="not open yet", earned=(), forecast=None, today=date(2026, 1, 10)),
            ),
            ("Overdue", replace(STEADY, standing="overdue", today=date(2026, 5, 11), forecast=date(2026, 6, 1))),
            ("Ready", replace(STEADY, standing="ready", earned=((date(2026, 3, 9), 1620),), forecast=None)),
        ),
        scores=score_chart("PHQ-9", [(0, 18), (2, 17), (4, 16), (6, 15), (9, 15)], 9),
        coverage=coverage_chart([("Care manager", COVERED), ("Medical assistants", COVERED[:1])]),
        months=month_chart(MONTH_POINTS),
        counts=(Counts("Mill Road", {}, {"at risk": 2, "on track": 9, "ready": 3}, 14, 3),),
        standings=(
            ("not open yet", "Opens 4 April."),
            ("not started", "No minutes yet; 2 h a week gets there."),
            ("on track", "Done four days before the start at this pace."),
            ("at risk", "Needs 8 h a week; the plan allows 4."),
            ("overdue", "One week past the date, 3 h 30 left."),
            ("ready", "All required work and sign-offs are in."),
            ("in continuing education", "Month 3 of 6."),
            ("complete", "Everything done, to 4 November."),
            ("paused", "On leave to 12 April; these days do not count."),
        ),
        scales=scales,
        lanes=tuple((row, {shape: lane_of(row, scale) for shape, scale in scales.items()}) for row in ROWS),
        diaries={
            shape: diary(BLOCKS, DIARIES, DIARY_NAMES, width=width) for shape, width in (("wide", 720), ("thin", 340))
        },
    )
