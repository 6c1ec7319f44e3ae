"""The real provider, once for each worker, and an application that is configured for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.settings import Settings
from tests.identity.real_provider import configure, running


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def real(settings: Settings, issuer: str) -> None:
    """The real provider is configured; ask for it before the application."""
    configure(Path(settings.data), issuer)
