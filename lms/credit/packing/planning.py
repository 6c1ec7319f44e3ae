"""Sections 01 to 05: the provider and its approvals, planning, disclosures, frozen content, hours."""

from __future__ import annotations

from html import escape
from typing import Any

from sqlalchemy import select

from lms.credit.activities.models import (
    ActivityPerson,
    CommercialSupport,
    Designation,
    DifficultyRating,
    Disclosure,
    HoursCalculation,
    PilotTime,
)
from lms.credit.packing.frame import Files, Frame, document, note, table, words
from lms.credit.packing.rules import credit_words, safe_name
from lms.credit.packing.zipping import json_bytes
from lms.credit.providers.models import Approval, CreditProvider, RuleSetConfirmation
from lms.curriculum.models import ContentPiece


def provider(frame: Frame) -> Files:
    """01: who answers for the credit, by which approvals, under which confirmed rules."""
    session, end = frame.session, frame.period.end
    row = session.get_one(CreditProvider, frame.organisation_id)
    told = ("legal_name", "address", "url", "phone", "email", "director_name", "director_title", "zone", "grievance",
            "accommodation")  # fmt: skip
    yield "provider.json", json_bytes({name: getattr(row, name) for name in told})
    approvals = session.scalars(
        select(Approval)
        .where(Approval.organisation_id == frame.organisation_id, Approval.added_at < end)
        .where(Approval.unit.is_(None) | (Approval.unit == frame.unit))
        .order_by(Approval.added_at, Approval.id)
    ).all()
    yield from table(
        "approvals",
        ("id", "accreditor", "number", "kind", "formats", "term_start", "term_end", "added_at", "withdrawn_on", "reason"),
        [
            (a.id, a.accreditor, a.number, a.kind, words(a.formats), a.term_start, a.term_end, a.added_at,
             *((a.withdrawn_on, a.reason) if a.withdrawn_at and a.withdrawn_at < end else (None, None)))
            for a in approvals
        ],
        empty="No approval was on file by the end of the period.",
    )  # fmt: skip
    for each in approvals:
        if each.document_hash:
            name = f"approval-{each.id}-{safe_name(each.document_name or 'letter').rpartition('.')[0] or 'letter'}"
            yield from document(
                name, frame.stored(each.document_hash), missing="The stored letter is not there, or was altered."
            )
    confirmations = session.scalars(
        select(RuleSetConfirmation)
        .where(RuleSetConfirmation.organisation_id == frame.organisation_id, RuleSetConfirmation.at < end)
        .order_by(RuleSetConfirmation.at, RuleSetConfirmation.id)
    )
    yield from table(
        "confirmations",
        ("accreditor", "version", "rule_set_sha256", "confirmed_by", "confirmed_on", "handbook", "withdrawn_at"),
        [
            (c.accreditor, c.version, c.rule_set_hash, c.confirmed_by, c.confirmed_on, c.handbook,
             c.withdrawn_at if c.withdrawn_at and c.withdrawn_at < end else None)
            for c in confirmations
        ],
        empty="Nobody had confirmed a rule set by the end of the period.",
    )  # fmt: skip
    rule_sets = {each.rule_set_hash: each.rule_set for each in _designations(frame)}
    for digest in sorted(rule_sets):
        yield f"rule-set-{digest[:12]}.json", json_bytes(rule_sets[digest])
    yield from note(
        "correspondence", "Letters with accreditors are filed by the provider outside this program; none is kept here."
    )


def planning(frame: Frame) -> Files:
    """02: why the activity exists, what it is to teach, and who planned, wrote and reviewed it."""
    for version in frame.versions:
        folder = f"version-{version.number}/"
        yield f"{folder}planning.json", json_bytes(
            {
                "title": version.title, "format": version.format, "level": version.level, "audience": version.audience,
                "needs_assessment": version.needs, "practice_gap": version.gap, "objectives": version.objectives,
                "system_requirements": version.system, "joint_provider_statement": version.joint,
            }
        )  # fmt: skip
        people = _people(frame, version.id)
        yield from table(
            f"{folder}people",
            ("name", "credentials", "roles", "reviewed_parts", "reviewed_on", "cv_sha256"),
            [
                (p.name, p.credentials, words(p.roles), words(p.reviewed),
                 p.reviewed_on if p.reviewed_on and p.reviewed_on <= frame.period.last else None, p.cv_hash)
                for p in people
            ],
            empty="Nobody is named for this version.",
        )  # fmt: skip
        for each in people:
            name = f"{folder}cv-{safe_name(each.name)}-{each.id[:6]}"
            yield from document(
                name, frame.stored(each.cv_hash), missing=f"No curriculum vitae of {each.name} is stored."
            )


def disclosures(frame: Frame) -> Files:
    """03: financial relationships of everybody who had a hand in it, their mitigation, and commercial support."""
    last = frame.period.last
    for version in frame.versions:
        folder = f"version-{version.number}/"
        names = {each.id: each.name for each in _people(frame, version.id)}
        found = frame.session.scalars(
            select(Disclosure)
            .where(Disclosure.person_id.in_(names), Disclosure.collected_on <= last)
            .order_by(Disclosure.collected_on, Disclosure.id)
        )
        yield from table(
            f"{folder}disclosures",
            ("name", "collected_on", "none_declared", "relationships", "relevant", "mitigation"),
            [
                (names[d.person_id], d.collected_on, _yes(d.none_declared), words(_relation(r) for r in d.relationships),
                 _yes(d.relevant), d.mitigation)
                for d in found
            ],
            empty="No disclosure was collected by the end of the period.",
        )  # fmt: skip
        support = frame.session.scalars(
            select(CommercialSupport)
            .where(CommercialSupport.activity_id == version.id, CommercialSupport.stated_on <= last)
            .order_by(CommercialSupport.stated_on, CommercialSupport.id)
        ).all()
        yield from table(
            f"{folder}support",
            ("kind", "source", "amount", "stated_on", "agreement_sha256"),
            [(s.kind, s.source, s.amount, s.stated_on, s.agreement_hash) for s in support],
            empty="Nothing was stated about commercial support by the end of the period.",
        )
        for each in support:
            if each.agreement_hash:
                yield from document(
                    f"{folder}agreement-{each.id[:6]}",
                    frame.stored(each.agreement_hash),
                    missing="The stored agreement is not there, or was altered.",
                )


def content(frame: Frame) -> Files:
    """04: each required part of each version as it was frozen, its references and reviews, and what changed between versions."""
    before: dict[str, str] = {}
    changes: list[tuple[int, str, str, str]] = []
    for version in frame.versions:
        folder = f"version-{version.number}/"
        parts = [dict(each) for each in version.parts]
        yield from table(
            f"{folder}parts",
            ("id", "title", "kind", "planned_minutes", "sha256"),
            [(p["id"], p["title"], p["kind"], p["minutes"], p["hash"]) for p in parts],
            empty="This version has no required part.",
        )
        for number, part in enumerate(parts, start=1):
            yield from _part(frame, f"{folder}part-{number:02d}-{safe_name(part['id'])}", part)
        yield from table(
            f"{folder}references", ("reference",), [(each,) for each in version.references], empty="No source is named."
        )
        yield f"{folder}frozen.json", json_bytes(
            {
                "edition": version.edition, "content_sha256": version.content_hash, "frozen_at": version.frozen_at,
                "released_on": version.released_on, "facts": version.facts,
                "reviewed_on": version.reviewed_on if version.reviewed_on and version.reviewed_on <= frame.period.last else None,
                "ends_on": version.ends_on,
                "closed_at": version.closed_at if version.closed_at and version.closed_at < frame.period.end else None,
            }
        )  # fmt: skip
        now = {each["id"]: each["hash"] for each in parts}
        changes += [(version.number, each, "added", now[each]) for each in now if each not in before and before]
        changes += [(version.number, each, "taken out", "") for each in before if each not in now]
        changes += [
            (version.number, each, "changed", now[each]) for each in now if before.get(each, now[each]) != now[each]
        ]
        before = now
    yield from table(
        "changes",
        ("version", "part", "what", "sha256"),
        changes,
        empty="There is one version, so nothing changed between any.",
    )
    yield from note("permissions", "Permissions for the work of others are filed by the provider; none is kept here.")


def hours(frame: Frame) -> Files:
    """05: how the creditable time was worked out, from which ratings and pilot times, and what was designated."""
    end, last = frame.period.end, frame.period.last
    for version in frame.versions:
        folder = f"version-{version.number}/"
        made = frame.session.scalars(
            select(HoursCalculation)
            .where(HoursCalculation.activity_id == version.id, HoursCalculation.made_at < end)
            .order_by(HoursCalculation.made_at, HoursCalculation.id)
        ).all()
        yield from table(
            f"{folder}calculations",
            ("id", "made_at", "signed_by", "formula_version", "minutes", "content_sha256"),
            [(c.id, c.made_at, c.signed_by, c.formula_version, f"{c.minutes / 100:.2f}", c.content_hash) for c in made],
            empty="No calculation was made by the end of the period.",
        )
        for each in made:
            yield f"{folder}calculation-{each.id}.json", json_bytes({"inputs": each.inputs, "worked": each.worked})
        ratings = frame.session.scalars(
            select(DifficultyRating)
            .where(DifficultyRating.activity_id == version.id, DifficultyRating.rated_on <= last)
            .order_by(DifficultyRating.rater, DifficultyRating.id)
        )
        yield from table(
            f"{folder}ratings", ("rater", "difficulty", "rated_on"), [(r.rater, r.rating / 10, r.rated_on) for r in ratings],
            empty="Nobody had rated the difficulty by the end of the period.",
        )  # fmt: skip
        pilots = frame.session.scalars(
            select(PilotTime)
            .where(PilotTime.activity_id == version.id, PilotTime.tested_on <= last)
            .order_by(PilotTime.minutes, PilotTime.id)
        )
        yield from table(
            f"{folder}pilot", ("minutes", "profession", "tested_on"), [(p.minutes, p.profession, p.tested_on) for p in pilots],
            empty="No pilot was timed by the end of the period.",
        )  # fmt: skip
    yield from table(
        "designations",
        ("version", "credit_type", "accreditor", "credit", "topics", "approval", "calculation", "designated_on", "designated_by",
         "rule_set_sha256", "closed_at", "closed_reason"),
        [
            (frame.number_of(d.activity_id), d.credit_type, d.accreditor, credit_words(d.credit), words(d.topics), d.approval_id,
             d.calculation_id, d.designated_on, d.designated_by, d.rule_set_hash,
             *((d.closed_at, d.closed_reason) if d.closed_at and d.closed_at < end else (None, None)))
            for d in _designations(frame)
        ],
        empty="No credit was designated by the end of the period.",
    )  # fmt: skip


def _part(frame: Frame, name: str, part: dict[str, Any]) -> Files:
    if part["kind"] == "test":
        yield from note(name, f"{part['title']}: the questions, their keys and rationales stand in section 06.")
        return
    piece = frame.session.get(ContentPiece, part["hash"])
    if piece is None:
        yield from note(f"{name}-missing", f"{part['title']}: the text with the hash {part['hash']} was never served.")
        return
    yield f"{name}.html", readable(part["title"], piece.body).encode()
    yield f"{name}.json", json_bytes(piece.body)


STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
    "td,th{border:1px solid;padding:.2rem .5rem;text-align:left}svg{max-width:100%;height:auto}"
    "svg rect,svg circle,svg path,svg line{fill:none;stroke:currentColor}svg text{fill:currentColor;stroke:none}"
)
QUIET = frozenset({"id", "slug", "hash", "number", "revision", "aliases", "module_id", "words", "minutes", "anchor"})
"""What a stored piece has for the program's own use."""


def readable(title: str, body: dict[str, Any]) -> str:
    """A stored lesson, case or lab as one page without scripts, everything it can show, in the order it is stored."""
    head = (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>\n'
        f"<h1>{escape(title)}</h1>\n"
    )
    if "parts" in body and "sections" in body:
        return f"{head}{_walk(body['parts'])}</html>\n"
    return f"{head}{_walk({name: each for name, each in body.items() if name != 'title'})}</html>\n"


def _walk(value: Any) -> str:
    if isinstance(value, dict):
        kept = [(name, each) for name, each in value.items() if name not in QUIET and each not in (None, "", [], {})]
        return "".join(_walk(each) if name == "html" else _named(name, each) for name, each in kept)
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(each, str) and not each.lstrip().startswith("<") for each in value):
            return f"<p><b>{escape(value[0])}</b>: {escape(value[1])}</p>\n"
        return "".join(_walk(each) for each in value)
    text = str(value)
    return f"{text}\n" if text.lstrip().startswith("<") else f"<p>{escape(text)}</p>\n"


def _named(name: str, value: Any) -> str:
    told = name.removesuffix("_html").replace("_", " ")
    return f"<h4>{escape(told[:1].upper() + told[1:])}</h4>\n{_walk(value)}"


def _people(frame: Frame, activity_id: str) -> list[ActivityPerson]:
    wanted = select(ActivityPerson).where(ActivityPerson.activity_id == activity_id)
    return list(frame.session.scalars(wanted.order_by(ActivityPerson.name, ActivityPerson.id)))


def _designations(frame: Frame) -> list[Designation]:
    wanted = select(Designation).where(
        Designation.activity_id.in_(frame.ids), Designation.designated_at < frame.period.end
    )
    return list(
        frame.session.scalars(wanted.order_by(Designation.designated_at, Designation.credit_type, Designation.id))
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _relation(each: dict[str, Any]) -> str:
    return ", ".join(str(each[name]) for name in ("company", "nature", "ended") if each.get(name))
