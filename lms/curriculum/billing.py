"""Reads content/billing/YEAR.yaml: codes, bands of minutes and payers of one calendar year, and checks that they fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lms.curriculum.backmatter import read_facts, read_sources
from lms.curriculum.code_tables import MONTHS, SERVICES, AddOn, Band, Code, CodeTable, CodeYear, MonthTable, Payer
from lms.curriculum.folder import Folder
from lms.curriculum.markup import Page
from lms.curriculum.report import Report
from lms.curriculum.shape import ID, Reader
from lms.curriculum.shelf import Shelf

_CITED = re.compile(r"([.,;:]?)\{([^{}]*)\}")
_CODE = re.compile(r"[0-9A-Z]\d{4}")
_NOTHING = MonthTable((), None)


def load_billing(root: Path) -> dict[int, CodeYear] | None:
    """The rules of a course folder without the rest of the course; None when anything they rest on has an error."""
    report = Report()
    folder = Folder(root, report)
    sources = read_sources(folder)
    found = read_billing(folder, Shelf(read_facts(folder, sources), sources))
    return None if report.failed else found


def read_billing(folder: Folder, shelf: Shelf) -> dict[int, CodeYear]:
    """Every year of content/billing/, by year."""
    found: dict[int, CodeYear] = {}
    for path in folder.matching(r"content/billing/\d{4}\.yaml"):
        with folder.report.guard(path):
            value = folder.yaml(path)
            name = path.rsplit("/", 1)[-1]
            reader = Reader(value, folder.report, path, f"The code table {name}") if value is not None else None
            if reader is not None and reader.sound:
                found[int(name.removesuffix(".yaml"))] = _Desk(reader, shelf).year()
    return found


class _Desk:
    """One file while it is read: its codes and tables so far, and one list of references."""

    def __init__(self, reader: Reader, shelf: Shelf) -> None:
        self.reader = reader
        self.page = Page(shelf, reader.report, reader.path, prefix="code-r", glossary=False)
        self.codes: dict[str, Code] = {}
        self.tables: dict[str, CodeTable] = {}

    def year(self) -> CodeYear:
        """The year, with every problem reported on the way."""
        reader = self.reader
        named = int(reader.path.rsplit("/", 1)[-1].removesuffix(".yaml"))
        year = reader.whole("year")
        if reader.has("year") and year != named:
            reader.problem("X301", f"`year` is {year}, and the file is named for {named}.", key="year")
        note = self._marked(reader, "note")[1]
        for code in self._codes():
            self.codes[code.code] = code
        for table in self._tables():
            self.tables[table.id] = table
        payers = tuple(self._payers())
        also = tuple(
            self.page.inline(text, line)
            for text, line in reader.rows("also", required=False)
            if isinstance(text, str) and text.strip()
        )
        made = CodeYear(
            year=named,
            title=reader.text("title"),
            note_html=note,
            look_again=reader.day("look_again", required=True),
            codes=tuple(self.codes.values()),
            tables=tuple(self.tables.values()),
            payers=payers,
            also=also,
            references=self.page.references(),
        )
        reader.close()
        return made

    def _rows(self, key: str, what: str, met: set[str], name: str = "id") -> Iterator[Reader]:
        """The entries of a list, each named once."""
        for entry in self.reader.entries(key, what):
            label = entry.table.get(name)
            if isinstance(label, str) and label in met:
                entry.problem("I101", f"{what} `{label}` is written twice.", key=name)
            elif isinstance(label, str):
                met.add(label)
            yield entry

    def _codes(self) -> Iterator[Code]:
        for entry in self._rows("codes", "The code", set(), "code"):
            code = entry.text("code")
            if code and not _CODE.fullmatch(code):
                entry.problem("S104", f"`{code}` is not a code of five letters and digits.", key="code")
            note, note_html = self._marked(entry, "note", required=False)
            yield Code(
                code=code,
                name=entry.text("name"),
                service=entry.word("service", SERVICES),
                minutes=entry.maybe_whole("minutes", least=1),
                midpoint=entry.flag("midpoint"),
                facts=self._facts(entry)[0],
                note=note,
                note_html=note_html,
            )

    def _tables(self) -> Iterator[CodeTable]:
        for entry in self._rows("tables", "The table", set()):
            service = entry.word("service", SERVICES)
            made = dict.fromkeys(MONTHS, _NOTHING)
            months = entry.reader("months", "`months`")
            for key in months.table if months else ():
                inner = months.reader(key, f"The month type `{key}`") if months else None
                if inner is None:
                    continue
                if key not in MONTHS:
                    inner.problem("X302", f"There is no month type `{key}`; a month is {' or '.join(MONTHS)}.")
                    continue
                made[key] = self._month(inner, service)
                inner.close()
            for each in MONTHS:
                if months is not None and not months.has(each):
                    months.problem("X302", f"The table has no bands for the month type `{each}`.")
            yield CodeTable(entry.id(ID), service, made["initial"], made["subsequent"])

    def _month(self, reader: Reader, service: str) -> MonthTable:
        bands: list[Band] = []
        due: int | None = 0
        for entry in reader.entries("bands", "A band"):
            least = entry.whole("from")
            most = entry.maybe_whole("to")
            self._watch_step(entry, due, least, most)
            due = None if most is None else most + 1
            code = entry.text("code", required=False) or None
            self._watch_threshold(entry, code, service, least)
            bands.append(Band(least, most, code, *self._facts(entry)))
        inner = reader.reader("add", "`add`", required=False)
        if inner is not None:
            add = self._add(inner, service, bands)
            self._watch_step(inner, due, add.least, None)
            return MonthTable(tuple(bands), add)
        if bands and due is not None:
            reader.problem("X303", f"Nothing is said of {due} minutes and more; leave the last band open.", key="bands")
        return MonthTable(tuple(bands), None)

    def _add(self, reader: Reader, service: str, bands: list[Band]) -> AddOn:
        made = AddOn(reader.text("code"), reader.whole("from"), reader.whole("every", least=1), *self._facts(reader))
        code = self._known(reader, made.code, service)
        base = self.codes.get(bands[-1].code or "") if bands else None
        if code is not None and code.minutes is not None:
            if made.every != code.minutes:
                reader.problem(
                    "X304", f"`every` is {made.every}, but {code.code} stands for {code.minutes} minutes.", key="every"
                )
            if base is not None and base.minutes is not None and made.least != base.minutes + _threshold(code):
                wanted = base.minutes + _threshold(code)
                reader.problem(
                    "X304",
                    f"{code.code} beside {base.code} begins at {wanted} minutes, not at {made.least}.",
                    key="from",
                )
        reader.close()
        return made

    def _watch_step(self, entry: Reader, due: int | None, least: int, most: int | None) -> None:
        if due is None:
            entry.problem("X303", f"Something begins at {least} after a band that is open.", key="from")
        elif least > due:
            entry.problem("X303", f"A gap: nothing is said of {due} to {least - 1} minutes.", key="from")
        elif least < due:
            entry.problem(
                "X303", f"An overlap: {least} to {due - 1} minutes stand in the band before as well.", key="from"
            )
        if most is not None and most < least:
            entry.problem("X303", f"The band ends at {most}, before it begins at {least}.", key="to")

    def _watch_threshold(self, entry: Reader, name: str | None, service: str, least: int) -> None:
        code = self._known(entry, name, service) if name else None
        if code is None or code.minutes is None:
            return
        wanted = _threshold(code)
        if least != wanted:
            half = f", over half of its {code.minutes}" if code.midpoint else ""
            entry.problem("X304", f"{code.code} begins at {wanted} minutes{half}, not at {least}.", key="from")

    def _known(self, reader: Reader, name: str, service: str | None) -> Code | None:
        code = self.codes.get(name)
        if code is None and name:
            reader.problem("X305", f"The code `{name}` is not under `codes`.", key="code")
        elif code is not None and service is not None and code.service != service:
            reader.problem("X305", f"The code {name} is of the service `{code.service}`, not `{service}`.", key="code")
        return code

    def _payers(self) -> Iterator[Payer]:
        for entry in self._rows("payers", "The payer", set()):
            tables = entry.texts("tables", required=False)
            codes = entry.texts("codes", required=False)
            for each in tables:
                if each not in self.tables:
                    entry.problem("X305", f"The table `{each}` is not under `tables`.", key="tables")
            services = [self.tables[each].service for each in tables if each in self.tables]
            if len(services) != len(set(services)):
                entry.problem("X305", "A payer counts each service by one table.", key="tables")
            for each in codes:
                if each not in self.codes:
                    entry.problem("X305", f"The code `{each}` is not under `codes`.", key="codes")
            note, note_html = self._marked(entry, "note", required=False)
            yield Payer(
                id=entry.id(ID),
                name=entry.text("name"),
                tables=tables,
                codes=codes,
                most=entry.maybe_whole("most"),
                facts=self._facts(entry)[0],
                note=note,
                note_html=note_html,
            )

    def _facts(self, reader: Reader) -> tuple[tuple[str, ...], str]:
        """The facts of an entry, and their marks as a page shows them."""
        facts = reader.texts("facts")
        return facts, self.page.inline(f"{{{', '.join(facts)}}}", reader.line("facts")) if facts else ""

    def _marked(self, reader: Reader, key: str, *, required: bool = True) -> tuple[str, str]:
        """A text with facts: as plain words with the facts in brackets, and as HTML."""
        text = reader.text(key, required=required)
        plain = " ".join(_CITED.sub(r" (\2)\1", text).split())
        return plain, self.page.inline(text, reader.start(key)) if text else ""


def _threshold(code: Code) -> int:
    """The first minute at which a code's time counts as reached: past half of it by the midpoint rule, else all of it."""
    minutes = code.minutes or 0
    return minutes // 2 + 1 if code.midpoint else minutes
