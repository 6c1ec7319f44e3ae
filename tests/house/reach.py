"""Whose the objects in addresses are: who else, besides their owner, reaches them."""

from __future__ import annotations

LOOKS_AFTER = {"supervisor", "program manager", "administrator"}
ADMINISTERS_CERTIFICATES = {"owner", "CE administrator", "administrator"}
REACH = {
    "attempt_id": {"owner"},
    "kept_id": {"owner"},
    "note_id": {"owner"},
    "table_code": {"owner", "teammate"},
    "upload_id": {"author", "administrator"},
    "publication_id": {"author", "administrator"},
    "clinic_page_id": {"owner", "teammate", "newcomer", *LOOKS_AFTER},
    "signed_in_id": {"owner"},
    "certificate_id": ADMINISTERS_CERTIFICATES,
    "account_id": LOOKS_AFTER,
    "role_held_id": LOOKS_AFTER,
    "change_id": LOOKS_AFTER,
    "pause_id": LOOKS_AFTER,
    "training_id": LOOKS_AFTER,
    "placement_id": LOOKS_AFTER,
    "run_id": LOOKS_AFTER,
    "own_training_id": {"owner"},
    "own_role_id": {"owner"},
    "own_change_id": {"owner"},
    "import_id": {"administrator"},
    "role_or_person": LOOKS_AFTER,
    "own_address_id": {"owner"},
    "own_link_id": {"owner"},
    "grant_id": {"program manager", "administrator"},
    "address_id": {"administrator"},
    "link_id": {"administrator"},
    "other_id": {"administrator"},
    "answer_id": {"owner"},
    "clinic_id": {"owner", "teammate", "newcomer", *LOOKS_AFTER},
    "meeting_id": {"owner", *LOOKS_AFTER},
    "skilled_id": LOOKS_AFTER,
    "skill_id": {"owner", "teammate", "newcomer", *LOOKS_AFTER},
    "seen_id": LOOKS_AFTER,
    "own_seen_id": {"owner"},
    "own_entry_id": {"owner"},
    "signer_id": LOOKS_AFTER,
    "clinic_goal_id": LOOKS_AFTER,
    "own_feed_id": {"owner"},
    "clinic_feed_id": LOOKS_AFTER,
}
"""Name in an address → who of the cast finds the owner's thing there."""
