"""Why signing in through an identity provider came to nothing, in sentences that give nothing away."""

from __future__ import annotations

from lms.errors import Refusal
from lms.people.identity.rules import IdentityProvider, demand_sentence


class ProviderRefusal(Refusal):
    """Nobody was let in. `why` is a word for the operator's record; it holds nothing about a person."""

    def __init__(self, sentence: str, why: str) -> None:
        super().__init__(sentence)
        self.why = why


class ProviderAway(ProviderRefusal):
    """The provider does not answer, or not as it should."""

    def __init__(self, provider: IdentityProvider) -> None:
        super().__init__(f"{provider.label} cannot be reached at the moment. Try again in a few minutes.", "away")


class AnswerRefused(ProviderRefusal):
    """The answer that came back is not one to believe, or somebody changed their mind there."""

    def __init__(self, why: str) -> None:
        sentence = (
            "The answer that came back could not be taken: it was too old, used before or not meant for this page."
        )
        if why == "denied":
            sentence = "Signing in was broken off at the other site."
        super().__init__(f"{sentence} Begin again from the sign-in page.", why)


class SignInElsewhere(ProviderRefusal):
    """This account signs in through its organisation's provider, and in no other way."""

    def __init__(self, provider: IdentityProvider) -> None:
        super().__init__(demand_sentence(provider), "elsewhere")


class NotInvited(ProviderRefusal):
    """The provider's answer holds, and opens nothing here."""
