"""Why a certificate may be reissued or revoked, and who may say so. Pure. Source: CE rules 5a (RevocationEvent), 5b.17 and 5b.20."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "error": "Issued in error",
    "misconduct": "Misconduct",
    "approval lapsed": "The approval had lapsed",
    "name change": "Another name",
    "duplicate": "Issued twice",
}
"""Code and words of every reason."""
FOR_REVOKING = ("error", "misconduct", "approval lapsed", "duplicate")
FOR_REISSUING = ("name change", "error")
MOST = 500


def reissue_problems(*, reason: str, note: str, evidence: str, another_name: bool) -> dict[str, str]:
    """What is wrong with a reissue, by field; empty: nothing. Another name needs evidence that somebody saw."""
    wrong = text_problems(reason, FOR_REISSUING, note)
    if another_name and not evidence.strip():
        wrong["evidence"] = "Say which document you saw that shows the name. Name it; do not copy its number."
    elif len(evidence) > MOST:
        wrong["evidence"] = f"Use at most {MOST} characters."
    if reason == "name change" and not another_name:
        wrong["reason"] = (
            "The name confirmed today is the one on the certificate. The learner confirms the new name first."
        )
    return wrong


def text_problems(reason: str, allowed: tuple[str, ...], note: str) -> dict[str, str]:
    """What is wrong with a reason and the words beside it, by field."""
    wrong = {}
    if reason not in allowed:
        wrong["reason"] = "Choose a reason."
    if not note.strip():
        wrong["note"] = "Say why; it is kept with the certificate."
    elif len(note) > MOST:
        wrong["note"] = f"Use at most {MOST} characters."
    return wrong


def second_person_problem(*, asked_by: str | None, holder: str, actor: str) -> str | None:
    """Why somebody cannot be the second person; None: they can."""
    if actor == asked_by:
        return "You asked for it, so a second person decides. Nothing was changed."
    if actor == holder:
        return "It is your own certificate, so somebody else decides. Nothing was changed."
    return None
