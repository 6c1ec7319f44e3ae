"""What input must never become: a statement, a pattern, a format, a field nobody named. Looked for in the whole program."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, parse, plant

PATTERNS = {f"re.{each}" for each in ("compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer")}
STATEMENTS = ("text", "sqlalchemy.text", "sa.text", "literal_column")
DRIVER = ("exec_driver_sql", "executescript", "cursor.execute", "executemany")
# What stands in a variable and yet is ours: said by file and expression, with where it comes from.
OURS = {
    ("lms/curriculum/downloads.py", "wanted"): "from the tuple above it",
    ("lms/curriculum/markup.py", "TERM"): "imported, a constant",
    ("lms/acts/person/moving.py", "words"): "from the table of tables",
    ("lms/curriculum/safety.py", "words"): "from the table of rules",
    ("lms/web/plan_questions.py", "'Change the leave of {name}' if pause else kind.title"): "titles of the program",
    ("lms/web/pages.py", 'Markup(\'<input type="hidden" name="csrf_token" value="{}">\')'): "a constant",
    ("lms/web/pages.py", 'Markup(\'<input type="hidden" name="back" value="{}">\')'): "a constant",
    ("lms/cli/demo_people.py", "IMPORTED"): "imported, a constant",
    ("lms/database.py", "'BEGIN IMMEDIATE' if writes else 'BEGIN'"): "two constants",
    ("lms/database.py", "f'PRAGMA {pragma}'"): "from the tuple above it",
}
ANY_FIELD = re.compile(
    r"request\.values|populate_obj|\*\*request\.|\*\*form\.data|\*form\.data|setattr\([^)]*request\."
)


def constant(node: ast.AST, known: set[str]) -> bool:
    """Whether this is text of the program: a constant, one by name, what is joined of such, or something escaped."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in known
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called == "re.escape" or (called.endswith(".join") and isinstance(node.func.value, ast.Constant))  # type: ignore[attr-defined]
    parts = {
        ast.JoinedStr: lambda each: each.values,
        ast.FormattedValue: lambda each: [each.value],
        ast.BinOp: lambda each: [each.left, each.right],
    }
    return type(node) in parts and all(constant(part, known) for part in parts[type(node)](node))


def pattern(node: ast.Call, called: str) -> ast.AST | None:
    return node.args[0] if called in PATTERNS and node.args else None


def format_of(node: ast.Call, called: str) -> ast.AST | None:
    return node.func.value if called.endswith(".format") and isinstance(node.func, ast.Attribute) else None


def statement(node: ast.Call, called: str) -> ast.AST | None:
    return node.args[0] if node.args and (called in STATEMENTS or called.endswith(DRIVER)) else None


MENTIONED = {
    pattern: re.compile(r"\bre\.\w+\("),
    format_of: re.compile(r"\.format\("),
    statement: re.compile(r"\b(?:text|literal_column|exec_driver_sql|executescript|cursor\.execute|executemany)\("),
}


def made(root: Path, what: Callable[[ast.Call, str], ast.AST | None]) -> Iterator[str]:
    """Where a call takes something that is no text of the program, and is not said to be ours."""
    for path in files(root / "lms", ".py"):
        place = path.relative_to(root).as_posix()
        if place.startswith("lms/migrations/") or not MENTIONED[what].search(path.read_text(encoding="utf-8")):
            continue
        tree = parse(path)
        known = {
            each.id
            for top in tree.body
            if isinstance(top, ast.Assign | ast.AnnAssign)
            for each in ast.walk(top)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        for node in ast.walk(tree):
            found = what(node, ast.unparse(node.func)) if isinstance(node, ast.Call) else None
            if found is not None and not constant(found, known) and (place, ast.unparse(found)) not in OURS:
                yield f"{place}:{node.lineno}: {ast.unparse(found)[:80]}"  # type: ignore[attr-defined]


BAD = [
    (pattern, "def find(q, text): return re.search(f'^{q}', text)\n"),
    (format_of, "def say(words, name): return words.format(name=name)\n"),
    (statement, "def find(session, q): return session.execute(text('SELECT ' + q))\n"),
    (statement, "def find(cursor, q): return cursor.execute(f'SELECT {q}')\n"),
]


def test_no_pattern_is_made_of_input() -> None:
    assert list(made(ROOT, pattern)) == []


def test_no_format_is_made_of_input() -> None:
    assert list(made(ROOT, format_of)) == []


def test_no_statement_is_made_of_input() -> None:
    assert list(made(ROOT, statement)) == []


@pytest.mark.parametrize(("what", "text"), BAD, ids=["a pattern", "a format", "a statement", "one to the driver"])
def test_one_that_is_would_be_told(tmp_path: Path, what: Callable[..., ast.AST | None], text: str) -> None:
    plant(tmp_path, "lms/people/queries.py", text)
    assert len(list(made(tmp_path, what))) == 1


def test_a_form_sets_the_fields_that_it_names_and_is_read_from_one_place() -> None:
    """No view takes all fields that come, and none asks form and address alike (ASVS 5.0.0, V15.3.3 and V15.3.7)."""
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files(ROOT / "lms", ".py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ANY_FIELD.search(line)
    ]
    assert lines == []
    assert all(map(ANY_FIELD.search, ("request.values['a']", "form.populate_obj(row)", "Row(**request.form)")))


def test_whatever_we_call_does_not_lead_us_elsewhere() -> None:
    """Each call to an identity provider says that it follows no redirect; webhooks have a test of their own."""
    calls = [
        node
        for path in files(ROOT / "lms", ".py")
        if "import requests" in path.read_text(encoding="utf-8")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call)
        and re.fullmatch(r"requests\.(get|post|request)|\w+\.fetch_token", ast.unparse(node.func))
    ]
    assert len(calls) >= 2
    for call in calls:
        assert {each.arg: ast.unparse(each.value) for each in call.keywords}["allow_redirects"] == "False"
