"""Gathers what a clinic needs and how it stands, for the go-live board. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people.models import Clinic, RoleHeld
from lms.readiness.meetings.queries import Kept, MeetingStanding, keep, meetings_from
from lms.readiness.opening.past import NOTHING, OPENS, past_of
from lms.readiness.opening.queries import (
    RoleNeeded,
    clinic_lists,
    holdings,
    leavings,
    needs_of_many,
    stored_words,
    teams_of,
)
from lms.readiness.queries import PersonStanding, load_plans, standings_of
from lms.readiness.rules.checklists import Line
from lms.readiness.rules.dates import free_day_after, local_date
from lms.readiness.rules.golive import Board, Expected, Requirement, State, Unnamed, board, covered_on
from lms.readiness.rules.holding import Holding
from lms.readiness.rules.judge import RANKS, Word
from lms.readiness.rules.pace import ceil_div
from lms.readiness.rules.standing import Standing, stand
from lms.readiness.rules.words import count_words, day_words, list_words

DONE = {"ready", "complete", "in continuing education"}
_STATES: Mapping[str, State] = {
    "overdue": "at risk",
    "at risk": "at risk",
    "paused": "at risk",
    "not started": "not started",
    "on track": "under way",
    "not open yet": "under way",
}
_LINES: Mapping[str, State] = {
    "not started": "not started",
    "in progress": "under way",
    "done": "done",
    "not needed": "done",
}
SET = "set by your clinic"
FIRST_DAY = "the first day"


@dataclass(frozen=True)
class WhatIf:
    """Something tried out and not saved: more minutes a week for everybody, and roles filled by somebody not named yet."""

    more_minutes: int = 0
    added: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seat:
    """A role a clinic needs, who holds it and how each stands for the day asked about."""

    need: RoleNeeded
    holdings: tuple[Holding, ...]
    people: tuple[tuple[RoleHeld, Standing], ...]


@dataclass(frozen=True)
class Known:
    """What the board of one clinic rests on, as it was read for its local `today`; `ends`: planned last days of roles held.

    `glances`: the stored words of roles whose standing was not worked out, because nothing in the answer hangs on more.
    `opens_on`: its first day, as it was set then. `as_of`: None for today itself.
    """

    clinic: Clinic
    today: date
    as_of: date | None
    opens_on: date | None
    team: Sequence[RoleHeld]
    ends: Mapping[str, date]
    standings: Mapping[str, PersonStanding]
    needs: tuple[RoleNeeded, ...]
    papers: tuple[Line, ...]
    meetings: tuple[Kept, ...]
    glances: Mapping[str, Word]


def golive(
    session: Session,
    clinic: Clinic,
    course: Course,
    *,
    now: datetime,
    opening: date,
    what_if: WhatIf | None = None,
    as_of: date | None = None,
) -> Board:
    """Whether a clinic can begin on `opening`, as of its local today or the end of another day. Who begins with the clinic
    moves with the day.
    """
    known = known_of(session, [clinic], course, now=now, as_of=as_of)[clinic.id]
    return board_from(known, opening, what_if or WhatIf())


def boards_of(session: Session, clinics: Sequence[Clinic], course: Course, *, now: datetime) -> dict[str, Board]:
    """Clinic → its board for its own first day, of those that have one: in as many statements for eighty as for two.

    Its answer, forecast, and what is in the way and on the way are those of the clinic's own board. The stored schedules
    say how everybody stands; only whose forecast or reason the answer hangs on is worked out.
    """
    dated = {each.id: each.opens_on for each in clinics if each.opens_on is not None}
    several = [each for each in clinics if each.id in dated]
    words = stored_words(session, dated, course, {each.zone: local_date(now, each.zone) for each in several})
    known = known_of(session, several, course, now=now, words=words)
    return {each: board_from(known[each], opening, WhatIf()) for each, opening in dated.items()}


def known_of(
    session: Session,
    clinics: Sequence[Clinic],
    course: Course,
    *,
    now: datetime,
    as_of: date | None = None,
    words: Mapping[str, Word] | None = None,
) -> dict[str, Known]:
    """Clinic → all that its board rests on, read at once for all of them.

    With `words`, stored standings by role held, only those that decide the answer for the first day are worked out.
    """
    if not clinics:
        return {}
    ids = [each.id for each in clinics]
    days = {each.id: as_of or local_date(now, each.zone) for each in clinics}
    past, day = (past_of(session, ids, as_of), as_of) if as_of else (NOTHING, date.max)
    teams = teams_of(session, ids, as_of=as_of)
    everybody = [held for team in teams.values() for held in team]
    load_plans(session, everybody)
    ends = leavings(session, everybody, past=past, day=day)
    needs = needs_of_many(session, ids, course, past=past, day=day)
    papers = clinic_lists(session, ids, course, days, past=past)
    glances: Mapping[str, Word] = {}
    wanted = everybody
    if words is not None:
        deciding = {
            one
            for each in clinics
            for one in _deciding(each, days[each.id], teams[each.id], needs[each.id], ends, words)
        }
        wanted = [each for each in everybody if each.id in deciding or each.id not in words]
        glances = {each.id: words[each.id] for each in everybody if each.id in words and each.id not in deciding}
    standings = {each.held.id: each for each in standings_of(session, wanted, course, now=now, as_of=as_of)}
    meetings: dict[str, list[Kept]] = {}
    for kept in keep(session, ids, as_of or now):
        meetings.setdefault(kept.row.clinic_id, []).append(kept)
    return {
        each.id: Known(
            clinic=each,
            today=days[each.id],
            as_of=as_of,
            opens_on=past.day(each.id, OPENS, each.opens_on, day),
            team=teams[each.id],
            ends=ends,
            standings=standings,
            needs=needs[each.id],
            papers=papers[each.id].lines,
            meetings=tuple(meetings.get(each.id, ())),
            glances=glances,
        )
        for each in clinics
    }


def _deciding(
    clinic: Clinic,
    today: date,
    team: Sequence[RoleHeld],
    needs: Sequence[RoleNeeded],
    ends: Mapping[str, date],
    words: Mapping[str, Word],
) -> Iterable[str]:
    """The roles held that an answer hangs on, as `_seat` sees who is there: the best for each role needed, while nobody is ready in it.

    Where a word is not known, all of that role: any of them may be the best.
    """
    for need in needs:
        if clinic.opens_on is None or not need.used or not need.required:
            continue
        there = {each.account_id for each in covered_on(holdings(need, team, ends), max(clinic.opens_on, today))}
        present = [each for each in _holders(need, team) if each.account_id in there]
        if any(each.id not in words for each in present):
            yield from (each.id for each in present)
        elif present:
            best = min(present, key=lambda each: -RANKS[words[each.id]])
            if words[best.id] not in DONE:
                yield best.id


def _holders(need: RoleNeeded, team: Sequence[RoleHeld]) -> list[RoleHeld]:
    return [each for each in team if need.is_covered_by(each.role, champion=each.champion)]


def _glance(word: Word) -> Standing:
    """A standing of which only the word is known, and nothing more is asked."""
    nothing = dict.fromkeys(each.name for each in fields(Standing))
    known = {"standing": word, "rank": RANKS[word], "reason": "", "minutes_left": 0, "phases": (), "parts": ()}
    return Standing(**{**nothing, **known})  # type: ignore[arg-type]


def board_from(known: Known, opening: date, tried: WhatIf) -> Board:
    """The board for `opening` with what is tried out, from what was read."""
    clinic, today = known.clinic, known.today
    seats = seats_from(known, opening, tried)
    team = [_seat(clinic, each, opening, today, tried.added) for each in seats if each.need.used]
    papers = [_paper(clinic, line, opening, today) for line in known.papers]
    meetings = [_meeting(clinic, each, opening) for each in meetings_from(known.meetings, opens_on=opening)]
    return board((*team, *meetings, *papers), opening, today)


def seats_of(
    session: Session, clinic: Clinic, course: Course, *, now: datetime, opening: date, tried: WhatIf
) -> tuple[Seat, ...]:
    """Every role the clinic needs with those who hold it, each standing as it would be for `opening`."""
    return seats_from(known_of(session, [clinic], course, now=now)[clinic.id], opening, tried)


def seats_from(known: Known, opening: date, tried: WhatIf) -> tuple[Seat, ...]:
    """The same from what was read."""
    opens, team = known.opens_on, known.team
    shown = {
        each.id: _glance(known.glances[each.id])
        if each.id in known.glances
        else _tried(known.standings[each.id], opens, opening, tried)
        for each in team
    }
    found = []
    for need in known.needs:
        mine = _holders(need, team)
        there = holdings(need, mine, known.ends, as_of=known.as_of)
        held = [replace(each, first=_first(each.first, opens, opening)) for each in there]
        people = sorted(((each, shown[each.id]) for each in mine), key=lambda pair: -RANKS[pair[1].standing])
        found.append(Seat(need, tuple(held), tuple(people)))
    return tuple(found)


def _first(first: date, opens: date | None, opening: date) -> date:
    return opening if first == opens else first


def _tried(each: PersonStanding, opens: date | None, opening: date, tried: WhatIf) -> Standing:
    """A standing with the day and the hours that are tried out."""
    agreed = each.facts.agreed_minutes_per_week
    agreed = each.timeline.default_minutes_per_week if agreed is None else agreed
    facts = replace(
        each.facts,
        start_date=_first(each.facts.start_date, opens, opening),
        agreed_minutes_per_week=agreed + tried.more_minutes,
    )
    return each.standing if facts == each.facts else stand(each.timeline, facts, each.today)


def _seat(clinic: Clinic, seat: Seat, opening: date, today: date, added: Sequence[str]) -> Requirement:
    """How a role stands: somebody who is there on the first day (today, once that is over) and ready; where only listed,
    everybody who holds it.
    """
    need = seat.need
    there = {each.account_id for each in covered_on(seat.holdings, max(opening, today))}
    present = [pair for pair in seat.people if pair[0].account_id in there]
    common = {"id": need.key, "group": "team", "title": need.title, "needed": need.required}
    if not present:
        return _nobody(clinic, seat, opening, today, common, added)
    best, stands = present[0]
    ready = sum(standing.standing in DONE for _, standing in present)
    state: State = "done" if stands.standing in DONE else _STATES[stands.standing]
    words = stands.standing.capitalize()
    if not need.required and len(present) > 1:
        state = "done" if ready == len(present) else _STATES.get(present[-1][1].standing, "under way")
        words = f"{ready} of {len(present)} ready"
    dated = stands.due_date is not None and stands.due_date <= opening
    return Requirement(
        **common,  # type: ignore[arg-type]
        state=state,
        standing=words,
        who=_names([held.account.name for held, _ in present]),
        by=(stands.due_date if dated else opening) if need.required else stands.due_date,
        by_words="its timeline" if dated else FIRST_DAY,
        next=(stands.next_action or "") if state != "done" else "",
        why=stands.reason,
        href=f"/team/{best.account_id}",
        expected=_expected(stands, today),
        unnamed=Unnamed(need.title, _numbers(need.title, len(there)), _without_leave(stands)),
    )


def _nobody(
    clinic: Clinic, seat: Seat, opening: date, today: date, common: Mapping[str, object], added: Sequence[str]
) -> Requirement:
    """A role that nobody holds on the first day, though somebody may before or after; once that is over, on today."""
    filled = seat.need.key in added
    names = _names([held.account.name for held, _ in seat.people])
    missing = ("Nobody on that day" if opening >= today else "Nobody today") if seat.people else "Nobody yet"
    return Requirement(
        **common,  # type: ignore[arg-type]
        state="not started" if filled else "missing",
        standing="Tried out" if filled else missing,
        who="Somebody, tried out here" if filled else names,
        by=opening,
        by_words=FIRST_DAY,
        next="" if filled else f"Find somebody for {day_words(max(opening, today))}, or add whoever it is.",
        href=f"/clinics/{clinic.id}/handover" if seat.people else "/admin/people/",
        unnamed=Unnamed(
            seat.need.title,
            "Somebody, tried out here"
            if filled
            else _numbers(seat.need.title, len({each.account_id for each, _ in seat.people})),
            "",
        ),
    )


def _numbers(title: str, people: int) -> str:
    """`Care manager 1 and Care manager 2`: people by their role, where no name is to be told."""
    return _names([f"{title} {number}" for number in range(1, people + 1)])


def _without_leave(stands: Standing) -> str:
    """Why a standing is what it is, without what was written about a leave."""
    return "Away for now." if stands.standing == "paused" else stands.reason


def _names(names: Sequence[str]) -> str:
    known = tuple(dict.fromkeys(names))
    return list_words(known) if len(known) <= 3 else f"{', '.join(known[:2])} and {len(known) - 2} more"


def _expected(stands: Standing, today: date) -> Expected:
    """From the faster to the slower of the agreed hours and the own pace; training alone, not sign-offs or checklists."""
    if stands.standing in DONE or not stands.minutes_left:
        return Expected()
    agreed = None
    if stands.agreed_minutes_per_week:
        agreed = free_day_after(today, ceil_div(stands.minutes_left * 7, stands.agreed_minutes_per_week), ())
    known = [day for day in (agreed, stands.forecast_date) if day is not None]
    return Expected(min(known), max(known)) if known else Expected()


def _paper(clinic: Clinic, line: Line, opening: date, today: date) -> Requirement:
    """How an item of the clinic's list stands."""
    late = line.late_on(today)
    state = "at risk" if late else _LINES[line.state]
    words = f"Due {day_words(line.due_on)}" if late and line.due_on else line.state.capitalize()
    if line.closed and line.last:
        words = f"{line.state.capitalize()}, {day_words(line.last.on)}"
    due = line.due_on
    asked = line.item.owner if not line.item.own else ""
    return Requirement(
        id=line.item.id,
        group="papers",
        title=line.item.title,
        state=state,
        standing=words,
        who=line.owner,
        by=due or opening,
        by_words=SET if due else FIRST_DAY,
        next="" if line.closed else ("See to it, or set another day." if late else "Enter how it stands."),
        href=f"/clinics/{clinic.id}/lists/clinic/{clinic.id}/{line.item.id}",
        why=line.last.note if line.last else "",
        needed=line.item.required,
        expected=Expected(due, due) if due and not late else Expected(),
        unnamed=Unnamed("An item of the clinic’s own" if line.item.own else line.item.title, asked, ""),
    )


def _meeting(clinic: Clinic, each: MeetingStanding, opening: date) -> Requirement:
    """How one of the three meetings stands: kept here with its next date, overdue, planned too late, or not set up (R.14, R.15, R.16).

    The first is due by its rhythm counted from `opening`; until one is held, the next date planned is what can be expected.
    """
    overdue = each.standing == "overdue"
    state: State = "missing" if not each.set_up else "at risk" if overdue or each.planned_late else "done"
    page = f"/clinics/{clinic.id}/meetings/"
    return Requirement(
        id=f"meeting-{each.kind}",
        group="meetings",
        title=each.title,
        state=state,
        standing=_meeting_words(each),
        who="",
        by=each.due_on if each.planned_late else opening,
        by_words="its rhythm" if each.planned_late else FIRST_DAY,
        next="" if state == "done" else "Set it up." if not each.set_up else "Hold it, or move it.",
        href=f"{page}{each.series_id}" if each.series_id else page,
        why=" ".join(part for part in (each.reason, each.reason_below) if part),
        expected=Expected(each.next_on, each.next_on),
        unnamed=Unnamed(each.title, "", each.reason),
    )


def _meeting_words(each: MeetingStanding) -> str:
    """`Not set up`, `Overdue since 4 May 2027`, or what was held last and what comes next."""
    if not each.set_up:
        return "Not set up"
    if each.standing == "overdue" and each.due_on:
        return f"Overdue since {day_words(each.due_on)}"
    if each.next_on is None:
        return "Set up"
    if each.last_held_on is not None:
        return f"Held {day_words(each.last_held_on)}, next {day_words(each.next_on)}"
    return f"Set up, first on {day_words(each.next_on)}"


def open_words(found: Board) -> str:
    """`3 of 14 stand`, of what is needed."""
    needed = [each for each in found.requirements if each.needed]
    return f"{sum(each.closed for each in needed)} of {count_words(len(needed), 'requirement stands', 'requirements stand')}"
