"""One line of a file into what it asks for: every cell understood or named with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches

from lms.errors import Invalid
from lms.people.importing.rules import columns as col
from lms.people.importing.rules.columns import Columns, plain
from lms.people.importing.rules.dates import BadDate, Order, read_date
from lms.people.importing.rules.facts import ClinicFact, Problem, Wish
from lms.people.importing.rules.lines import Cells
from lms.people.importing.rules.reading import Row
from lms.people.permissions import ADMINISTRATOR, GRANT_KINDS, LEARNER, SUPERVISOR
from lms.people.rules import ROLES, clean_name, name_problem, scope_of

HOURS_LEAST, HOURS_MOST = 0.25, 40
FAR_BACK, FAR_AHEAD = timedelta(days=366), timedelta(days=366)
EMAILS_MOST = 5
ACCESS_MOST = len(GRANT_KINDS)
LIKE_MOST = 200
"""Wrong words for which a like one is looked for, in a whole file: that takes longer than all the rest of a line."""

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "si", "oui"})
NO = frozenset({"no", "n", "false", "0", "nein", "non"})
_ROLE_WORDS: Mapping[str, str] = {
    **{plain(words): role for role, words in ROLES.items()},
    **{plain(role): role for role in ROLES},
    "behavioural health care manager": "bhcm",
    "care manager": "bhcm",
    "consulting psychiatrist": "psychiatric-consultant",
    "qi coordinator": "qi-coordinator",
    "quality improvement": "qi-coordinator",
    "programme manager": "program-manager",
}
_ACCESS_WORDS: Mapping[str, str] = {
    **{plain(kind): kind for kind in GRANT_KINDS},
    "clinical supervisor": SUPERVISOR,
    "supervisor": SUPERVISOR,
    "administrator": ADMINISTRATOR,
    "admin": ADMINISTRATOR,
}
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?(?:\s*(?:h|hours?))?")

CheckEmail = Callable[[str], tuple[str, str]]


class LineReader(Cells):
    """Reads the lines of one file of people."""

    def __init__(
        self, columns: Columns, clinics: Sequence[ClinicFact], *, order: Order, check_email: CheckEmail
    ) -> None:
        super().__init__(columns)
        self._clinics = {plain(clinic.name): clinic for clinic in clinics}
        self._open = [clinic for clinic in clinics if clinic.may_invite]
        self._order = order
        self._check_email = check_email
        self._likes = 0

    def read(self, row: Row) -> Wish | None:
        """What the line asks for, or None when any cell cannot be taken; all problems of the line are found."""
        self.begin(row)
        clinic = self._clinic()
        role = self._role()
        wish = Wish(
            name=self._name(),
            emails=self._emails(),
            clinic=clinic,
            role=role,
            start_date=self._start(clinic),
            champion=self._champion(role),
            minutes=self._minutes(role),
            access=self._access(clinic),
            legal_name=self._legal_name(),
            invite=self._yes_or_no(col.INVITE),
        )
        if role is not None and clinic is None and not self.said(col.CLINIC):
            self.refuse(col.CLINIC, "", "Name the clinic in which they train for this role.")
        if role is None and not self.said(col.ROLE) and not wish.access:
            self.refuse(col.ROLE, "", "Name the role to train for, or the access to give.")
        return None if self.problems else wish

    def _name(self) -> str:
        said = clean_name(f"{self.said(col.NAME)} {self.said(col.SURNAME)}")
        problem = name_problem(said)
        if problem:
            self.refuse(col.NAME, said, problem)
        return said

    def _legal_name(self) -> str | None:
        said = clean_name(self.said(col.LEGAL_NAME))
        problem = name_problem(said) if said else None
        if problem:
            self.refuse(col.LEGAL_NAME, said, problem)
        return said or None

    def _emails(self) -> tuple[tuple[str, str], ...]:
        found: dict[str, str] = {}
        said = [(at, each) for at in self._at[col.EMAIL] for each in re.split(r"[;,|\s]+", self.cell(at)) if each]
        for at, each in said[: EMAILS_MOST + 1]:
            try:
                typed, key = self._check_email(each)
            except Invalid as error:
                self.problems.append(Problem(self._columns.headings[at], each, error.sentence))
            else:
                found.setdefault(key, typed)
        if not said:
            self.refuse(col.EMAIL, "", "Enter the e-mail address; people sign in with it.")
        if len(said) > EMAILS_MOST:
            self.refuse(col.EMAIL, self.said(col.EMAIL), f"Give at most {EMAILS_MOST} addresses for one person.")
        return tuple((typed, key) for key, typed in found.items())

    def _clinic(self) -> ClinicFact | None:
        said = self.said(col.CLINIC)
        if not said:
            return self._open[0] if len(self._open) == 1 else None
        found = self._clinics.get(plain(said))
        if found is None:
            self.refuse(col.CLINIC, said, f"There is no clinic of this name.{self._like(said, self._names())}")
        elif not found.may_invite:
            self.refuse(col.CLINIC, said, "You look after other clinics and cannot take people in here.")
            return None
        return found

    def _names(self) -> dict[str, str]:
        return {plain(clinic.name): clinic.name for clinic in self._open}

    def _role(self) -> str | None:
        said = self.said(col.ROLE)
        if not said:
            return None
        found = _ROLE_WORDS.get(plain(said))
        if found is None:
            words = {word: ROLES[role] for word, role in _ROLE_WORDS.items()}
            self.refuse(col.ROLE, said, f"There is no role of this name.{self._like(said, words)}")
        return found

    def _like(self, said: str, known: Mapping[str, str]) -> str:
        self._likes += 1
        close = get_close_matches(plain(said), known, n=1, cutoff=0.6) if self._likes <= LIKE_MOST else []
        if close:
            return f" Do you mean “{known[close[0]]}”?"
        choice = list(dict.fromkeys(known.values()))
        return f" It can be: {', '.join(choice)}." if len(choice) <= 8 else ""

    def _start(self, clinic: ClinicFact | None) -> date | None:
        said = self.said(col.START)
        if not said:
            return None
        try:
            day = read_date(said, self._order)
        except BadDate as error:
            self.refuse(col.START, said, str(error))
            return None
        today = clinic.today if clinic else next((each.today for each in self._open), day)
        if not today - FAR_BACK <= day <= today + FAR_AHEAD:
            when = "ago" if day < today else "away"
            self.remark(col.START, said, f"This day is more than a year {when}. Is it the first day with patients?")
        return day

    def _champion(self, role: str | None) -> bool | None:
        found = self._yes_or_no(col.CHAMPION)
        if found and role is not None and role != "pcp":
            self.refuse(col.CHAMPION, self.said(col.CHAMPION), "Only a primary care provider can be the PCP champion.")
        return found

    def _minutes(self, role: str | None) -> int | None:
        said = self.said(col.HOURS)
        if not said:
            return None
        if _NUMBER.fullmatch(said.casefold()):
            hours = float(re.sub(r"[^\d.]", "", said.replace(",", ".")))
            if HOURS_LEAST <= hours <= HOURS_MOST:
                if role is None and not self.said(col.ROLE):
                    self.refuse(col.HOURS, said, "Hours belong to a role; name the role.")
                return round(hours * 60)
        self.refuse(col.HOURS, said, f"Write hours a week as a number from {HOURS_LEAST} to {HOURS_MOST}, such as 2.5.")
        return None

    def _access(self, clinic: ClinicFact | None) -> tuple[tuple[str, str | None], ...]:
        found: list[tuple[str, str | None]] = []
        wanted = [each.strip() for each in re.split(r"[;,|\n]", self.said(col.ACCESS)) if each.strip()]
        if len(wanted) > ACCESS_MOST:
            self.refuse(col.ACCESS, self.said(col.ACCESS), f"There are only {ACCESS_MOST} kinds of access.")
        for said in wanted[:ACCESS_MOST]:
            kind = _ACCESS_WORDS.get(plain(said))
            if kind == LEARNER:
                continue
            if kind is None:
                words = {word: kind for word, kind in _ACCESS_WORDS.items() if kind != LEARNER}
                self.refuse(col.ACCESS, said, f"There is no access of this name.{self._like(said, words)}")
            elif clinic is None:
                if not self.said(col.CLINIC):
                    self.refuse(col.CLINIC, "", "Name the clinic for which they get this access.")
            elif kind not in clinic.may_give:
                self.refuse(col.ACCESS, said, "You cannot give this access: it reaches further than your own.")
            else:
                found.append((kind, scope_of(kind, clinic.id)))
        return tuple(dict.fromkeys(found))

    def _yes_or_no(self, field: str) -> bool | None:
        said = self.said(field)
        if not said:
            return None
        if said.casefold() in YES or said.casefold() in NO:
            return said.casefold() in YES
        self.refuse(field, said, "Write yes or no.")
        return None
