"""The pack as a whole: which section holds what, what an auditor would ask, and the page that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import IO

from lms.credit.packing import learning, outcomes, planning
from lms.credit.packing.frame import Files, Frame
from lms.credit.packing.zipping import PackWriter, json_bytes

VERSION = 1
SECTIONS: tuple[tuple[str, str, Callable[[Frame], Files]], ...] = (
    ("01-provider", "Provider, approvals and confirmed rules", planning.provider),
    ("02-planning", "Needs, practice gap, objectives and people", planning.planning),
    ("03-disclosures", "Disclosures, mitigation and support", planning.disclosures),
    ("04-content", "Content as it was frozen", planning.content),
    ("05-hours", "Creditable time and designations", planning.hours),
    ("06-questions", "Questions, keys and how they behaved", learning.items),
    ("07-pages", "Pages as learners saw them", learning.pages),
    ("08-roster", "Roster", learning.roster),
    ("09-certificates", "Certificates", learning.certificates),
    ("10-evaluation", "Evaluation", outcomes.evaluation),
    ("11-outcomes", "Outcomes", outcomes.outcomes),
    ("12-grievances", "Grievances", outcomes.grievances),
    ("13-record", "Record of who did what", outcomes.record),
    ("14-retention", "Retention and deletion", outcomes.retention),
    ("15-reporting", "Tables for reporting", outcomes.reporting),
)
QUESTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Who is the provider, and by whose approval was credit given?",
        "The provider's entry, every approval with its term, and the rule sets somebody confirmed from the handbook.",
        ("01-provider",),
    ),
    (
        "Why was the activity made, for whom, and by whom?",
        "Needs assessment, practice gap, objectives, and everybody who planned, wrote and reviewed it, with credentials.",
        ("02-planning",),
    ),
    (
        "Were financial relationships collected, and what was done about them?",
        "Each disclosure with its day and mitigation, and what was stated about commercial support.",
        ("03-disclosures",),
    ),
    (
        "What exactly did learners read, and did it change?",
        "Every required part as it was frozen, named by its hash, and what differs between versions.",
        ("04-content", "07-pages"),
    ),
    (
        "How was the amount of credit arrived at?",
        "The calculation with its inputs, ratings given before it, pilot times, and the designation that rests on it.",
        ("05-hours",),
    ),
    (
        "Is the test sound, and does it fit the objectives?",
        "Every question with its key, rationale, facts and objective, and how it behaved over first attempts.",
        ("06-questions",),
    ),
    (
        "What were learners told before they began?",
        "The disclosure page word for word, by hash, with how many acknowledged it.",
        ("07-pages",),
    ),
    (
        "Who took part, under which licence, and what did each earn?",
        "The roster, and every certificate as the bytes that were issued.",
        ("08-roster", "09-certificates"),
    ),
    (
        "Did anybody receive credit by way of an exception?",
        "Rules set aside by two people with their reason stand in manual-issue; the file says so where there was none.",
        ("08-roster",),
    ),
    (
        "What did learners think, and what did they learn?",
        "Evaluations summed up with the response rate, and results before and after with an effect size.",
        ("10-evaluation", "11-outcomes"),
    ),
    ("Were there complaints?", "Each with the day it came, the day it was due, and its answer.", ("12-grievances",)),
    (
        "Could these records have been altered?",
        (
            "Each line of the record holds the hash of the one before it; the check from the first line on stands in "
            "00-chain-check.json, and manifest.json has the SHA-256 of every file here."
        ),
        ("13-record",),
    ),
    (
        "How long are records kept, and was anything deleted?",
        "The years kept and asked for, and what stands in place of each record whose time was over.",
        ("14-retention",),
    ),
    (
        "Can the credit be reported?",
        "Tables of the activity and of those learners who allowed it.",
        ("15-reporting",),
    ),
)
"""What an auditor would ask, our answer, and where it stands."""


def write(frame: Frame, out: IO[bytes]) -> Mapping[str, str]:
    """Write the whole pack; returns the SHA-256 of each file by name. The same rows give the same bytes."""
    with PackWriter(out) as pack:
        for folder, _, section in SECTIONS:
            for name, content in section(frame):
                pack.add(f"{folder}/{name}", content)
        check = outcomes.chain_check(frame)
        pack.add("00-chain-check.json", json_bytes(check))
        holds = bool(check["holds"])
        pack.add("00-index.html", _index(frame, list(pack.hashes), holds=holds).encode())
        pack.close(
            {
                "format": VERSION,
                "organisation": frame.organisation_id,
                "activity": frame.unit,
                "versions": [{"id": each.id, "number": each.number} for each in frame.versions],
                "from": frame.period.first,
                "to": frame.period.last,
                "zone": frame.period.zone,
                "licence_numbers": not frame.redacted,
                "record_holds": holds,
            }
        )
    return pack.hashes


STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1d2430;background:#fff}"
    "h2{margin-top:2.5rem}dt{font-weight:600;margin-top:1.2rem}dd{margin:.2rem 0 0}ul{padding-left:1.2rem}"
    "li{overflow-wrap:anywhere}@media print{a{color:inherit}}"
)


def _index(frame: Frame, names: list[str], *, holds: bool) -> str:
    """The page a person opens first; it needs no program and no network."""
    title = frame.versions[-1].title
    days = f"{frame.period.first} to {frame.period.last}"
    lines = [
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Audit pack: {escape(title)}</title><style>{STYLE}</style></head>\n<body>",
        f"<h1>Audit pack: {escape(title)}</h1>",
        (
            f"<p>{days}, {escape(frame.period.zone)}. What happened after the last of these days is not in it. "
            f"{_versions(frame)} {'Licence numbers are left out.' if frame.redacted else 'With licence numbers: for the board alone.'}</p>"
        ),
        f"<p>{'The record of who did what holds from its first line to the end of the period.' if holds else 'The record of who did what does not hold; 00-chain-check.json names the first bad line.'}</p>",
        "<h2>What an auditor would ask, and our answer</h2>\n<dl>",
    ]
    for question, answer, folders in QUESTIONS:
        links = ", ".join(f'<a href="#{folder}">{_title(folder)}</a>' for folder in folders)
        lines.append(f"<dt>{escape(question)}</dt><dd>{escape(answer)} {links}</dd>")
    lines.append("</dl>\n<h2>All files</h2>")
    for folder, heading, _ in SECTIONS:
        lines.append(f'<h3 id="{folder}">{folder[:2]} {escape(heading)}</h3>\n<ul>')
        lines += [
            f'<li><a href="{escape(each)}">{escape(each)}</a></li>' for each in names if each.startswith(f"{folder}/")
        ]
        lines.append("</ul>")
    lines.append(
        '<h3>00 Checks</h3>\n<ul><li><a href="00-chain-check.json">00-chain-check.json</a></li>'
        '<li><a href="manifest.json">manifest.json</a></li></ul>\n</body>\n</html>\n'
    )
    return "\n".join(lines)


def _title(folder: str) -> str:
    return next(f"{folder[:2]} {heading}" for name, heading, _ in SECTIONS if name == folder)


def _versions(frame: Frame) -> str:
    numbers = [str(each.number) for each in frame.versions]
    return f"Version {numbers[0]}." if len(numbers) == 1 else f"Versions {', '.join(numbers)}."
