"""A certificate for credit to start from, of the invented accreditor."""

from __future__ import annotations

from dataclasses import replace

from lms.credit.accreditors.rules import FORMAT
from lms.credit.rules import CreditLine, ProviderLines
from tests.credit.payloads import MARISOL

LINE = CreditLine(
    type="harbor-nursing", label="Harbor nursing contact hours", unit="contact hour", credit=125, accreditor="Harbor Council for Continuing Education",
    number="HC-0042", term_start="2025-05-04", term_end="2027-05-04",
    statement="Harbor Bay Learning, Inc., number HC-0042, approved to 4 May 2027, gave 1.25 contact hour for Collaborative Care and your role in it.",
    profession="registered-nurse", licence_number="RN-77", licence_state="Ohio",
)  # fmt: skip
PROVIDER = ProviderLines(
    legal_name="Harbor Bay Learning, Inc.", address="1 Quay Street\nHarbor Bay", url="https://learning.example", phone="555 0100",
    email="ce@learning.example", director_name="Ilse Brandt, PhD", director_title="Director of continuing education",
)  # fmt: skip
FOR_CREDIT = replace(
    MARISOL, kind="credit", no_credit="", title="Collaborative Care and your role in it", credits=(LINE,), provider=PROVIDER,
    format=FORMAT, level="introductory", activity_version="1",
    minutes_basis="Credit from 79.10 minutes, formula 5e.1, in hours of 60 minutes, rounded down to quarter hours.",
)  # fmt: skip
