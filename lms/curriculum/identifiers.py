"""What looks as if it belonged to a real person, and names that the course does not use. Plain text in, places out."""

from __future__ import annotations

import re
from collections.abc import Iterator

PUBLIC_LINES = {
    "1-833-852-6262": "National Maternal Mental Health Hotline",
    "1-866-488-7386": "The Trevor Project",
    "1-800-656-4673": "RAINN",
    "1-800-799-7233": "National Domestic Violence Hotline",
    "1-800-787-3224": "the same, for teletype",
}
"""Public lines that the course's facts name (F3.62, F4.72, F7.64, F7.75); 988, 911 and text numbers are shorter."""

BRANDS = frozenset(
    "Abilify Adderall Ambien Antabuse Anafranil Aplenzin Ativan Auvelity Belsomra Brintellix BuSpar Caplyta Celexa Chantix Clozaril "
    "Cobenfy Concerta Contrave Cymbalta Depakote Desyrel Desoxyn Dexedrine Effexor Elavil Emsam Eskalith Exxua Fanapt Fetzima Focalin "
    "Forfivo Geodon Haldol Inderal Intuniv Invega Klonopin Lamictal Latuda Lexapro Librium Lithobid Lucemyra Lunesta Luvox Lybalvi "
    "Minipress Nardil Neurontin Norpramin Nuplazid Oleptro Pamelor Parnate Paxil Pristiq ProSom Prozac Qelbree Remeron Restoril Revia "
    "Rexulti Risperdal Ritalin Rozerem Saphris Sarafem Savella Seroquel Serzone Sinequan Sonata Spravato Strattera Suboxone Sublocade "
    "Subutex Symbyax Tegretol Tenex Tofranil Topamax Trazorel Trintellix Trileptal Valium Viibryd Vistaril Vivitrol Vraylar Vyvanse "
    "Wakix Wellbutrin Xanax Zoloft Zubsolv Zulresso Zurzuvae Zyban Zyprexa".split()
)
"""Brand names of medicines that behavioral health care meets; the generic name is written instead."""

VENDORS = (
    "Epic Systems", "EpicCare", "MyChart", "Cerner", "Oracle Health", "athenahealth", "athenaOne", "eClinicalWorks", "NextGen Healthcare",
    "Allscripts", "Veradigm", "Meditech", "Greenway Health", "Practice Fusion", "AdvancedMD", "DrChrono", "ModMed", "Kareo",
    "TherapyNotes", "SimplePractice", "Azara", "i2i Tracks", "NeuroFlow", "Mirah", "Owl Insights", "Greenspace Health", "Concert Health",
    "Quartet Health", "Valera Health", "AIMS Caseload Tracker", "CMTS", "Netsmart", "Credible Behavioral", "Qualifacts", "HealthViewX",
)  # fmt: skip
"""Sellers of health records and registries, and their wares; the course says what to do in any system."""

_WORD = re.compile(r"[A-Za-z]+")
_LOWER = frozenset(each.lower() for each in BRANDS)
_EPIC = re.compile(r"\bEpic\b(?=['’]s|\s+(?:EHR|chart|in-?basket|screen))")
_COMMON = frozenset({"sonata", "concerta", "tenex", "focalin", "revia"})
_NUMBERS = (
    re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    re.compile(r"\b(?:MRN|SSN|(?:medical )?record (?:number|no\.?)|(?:patient|member|chart) (?:ID|number|no\.?))\W{0,3}(?:is\W+)?#?[A-Z]{0,3}\d{4,}", re.IGNORECASE),
)  # fmt: skip
_PHONE = re.compile(r"(?<![\w.-])(?:\+?1[ .-]?)?\(?([2-9]\d{2})\)?[ .-](\d{3})[ .-](\d{4})(?![\w-])")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_BORN = re.compile(
    rf"\b(?:born(?: on)?|date of birth|birth date|birthday|DOB)\W{{1,4}}(?:is\W+|on\W+)?(?:{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}|\d{{1,4}}[/-]\d{{1,2}}[/-]\d{{2,4}})",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b\d{1,5} (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Court|Terrace|Highway)\b"
)
_MAIL = re.compile(r"\b[\w.+-]+@([\w-]+(?:\.[\w-]+)+)\b")


def brand_names(text: str) -> Iterator[re.Match[str]]:
    """Brand names of medicines; words that are also ordinary count only with a capital."""
    if _LOWER.isdisjoint(word.lower() for word in set(_WORD.findall(text))):
        return
    for match in _WORD.finditer(text):
        word = match.group(0)
        if word.lower() in _LOWER and (word.lower() not in _COMMON or word[0].isupper()):
            yield match


def vendor_names(text: str) -> Iterator[re.Match[str]]:
    """Names of sellers of health records and registries."""
    for name in VENDORS:
        if name in text:
            yield from re.finditer(rf"\b{re.escape(name)}\b", text)
    yield from _EPIC.finditer(text)


def record_numbers(text: str) -> Iterator[re.Match[str]]:
    """Social security numbers, and numbers that are called a record's."""
    yield from (match for pattern in _NUMBERS for match in pattern.finditer(text))


def telephone_numbers(text: str) -> Iterator[re.Match[str]]:
    """US telephone numbers but for public lines and 555-0100 to 555-0199, which are kept for fiction."""
    for match in _PHONE.finditer(text):
        area, exchange, last = match.groups()
        fiction = exchange == "555" and last.startswith("01")
        if not fiction and f"1-{area}-{exchange}-{last}" not in PUBLIC_LINES:
            yield match


def birth_dates(text: str) -> Iterator[re.Match[str]]:
    """Full dates that are called somebody's birth."""
    yield from _BORN.finditer(text)


def street_addresses(text: str) -> Iterator[re.Match[str]]:
    """A house number with the name of a street."""
    yield from _STREET.finditer(text)


def mail_addresses(text: str) -> Iterator[re.Match[str]]:
    """E-mail addresses outside the names that are kept for examples."""
    for match in _MAIL.finditer(text):
        domain = match.group(1).lower()
        if not re.search(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid)$", domain):
            yield match
