"""What a ZIP that somebody sends may hold, told before a byte of it is unpacked.

The directory of a ZIP is a claim. Everything in it is judged first: how many files, how large, how packed, of what kind,
under which names. Only then is each file read, and never more of it than the directory said.
"""

from __future__ import annotations

import io
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lms.errors import Invalid
from lms.files import private_folder

FILES_MOST = 3_000
FILE_MOST = 4_000_000
TOTAL_MOST = 64_000_000
RATIO_MOST, RATIO_FROM = 200, 100_000
"""A file that unfolds to over 100 kB may not be packed to less than a two-hundredth: text packs to a fifth, a bomb to a thousandth."""
NAME_MOST, DEPTH_MOST, TOLD_MOST = 200, 8, 12
KEPT = ("content", "quizzes")
"""The folders that are taken. Certificate designs are programs of the operator's and stay on the server."""
COURSE = "content/course.yaml"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX|\.[^/.][^/]*|Thumbs\.db|desktop\.ini)(?:/|$)")
_ENTRY, _START = b"PK\x01\x02", b"PK\x03\x04"
_OFFICE = (".docx", ".xlsx")
_TIME = (1980, 1, 1, 0, 0, 0)


class BadArchive(Invalid):
    """The file cannot be taken; `sentences` say all that is wrong with it, `str()` the first."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(sentences[0], field="file")
        more = len(sentences) - TOLD_MOST
        self.sentences = (*sentences[:TOLD_MOST], *([f"And {more} more."] if more > 0 else []))


@dataclass(frozen=True)
class Unpacked:
    """The files of a course by path, and which parts of the ZIP were left out."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(map(len, self.files.values()))


def unpack(content: bytes) -> Unpacked:
    """The course in a ZIP, in memory. Raises BadArchive for anything that is not plainly a course folder."""
    if not content.startswith(_START):
        raise BadArchive(["This is not a ZIP file. Pack the folder that holds content/ and quizzes/."])
    if content.count(_ENTRY) > 2 * FILES_MOST:  # Reading the directory alone would take long.
        raise BadArchive([f"The ZIP holds far more than {FILES_MOST:,} files."])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise BadArchive(["The ZIP is damaged or of a kind that cannot be read. Pack it anew."]) from error


def _read(archive: zipfile.ZipFile) -> Unpacked:
    entries = [each for each in archive.infolist() if not _JUNK.search(each.filename)]
    if found := list(_whole(entries)) or [sentence for each in entries for sentence in _one(each)]:
        raise BadArchive(found)
    if found := list(_clashes([each.filename for each in entries if not each.is_dir()])):
        raise BadArchive(found)
    names = {each.filename: each for each in entries if not each.is_dir()}
    top = _top(names)
    inside = {name.removeprefix(top): each for name, each in names.items()}
    kept = {name: each for name, each in sorted(inside.items()) if name.startswith(tuple(f"{part}/" for part in KEPT))}
    if COURSE not in kept:
        raise BadArchive([f"There is no {COURSE} in it. Pack the folder that holds content/ and quizzes/."])
    files = {name: _bytes(archive, each) for name, each in kept.items()}
    if found := [f"`{name}` is a ZIP inside the ZIP." for name, text in files.items() if _nested(name, text)]:
        raise BadArchive(found)
    left = sorted({name.split("/")[0] + ("/" if "/" in name else "") for name in inside if name not in kept})
    return Unpacked(files, tuple(left))


def _whole(entries: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """What is wrong with the ZIP as a whole."""
    if len(entries) > FILES_MOST:
        yield f"The ZIP holds {len(entries):,} files; {FILES_MOST:,} are the most."
    total = sum(each.file_size for each in entries)
    if total > TOTAL_MOST:
        yield f"Unpacked it would have {total / 1e6:,.0f} MB; {TOTAL_MOST // 1_000_000} MB are the most."


def _one(entry: zipfile.ZipInfo) -> Iterator[str]:
    """What is wrong with one entry, by what the directory says of it."""
    name = entry.orig_filename if entry.filename != entry.orig_filename else entry.filename
    said = f"`{_printable(name)}`"
    parts = entry.filename.rstrip("/").split("/")
    if entry.filename != entry.orig_filename or not all(_NAME.fullmatch(part) for part in parts):
        yield f"{said} is no name for a file of a course: no empty parts, no .., no drive, only letters, digits, points, hyphens."
    elif len(entry.filename) > NAME_MOST or len(parts) > DEPTH_MOST:
        yield f"{said} is too long or too deep a name."
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield f"{said} is a link or a device, not a file."
    elif entry.is_dir() and entry.file_size:
        yield f"{said} is a folder that holds bytes."
    if entry.flag_bits & 0x1:
        yield f"{said} is locked with a password."
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield f"{said} is packed in a way that is not read here."
    if entry.file_size > FILE_MOST:
        yield f"{said} would have {entry.file_size / 1e6:,.1f} MB; {FILE_MOST // 1_000_000} MB are the most for one file."
    elif entry.file_size > RATIO_FROM and entry.file_size > RATIO_MOST * max(1, entry.compress_size):
        yield f"{said} unfolds to {entry.file_size // max(1, entry.compress_size):,} times its size."


def _clashes(names: Sequence[str]) -> Iterator[str]:
    """Names that would be one file on some machine: twice the same, the same but for capitals, a file that is a folder too."""
    for name, times in Counter(names).items():
        if times > 1:
            yield f"`{name}` is in it {times} times."
    folded: dict[str, str] = {}
    for name in dict.fromkeys(names):
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            yield f"`{name}` and `{other}` differ in capitals only."
    folders = {
        "/".join(name.split("/")[:depth]).casefold() for name in names for depth in range(1, name.count("/") + 1)
    }
    for name in names:
        if name.casefold() in folders:
            yield f"`{name}` is a file and a folder."


def _top(names: Iterable[str]) -> str:
    """The one folder around everything, with its slash; empty when content/ stands at the top."""
    tops = {name.split("/")[0] for name in names}
    around = next(iter(tops)) if len(tops) == 1 else ""
    return f"{around}/" if around and around not in KEPT else ""


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as member:
        content = member.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    return content


def _nested(name: str, content: bytes) -> bool:
    return content.startswith(_START) and not name.endswith(_OFFICE)


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() and letter != "`" else "?" for letter in name)[:80]


def pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files in order of name, without dates or marks of a machine: what is kept, and backed up."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _TIME), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()


def put_out(packed: bytes, target: Path) -> Path:
    """The folder `target` with the files of a ZIP of ours, whole or not at all; one that is there already stays."""
    if target.is_dir():
        return target
    private_folder(target.parent)
    building = Path(tempfile.mkdtemp(dir=target.parent, prefix=".new-"))
    try:
        for name, content in unpack(packed).files.items():
            path = building / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            building.rename(target)
        except OSError:
            if not target.is_dir():  # Somebody else was quicker with the same files otherwise.
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return target
