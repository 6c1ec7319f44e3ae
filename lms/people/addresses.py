"""E-mail addresses: their syntax, and the form in which two are the same."""

from __future__ import annotations

import hashlib

from email_validator import EmailNotValidError, validate_email

from lms.errors import Invalid


def checked(raw: str) -> tuple[str, str]:
    """(as typed, folded) of an address. Raises Invalid when it cannot be one; no mail server is asked."""
    try:
        found = validate_email(raw.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise Invalid("Enter an e-mail address such as name@clinic.org.", field="email") from error
    domain = found.ascii_domain.lower()
    if "." not in domain:
        raise Invalid("Enter an e-mail address such as name@clinic.org.", field="email")
    return found.normalized, f"{found.local_part.casefold()}@{domain}"


def folded(raw: str) -> str:
    """The form for comparing; of what is no address, something that matches none."""
    try:
        return checked(raw)[1]
    except Invalid:
        return f" {hashlib.sha256(raw.strip().casefold().encode()).hexdigest()}"
