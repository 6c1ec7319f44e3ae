"""The printed page: what it says, how it is tagged, what it carries, and that nothing typed is ever run."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pdfua import validate
from PIL import Image

from lms.credit.glyphs import FONTS
from lms.credit.rendering import ATTACHMENT, check_address, render_certificate, render_picture
from lms.credit.rules import CertificatePayload, Signatory, tidy_name
from tests.credit.payloads import MARISOL, payload
from tests.credit.pdf_reader import open_pdf, read_tags

NINETY = "Bartholomew Maximilian Featherstonehaugh-Cholmondeley van der Westhuizen y Montenegro III"
WHOLE_COURSE = payload(
    lead="has completed all seven modules of",
    title=MARISOL.course_title,
    parts=(
        "What Collaborative Care is and why it works", "The first contact and the assessment", "Measurement and the registry",
        "Brief interventions", "The weekly panel review", "Billing, minutes and documentation", "Keeping the team going",
    ),
    post_tests=7,
    training_minutes=1620,
    supersedes="2026-000417",
    issued_on=date(2026, 5, 4),
    signatories=(Signatory("Grace Bellweather, LCSW", "Clinical supervisor"), Signatory("Ruth Halloran", "Program manager")),
)  # fmt: skip
EVERYTHING_LONG = replace(
    WHOLE_COURSE,
    name=NINETY,
    issuer="The Community Mental Health Center and Federally Qualified Health Clinic of the Northern Counties",
    title="Module 1, " + "nine lessons and three cases and " * 5,
    parts=tuple(f"Lesson {n}, in which a good deal is said about the weekly panel" for n in range(1, 16)),
    watermark=True,
)


def read_attached_payload(pdf: bytes) -> CertificatePayload:
    with open_pdf(pdf) as document:
        return CertificatePayload.from_json(document.attachments[ATTACHMENT].get_file().read_bytes().decode())


def name_on(pdf: bytes) -> str:
    tags = read_tags(pdf)
    return tags[[tag for tag, _text in tags].index("H1") + 1][1]


def test_the_page_reads_in_order():
    assert read_tags(render_certificate(MARISOL)) == [
        ("P", "Saltmarsh Community Health"),
        ("P", "Linchpin, Collaborative Care training"),
        ("H1", "Certificate of completion"),
        ("P", "Marisol Tavares, RN"),
        ("P", "has completed"),
        ("P", "Module 1, two lessons"),
        ("P", "of the course Collaborative Care for Behavioral Health Care Managers."),
        ("P", "The same clinic, with and without a team; Five principles; The referral that went nowhere."),
        ("P", "Post-test passed. Training time about 1 h 5 min, an estimate."),
        ("P", "Completed 29 April 2026. Edition of 12 January 2026."),
        ("P", "No CE credit. This certificate records training and grants no continuing-education credit."),
        ("P", "Serial 2026-000418. Issued 29 April 2026. Edition 9f2c41d07be8."),
        ("P", "Check it at linchpin.example/verify"),
        ("P", "Scan, or enter the code 7Q4M-20K9-XV3T-8HPD"),
        ("Figure", "QR code that opens https://linchpin.example/verify/7Q4M-20K9-XV3T-8HPD"),
    ]


def test_a_whole_course_is_named_once_and_signed():
    told = [text for _tag, text in read_tags(render_certificate(WHOLE_COURSE))]
    assert told.count("Collaborative Care for Behavioral Health Care Managers") == 1
    assert "All post-tests passed. Training time about 27 hours, an estimate." in told
    assert told[told.index("Grace Bellweather, LCSW") + 1] == "Clinical supervisor"
    assert "Serial 2026-000418. Issued 4 May 2026. Edition 9f2c41d07be8. Replaces 2026-000417." in told


def test_a_demonstration_says_so_in_words_and_across_the_page():
    demo, real = payload(watermark=True), payload()
    assert ("P", "SAMPLE, NOT VALID FOR CREDIT. A demonstration, not a real certificate.") in read_tags(
        render_certificate(demo)
    )
    assert not any("Demonstration" in text for _tag, text in read_tags(render_certificate(real)))
    assert _share_of_tint(demo) > 0.01 > _share_of_tint(real)


def _share_of_tint(made: CertificatePayload) -> float:
    colours = Image.open(io.BytesIO(render_picture(made, ppi=50))).convert("RGB").getcolors(1 << 20) or []
    total = sum(count for count, _colour in colours)
    return sum(count for count, (red, green, blue) in colours if red - green in range(9, 20) and red > 240) / total


@pytest.mark.parametrize(
    "made", [MARISOL, WHOLE_COURSE, EVERYTHING_LONG, payload(watermark=True), payload(name="W" * 120)]
)
def test_it_is_one_tagged_page_that_declares_what_it_is(made, tmp_path):
    pdf = render_certificate(made)
    with open_pdf(pdf) as document:
        root = document.Root
        assert [[int(side) for side in page.MediaBox] for page in document.pages] == [[0, 0, 792, 612]]
        assert (str(root.Lang), bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (
            "en",
            True,
            True,
        )
        assert "/OutputIntents" in root
        with document.open_metadata() as metadata:
            said = {key: metadata[key] for key in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "dc:title")}
    assert said == {
        "pdfuaid:part": "1", "pdfaid:part": "3", "pdfaid:conformance": "A", "dc:title": f"Certificate of completion, {made.name}",
    }  # fmt: skip
    (tmp_path / "certificate.pdf").write_bytes(pdf)
    assert validate(str(tmp_path / "certificate.pdf")).findings == ()


def test_all_fonts_are_ours_and_inside_the_file():
    with open_pdf(render_certificate(payload(name="Ελένη Юлия 张伟 김 Հայկ 🙂"))) as document:
        fonts = [font.DescendantFonts[0] for font in document.pages[0].Resources.Font.values()]
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
        names = {str(font.BaseFont).split("+")[1] for font in fonts}
    ours = {path.stem for path in FONTS.glob("*.ttf")}
    assert {name.split("-")[0] for name in names} <= {name.split("-")[0] for name in ours}
    assert "LinchpinLastResort-Regular" in names


def test_what_the_fonts_can_draw_never_becomes_a_box():
    words = "Ελληνικά, Кириллица, Việt Nam, Łódź, Հայերեն, ქართული, عربية, עברית, 学习"
    made = payload(
        name=f"Ann {words}", issuer=words, title=words, course_title=words[::-1], parts=(words, "x"), lead=words
    )
    with open_pdf(render_certificate(made)) as document:
        assert not any("LastResort" in str(font.BaseFont) for font in document.pages[0].Resources.Font.values())


def test_the_payload_travels_inside_the_file():
    pdf = render_certificate(WHOLE_COURSE)
    assert read_attached_payload(pdf) == WHOLE_COURSE
    with open_pdf(pdf) as document:
        (attached,) = document.Root.AF
        assert (str(attached.AFRelationship), str(attached.UF)) == ("/Data", "certificate.json")
        assert str(attached.EF.F.Subtype) == "/application/json"


def test_the_same_payload_gives_the_same_bytes():
    assert render_certificate(payload()) == render_certificate(payload())
    assert render_certificate(payload()) != render_certificate(payload(serial="2026-000419"))


@pytest.mark.parametrize("made", [MARISOL, WHOLE_COURSE, EVERYTHING_LONG])
def test_a_telephone_reads_the_code_off_the_page(made):
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(render_picture(made, ppi=150))).convert("L"))
    assert [code.text for code in read] == [made.verify_url]


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółkiewski-Dąbrowski",
        "Nguyễn Thị Ánh Tuyết",
        "Ελένη Παπαδοπούλου",
        "Юлія Щербакова-Ґжицька",
        "Þórdís Ásgeirsdóttir",
        "İbrahim Çağlayan",
        "Ștefan Țăranu",
        "张伟",
        "たかし",
        "Հայկ Պետրոսյան",
        "გიორგი ბერიძე",
        "Siobhán O’Connor-D'Souza, RN",
        "محمد عبد الله الشريف",
        "שרה כהן לוי, RN",
        NINETY,
    ],
)
def test_a_name_can_be_taken_from_the_file_as_it_was_confirmed(name):
    assert name_on(render_certificate(payload(name=name))) == name


@pytest.mark.parametrize("name", ["김민준", "陳", "สมชาย", "Ann 🙂", "ꦲ"])
def test_a_letter_no_font_has_prints_as_a_box_and_keeps_its_meaning(name):
    pdf = render_certificate(payload(name=name))
    assert name_on(pdf) == name
    with open_pdf(pdf) as document:
        assert any("LinchpinLastResort" in str(font.BaseFont) for font in document.pages[0].Resources.Font.values())


names = st.text(
    st.one_of(st.sampled_from("#$*_[]@<>\\`'\"/=-+~&%{}();:, aN"), st.characters(codec="utf-8", exclude_categories=("C", "Z"))),
    max_size=60,
).map(lambda text: tidy_name(f"A{text}")).filter(bool)  # fmt: skip
plain_names = (
    st.text("#$*_[]@<>\\`'\"/=-+~&%{}();:,. abcXYZéßŁžΩЖ", max_size=80)
    .map(lambda text: tidy_name(f"A{text}"))
    .filter(bool)
)


@given(plain_names)
@example("#set page(width: 1pt)")
@example("#panic() $x$ *a* _b_ [c] @d <e> \\f `g` // h /* i */ https://j.example k--l ... ~m 'n' \"o\"")
@example("A= B")
@example("#sys.inputs.payload")
@settings(max_examples=60, deadline=None)
def test_markup_in_a_name_is_printed_and_never_run(name):
    assert name_on(render_certificate(payload(name=name))).replace("\u200b", "") == name


@example("Ann", "\x1b\u2028\u202e\ue000\ufeff\U0010ffff tab\there")
@given(names, st.text(min_size=1, max_size=30).filter(str.strip))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_a_page_comes_out(name, title):
    made = payload(name=name, title=title)
    pdf = render_certificate(made)
    assert read_attached_payload(pdf) == made
    with open_pdf(pdf) as document:
        assert len(document.pages) == 1


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://linchpin.example/verify/7Q4M-20K9-XV3T-8HPD", "linchpin.example/verify"),
        ("http://127.0.0.1:8000/verify/7Q4M20K9XV3T8HPD", "127.0.0.1:8000/verify"),
        ("https://linchpin.example/check", "linchpin.example/check"),
    ],
)
def test_the_address_to_type_is_short(url, address):
    assert check_address(payload(verify_url=url)) == address


def test_a_picture_is_the_same_page():
    picture = Image.open(io.BytesIO(render_picture(MARISOL, ppi=72)))
    assert picture.size == (792, 612)
