"""Names as lists sort them and as they are looked for. Pure."""

from __future__ import annotations

import re
import unicodedata

KEY_MOST = 200
"""Characters of a name by which it is sorted and found."""
# Letters that Unicode does not take apart into a base and its mark.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "’": "'"}
)
LAST_LETTER = "\U0010ffff"
"""Sorts after every letter: `word + LAST_LETTER` is past all words that begin with `word`."""


def folded(text: str) -> str:
    """The form in which names are compared: without case and marks. `Wiśniewski` is `wisniewski`."""
    if text.isascii():  # Most names, and letters of these have no other form than their case.
        return text.casefold()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(_LETTERS)


def name_key(name: str) -> str:
    """What a name is sorted by."""
    return folded(name)[:KEY_MOST]


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, each once, in order: `o` and `neill` of `O’Neill`."""
    return tuple(dict.fromkeys(re.findall(r"[^\W_]+", name_key(name))))


def name_fits(asked: str, name: str) -> bool:
    """Whether each word asked for begins a word of the name; signs alone fit nobody, an empty text everybody."""
    words, sought = name_words(name), name_words(asked)
    if asked and not sought:
        return False
    return all(any(word.startswith(each) for word in words) for each in sought)
