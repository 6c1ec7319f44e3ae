"""Secrets may lie in files, so that they stand in no environment that others can list."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.settings import SECRETS, BadSetting, Settings

LONG = "drawn-at-random-and-long-enough-for-a-key"


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_is_read_from_its_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text(f"{LONG}\n")
    found = Settings.from_environment({f"LMS_{name.upper()}_FILE": str(tmp_path / "secret")})
    assert getattr(found, name) == LONG


@pytest.mark.parametrize("content", [None, "", "\n", "\xff"])
def test_a_file_that_holds_no_secret_stops_the_start(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content.encode("latin-1"))
    with pytest.raises(BadSetting, match="LMS_SMTP_URL_FILE"):
        Settings.from_environment({"LMS_SMTP_URL_FILE": str(tmp_path / "secret")})


def test_a_secret_comes_one_way_and_is_judged_as_ever(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short")
    with pytest.raises(BadSetting, match="32 characters") as refused:
        Settings.from_environment({"LMS_SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert "short" not in str(refused.value)
    with pytest.raises(BadSetting, match="not both"):
        Settings.from_environment({"LMS_SECRET_KEY_FILE": str(tmp_path / "secret"), "LMS_SECRET_KEY": LONG})


def test_what_is_no_secret_has_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="LMS_ZONE_FILE is not a setting"):
        Settings.from_environment({"LMS_ZONE_FILE": str(tmp_path)})
