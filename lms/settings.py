"""Every setting: name, default, meaning. The only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PREFIX = "LMS_"
SECRET_LEAST = 32
SECRETS = frozenset({"secret_key", "database_url", "smtp_url"})
"""Settings that may be read from a file: LMS_SECRET_KEY_FILE names the file that holds LMS_SECRET_KEY."""


class BadSetting(Exception):
    """A setting is unknown or has a value that cannot be used; the message names it."""


def _text(raw: str) -> str:
    return raw


def _yes_no(raw: str) -> bool:
    known = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}
    if raw.strip().lower() not in known:
        raise ValueError("say yes or no")
    return known[raw.strip().lower()]


def _count(least: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        value = int(raw)
        if value < least:
            raise ValueError(f"must be {least} or more")
        return value

    return read


def _long_or_never(raw: str) -> int:
    value = int(raw)
    if value and value < 365:
        raise ValueError("must be 0, or 365 or more")
    return value


def _zone(raw: str) -> str:
    try:
        ZoneInfo(raw)
    except Exception as error:
        raise ValueError("is not a time zone such as America/Chicago") from error
    return raw


def _address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must look like https://training.example.org")
    return raw.rstrip("/")


def _secret(raw: str) -> str:
    if raw and len(raw) < SECRET_LEAST:
        raise ValueError(f"must have {SECRET_LEAST} characters or more, drawn at random")
    return raw


def _one_of(*known: str) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if raw not in known:
            raise ValueError(f"say {' or '.join(known)}")
        return raw

    return read


def _metrics(raw: str) -> str:
    if raw.isdigit() and not 1 <= int(raw) <= 65535:
        raise ValueError("a port lies between 1 and 65535")
    if raw and not raw.isdigit() and not Path(raw).is_file():
        raise ValueError("say a port of this machine, or the file that holds a token")
    return raw


def _collector(raw: str) -> str:
    if raw and not all(
        map(find_spec, ("opentelemetry", "opentelemetry.sdk"))
    ):  # Of the outer one first: it raises else.
        raise ValueError("needs the programs of the extra telemetry: pip install 'linchpin-lms[telemetry]'")
    return _address(raw) if raw else raw


def _from_file(name: str, place: str) -> str:
    """What a file holds, without blanks and line ends around it. Raises BadSetting, which never repeats what it holds."""
    try:
        held = Path(place).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{name} names a file that cannot be read ({type(error).__name__}).") from error
    if not held:
        raise BadSetting(f"{name} names a file that holds nothing.")
    return held


def _setting(default: Any, meaning: str, read: Callable[[str], Any] = _text) -> Any:
    return field(default=default, metadata={"meaning": meaning, "read": read})


@dataclass(frozen=True)
class Settings:
    """All settings, read once at start. Names in the environment carry the prefix LMS_."""

    data: str = _setting("", "Folder for the database, stored files and keys. Default: .data beside the program.")
    course: str = _setting("", "Course folder: the one that holds content/, quizzes/ and certificates/. Default: ours.")
    database_url: str = _setting("", "Database address. Default: SQLite in the data folder.")
    files: str = _setting("", "Folder for stored files, shared between replicas. Default: files/ in the data folder.")
    keys: str = _setting("", "Folder of the private keys that sign certificates. Default: keys/ in the data folder.")
    secret_key: str = _setting("", "Key that signs cookies. Default: made once and kept in the data folder.", _secret)
    base_url: str = _setting(
        "http://127.0.0.1:8000", "Address people use, for links in mail and on certificates.", _address
    )
    zone: str = _setting("America/Chicago", "Time zone for new organisations and for pages without a clinic.", _zone)
    idle_minutes: int = _setting(60, "Minutes without a request after which a session ends.", _count(1))
    shared_idle_minutes: int = _setting(20, "The same on a shared computer.", _count(1))
    session_hours: int = _setting(12, "Hours after which a session ends in any case.", _count(1))
    argon2_memory_kib: int = _setting(19456, "Memory for one password check, in KiB.", _count(8))
    argon2_rounds: int = _setting(2, "Rounds for one password check.", _count(1))
    second_factor: str = _setting(
        "no",
        "Who must have a second step at sign-in: no (nobody), or staff (whoever may do more than learn). Say staff on a server that others reach.",
        _one_of("no", "staff"),
    )
    smtp_url: str = _setting(
        "", "Mail server, such as smtp://user:password@mail.example.org:587. Empty: mail stays in the outbox."
    )
    mail_from: str = _setting("Linchpin <no-reply@localhost>", "Sender of mail.")
    trusted_proxies: int = _setting(0, "How many reverse proxies stand before the program.", _count(0))
    secure_cookies: bool = _setting(False, "Send cookies over HTTPS only. Set it wherever HTTPS is used.", _yes_no)
    demo: bool = _setting(False, "Demonstration: banner, /demo/mail, watermark on certificates.", _yes_no)
    development: bool = _setting(False, "Shows /styleguide, reloads templates and logs slow statements.", _yes_no)
    publisher: str = _setting(
        "",
        "Organisation whose authors may publish an uploaded course, by name. Default: the only one; of several none.",
    )
    max_upload_mib: int = _setting(8, "Largest request body, in MiB.", _count(1))
    letter_days: int = _setting(365, "Days after which words and address of a letter are let go of.", _count(30))
    erase_after_days: int = _setting(
        0,
        "Days after which an account that was deactivated is erased, 365 or more. 0: never by itself.",
        _long_or_never,
    )
    worker: bool = _setting(True, "Run the job loop inside the server process.", _yes_no)
    database_wait_seconds: int = _setting(
        20, "Seconds a request waits for the database before the page says that nothing was stored.", _count(1)
    )
    drain_seconds: int = _setting(
        0, "Seconds a server that is told to stop goes on answering, while /readyz says 503 to the balancer.", _count(0)
    )
    log: str = _setting(
        "text",
        "The log on standard error: text, or json with a line for each request and job as well.",
        _one_of("text", "json"),
    )
    metrics: str = _setting(
        "",
        "Metrics for Prometheus: a port of this machine, or a file with the token that opens /metrics. Empty: none.",
        _metrics,
    )
    traces: str = _setting(
        "", "Where spans for OpenTelemetry go, such as http://127.0.0.1:4318/v1/traces. Empty: none.", _collector
    )
    webhook_loopback: bool = _setting(
        False, "Lets webhooks go to this machine as well, for tests and demonstrations.", _yes_no
    )
    nudges: bool = _setting(True, "Write letters when a date comes near, and weekly digests to supervisors.", _yes_no)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Read LMS_* variables. Raises BadSetting for an unknown name or a value that cannot be used."""
        environ = os.environ if environ is None else environ
        known = {f"{PREFIX}{f.name.upper()}": f for f in fields(cls)}
        values: dict[str, Any] = {}
        for said, given in environ.items():
            if not said.startswith(PREFIX) or said.startswith("LMS_TEST_"):
                continue
            name, raw = said, given
            base = said.removesuffix("_FILE")
            if said != base and base in known and known[base].name in SECRETS:
                if base in environ:
                    raise BadSetting(f"Say {base} or {said}, not both.")
                name, raw = base, _from_file(said, given)
            if name not in known:
                raise BadSetting(f"{name} is not a setting of Linchpin; docs/operations.md lists them.")
            try:
                values[known[name].name] = known[name].metadata["read"](raw)
            except ValueError as error:
                shown = "what it is" if known[name].name in SECRETS else repr(raw)
                raise BadSetting(f"{name} cannot be {shown}: {error}.") from error
        return replace(cls(**values), **overrides)

    @property
    def data_path(self) -> Path:
        """The data folder."""
        return Path(self.data) if self.data else Path.cwd() / ".data"

    @property
    def files_path(self) -> Path:
        """The folder of stored files."""
        return Path(self.files) if self.files else self.data_path / "files"

    @property
    def keys_path(self) -> Path:
        """The folder of private keys."""
        return Path(self.keys) if self.keys else self.data_path / "keys"

    @property
    def resolved_database_url(self) -> str:
        """The database address with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_path / 'linchpin.sqlite'}"
