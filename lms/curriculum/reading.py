"""How hard a text is to read: sentences, syllables, and the Flesch-Kincaid grade. Plain words in, numbers out.

The grade is 0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid and others, 1975). Syllables are counted
by rule, so a single word may be off by one; over a page that evens out. A table of words holds the counter to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from statistics import median

_TITLES = re.compile(r"\b(Dr|Mr|Mrs|Ms|St|Jr|vs|etc|approx|no|No|e\.g|i\.e|a\.m|p\.m)\.(?=\s)")
_END = re.compile(r"(?<=[.?!:])[\"'”’)]*\s+|\n\s*\n")
_HELD = "\u2024"
"""A one-dot leader: a stop that ends no sentence."""
_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
_DOUBLE = re.compile(r"i[ao]|[eu]o(?!u)|u[ao]|ie[nt]|[aeo]ing|ea(?=t(?:e|i))|eu(?=m)|(?<=[a-z])y[aeio](?=[a-z])")
_SINGLE = re.compile(r"[csxtg]i(?:on|ou|al|an|en)|[gq]u[aeio]|eou|eo(?=n$)|i[ao](?=g|ge$)|uo(?=y)|oing(?=t)|people")
_SILENT_END = (
    (re.compile(r"[^aeiouy]e$"), re.compile(r"[^aeiouylr]le$")),
    (re.compile(r"[^aeiouytd]ed$"), re.compile(r"[^aeiouylr]led$")),
    (re.compile(r"[^aeiouycgsxz]es$"), re.compile(r"(?:[cs]h|[^aeiouylr]l)es$")),
)
"""An ending whose e is silent, and the endings that look like it and are spoken: table, settled, wishes."""
_SILENT_MIDDLE = re.compile(r"[^aeiouy](?<![^aeiouylr]l)e(?:ly|ful|ment|less|ness)s?$")
_ODD = {
    "people": 2, "somebody": 3, "everybody": 4, "something": 2, "someone": 2, "sometimes": 2, "everyone": 3, "every": 2,
    "therefore": 2, "homework": 2, "caseload": 2, "science": 2, "being": 2, "seeing": 2, "doing": 2, "going": 2, "area": 3,
    "idea": 3, "create": 2, "quiet": 2, "diet": 2, "client": 2, "clients": 2, "patient": 2, "patients": 2, "business": 2,
    "evening": 2, "medicine": 3, "safety": 2, "lonely": 2, "useful": 2, "hopeful": 2, "careful": 2, "home": 1, "outcome": 2,
    "behavior": 3, "behavioral": 4, "psychiatric": 4, "psychiatrist": 4, "whole": 1, "once": 1, "two": 1, "real": 1, "really": 2,
    "theory": 2, "usual": 3, "usually": 4, "actual": 3, "actually": 4, "schedule": 2, "ideas": 3, "areas": 3, "poem": 2, "suicide": 3,
    "suicidal": 4, "question": 2, "questions": 2, "guardian": 3, "experience": 4, "audience": 3, "obedience": 4, "science's": 2,
}  # fmt: skip


def sentences(text: str) -> list[str]:
    """The sentences of plain text; a colon ends one, the stop of a title such as Dr. does not."""
    held = _TITLES.sub(lambda match: match.group(0)[:-1] + _HELD, text)
    parts = (part.replace(_HELD, ".").strip() for part in _END.split(held))
    return [part for part in parts if part]


def words_of(text: str) -> list[str]:
    """Runs without blanks that hold a letter or a digit."""
    # Nearly every word begins with one.
    return [word for word in text.split() if word[0].isalnum() or any(letter.isalnum() for letter in word)]


def median_sentence(text: str) -> float:
    """The median number of words in a sentence of plain text; 0 for none."""
    lengths = [len(sentence.split()) for sentence in sentences(text)]
    return float(median(lengths)) if lengths else 0.0


@lru_cache(maxsize=16_384)
def syllables(word: str) -> int:
    """Syllables of one word as it is spoken: PCP has three, a number counts as one."""
    if _ACRONYM.fullmatch(word.strip(".,;:()")):
        return sum(3 if letter == "W" else 1 for letter in word if letter.isupper())
    return sum(_syllables(part) for part in re.findall(r"[a-zé]+", word.lower().replace("’", "").replace("'", ""))) or 1


def _syllables(word: str) -> int:
    if word in _ODD:
        return _ODD[word]
    count = len(re.findall(r"[aeiouyé]+", word))
    count += len(_DOUBLE.findall(word)) - len(_SINGLE.findall(word))
    count -= any(pattern.search(word) and not spoken.search(word) for pattern, spoken in _SILENT_END)
    count -= bool(_SILENT_MIDDLE.search(word))
    return max(count, 1)


def grade(pieces: Sequence[str]) -> float:
    """The Flesch-Kincaid grade of plain texts taken together, to one decimal; 0 for none."""
    found = [words for piece in pieces for sentence in sentences(piece) if (words := words_of(sentence))]
    spoken = [word for words in found for word in words]
    if not spoken:
        return 0.0
    weight = sum(syllables(word) for word in spoken) / len(spoken)
    return round(0.39 * len(spoken) / len(found) + 11.8 * weight - 15.59, 1)
