"""The forms of a provider of continuing education: the provider, a confirmation, an approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import request
from wtforms import DateField, FileField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from lms.credit.accreditors.rules import RuleSet
from lms.credit.activities.content import units_of
from lms.credit.providers.models import CreditProvider
from lms.credit.providers.rules import DOCUMENT_MOST, KINDS, ApprovalEntry, ConfirmationEntry, ProviderEntry
from lms.curriculum.course import Course
from lms.learning.outside.actions import Upload
from lms.web.meeting_forms import DAY, Told

PDF = f"A PDF, at most {DOCUMENT_MOST // 2**20} MB."


class ProviderForm(Told):
    """Who the provider is, as it stands on certificates and beside credit."""

    legal_name = StringField("Legal name", description="As it stands on certificates for credit.")
    address = TextAreaField("Postal address")
    url = StringField("Web site")
    phone = StringField("Telephone")
    email = StringField("E-mail", description="Where learners and boards write to.")
    director_name = StringField("Director of continuing education", description="Who answers for it and signs.")
    director_title = StringField("Title", description="Such as Director of continuing education.")
    zone = StringField(
        "Time zone", description="By name, such as America/Chicago. Terms and days of completion are days here."
    )
    grievance = TextAreaField("How to complain", description="To whom, and within how many days an answer comes.")
    accommodation = TextAreaField("How to ask for an accommodation", description="Shown before a learner starts.")

    def fill(self, row: CreditProvider | None, zone: str) -> None:
        """What the form holds before anybody has typed."""
        for each in self:
            if row is not None and hasattr(row, each.name):
                each.data = getattr(row, each.name)
        if row is None:
            self.zone.data = zone

    def entry(self) -> ProviderEntry:
        """What was entered."""
        return ProviderEntry(**{name: self[name].data or "" for name in ProviderEntry.__dataclass_fields__})


class ConfirmForm(Told):
    """Who compared the rules with the body's handbook, when, and with which."""

    confirmed_by = StringField("Confirmed by", description="The person who read the handbook, by name.")
    confirmed_on = DateField("On", validators=[InputRequired(DAY)])
    handbook = StringField("Handbook", description="Title and edition of what was read, or its address.")

    def entry(self) -> ConfirmationEntry:
        """What was entered."""
        return ConfirmationEntry(self.confirmed_by.data or "", self.confirmed_on.data, self.handbook.data or "")


class ApprovalForm(Told):
    """An approval with its number, its term and the accreditor's letter."""

    accreditor = SelectField("Accreditor", validate_choice=False)
    number = StringField("Number", description="The provider’s or the activity’s number with the accreditor.")
    kind = RadioField(
        "What is approved",
        choices=[SelectChoice(*each) for each in KINDS.items()],
        default="provider",
        validate_choice=False,
    )
    unit = SelectField("Which activity", description="Only for the approval of one activity.", validate_choice=False)
    formats = SelectMultipleField("Formats it covers", validate_choice=False)
    term_start = DateField("First day of the term", validators=[InputRequired(DAY)])
    term_end = DateField("Last day of the term", validators=[InputRequired(DAY)])
    document = FileField(
        "The accreditor’s letter",
        description=f"{PDF} It can be left out and an approval added again with it.",
    )

    def offer(self, shelf: Mapping[str, RuleSet], course: Course) -> None:
        """What there is to choose from."""
        by_name = sorted(shelf.values(), key=lambda each: each.name)
        self.accreditor.choices = [
            SelectChoice("", "Choose one"),
            *(SelectChoice(each.accreditor, each.name) for each in by_name),
        ]
        units = [(unit, title) for unit, title in units_of(course).items()]
        self.unit.choices = [SelectChoice("", "None: all of the provider’s"), *(SelectChoice(*each) for each in units)]
        formats = dict.fromkeys(each for rules in shelf.values() for each in rules.formats)
        self.formats.choices = [SelectChoice(each, each[:1].upper() + each[1:]) for each in formats]

    def entry(self) -> ApprovalEntry:
        """What was entered."""
        return ApprovalEntry(
            accreditor=self.accreditor.data or "",
            number=self.number.data or "",
            kind=self.kind.data or "",
            unit=self.unit.data or "",
            formats=tuple(self.formats.data or ()),
            term_start=self.term_start.data,
            term_end=self.term_end.data,
        )


def sent_file(name: str) -> Upload | None:
    """The file that came in a field; None: none was chosen."""
    sent = request.files.get(name)
    if sent is None or not sent.filename:
        return None
    with sent.stream as stream:
        return Upload(sent.filename, stream.read())


def whole_number(text: str | None) -> int:
    """A number as typed; 0 for what is none."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def lines_of(text: str | None) -> tuple[str, ...]:
    """The lines of a text area that say something."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def day_or_none(text: str | None) -> date | None:
    """A day as a browser sends it; None for what is none."""
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None
