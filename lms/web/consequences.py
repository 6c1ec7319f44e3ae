"""Acts of much consequence: before them somebody who has a second factor proves it again. The one list of them."""

from __future__ import annotations

ASKED_AGAIN = {
    "people.invite": "inviting somebody, perhaps with access",
    "imports.confirm": "importing people, perhaps with access",
    "imports.undo": "undoing an import, which takes people and their access away",
    "given.give_access": "giving access",
    "one_person.reactivate": "letting somebody sign in again",
    "one_person.add_address": "adding an address to somebody else's account",
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
    "account.change_password": "changing one's password",
    "factors.overview": "adding a second step",
    "factors.remove": "taking a second step away",
    "factors.codes": "making new recovery codes",
}
"""Name of a view → what it does, in words. A post to it needs a proof of the last 15 minutes."""
