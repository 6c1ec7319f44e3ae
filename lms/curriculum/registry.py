"""Every rule of the content checker: its ID, how grave it is, what it watches and what an author does about it.

S schema, I IDs, T targets, F facts, Q quizzes, C cases, L lessons, M modules and minutes, Z files.
`docs/content.md` lists exactly these; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lms.curriculum.course import Severity


@dataclass(frozen=True)
class Rule:
    """One rule; `severity` is the usual one, a module with status `part` may be told more mildly."""

    id: str
    severity: Severity
    title: str
    remedy: str


def _rule(id_: str, title: str, remedy: str) -> Rule:
    return Rule(id_, "error", title, remedy)


def _advice(id_: str, title: str, remedy: str) -> Rule:
    return Rule(id_, "warning", title, remedy)


_ALL = (
    # Files
    _rule("Z101", "The course folder is missing", "Point --course or LMS_COURSE at the folder that contains content/."),
    _rule("Z102", "A text file is not UTF-8 text", "Save the file as UTF-8 text, or take it out of the course folder."),
    _rule("Z103", "A file is larger than 1 MB", "Split the file or make it smaller; a lesson is a few kilobytes."),
    _rule("Z104", "A link leads out of the course folder", "Copy the file itself into the course folder."),
    _advice("Z105", "A file nobody expects here", "Rename it to the pattern of docs/content.md, or remove it."),
    _rule("Z106", "An empty file", "Fill the file or remove it."),
    _rule(
        "Z107", "Broken YAML", "Mend the YAML at this line; often it is indentation, a missing quote or a stray colon."
    ),
    _rule("Z108", "A file that could not be understood", "Look at the file; if it seems right, report this as a bug."),
    _rule("Z109", "A file that must be there is missing", "Add the file; docs/content.md shows its shape."),
    _rule("Z110", "Not an ordinary file", "Put an ordinary, readable file in its place."),
    # Schema
    _rule("S101", "Unknown key", "Correct the spelling or remove the key."),
    _rule("S102", "Missing key", "Add the key; docs/content.md says what it holds."),
    _rule("S103", "Wrong type of value", "Write the kind of value that the message names."),
    _rule("S104", "Value not allowed", "Use one of the values that the message names."),
    _rule("S105", "Key written twice", "Keep one of the two."),
    _rule(
        "S106",
        "Front matter missing or not closed",
        "Begin the file with a line of three dashes, the keys, and three dashes.",
    ),
    _rule(
        "S107",
        "Block unknown or not closed",
        "Open a block with ::: and a known word, and close it with ::: on a line of its own.",
    ),
    _rule("S108", "Raw HTML", "Use Markdown or one of the ::: blocks; HTML tags are shown as text."),
    _rule(
        "S109",
        "YAML beyond the format",
        "Write the value out; anchors, aliases, tags and several documents are not used here.",
    ),
    _rule("S110", "Text too large to read", "Split the text, close each bracket, or take out what is not text."),
    # IDs
    _rule("I101", "ID used twice", "Give one of the two a new ID."),
    _rule("I102", "ID of the wrong form", "Use the form that the message names."),
    _rule(
        "I103",
        "Released ID has vanished",
        "Bring it back, list it under `aliases` of its successor, or under `retired` in course.yaml.",
    ),
    _rule("I104", "Alias that clashes", "Let each old ID be the alias of exactly one piece and the ID of none."),
    _rule(
        "I105",
        "Revision lower than released",
        "Set it to the released revision or higher; `lms content release` wrote that number.",
    ),
    _rule("I106", "Released ID has changed its kind", "Give the new piece a new ID."),
    _rule(
        "I107", "ids.lock is damaged", "Restore the file from version control; only `lms content release` writes it."
    ),
    # Targets
    _rule("T101", "Unknown objective", "Use an objective ID of the module's module.yaml."),
    _rule("T102", "Unknown course objective", "Use an ID from `objectives` in course.yaml."),
    _rule("T103", "Unknown duty", "Use an ID from competencies.yaml."),
    _rule("T104", "Unknown module", "Use the ID of a module that has a folder and is listed in course.yaml."),
    _rule("T105", "Prerequisite unknown or not earlier", "Name modules that come before this one."),
    _rule("T106", "Unknown requirement", "Name a lesson, case or test that exists in this course."),
    _rule("T107", "Unknown term", "Add the term to glossary.yaml or correct its spelling."),
    _rule("T108", "Broken link", "Link to a heading on the page, a lesson or case by its ID, or an https address."),
    _rule("T109", "Missing figure", "Put the SVG file in figures/ beside lessons/, or correct its name."),
    _rule("T110", "Unknown role", "Use one of the eight role IDs, the same as the file name."),
    _rule("T111", "A role has no file", "Add the file; each of the eight roles has a timeline and a pathway."),
    # Facts
    _rule("F101", "Unknown fact", "Cite a fact that is in content/facts/, or add it there."),
    _rule("F102", "Malformed citation", "Write {F1.58}, or several as {F1.58, PCP.01}."),
    _rule("F103", "Fact without a source", "Name at least one source; facts marked V, V2 or S rest on one."),
    _rule("F104", "Unknown source", "Add the source to sources.yaml or correct its ID."),
    _advice(
        "F105", "A key rests on an unverified fact", "Cite a verified fact for this item, or have the fact confirmed."
    ),
    _rule("F106", "Item without a fact", "Name under `facts` what makes the key right."),
    _advice(
        "F107", "Dated fact without a day to look again", "Add `look_again` with the day on which somebody checks it."
    ),
    # Quizzes
    _rule("Q101", "Not exactly four options", "Write four options."),
    _rule("Q102", "Not exactly one correct option", "Mark one option with `correct: true`."),
    _rule("Q103", "Option without a reason", "Say under `why` why this option is or is not the best."),
    _rule("Q104", "Two options say the same", "Replace one with a different, tempting mistake."),
    _rule("Q105", "All or none of the above", "Write an option that stands on its own."),
    _rule("Q106", "True or false", "Ask what to do or what something means, with four answers."),
    _rule("Q107", "Negative question", "Ask for what is right, not for the exception."),
    _rule(
        "Q108",
        "The key is too often the longest option",
        "Shorten keys or lengthen distractors until 35 % or fewer stand out.",
    ),
    _rule("Q109", "One position holds the key too often", "Move keys until no position holds over 40 %."),
    _rule("Q110", "The same stem twice", "Write another situation; practice must not show a question of the test."),
    _rule(
        "Q111",
        "Objective without an item in the bank",
        "Write items for it; a test covers every objective that is taught.",
    ),
    _rule(
        "Q112", "Objective with fewer than three items", "Write more items for it, so that a second attempt differs."
    ),
    _rule("Q113", "Bank too small", "A bank of a complete module holds 36 items or more."),
    _rule("Q114", "Draw larger than the bank", "Lower `draw` or write more items."),
    _rule("Q115", "Draw too small to cover every objective", "Draw at least one item for each objective of the bank."),
    _advice(
        "Q116",
        "Nothing shown, though the kind says so",
        "Put the table, dialogue or row in the stem, or set `kind: text`.",
    ),
    _advice("Q117", "No question in bold at the end of the stem", "End the stem with the question in **bold**."),
    _advice("Q118", "Too many recall items", "Ask for a decision or an interpretation in 70 % of items or more."),
    _advice("Q119", "Draw outside 12 to 15", "Draw 12 to 15; with 15 the pass mark of 80 % is exactly 12."),
    # Cases
    _rule("C101", "Stage that cannot be reached", "Lead to it from a choice, or remove it."),
    _rule("C102", "Dead end", "Give the stage choices, or make it an ending with `end-` and `ending:`."),
    _rule("C103", "Loop that can go on for ever", "Let every choice lead onward; no stage may lead back to itself."),
    _rule("C104", "Unknown stage", "Name a stage that exists in this case."),
    _rule("C105", "Fewer than three endings", "Write endings that differ in what happens to the patient."),
    _rule("C106", "Fewer than four decisions", "Add decisions until there are four or more."),
    _rule("C107", "Not five to nine stages", "Decisions and the ending a reader sees make five to nine stages."),
    _rule("C108", "Not two to five choices", "Offer two to five choices."),
    _rule("C109", "Not exactly one best choice", "Grade one choice `best`, the others `fair` or `poor`."),
    _rule("C110", "Choice without feedback", "Say after > what followed and why."),
    _rule("C111", "Choice without a path line", "Add `path:` with four words or so."),
    _rule("C112", "Flag asked for but never set", "Set it with `sets:` at an earlier choice, or correct its name."),
    _rule("C113", "Last target is conditional", "End the list with a stage that has no `if`."),
    _advice("C114", "The best choice is always the longest", "Shorten some best choices; length must not tell."),
    _rule(
        "C115",
        "Line out of place in a case",
        "Follow the order: heading, text, ? question, * [choice], and its lines indented.",
    ),
    _rule("C116", "No debrief", "Add a section `## debrief: ...`, shown after any ending."),
    _advice("C117", "Flag set but never asked for", "Use the flag in a condition, or drop it."),
    # Lessons
    _rule("L101", "Lesson far too short or too long", "Bring it to 900 to 1,600 words; split it or join two."),
    _advice("L102", "Lesson a little too short or too long", "Bring it to 900 to 1,600 words."),
    _rule("L103", "Not two to four checks", "Write two to four in-line checks."),
    _rule(
        "L104",
        "Check of the wrong shape",
        "A check has a question, three or four options, one [x], and feedback under each.",
    ),
    _advice("L105", "Nothing to look at", "Add a table, a dialogue, a figure or a worked example."),
    _rule(
        "L106", "Figure with something forbidden", "Use only shapes, text, viewBox and the classes of docs/content.md."
    ),
    _rule(
        "L107", "Figure without words", "Give it a caption after the file name and a text alternative inside the block."
    ),
    _advice("L108", "Long sentences", "Shorten until half of the sentences have fewer than 20 words."),
    _advice("L109", "Exclamation mark", "End the sentence with a full stop."),
    _rule("L110", "Picture", "Use a ::: figure block with an SVG and a text alternative."),
    _rule("L111", "Heading of the wrong level", "Use ## and ### only; the title is the first heading."),
    _advice("L112", "Filler", "Say it without these words."),
    _advice("L113", "Table without a caption", "Put it into a `::: table CAPTION` block."),
    _advice(
        "L114", "Suicide is spoken of without the crisis box", "Add ::: crisis, or say who does what now in ::: urgent."
    ),
    _rule("L115", "Dialogue line without a speaker", "Begin the line with a name and a colon."),
    _rule("L116", "Table block without one table", "Put exactly one Markdown table into the block."),
    # Modules
    _rule("M101", "Too few facts", "Cite 25 different facts or more in the lessons of a module."),
    _rule("M102", "Module longer than 180 minutes", "Shorten it or require less."),
    _rule("M103", "Title of the part", "Write `part_title` for a module with status part, and only there."),
    _rule("M104", "Nothing published", "Add lessons and name them under `required`, or set `status: planned`."),
    _rule("M105", "Objective that nothing teaches", "Name the objective in a lesson or case, or remove it."),
    _advice("M106", "Published but required of nobody", "Name it under `required` or in a pathway, or remove it."),
    _advice("M107", "Not four to eight objectives", "Give a module four to eight objectives."),
    _rule("M108", "Number out of step", "Let `number`, the folder and the order in course.yaml agree."),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in _ALL})
