"""Writes what passwords may not be: `.venv/bin/python scripts/write_common_passwords.py RANKED_FILE`.

`RANKED_FILE` has one password a line, the commonest first. Of those that are long enough for us the first MOST are
kept, each as the beginning of a hash: the list is to be asked, not read, and holds no words that nobody wants here.
Where ours came from stands in lms/people/common_passwords/README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lms.people.common_passwords import KEPT, key_of
from lms.people.rules import PASSWORD_LEAST, PASSWORD_MOST, normal_password

MOST = 20_000


def keys(ranked: list[str]) -> list[str]:
    """The keys of the commonest that would fit otherwise, sorted."""
    folded = (normal_password(each).casefold() for each in ranked)
    fitting = dict.fromkeys(each for each in folded if PASSWORD_LEAST <= len(each) <= PASSWORD_MOST)
    return sorted({key_of(each) for each in list(fitting)[:MOST]})


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace").splitlines()
    KEPT.write_text("".join(f"{each}\n" for each in keys(lines)), encoding="ascii")
