"""The forms of an activity for credit: its description, its people, what they disclosed, support, days, hours, designation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional

from lms.credit.activities.models import ActivityPerson, ActivityVersion
from lms.credit.activities.rules.entries import (
    LEVELS,
    ROLES,
    SUPPORT,
    TOPICS,
    Details,
    Disclosed,
    Maker,
    Support,
    relationships_of,
)
from lms.people.professions import PROFESSIONS
from lms.web.ce_forms import PDF
from lms.web.meeting_forms import DAY, Told


def _choices(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    return [SelectChoice(value, words) for value, words in pairs]


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _exact(value: Decimal | None) -> Fraction | None:
    """A number below a thousand with at most six decimals; None for anything else that a decimal can be."""
    if value is None or not value.is_finite() or abs(value) >= 1000:
        return None
    exponent = value.as_tuple().exponent
    return Fraction(value) if isinstance(exponent, int) and exponent >= -6 else None


class PrepareForm(Told):
    """What an activity is made of."""

    unit = SelectField("What it is made of", validate_choice=False)

    def offer(self, units: Mapping[str, str]) -> None:
        """What there is to choose from."""
        self.unit.choices = _choices([("", "Choose one"), *units.items()])


class DetailsForm(Told):
    """What is told of an activity before it starts."""

    title = StringField("Title", description="As it stands on the certificate.")
    level = RadioField("Level", choices=_choices((each, each.capitalize()) for each in LEVELS), validate_choice=False)
    audience = SelectMultipleField("For whom", choices=_choices(PROFESSIONS.items()), validate_choice=False)
    objectives = TextAreaField("Objectives", description="One a line, each something that can be measured.")
    needs = TextAreaField("Needs", description="What learners lack, and how that is known.")
    gap = TextAreaField("Gap in practice", description="What is done today, and what should be done.")
    references = TextAreaField(
        "References", description="One a line. Those that the course cites stand here to begin with."
    )
    system = TextAreaField(
        "What a computer needs", description="Such as a browser of the last three years. No sound is needed."
    )

    joint = TextAreaField(
        "Joint-provider statement",
        description="Only if another organisation provides it with you: the sentence that your accreditor asks for, naming it. It stands on the certificate.",
    )

    def fill(self, row: ActivityVersion) -> None:
        """What the form holds before anybody has typed."""
        self.title.data, self.level.data, self.audience.data = row.title, row.level, list(row.audience)
        self.objectives.data, self.references.data = "\n".join(row.objectives), "\n".join(row.references)
        self.needs.data, self.gap.data, self.system.data = row.needs, row.gap, row.system
        self.joint.data = row.joint

    def entry(self) -> Details:
        """What was entered."""
        return Details(
            title=self.title.data or "",
            level=self.level.data or "",
            audience=tuple(self.audience.data or ()),
            objectives=_lines(self.objectives.data),
            needs=self.needs.data or "",
            gap=self.gap.data or "",
            references=_lines(self.references.data),
            system=self.system.data or "",
            joint=self.joint.data or "",
        )


class MakerForm(Told):
    """Somebody who planned, wrote or reviewed."""

    name = StringField("Name")
    credentials = StringField("Degree and licence", description="In words, such as MD, board certified in psychiatry.")
    roles = SelectMultipleField(
        "Roles", choices=_choices((each, each.capitalize()) for each in ROLES), validate_choice=False
    )
    reviewed = SelectMultipleField(
        "Parts this reviewer answers for", description="Only for a reviewer.", validate_choice=False
    )
    reviewed_on = DateField("Reviewed on", description="Only for a reviewer.", validators=[Optional()])
    cv = FileField("Curriculum vitae", description=f"{PDF} An auditor finds it in the pack.")

    def offer(self, row: ActivityVersion) -> None:
        """The parts there are."""
        self.reviewed.choices = _choices((each["id"], each["title"]) for each in row.parts)

    def fill(self, person: ActivityPerson) -> None:
        """What the form holds before anybody has typed."""
        self.name.data, self.credentials.data = person.name, person.credentials
        self.roles.data, self.reviewed.data = list(person.roles), list(person.reviewed)
        self.reviewed_on.data = person.reviewed_on

    def entry(self) -> Maker:
        """What was entered."""
        return Maker(
            self.name.data or "", self.credentials.data or "", tuple(self.roles.data or ()), tuple(self.reviewed.data or ()),
            self.reviewed_on.data,
        )  # fmt: skip


class DisclosureForm(Told):
    """Financial relationships of the last 24 months, or that there were none."""

    collected_on = DateField("Given on", validators=[InputRequired(DAY)])
    none_declared = RadioField(
        "In the last 24 months",
        choices=_choices(
            [("yes", "No financial relationship with an ineligible company"), ("no", "These relationships")]
        ),
        validators=[InputRequired("Say whether there was a relationship.")],
    )
    relationships = TextAreaField(
        "Relationships",
        description="One a line: company; nature of the relationship; when it ended. Names of companies only, no products.",
    )
    relevant = BooleanField("One of them bears on what this activity teaches")
    mitigation = TextAreaField("How it was mitigated", description="Only when one bears on the content.")

    def entry(self) -> Disclosed:
        """What was entered."""
        return Disclosed(
            collected_on=self.collected_on.data,
            none_declared=self.none_declared.data == "yes",
            relationships=relationships_of(_lines(self.relationships.data)),
            relevant=bool(self.relevant.data),
            mitigation=self.mitigation.data or "",
        )


class SupportForm(Told):
    """Commercial support, or that there was none."""

    kind = RadioField("Commercial support", choices=_choices(SUPPORT.items()), validate_choice=False)
    source = StringField("Company", description="Only if there was support. Its name, no logo.")
    amount = StringField("What was given", description="In words, such as an unrestricted grant.")
    stated_on = DateField("Stated on", validators=[InputRequired(DAY)])
    agreement = FileField("The agreement", description=f"Only if there was support. {PDF}")

    def entry(self) -> Support:
        """What was entered."""
        return Support(self.kind.data or "", self.source.data or "", self.amount.data or "", self.stated_on.data)


class DaysForm(Told):
    """First day, latest review and last day of a version."""

    released_on = DateField("First day", validators=[InputRequired(DAY)])
    reviewed_on = DateField(
        "Latest review of the whole",
        description="It has to be reviewed every three years.",
        validators=[InputRequired(DAY)],
    )
    ends_on = DateField("Last day for credit", validators=[InputRequired(DAY)])


class RatingForm(Told):
    """An independent reviewer's rating."""

    rater = StringField("Rated by", description="An independent reviewer, by name: nobody who wrote the content.")
    rating = DecimalField("Difficulty", description="From 1 to 5, such as 2.5.", validators=[InputRequired("Enter a difficulty from 1 to 5.")])  # fmt: skip
    rated_on = DateField("Rated on", validators=[InputRequired(DAY)])

    def tenths(self) -> int | None:
        """The rating in tenths; None for what is none."""
        value = _exact(self.rating.data)
        return int(value * 10) if value is not None and (value * 10).denominator == 1 else None


class PilotForm(Told):
    """How long a tester took."""

    minutes = IntegerField(
        "Minutes",
        description="From the first page to the end of the test.",
        validators=[InputRequired("Enter whole minutes.")],
    )
    profession = SelectField("The tester’s profession", choices=_choices(PROFESSIONS.items()), validate_choice=False)
    tested_on = DateField("Tested on", validators=[InputRequired(DAY)])


class SignForm(Told):
    """Who answers for a calculation."""

    signed_by = StringField(
        "Who answers for it", description="By name. From then on ratings and times stay as they are."
    )


class DesignateForm(Told):
    """How much credit, and who designates it."""

    credit = DecimalField(
        "Hours of credit",
        description="In quarters, such as 1.25.",
        validators=[InputRequired("Enter hours, such as 1.25.")],
    )
    topics = SelectMultipleField(
        "Designated for", description="Only topics that this credit counts for at boards, as your accreditor allows.",
        choices=_choices((each, each.capitalize()) for each in TOPICS), validate_choice=False,
    )  # fmt: skip
    designated_by = StringField("Designated by", description="By name.")

    def hours(self) -> Fraction | None:
        """The hours; None for what is no number."""
        return _exact(self.credit.data)


class ReasonForm(Told):
    """Why something ends."""

    reason = StringField("Reason", description="Kept in the record.")
