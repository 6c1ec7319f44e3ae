"""Every link and picture of the documents leads to something that is here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, plant

CODE = re.compile(r"^```.*?^```$|^    [^\n]*$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def documents(root: Path) -> list[Path]:
    """The documents: those at the top, in docs/, and the READMEs of folders."""
    below = [path for name in ("docs", "lms", "certificates") if (root / name).is_dir() for path in files(root / name)]
    return sorted(root.glob("*.md")) + [path for path in below if path.suffix == ".md"]


def anchors(text: str) -> set[str]:
    """What `#` may lead to: each heading, folded as forges do."""
    headings = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def dead_links(root: Path) -> list[str]:
    """Links to files or headings that do not exist."""
    found = []
    for page in documents(root):
        text = page.read_text(encoding="utf-8")
        for target in LINK.findall(CODE.sub("", text)):
            if target.startswith(("https://", "mailto:")):
                continue
            name, _, anchor = target.partition("#")
            aim = (page.parent / name) if name else page
            if not aim.exists():
                found.append(f"{page.relative_to(root)}: {target} is not here")
            elif anchor and anchor not in anchors(aim.read_text(encoding="utf-8")):
                found.append(f"{page.relative_to(root)}: no heading for {target}")
    return found


def test_no_link_of_the_documents_is_dead() -> None:
    assert dead_links(ROOT) == []


@pytest.mark.parametrize("link", ["[gone](docs/gone.md)", "![gone](gone.png)", "[no part](#no-part)"])
def test_a_dead_link_is_seen(tmp_path: Path, link: str) -> None:
    plant(tmp_path, "README.md", f"# Here\n\n[there](#here) and {link}\n\n`[code](gone)`\n")
    assert len(dead_links(tmp_path)) == 1
