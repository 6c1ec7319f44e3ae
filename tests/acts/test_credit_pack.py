"""The audit pack: whole, hashed, readable, and the same bytes however often and however late it is made."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy import update

from lms.acts import credit_pack
from lms.audit.actions import record
from lms.audit.models import AuditLine
from lms.credit.activities.models import Designation, Disclosure
from lms.credit.claiming.models import Evaluation
from lms.credit.keeping.models import Grievance
from lms.credit.models import Certificate
from lms.credit.packing.making import QUESTIONS, SECTIONS
from lms.credit.providers.models import Approval
from lms.errors import Invalid, NotFound
from lms.people.models import Account
from lms.people.permissions import SYSTEM
from lms.worker import render_certificate
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.credit.approved import approve
from tests.credit.credited import credit
from tests.credit.packed import FIRST, LAST, LICENCE, Audited, audited, files_of, json_of
from tests.people.makers import actor_of


@pytest.fixture
def made(cast: Cast) -> Audited:
    return audited(cast)


@pytest.mark.alike
def test_every_section_is_there_hashed_and_linked(made: Audited) -> None:
    pack = made.pack()
    files = files_of(pack)
    assert {name.partition("/")[0] for name in files if "/" in name} == {folder for folder, _, _ in SECTIONS}
    manifest = json.loads(files["manifest.json"])
    assert {each["name"]: each["sha256"] for each in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"
    }
    assert (manifest["from"], manifest["to"], manifest["zone"]) == ("2026-05-01", "2026-05-31", "America/New_York")
    page = html.fromstring(files["00-index.html"].decode())
    links = [each for each in page.xpath("//a/@href") if not each.startswith("#")]
    assert set(links) == {*files} - {"00-index.html"}
    anchors = {each[1:] for each in page.xpath("//a/@href") if each.startswith("#")}
    assert anchors <= set(page.xpath("//@id"))
    assert len(page.xpath("//dt")) == len(QUESTIONS)


def test_every_section_answers_some_question() -> None:
    asked = {folder for _, _, folders in QUESTIONS for folder in folders}
    assert asked == {folder for folder, _, _ in SECTIONS}


@pytest.mark.alike
def test_no_file_of_the_zip_tells_when_it_was_made(made: Audited, clock: MovableClock) -> None:
    before = made.pack()
    clock.move(days=100)
    with zipfile.ZipFile(io.BytesIO(before)) as opened:
        assert {each.date_time for each in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert made.pack() == before


def test_later_events_leave_every_byte_as_it_was(cast: Cast, made: Audited, clock: MovableClock) -> None:
    before, redacted = made.pack(), made.pack(redacted=True)
    clock.move(days=40)
    now, first = clock.now(), made.credited

    def live_on(session):
        credit(session, cast.course, account_id=cast.teammate, now=now, approved=first.approved)
        row = session.get_one(Certificate, first.certificate_id)
        row.revoked_at, row.reason = now, "Issued in error"
        session.execute(update(Designation).values(closed_at=now, closed_reason="Over"))
        session.execute(update(Approval).values(withdrawn_at=now, withdrawn_on=now.date(), reason="Lapsed"))
        session.add(
            Evaluation(
                id="f" * 32, activity_id=first.approved.activity_id, submitted_on=now.date(), answers={"useful": 1}
            )
        )
        session.add(
            Grievance(
                organisation_id=first.approved.organisation_id, activity_id=None, account_id=None, words="Late", answer=None,
                received_on=now.date(), due_on=now.date(), answered_on=None,
            )
        )  # fmt: skip
        person = session.query(Disclosure).first().person_id
        session.add(
            Disclosure(
                person_id=person,
                collected_on=now.date(),
                none_declared=True,
                relationships=[],
                relevant=False,
                mitigation="",
            )
        )
        session.get_one(Account, cast.learner).name = "Marisol Reyes"
        record(
            session, chain=first.approved.organisation_id, actor_id=None, at=now, act="certificate.revoked",
            subject_kind="certificate", subject_id=first.certificate_id,
        )  # fmt: skip
        session.commit()

    with cast.services.database.session(write=True) as session:
        live_on(session)
    assert made.pack() == before
    assert made.pack(redacted=True) == redacted
    assert made.pack(last=date(2026, 6, 30)) != before


@pytest.mark.alike
def test_making_a_pack_of_days_that_are_not_over_changes_none(cast: Cast, made: Audited) -> None:
    today = cast.services.clock.now().date()
    before = made.pack(last=today)
    with cast.services.database.session(write=True) as session:
        activity = credit_pack.named_activity(session, SYSTEM, made.credited.approved.activity_id)
        frame = credit_pack.frame_of(
            session, cast.services.files, cast.course, activity=activity, first=FIRST, last=today, redacted=False
        )
        credit_pack.note_export(session, actor=SYSTEM, now=cast.services.clock.now(), frame=frame, sha256="0" * 64)
        session.commit()
    assert [each.act for each in cast.lines() if each.act == "audit-pack.made"] == ["audit-pack.made"]
    assert made.pack(last=today) == before


@pytest.mark.alike
def test_what_is_told_of_a_learner(cast: Cast, made: Audited) -> None:
    render_certificate(cast.services, {"certificate": made.credited.certificate_id}, cast.services.clock.now())
    pack = made.pack()
    (row,) = json_of(pack, "08-roster/roster.json")
    assert (row["name"], row["licence"], row["state"], row["credit_claimed"], row["enrolled"]) == (
        "Marisol Tavares", LICENCE, "NY", "1.00 harbor-social-work", "2026-05-04",
    )  # fmt: skip
    (issued,) = json_of(pack, "09-certificates/certificates.json")
    stored = cast.services.files.get(issued["pdf_sha256"])
    assert stored is not None
    assert files_of(pack)[f"09-certificates/{issued['serial']}.pdf"] == stored
    assert json_of(pack, "15-reporting/learners.json")[0]["birth_month_and_day"] == "03-14"
    assert json_of(pack, "12-grievances/grievances.json")[0]["answer"] is None
    assert json_of(pack, "14-retention/holds.json")[0]["lifted_at"] is None


@pytest.mark.alike
def test_evaluations_are_summed_up_and_lead_to_nobody(made: Audited) -> None:
    pack = made.pack()
    figures = {each["question"]: each for each in json_of(pack, "10-evaluation/evaluation-figures.json")}
    assert (figures["useful"]["n"], figures["useful"]["mean"]) == (5, 3.8)
    assert figures["biased"]["distribution"] == "no: 4; yes: 1"
    told = b"".join(content for name, content in files_of(pack).items() if name.startswith("10-"))
    assert b"Marisol" not in told
    assert b"number 4" in told


@pytest.mark.alike
def test_what_learners_read_is_there_word_for_word(cast: Cast, made: Audited) -> None:
    files = files_of(made.pack())
    lesson = next(cast.course.lesson(each) for each in cast.module.required if cast.course.lesson(each))
    name = next(each for each in files if each.endswith(f"{lesson.id}.html"))
    page = files[name].decode()
    for part in lesson.parts:
        if hasattr(part, "html"):
            assert part.html in page
    assert json.loads(files[name.replace(".html", ".json")])["title"] == lesson.title
    questions = json.loads(files[f"06-questions/{cast.module.post_test.id}-questions.json"])
    assert {each["id"] for each in questions} == {item.id for item in cast.module.post_test.items}
    assert all(sum(option["key"] for option in each["options"]) == 1 for each in questions)
    assert files[f"07-pages/disclosure-{hashlib.sha256(b'Shown before the start.').hexdigest()[:12]}.txt"]


@pytest.mark.alike
def test_the_redacted_variant_holds_no_licence_number(made: Audited) -> None:
    assert any(LICENCE.encode() in content for content in files_of(made.pack()).values())
    redacted = files_of(made.pack(redacted=True))
    assert [name for name, content in redacted.items() if LICENCE.encode() in content] == []
    assert json.loads(redacted["manifest.json"])["licence_numbers"] is False


def test_an_empty_section_says_why(cast: Cast) -> None:
    bare = in_session(
        cast.services.database,
        lambda session: approve(
            session, cast.course, organisation_id=cast.place.saltmarsh, now=cast.services.clock.now()
        ),
    )
    with cast.services.database.session() as session:
        activity = credit_pack.named_activity(session, SYSTEM, bare.activity_id)
        frame = credit_pack.frame_of(
            session, cast.services.files, cast.course, activity=activity, first=FIRST, last=LAST, redacted=False
        )
        out = io.BytesIO()
        credit_pack.write_pack(frame, out)
    empty = {name: text.decode() for name, text in files_of(out.getvalue()).items() if name.endswith("-empty.txt")}
    assert {"08-roster/roster-empty.txt", "12-grievances/grievances-empty.txt", "10-evaluation/evaluation-empty.txt",
            "09-certificates/certificates-empty.txt", "07-pages/pages-empty.txt"} <= set(empty)  # fmt: skip
    assert all(text.strip().endswith(".") for text in empty.values())


def test_a_record_that_was_touched_says_so_in_the_pack(cast: Cast, made: Audited) -> None:
    second = update(AuditLine).where(AuditLine.chain == cast.place.saltmarsh, AuditLine.number == 2)
    in_session(cast.services.database, lambda session: session.execute(second.values(act="another")))
    pack = made.pack()
    assert json_of(pack, "00-chain-check.json")["first_bad_line"] == 2
    assert b"does not hold" in files_of(pack)["00-index.html"]


@pytest.mark.alike
@pytest.mark.parametrize(
    ("first", "last", "sentence", "field"),
    [
        (None, LAST, "first day", "from"),
        (FIRST, None, "last day", "to"),
        (LAST, FIRST, "is after the last", "from"),
        (date(1066, 10, 14), LAST, "Enter days from", "from"),
        (FIRST, date(9999, 12, 31), "Enter days from", "to"),
        (date(2010, 1, 1), date(2010, 1, 2), "No version", "to"),
    ],
)
def test_days_that_make_no_pack_are_a_sentence(
    cast: Cast, made: Audited, first: date | None, last: date | None, sentence: str, field: str
) -> None:
    with cast.services.database.session() as session:
        activity = credit_pack.named_activity(session, SYSTEM, made.credited.approved.activity_id)
        with pytest.raises(Invalid, match=sentence) as refused:
            credit_pack.frame_of(
                session, cast.services.files, cast.course, activity=activity, first=first, last=last, redacted=False
            )
    assert refused.value.field == field


@pytest.mark.alike
def test_a_file_that_cannot_be_written_is_a_sentence_and_leaves_nothing(
    cast: Cast, made: Audited, tmp_path: Path
) -> None:
    with cast.services.database.session() as session:
        activity = credit_pack.named_activity(session, SYSTEM, made.credited.approved.activity_id)
        frame = credit_pack.frame_of(
            session, cast.services.files, cast.course, activity=activity, first=FIRST, last=LAST, redacted=False
        )
        for target in (tmp_path / "nowhere" / "pack.zip", tmp_path):
            with pytest.raises(Invalid):
                credit_pack.write_pack_file(frame, target)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".new-")] == []


@pytest.mark.alike
def test_nobody_elses_activity_is_found(cast: Cast, made: Audited) -> None:
    with cast.services.database.session() as session:
        now = cast.services.clock.now() + timedelta(minutes=1)
        stranger, cesar = (actor_of(session, each, now) for each in (cast.stranger, cast.credit_administrator))
        assert credit_pack.activities_for(session, stranger) == []
        with pytest.raises(NotFound):
            credit_pack.get_activity_for(session, stranger, made.credited.approved.activity_id)
        assert credit_pack.get_activity_for(session, cesar, made.credited.approved.activity_id)
        with pytest.raises(Invalid, match="There is no activity 'm99'"):
            credit_pack.named_activity(session, SYSTEM, "m99")
