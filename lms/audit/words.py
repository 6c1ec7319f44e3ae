"""A line of the record in words. An act is told as it is named, so that a new one needs no entry here."""

from __future__ import annotations

_KINDS = {
    "roleheld": "role held",
    "rolechange": "change of a plan",
    "outsidetraining": "training from outside",
    "clinicpage": "clinic page",
    "courseupload": "upload of the course",
    "creditprovider": "provider of continuing education",
    "rulesetconfirmation": "confirmation of a rule set",
    "activityversion": "CE activity",
    "activityperson": "person of a CE activity",
    "commercialsupport": "commercial support",
    "hourscalculation": "calculation of hours",
    "creditenrolment": "enrolment for credit",
    "creditclaim": "claim of credit",
    "mailtoken": "mailed link",
}


def act_words(act: str) -> str:
    """`Certificate reissued` for `certificate.reissued`."""
    told = " ".join(act.replace(".", " ").replace("-", " ").replace("_", " ").split())
    return told[:1].upper() + told[1:]


def kind_words(kind: str) -> str:
    """What a line is about, in words: `role held` for `roleheld`."""
    return _KINDS.get(kind, kind.replace("-", " ").replace("_", " "))
