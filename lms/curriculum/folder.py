"""The files of a course folder: which there are, which are safe to read, and their text."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path, PurePosixPath

from lms.curriculum.report import Report
from lms.curriculum.yamltext import Table, YamlProblem, read_yaml

LIMIT = 1_000_000
HEAVY = ((r".*/(?:lessons|cases)/[^/]+\.md", 60_000), (r".*\.svg", 40_000), (r".*/tools/.+", 500_000))
"""Bytes above which a lesson or case, a figure or a download is larger than its reader needs."""
PARTS = ("content", "quizzes", "certificates")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_UNIT = rf"content/(?:modules/\d\d-{_NAME}|units/{_NAME})"
EXPECTED = tuple(
    re.compile(pattern)
    for pattern in (
        r"content/(?:clinic|course|competencies|glossary|skills|sources)\.yaml",
        r"content/ids\.lock",
        r"content/README\.md",
        rf"content/facts/{_NAME}\.yaml",
        rf"content/(?:pathways|roles)/{_NAME}\.yaml",
        r"content/billing/\d{4}\.yaml",
        r"content/tour/(?:tour\.yaml|questions\.md)",
        rf"content/tour/stops/\d\d-{_NAME}\.md",
        rf"{_UNIT}/module\.yaml",
        rf"{_UNIT}/lessons/\d\d-{_NAME}\.md",
        rf"{_UNIT}/cases/{_NAME}\.md",
        rf"{_UNIT}/figures/{_NAME}\.svg",
        rf"{_UNIT}/exercises/{_NAME}\.yaml",
        rf"{_UNIT}/tools/[^/]+",
        rf"quizzes/(?:\d\d-{_NAME}|units/{_NAME}|final)/(?:check|post-test|review)\.yaml",
        rf"quizzes/\d\d-{_NAME}/diagnostic\.yaml",
        r"certificates/.+",
    )
)


def slug_of(name: str) -> str:
    """The address of a lesson, case or module: its file or folder name without order number and ending."""
    return re.sub(r"^\d+-", "", PurePosixPath(name).name.split(".")[0])


class Folder:
    """A course folder, looked at once. Paths are relative to it, with forward slashes."""

    def __init__(self, root: Path, report: Report) -> None:
        self.root = root
        self.report = report
        self.paths: tuple[str, ...] = ()
        self._texts: dict[str, str | None] = {}
        self._yaml: dict[str, object] = {}
        if not (root / "content").is_dir():
            report.add("Z101", "content", None, "There is no folder content/ here, so there is no course.")
            return
        self.paths = tuple(path for path in _walk(root, report) if self._sound(path))

    def matching(self, pattern: str) -> tuple[str, ...]:
        """Paths that match a regular expression wholly, in order of name."""
        return tuple(path for path in self.paths if re.fullmatch(pattern, path))

    def text(self, path: str) -> str | None:
        """The text of a file with plain line ends, or None if it cannot be had; the reason is reported once."""
        if path not in self._texts:
            self._texts[path] = self._read(path) if path in self.paths else None
        return self._texts[path]

    def binary(self, path: str) -> bytes | None:
        """The bytes of a file, or None if it cannot be had; the reason is reported."""
        try:
            return (self.root / path).read_bytes() if path in self.paths else None
        except OSError as error:
            self.report.add("Z110", path, None, f"This file cannot be read ({error.strerror}).")
            return None

    def yaml(self, path: str) -> object:
        """What a YAML file holds, or None if it cannot be read; the reason is reported once."""
        if path not in self._yaml:
            text = self.text(path)
            self._yaml[path] = None if text is None else self.parse(path, text)
        return self._yaml[path]

    def parse(self, path: str, text: str, first_line: int = 1) -> object:
        """Read YAML out of `text`, reporting what is wrong with it at `path`."""
        try:
            value = read_yaml(text, first_line)
        except YamlProblem as problem:
            self.report.add(problem.rule, path, problem.line, problem.message)
            return None
        _report_twice(value, path, self.report)
        return value

    def _sound(self, path: str) -> bool:
        """Whether a file may be read at all: ordinary, not too large, inside the folder, of an expected name."""
        full = self.root / path
        if not full.resolve().is_relative_to(self.root.resolve()):
            self.report.add("Z104", path, None, "This link leads out of the course folder.")
            return False
        try:
            state = full.stat()
        except OSError as error:
            self.report.add("Z110", path, None, f"This file cannot be opened ({error.strerror}).")
            return False
        if not stat.S_ISREG(state.st_mode):
            self.report.add("Z110", path, None, "This is not an ordinary file.")
            return False
        if state.st_size > LIMIT and not path.startswith("certificates/"):
            self.report.add("Z103", path, None, f"This file has {state.st_size / 1e6:.1f} MB.")
            return False
        if not any(pattern.fullmatch(path) for pattern in EXPECTED):
            self.report.add("Z105", path, None, "No part of the course is read from a file of this name.")
            return False
        if state.st_size == 0 and not path.startswith("certificates/"):
            self.report.add("Z106", path, None, "This file is empty.")
            return False
        heavy = next((most for pattern, most in HEAVY if re.fullmatch(pattern, path) and state.st_size > most), None)
        if heavy:
            self.report.add(
                "Z111", path, None, f"This file has {state.st_size / 1000:.0f} kB; {heavy // 1000} kB are plenty."
            )
        return True

    def _read(self, path: str) -> str | None:
        try:
            raw = (self.root / path).read_bytes()
        except OSError as error:
            self.report.add("Z110", path, None, f"This file cannot be read ({error.strerror}).")
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.report.add("Z102", path, line, "This is not UTF-8 text.")
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if match := _CONTROL.search(text):
            self.report.add("Z102", path, text.count("\n", 0, match.start()) + 1, "A control character stands here.")
            return None
        if not text.strip():
            self.report.add("Z106", path, None, "This file holds nothing but blanks.")
            return None
        return text


def _walk(root: Path, report: Report) -> list[str]:
    """Every file below the course's folders, without following linked folders; hidden files are passed over."""
    found: list[str] = []
    for part in PARTS:
        for here, folders, files in os.walk(root / part):
            names = list(files)
            for name in sorted(folders):
                if Path(here, name).is_symlink():
                    names.append(name)
            folders[:] = sorted(name for name in folders if name not in names and not name.startswith("."))
            for name in folders:
                if PurePosixPath(name).suffix in (".md", ".yaml", ".svg"):
                    report.add("Z110", _relative(root, here, name), None, "This is a folder with the name of a file.")
            found += [_relative(root, here, name) for name in names if not name.startswith(".")]
    return sorted(found)


def _relative(root: Path, here: str, name: str) -> str:
    return Path(here, name).relative_to(root).as_posix()


def _report_twice(value: object, path: str, report: Report) -> None:
    if isinstance(value, Table):
        for key, line in value.twice:
            report.add("S105", path, line, f"The key `{key}` is written twice in the same place.")
    children: list[object] = []
    if isinstance(value, dict):
        children = list(value.values())
    elif isinstance(value, list):
        children = list(value)
    for child in children:
        _report_twice(child, path, report)
