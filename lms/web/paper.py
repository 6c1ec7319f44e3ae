"""Pieces of lessons set one after another on one page: ids kept apart, headings one level lower."""

from __future__ import annotations

import re

_NAMED = re.compile(r'\b(id|href)="(#?)([^"]+)"')
_HEADING = re.compile(r"(</?h)([23])\b")


def apart(html: str, prefix: str) -> str:
    """As `named_under`, with every heading one level deeper."""
    return _HEADING.sub(lambda match: f"{match[1]}{int(match[2]) + 1}", named_under(html, prefix))


def named_under(html: str, prefix: str) -> str:
    """Our own HTML with every id, and every link to one, under a prefix; what leads off the page stays."""

    def name(match: re.Match[str]) -> str:
        attribute, mark, target = match.groups()
        ours = attribute == "id" or mark
        return f'{attribute}="{mark}{prefix}-{target}"' if ours else match[0]

    return _NAMED.sub(name, html)
