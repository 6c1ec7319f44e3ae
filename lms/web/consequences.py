"""Acts of much consequence, before which somebody shows again who it is. The one list of them.

Whoever has a second step shows it, of the last 15 minutes; whoever has none has signed in or shown the password
in that time, or is asked for the password (ASVS 5.0.0, V7.5.1 to V7.5.3).
"""

from __future__ import annotations

ASKED_AGAIN = {
    "people.invite": "inviting somebody, perhaps with access",
    "imports.confirm": "importing people, perhaps with access",
    "imports.undo": "undoing an import, which takes people and their access away",
    "given.give_access": "giving access",
    "one_person.reactivate": "letting somebody sign in again",
    "one_person.add_address": "adding an address to somebody else's account",
    "one_person.first_address": "sending somebody's letters to another address",
    "one_person.remove_address": "taking an address of somebody away",
    "one_person.sign_out": "signing somebody out everywhere",
    "resetting.reset": "resetting somebody's second step",
    "unlinking.unlink": "taking somebody's link with an identity provider away",
    "merging.join": "joining two accounts",
    "own_data.close": "closing one's account and erasing what is personal",
    "erasure.page": "asking for what is held on oneself to be erased",
    "erasure_requests.accept": "erasing what is held on somebody who asked for it",
    "uploads.approve": "publishing a course, which everybody reads from then on",
    "ce_admin.revoke": "revoking a certificate",
    "audit_credit.pack": "saving an audit pack",
    "tokens.make": "making a token for a program",
    "webhooks.add": "sending what happens to another program",
    "webhooks.rotate": "making a new secret for a webhook",
    "own_data.add_address": "adding an address to one's account",
    "own_data.first_address": "having one's letters sent to another address",
    "own_data.remove_address": "taking one of one's addresses away",
    "account.change_password": "changing one's password",
    "account.end_session": "ending one of one's sessions",
    "account.end_everywhere": "ending all of one's sessions",
    "factors.overview": "adding a second step",
    "factors.remove": "taking a second step away",
    "factors.codes": "making new recovery codes",
}
"""Name of a view → what it does, in words. A post to it needs a proof of the last 15 minutes."""

TAKES_PASSWORD = {"account.change_password", "own_data.close", "erasure.page", "factors.overview"}
"""Those of them whose form asks for the password: who has no second step proves it there, and is not asked before."""
