"""Every word that a certificate for credit prints, in the order it is read. Source of the fields: section 5c of the fact sheet."""

from __future__ import annotations

from datetime import date

from lms.credit.rules import CertificatePayload, CreditLine, ProviderLines, date_words, post_test_words
from lms.people.professions import PROFESSIONS

KEEP = "Keep this certificate: boards may ask for it, some for four years and longer."
BOARD = "Whether it is accepted for renewal is decided by your regulatory board."
SIGNED = "Signed digitally: the file carries the signature of the provider’s server, and any change to it shows."


def credit_words(payload: CertificatePayload) -> dict[str, object]:
    """What the design `credit.typ` sets. Raises ValueError for a certificate without credit."""
    provider = payload.provider
    if provider is None or not payload.credits:
        raise ValueError("This certificate carries no credit.")
    first = payload.credits[0]
    return {
        "document_title": f"Certificate of continuing education, {payload.name}",
        "description": f"{payload.title}. {', '.join(f'{each.amount} {each.label}' for each in payload.credits)}",
        "watermark": "Sample" if payload.watermark else "",
        "demonstration": payload.sample,
        "heading": "Certificate of continuing education",
        "provider": provider.legal_name,
        "licence": licence_words(first),
        "course": f"of the course {payload.course_title}, activity version {payload.activity_version}.",
        "credits": [
            {
                "amount": each.amount,
                "label": each.label,
                "unit": _unit(each),
                "statement": each.statement,
                "topics": each.topic_words,
            }
            for each in payload.credits
        ],
        "joint": payload.joint_statement,
        "facts": facts(payload, provider),
        "director": provider.director_name,
        "director_title": f"{provider.director_title}, {provider.legal_name}",
        "small": small_print(payload),
    }


def licence_words(line: CreditLine) -> str:
    """`Registered nurse, licence RN-77, Ohio`; the profession alone where no number was given."""
    known = (
        PROFESSIONS.get(line.profession, line.profession),
        f"licence {line.licence_number}" if line.licence_number else "",
        line.licence_state,
    )
    return ", ".join(each for each in known if each)


def facts(payload: CertificatePayload, provider: ProviderLines) -> list[tuple[str, str]]:
    """Names and values that stand two by two below the credit."""
    found = [
        ("Completed", date_words(payload.completed_on)),
        ("Issued", date_words(payload.issued_on)),
        ("Format", payload.format),
        ("Location", "online"),
        ("Course level", payload.level),
        ("Edition", f"{payload.edition_hash[:12]} of {date_words(payload.edition_date)}"),
    ]
    for line in payload.credits:
        term = f"{_day(line.term_start)} to {_day(line.term_end)}"
        found += [("Provider number", f"{line.number}, {line.accreditor}"), ("Approval term", term)]
    found += [
        ("Address", ", ".join(provider.address.splitlines())),
        ("Reach it at", ", ".join(each for each in (provider.url, provider.email, provider.phone) if each)),
    ]
    return found


def small_print(payload: CertificatePayload) -> list[str]:
    """The basis of the minutes, training time as the estimate it is, and what to do with the paper."""
    return [
        payload.minutes_basis,
        f"{post_test_words(payload.post_tests)} Training time {payload.time_words}, for planning; only the credit above is credit.".strip(),
        SIGNED,
        f"{KEEP} {BOARD}",
    ]


def _unit(line: CreditLine) -> str:
    return f"{line.amount} {line.unit}, approved by {line.accreditor}"


def _day(text: str) -> str:
    return date_words(date.fromisoformat(text))
