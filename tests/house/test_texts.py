"""What files are called, how long they are, what is said in them and what each subject must have."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, mentioned, parse, plant

OURS = ("lms", "content", "quizzes", "certificates", "tests", "scripts", "docs")
LONGEST = 450
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools", "stuff"}
# Written apart so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplemented" + r"Error)\b")
ONE_MACHINE = re.compile(r"(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com)\b|(?<![\w.])/(?:work|tmp|root|home/[a-z]+)/")

AMERICAN = re.compile(
    r"(?<!autocomplete=\")(?<!World Health )\b(?:organiz|recogniz|summariz|prioritiz|personaliz|behavior(?!al health)(?!al Health)|favorit|neighbor)",
    re.IGNORECASE,
)
BRITISH = re.compile(
    r"\b(?:organisa|organise|recognis|summaris|prioritis|behaviour|favourit|neighbour|colour|programme)", re.IGNORECASE
)
TELL_OF_THE_COURSE = ("docs/limits.md", "docs/coverage.md", "docs/course/", "docs/content.md")
SUBJECTS = ("audit", "outbox", "people", "curriculum", "assessment", "practice", "learning", "readiness", "credit")
EXPECTED = {"README.md", "models.py", "rules", "queries", "actions"}  # The last three: a file, or a folder of them.
# A subject with no need of a file says so here, with the reason.
WITHOUT = {
    "curriculum": {"queries", "actions"},  # The course is files; what the database keeps of it is in editions.py.
}

EVADED = re.compile(
    r"^pytest\.(mark\.)?(skip|skipif|xfail|importorskip|exit)$|^time\.sleep$|^asyncio\.sleep$|^unittest\.mock\b"
)
EVADING_CALLS = {"wait_for_timeout", "skipTest"}


def texts(root: Path) -> list[tuple[str, str]]:
    """Place and text of every file of ours that is text."""
    places = [path for name in OURS if (root / name).is_dir() for path in files(root / name)]
    places += files(root / ".ci") if (root / ".ci").is_dir() else []
    places += [path for path in root.iterdir() if path.is_file() and path.name != ".git" and path.suffix != ".lock"]
    found = []
    for path in places:
        try:
            found.append((path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def too_long(root: Path) -> list[str]:
    """Source files with more lines than one thought needs; the steps of the schema's history are what they are."""
    kinds = (".py", ".html", ".js", ".sh")
    measured = [
        (place, text.count("\n"))
        for place, text in texts(root)
        if place.endswith(kinds) and not place.startswith("lms/migrations/versions/")
    ]
    return [f"{place}: {lines} lines" for place, lines in measured if lines > LONGEST]


def drawers(root: Path) -> list[str]:
    """Files and folders named for a kind, not for a thing."""
    paths = [path.relative_to(root) for name in OURS if (root / name).is_dir() for path in files(root / name, ".py")]
    return [str(path) for path in paths if DRAWERS & {part.removesuffix(".py") for part in path.parts}]


def unfinished(root: Path) -> list[str]:
    """Lines that promise work."""
    return _lines(root, UNFINISHED)


def of_one_machine(root: Path) -> list[str]:
    """Lines that name a package registry's host or a folder of somebody's machine."""
    return _lines(root, ONE_MACHINE)


def _lines(root: Path, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{place}:{number}: {line.strip()[:80]}"
        for place, text in texts(root)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def other_spelling(root: Path) -> list[str]:
    """Words of pages and documents in American spelling, words of the course in British: each keeps to its own.

    What names a thing as others spell it stays: tokens of HTML, headers, licences, verbs of a database.
    """
    ours = ("lms/templates/", "docs/", "README.md", "CHANGELOG.md", "CONTRIBUTING.md")
    course = ("content/modules/", "content/units/", "content/pathways/", "content/glossary.yaml")
    found = []
    for place, text in texts(root):
        told = place.startswith(ours) and not place.startswith(TELL_OF_THE_COURSE)
        pattern = AMERICAN if told else BRITISH if place.startswith(course) else None
        lines = enumerate(text.splitlines(), 1) if pattern else ()
        found += [
            f"{place}:{number}: {line.strip()[:80]}" for number, line in lines if pattern and pattern.search(line)
        ]
    return found


def incomplete_subjects(root: Path) -> list[str]:
    """Subjects that lack one of their files, or whose README is not about ten lines."""
    problems = []
    for subject in SUBJECTS:
        folder = root / "lms" / subject
        wanted = EXPECTED - WITHOUT.get(subject, set())
        there = {path.name for path in folder.glob("*")} | {path.stem for path in folder.glob("*")}
        problems += [f"lms/{subject}/{name} is missing" for name in sorted(wanted - there)]
        readme = folder / "README.md"
        lines = len(readme.read_text(encoding="utf-8").splitlines()) if readme.is_file() else 10
        if not 5 <= lines <= 25:
            problems.append(f"lms/{subject}/README.md has {lines} lines; ten say what belongs here and what does not")
    return problems


def undocumented(root: Path) -> list[str]:
    """Public functions of rules and actions, and of acts, that do not say what they are for."""
    problems = []
    for path in files(root / "lms", ".py"):
        place = path.relative_to(root)
        if {"rules", "actions", "acts"} & {path.stem, *place.parts[1:-1]}:
            for node in parse(path).body:
                public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
                if public and not ast.get_docstring(node):
                    problems.append(f"{place}:{node.lineno}: {node.name}")
    return problems


def evasions(root: Path) -> list[str]:
    """Where tests wait by the clock, do not run, or put something in the place of our own code."""
    problems = []
    for path in files(root / "tests", ".py"):
        tree = parse(path)
        found = [(line, name) for line, name in mentioned(tree) if EVADED.search(name)]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "unittest.mock":
                found.append((node.lineno, node.module))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                replaces = node.func.attr == "setattr" and isinstance(node.func.value, ast.Name)
                if node.func.attr in EVADING_CALLS or replaces:
                    found.append((node.lineno, ast.unparse(node.func)))
        problems += [f"{path.relative_to(root)}:{line}: {name}" for line, name in found]
    return problems


CHECKS = (too_long, drawers, unfinished, of_one_machine, other_spelling, incomplete_subjects, undocumented, evasions)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_is_in_order(check) -> None:
    assert check(ROOT) == []


BAD = [
    (too_long, "lms/people/rules.py", "x = 1\n" * (LONGEST + 1)),
    (drawers, "lms/people/utils.py", ""),
    (drawers, "tests/helpers/people.py", ""),
    (unfinished, "content/modules/01/lessons/one.md", "# One\n\nTO" + "DO: write this\n"),
    (unfinished, "lms/people/rules.py", "raise NotImplemented" + "Error\n"),
    (of_one_machine, "README.md", "wget files.python" + "hosted.org\n"),
    (of_one_machine, "lms/files.py", "ROOT = '/wo" + "rk/main'\n"),
    (other_spelling, "lms/templates/team.html", "<p>Your organiz" + "ation</p>"),
    (other_spelling, "content/modules/01/lessons/one.md", "# One\n\nAsk the organis" + "ation.\n"),
    (undocumented, "lms/people/actions.py", "def invite(session): ...\n"),
    (undocumented, "lms/acts/completing.py", "class Outcome: ...\n"),
    (evasions, "tests/people/test_rules.py", "import pytest\n@pytest.mark.sk" + "ip\ndef test(): ...\n"),
    (evasions, "tests/people/test_rules.py", "from pytest import mark\nlater = mark.xf" + "ail\n"),
    (evasions, "tests/people/test_rules.py", "import time\ndef test(): time.sleep(1)\n"),
    (evasions, "tests/people/test_rules.py", "from unittest.mock import patch\n"),
    (evasions, "tests/people/test_rules.py", "from unittest import mock\nmock.patch('lms')\n"),
    (evasions, "tests/people/test_rules.py", "def test(monkeypatch): monkeypatch.setattr('lms.ids.new_id', id)\n"),
    (evasions, "tests/browser/test_story.py", "def test(page): page.wait_for_timeout(500)\n"),
]


@pytest.mark.parametrize(("check", "name", "text"), BAD)
def test_disorder_is_seen(tmp_path: Path, check, name: str, text: str) -> None:
    assert check(tmp_path) == [] or check is incomplete_subjects
    plant(tmp_path, name, text)
    assert check(tmp_path) != []


def test_an_incomplete_subject_is_seen(tmp_path: Path) -> None:
    for subject in SUBJECTS:
        for name in EXPECTED:
            plant(tmp_path, f"lms/{subject}/{name}" if "." in name else f"lms/{subject}/{name}.py", "one line\n" * 10)
    assert incomplete_subjects(tmp_path) == []
    (tmp_path / "lms/people/rules.py").unlink()
    plant(tmp_path, "lms/audit/README.md", "Audit.\n")
    assert len(incomplete_subjects(tmp_path)) == 2
