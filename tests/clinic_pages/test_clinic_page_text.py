"""The Markdown of a clinic's own page: what comes through, and what never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.clinic_pages.text import read
from lms.curriculum.markup import plain, sanitise

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="https://elsewhere.example/x.png" onerror="alert(1)">',
    "![a picture](https://elsewhere.example/x.png)",
    "[press](javascript:alert(1))",
    "[press](data:text/html;base64,PHNjcmlwdD4=)",
    "[press](http://plain.example/)",
    "[press](//elsewhere.example/)",
    "[press](/account/close)",
    "<javascript:alert(1)>",
    "<style>body{display:none}</style>",
    '<a href="https://x.example" onclick="alert(1)">x</a>',
    "[x]: javascript:alert(1)\n\n[press][x]",
    "{F1.58}",
    "[[PHQ-9]]",
    "# A second title",
    "::: figure chart.svg A figure\nwords\n:::",
    "::: check one\n- [x] a\n:::",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_cannot_stand_there_is_told_and_left_out(text: str) -> None:
    written = read(f"Before.\n\n{text}\n\nAfter.", {})
    assert written.troubles
    for never in (
        "<script",
        "<img",
        'javascript:alert(1)"',
        "<style",
        ' onclick="',
        'href="http:',
        'href="//',
        'href="data:',
        'href="/',
    ):
        assert never not in written.html
    assert written.html == sanitise(written.html)


def test_what_may_stand_there_comes_through() -> None:
    written = read(
        "## Numbers\n\n- **Amari**: [555-0140](tel:555-0140)\n- [write](mailto:desk@mill.example)\n- [site](https://a.example/)\n"
        "- [the tool](a-tool)\n- [tools](/tools/)\n- [ours](clinic:resources)\n\n| Who | When |\n|---|---|\n| Amari | daily |\n\n::: urgent Now\nCall.\n:::",
        {"a-tool": "/tools/a-tool", "tools": "/tools/"},
    )
    assert written.troubles == ()
    for each in ('href="tel:555-0140"', 'href="mailto:desk@mill.example"', 'href="https://a.example/"', 'href="/tools/a-tool"',
                 'href="/tools/"', 'class="clinics-resources"', "<table", "<strong>Amari", 'id="numbers"', "note urgent"):  # fmt: skip
        assert each in written.html
    assert [section.title for section in written.sections] == ["Numbers"]


@pytest.mark.parametrize(
    "words",
    [
        "your clinic's protocol",
        "Your clinic’s protocol",
        "your clinic's crisis protocol",
        "your clinic's own protocol",
        "your\nclinic's crisis\nprotocol",
        "**your clinic's crisis protocol**",
    ],
)
def test_the_words_that_mean_the_clinics_protocol_are_marked(words: str) -> None:
    assert '<span class="clinics-crisis-protocol">' in read(f"Follow {words}, and call.", {}).html


@pytest.mark.parametrize(
    "words",
    [
        "the clinic's protocol",
        "your clinic's protocols",
        "your clinic",
        "`your clinic's protocol`",
        "[your clinic's protocol](https://a.example)",
    ],
)
def test_other_words_are_left_alone(words: str) -> None:
    assert "clinics-" not in read(f"Follow {words}, and call.", {}).html


@given(st.text(alphabet="[]()!<>{}#*_`:/.'\"\\ \n|-abcF1.5javascript:"))
def test_no_text_breaks_the_reader_or_the_sanitiser(text: str) -> None:
    written = read(text, {})
    assert written.html == sanitise(written.html)


def test_marked_words_stay_words_where_only_words_are_wanted() -> None:
    html = read("Then follow your clinic's protocol, and score the PHQ-9.", {}).html
    assert plain(html) == "Then follow your clinic’s protocol, and score the PHQ-9."
