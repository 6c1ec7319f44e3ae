"""Professions that a licence can be for. Source: S-317, with those whose credit the fact sheet on continuing education names."""

from __future__ import annotations

PROFESSIONS = {
    "counselor": "Professional counselor (LMHC, LPC)",
    "family-therapist": "Marriage and family therapist (LMFT)",
    "social-worker": "Social worker (LSW, LMSW, LCSW)",
    "registered-nurse": "Registered nurse",
    "nurse-practitioner": "Nurse practitioner",
    "psychologist": "Psychologist",
    "physician": "Physician (MD, DO)",
    "addiction-counselor": "Addiction counselor",
    "masters-candidate": "Master's candidate",
    "other": "Another profession",
}
"""Code and name, in the order of a list to choose from."""
