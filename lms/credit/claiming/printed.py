"""What a claim puts on paper: the fields that accreditors ask for, the line of credit, the provider, the basis of the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lms.credit.accreditors.rules import filled
from lms.credit.activities.models import ActivityVersion
from lms.credit.claiming.facts import Terms
from lms.credit.claiming.shown import statement_values
from lms.credit.providers.models import CreditProvider
from lms.credit.rules import CreditLine, ProviderLines, date_words

LOCATION = "online"


def fields(
    provider: CreditProvider,
    activity: ActivityVersion,
    terms: Terms,
    name: str | None,
    credit: int | None,
    completed_on: date | None,
) -> Mapping[str, str]:
    """Every field of a certificate by the name that rule sets use, and what fills an accreditor's statement (rule 16)."""
    day = date_words(completed_on) if completed_on else ""
    values = statement_values(provider, activity, terms, terms.credit if credit is None else credit, day)
    return {
        **values,
        "name": name or "",
        "provider_address": provider.address,
        "provider_number": terms.number,
        "format": activity.format,
        "level": activity.level,
        "location": LOCATION,
        "term": f"{date_words(terms.term_start)} to {date_words(terms.term_end)}",
        "director": f"{provider.director_name}, {provider.director_title}" if provider.director_name.strip() else "",
    }


def credit_line(
    values: Mapping[str, str], terms: Terms, credit: int, *, profession: str, number: str, state: str
) -> CreditLine:
    """The line of credit with the accreditor's statement filled. Raises ValueError naming what is empty."""
    return CreditLine(
        type=terms.kind.code,
        label=terms.kind.label,
        unit=terms.kind.unit,
        credit=credit,
        accreditor=terms.accreditor,
        number=terms.number,
        term_start=terms.term_start.isoformat(),
        term_end=terms.term_end.isoformat(),
        statement=filled(terms.kind.statement, values),
        profession=profession,
        licence_number=number,
        licence_state=state,
        topics=terms.topics,
    )


def provider_lines(provider: CreditProvider) -> ProviderLines:
    """The provider as it stands today."""
    return ProviderLines(
        legal_name=provider.legal_name,
        address=provider.address,
        url=provider.url,
        phone=provider.phone,
        email=provider.email,
        director_name=provider.director_name,
        director_title=provider.director_title,
    )


def basis_words(minutes: int, formula: str) -> str:
    """How the minutes were worked out, in small print. `minutes` in hundredths."""
    return (
        f"Credit from {minutes // 100}.{minutes % 100:02d} minutes, formula {formula}, in hours of 60 minutes, "
        "rounded down to quarter hours."
    )
