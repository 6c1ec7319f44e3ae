"""Every rule of the content checker: its ID, how grave it is, what it watches and what an author does about it.

S schema, I IDs, T targets, F facts, Q quizzes, C cases, L lessons, M modules and minutes, V reviews, Y safety, D downloads, Z files.
`docs/content.md` lists exactly these; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lms.curriculum.course import Severity
from lms.curriculum.rules_of_lists import LISTS
from lms.curriculum.rules_of_sums import SUMS
from lms.curriculum.rules_of_tours import UNUSUAL, WRONG


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


_ALL = (  # Files
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
    _advice(
        "Z111", "Larger than it needs to be", "Split the lesson, simplify the drawing, or make the download lighter."
    ),
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
    _rule("T112", "Unfit list before the first patient", "Name lessons, cases and labs once, 175 minutes at most."),
    _rule("T113", "Unfit plan of a pathway", "Name each part in one unit, and only kinds that stand under `outside`."),
    _advice("T114", "Unit that is no quarter of an hour", "Let what a unit of the plan holds take 13 to 17 minutes."),
    _rule(
        "T115", "Skill that cannot be used", "Say under `see` what is looked for, or give four anchors under `levels`."
    ),
    *(_rule(*each) for each in WRONG),  # The leaders' tour
    *(_advice(*each) for each in UNUSUAL),
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
    _advice(
        "F108", "Unverified fact without a softener", "Say that it is commonly, often or usually so, or leave it out."
    ),
    _advice("F109", "Sample that is not called one", "Say that it is a sample or an example of ours."),
    _advice("F110", "Figure, year or code without a fact", "Cite the fact it comes from, or take it out."),
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
    _rule("Q110", "The same stem twice", "Write another situation; nothing else may show a question of the test."),
    _rule("Q111", "Objective without an item in the bank", "Write items for it; a test covers all that is taught."),
    _rule("Q112", "Objective with fewer than three items", "Write more items, so that a second attempt differs."),
    _rule("Q113", "Bank too small", "A complete module has 36 items or more, a unit three times its draw."),
    _rule("Q114", "Draw larger than the bank", "Lower `draw` or write more items."),
    _rule("Q115", "Draw too small to cover every objective", "Draw at least one item for each objective of the bank."),
    _advice("Q116", "Nothing shown, though the kind says so", "Put it in the stem, or set `kind: text`."),
    _advice("Q117", "No question in bold at the end of the stem", "End the stem with the question in **bold**."),
    _advice("Q118", "Too many recall items", "Ask for a decision or an interpretation in 70 % of items or more."),
    _advice("Q119", "Draw outside 12 to 15", "Draw 12 to 15 in a module; with 15 the pass mark of 80 % is exactly 12."),
    _advice(
        "Q120", "Cannot be answered before the options are read", "Ask a whole question that ends with a question mark."
    ),
    _advice(
        "Q121", "Too little is shown", "Show a table, chart, row or dialogue in 36 % of the items of a bank or more."
    ),
    _advice("Q122", "Options of unlike length", "Shorten the longest or lengthen the shortest."),
    _advice("Q123", "Options of unlike grammar", "End all options with a full stop, or none."),
    _advice("Q124", "Keys are spread unevenly", "Move keys until each position holds about a quarter."),
    _rule(
        "Q125", "A test over the course that leaves an objective out", "Name each course objective once under `over`."
    ),
    _advice("Q126", "Few questions to draw from", "Write twice as many questions for an objective as are drawn."),
    _rule("Q127", "A draw that cannot be made", "Lower `shown` or raise `recall`, or write other questions."),
    _rule("Q128", "A diagnostic too short or too long", "Ask 10 to 15 questions in a diagnostic."),
    _rule("Q129", "A diagnostic that is not asked whole", "Set `draw` to the number of its items."),
    _rule("Q130", "A diagnostic that is not about its module", "Ask once or more for each objective of the module."),
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
    _advice("C118", "Named for a condition", "Name the case for a person; it is about somebody."),
    _advice("C119", "Two endings read alike", "Let each ending differ in what happens to the patient."),
    _advice("C120", "All endings of one kind", "Let some choices lead to a better ending than others."),
    _advice("C121", "The best choice is mostly the longest", "Shorten some best choices; length must not tell."),
    _advice(
        "C122",
        "The best choice is mostly in one place",
        "Move choices until no place holds the best in over 60 % of the stages.",
    ),
    _advice("C123", "Stage without a fact in its feedback", "Say on what the advice rests, with the ID of a fact."),
    _advice("C124", "No mistake can be mended", "Let at least one lesser choice still lead to a good ending."),
    _rule(
        "C125",
        "Variable of the wrong shape",
        "Give six variables or fewer a label, a start between least and most, at most 20 apart, and words that rise from the least.",
    ),
    _rule(
        "C126",
        "Unknown variable",
        "Declare it under `variables`, compare it as in `trust >= 3`, change it as in `trust +1`.",
    ),
    _rule("C127", "Stage that offers some readers nothing", "Add a choice without `when:`, or one for those readers."),
    _advice("C128", "Variable that never changes", "Change it with `changes:` at a choice, or drop it."),
    _rule("C129", "Too many states to walk", "Use fewer flags and variables, or bring their bounds closer together."),
    _rule(
        "C130",
        "Channel, time or score that cannot be",
        "Write them as docs/content.md shows, below the heading of the stage.",
    ),
    _rule("C131", "Seats that do not fit", "Declare two to six seats instead of `seat`, and let no choice set one."),
    _advice(
        "C132", "Seat without anything of its own", "Give it a text, a question or a choice with `when`, or drop it."
    ),
    _rule(
        "C133",
        "Reply without its name",
        "Give each reply of a conversation a `move:` from the list, and no other choice one.",
    ),
    _rule(
        "C134",
        "Conversation too short or too still",
        "Write six turns or more, and a variable that moves with what is said.",
    ),
    _advice("C135", "Text or choice that nobody meets", "Loosen its condition, or remove it."),
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
    _rule("L115", "Dialogue line without a speaker", "Begin the line with a name and a colon."),
    _rule("L116", "Table block without one table", "Put exactly one Markdown table into the block."),
    _advice("L117", "Opens like a definition", "Open on a concrete moment: somebody, somewhere, and what is at stake."),
    _advice("L118", "Promise without an ability", "Write what the reader can do: “After this lesson you can …”."),
    _advice(
        "L119",
        "No things to do this week at the end",
        "End with a section “This week” and a list of two or three things to do or say.",
    ),
    _advice("L120", "Check without a question in bold at its end", "End the situation with the question in **bold**."),
    _advice(
        "L121",
        "Reading level outside grades 5 to 12",
        "Shorten sentences and choose shorter words; grade 9 to 11 is best.",
    ),
    _advice("L122", "A sentence of more than 40 words", "Make two of it."),
    _advice(
        "L123", "Mostly lists", "Write paragraphs where they explain better; lists hold a third of the words at most."
    ),
    # Modules
    _rule("M101", "Too few facts", "Cite 25 different facts or more in the lessons of a module."),
    _rule("M102", "Module longer than 180 minutes", "Shorten it or require less."),
    _rule("M103", "Title of the part", "Write `part_title` for a module with status part, and only there."),
    _rule("M104", "Nothing published", "Add lessons and name them under `required`, or set `status: planned`."),
    _rule("M105", "Objective that nothing teaches", "Name the objective in a lesson or case, or remove it."),
    _advice("M106", "Published but required of nobody", "Name it under `required` or in a pathway, or remove it."),
    _advice("M107", "Not four to eight objectives", "Give a module four to eight objectives."),
    _rule("M108", "Number out of step", "Let `number`, the folder and the order in course.yaml agree."),
    _rule(
        "M109",
        "Not six to eight lessons in a complete module",
        "Write six to eight required lessons, or set `status: part`.",
    ),
    _rule(
        "M110",
        "Not 6,500 to 9,000 words in a complete module",
        "Bring the required lessons to 6,500 to 9,000 words, or set `status: part`.",
    ),
    _rule("M111", "Fewer than three cases in a complete module", "Write three cases, or set `status: part`."),
    # Reviews
    _advice("V101", "No day to look at it again", "Add `review_by` with the day by which somebody looks at it again."),
    _advice("V102", "To be looked at again before it was reviewed", "Set `review_by` to a day after the review."),
    # Safety
    _rule(
        "Y101", "Danger without a crisis line", "Add ::: crisis, or say in ::: urgent who does what now and name 988."
    ),
    _advice(
        "Y102",
        "Danger far from what to do about it",
        "Put the crisis box, 988 or 911 into the same section or stage or the one beside it.",
    ),
    _advice(
        "Y103",
        "Item on danger that says nobody acts",
        "Let the stem, an option or a reason name 988, 911, the protocol, or who does what now.",
    ),
    _rule(
        "Y104",
        "Item 9 above zero without an action and a time",
        "Say in the same section, stage or item who does what, and now, today or at once.",
    ),
    _advice("Y105", "No content warning", "Add a `warning` of one sentence to the front matter."),
    _rule(
        "Y106",
        "Advice on a dose in the care manager's voice",
        "Let the care manager ask, listen and report; a prescriber decides.",
    ),
    _advice("Y107", "Amount of a medicine", "Leave the amount out, or put it into a table as reported data."),
    _advice(
        "Y108", "Diagnosis in the care manager's voice", "Say what the score or the story shows; a provider diagnoses."
    ),
    _rule("Y109", "Brand name of a medicine", "Write the generic name."),
    _rule("Y110", "Name of a seller of records or registries", "Say what to do in any system."),
    _rule(
        "Y111", "Number that looks like a real person's", "Take the number out; patients are invented and need none."
    ),
    _rule("Y112", "Telephone number that is not a public line", "Take it out, or use 555-0100 to 555-0199."),
    _rule("Y113", "Birth date", "Write an age."),
    _advice("Y114", "Street address", "Name the place without number and street."),
    _rule("Y115", "E-mail address that may be real", "Use an address that ends with .example."),
    # Labs
    _rule("X101", "Unknown kind of lab", "Write one of the kinds of docs/content.md."),
    _advice("X102", "Lab without a fact", "Cite the facts it rests on in its texts."),
    _rule("X103", "No rate for labs", "State `minutes_per_lab_step` under `rates` in course.yaml."),
    _rule(
        "X110",
        "A lab that cannot be played as it is written",
        "Mend what the sentence names; docs/content.md has the shape.",
    ),
    _rule("X201", "Task that a registry does not know", "Write the ids of docs/content.md under `tasks`."),
    _rule("X202", "Caseload of the wrong size", "State 60 to 120 `patients`."),
    _rule("X203", "No task, or one twice", "Name each task once under `tasks`."),
    _rule(
        "X204", "Limit that cannot be", "State days from 1 to 366, `early` before `review`, `review` before `change`."
    ),
    _rule("X205", "Too few weeks, or too many", "State 4 to 6 `weeks`."),
    _rule("X206", "Week without room, or without end", "State 1 to 30 `calls` and `places`."),
    _rule("X401", "Day that cannot end", "Give each day at least one block with a beginning and an end."),
    _rule(
        "X402", "Block with an impossible time", "Let each block end after it begins and before the next one begins."
    ),
    _rule("X403", "Block without tasks", "Let something come that can be done in it, or take the block out."),
    _rule("X404", "Task that never fits", "Take fewer minutes, or make a block longer."),
    _rule("X405", "Impossible window", "Let it come early enough to be done inside its window and the day."),
    _rule("X406", "Consequence without a cause", "Let an outcome add it, or take `caused: true` away."),
    _rule("X407", "Outcome that adds nothing", "Name something of this lab that says `caused: true`."),
    _rule("X408", "Nothing to choose", "Let more lie in the inbox than the blocks can hold."),
    _rule("X409", "More must be done than fits", "Let less have to be done by a time, or give the day more minutes."),
    _rule(
        "X410",
        "Danger without a way to meet it",
        "Offer an option in which somebody who assesses risk acts now and the PCP is told, and give danger no `by`.",
    ),
    _rule(
        "X411", "Interruption that is no choice", "Give it a time inside a block, two options or more, and one best."
    ),
    _rule("X412", "Somebody or some day that is not there", "Name a colleague, patient or day of this lab."),
    _rule("X413", "Pick that picks nothing", "Name tasks or interruptions of this lab, and pick fewer than there are."),
    _rule("X414", "Variant without a matter of safety", "Let item 9 above zero come in every variant."),
    _rule("X501", "Nothing to write", "Give the lab parts, and each part fields."),
    _rule("X502", "Nothing to rate oneself by", "Give the part `lines`, each with its reason."),
    _rule("X503", "Writing without a model", "Give at least one field of the part a `model`."),
    _advice("X504", "Choice of one", "Give two options or more, or let it be written."),
    _rule("X701", "Answer that is not among the choices", "Let `key` name one of the task's `choices`."),
    _rule(
        "X702", "Choice that is never right", "Give it an entry, or say `spare: true` if it is meant to lead astray."
    ),
    _rule("X703", "Too little to sort", "Give a task three entries or more, and two choices or more."),
    _rule("X704", "Form that cannot be filled", "Correct the range; the answers must be able to come to it."),
    _rule(
        "X705",
        "Scoring without forms or paths",
        "Give the lab `forms`, and `paths` of which one fits `zero` and one `above`.",
    ),
    _rule("X801", "Sheet too short or too long", "Let every variant show 8 to 14 rows."),
    _rule("X802", "Nothing to choose", "Let the time hold at least one case, and fewer than there are rows."),
    _rule("X803", "Review without a matter of safety", "Let a row with the need `safety` come in every variant."),
    _rule("X804", "Row that cannot be presented", "Give each row with the need safety, new or stuck a script."),
    _rule("X805", "Not one right answer", "Give two options or more and mark one `best`; let one question be `first`."),
    _rule(
        "X806",
        "Script with a gap",
        "Let the chart hold something to say and something to leave out, and write actions.",
    ),
    _rule("X807", "Row, person or time that is not there", "Name one of this lab, each row once."),
    _rule("X808", "Impossible score", "Write PHQ-9 scores from 0 to 27, and item 9 from 0 to 3."),
    _rule("X809", "Need that its figures contradict", "Change the figures, or the need of the row."),
    _rule(
        "X901",
        "Reflection that is held against something",
        "Take models and lines out: a reflection is only for whoever writes it.",
    ),
    # Downloads
    _rule("D101", "Listed download is missing", "Put the file beside the tool's text, or take it off `files`."),
    _advice("D102", "File in tools/ that no tool lists", "Name it under `files` of a tool, or remove it."),
    _rule(
        "D103",
        "Download of a kind we do not offer",
        "Save it as .xlsx, .docx or .pdf; a sheet is best left as the tool's own text.",
    ),
    _rule(
        "D104",
        "Download that is not what its name says",
        "Save the file again from the program it was made in, without a password.",
    ),
    _advice("D105", "Heavy download", "Bring it under 300 kB; most often a picture is too large."),
    _rule("D106", "Program or file inside a download", "Take out macros, scripts and embedded files."),
    _rule(
        "D107",
        "Download that reaches outside itself",
        "Copy in what it fetches; only links to https addresses may stay.",
    ),
    _rule(
        "D108",
        "Formula without its value",
        "Open the file, let it calculate, and save it, so that it can be read without calculating.",
    ),
    _rule("D109", "Formula with an error", "Mend the formula or its inputs until the cell shows a value."),
    _rule(
        "D110",
        "Download that a screen reader cannot place",
        "Give the document a title and a language, and save a PDF tagged.",
    ),
    _advice("D111", "Protected sheet", "Take the protection off; a sample is there to be adapted."),
    _advice("D112", "Tool without a fact", "Cite the facts it rests on in its text."),
    _rule("D113", "Tool of an unknown lesson", "Name a lesson by its ID, or take it off `lessons`."),
    _advice("D114", "Tool that no lesson hands out", "Name under `lessons` where a learner is given it."),
    *(_rule(*each) for each in (*LISTS, *SUMS)),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in _ALL})
