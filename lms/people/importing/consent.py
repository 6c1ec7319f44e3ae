"""Whether a plan that was shown may be carried out: what both kinds of import ask before anything is written."""

from __future__ import annotations

from lms.errors import Invalid, Refusal
from lms.people.importing.rules.facts import Outcome, Plan, W


class Different(Refusal):
    """What would be done is no longer what was shown."""


def check_plan(plan: Plan[W], *, fingerprint: str | None, leave_out: bool) -> None:
    """Pass when the plan is still the one that was shown (None: whatever it is now) and has something to write.

    Refused lines are left out only by choice. Raises Different, Invalid.
    """
    if fingerprint is not None and fingerprint != plan.fingerprint:
        raise Different("Something has changed since you looked. Nothing was imported; look at it again below.")
    if plan.columns.missing or not plan.good:
        raise Invalid("There is no row that can be imported. Nothing was written.")
    refused = len(plan.of(Outcome.REFUSED))
    if refused and not leave_out:
        raise Invalid(f"{refused} of {len(plan.lines)} rows cannot be imported, so nothing was.", field="leave_out")
    if not plan.of(Outcome.NEW) and not plan.of(Outcome.CHANGED):
        raise Invalid("Everything in this file is here already. There is nothing to import.")
