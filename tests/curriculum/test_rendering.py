"""What authors write becomes the HTML of the style sheet, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.body import Place, render_lines
from lms.curriculum.course import Course, Fact, HtmlPart, Source, Term
from lms.curriculum.figures import clean_svg
from lms.curriculum.loader import load_course
from lms.curriculum.markup import RENDERED, Page, plain
from lms.curriculum.report import Report
from lms.curriculum.shelf import Shelf
from tests.curriculum import builder
from tests.curriculum.builder import CourseFiles
from tests.learner import our_library

DRAWING = '<svg viewBox="0 0 10 10"><text x="1" y="2">Two &amp; three</text></svg>'
SHELF = Shelf(
    facts={
        "F1.01": Fact("F1.01", "One.", "V", False, ("A",), None),
        "F1.02": Fact("F1.02", "Two.", "V", True, ("B",), None),
        "F1.03": Fact("F1.03", "Three.", "V", False, ("A",), None),
        "F1.04": Fact("F1.04", "Four.", "U", False, (), None),
    },
    sources={
        "A": Source("A", "Page A & <more>", "Us", 2024, "https://example.org/?a=1&b=2", None),
        "B": Source("B", "Page B", "", None, "", None),
    },
    terms={
        "registry": Term("registry", "registry", ("registries",), ""),
        "panel": Term("panel", "panel review", (), ""),
    },
    definitions={"registry": "A *list*.{F1.02}", "panel": "A meeting."},
    addresses={"m1-l1": "/courses/small/first/one"},
    crisis="Call 988.{F1.01}",
)


def page() -> Page:
    return Page(SHELF, Report(), "lesson.md")


def shown(text: str, on: Page | None = None) -> str:
    return render_lines(text.split("\n"), 1, on or page(), Place(lambda name: DRAWING if name == "a.svg" else None))


def test_citations_are_numbered_in_reading_order_and_by_source():
    on = page()
    html = shown("One.{F1.02} Two.{F1.01} Three.{F1.03} Both.{F1.01, F1.02}\n\nFour.{F1.04}", on)
    assert html.startswith('<p>One.<a aria-label="Reference 1" class="ref" href="#r1">1</a> Two.<a')
    assert 'href="#r2"' in html.split("Two.")[1].split("Three.")[0]
    assert 'href="#r2"' in html.split("Three.")[1].split("Both.")[0]
    assert html.split("Both.")[1].count('class="ref"') == 3
    assert [reference.fact_ids for reference in on.references()] == [("F1.02",), ("F1.01", "F1.03"), ("F1.04",)]
    assert [reference.anchor for reference in on.references()] == ["r1", "r2", "r3"]
    first, second, third = (reference.text_html for reference in on.references())
    assert first == "Fact F1.02. <cite>Page B</cite>. Check current rules."
    assert second.startswith(
        'Facts F1.01 and F1.03. <cite><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">Page A &amp; &lt;more&gt;</a>'
    )
    assert third == "Fact F1.04. General professional knowledge, awaiting clinical review."


def test_a_term_is_defined_once_before_the_paragraph_that_uses_it():
    html = shown("The [[registry]] helps.\n\nSo do [[registries]] and the [[panel review|review]].")
    assert html.count('id="term-registry"') == 1
    assert html.index('id="term-registry"') < html.index("The <a")
    assert html.count('href="#term-registry"') == 2
    assert html.count('id="back-registry"') == 1
    assert ">review</a>" in html
    assert "<b>Registry</b> A <em>list</em>." in html
    assert "Back to text</a></div>" in html


def test_a_term_in_a_table_or_dialogue_is_defined_before_it():
    html = shown("::: table A\n| [[panel review\\|Panel]] | B |\n|---|---|\n| c | d |\n:::")
    assert html.startswith('<div class="aside"')
    assert html.index("aside") < html.index("<table")
    assert ">Panel</a>" in html
    talk = shown("::: talk\nYou: See the [[registry]].\n:::")
    assert talk.index('id="term-registry"') < talk.index('<dl class="talk">')


def test_the_opening_paragraph_stays_first_even_with_a_term():
    on = page()
    on.opening = True
    html = shown("The [[registry]].\n\nMore.", on)
    assert html.startswith('<p class="opening">')
    assert html.count("opening") == 1
    assert html.index('id="term-registry"') < html.index("More.")


def test_c59_tables_have_scopes_a_caption_and_right_aligned_numbers():
    html = shown("::: table The PHQ-9 of a week\n| Day | Score |\n|---|---:|\n| Mon | 5 |\n:::")
    assert '<table class="table"><caption>The <span class="nowrap">PHQ-9</span> of a week</caption>' in html
    assert '<th scope="col">Day</th>' in html
    assert '<th class="r" scope="col">Score</th>' in html
    assert '<th scope="row">Mon</th>' in html
    assert '<td class="r">5</td>' in html
    assert "scroll" not in html


def test_only_a_wide_table_slides_and_can_be_reached():
    head = "| a | b | c | d | e |\n|---|---|---|---|---|\n| 1 | 2 | 3 | 4 | 5 |"
    html = shown(f"::: table A *wide* one{{F1.01}}\n{head}\n:::")
    assert '<div aria-label="A wide one" class="scroll" role="region" tabindex="0">' in html


def test_dialogues_notes_asides_and_folds():
    html = shown('::: talk\nDr. Kowal: "So?"\nand more.\nYou: Yes.{F1.01}\n:::')
    assert "<dt>Dr. Kowal</dt><dd>“So?” and more.</dd>" in html
    assert shown("::: aside Not for everyone.\nSome were left out.\n:::") == (
        '<div class="aside" role="note"><b>Not for everyone.</b> Some were left out.</div>'
    )
    assert (
        shown("::: urgent Now\nCall.\n:::") == '<div class="note urgent" role="note"><h3>Now</h3>\n<p>Call.</p></div>'
    )
    assert shown("::: fold How it was worked out\nSo.\n:::").startswith(
        "<details><summary>How it was worked out</summary>"
    )


def test_the_crisis_wording_is_inserted_with_or_without_a_closing_line():
    for text in ("::: crisis", "::: crisis\n:::"):
        on = page()
        html = shown(f"Before.\n\n{text}\n\nAfter.", on)
        assert '<div class="note urgent" role="note"><h3>If someone may be in danger now</h3>' in html
        assert "Call 988." in html
        assert html.rstrip().endswith("<p>After.</p>")
        assert on.facts == {"F1.01": None}


def test_a_figure_is_named_by_its_text_alternative():
    html = shown("::: figure a.svg The team\nTwo boxes, the PCP\non top.{F1.01}\n:::")
    assert '<figure class="chart">' in html
    assert 'role="img" aria-label="Two boxes, the PCP on top."' in html
    assert "Two &amp; three" in html
    assert "<figcaption>The team<a" in html


def test_c59_links_find_lessons_by_id_and_headings_get_unique_ids():
    on = page()
    html = shown(
        "## Kofi's week\n\nSee [one](m1-l1) or [there](m1-l1#x) or [out](https://example.org).\n\n## Kofi's week", on
    )
    assert 'href="/courses/small/first/one"' in html
    assert 'href="/courses/small/first/one#x"' in html
    assert 'rel="noopener noreferrer"' in html
    assert [section.id for section in on.sections] == ["kofis-week", "kofis-week-2"]


def test_quotation_marks_are_curled_in_text_and_not_in_code():
    assert shown('"It\'s *\'so\'*," she said. `"raw"`') == '<p>“It’s <em>‘so’</em>,” she said. <code>"raw"</code></p>'


def test_plain_words_leave_reference_numbers_out():
    on = page()
    assert plain(on.inline('"Ring *today*" & wait.{F1.01}', 1)) == "“Ring today” & wait."


ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<div onclick='alert(1)' style='color:red' hx-get='/x'>hi</div>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    '[x](https://example.org "title\\" onmouseover=alert(1) x=\\"")',
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "![x](javascript:alert(1))",
    "```\n<script>alert(1)</script>\n```",
    "``` {.x onclick=alert(1)}\n<b>\n```",
    "# x {: onclick=alert(1) }",
    "a {: style='x' onclick=alert(1)}",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<svg/onload=alert(1)>",
    "<!--><script>alert(1)</script-->",
    "<a href='//evil.example' hx-boost=true>x</a>",
    "::: talk\n<B onclick=alert(1)>: <script>x</script>\nYou: <script>x</script>\n:::",
    "::: note <script>x</script>\n<script>x</script>\n:::",
    '::: figure a.svg <script>x</script>\n" onload="alert(1)" <script>x</script>\n:::',
    "::: table <script>x</script>\n| <script> | b |\n|---|---|\n| <b onclick=x> | d |\n:::",
    "::: fold <script>x</script>\ntext\n:::",
    "[[registry|<script>alert(1)</script>]]",
    "\x02wzxhzdk:0\x03 \x02amp\x03",
    "PHQ-9<script>",
)
SAFE = {
    "p", "br", "hr", "em", "strong", "b", "i", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "a", "span", "div", "cite",
    "h2", "h3", "h4", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "figure", "figcaption", "svg", "g",
    "path", "line", "polyline", "polygon", "rect", "circle", "ellipse", "text", "tspan",
}  # fmt: skip


class Watch(HTMLParser):
    """Fails on any tag, attribute or address that a browser could run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in SAFE, tag
        for name, value in attrs:
            assert not name.startswith(("on", "hx-", "data-", "style", "src", "xlink", "formaction")), name
            if name == "href":
                assert value.startswith(("https://", "http://", "mailto:", "tel:", "#", "/courses/", "/cases/")), value
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(f"comment {data!r}")


def watched(html: str) -> None:
    watch = Watch()
    watch.feed(html)
    watch.close()
    assert watch.open == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_gets_through(attack):
    watched(shown(attack))
    watched(shown(f"Before {attack} after.{{F1.01}}"))
    watched(page().inline(attack, 1))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *ATTACKS,
                "text",
                "\n",
                "*",
                "`",
                "[",
                "](",
                ")",
                "<",
                ">",
                '"',
                "'",
                "|",
                "- ",
                ":::",
                "::: note x",
                "{F1.01}",
            ]
        ),
        max_size=8,
    )
)
def test_no_mixture_gets_through(pieces):
    watched(shown(" ".join(pieces)))


def all_html(course: Course) -> Iterator[str]:
    """Every piece of HTML in a course."""
    yield from (term.html for term in course.glossary.values())
    for module in course.modules:
        for lesson in module.lessons:
            yield from (reference.text_html for reference in lesson.references)
            yield from (part.html for part in lesson.parts if isinstance(part, HtmlPart))
            yield from (check.stem_html for check in lesson.checks)
            yield from (
                html for check in lesson.checks for option in check.options for html in (option.html, option.why_html)
            )
        for case in module.cases:
            yield case.debrief_html
            yield from (reference.text_html for reference in case.references)
            for stage in case.stages.values():
                yield stage.question_html
                yield from (block.html for block in stage.blocks)
                yield from (html for choice in stage.choices for html in (choice.html, choice.feedback_html))
        for quiz in (module.practice, module.post_test):
            for item in quiz.items if quiz else ():
                yield item.stem_html
                yield from (reference.text_html for reference in item.references)
                yield from (html for option in item.options for html in (option.html, option.why_html))


MIXED = (
    "Two words", " ", "\n", "\n\n", "\n---\n", "\n===\n", "## ", "# ", "* ", "1. ", "    ", "{F1.01}", "{F1.04", "[[registry]]", "[[no such]]", "`code`",
    "[one](m1-l1)", "[own](clinic:resources)", "| a | b |\n|---|---|\n| c | d |\n", "<b>", "<https://example.org>", "**bold**", "“", '"', "'", "&amp;",
    "PHQ-9", "your clinic's protocol", "\n: ", "~~~\n", "\\", "!",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MIXED), max_size=8).map("".join), st.booleans(), st.booleans())
def test_a_text_that_was_rendered_before_comes_out_as_if_it_were_new(text: str, headings: bool, opening: bool) -> None:
    def shown(shelf: Shelf) -> tuple[object, ...]:
        report = Report()
        page = Page(shelf, report, "a.md")
        page.opening = opening
        html = [page.prose(text.split("\n"), 1, headings=headings) for _ in range(2)]
        return html, report.problems, page.seen(), page.sections, page.opening

    elsewhere = Shelf(facts={}, sources={})
    RENDERED.clear()
    new = shown(elsewhere)
    RENDERED.clear()
    shown(SHELF)
    assert shown(elsewhere) == new


def test_a_whole_course_is_clean(tmp_path):
    files = CourseFiles().change(builder.SOURCES, "A page about <care>", "<script>alert(1)</script>")
    course = load_course(files.write(tmp_path)).course
    assert any("&lt;script&gt;" in html for html in all_html(course))
    for html in all_html(course):
        watched(html)


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect onclick="x" width="1"/>',
        '<rect style="fill:url(x)"/>',
        '<a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="javascript:x"><text>x</text></a>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml">x</body></foreignObject>',
        '<image href="https://example.org/x.png"/>',
        "<style>*{}</style>",
        '<use href="#x"/>',
        '<animate attributeName="href" values="javascript:x"/>',
        '<g xmlns="http://example.org/other"><rect/></g>',
        '<rect fill="red"/>',
        '<rect class="ln evil"/>',
        '<path d="url(javascript:x)"/>',
        "<set/>",
        "<svg viewBox='0 0 1 1'/>",
        "<g>loose</g>",
    ],
)
def test_a_figure_holds_nothing_but_shapes(inner):
    svg, refused = clean_svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inner}<circle cx="1" cy="1" r="1"/></svg>',
        'A "label" <here>',
    )
    assert refused
    watched(svg)
    assert 'aria-label="A &quot;label&quot; &lt;here&gt;"' in svg


def test_the_course_of_this_repository_has_no_error_and_is_clean():
    library = our_library()
    assert [problem for problem in library.problems if problem.severity == "error"] == []
    for html in all_html(library.current(0)):
        watched(html)
