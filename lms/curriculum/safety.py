"""Safety of what is taught: danger with a way to act beside it, no dose in the care manager's voice, nobody real.

What is near: a reader of a lesson has a section and its neighbours before them, a reader of a case one stage and those
beside it, an ending together with the debrief, and somebody in a test one question. Errors are what stands in black and
white (no crisis line anywhere, a brand name, a telephone number); a warning is a guess that a person must look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lms.curriculum import identifiers
from lms.curriculum.passages import Passage
from lms.curriculum.reading import sentences
from lms.curriculum.report import Report

SUICIDE = re.compile(
    r"\bsuicid\w*|\bkill(?:ed|ing|s)? (?:him|her|my|your|it|them|our|one)sel(?:f|ves)\b|\bself-?harm\w*"
    r"|\b(?:end|take|ending|taking|ended|took) (?:his|her|my|your|their|one['’]s) (?:own )?li(?:fe|ves)\b|\bbetter off dead\b"
    r"|\b(?:hurt|harm|cut|hurting|harming|cutting) (?:him|her|my|your|them)sel(?:f|ves)\b|\bnot (?:want(?:ing)? to )?(?:be alive|live anymore)\b"
    r"|\boverdos\w*",
    re.IGNORECASE,
)
VIOLENCE = re.compile(
    r"\bhomicid\w*|\b(?:kill|hurt|harm|shoot|stab)(?:ing)? (?:him|her|them|somebody|someone|another person|others|people|the children)\b"
    r"|\b(?:child|elder|domestic|physical|sexual|emotional|partner) abuse\b|\b(?:is|was|being|been) abused\b|\babus(?:ive|er|ing (?:him|her|them|you))\b"
    r"|\b(?:hits|hit|beats|strangled|chokes|choked) (?:me|him|her|you|the children)\b|\bdomestic violence\b"
    r"|\bfirearms?\b|\bguns?\b|\brifles?\b|\bpistols?\b|\bhandguns?\b",
    re.IGNORECASE,
)
LINE = re.compile(r"\b988\b|::: crisis")
WAY = re.compile(
    r"\b(?:988|911)\b|::: crisis|\bprotective services\b|\b(?:crisis|emergency|safety|clinic['’]s) (?:protocol|plan)",
    re.IGNORECASE,
)
ITEM_9 = re.compile(
    r"\bitem (?:9|nine)\b[^.?!|]{0,60}?(?:\babove (?:zero|0)\b|\bpositive\b|\bnot zero\b|\bnon-?zero\b|\bmore than zero\b|\bendorsed\b|>\s?0"
    r"|\b(?:is|was|at|of|marked|scored|answered|to|a)\s+(?:an? |now )?(?:[123]|one|two|three)\b(?! (?:of|in)\b))"
    r"|\bpositive item (?:9|nine)\b|\b(?:answer|score)d? above zero on item (?:9|nine)\b",
    re.IGNORECASE,
)
ACTION = re.compile(
    r"\b(?:ask|asks|asked|tell|tells|told|call|calls|ring|rings|page|pages|stay|stays|notif\w+|alert\w*|knock\w*|reach\w*|interrupt\w*|report\w*|hear\w*|"
    r"assess\w*|protocol|safety plan|follow[- ]up|walk\w*|sees?|inform\w*|get)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?:(?<!what )now|today|tonight|same day|same-day|at once|immediately|right away|straight away|before (?:he|she|they|the patient|you|anything|the visit|the call)|"
    r"within (?:the|an|one) hour|within \w+ minutes|on this call|on the line|while (?:he|she|they|you)|until (?:he|she|they|somebody|someone))\b",
    re.IGNORECASE,
)
_MEDICINE = (
    r"(?:doses?|dosage|tablets?|pills?|capsules?|medicines?|medications?|meds|antidepressants?|one|two|half|it|them)"
)
DOSE_ADVICE = re.compile(
    rf"\b(?:increase|raise|lower|reduce|decrease|double|halve|cut|split|skip|stop|start|restart|taper|switch|adjust|change)\b"
    rf" (?:taking |up |down |back )?(?:to )?(?:(?:the|your|his|her|that|this|those|a|an|of|old|new|other|next|evening|morning|today['’]s|tonight['’]s) ){{0,3}}(?:doses?|dosage|tablets?|pills?|capsules?|medicines?|medications?|meds|antidepressants?)\b"
    rf"|\btake (?:only |just |up to )?(?:\d+|an?|one|two|three|half|another|an extra|a second|twice) (?:of )?(?:(?:a|an|the|your|more|extra) )?(?:\d+ ?)?(?:mg|mcg|{_MEDICINE})\b"
    rf"|\b(?:leave|skip) (?:it|them|that one) out\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|n['’]t|never|nobody|no one|without|instead of|whether|decides?|ask|asks|asked|about|before (?:you|he|she|they)|says?|said|if|wants?|wanted)\b[^.;:!?]{0,60}$",
    re.IGNORECASE,
)
AMOUNT = re.compile(r"\b\d+(?:[.,]\d+)? ?(?:mg|mcg|µg|ug|milligrams?|micrograms?|ml)\b", re.IGNORECASE)
TABLETS = re.compile(
    r"\b(?:\d+|an?|one|two|three|four|half an?|a half) (?:of )?(?:tablets?|pills?|capsules?)\b", re.IGNORECASE
)
DIAGNOSIS = re.compile(
    r"\b(?:you have|you['’]ve got|you are|you['’]re|this is|that is|that['’]s|it['’]s|sounds like|what you have is) (?:clearly |probably |really |a case of |suffering from )?"
    r"(?:(?:major|clinical|severe|moderate|mild|postpartum|general(?:ized|ised)) )?(?:depression|depressive disorder|depressed|bipolar|anxiety disorder|panic disorder|PTSD|schizophreni\w+|ADHD|OCD|psychotic|an alcoholic|an addict|(?:an? )?personality disorder)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
OFTEN = 3
"""From so many passages on a danger a reader is told before they begin."""


@dataclass(frozen=True)
class Piece:
    """One lesson, case or quiz as the rules see it; `beside` names the places before a reader along with each place."""

    path: str
    what: str
    passages: tuple[Passage, ...]
    beside: Mapping[str, frozenset[str]]
    warned: bool = False


def beside_each_other(passages: Sequence[Passage]) -> dict[str, frozenset[str]]:
    """The places of a lesson: each has itself and the sections next to it."""
    places = list(dict.fromkeys(each.place for each in passages))
    return {place: frozenset(places[max(at - 1, 0) : at + 2]) for at, place in enumerate(places)}


def watch_safety(piece: Piece, report: Report) -> None:
    """Danger and its crisis line, item 9, doses and diagnoses in one lesson or case."""
    _watch_danger(piece, report)
    _watch_item_9(piece, report)
    _watch_doses(piece, report)


def watch_item_safety(piece: Piece, report: Report) -> None:
    """The same for the items of a quiz, each by itself."""
    told: set[str] = set()
    for passage in piece.passages:
        danger = _danger(passage)
        if danger and passage.place not in told and passage.voice != "wrong":
            told.add(passage.place)
            around = _words(piece, frozenset([passage.place]))
            if not WAY.search(around) and not (ACTION.search(around) and TIME.search(around)):
                report.add(
                    "Y103",
                    piece.path,
                    passage.line,
                    f"The item `{passage.place}` speaks of “{danger}”, and nothing in it says who does what now.",
                )
    _watch_item_9(piece, report)
    _watch_doses(piece, report)


def _danger(passage: Passage) -> str:
    if passage.kind == "crisis":
        return ""
    found = SUICIDE.search(passage.text) or VIOLENCE.search(passage.text)
    return found.group(0) if found else ""


def _words(piece: Piece, places: frozenset[str]) -> str:
    return "\n".join(
        each.raw if each.kind == "crisis" else each.text for each in piece.passages if each.place in places
    )


def _watch_danger(piece: Piece, report: Report) -> None:
    dangers = [(each, danger) for each in piece.passages if (danger := _danger(each))]
    if not dangers:
        return
    everything = _words(piece, frozenset(piece.beside))
    first, word = dangers[0]
    severe = any(SUICIDE.search(each.text) for each, _ in dangers)
    if not (LINE if severe else WAY).search(everything):
        wanted = "988" if severe else "988, 911, protective services or the clinic's protocol"
        report.add("Y101", piece.path, first.line, f"The {piece.what} speaks of “{word}” and nowhere names {wanted}.")
    else:
        told: set[str] = set()
        for each, danger in dangers:
            if each.place not in told and not WAY.search(
                _words(piece, piece.beside.get(each.place, frozenset([each.place])))
            ):
                told.add(each.place)
                report.add(
                    "Y102",
                    piece.path,
                    each.line,
                    f"“{danger}” stands here, and what to do about it neither here nor beside it.",
                )
    if len(dangers) >= OFTEN and not piece.warned:
        report.add(
            "Y105",
            piece.path,
            first.line,
            f"The {piece.what} speaks of “{word}” and the like in {len(dangers)} places and has no `warning`.",
        )


def _watch_item_9(piece: Piece, report: Report) -> None:
    told: set[str] = set()
    for at, each in enumerate(piece.passages):
        if each.place in told or each.kind == "figure" or not ITEM_9.search(each.text):
            continue
        near = piece.passages[max(at - 1, 0) : at + 3] if piece.what in ("lesson", "stop") else piece.passages
        around = "\n".join(other.text for other in near if other.place == each.place)
        missing = [
            words for words, pattern in (("who does what", ACTION), ("by when", TIME)) if not pattern.search(around)
        ]
        if missing:
            told.add(each.place)
            where = {
                "lesson": "beside it",
                "stop": "beside it",
                "case": "at this stage",
                "quiz": "in this item",
                "lab": "on this page",
            }[piece.what]
            report.add(
                "Y104",
                piece.path,
                each.line,
                f"Item 9 is above zero here, and nothing {where} says {' and '.join(missing)}.",
            )


def _watch_doses(piece: Piece, report: Report) -> None:
    for each in piece.passages:
        if each.voice in ("other", "wrong") or each.kind in ("table", "figure", "crisis"):
            continue
        spoken = each.text if each.voice == "you" else _QUOTED.sub(" ", each.text)
        if each.voice == "you":
            for advice in dose_advice(spoken):
                report.add("Y106", piece.path, each.line, f"The care manager says “{advice}”.")
            if match := DIAGNOSIS.search(spoken):
                report.add("Y108", piece.path, each.line, f"The care manager says “{match.group(0)}”.")
        if match := AMOUNT.search(spoken) or TABLETS.search(spoken if each.voice == "you" else ""):
            report.add("Y107", piece.path, each.line, f"An amount of a medicine stands here: “{match.group(0)}”.")


def dose_advice(text: str) -> Iterator[str]:
    """Advice on taking more, less or none of a medicine; a question, a refusal and a report of who decides are none."""
    for sentence in sentences(text):
        match = None if sentence.endswith(("?", "?”", '?"')) else DOSE_ADVICE.search(sentence)
        if match and not _NOT.search(sentence[: match.start()]):
            yield match.group(0)


Finder = Callable[[str], Iterator[re.Match[str]]]
_NAMED: tuple[tuple[str, Finder, str], ...] = (
    ("Y109", identifiers.brand_names, "the brand name “{}”"),
    ("Y110", identifiers.vendor_names, "the name of a seller, “{}”"),
    ("Y111", identifiers.record_numbers, "what looks like a record number, “{}”"),
    ("Y112", identifiers.telephone_numbers, "the telephone number {}"),
    ("Y113", identifiers.birth_dates, "what looks like a birth date, “{}”"),
    ("Y114", identifiers.street_addresses, "what looks like an address, “{}”"),
    ("Y115", identifiers.mail_addresses, "the address {}"),
)


def watch_names(path: str, text: str, report: Report) -> None:
    """Brand and vendor names and what looks like a real person, in any text file of the course."""
    for rule, line, message in _names_in(text):
        report.add(rule, path, line, message)


@lru_cache(maxsize=1024)
def _names_in(text: str) -> tuple[tuple[str, int, str], ...]:
    """Rule, line and sentence of each. Looking takes as long as all other reading, and of a course that is read again few texts are new."""
    return tuple(
        (rule, text.count("\n", 0, match.start()) + 1, f"Here stands {words.format(match.group(0))}.")
        for rule, finder, words in _NAMED
        for match in finder(text)
    )
