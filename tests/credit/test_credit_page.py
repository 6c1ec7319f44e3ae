"""The certificate for credit: every field of section 5c in print, what may never stand there, and its credential."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pdfua import validate

from lms.credit import badges, proofs
from lms.credit.credit_words import credit_words, licence_words
from lms.credit.rendering import render_certificate
from lms.credit.rules import DEMONSTRATION, CertificatePayload
from tests.credit.oracle import holds
from tests.credit.payload_for_credit import FOR_CREDIT, LINE
from tests.credit.payloads import MARISOL
from tests.credit.pdf_reader import open_pdf, read_tags
from tests.credit.test_badges import DOCUMENT, KEY, SCHEMA, credential


def told(made: CertificatePayload) -> str:
    return " ".join(text for _tag, text in read_tags(render_certificate(made)))


def claimed(credit: int) -> CertificatePayload:
    return replace(FOR_CREDIT, credits=(replace(LINE, credit=credit),))


@pytest.mark.parametrize(
    "field",
    [
        "Marisol Tavares, RN", "Registered nurse, licence RN-77, Ohio", "Collaborative Care and your role in it", "activity version 1",
        "Harbor Bay Learning, Inc.", "1 Quay Street, Harbor Bay", "https://learning.example", "ce@learning.example", "555 0100",
        "HC-0042", "4 May 2025 to 4 May 2027", "asynchronous, self-paced, reading-based online (enduring material)", "Location online",
        "Course level introductory", "Completed 29 April 2026", "Issued 29 April 2026", "1.25", "Harbor nursing contact hours",
        "Credit from 79.10 minutes", "approved to 4 May 2027, gave 1.25 contact hour", "regulatory board", "Ilse Brandt, PhD",
        "Director of continuing education", "Serial 2026-000418.", "linchpin.example/verify", "7Q4M-20K9-XV3T-8HPD",
        "QR code that opens https://linchpin.example/verify/7Q4M-20K9-XV3T-8HPD", "some for four years", "Signed digitally",
        "Training time about 1 h 5 min, an estimate, for planning; only the credit above is credit.",
    ],
)  # fmt: skip
def test_5c_every_field_stands_in_print(field: str) -> None:
    assert field in " ".join(told(FOR_CREDIT).split())


def test_5c_topics_and_a_joint_provider_stand_where_there_are_some() -> None:
    joint = "Provided jointly by Harbor Bay Learning, Inc. and Quay Hospital."
    line = replace(LINE, topics=("ethics", "cultural competence"))
    both = replace(FOR_CREDIT, credits=(line,), joint_statement=joint)
    for words in (joint, "Designated for ethics and cultural competence."):
        assert words in told(both)
        assert words in credential(both)["credentialSubject"]["achievement"]["description"]
    for words in ("jointly", "Designated"):
        assert words not in told(FOR_CREDIT)


def test_5c_it_never_says_that_it_carries_no_credit_nor_is_a_sample() -> None:
    said = told(FOR_CREDIT)
    assert "No CE credit" not in said
    assert "SAMPLE" not in said
    assert "No CE credit" in told(MARISOL)


def test_5b_19_a_demonstration_says_that_it_is_a_sample() -> None:
    assert DEMONSTRATION.startswith("SAMPLE, NOT VALID FOR CREDIT.")
    assert DEMONSTRATION in told(replace(FOR_CREDIT, watermark=True))
    assert DEMONSTRATION in told(replace(MARISOL, watermark=True))


@pytest.mark.parametrize("watermark", [False, True])
def test_it_is_one_page_for_every_reader(tmp_path: Path, watermark: bool) -> None:
    long = replace(
        FOR_CREDIT, watermark=watermark, name="Bartholomew Maximilian Featherstonehaugh-Cholmondeley van der Westhuizen III",
        title="A title, rather long, of an activity that teaches everything about measurement " * 2,
        credits=tuple(replace(LINE, label=f"Type {each} of credit", statement=f"{LINE.statement} " * 3, topics=("ethics",)) for each in range(3)),
        joint_statement="Provided with Quay Hospital. " * 15,
    )  # fmt: skip
    for made in (FOR_CREDIT, long):
        pdf = render_certificate(made)
        with open_pdf(pdf) as document:
            assert len(document.pages) == 1
            assert [float(each) for each in document.pages[0].MediaBox] == [0, 0, 612, 792]
        (tmp_path / "certificate.pdf").write_bytes(pdf)
        assert validate(str(tmp_path / "certificate.pdf")).findings == ()


def test_words_without_credit_are_refused() -> None:
    with pytest.raises(ValueError, match="carries no credit"):
        credit_words(MARISOL)


def test_a_profession_stands_alone_where_no_number_was_given() -> None:
    assert licence_words(replace(LINE, licence_number="", licence_state="")) == "Registered nurse"


def test_the_payload_comes_back_as_it_went() -> None:
    assert CertificatePayload.from_json(FOR_CREDIT.as_json()) == FOR_CREDIT


@pytest.mark.parametrize(("credit", "earned"), [(125, 1.25), (100, 1), (75, 0.75), (25, 0.25), (1200, 12)])
def test_the_credential_tells_the_credit_earned(credit: int, earned: Any) -> None:
    import jsonschema  # A grammar is made when it is imported: two seconds, for this test alone.

    signed = credential(claimed(credit))
    text = badges.as_text(signed).encode()
    assert signed["credentialSubject"]["creditsEarned"] == earned
    assert f'"creditsEarned": {earned}' in text.decode()
    assert list(jsonschema.Draft201909Validator(SCHEMA).iter_errors(signed)) == []
    proofs.check(badges.read(text), KEY.public_key())
    assert holds(signed, DOCUMENT)


@pytest.mark.parametrize("earned", [0, -1, True, "1.25", 1e9, None])
def test_a_credential_with_other_credit_is_not_ours(earned: Any) -> None:
    signed = credential(FOR_CREDIT)
    signed["credentialSubject"]["creditsEarned"] = earned
    with pytest.raises(ValueError, match="form"):
        badges.read(badges.as_text(signed).encode())


def test_the_credential_names_the_approval_and_no_licence() -> None:
    said = json.dumps(credential(FOR_CREDIT), ensure_ascii=False)
    assert (
        "1.25 Harbor nursing contact hours, approved by Harbor Council for Continuing Education, number HC-0042" in said
    )
    assert "4 May 2025 to 4 May 2027" in said
    assert "RN-77" not in said
    assert "Ohio" not in said
