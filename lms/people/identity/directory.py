"""The identity providers of one process, each with its conversation.

The programs that talk with providers are asked for only where one is configured, so that the program starts without them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lms.people.identity.reading import FOLDER, read_providers
from lms.people.identity.rules import SAML, IdentityProvider

if TYPE_CHECKING:
    from lms.people.identity.oidc import Conversation
    from lms.people.identity.saml import SamlConversation


class Directory:
    """Providers by name. Read once; a changed file counts from the next start, as settings do."""

    def __init__(self, providers: tuple[IdentityProvider, ...]) -> None:
        self.providers = providers
        self._by_name = {each.name: each for each in providers}
        self._conversations: dict[str, Conversation] = {}

    @classmethod
    def read(cls, data: Path) -> Directory:
        """Those of a data folder. Raises BadSetting with one sentence."""
        return cls(read_providers(data / FOLDER))

    def named(self, name: str) -> IdentityProvider | None:
        """The provider with this name, or None."""
        return self._by_name.get(name)

    def labels(self) -> dict[str, str]:
        """Issuer → the words on its button, of the first provider that has it."""
        return {each.issuer: each.label for each in reversed(self.providers)}

    def openid(self, provider: IdentityProvider) -> Conversation:
        """The conversation with an OpenID provider; the same one for the life of the process."""
        from lms.people.identity.oidc import Conversation

        if provider.name not in self._conversations:
            self._conversations[provider.name] = Conversation(provider)
        return self._conversations[provider.name]

    def saml(self, provider: IdentityProvider) -> SamlConversation:
        """The conversation with a SAML provider, which keeps nothing."""
        from lms.people.identity.saml import SamlConversation

        return SamlConversation(provider)

    def conversation(self, provider: IdentityProvider) -> Conversation | SamlConversation:
        """The conversation with a provider of either kind: how it begins, and where one signs out there too."""
        return self.saml(provider) if provider.kind == SAML else self.openid(provider)
