"""What the checker watches in tables of billing codes, labs of minutes and worksheets: ID, title, remedy; all are errors."""

from __future__ import annotations

SUMS = (
    ("X301", "Codes of another year", "Let `year` and the name of the file agree."),
    ("X302", "Impossible type of month", "Write bands for `initial` and for `subsequent`, and for nothing else."),
    ("X303", "Gap or overlap between bands of minutes", "Begin each band one minute after the one before ends."),
    ("X304", "Threshold that does not follow from the code's minutes", "Correct the threshold or the code's minutes."),
    ("X305", "Unknown code or table", "Use one that this file lists, of the same service."),
    ("X306", "Unknown year of rules", "Name a year that has a file in content/billing/."),
    ("X307", "Unknown payer", "Name a payer of that year for whom codes are worked out."),
    ("X308", "Unknown kind of work", "Use one that the lab lists under `kinds`."),
    (
        "X309",
        "Not exactly one right message",
        "Write one right message and three wrong ones for a month with a code, and so for one without.",
    ),
    ("X911", "Worksheet with nothing to work out", "Give each page an input and a result or more."),
    (
        "X912",
        "Input that begins outside what it allows",
        "Let the value lie within its bounds, or name one of its choices.",
    ),
    (
        "X913",
        "Formula that cannot be worked out",
        "Use numbers, + - * /, comparisons, ceil, floor, min, max and names that stand before it.",
    ),
    ("X914", "Not exactly one right option", "Let exactly one option be right for the values a page begins with."),
)
