"""For every rule of the checker, ways to break it: (rule, what was done, how, the file that is named)."""

from __future__ import annotations

import re
from itertools import pairwise

from tests.curriculum.builder import (
    BANK,
    CASE,
    CHECK,
    COURSE,
    FACTS,
    FIGURE,
    GLOSSARY,
    LESSON,
    M1,
    M2,
    MODULE,
    OTHER,
    SOURCES,
    CourseFiles,
    Spoil,
    item,
)  # fmt: skip

Example = tuple[str, str, Spoil, str]
ROLE, PATHWAY, LOCK = "content/roles/pcp.yaml", "content/pathways/pcp.yaml", "content/ids.lock"
HASH = "0" * 64


def change(path: str, old: str, new: str, *, every: bool = False) -> Spoil:
    return lambda files: files.change(path, old, new, every=every)


def put(path: str, content: str | bytes) -> Spoil:
    return lambda files: files.put(path, content)


def add(path: str, text: str) -> Spoil:
    return lambda files: files.add(path, text)


def drop(path: str) -> Spoil:
    return lambda files: files.drop(path)


def body(text: str) -> Spoil:
    """Put something at the end of a lesson's text, before its checks."""
    return lambda files: files.change(LESSON, "::: crisis\n:::\n", f"::: crisis\n:::\n\n{text}\n")


def without_words(files: CourseFiles) -> object:
    return files.change(LESSON, "Yolanda rings the patient before noon and writes down the answer. " * 89, "")


def few_words(files: CourseFiles) -> object:
    return files.change(LESSON, "Yolanda rings the patient before noon and writes down the answer. " * 34, "")


def long_sentences(files: CourseFiles) -> object:
    files.change(
        LESSON,
        "follows it",
        "follows it, and then another, and when that is done a third, so that nobody can breathe",
        every=True,
    )
    return files.change(LESSON, "answer. Yolanda", "answer and Yolanda", every=True)


def bank_of(*indexes: int) -> Spoil:
    return lambda files: files.put(
        BANK, str(files.files[BANK]).split("- id:")[0] + "".join(item(index, "q") for index in indexes)
    )


def no_checks(files: CourseFiles) -> object:
    text = str(files.files[LESSON])
    return files.put(LESSON, text[: text.index("::: check")])


def more_decisions(files: CourseFiles) -> object:
    """Nine decisions: a chain of five more stages before the last."""
    text = str(files.files[CASE])
    stage = text[text.index("## three:") : text.index("## four:")]
    chain = ["four-a", "four-b", "four-c", "four-d", "four-e", "four"]
    text = text.replace(stage, stage.replace("-> four", "-> four-a"))
    extra = "".join(
        stage.replace("## three: Stage three", f"## {here}: Stage").replace("-> four", f"-> {there}")
        for here, there in pairwise(chain)
    )
    return files.put(CASE, text.replace("## four:", extra + "## four:", 1))


def fewer_decisions(files: CourseFiles) -> object:
    text = str(files.files[CASE])
    cut = text[text.index("## three:") : text.index("## four:")]
    return files.put(CASE, text.replace(cut, "").replace("-> three", "-> four"))


def deep(files: CourseFiles) -> object:
    return body("::: fold more\n" * 2000 + "deep\n" + ":::\n" * 2000)(files)


def longest_keys(files: CourseFiles) -> object:
    return files.change(
        BANK, "text: Ring today.", "text: Ring today and write down what is said on the line.", every=True
    )


def same_position(files: CourseFiles) -> object:
    return files.put(BANK, str(files.files[BANK]).split("- id:")[0] + "".join(_keyed(index) for index in range(36)))


def _keyed(index: int) -> str:
    """An item whose key stands first."""
    text = item(index, "q")
    key = "      - text: Ring today.\n        correct: true\n        why: Then you know.\n"
    return text.replace(key, "").replace("options:\n", f"options:\n{key}")


def long_lesson(files: CourseFiles) -> object:
    files.change(MODULE, "required: [", "required: [m1-l3-long, m1-l4-long, ")
    for number in (3, 4):
        text = str(files.files[OTHER]).replace("m1-l2-who-writes", f"m1-l{number}-long")
        longer = text.replace("\n\n::: talk", "\n\n" + "She writes it all down. " * 2000 + "\n\n::: talk", 1)
        files.put(f"{M1}/lessons/0{number}-long.md", longer)
    return files


def opening(text: str) -> Spoil:
    return change(LESSON, "It is nine o'clock, and the telephone rings.", text)


def short_lessons(files: CourseFiles) -> object:
    for path in list(files.files):
        if "/lessons/" in path:
            files.change(path, "Yolanda rings the patient before noon and writes down the answer. " * 30, "")
    return files


def half_longest(files: CourseFiles) -> object:
    """At three of the four stages the best choice is the longest."""
    longer = "Ask him, and go on asking until you know what he wants."
    return files.change(CASE, "Ask him.", longer, every=True)


def without_mending(files: CourseFiles) -> object:
    """Only the best choice of the first stage sets the flag, and every other choice leads to a bad end."""
    return (
        files.change(CASE, "will bring.\n  -> two", "will bring.\n  -> end-bad")
        .change(CASE, "will bring.\n  -> three", "will bring.\n  -> end-bad")
        .change(CASE, "will bring.\n  -> four", "will bring.\n  -> end-bad")
    )


def two_positions(files: CourseFiles) -> object:
    places = [0] * 14 + [1] * 13 + [2] * 5 + [3] * 4
    head = str(files.files[BANK]).split("- id:")[0]
    return files.put(BANK, head + "".join(item(index, "q", key=place) for index, place in enumerate(places)))


def best_first(files: CourseFiles) -> object:
    text = str(files.files[CASE])
    before, stage = text.split("## two:")
    stage, after = stage.split("## three:")
    head, wait, ask = re.split(r"(?=\* \[)", stage)
    return files.put(CASE, f"{before}## two:{head}{ask.rstrip()}\n{wait}\n## three:{after}")


def lists(files: CourseFiles) -> object:
    line = "Yolanda rings the patient before noon and writes down the answer. "
    return files.change(LESSON, line * 60, "\n\n" + f"- {line}\n" * 60 + "\n")


def far_from_help(files: CourseFiles) -> object:
    """Three sections lie between the words and the crisis box."""
    text = "\n".join(f"## Part {number}\n\nYolanda waits.\n" for number in (1, 2, 3))
    return files.change(LESSON, "## What you say", f"He speaks of suicide.\n\n{text}\n## What you say")


def long_sentence(files: CourseFiles) -> object:
    return body("She rings " + "and rings " * 40 + "until noon.")(files)


EXAMPLES: tuple[Example, ...] = (
    ("Z101", "no content", lambda files: [files.drop(path) for path in list(files.files) if path.startswith("content/")], "content"),
    ("Z102", "latin-1", put(LESSON, "---\nid: caf\xe9\n---\n".encode("latin-1")), LESSON),
    ("Z102", "binary", put(BANK, bytes(range(256)) * 20), BANK),
    ("Z102", "control character", change(LESSON, "nine o'clock", "nine\x00o'clock"), LESSON),
    ("Z103", "a lesson of 10 MB", put(LESSON, "word " * 2_000_000), LESSON),
    ("Z105", "an odd name", put("content/Notes.txt", "notes"), "content/Notes.txt"),
    ("Z105", "a lesson without number", put(f"{M1}/lessons/notes.md", "notes"), f"{M1}/lessons/notes.md"),
    ("Z106", "empty", put(GLOSSARY, ""), GLOSSARY),
    ("Z106", "blank", put(GLOSSARY, "\n \n"), GLOSSARY),
    ("Z107", "broken quotes", change(COURSE, "title: A small course", 'title: "A small course'), COURSE),
    ("Z107", "broken front matter", change(LESSON, "title: Who rings?", "title: Who: rings: now"), LESSON),
    ("Z107", "no such day", change(FACTS, "2027-05-01", "2027-02-31"), FACTS),
    ("Z109", "no course.yaml", drop(COURSE), COURSE),
    ("Z109", "no module.yaml", drop(MODULE), MODULE),
    ("Z109", "no facts", drop(FACTS), "content/facts"),
    ("Z109", "no glossary", drop(GLOSSARY), GLOSSARY),
    ("S101", "in front matter", change(LESSON, "fictional: true", "ficional: true"), LESSON),
    ("S101", "in an item", change(BANK, "level: apply", "levels: apply\n  level: apply"), BANK),
    ("S102", "missing", change(CASE, "seat: Behavioral health care manager\n", ""), CASE),
    ("S102", "no crisis wording", change(COURSE, "crisis: In immediate danger call 911.{F1.02} Call or text 988.\n", ""), COURSE),
    ("S103", "a number for text", change(LESSON, "title: Who rings?", "title: 12"), LESSON),
    ("S103", "text for a list", change(LESSON, "aliases: []", "aliases: none"), LESSON),
    ("S103", "a list for a mapping", put(COURSE, "- a\n- b\n"), COURSE),
    ("S103", "a mapping for a list", put(FACTS, "id: F1.01\n"), FACTS),
    ("S103", "scores", change(CASE, "[[0, 18]]", "[[0, eighteen]]"), CASE),
    ("S104", "unknown level", change(BANK, "level: apply", "level: guess"), BANK),
    ("S104", "rate of nothing", change(COURSE, "words_per_minute: 120", "words_per_minute: 0"), COURSE),
    ("S104", "pass mark of two", change(BANK, "pass_mark: 0.8", "pass_mark: 2"), BANK),
    ("S104", "address", change(SOURCES, "https://example.org/a", "javascript:alert(1)"), SOURCES),
    ("S104", "grade", change(CASE, "grade: fair", "grade: good"), CASE),
    ("S105", "twice", change(COURSE, "title: A small course", "title: A small course\ntitle: Another"), COURSE),
    ("S106", "no front matter", put(LESSON, "# A lesson\n"), LESSON),
    ("S106", "not closed", put(CASE, "---\nid: x\n"), CASE),
    ("S107", "not closed", lambda files: files.add(OTHER, "\n::: note\nText.\n"), OTHER),
    ("S107", "unknown", body("::: box\nText.\n:::"), LESSON),
    ("S107", "nested beyond reason", deep, LESSON),
    ("S107", "closed without opening", body(":::"), LESSON),
    ("S107", "out of place", body("::: note\n::: check x-k9\n:::\n:::"), LESSON),
    ("S108", "script", body("<script>alert(1)</script>"), LESSON),
    ("S108", "in an option", change(BANK, "text: Ring today.", 'text: "Ring <b>today</b>."'), BANK),
    ("S109", "alias", change(COURSE, "title: A small course", "title: &a A small course\nsubtitle: *a"), COURSE),
    ("S109", "tag", change(COURSE, "title: A small course", "title: !!python/name:os.system x"), COURSE),
    ("S109", "nested", put(ROLE, "id: pcp\nx: " + "[" * 5000 + "]" * 5000), ROLE),
    ("S110", "brackets", body("[[" * 5000), LESSON),
    ("S110", "paragraphs", body("a\n\n" * 200_000), LESSON),
    ("I101", "two lessons", change(OTHER, "id: m1-l2-who-writes", "id: m1-l1-who-rings"), OTHER),
    ("I101", "two items", change(BANK, "id: m1-q-1\n", "id: m1-q-2\n"), BANK),
    ("I101", "two stages", change(CASE, "## two:", "## one:"), CASE),
    ("I101", "two facts", change(FACTS, "id: F1.02", "id: F1.01"), FACTS),
    ("I102", "capitals", change(LESSON, "id: m1-l1-who-rings", "id: M1_L1"), LESSON),
    ("I102", "a fact", change(FACTS, "id: F1.01", "id: fact-one"), FACTS),
    ("I103", "vanished", put(LOCK, f"m1-l9-gone\tlesson\t1\t{HASH}\n"), LOCK),
    ("I104", "alias of one in use", change(LESSON, "aliases: []", "aliases: [m1-l2-who-writes]"), LESSON),
    ("I104", "two claim it",
     lambda files: files.change(LESSON, "aliases: []", "aliases: [old]").change(OTHER, "aliases: []", "aliases: [old]"), OTHER),
    ("I105", "lower", put(LOCK, f"m1-l1-who-rings\tlesson\t3\t{HASH}\n"), LESSON),
    ("I106", "was a case", put(LOCK, f"m1-l1-who-rings\tcase\t1\t{HASH}\n"), LESSON),
    ("I107", "damaged", put(LOCK, "<<<<<<< ours\n"), LOCK),
    ("T101", "in a lesson", change(LESSON, "objectives: [m1-o1, ", "objectives: [m1-o9, "), LESSON),
    ("T101", "in an item", change(BANK, "objective: m1-o1", "objective: m1-o9"), BANK),
    ("T102", "unknown", change(MODULE, "course: [O1.1]", "course: [O1.9]"), MODULE),
    ("T103", "in a module", change(MODULE, "duties: [C-01]", "duties: [C-99]"), MODULE),
    ("T103", "in a case", change(CASE, "duties: [C-01]", "duties: [C-99]"), CASE),
    ("T104", "without a folder", change(COURSE, "modules: [m1, m2]", "modules: [m1, m2, m3]"), COURSE),
    ("T104", "not listed", change(COURSE, "modules: [m1, m2]", "modules: [m1]"), f"{M2}/module.yaml"),
    ("T104", "in a quiz", change(BANK, "module: m1", "module: m2"), BANK),
    ("T105", "later", change(MODULE, "prerequisites: []", "prerequisites: [m2]"), MODULE),
    ("T106", "in a module", change(MODULE, "required: [", "required: [m1-l9, "), MODULE),
    ("T107", "unknown", change(LESSON, "[[warm handoff]]", "[[cold handoff]]"), LESSON),
    ("T108", "no heading", change(LESSON, "(#what-you-say)", "(#nowhere)"), LESSON),
    ("T108", "no page", body("See [that](m1-l9-missing)."), LESSON),
    ("T108", "a script", body("See [that](javascript:alert(1))."), LESSON),
    ("T109", "missing", drop(FIGURE), LESSON),
    ("F101", "in text", change(LESSON, "{F1.02}", "{F9.02}"), LESSON),
    ("F101", "in an item", change(BANK, "facts: [F1.01, ", "facts: [F9.01, "), BANK),
    ("F101", "in a role", change(ROLE, "F1.01", "F9.01"), ROLE),
    ("F102", "lower case", change(LESSON, "{F1.02}", "{f1.02}"), LESSON),
    ("F102", "semicolon", change(LESSON, "{F1.02}", "{F1.02; F1.03}"), LESSON),
    ("F102", "not closed", change(LESSON, "{F1.02}", "{F1.02"), LESSON),
    ("F102", "in an item", change(BANK, "facts: [F1.01, ", "facts: [one, "), BANK),
    ("F103", "none", change(FACTS, "sources: [NGS-COCM]", "sources: []"), FACTS),
    ("F104", "unknown", change(FACTS, "sources: [NGS-COCM]", "sources: [NOBODY]"), FACTS),
    ("F105", "marked U", change(BANK, "facts: [F1.01, ", "facts: [F1.27, "), BANK),
    ("F106", "none", lambda files: files.put(BANK, re.sub(r"facts: \[F1.01, F1.02\]", "facts: []", str(files.files[BANK]), count=1)), BANK),
    ("F107", "no day", lambda files: files.change(FACTS, "dated: false\n  sources: [NGS-COCM]\n  look_again: 2027-05-01",
                                                 "dated: true\n  sources: [NGS-COCM]\n  look_again: null"), FACTS),
    ("Q101", "three", change(BANK, "      - text: Wait until the next visit.\n        why: That loses time.\n", ""), BANK),
    ("Q102", "none", change(BANK, "        correct: true\n", ""), BANK),
    ("Q102", "two", change(BANK, "next visit.\n", "next visit.\n        correct: true\n"), BANK),
    ("Q103", "no why", change(BANK, "        why: Then you know.\n", ""), BANK),
    ("Q104", "the same", change(BANK, "text: Write a note for tomorrow.", "text: wait until the next visit"), BANK),
    ("Q105", "all", change(BANK, "text: Write a note for tomorrow.", "text: All of the above"), BANK),
    ("Q105", "none", change(CHECK, "text: Write a note for tomorrow.", "text: None of these"), CHECK),
    ("Q106", "in the stem", change(BANK, "**What now?**", "**True or false?**"), BANK),
    ("Q107", "except", change(BANK, "**What now?**", "**Do all of this EXCEPT which?**"), BANK),
    ("Q107", "which not", change(BANK, "**What now?**", "**Which of these should you not do?**"), BANK),
    ("Q107", "which not, closely", change(BANK, "**What now?**", "**Which would not help him?**"), BANK),
    ("Q108", "always", longest_keys, BANK),
    ("Q109", "always a", same_position, BANK),
    ("Q110", "in both", add(CHECK, item(3, "x")), BANK),
    ("Q111", "none left", change(BANK, "objective: m1-o4", "objective: m1-o1", every=True), BANK),
    ("Q112", "two left", bank_of(*range(0, 36, 4), *range(1, 36, 4), *range(2, 36, 4), 3, 7), BANK),
    ("Q113", "thirty", bank_of(*range(30)), BANK),
    ("Q114", "forty", change(BANK, "draw: 15", "draw: 40"), BANK),
    ("Q115", "three", change(BANK, "draw: 15", "draw: 3"), BANK),
    ("Q116", "no table", change(BANK, "kind: text", "kind: table"), BANK),
    ("Q116", "no dialogue", change(BANK, "kind: text", "kind: dialogue"), BANK),
    ("Q117", "not bold", change(BANK, "**What now?**", "What now?"), BANK),
    ("Q118", "all recall", change(BANK, "level: apply", "level: recall", every=True), BANK),
    ("Q119", "twenty", change(BANK, "draw: 15", "draw: 20"), BANK),
    ("C101", "beside the path", lambda files: files.change(CASE, "-> three", "-> four", every=True), CASE),
    ("C101", "a flag that is always set", lambda files: files.change(CASE, "-> end-good if asked, end-mixed", "-> end-good")
        .change(CASE, "-> end-bad", "-> end-bad if not asked, end-bad"), CASE),
    ("C102", "no choices", change(CASE, "## end-good: Better", "## better: Better"), CASE),
    ("C102", "no target", change(CASE, "  -> end-bad\n", ""), CASE),
    ("C103", "back to the start", change(CASE, "-> end-bad", "-> one"), CASE),
    ("C104", "no such stage", change(CASE, "-> end-bad", "-> end-worse"), CASE),
    ("C104", "no such start", change(CASE, "start: one", "start: zero"), CASE),
    ("C105", "two", lambda files: files.change(CASE, "-> end-bad", "-> end-mixed")
        .change(CASE, "## end-bad: Worse\nending: poor\nHe is worse.\n", ""), CASE),
    ("C106", "three", fewer_decisions, CASE),
    ("C107", "ten stages", more_decisions, CASE),
    ("C108", "one", change(CASE, "* [wait] Wait and see what the week will bring.\n  -> two\n  grade: fair\n  path: Waited\n  > Nothing happens.\n", ""), CASE),
    ("C109", "none", change(CASE, "grade: best", "grade: fair"), CASE),
    ("C109", "two", change(CASE, "grade: fair", "grade: best"), CASE),
    ("C110", "none", change(CASE, "  > Nothing happens.\n", ""), CASE),
    ("C111", "none", change(CASE, "  path: Waited\n", ""), CASE),
    ("C112", "in a target", change(CASE, "if asked", "if begged"), CASE),
    ("C112", "in a block", change(CASE, "::: when asked", "::: when not begged"), CASE),
    ("C113", "conditional", change(CASE, "-> end-good if asked, end-mixed", "-> end-mixed if not asked, end-good if asked"), CASE),
    ("C114", "always longest", lambda files: files.change(CASE, "Ask him.", "Ask him, and go on asking until you know what he wants.", every=True)
        .change(CASE, "Say little.", "Say little, and leave him all the time he needs to find the words he wants."), CASE),
    ("C115", "text after choices", change(CASE, "  > He stayed.\n", "  > He stayed.\n\nStray.\n"), CASE),
    ("C115", "no question", change(CASE, "? What do you do?\n", ""), CASE),
    ("C115", "heading", change(CASE, "## two: Stage two", "## Stage two"), CASE),
    ("C116", "none", change(CASE, "## debrief: What the team would say\nAsk early.{F1.07}\n", ""), CASE),
    ("C117", "unused", change(CASE, "  grade: poor\n", "  grade: poor\n  sets: talked\n"), CASE),
    ("L101", "short", without_words, LESSON),
    ("L102", "a little short", few_words, LESSON),
    ("L103", "none", no_checks, LESSON),
    ("L104", "two options", change(LESSON, "- [ ] Wait.\n  Waiting loses a day.{F1.04}\n", ""), LESSON),
    ("L104", "two right", change(LESSON, "- [ ] Wait.", "- [x] Wait."), LESSON),
    ("L104", "no feedback", change(LESSON, "  Then you know.\n", ""), LESSON),
    ("L105", "bare", lambda files: files.put(OTHER, re.sub(r"::: (talk|table)[^:]*(?:[^:]|:(?!::))*:::\n", "", str(files.files[OTHER]))), OTHER),
    ("L106", "script", change(FIGURE, "<rect", "<script>alert(1)</script><rect"), LESSON),
    ("L106", "handler", change(FIGURE, "<rect", '<rect onclick="alert(1)"'), LESSON),
    ("L106", "style", change(FIGURE, "<rect", '<rect style="fill:red"'), LESSON),
    ("L106", "class", change(FIGURE, "ln-ink", "rainbow"), LESSON),
    ("L106", "entity", put(FIGURE, '<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1"/>'), LESSON),
    ("L106", "link", change(FIGURE, "<rect", '<a href="https://example.org"/><rect'), LESSON),
    ("L106", "not SVG", put(FIGURE, "<p>"), LESSON),
    ("L107", "no words", change(LESSON, "One box, with the word you, 1 of 1.{F1.01}\n", ""), LESSON),
    ("L107", "no caption", change(LESSON, "::: figure team.svg Who talks to whom", "::: figure team.svg"), LESSON),
    ("L108", "long", long_sentences, LESSON),
    ("L109", "in a lesson", change(LESSON, "nine o'clock,", "nine o'clock!"), LESSON),
    ("L109", "in a case", change(CASE, "He stayed.", "He stayed!"), CASE),
    ("L110", "picture", body("![A team](team.png)"), LESSON),
    ("L111", "first level", body("# Title"), LESSON),
    ("L111", "fourth level", body("#### Detail"), LESSON),
    ("L112", "filler", body("It is important to note that he rang."), LESSON),
    ("L113", "bare table", change(LESSON, "::: table Who does what", "::: table"), LESSON),
    ("L115", "nobody", change(LESSON, "You: How was the week?", "How was the week?"), LESSON),
    ("L116", "no table", change(LESSON, "| Who | What |\n|---|---:|\n| You | 5 |\n", "Words.\n"), LESSON),
    ("M101", "twenty-four", lambda files: [files.change(path, f"{{F1.{number:02}}}", "") for path, number in
        ((LESSON, 6), (LESSON, 7), (LESSON, 8), (LESSON, 9), (LESSON, 10), (LESSON, 11))], MODULE),
    ("M102", "far too long", long_lesson, MODULE),
    ("M103", "no title", change(MODULE, "status: complete", "status: part"), MODULE),
    ("M103", "not a part", change(MODULE, "status: complete", "status: complete\npart_title: A part"), MODULE),
    ("M104", "nothing", change(f"{M2}/module.yaml", "status: planned", "status: complete"), f"{M2}/module.yaml"),
    ("M105", "untaught", lambda files: [files.change(path, ", m1-o4]", "]") for path in (LESSON, OTHER)], MODULE),
    ("M106", "of nobody", change(MODULE, "m1-l2-who-writes, ", ""), OTHER),
    ("M107", "three", change(MODULE, '  - {id: m1-o4, text: "Do m1-o4.", course: [O1.1], duties: [C-01]}\n', ""), MODULE),
    ("M108", "number", change(MODULE, "number: 1", "number: 2"), MODULE),
    ("F108", "said as if it were certain", lambda files: files.change(OTHER, "commonly made here, as a sample, and a number follows it.{F1.27}", "made here and a number follows it.{F1.27}"), OTHER),
    ("F109", "not called one", lambda files: files.change(OTHER, "made here, as a sample, and a number follows it.{F1.28}", "made here and a number follows it.{F1.28}"), OTHER),
    ("F110", "per cent", body("Half of them, or 50 %, came back."), LESSON),
    ("F110", "a code", body("The claim goes out under 99492."), LESSON),
    ("F110", "a year", body("The model was tried in 2002."), LESSON),
    ("Q120", "of the following", change(BANK, "**What now?**", "**Which of the following is best?**"), BANK),
    ("Q120", "to be completed", change(BANK, "**What now?**", "**The next step is**"), BANK),
    ("Q120", "in a check", change(LESSON, "**What now?**", "**Which of these is best?**"), LESSON),
    ("Q121", "nothing shown", lambda files: files.change(BANK, "kind: dialogue", "kind: text", every=True), BANK),
    ("Q122", "one far longer", change(BANK, "text: Wait until the next visit.", "text: Wait until the next visit, and see by then what he has made of it."), BANK),
    ("Q123", "one without a stop", change(BANK, "text: Ring today.", "text: Ring today"), BANK),
    ("Q124", "many in two places", two_positions, BANK),
    ("C118", "a condition", change(CASE, "title: Walter", "title: Severe depression"), CASE),
    ("C119", "two alike", change(CASE, "He is as before.", "He is better."), CASE),
    ("C120", "all mixed", lambda files: files.change(CASE, "ending: good", "ending: mixed").change(CASE, "ending: poor", "ending: mixed"), CASE),
    ("C121", "three of four", half_longest, CASE),
    ("C122", "always first", best_first, CASE),
    ("C123", "none", change(CASE, "  > He answers.{F1.05}", "  > He answers."), CASE),
    ("C124", "one slip and it is over", without_mending, CASE),
    ("L117", "a definition", opening("Collaborative Care is a model of care."), LESSON),
    ("L117", "an announcement", opening("In this lesson you will hear about Walter."), LESSON),
    ("L117", "a meaning", opening("Adherence means that somebody takes what was agreed."), LESSON),
    ("L118", "no ability", change(LESSON, "After this lesson you can ring.", "All about ringing."), LESSON),
    ("L119", "no such section", change(LESSON, "## This week", "## The end"), LESSON),
    ("L119", "one thing", change(LESSON, "2. Write down what was said.\n", ""), LESSON),
    ("L120", "not bold", change(LESSON, "**What now?**", "What now?"), LESSON),
    ("L121", "too hard", lambda files: files.change(LESSON, "Yolanda rings the patient before noon and writes down the answer.",
        "Psychiatric consultation necessitates interdisciplinary communication concerning pharmacological alternatives.", every=True), LESSON),
    ("L122", "over forty words", long_sentence, LESSON),
    ("L123", "nearly all", lists, LESSON),
    ("M109", "five", lambda files: files.change(MODULE, "m1-l6-who-answers, ", ""), MODULE),
    ("M110", "too few words", short_lessons, MODULE),
    ("M111", "two", lambda files: files.drop(f"{M1}/cases/hollis.md").change(MODULE, "m1-c2-hollis, ", ""), MODULE),
    ("Q104", "in a check", change(LESSON, "- [ ] Ask somebody else.", "- [ ] Wait."), LESSON),
    ("Q105", "in a check", change(LESSON, "- [ ] Ask somebody else.", "- [ ] All of the above."), LESSON),
    ("Q107", "in a check", change(LESSON, "**What now?**", "**Which of his worries is not yours?**"), LESSON),
    ("V101", "in a lesson", change(LESSON, "review_by: 2027-11-01\n", ""), LESSON),
    ("V101", "in a quiz", change(BANK, "review_by: 2027-11-01\n", ""), BANK),
    ("V102", "before the review", lambda files: files.change(LESSON, "review: null\nreview_by: 2027-11-01",
        "review: {by: Dr. A, licence: MD 1, on: 2026-11-01, edition: abc}\nreview_by: 2026-10-01"), LESSON),
    ("Y101", "suicide in a lesson", change(LESSON, "::: crisis\n:::\n", "He speaks of suicide.\n"), LESSON),
    ("Y101", "self-harm in a case", change(CASE, "He answers.{F1.05}", "He has thoughts of self-harm.{F1.05}"), CASE),
    ("Y101", "a rifle in a case", change(CASE, "You sit.{F1.05}", "There is a rifle in the closet.{F1.05}"), CASE),
    ("Y101", "an overdose in a wrong answer", change(CASE, "Say yes, and then", "Ask about the overdose, and then"), CASE),
    ("Y101", "abuse in a lesson", lambda files: files.change(LESSON, "::: crisis\n:::\n", "She tells of domestic abuse.\n"), LESSON),
    ("Y102", "sections away", far_from_help, LESSON),
    ("Y102", "stages away", lambda files: files.change(CASE, "You sit.{F1.05}", "He would kill himself.{F1.05}").change(
        CASE, "Walter waits. His PHQ-9 was 18.", "Walter waits. The 988 card lies there."), CASE),
    ("Y103", "nobody acts", lambda files: files.change(BANK, "text: Ring today.", "text: Say little.").change(BANK, "Walter, kitchen,", "He speaks of suicide. Walter, kitchen,"), BANK),
    ("Y104", "in a lesson", body("His PHQ-9 is 14, and item 9 is above zero. Yolanda writes it down."), LESSON),
    ("Y104", "in a case", change(CASE, "He remembers that you asked.", "Item 9 is positive."), CASE),
    ("Y105", "three times", body("He speaks of suicide.\n\nShe has thought of suicide.\n\nThey talk about suicide."), LESSON),
    ("Y106", "in a dialogue", change(LESSON, "You: How was the week?", "You: Just double the dose tonight."), LESSON),
    ("Y106", "as the best answer", change(CASE, "* [no] Say little.", "* [no] “Take half a tablet, and ring me on Friday.”"), CASE),
    ("Y106", "as the key", change(BANK, "text: Ring today.", "text: Stop the tablets today."), BANK),
    ("Y107", "milligrams", body("He takes 50 mg at night."), LESSON),
    ("Y107", "tablets", change(LESSON, "You: How was the week?", "You: So you had two tablets left?"), LESSON),
    ("Y108", "in a dialogue", change(LESSON, "You: How was the week?", "You: It sounds like you have depression."), LESSON),
    ("Y109", "in a lesson", body("He was given Zoloft."), LESSON),
    ("Y109", "in an item", change(BANK, "why: Then you know.", "why: The prozac has to work first."), BANK),
    ("Y110", "a seller", body("Open MyChart and look."), LESSON),
    ("Y110", "a common word", body("Yolanda opens the Epic chart."), LESSON),
    ("Y111", "a social security number", body("His number is 123-45-6789."), LESSON),
    ("Y111", "a record number", change(CASE, "You sit.{F1.05}", "You open MRN 00451234.{F1.05}"), CASE),
    ("Y112", "a number", body("Ring her at (312) 867-5309 at noon."), LESSON),
    ("Y113", "in words", body("Walter, born on 4 May 1959, waits."), LESSON),
    ("Y113", "in figures", change(CASE, "Age: 67", "Age: DOB 05/04/1959"), CASE),
    ("Y114", "a house", body("He lives at 14 Willow Street."), LESSON),
    ("Y115", "a mailbox", body("Write to grace@saltmarshclinic.org today."), LESSON),
    ("Z111", "a heavy lesson", lambda files: files.put(LESSON, str(files.files[LESSON]) + "\n" * 60_000), LESSON),
    ("Z111", "a heavy drawing", lambda files: files.change(FIGURE, "<rect", " " * 41_000 + "<rect"), FIGURE),
)  # fmt: skip
