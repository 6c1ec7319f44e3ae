"""Pages that must be seen as they were: what is disclosed before the start, and what is attested. Kept by hash of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.credit.accreditors.rules import filled
from lms.credit.activities.models import ActivityPerson, ActivityVersion, CommercialSupport
from lms.credit.claiming.facts import Terms
from lms.credit.claiming.rules import amount_words
from lms.credit.providers.models import CreditProvider
from lms.credit.rules import date_words, topic_words, training_time_words
from lms.people.professions import PROFESSIONS

ATTESTATION = (
    "I did this activity myself, from beginning to end, and answered its questions without anybody's help. "
    "I took the time that it needs. The licence data that I have given are mine and are true. "
    "I know that a false statement may cost me the credit, and that my board may ask for this record."
)


@dataclass(frozen=True)
class Shown:
    """A page of headings, each with its lines."""

    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def text(self) -> str:
        """All of it as text, the same for the same page always."""
        parts = [self.title, *(f"{heading}\n" + "\n".join(lines) for heading, lines in self.sections)]
        return "\n\n".join(parts) + "\n"

    @property
    def hash(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def attestation(activity: ActivityVersion) -> Shown:
    """What is signed before credit is claimed."""
    return Shown("Attestation", ((f"{activity.title}, version {activity.number}", (ATTESTATION,)),))


def disclosures(
    provider: CreditProvider,
    activity: ActivityVersion,
    people: Sequence[ActivityPerson],
    support: Sequence[CommercialSupport],
    offered: Iterable[Terms],
    tests: Sequence[str],
) -> Shown:
    """Everything to be told before the start (section 1.3 of the fact sheet), of facts that do not change with the day."""
    terms = tuple(offered)
    return Shown(
        f"Before you begin: {activity.title}",
        (
            ("Who gives credit, and how much", tuple(line for each in terms for line in _credit(provider, activity, each))),
            ("Two figures", (_training(activity), _designated(terms))),
            ("How to earn it", _completion(activity, tests, terms)),
            ("Objectives", tuple(activity.objectives)),
            ("What it is made of", tuple(str(part["title"]) for part in activity.parts)),
            ("Who made it", tuple(_maker(each) for each in people)),
            ("Financial relationships of the last 24 months", tuple(_relationship(each) for each in people)),
            ("Commercial support", tuple(_support(each) for each in support) or ("Nothing is stated yet.",)),
            ("Format, level and audience", _format(activity)),
            ("Dates", _dates(activity)),
            ("References", tuple(activity.references) or ("None.",)),
            ("What your computer needs", (activity.system,)),
            ("Accommodation", (provider.accommodation,)),
            ("Complaints", (provider.grievance,)),
            ("The provider", (provider.legal_name, *provider.address.splitlines(), provider.url, provider.phone, provider.email,
                              f"{provider.director_name}, {provider.director_title}", *filter(None, (activity.joint,)))),
        ),
    )  # fmt: skip


def statement_values(
    provider: CreditProvider, activity: ActivityVersion, terms: Terms, credit: int, day: str
) -> dict[str, str]:
    """What the placeholders of an accreditor's statement are filled with. `day`: of completion, in words."""
    return {
        "provider": provider.legal_name, "accreditor": terms.accreditor, "number": terms.number, "title": activity.title,
        "credit": amount_words(credit), "unit": terms.kind.unit, "term_start": date_words(terms.term_start),
        "term_end": date_words(terms.term_end), "completed_on": day,
    }  # fmt: skip


def _credit(provider: CreditProvider, activity: ActivityVersion, terms: Terms) -> tuple[str, ...]:
    values = statement_values(provider, activity, terms, terms.credit, "the day of completion")
    for_whom = ", ".join(PROFESSIONS[each] for each in terms.kind.professions)
    how = "claimed by the learner, up to" if terms.kind.claiming == "learner" else "given whole"
    try:
        statement = filled(terms.kind.statement, values)
    except ValueError as problem:
        statement = f"{problem} Until it is complete no credit of this type can be claimed."
    return (
        f"{terms.kind.label}, {how}: {amount_words(terms.credit)}. For: {for_whom}.",
        statement,
        *filter(None, (topic_words(terms.topics),)),
    )


def _training(activity: ActivityVersion) -> str:
    minutes = sum(int(part["minutes"]) for part in activity.parts)
    return f"Training time, for planning: {training_time_words(max(minutes, 1))}. It says how long to set aside, from stated rates."


def _designated(terms: Sequence[Terms]) -> str:
    amounts = " and ".join(sorted({amount_words(each.credit) for each in terms}))
    return (
        f"CE credit, for credit: {amounts or 'none'}. It follows the accreditor's own formula, in hours of 60 minutes, rounded down "
        "to quarter hours, and so differs from the training time. Only this figure is credit."
    )


def _completion(activity: ActivityVersion, tests: Sequence[str], terms: Sequence[Terms]) -> tuple[str, ...]:
    mark = activity.facts.get("pass_mark")
    said = f"Pass {', '.join(tests) or 'the post-test'} with at least {mark} %. You may try as often as you need"
    asked = [
        "Acknowledge this page before you begin. Only what you do afterwards counts for credit.",
        "Complete every part named below, in your own time and on your own.",
        f"{said}; after a third try that did not pass there is a pause of fifteen minutes.",
    ]
    if any(each.evaluation for each in terms):
        asked.append("Hand in the evaluation. It is kept without your name.")
    if any(each.attestation for each in terms):
        asked.append("Sign the attestation, and claim the credit that fits your licence.")
    return tuple(asked)


def _maker(person: ActivityPerson) -> str:
    return f"{person.name}, {person.credentials}: {', '.join(person.roles)}."


def _relationship(person: ActivityPerson) -> str:
    newest = max(person.disclosures, key=lambda each: each.collected_on, default=None)
    if newest is None:
        return f"{person.name}: no disclosure yet."
    if newest.none_declared:
        return f"{person.name}: no financial relationships with ineligible companies."
    named = "; ".join(
        f"{each['company']}, {each['nature']}{', ended' if each.get('ended') else ''}" for each in newest.relationships
    )
    weighed = (
        f"Relevant, and mitigated: {newest.mitigation}" if newest.relevant else "None of them bears on the content."
    )
    return f"{person.name}: {named}. {weighed}"


def _support(support: CommercialSupport) -> str:
    if support.kind == "none":
        return "This activity received no commercial support."
    return f"Supported by {support.source} ({support.kind}{', ' + support.amount if support.amount else ''})."


def _format(activity: ActivityVersion) -> tuple[str, ...]:
    return (
        f"Format: {activity.format}. You read, practise with cases and labs, and answer a post-test, online.",
        f"Level: {activity.level}.",
        f"For: {', '.join(PROFESSIONS.get(each, each) for each in activity.audience)}.",
    )


def _dates(activity: ActivityVersion) -> tuple[str, ...]:
    known = (
        ("First released", activity.released_on),
        ("Last reviewed", activity.reviewed_on),
        ("Last day for credit", activity.ends_on),
    )
    return tuple(f"{name}: {date_words(day)}." for name, day in known if day is not None)
