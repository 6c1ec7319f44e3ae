"""What the parts of a rehearsal say about each other, reported at the key where it stands."""

from __future__ import annotations

from lms.curriculum.exercises.panel import PRESENTED, RehearsalBody, Script, SheetRow, need_by_figures
from lms.curriculum.shape import Reader


def watch(reader: Reader, body: RehearsalBody) -> None:
    """All of it: ids, the number of rows, the time, safety, figures and scripts."""
    _watch_ids(reader, body)
    if not 8 <= body.shown <= 14:
        reader.problem("X801", f"A variant shows {body.shown} rows.", key="rows")
    if not 1 <= body.places < body.shown:
        reader.problem("X802", f"The time holds {body.places} cases of {body.shown}.", key="minutes")
    optional = {name for each in body.picks for name in each.of}
    sure = [each.need for each in body.rows if each.id not in optional]
    needs = {each.id: each.need for each in body.rows}
    picked = [each for each in body.picks if each.of and all(needs.get(name) == "safety" for name in each.of)]
    if "safety" not in sure and not picked:
        reader.problem("X803", "A variant may have nobody whose safety is in question.", key="rows")
    for row in body.rows:
        _watch_row(reader, body, row)
    for script in body.scripts:
        _watch_script(reader, body, script)


def _watch_ids(reader: Reader, body: RehearsalBody) -> None:
    rows = [each.id for each in body.rows]
    lists = [("rows", rows), ("who", [each.id for each in body.who]), ("when", [each.id for each in body.when])]
    for each in body.scripts:
        asked = [question.id for question in each.questions]
        lists += [("scripts", [option.id for option in some]) for some in (each.openings, each.advice, each.changes)]
        lists += [("scripts", [fact.id for fact in each.chart]), ("scripts", [action.id for action in each.actions])]
        lists += [("scripts", asked)]
        lists += [("scripts", [answer.id for answer in question.answers]) for question in each.questions]
    for key, ids in lists:
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            reader.problem("I101", f"`{twice}` stands twice in one list of this lab.", key=key)
    taken = [name for each in body.picks for name in each.of]
    for pick in body.picks:
        if not pick.pick < len(pick.of) or any(name not in rows or taken.count(name) > 1 for name in pick.of):
            reader.problem("X807", f"A pick of {pick.pick} of {', '.join(pick.of)} picks nothing.", key="variants")


def _watch_row(reader: Reader, body: RehearsalBody, row: SheetRow) -> None:
    if row.need in PRESENTED and body.script(row.id) is None:
        reader.problem("X804", f"`{row.id}` belongs to the review and has no script.", key="rows")
    if not row.figures:
        reader.problem("X808", f"`{row.id}` has no figures.", key="rows")
    for figures in row.figures:
        shown = need_by_figures(figures)
        if shown != row.need and (shown or row.need in ("safety", "new", "stuck")):
            reader.problem(
                "X809", f"`{row.id}` is called {row.need}; its figures say {shown or 'nothing'}.", key="rows"
            )


def _watch_script(reader: Reader, body: RehearsalBody, script: Script) -> None:
    if script.row not in [each.id for each in body.rows] or body.script(script.row) is not script:
        reader.problem("X807", f"There is no row `{script.row}`, or it has two scripts.", key="scripts")
    told = [each.say for each in script.chart]
    if not (any(told) and not all(told)):
        reader.problem("X806", f"The chart of `{script.row}` leaves nothing to choose.", key="scripts")
    if [each.grade for each in script.questions].count("first") != 1 or len(script.questions) < 2:
        reader.problem("X805", f"Not one of two questions or more about `{script.row}` comes first.", key="scripts")
    if not script.actions:
        reader.problem("X806", f"Nothing comes of `{script.row}`.", key="scripts")
    who, when = ([each.id for each in words] for words in (body.who, body.when))
    for action in script.actions:
        if action.who not in who or action.when not in when:
            reader.problem("X807", f"`{action.id}` names `{action.who}` or `{action.when}`.", key="scripts")
