"""`lms timeline`: the dates of a role from one start date, and the standing they give, without a database."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from typing import Any, TextIO

from lms.cli import OK, Usage, calendar_day, options
from lms.cli.output import write_json, write_rows
from lms.curriculum.course import ROLES, Course
from lms.curriculum.library import CourseUnreadable, Library, course_folder
from lms.errors import Refusal
from lms.readiness.course_checks import CHECKS
from lms.readiness.roles import published_of, timeline_of
from lms.readiness.rules import Facts, Pause, RoleTimeline, Standing, day_words, evenly, phases_for, stand
from lms.services import kept_readings

PHASE_COLUMNS = ("name", "opens", "due", "hours")
FIGURES = ("standing", "reason", "minutes_left", "pace_minutes_per_week", "forecast_date", "next_change_on")
CSV_COLUMNS = ("role", "start_date", *PHASE_COLUMNS, *FIGURES)
YEARS = range(2000, 2201)


def add(commands: Any) -> None:
    """Register the command."""
    words = "show the dates of a role from a start date, and where somebody stands on a day"
    command = commands.add_parser("timeline", help=words, description=words.capitalize() + ".")
    command.add_argument("--role", required=True, metavar="ROLE", help=", ".join(ROLES))
    command.add_argument(
        "--start-date",
        required=True,
        type=calendar_day,
        metavar="YYYY-MM-DD",
        help="first day with CoCM patients, not the hire date",
    )
    options.add_as_of(command)
    command.add_argument(
        "--minutes-done", type=whole, default=0, metavar="N", help="required minutes done so far (default: 0)"
    )
    command.add_argument(
        "--minutes-last-28-days",
        type=whole,
        metavar="M",
        help="of these, done in the last 28 days; without it there is no forecast",
    )
    command.add_argument("--paused-from", type=calendar_day, metavar="YYYY-MM-DD", help="first day of leave")
    command.add_argument(
        "--paused-to", type=calendar_day, metavar="YYYY-MM-DD", help="last day of leave (default: open)"
    )
    command.add_argument(
        "--agreed-minutes-per-week", type=whole, metavar="N", help="agreed training time (default: the role's)"
    )
    command.add_argument(
        "--clinic-due",
        type=calendar_day,
        metavar="YYYY-MM-DD",
        help="the clinic's date, for roles without a published one",
    )
    options.add_course(command)
    options.add_format(command)
    command.set_defaults(run=run)


def whole(text: str) -> int:
    """A whole number that is not negative."""
    if not (text.isascii() and text.isdigit()) or len(text) > 7:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print phases and standing. Sign-offs and the checklist count as done here."""
    check(args)
    try:
        readings = kept_readings(args.settings)
        course = Library(course_folder(args.settings.course), extra=CHECKS, readings=readings).current(tick=0)
    except CourseUnreadable as unreadable:
        raise Refusal("The course has errors; `lms content check` lists them.") from unreadable
    timeline = timeline_of(course, args.role)
    if args.clinic_due and not timeline.takes_clinic_date:
        raise Usage(
            f"--clinic-due is for roles without a published date; that of {args.role} follows from the start date."
        )
    show(args, stand(timeline, facts_from(args, timeline, course), args.today), timeline, out)
    return OK


def check(args: argparse.Namespace) -> None:
    """Refuse what cannot be meant. Raises Usage with one sentence."""
    if args.role not in ROLES:
        raise Usage(f"There is no role {args.role!r}; the roles are {', '.join(ROLES)}.")
    for day in (args.start_date, args.today, args.paused_from, args.paused_to, args.clinic_due):
        if day is not None and day.year not in YEARS:
            raise Usage(f"The date {day.isoformat()} is outside the years {YEARS[0]} to {YEARS[-1]}.")
    if args.paused_to and not args.paused_from:
        raise Usage("--paused-to needs --paused-from.")
    if args.paused_to and args.paused_to < args.paused_from:
        raise Usage("--paused-to is before --paused-from.")
    if (args.minutes_last_28_days or 0) > args.minutes_done:
        raise Usage("--minutes-last-28-days is more than --minutes-done, of which it is a part.")


def facts_from(args: argparse.Namespace, timeline: RoleTimeline, course: Course) -> Facts:
    """The facts that the options stand for, with the required minutes of the course.

    Minutes of the last 28 days count as done evenly over them. When they are all there is, the work is taken to have begun
    when the window opened, if that was fewer than 28 days ago.
    """
    required = sum(course.minutes_of[each] for each in course.requirements(args.role))
    published = published_of(course, args.role)
    recent, begun = _recent(args, timeline)
    return Facts(
        start_date=args.start_date,
        minutes_required=required,
        minutes_done=args.minutes_done,
        pathway_complete=0 < required <= args.minutes_done,
        done=recent,
        first_done_on=begun,
        pace_known=args.minutes_last_28_days is not None,
        whole_course_published=published.whole,
        published=published.names,
        modules_total=published.modules_total,
        pauses=(Pause(args.paused_from, args.paused_to),) if args.paused_from else (),
        agreed_minutes_per_week=args.agreed_minutes_per_week,
        clinic_due_on=args.clinic_due,
    )


def _recent(args: argparse.Namespace, timeline: RoleTimeline) -> tuple[tuple[tuple[date, int], ...], date | None]:
    days = timeline.pace_window_days
    if args.minutes_last_28_days is None or not args.minutes_done:
        return (), None
    if args.minutes_last_28_days < args.minutes_done:
        return evenly(args.minutes_last_28_days, args.today, days), args.today - timedelta(days=days)
    opens = phases_for(timeline, args.start_date, args.clinic_due)[0].opens
    if opens is not None and opens <= args.today:
        days = min(days, (args.today - opens).days + 1)
    return evenly(args.minutes_done, args.today, days), args.today - timedelta(days=days - 1)


def show(args: argparse.Namespace, found: Standing, timeline: RoleTimeline, out: TextIO) -> None:
    """Write the answer in the form asked for."""
    phases = [{name: getattr(phase, name) for name in PHASE_COLUMNS} for phase in found.phases]
    head = {"role": args.role, "start_date": args.start_date}
    figures = {name: getattr(found, name) for name in FIGURES}
    if args.format == "json":
        write_json({**head, "phases": phases, **figures}, out)
    elif args.format == "csv":
        write_rows([{**head, **phase, **figures} for phase in phases], CSV_COLUMNS, "csv", out, empty="")
    else:
        out.write(f"{timeline.title}, start date {day_words(args.start_date)}, as of {day_words(args.today)}\n\n")
        write_rows(phases, PHASE_COLUMNS, "table", out, empty="")
        out.write(f"\n{found.standing.capitalize()}. {found.reason}\n")
        out.write(f"Next: {found.next_action}\n" if found.next_action else "")
        out.write(f"{timeline.source_note}\n")
