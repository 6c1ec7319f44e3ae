"""Gates, the words of a certificate, and a payload that comes back as it went."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.credit.codes import new_code
from lms.credit.rules import (
    CertificatePayload,
    CreditLine,
    Gate,
    Part,
    ProviderLines,
    Signatory,
    completed_on,
    date_words,
    gates,
    list_words,
    may_issue,
    post_test_words,
    status_of,
    status_sentence,
    status_words,
    tidy_name,
    training_time_words,
)
from tests.credit.payloads import payload

MONDAY, TUESDAY = date(2026, 4, 27), date(2026, 4, 28)
NOON = datetime(2026, 4, 29, 12, tzinfo=UTC)

some_parts = st.lists(
    st.builds(Part, id=st.uuids().map(str), title=st.text(max_size=20), done_on=st.none() | st.dates())
)


def part(name: str, done_on: date | None) -> Part:
    return Part(name.lower(), name, done_on)


@pytest.mark.parametrize(
    ("name_on", "parts", "tests", "closed"),
    [
        (TUESDAY, [part("Lesson", MONDAY)], [part("Post-test", TUESDAY)], []),
        (TUESDAY, [part("Lesson", MONDAY)], [], []),
        (None, [part("Lesson", MONDAY)], [part("Post-test", TUESDAY)], ["legal-name"]),
        (TUESDAY, [part("Lesson", None)], [part("Post-test", TUESDAY)], ["part:lesson"]),
        (
            TUESDAY,
            [part("Lesson", MONDAY), part("Case", None)],
            [part("Post-test", None)],
            ["part:case", "test:post-test"],
        ),
        (TUESDAY, [], [], ["something-required"]),
        (TUESDAY, [], [part("Post-test", TUESDAY)], ["something-required"]),
        (None, [], [], ["something-required", "legal-name"]),
    ],
)
def test_one_closed_gate_holds_the_certificate(name_on, parts, tests, closed):
    standing = gates(name_confirmed_on=name_on, parts=parts, tests=tests)
    assert [gate.id for gate in standing if not gate.done] == closed
    assert may_issue(standing) == (not closed)


def test_no_gates_at_all_is_no_certificate():
    assert may_issue(()) is False


def test_a_gate_says_how_it_stands():
    standing = {
        gate.id: gate
        for gate in gates(name_confirmed_on=None, parts=[part("Lesson", MONDAY)], tests=[part("Test", None)])
    }
    assert standing["part:lesson"] == Gate("part:lesson", "Lesson", True, "Completed on 27 April 2026.")
    assert standing["test:test"].detail == "Not passed yet."
    assert standing["legal-name"].detail == "Confirm your name as it must stand on the certificate."


@given(st.none() | st.dates(), some_parts, some_parts)
def test_a_certificate_needs_everything(name_on, parts, tests):
    issued = may_issue(gates(name_confirmed_on=name_on, parts=parts, tests=tests))
    assert issued == (name_on is not None and bool(parts) and all(each.done_on for each in [*parts, *tests]))


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ([], None),
        ([part("A", MONDAY)], MONDAY),
        ([part("A", TUESDAY), part("B", MONDAY)], TUESDAY),
        ([part("A", TUESDAY), part("B", None)], None),
    ],
)
def test_the_day_of_completion_is_the_last_one(parts, day):
    assert completed_on(parts) == day


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Marisol   Tavares ", "Marisol Tavares"),
        ("Ann\u00a0\u2003Bennett", "Ann Bennett"),
        ("Zoe\u0308 Nún\u0303ez", "Zoë Núñez"),
        ("Łukasz O’Neill-Żółkiewski, RN", "Łukasz O’Neill-Żółkiewski, RN"),
        ("محمد عبد الله", "محمد عبد الله"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("#set page(); $x$ *a* _b_", "#set page(); $x$ *a* _b_"),
        ("N" * 120, "N" * 120),
        ("N" * 121, None),
        ("", None),
        ("   ", None),
        ("-- 12", None),
        ("Ann\nBennett", None),
        ("Ann\tBennett", None),
        ("Ann\u2028Bennett", None),
        ("Ann\u202ettenneB", None),
        ("Ann\u2067Bennett", None),
        ("Ann\x00", None),
        ("Ann\ue000", None),
        ("Ann\u00adBennett", None),
    ],
)
def test_a_name_is_tidied_or_refused(typed, printed):
    assert tidy_name(typed) == printed


@given(st.text(max_size=60))
def test_a_tidy_name_stays_as_it_is(text):
    name = tidy_name(text)
    assert name is None or tidy_name(name) == name


@pytest.mark.parametrize(
    ("revoked", "superseded", "status", "heading"),
    [
        (None, None, "valid", "This certificate is real"),
        (NOON, None, "revoked", "This certificate was withdrawn"),
        (None, NOON, "superseded", "A newer certificate replaces this one"),
        (NOON, NOON, "revoked", "This certificate was withdrawn"),
    ],
)
def test_what_a_certificate_is_worth(revoked, superseded, status, heading):
    assert status_of(revoked_at=revoked, superseded_at=superseded) == status
    assert status_words(status) == heading


def test_the_check_page_says_what_happened_and_when():
    told = {"issuer": "Saltmarsh", "issued_on": MONDAY}
    assert (
        status_sentence("valid", **told)
        == "Saltmarsh issued it on 27 April 2026. It has not been changed or withdrawn."
    )
    assert status_sentence("revoked", **told, changed_on=TUESDAY) == (
        "Saltmarsh issued it on 27 April 2026 and withdrew it on 28 April 2026. It no longer counts."
    )
    assert status_sentence("superseded", **told) == (
        "Saltmarsh issued it on 27 April 2026 and replaced it. Ask for the newer one."
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "about 1 minute, an estimate"),
        (45, "about 45 minutes, an estimate"),
        (60, "about 1 hour, an estimate"),
        (65, "about 1 h 5 min, an estimate"),
        (1620, "about 27 hours, an estimate"),
        (1635, "about 27 h 15 min, an estimate"),
    ],
)
def test_training_time_is_an_estimate(minutes, words):
    assert training_time_words(minutes) == words


@pytest.mark.parametrize("minutes", [0, -5])
def test_no_training_takes_no_time(minutes):
    with pytest.raises(ValueError, match="at least one minute"):
        training_time_words(minutes)


@pytest.mark.parametrize(("day", "words"), [(date(2026, 5, 4), "4 May 2026"), (date(2028, 2, 29), "29 February 2028")])
def test_a_date_on_paper_has_its_year(day, words):
    assert date_words(day) == words


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
    ],
)
def test_a_list_reads_as_a_sentence(items, words):
    assert list_words(items) == words


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, "Post-test passed."), (7, "All post-tests passed.")])
def test_a_score_is_never_told(count, words):
    assert post_test_words(count) == words


line = st.text(min_size=1, max_size=30).filter(str.strip)
payloads = st.builds(
    CertificatePayload,
    id=line, serial=line, name=line, title=line, course_title=line, issuer=line, verify_url=line, edition_hash=line,
    code=st.binary(min_size=10, max_size=10).map(lambda raw: new_code(lambda size: raw)),
    parts=st.lists(line, min_size=1, max_size=4).map(tuple),
    training_minutes=st.integers(1, 10_000),
    completed_on=st.dates(), issued_on=st.dates(), edition_date=st.dates(),
    watermark=st.booleans(), supersedes=st.none() | line, revision=st.integers(1, 9), post_tests=st.integers(0, 7),
    signatories=st.lists(st.builds(Signatory, line, line), max_size=2).map(tuple),
)  # fmt: skip


@given(payloads)
def test_a_payload_comes_back_as_it_went(one):
    assert CertificatePayload.from_json(one.as_json()) == one
    assert CertificatePayload.from_dict(json.loads(json.dumps(one.as_dict()))) == one
    assert list(json.loads(one.as_json())) == sorted({field.name for field in fields(one)} - FOR_CREDIT)


FOR_CREDIT = {"credits", "provider", "format", "level", "activity_version", "minutes_basis", "joint_statement"}


@pytest.mark.parametrize("topics", [(), ("ethics",), ("ethics", "cultural competence")])
def test_one_for_credit_comes_back_as_it_went(topics: tuple[str, ...]) -> None:
    line = CreditLine(
        type="harbor-nursing", label="Harbor nursing contact hours", unit="contact hour", credit=125, accreditor="harbor",
        number="HC-0042", term_start="2026-01-01", term_end="2027-12-31", statement="Given by Harbor.",
        profession="registered-nurse", licence_number="RN 1", licence_state="NY", topics=topics,
    )  # fmt: skip
    provider = ProviderLines(
        legal_name="Harbor Bay Learning, Inc.", address="1 Quay Street", url="https://learning.example", phone="555 0100",
        email="ce@learning.example", director_name="Ilse Brandt, PhD", director_title="Director",
    )  # fmt: skip
    one = payload(
        kind="credit",
        credits=(line,),
        provider=provider,
        format="online",
        level="introductory",
        activity_version="1",
        joint_statement="Provided with Quay Hospital." if topics else "",
    )
    assert line.amount == "1.25"
    assert CertificatePayload.from_json(one.as_json()) == one
    kept = json.loads(one.as_json())
    assert set(kept) >= FOR_CREDIT - {"minutes_basis", "joint_statement"}
    # Certificates of before there were topics and joint providers keep their bytes.
    assert ("topics" in kept["credits"][0], "joint_statement" in kept) == (bool(topics), bool(topics))


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"score": 93},
        {"completed_on": "29 April"},
        {"completed_on": None},
        {"code": "7q4m20k9xv3t8hpd"},
        {"parts": []},
        {"parts": None},
        {"training_minutes": 0},
        {"name": " "},
        {"name": None},
        {"signatories": [{"name": "Ruth"}]},
    ],
)
def test_an_altered_payload_is_refused(change):
    with pytest.raises(ValueError, match="not a certificate of version 1"):
        CertificatePayload.from_dict(payload().as_dict() | change)


@pytest.mark.parametrize("text", ["[]", "null", "{}", "not json", '{"name": "Ann"}'])
def test_other_text_is_no_payload(text):
    with pytest.raises(ValueError, match="not a certificate of version 1"):
        CertificatePayload.from_json(text)


def test_nothing_private_stands_on_a_certificate():
    told = set(payload().as_dict())
    assert not told & {"email", "licence", "license", "score", "answers", "birth_date", "account_id"}
