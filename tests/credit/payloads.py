"""A certificate to start from; a test changes what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from lms.credit.rules import CertificatePayload

MARISOL = CertificatePayload(
    id="0v4m3q7n2k9x8t5p",
    serial="2026-000418",
    code="7Q4M-20K9-XV3T-8HPD",
    name="Marisol Tavares, RN",
    title="Module 1, two lessons",
    course_title="Collaborative Care for Behavioral Health Care Managers",
    parts=("The same clinic, with and without a team", "Five principles", "The referral that went nowhere"),
    post_tests=1,
    training_minutes=65,
    completed_on=date(2026, 4, 29),
    issued_on=date(2026, 4, 29),
    edition_hash="9f2c41d07be8a35566e1b0c4d9af3782c15e64f8a90b7d2316cf5e8841a7d039",
    edition_date=date(2026, 1, 12),
    issuer="Saltmarsh Community Health",
    verify_url="https://linchpin.example/verify/7Q4M-20K9-XV3T-8HPD",
)


def payload(**changes: Any) -> CertificatePayload:
    return replace(MARISOL, **changes)
