"""From documented minutes of a month to the codes they support. Pure; codes, thresholds and payers come in as data.

Source of the thresholds: the code table of the year, with the facts it names (F5.23 to F5.32, F5.50 to F5.60).
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.curriculum.code_tables import Band, Code, CodeYear, Month, MonthTable, Payer, Service

MOST_MINUTES = 31 * 24 * 60
"""More minutes than a month has cannot be meant."""
_WORDS = {"initial": "first month", "subsequent": "later month"}
_TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True)
class Line:
    """One code and how many units of it."""

    code: str
    units: int


@dataclass(frozen=True)
class Found:
    """The codes of a month, none or more, and why in whole sentences with the IDs of facts."""

    codes: tuple[Line, ...]
    why: str


class NoSuchPayer(Exception):
    """The rules of the year know no payer of this ID."""


@dataclass(frozen=True)
class _Reached:
    """What the minutes come to: the payer's bands and the one that holds them, the code taken, added units reached and taken."""

    payer: Payer
    bands: MonthTable | None = None
    band: Band | None = None
    code: Code | None = None
    reached: int = 0
    taken: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """The codes, the added one last."""
        if self.code is None:
            return ()
        added = self.bands.add if self.bands is not None else None
        first = Line(self.code.code, 1)
        return (first, Line(added.code, self.taken)) if added is not None and self.taken else (first,)


def codes_of(
    year: CodeYear, *, month: Month, minutes: int, payer_id: str, service: Service = "cocm"
) -> tuple[Line, ...]:
    """The codes alone, as `find_codes` gives them."""
    return _reach(year, month, minutes, payer_id, service).lines


def find_codes(year: CodeYear, *, month: Month, minutes: int, payer_id: str, service: Service = "cocm") -> Found:
    """The codes that `minutes` documented minutes of one calendar month support, and why.

    `minutes` is a whole number from 0 to MOST_MINUTES. Raises NoSuchPayer, and ValueError for other minutes.
    """
    found = _reach(year, month, minutes, payer_id, service)
    return Found(found.lines, _why(found, f"{_count(minutes, 'documented ')} in a {_WORDS[month]}"))


def _reach(year: CodeYear, month: Month, minutes: int, payer_id: str, service: Service) -> _Reached:
    if not 0 <= minutes <= MOST_MINUTES:
        raise ValueError(f"{minutes} is not a number of minutes in a month")
    payer = year.payer(payer_id)
    if payer is None:
        raise NoSuchPayer(payer_id)
    table = year.table_for(payer, service)
    if table is None:
        return _Reached(payer)
    bands = table.of(month)
    band = _band(bands, minutes)
    code = year.code(band.code) if band.code in payer.codes else None
    return _Reached(payer, bands, band, code, *_add_ons(bands, payer, minutes))


def _why(found: _Reached, opening: str) -> str:
    payer, bands, band, code = found.payer, found.bands, found.band, found.code
    if bands is None or band is None:
        return _sentences(f"{payer.name}: no code of this service is worked out.", payer.note)
    if band.code is None:
        return _sentences(f"{opening}: {_nothing_yet(bands, payer, band)}")
    if code is None:
        which = f"{opening} are {_within(band)}, which would be {band.code} ({', '.join(band.facts)})."
        return _sentences(which, f"{payer.name}: not proposed.", payer.note)
    said = [f"{opening}: {code.code} ({_from(band)}; {', '.join(band.facts)})"]
    if found.taken:
        said.append(_added(bands, found.reached, found.taken))
    limited = bool(found.reached) and (found.taken < found.reached or payer.most is None)
    return _sentences(", and ".join(said) + ".", *_cautions(code, payer, limited=limited))


def _band(bands: MonthTable, minutes: int) -> Band:
    return [band for band in bands.bands if band.least <= minutes][-1]


def _add_ons(bands: MonthTable, payer: Payer, minutes: int) -> tuple[int, int]:
    """How many add-on units the minutes reach, and how many of them this payer takes."""
    add = bands.add
    if add is None or minutes < add.least:
        return 0, 0
    reached = 1 + (minutes - add.least) // add.every
    if add.code not in payer.codes:
        return reached, 0
    return reached, reached if payer.most is None else min(reached, payer.most)


def _added(bands: MonthTable, reached: int, proposed: int) -> str:
    assert bands.add is not None
    times = _TIMES.get(proposed, f"{proposed} times")
    begins = bands.add.least + bands.add.every * (proposed - 1)
    beyond = "" if proposed == reached else f", though the minutes would reach {reached}"
    return f"{bands.add.code} {times} (from {begins} minutes; {', '.join(bands.add.facts)}){beyond}"


def _cautions(code: Code, payer: Payer, *, limited: bool) -> tuple[str, ...]:
    """What goes with a code wherever it is proposed, and with this payer where it set the limit or no minutes are named."""
    return (payer.note if limited or code.minutes is None else "", code.note)


def _nothing_yet(bands: MonthTable, payer: Payer, band: Band) -> str:
    first = next((each for each in bands.bands if each.code in payer.codes), None)
    facts = ", ".join(band.facts)
    if first is None:
        return f"no code ({facts})."
    return f"no code; the first, {first.code}, begins at {_count(first.least)} ({facts})."


def _within(band: Band) -> str:
    return f"between {band.least} and {band.most}" if band.most is not None else f"{band.least} or more"


def _from(band: Band) -> str:
    return f"from {_count(band.least)}"


def _count(minutes: int, kind: str = "") -> str:
    return f"{minutes} {kind}minute{'' if minutes == 1 else 's'}"


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
