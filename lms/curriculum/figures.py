"""Lets an SVG figure through only if it is made of plain shapes, words and the style sheet's own classes."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

CLASSES = frozenset(
    [
        "ln",
        "ln-edge",
        "ln-ink",
        "ln-done",
        "f-ink",
        "f-wash",
        "f-line",
        "f-paper",
        "t-ink",
        "pin",
        "ln-pin",
        "dash",
        "dots",
        "wide",
        "thin",
    ]
)
_GEOMETRY = [
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "dx",
    "dy",
    "width",
    "height",
    "d",
    "points",
    "transform",
]
_ALLOWED = {
    "svg": frozenset({"viewBox", "width", "height", "class"}),
    "text": frozenset({"x", "y", "dx", "dy", "text-anchor", "dominant-baseline", "transform", "class"}),
    "tspan": frozenset({"x", "y", "dx", "dy", "text-anchor", "class"}),
} | {
    name: frozenset([*_GEOMETRY, "class"])
    for name in ("g", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse")
}
_VALUE = re.compile(r"[\w\s.,()+-]*")
_PLAIN_NAMESPACE = "{http://www.w3.org/2000/svg}"


def clean_svg(source: str, label: str) -> tuple[str, tuple[str, ...]]:
    """The figure rebuilt from allowed parts, named by `label`, and a sentence for everything refused.

    The width and height of the root are dropped: the page sets the size, the viewBox the shape.
    """
    if re.search(r"<!(DOCTYPE|ENTITY)", source, re.IGNORECASE):
        return "", ("A document type or entity is declared.",)
    try:
        root = ElementTree.fromstring(source)  # noqa: S314 - declarations are refused above, so nothing can expand.
    except (ElementTree.ParseError, ValueError) as error:
        return "", (f"This is not well-formed SVG ({error}).",)
    refused: dict[str, None] = {}
    if _name(root) != "svg":
        return "", ("The outermost element is not <svg>.",)
    if not re.fullmatch(r"[-\d.]+([ ,]+[-\d.]+){3}", root.get("viewBox", "").strip()):
        refused["The viewBox with its four numbers is missing."] = None
    body = "".join(_rebuild(child, refused) for child in root)
    attributes = _attributes(root, "svg", refused, drop=("width", "height"))
    return f'<svg{attributes} role="img" aria-label="{escape(label)}">{body}</svg>', tuple(refused)


def _name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(_PLAIN_NAMESPACE)


def _attributes(element: ElementTree.Element, name: str, refused: dict[str, None], drop: tuple[str, ...] = ()) -> str:
    kept: list[str] = []
    for key, value in element.attrib.items():
        if key not in _ALLOWED[name]:
            refused[f"The attribute `{key.rpartition('}')[2]}` of <{name}> is not allowed."] = None
        elif key == "class" and not set(value.split()) <= CLASSES:
            unknown = ", ".join(sorted(set(value.split()) - CLASSES))
            refused[f"The class `{unknown}` is not one of the style sheet's classes for figures."] = None
        elif not _VALUE.fullmatch(value):
            refused[f"The value of `{key}` of <{name}> holds something other than numbers and names."] = None
        elif key not in drop:
            kept.append(f' {key}="{escape(value)}"')
    return "".join(kept)


def _rebuild(element: ElementTree.Element, refused: dict[str, None]) -> str:
    name = _name(element)
    if name not in _ALLOWED or name == "svg":
        refused[f"The element <{name.rpartition('}')[2]}> is not allowed."] = None
        return ""
    wordy = name in ("text", "tspan")
    if not wordy and (element.text or "").strip():
        refused[f"Loose text stands inside <{name}>; put it into <text>."] = None
    inner = escape(element.text or "") if wordy else ""
    for child in element:
        inner += _rebuild(child, refused) + (escape(child.tail or "") if wordy else "")
    return f"<{name}{_attributes(element, name, refused)}>{inner}</{name}>"
