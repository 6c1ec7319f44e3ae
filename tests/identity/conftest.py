"""Providers to sign in at: the real one, once for each worker, with an application configured for it; and a small one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.settings import Settings
from tests.identity.real_provider import configure, running
from tests.identity.small_provider import SmallProvider, small_provider


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def real(settings: Settings, issuer: str) -> None:
    """The real provider is configured; ask for it before the application."""
    configure(Path(settings.data), issuer)


@pytest.fixture(scope="module")
def provider() -> Iterator[SmallProvider]:
    """One that says what a test tells it to, for a whole file."""
    with small_provider() as made:
        yield made
