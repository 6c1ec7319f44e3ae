"""The administrator of continuing education says who the provider is, confirms rules, adds and withdraws approvals; nobody else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.credit.providers.models import Approval, CreditProvider, RuleSetConfirmation
from lms.settings import Settings
from tests.cast import Cast, Person, make_cast
from tests.clocks import MovableClock
from tests.credit.approved import FILE, harbor, put_on_shelf
from tests.credit.filling import CONFIRMED, PROVIDER, approval_of

LETTER = b"%PDF-1.7\nAn invented letter."


@pytest.fixture
def cesar(cast: Cast, settings: Settings) -> Person:
    """The CE administrator, with the invented accreditor's rules on the shelf."""
    put_on_shelf(settings.data_path)
    return cast.enter("Cesar")


def add(person: Person, **changed: Any) -> Person:
    fields = approval_of(person_today(person)) | changed
    person.open("/ce-admin/approvals/add").press("Add the approval", **fields)
    return person


def person_today(person: Person) -> Any:
    return person.client.application.extensions["lms"].clock.now().date()


def acts(cast: Cast) -> list[str]:
    return [each.act for each in cast.lines() if each.act.startswith("credit-")]


@pytest.mark.alike
def test_from_nothing_the_page_says_what_is_missing(cesar: Person) -> None:
    cesar.open("/ce-admin/")
    assert "No approvals: certificates carry no credit" in cesar.text
    assert cesar.text.count("Missing") == 5
    assert "Done" not in cesar.text


def test_the_provider_is_saved_whole_or_told_at_each_field(cast: Cast, cesar: Person) -> None:
    cesar.open("/ce-admin/provider").press("Save the provider", **PROVIDER | {"email": "nobody", "phone": ""})
    assert cesar.status == 422
    assert cesar.problems() == ["Enter a telephone number.", "Enter an e-mail address such as ce@clinic.example."]
    assert cesar.form("Save the provider").fields["legal_name"] == PROVIDER["legal_name"]
    assert cast.read(CreditProvider) == []
    cesar.press("Save the provider", **PROVIDER)
    assert cesar.path == "/ce-admin/"
    cesar.open("/ce-admin/provider").press("Save the provider", phone="555 0199")
    (row,) = cast.read(CreditProvider)
    assert (row.legal_name, row.phone) == (PROVIDER["legal_name"], "555 0199")
    assert acts(cast) == ["credit-provider.saved", "credit-provider.saved"]


@pytest.mark.alike
def test_rules_are_shown_with_how_sure_we_are_and_confirmed(cast: Cast, cesar: Person) -> None:
    cesar.open("/ce-admin/accreditors/nbcc")
    assert "Not confirmed; a safe choice stands here" in cesar.text
    assert "Read in the body's own text" in cesar.text
    cesar.open("/ce-admin/accreditors/harbor").press("Confirm these rules", **CONFIRMED | {"handbook": ""})
    assert cesar.status == 422
    assert cast.read(RuleSetConfirmation) == []
    cesar.press("Confirm these rules", **CONFIRMED)
    assert "Confirmed by Ilse Brandt on 1 May 2026 with Handbook of the Harbor Council, 2025" in cesar.text
    (row,) = cast.read(RuleSetConfirmation)
    assert row.rule_set_hash == harbor().hash


@pytest.mark.alike
def test_a_changed_rule_set_wants_a_new_confirmation_and_the_old_one_stays(
    cast: Cast, cesar: Person, settings: Settings
) -> None:
    cesar.open("/ce-admin/accreditors/harbor").press("Confirm these rules", **CONFIRMED)
    opened = cesar.open("/ce-admin/accreditors/harbor").form("Confirm these rules").fields
    changed = FILE.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"')
    (Path(settings.data_path) / "accreditors" / FILE.name).write_text(changed, encoding="utf-8")
    late = cesar.send("/ce-admin/accreditors/harbor", mark=opened["mark"], **CONFIRMED)
    assert late.status_code == 409
    assert len(cast.read(RuleSetConfirmation)) == 1
    cesar.open("/ce-admin/accreditors/harbor")
    assert "These rules were changed since they were confirmed." in cesar.text
    assert "Changed since" in cesar.open("/ce-admin/accreditors/").text
    cesar.open("/ce-admin/accreditors/harbor").press("Confirm these rules", **CONFIRMED)
    assert "for another text" in cesar.text
    assert {each.version for each in cast.read(RuleSetConfirmation)} == {"1", "2"}
    cesar.press("Take the confirmation back")
    assert "Nobody has compared this version" in cesar.text
    assert acts(cast)[-1] == "credit-rules.withdrawn"


def test_an_approval_is_added_with_its_letter_and_withdrawn_with_a_reason(cast: Cast, cesar: Person) -> None:
    add(cesar, document=(BytesIO(LETTER), "../harbor letter.pdf"))
    assert cesar.heading == "Approval HC-0042"
    (row,) = cast.read(Approval)
    assert (row.kind, row.unit, row.document_name) == ("provider", None, "harbor letter.pdf")
    letter = cesar.client.get(f"/ce-admin/approvals/{row.id}/document")
    assert (letter.data, letter.mimetype) == (LETTER, "application/pdf")
    assert "attachment" in letter.headers["Content-Disposition"]
    cesar.press("Withdraw", reason=" ")
    assert (cesar.status, cesar.problems()) == (422, ["Say why. The reason is kept."])
    cesar.press("Withdraw", reason="The council took it back")
    assert "The council took it back" in cesar.text
    assert "Withdrawn" in cesar.open("/ce-admin/approvals/").text
    assert acts(cast) == ["credit-approval.added", "credit-approval.withdrawn"]


@pytest.mark.alike
@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04", "Choose a PDF file."), (b"", "The file is empty."),],
)  # fmt: skip
def test_a_letter_that_is_none_is_refused_and_nothing_is_kept(
    cast: Cast, cesar: Person, content: bytes, words: str
) -> None:
    add(cesar, document=(BytesIO(content), "letter.pdf"))
    assert cesar.status == 422
    assert cesar.problems()[0].startswith(words)
    assert cesar.form("Add the approval").fields["number"] == "HC-0042"
    assert cast.read(Approval) == []
    assert list(cast.services.files.digests()) == []


@pytest.mark.alike
def test_a_term_that_ends_tomorrow_and_one_that_overlaps_are_told_and_taken(cast: Cast, cesar: Person) -> None:
    add(cesar)
    assert "Look at its term" not in cesar.text
    add(cesar, number="HC-0043", term_end=(person_today(cesar) + timedelta(days=1)).isoformat())
    assert "Its term ends tomorrow" in cesar.text
    assert "overlaps that of number HC-0042" in cesar.text
    assert len(cast.read(Approval)) == 2


@pytest.mark.alike
def test_a_demonstration_holds_no_approval(settings: Settings, services, kept_apps, clock: MovableClock) -> None:
    cast = make_cast(kept_apps.give(replace(services, settings=replace(settings, demo=True))))
    cesar = cast.enter("Cesar")
    page = cesar.open("/ce-admin/approvals/add").text
    assert "This is a demonstration: it holds no approvals" in page
    put_on_shelf(settings.data_path)
    answer = cesar.send("/ce-admin/approvals/add", **approval_of(clock.now().date()))
    assert answer.status_code == 409
    assert "This is a demonstration" in answer.text
    assert cast.read(Approval) == []


@pytest.mark.alike
def test_what_belongs_to_another_organisation_is_not_there(app: Flask, cast: Cast, cesar: Person) -> None:
    add(cesar)
    (row,) = cast.read(Approval)
    for name in ("Marisol", "Sunniva", "Ansel"):
        other = cast.enter(name)
        for path in ("/ce-admin/", "/ce-admin/provider", "/ce-admin/approvals/", f"/ce-admin/approvals/{row.id}"):
            assert other.client.get(path).status_code == 404
    assert cast.enter("Odile").open(f"/ce-admin/approvals/{row.id}").heading == "Approval HC-0042"
    assert app.test_client().get("/ce-admin/").status_code == 303
