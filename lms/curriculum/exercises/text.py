"""The Markdown of a lab's file: rendered key by key on one page with one list of references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.curriculum.body import Place, render_lines
from lms.curriculum.markup import Page, plain
from lms.curriculum.passages import Passage, Voice, written_passages
from lms.curriculum.report import Report
from lms.curriculum.shape import Reader
from lms.curriculum.shelf import Shelf
from lms.curriculum.style import watch_tone

_PLACE = Place(barred=("check", "when", "figure"), headings=False)


@dataclass
class Text:
    """Renders what a reader of this lab sees, and remembers every passage so that safety and truth can be watched.

    `place` names what a learner has before her at a time, a task or an entry; `voice` is `wrong` for an answer that
    is offered and is not right, `you` for the right one, `other` for what a patient or a colleague says.
    """

    shelf: Shelf
    report: Report
    path: str
    page: Page = field(init=False)
    passages: list[Passage] = field(default_factory=list)
    beside: list[object] = field(default_factory=list)
    """What else of the course becomes part of this lab, such as the code table of a year; it counts for the hash."""

    def __post_init__(self) -> None:
        self.page = Page(self.shelf, self.report, self.path)

    def block(self, reader: Reader, key: str, *, required: bool = True, place: str = "", voice: Voice = "text") -> str:
        """Paragraphs and blocks as sanitised HTML; empty when the key is."""
        lines, line = self._take(reader, key, required)
        if not lines:
            return ""
        self._remember(lines, line, place, voice)
        return render_lines(lines, line, self.page, _PLACE)

    def inline(self, reader: Reader, key: str, *, required: bool = True, place: str = "", voice: Voice = "text") -> str:
        """One run of words as sanitised inline HTML."""
        lines, line = self._take(reader, key, required)
        if not lines:
            return ""
        self._remember(lines, line, place, voice)
        return self.page.inline(" ".join(each.strip() for each in lines), line)

    def plain(self, reader: Reader, key: str, *, required: bool = True, place: str = "", voice: Voice = "text") -> str:
        """The words alone; for what stands in a label, a table's cell or a file."""
        return plain(self.inline(reader, key, required=required, place=place, voice=voice))

    def _take(self, reader: Reader, key: str, required: bool) -> tuple[Sequence[str], int]:
        text = reader.text(key, required=required)
        return (text.split("\n"), reader.start(key)) if text else ((), 0)

    def _remember(self, lines: Sequence[str], line: int, place: str, voice: Voice) -> None:
        watch_tone(lines, line, self.path, self.report)
        self.passages += written_passages(lines, line, place, voice)
