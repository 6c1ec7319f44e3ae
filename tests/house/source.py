"""Reading the repository's own source, for tests of the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"__pycache__", "node_modules", "build", "dist", "_course"}


def files(folder: Path, *suffixes: str) -> list[Path]:
    """The files below a folder with one of these suffixes (all when none is given), without hidden and made ones."""
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in inside[:-1])
        if hidden or NOT_OURS & set(inside) or any(part.endswith(".egg-info") for part in inside):
            continue
        if path.is_file() and (not suffixes or path.suffix in suffixes):
            found.append(path)
    return found


def may_mention(text: str, names: set[str]) -> bool:
    """Whether a source can hold one of these dotted names: its module stands in an import, its last part somewhere.

    To look for words is a hundred times cheaper than to read the tree.
    """
    imports = " ".join(re.findall(r"^\s*(?:from|import)\b.*", text, re.MULTILINE))
    return any(_word(name.partition(".")[0], imports) and _word(name.rpartition(".")[2], text) for name in names)


def _word(word: str, text: str) -> bool:
    return re.search(rf"\b{word}\b", text) is not None


def parse(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_name(path: Path, root: Path) -> str:
    """The dotted name of a file below the folder that holds the package."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a file imports, in functions and for types alike.

    `from lms.web import door` gives `lms.web.door`: a module, or a name within one.
    """
    package = module_name(path, root).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def mentioned(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of each imported thing that is used: `dt.now` is `datetime.datetime.now`."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        dotted = _dotted(node)
        if dotted and dotted[0] in names:
            yield node.lineno, ".".join([names[dotted[0]], *dotted[1:]])


def _dotted(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return [*before, node.attr] if before else []
    return []


def plant(root: Path, name: str, text: str) -> Path:
    """Write a bad example below a temporary folder, to show that a check can fail."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
