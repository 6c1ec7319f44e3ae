"""Reads what a case declares before it begins: what is known, the chart, its variables and its seats."""

from __future__ import annotations

from collections.abc import Collection

from lms.curriculum.material import CaseChart, Seat, Variable
from lms.curriculum.shape import ID, Reader, kind_of

MOST_VARIABLES, WIDEST, MOST_SEATS = 6, 20, 6


def read_known(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Label and value of each thing that is known at the start."""
    known = reader.reader("known", "`known`", required=False)
    if known is None:
        return ()
    for label, value in known.table.items():
        if isinstance(value, (dict, list)) or value is None:
            known.problem("S103", f"`known`: `{label}` must be text or a number, not {kind_of(value)}.", key=label)
    return tuple((label, str(value)) for label, value in known.table.items())


def read_chart(reader: Reader) -> CaseChart | None:
    """The scores known at the start; None when there are none to draw."""
    chart = reader.reader("chart", "`chart`", required=False)
    if chart is None:
        return None
    scores = _pairs(chart, "scores", int, "a pair [week, score] of whole numbers")
    measure = chart.text("measure")
    chart.close()
    return CaseChart(measure, tuple((week, int(score)) for week, score in scores))


def read_variables(reader: Reader) -> tuple[Variable, ...]:
    """The numbers that choices change, in written order."""
    table = reader.reader("variables", "`variables`", required=False)
    found = tuple(_variable(name, table) for name in table.table) if table is not None else ()
    if len(found) > MOST_VARIABLES:
        reader.problem("C125", f"The case has {len(found)} variables.", key="variables")
    return tuple(each for each in found if each is not None)


def _variable(name: str, table: Reader) -> Variable | None:
    entry = table.reader(name, f"The variable `{name}`")
    if entry is None:
        return None
    label, start, least, most = (
        entry.text("label"),
        entry.whole("start"),
        entry.whole("least", required=False),
        entry.whole("most", least=1),
    )
    words = _pairs(entry, "words", str, "a pair [number, word]")
    seats = entry.texts("seats", required=False)
    entry.close()
    if not ID.fullmatch(name):
        table.problem("I102", f"The variable `{name}` must be lower case letters, digits and hyphens.", key=name)
    from_up = [number for number, _ in words]
    if not least <= start <= most or most - least > WIDEST:
        table.problem("C125", f"The variable `{name}` starts at {start} between {least} and {most}.", key=name)
    elif from_up != sorted(set(from_up)) or from_up[:1] != [least] or from_up[-1] > most:
        table.problem("C125", f"The words of `{name}` do not rise from {least} to {most} at most.", key=name)
    return Variable(name, label, start, least, most, tuple((number, str(word)) for number, word in words), seats)


def read_seats(reader: Reader) -> tuple[Seat, ...]:
    """The seats from which the case can be played; none when there is but one. Their experts' paths are added later."""
    if not reader.has("seats"):
        return ()
    seats: list[Seat] = []
    for entry in reader.entries("seats", "A seat"):
        seat = Seat(entry.id(), entry.text("title"), entry.text("summary"), read_known(entry), ())
        if seat.id in {each.id for each in seats}:
            entry.problem("I101", f"There are two seats `{seat.id}`.", key="id")
        else:
            seats.append(seat)
    if not 2 <= len(seats) <= MOST_SEATS:
        reader.problem("C131", f"The case has {len(seats)} seats.", key="seats")
    if reader.has("seat"):
        reader.problem("C131", "The case has both `seat` and `seats`.", key="seat")
    return tuple(seats)


def watch_names(
    reader: Reader, variables: Collection[Variable], seats: Collection[Seat], flags: Collection[str]
) -> None:
    """A name stands for one thing only: a seat, a variable or a flag that choices set."""
    chairs = {seat.id for seat in seats}
    for variable in variables:
        if variable.name in chairs or variable.name in flags:
            reader.problem("C126", f"`{variable.name}` is a variable and something else too.", key="variables")
        for seat in variable.seats:
            if seat not in chairs:
                reader.problem("C131", f"`{variable.name}` is shown to `{seat}`, which is no seat.", key="variables")
    for seat in sorted(chairs & set(flags)):
        reader.problem("C131", f"A choice sets `{seat}`, which is a seat.", key="seats")


def _pairs(entry: Reader, key: str, second: type[int] | type[str], what: str) -> list[tuple[int, int | str]]:
    found: list[tuple[int, int | str]] = []
    for row, line in entry.rows(key):
        if isinstance(row, list) and len(row) == 2 and type(row[0]) is int and type(row[1]) is second:
            found.append((row[0], row[1]))
        else:
            entry.problem("S103", f"Each entry of `{key}` must be {what}.", line=line)
    return found
