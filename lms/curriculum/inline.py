"""Our additions to Markdown's inline syntax: {F1.58}, [[term]], PHQ-9 kept on one line, words that mean a clinic's own page.

Raw HTML is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

CITATION = r"(?<!\\)\{([A-Z][A-Z0-9]{0,7}\.[A-Za-z0-9]{1,12}(?:,\s*[A-Z][A-Z0-9]{0,7}\.[A-Za-z0-9]{1,12})*)\}"
TERM = r"(?<!\\)\[\[([^\[\]|\\\n]+)(?:\\?\|([^\[\]\n]+))?\]\]"
CLINICS = ("crisis-protocol", "telephone-numbers", "record-steps", "resources", "site-profile", "other")
"""The kinds of page that a clinic may write itself; `[words](clinic:resources)` leads to it, or is just the words."""
_PROTOCOL = r"\b([Yy]our\s+clinic['\u2019]s\s+(?:own\s+)?(?:crisis\s+)?protocol)\b"
_SCALES = r"\b((?:PHQ|GAD)-\d+|PCL-5|AUDIT-C|DAST-10|C-SSRS)(?![\w-])"


class _Cite(InlineProcessor):
    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        element = Element("cited")
        element.set("facts", re.sub(r"\s", "", match.group(1)))
        return element, match.start(0), match.end(0)


class _Term(InlineProcessor):
    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        element = Element("termed")
        element.set("words", match.group(1).strip())
        element.text = AtomicString((match.group(2) or match.group(1)).strip())
        return element, match.start(0), match.end(0)


class _Scale(InlineProcessor):
    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        element = Element("span")
        element.set("class", "nowrap")
        element.text = AtomicString(match.group(1))
        return element, match.start(0), match.end(0)


class _Protocol(InlineProcessor):
    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        element = Element("clinics")
        element.set("kind", CLINICS[0])
        element.text = AtomicString(" ".join(match.group(1).split()))
        return element, match.start(0), match.end(0)


class _Walk(Treeprocessor):
    def __init__(self, markdown: Markdown, walk: Callable[[Element], None]) -> None:
        super().__init__(markdown)
        self._walk = walk

    def run(self, root: Element) -> None:
        self._walk(root)


def new_markdown(before: Callable[[Element], None], after: Callable[[Element], None]) -> Markdown:
    """A Markdown reader; `before` sees the tree while its text is raw, `after` when it is done, in document order."""
    markdown = Markdown(
        extensions=["tables", "fenced_code", "def_list", "sane_lists"],
        extension_configs={"tables": {"use_align_attribute": True}},
        output_format="html",
    )
    markdown.preprocessors.deregister("html_block")
    for name in ("html", "image_link", "image_reference", "short_image_ref"):
        markdown.inlinePatterns.deregister(name)
    markdown.inlinePatterns.register(_Cite(CITATION, markdown), "cite", 188)
    markdown.inlinePatterns.register(_Term(TERM, markdown), "term", 187)
    markdown.inlinePatterns.register(_Scale(_SCALES, markdown), "scale", 45)
    markdown.inlinePatterns.register(_Protocol(_PROTOCOL, markdown), "protocol", 44)
    markdown.treeprocessors.register(_Walk(markdown, before), "before", 30)
    markdown.treeprocessors.register(_Walk(markdown, after), "after", 12)
    return markdown
