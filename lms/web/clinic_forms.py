"""The form in which a clinic's own page is written."""

from __future__ import annotations

from datetime import date

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from lms.clinic_pages.actions import Sent
from lms.clinic_pages.rules import Draft
from lms.errors import ManyProblems


class ClinicPageForm(FlaskForm):  # type: ignore[misc]
    """Whose it is, what kind, what it says, who keeps it true and until when."""

    place = SelectField("Whose page", validate_choice=False)
    kind = SelectField(
        "Kind",
        description="Lessons that say “your clinic’s protocol” lead to the crisis protocol.",
        validate_choice=False,
    )
    title = StringField("Title")
    text = TextAreaField(
        "Text",
        description="Markdown: ## for a heading, - for a list, **bold**, [words](https://…) or [988](tel:988) for a link. No pictures. Never write about a patient.",
    )
    owner = SelectField("Owner", description="Keeps it true, and is reminded on the day below.", validate_choice=False)
    review_on = DateField(
        "Look at it again by",
        description="At most two years from now. When the day is past, every reader is told.",
        validators=[InputRequired("Enter the day by which somebody looks at it again, such as 4 May 2027.")],
    )
    checked = BooleanField("I have looked: nothing here is about a real patient")
    seen = HiddenField()

    def is_sound(self) -> bool:
        """Whether what was sent can be read at all; what it says is judged by the action."""
        return bool(self.validate_on_submit())

    @property
    def publishes(self) -> bool:
        """Whether the button pressed was the one that publishes."""
        return request.form.get("go") == "publish"

    @property
    def seen_version(self) -> int:
        """The version that stood there when the form was opened; 0 for none."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0

    def sent(self) -> Sent:
        """What was sent, as the actions take it."""
        draft = Draft(self.title.data or "", self.text.data or "", self.review_on.data or date.max)
        return Sent(draft, self.owner.data or "", bool(self.checked.data))

    def show(self, wrong: ManyProblems) -> None:
        """Put each problem to its field."""
        for name, sentence in wrong.fields.items():
            self[name].errors = [sentence]
