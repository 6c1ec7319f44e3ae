"""Why signing in through an identity provider came to nothing, in sentences that give nothing away."""

from __future__ import annotations

from lms.errors import Refusal
from lms.people.identity.rules import IdentityProvider, demand_sentence


class ProviderRefusal(Refusal):
    """Nobody was let in. `why` is a word for the operator's record; it holds nothing about a person.

    `noted`: it stands in the record already.
    """

    def __init__(self, sentence: str, why: str, *, noted: bool = False) -> None:
        super().__init__(sentence)
        self.why, self.noted = why, noted


OTHERWISE = "The answer that came back could not be taken: it was too old, used before or not meant for this page."
_TIMES = "The answer that came back is not valid at this hour: it is too old, or one of the two clocks is wrong."
_MADE = (
    "The answer that came back is not made as it should be, so it was not believed. If that happens again, tell your "
    "administrator."
)
SENTENCES = {
    "denied": "Signing in was broken off at the other site.",
    "error": "The other site says that it could not sign you in.",
    "no trip": (
        "Nobody set out to sign in with this browser, or another try was begun since: signing in begins here, not at "
        "the other site."
    ),
    "too long": "Signing in took longer than 15 minutes, so it was given up.",
    "used before": "The answer that came back had been used before, and each counts once.",
    "unasked": "The answer that came back is to no question of ours: signing in begins here, not at the other site.",
    "too late": _TIMES,
    "too early": _TIMES,
    "times": _TIMES,
} | dict.fromkeys(
    ("xml", "assertions", "encrypted", "ids", "signature", "algorithm", "conditions", "method", "name id", "version"),
    _MADE,
)
"""Why an answer was refused → what is said of it; OTHERWISE for every other reason."""


class ProviderAway(ProviderRefusal):
    """The provider does not answer, or not as it should."""

    def __init__(self, provider: IdentityProvider) -> None:
        super().__init__(f"{provider.label} cannot be reached at the moment. Try again in a few minutes.", "away")


class AnswerRefused(ProviderRefusal):
    """The answer that came back is not one to believe, or somebody changed their mind there."""

    def __init__(self, why: str, *, noted: bool = False) -> None:
        super().__init__(f"{SENTENCES.get(why, OTHERWISE)} Begin again from the sign-in page.", why, noted=noted)


class SignInElsewhere(ProviderRefusal):
    """This account signs in through its organisation's provider, and in no other way."""

    def __init__(self, provider: IdentityProvider) -> None:
        super().__init__(demand_sentence(provider), "elsewhere")


class NotInvited(ProviderRefusal):
    """The provider's answer holds, and opens nothing here."""
