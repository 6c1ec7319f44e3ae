"""How rows with rules of their own come from one account to the other: roles, completions, certificates, addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from lms.acts.person.moving import bring
from lms.acts.person.registry import Joining, PersonTable, Plan, own_rows
from lms.credit.models import Certificate
from lms.learning.models import Completion, Note
from lms.learning.outside.actions import wait_again
from lms.learning.outside.models import OutsideTraining
from lms.learning.placement.models import Placement, SkippedPart
from lms.learning.rules import NOTE_MOST, join_notes
from lms.people.actions import local_day
from lms.people.alone import note_alone
from lms.people.erasure.models import ErasureRequest
from lms.people.models import Address, RoleHeld
from lms.people.rules import ROLES
from lms.readiness.goals.actions import hand_over_goals
from lms.readiness.meetings.models import MeetingAttendance
from lms.readiness.nudges.models import MailPreference
from lms.readiness.rules import day_words, local_date
from lms.readiness.rules.nudging import KINDS
from lms.readiness.skills.models import SkillSeen


def addresses(joining: Joining, table: PersonTable) -> Plan:
    """All come along; mail goes on to the survivor's own first address, unless it has none."""
    rows: list[Address] = own_rows(joining.session, table, joining.absorbed_id)
    first = not any(row.primary for row in own_rows(joining.session, table, joining.survivor_id))

    def do() -> None:
        for row in rows:
            row.primary = row.primary and first
        bring(joining, table, rows)

    return Plan(moves=tuple(rows), do=do)


def erasure_requests(joining: Joining, table: PersonTable) -> Plan:
    """All come along. One that waits goes on for everything in both; of two the one that was made first."""
    rows: list[ErasureRequest] = own_rows(joining.session, table, joining.absorbed_id)
    waiting = sorted(
        (row for row in (*own_rows(joining.session, table, joining.survivor_id), *rows) if row.answered_at is None),
        key=lambda row: (row.due_on, row.asked_at, row.id),
    )

    def do() -> None:
        for row in waiting[1:]:
            row.answered_at, row.outcome = joining.now, "joined"
        joining.session.flush()
        bring(joining, table, rows)

    says = tuple(
        f"A request for erasure waits, to be answered by {day_words(row.due_on)}: it goes on, for everything in both."
        for row in waiting[:1]
    )
    return Plan(moves=tuple(rows), says=says, do=do)


def completions(joining: Joining, table: PersonTable) -> Plan:
    """All come along. Of two that stand for the same requirement the earlier counts, the other is kept as undone."""
    theirs: list[Completion] = own_rows(joining.session, table, joining.absorbed_id)
    standing: dict[str, list[Completion]] = {}
    for row in (*own_rows(joining.session, table, joining.survivor_id), *theirs):
        if row.undone_at is None:
            standing.setdefault(joining.course.current_id(row.requirement_id), []).append(row)
    twice = [sorted(rows, key=lambda row: (row.completed_at, row.id)) for rows in standing.values() if len(rows) > 1]
    says = tuple(
        f"{joining.course.title_of.get(joining.course.current_id(rows[0].requirement_id), 'A requirement')} was done in both: "
        f"it counts from {day_words(rows[0].completed_on)}, and both are kept."
        for rows in twice
    )

    def do() -> None:
        for rows in twice:
            for row in rows[1:]:
                row.undone_at = joining.now
        joining.session.flush()
        bring(joining, table, theirs)

    return Plan(moves=tuple(theirs), says=says, do=do)


def attendance(joining: Joining, table: PersonTable) -> Plan:
    """All come along. Where both were asked to one meeting it is once the survivor's, who came if either of them did."""
    mine: dict[tuple[str, date], MeetingAttendance] = {
        (row.series_id, row.slot): row for row in own_rows(joining.session, table, joining.survivor_id)
    }
    moves, both = [], []
    for row in own_rows(joining.session, table, joining.absorbed_id):
        other = mine.get((row.series_id, row.slot))
        if other is None:
            moves.append(row)
        else:
            both.append((row, other))

    def do() -> None:
        for row, other in both:
            other.came, other.required = other.came or row.came, other.required or row.required
        bring(joining, table, moves)

    return Plan(tuple(moves), tuple(row for row, _ in both), (), do)


def certificates(joining: Joining, table: PersonTable) -> Plan:
    """All come along but a valid one for what the survivor has a valid one for: it stays as it is, and goes on counting."""
    rows: list[Certificate] = own_rows(joining.session, table, joining.absorbed_id)
    mine: list[Certificate] = own_rows(joining.session, table, joining.survivor_id)
    have = {row.scope for row in mine if _valid(row)}
    left = [row for row in rows if _valid(row) and row.scope in have]
    moves = [row for row in rows if row not in left]
    says = tuple(
        f"Both hold a certificate for {row.title}. Both stay valid, are shown to the same person and can be checked."
        for row in left
    )
    return Plan(tuple(moves), tuple(left), says, lambda: bring(joining, table, moves))


def own_decisions(joining: Joining) -> list[OutsideTraining]:
    """Outside training that one of the two accounts accepted for the other: as one person they could not have."""
    both = (joining.survivor_id, joining.absorbed_id)
    wanted = select(OutsideTraining).where(
        OutsideTraining.account_id.in_(both),
        OutsideTraining.decided_by_account_id.in_(both),
        OutsideTraining.accepted.is_(True),
    )
    return list(joining.session.scalars(wanted.order_by(OutsideTraining.id)))


def trainings(joining: Joining, table: PersonTable) -> Plan:
    """All come along. What the person had accepted for herself waits for somebody else's decision again."""
    rows: list[OutsideTraining] = own_rows(joining.session, table, joining.absorbed_id)
    undecided = own_decisions(joining)

    def do() -> None:
        for row in undecided:
            wait_again(joining.session, row)
        bring(joining, table, rows)

    says = tuple(
        f"“{row.title}”, done elsewhere, was accepted by the other of the two: nobody accepts their own, so it waits again."
        for row in undecided
    )
    return Plan(moves=tuple(rows), says=says, do=do)


def placements(joining: Joining, table: PersonTable) -> Plan:
    """All come along. Of two in force for the same module the earlier stands, with the parts of both.

    What one of the two accounts undid for the other stands undone; nobody lets their own stand again.
    """
    rows: list[Placement] = own_rows(joining.session, table, joining.absorbed_id)
    standing: dict[str, list[Placement]] = {}
    for row in (*own_rows(joining.session, table, joining.survivor_id), *rows):
        if row.stands:
            standing.setdefault(joining.course.current_id(row.module_id), []).append(row)
    twice = [sorted(found, key=lambda row: (row.chosen_at, row.id)) for found in standing.values() if len(found) > 1]

    def do() -> None:
        for first, *others in twice:
            for row in others:
                known = {part.requirement_id for part in first.parts}
                more = [part for part in row.parts if part.requirement_id not in known]
                first.parts += [SkippedPart(requirement_id=each.requirement_id, minutes=each.minutes) for each in more]
                row.taken_back_at = joining.now
        joining.session.flush()
        bring(joining, table, rows)

    says = tuple(
        f"The practice of {_module_name(joining, found[0].module_id)} was skipped in both: it counts from "
        f"{day_words(found[0].chosen_on)}."
        for found in twice
    )
    return Plan(moves=tuple(rows), says=says, do=do)


def _module_name(joining: Joining, module_id: str) -> str:
    module = joining.course.module(joining.course.current_id(module_id))
    return module.name if module else "a module"


def skills_seen(joining: Joining, table: PersonTable) -> Plan:
    """All come along. What one of the two signed for the other is withdrawn: nobody signs their own."""
    rows: list[SkillSeen] = own_rows(joining.session, table, joining.absorbed_id)
    both = (joining.survivor_id, joining.absorbed_id)
    wanted = select(SkillSeen).where(
        SkillSeen.account_id.in_(both), SkillSeen.signed_by_account_id.in_(both), SkillSeen.withdrawn_at.is_(None)
    )
    own = list(joining.session.scalars(wanted.order_by(SkillSeen.id)))

    def do() -> None:
        for row in own:
            row.withdrawn_at, row.withdrawn_on = joining.now, local_date(joining.now, row.clinic.zone)
            row.withdrawn_reason = "Signed by the same person, as joining two accounts showed"
        joining.session.flush()
        bring(joining, table, rows)

    says = ("Skills that one of the two signed for the other are withdrawn: nobody signs their own.",) if own else ()
    return Plan(moves=tuple(rows), says=says, do=do)


def mail_choices(joining: Joining, table: PersonTable) -> Plan:
    """The survivor's hours hold; what was switched off in either account stays off."""
    mine: list[MailPreference] = own_rows(joining.session, table, joining.survivor_id)
    theirs: list[MailPreference] = own_rows(joining.session, table, joining.absorbed_id)
    if not mine:
        return Plan(moves=tuple(theirs), do=lambda: bring(joining, table, theirs))

    def do() -> None:
        off = {kind for row in (*mine, *theirs) for kind in row.off.split(",")}
        mine[0].off = ",".join(kind for kind in KINDS if kind in off)
        joining.session.flush()

    return Plan(stays=tuple(theirs), do=do)


def _valid(row: Certificate) -> bool:
    return row.revoked_at is None and row.superseded_at is None


def same_roles(joining: Joining, table: PersonTable) -> list[tuple[RoleHeld, RoleHeld]]:
    """(the survivor's, the other's) for each role both hold at the same clinic now."""
    mine: list[RoleHeld] = own_rows(joining.session, table, joining.survivor_id)
    theirs: list[RoleHeld] = own_rows(joining.session, table, joining.absorbed_id)
    pairs = ((own, other) for own in mine for other in theirs if own.ended_on is None and other.ended_on is None)
    return [(own, other) for own, other in pairs if (own.clinic_id, own.role) == (other.clinic_id, other.role)]


def goes_on(joining: Joining, pair: tuple[RoleHeld, RoleHeld]) -> RoleHeld:
    """Which of two goes on: the one that was chosen, else the one with the earlier first day with patients."""
    chosen = [held for held in pair if held.id in joining.keep]
    return chosen[0] if chosen else min(pair, key=lambda held: (held.start_date, held.joined_on, held.id))


def roles(joining: Joining, table: PersonTable) -> Plan:
    """All come along. Of one that both hold, one goes on and the other ends today, with its history."""
    theirs: list[RoleHeld] = own_rows(joining.session, table, joining.absorbed_id)
    pairs = same_roles(joining, table)
    says = []
    for pair in pairs:
        kept = goes_on(joining, pair)
        says.append(
            f"Both hold {ROLES.get(kept.role, kept.role)} at {kept.clinic.name}: the one with the first day "
            f"{day_words(kept.start_date)} goes on, the other ends and stays in the history."
        )

    def do() -> None:
        for pair in pairs:
            kept = goes_on(joining, pair)
            ended = pair[0] if kept is pair[1] else pair[1]
            _hand_over(joining, kept, ended)
        joining.session.flush()
        bring(joining, table, theirs)
        note_alone(joining.session, [joining.survivor_id, joining.absorbed_id])

    return Plan(moves=tuple(theirs), says=tuple(says), do=do)


def _hand_over(joining: Joining, kept: RoleHeld, ended: RoleHeld) -> None:
    kept.champion = kept.champion or ended.champion
    kept.joined_on = min(kept.joined_on, ended.joined_on)
    kept.clinic_due_on = kept.clinic_due_on or ended.clinic_due_on
    kept.agreed_minutes_per_week = kept.agreed_minutes_per_week or ended.agreed_minutes_per_week
    kept.window_weeks = kept.window_weeks if kept.window_weeks is not None else ended.window_weeks
    for pause in list(ended.pauses):
        if not any(_overlap(pause, other) for other in kept.pauses):
            ended.pauses.remove(pause)
            kept.pauses.append(pause)
    hand_over_goals(joining.session, kept=kept.id, ended=ended.id)
    ended.ended_on = local_day(ended.clinic, joining.now)


def _overlap(one: Any, other: Any) -> bool:
    last = "9999-12-31"
    ends = [str(each.to_date or last) for each in (one, other)]
    return str(one.from_date) <= ends[1] and str(other.from_date) <= ends[0]


def notes(joining: Joining, table: PersonTable) -> Plan:
    """All come along. Of two on the same place the old account's text follows below the survivor's.

    Both together may be too long for one note: then the old account's is the survivor's too, as a deleted one that can
    be put back.
    """
    rows: list[Note] = own_rows(joining.session, table, joining.absorbed_id)
    mine: list[Note] = own_rows(joining.session, table, joining.survivor_id)
    standing = {(row.lesson_id, row.anchor): row for row in mine if row.deleted_at is None}
    both = [
        (standing[row.lesson_id, row.anchor], row)
        for row in rows
        if row.deleted_at is None and (row.lesson_id, row.anchor) in standing
    ]

    def do() -> None:
        for here, there in both:
            text = join_notes(here.text, there.text)
            if len(text) <= NOTE_MOST:
                here.text, here.saved_at, here.version = text, joining.now, here.version + 1
            there.deleted_at = joining.now
        joining.session.flush()
        bring(joining, table, rows)

    says = tuple(
        f"There is a note on “{here.heading or here.lesson_title}” in both: they become one." for here, _ in both
    )
    return Plan(moves=tuple(rows), says=says, do=do)
