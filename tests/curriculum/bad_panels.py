"""For every rule on rehearsals of panel review, ways to break it: (rule, what was done, how, the file that is named)."""

from __future__ import annotations

from tests.curriculum.bad_labs import COMMON, lab
from tests.curriculum.builder import M1, Spoil

PANEL = f"{M1}/exercises/panel.yaml"


def _row(name: str, need: str, figures: str) -> str:
    return (
        f"  - {{id: {name}, name: {name.title()}, pcp: Dr. Amari, need: {need}, note: A row., why: Because., "
        f"figures: [{figures}]}}\n"
    )


STEADY = "{weeks: 3, scores: [12, 10], item9: 0, days: 3}"
NEW = _row("nils", "new", "{weeks: 1, scores: [14], item9: 0, days: 3}")
OTHERS = "".join(_row(f"row{number}", "steady", STEADY) for number in range(6))
SCRIPT = """\
  - row: ROW
    openings: [{id: right, best: true, text: A question., why: Because.}, {id: wrong, text: A story., why: Because.}]
    chart: [{id: score, say: true, text: The score., why: Because.}, {id: cat, text: The cat., why: Because.}]
    questions:
      - {id: one, grade: first, text: And, why: Because., answers: [{id: a, best: true, text: A., why: B.}, {id: b, text: C., why: D.}]}
      - {id: two, grade: spare, text: And, why: Because., answers: [{id: a, best: true, text: A., why: B.}, {id: b, text: C., why: D.}]}
    advice: [{id: some, best: true, text: Some., why: Because.}, {id: none, text: None., why: Because.}]
    changes: [{id: much, best: true, text: Much., why: Because.}, {id: little, text: Little., why: Because.}]
    actions: [{id: tell, text: Tells the PCP, who: you, when: today, why: Because.}]
"""
PANEL_LAB = f"""\
id: m1-x-panel
kind: rehearsal
{COMMON}minutes: 30
around: 6
each: 8
bhcm: Yolanda
consultant: Dr. Hartmann
marks: {{choose: C-01, present: C-01, answer: C-01, advise: C-01, back: C-01}}
known: What both know.{{F1.05}}
who: [{{id: you, text: You}}]
when: [{{id: today, text: today}}]
rows:
{_row("sol", "safety", "{weeks: 3, scores: [14, 15], item9: 1, days: 1}")}{NEW}{OTHERS}scripts:
{SCRIPT.replace("ROW", "sol")}{SCRIPT.replace("ROW", "nils")}"""
CHART = "chart: [{id: score, say: true, text: The score., why: Because.}, {id: cat, text: The cat., why: Because.}]"


def panel(*changes: tuple[str, str]) -> Spoil:
    return lab(PANEL, PANEL_LAB, *changes)


_SPOILT = (
    ("X801", "seven rows", panel((_row("row5", "steady", STEADY), ""))),
    ("X801", "fifteen rows", panel((OTHERS, OTHERS + "".join(_row(f"more{n}", "steady", STEADY) for n in range(7))))),
    ("X802", "no time", panel(("minutes: 30", "minutes: 10"))),
    ("X802", "time for everybody", panel(("minutes: 30", "minutes: 80"))),
    ("X803", "danger in some variants", panel(("scripts:\n", "variants: [{pick: 1, of: [sol, row0]}]\nscripts:\n"))),
    ("X804", "no script", panel((SCRIPT.replace("ROW", "nils"), ""))),
    ("X805", "two best", panel(("{id: wrong, text", "{id: wrong, best: true, text"))),
    ("X805", "one option", panel((", {id: none, text: None., why: Because.}", ""))),
    ("X805", "nothing first", panel(("grade: first", "grade: then"))),
    ("X806", "everything is said", panel((CHART, CHART.replace("{id: cat,", "{id: cat, say: true,")))),
    ("X806", "nothing comes of it", panel(("actions: [{id: tell, text: Tells the PCP, who: you, when: today, why: Because.}]", "actions: []"))),
    ("X807", "an unknown row", panel(("  - row: nils", "  - row: nobody"))),
    ("X807", "two scripts", panel(("  - row: nils", "  - row: sol"))),
    ("X807", "an unknown person", panel(("who: you,", "who: she,"))),
    ("X807", "an unknown time", panel(("when: today,", "when: soon,"))),
    ("X807", "a pick of nobody", panel(("scripts:\n", "variants: [{pick: 1, of: [row0, nobody]}]\nscripts:\n"))),
    ("X807", "a pick of all", panel(("scripts:\n", "variants: [{pick: 1, of: [row0]}]\nscripts:\n"))),
    ("X808", "a score of 28", panel(("scores: [14]", "scores: [28]"))),
    ("X808", "a score in words", panel(("scores: [14]", "scores: [many]"))),
    ("X808", "no figures", panel(("figures: [{weeks: 1, scores: [14], item9: 0, days: 3}]", "figures: []"))),
    ("X809", "danger called new", panel(("need: safety", "need: new"))),
    ("X809", "new called stuck", panel(("need: new", "need: stuck"))),
    ("X809", "steady for ten weeks", panel((STEADY, STEADY.replace("weeks: 3", "weeks: 10")))),
    ("I101", "a patient twice", panel((NEW, NEW + NEW))),
    ("T103", "a duty of a turn", panel(("answer: C-01", "answer: C-02"))),
)  # fmt: skip

PANELS = tuple((*each, PANEL) for each in _SPOILT)
