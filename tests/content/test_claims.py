"""What is said of the effect of Collaborative Care has its reference beside it, or is no claim of ours (S-214)."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.source import ROOT, files, plant

MODEL = re.compile(
    r"Collaborative Care|\bCoCM\b|\bthe model\b|integrated care|care management|team care", re.IGNORECASE
)
EFFECT = re.compile(
    r"\b(?:improv\w+|reduc\w+|lower(?:s|ed)?|effective\w*|works?\b(?= better| for)|halv\w+|doubl\w+|fewer|faster|sooner|"
    r"quicker|saves?|proven|prevents?|cures?|remission|better|heard|ongoing support|cheaper|costs? less|benefit\w*|"
    r"outcomes?|respon(?:d|se|ded))\b",
    re.IGNORECASE,
)
CITED = re.compile(r"\{[A-Z0-9]+\.\d")
SAID_BY_OTHERS = {
    "you reply that Collaborative Care cures twice as many": "a wrong answer in a case, and its feedback says why",
    "has read that Collaborative Care saves money": "a question, whose answer is cited",
    "So the model doesn't work for them": "spoken by a leader, and answered there",
}
PARAGRAPHS = re.compile(r"\n\s*\n|\n(?=\s*[-*>|] )")


def claims(root: Path) -> list[str]:
    """Sentences of lessons, cases, tools and pages that tell what the model does, without a fact in their paragraph."""
    found = []
    for path in [*files(root / "content", ".md"), *files(root / "lms" / "templates", ".html"), root / "README.md"]:
        for paragraph in PARAGRAPHS.split(path.read_text(encoding="utf-8")):
            if CITED.search(paragraph):
                continue
            sentences = re.findall(r"[^.!?]*[.!?]", paragraph.replace("\n", " "))
            told = [each.strip() for each in sentences if MODEL.search(each) and EFFECT.search(each)]
            found += [f"{path.name}: {each}" for each in told if not any(other in each for other in SAID_BY_OTHERS)]
    return found


def test_s214_a_claim_of_effect_carries_its_reference() -> None:
    assert claims(ROOT) == []


def test_a_bare_claim_is_told_and_a_cited_one_is_not(tmp_path: Path) -> None:
    plant(tmp_path, "README.md", "Linchpin trains teams of Collaborative Care.\n")
    plant(tmp_path, "lms/templates/landing.html", "<p>Integrated care saves money.</p>\n")
    plant(
        tmp_path, "content/one.md", "Collaborative Care halves what people suffer.{F1.02}\n\nThe model works better.\n"
    )
    assert claims(tmp_path) == ["one.md: The model works better.", "landing.html: <p>Integrated care saves money."]


def test_what_others_say_is_still_said() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in files(ROOT / "content", ".md"))
    assert [each for each in SAID_BY_OTHERS if each not in told.replace("\n", " ")] == []
