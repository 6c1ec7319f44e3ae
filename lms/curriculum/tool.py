"""Reads one tool: a sheet to print or copy, or a finished file with the words that say how to use it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath

from lms.curriculum.blocks import count_words, prose_of, split_blocks
from lms.curriculum.body import Place, render
from lms.curriculum.course import ROLES, Tool, ToolFile
from lms.curriculum.downloads import FORMATS, look_into
from lms.curriculum.folder import Folder
from lms.curriculum.lessons import Desk
from lms.curriculum.markup import Page, plain
from lms.curriculum.names import Named
from lms.curriculum.pages import Draft, hash_of, hashed
from lms.curriculum.report import Report
from lms.curriculum.reviews import watch_review
from lms.curriculum.style import watch_tone

BARRED = ("check", "when", "figure", "fold", "aside")
"""Blocks that cannot be put on paper and into a word processor as they stand."""


def read_tool(draft: Draft, folder: Folder, desk: Desk) -> Tool:
    """One tool, rendered, with its files and its problems reported."""
    reader, path, report = draft.reader, draft.path, desk.report
    page = Page(desk.shelf, report, path, glossary=False)
    page.columns = 3  # Cells to fill in need room.
    nodes = split_blocks(draft.lines, draft.line, report, path)
    html = render(nodes, page, Place(barred=BARRED))
    page.finish()
    watch_tone(draft.lines, draft.line, path, report)
    revision, aliases = reader.whole("revision", least=1), reader.texts("aliases", required=False)
    for alias in aliases:
        desk.names.alias(alias, draft.id, path, reader.line("aliases"))
    files = _read_files(draft, folder)
    digest = hash_of("tool", hashed(reader.table), draft.lines, [file.sha256 for file in files], page.seen())
    desk.names.settle(Named(draft.id, "tool", path, reader.line("id"), revision, digest))
    if not page.facts:
        report.add("D112", path, None, "The tool cites no fact.")
    tool = Tool(
        id=draft.id,
        slug=draft.slug,
        module_id=draft.module_id,
        title=reader.text("title"),
        purpose=reader.text("purpose"),
        revision=revision,
        revised=reader.day("revised", required=True),
        aliases=aliases,
        sample=reader.flag("sample", default=True),
        roles=_roles(draft),
        lessons=_lessons(draft, desk),
        review=reader.review(),
        review_by=reader.day("review_by"),
        html=html,
        text=plain(html.replace("</", " </")),
        words=sum(count_words(piece) for piece in prose_of(nodes, Report(), path)),
        facts=tuple(page.facts),
        references=page.references(),
        dated=page.dated,
        unverified=page.unverified,
        files=files,
        hash=digest,
    )
    watch_review(reader, report)
    reader.close()
    return tool


def _roles(draft: Draft) -> tuple[str, ...]:
    roles = draft.reader.texts("roles", required=False)
    for each in roles:
        if each not in ROLES:
            draft.reader.problem("T110", f"There is no role `{each}`.", key="roles")
    return roles


def _lessons(draft: Draft, desk: Desk) -> tuple[str, ...]:
    """The lessons that hand it out; an address of the course proves that one exists."""
    lessons = draft.reader.texts("lessons", required=False)
    for each in lessons:
        if not desk.shelf.addresses.get(each, "").startswith("/courses/"):
            draft.reader.problem("D113", f"There is no lesson `{each}`.", key="lessons")
    if not lessons:
        draft.reader.problem("D114", "No lesson hands this tool out.", key="lessons")
    return lessons


def _read_files(draft: Draft, folder: Folder) -> tuple[ToolFile, ...]:
    place = draft.path.rsplit("/", 1)[0]
    found: list[ToolFile] = []
    for name in draft.reader.texts("files", required=False):
        path, ending = f"{place}/{name}", PurePosixPath(name).suffix.lstrip(".")
        if ending not in FORMATS:
            draft.reader.problem("D103", f"`{name}` is none of {', '.join(FORMATS)}.", key="files")
            continue
        content = folder.binary(path)
        if content is None:
            draft.reader.problem("D101", f"There is no file `{name}` beside this one.", key="files")
            continue
        for rule, message in look_into(content, FORMATS[ending]):
            folder.report.add(rule, path, None, message)
        packed = b64encode(content).decode("ascii")
        found.append(ToolFile(name, FORMATS[ending], len(content), sha256(content).hexdigest(), packed))
    return tuple(found)


def watch_unlisted(place: str, tools: Sequence[Tool], folder: Folder) -> None:
    """Report files beside the tools of a module that no tool lists."""
    listed = {f"{place}/tools/{file.name}" for tool in tools for file in tool.files}
    for path in folder.paths:
        if path.startswith(f"{place}/tools/") and not path.endswith(".md") and path not in listed:
            folder.report.add("D102", path, None, "No tool lists this file under `files`.")
