"""Reads the identity providers of an installation: one file `sign-in/NAME.yaml` of the data folder for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from lms.people.identity import certificates
from lms.people.identity.rules import OPENID, SAML, IdentityProvider, safe_address
from lms.settings import BadSetting

FOLDER = "sign-in"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_LONGEST = 65536
_PROGRAMS = {OPENID: ("authlib", "requests"), SAML: ("onelogin", "xmlsec", "lxml")}
_EXTRAS = {OPENID: "sso", SAML: "saml"}


@dataclass(frozen=True)
class _Key:
    """A key of a file: how its value is read from the folder, and whether a file must have it."""

    read: Callable[[Any, Path], Any]
    needed: bool = False


def read_providers(folder: Path) -> tuple[IdentityProvider, ...]:
    """Every provider of `<data>/sign-in`, by name. Raises BadSetting with one sentence that names file and key."""
    wrong = sorted(folder.glob("*.yml"))
    if wrong:
        raise BadSetting(f"{FOLDER}/{wrong[0].name} would not be read: call it {wrong[0].stem}.yaml.")
    found = tuple(_read_one(path) for path in sorted(folder.glob("*.yaml")))
    owners: dict[str, IdentityProvider] = {}
    for each in found:
        for domain in each.domains:
            owner = owners.setdefault(domain, each)
            if owner.organisation != each.organisation:
                raise BadSetting(
                    f"{FOLDER}/{each.name}.yaml: domains cannot hold {domain}, which {owner.name}.yaml claims for another organisation."
                )
    return found


def _read_one(path: Path) -> IdentityProvider:
    said = f"{FOLDER}/{path.name}"
    if not _NAME.fullmatch(path.stem):
        raise BadSetting(f"{said}: the name of the file stands in addresses; use small letters, figures and hyphens.")
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > _LONGEST:
            raise ValueError("it is too long")
        plain = yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise BadSetting(f"{said} cannot be read: {' '.join(str(error).split())}.") from error
    if not isinstance(plain, dict) or not all(isinstance(key, str) for key in plain):
        raise BadSetting(f"{said} must be a list of keys and values.")
    kind = plain.get("kind", OPENID)
    if kind not in (OPENID, SAML):
        raise BadSetting(f"{said}: kind must be {OPENID} or {SAML}.")
    _demand_programs(said, kind)
    keys = _KEYS[kind]
    values: dict[str, Any] = {"name": path.stem}
    for key, value in plain.items():
        if key not in keys:
            raise BadSetting(f"{said}: {key} is no key of such a file; docs/operations.md lists them.")
        try:
            values |= _as_values(key, keys[key].read(value, path.parent))
        except (ValueError, OSError) as error:
            raise BadSetting(f"{said}: {key} {error}.") from error
    missing = [key for key, each in keys.items() if each.needed and key not in plain]
    if missing:
        raise BadSetting(f"{said}: {missing[0]} is missing.")
    if kind == SAML:
        values |= _described(said, values)
    return IdentityProvider(**values)


def _demand_programs(said: str, kind: str) -> None:
    if not all(find_spec(each) for each in _PROGRAMS[kind]):
        raise BadSetting(f"{said} needs programs that are not installed: pip install 'linchpin-lms[{_EXTRAS[kind]}]'.")
    if kind == SAML:
        try:
            import_module("lms.people.identity.saml")
        except Exception as error:  # Built with different libraries, xmlsec raises errors of its own.
            why = " ".join(str(error).split())
            raise BadSetting(
                f"{said} needs python3-saml, xmlsec and lxml, which do not work together: {why}."
            ) from error


def _described(said: str, values: dict[str, Any]) -> Mapping[str, Any]:
    """Issuer, address and certificates of a SAML provider: from its metadata, or written one by one. Empties `values` of the text."""
    by_hand = ("sign_in_url", "certificates")
    text = values.pop(_METADATA, None)
    if text is None:
        missing = [key for key in ("issuer", *by_hand) if key not in values]
        if missing:
            key = "certificate_file" if missing[0] == "certificates" else missing[0]
            raise BadSetting(
                f"{said}: {key} is missing; or write metadata_file, where everything of the provider stands."
            )
        return {}
    if any(key in values for key in by_hand):
        raise BadSetting(
            f"{said}: sign_in_url and certificate_file stand in the metadata_file already; leave them out."
        )
    from lms.people.identity.metadata import described

    try:
        return asdict(described(text, values.get("issuer")))
    except ValueError as error:
        raise BadSetting(f"{said}: metadata_file {error}.") from error


def _as_values(key: str, value: Any) -> Mapping[str, Any]:
    """The fields that one key fills."""
    if key == "second_factor":
        return {"acr": value.get("acr", ()), "amr": value.get("amr", ())}
    return {_FIELDS.get(key, key): value}


def _text(value: Any, _folder: Path) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 300 or not value.isprintable():
        raise ValueError("must be a text of at most 300 characters")
    return value.strip()


def _texts(value: Any, folder: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list such as [one, two]")
    return tuple(_text(each, folder) for each in value)


def _domains(value: Any, folder: Path) -> tuple[str, ...]:
    found = tuple(each.lower() for each in _texts(value, folder))
    wrong = [each for each in found if not _DOMAIN.fullmatch(each)]
    if wrong:
        raise ValueError(f"cannot hold {wrong[0]!r}; write domains such as example.org, without @")
    return found


def _yes_no(value: Any, _folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be yes or no")  # noqa: TRY004
    return value


def _address(value: Any, folder: Path) -> str:
    found = _text(value, folder)
    if not safe_address(found):
        raise ValueError("must begin with https://")
    return found


def _scopes(value: Any, folder: Path) -> tuple[str, ...]:
    found = _texts(value, folder)
    if "openid" not in found:
        raise ValueError("must hold openid")
    return found


def _second_factor(value: Any, folder: Path) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value or not set(value) <= {"acr", "amr"}:
        raise ValueError("must name the values of acr, amr or both that count")
    return {key: _texts(each, folder) for key, each in value.items()}


def _content(value: Any, folder: Path) -> str:
    """The text of a file that is named relative to the folder. What is in it is never part of a sentence."""
    try:
        held = (folder / _text(value, folder)).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError("names a file that cannot be read") from error
    if not held:
        raise ValueError("names a file that is empty")
    return held


def _acr_alone(value: Any, folder: Path) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict) or set(value) != {"acr"}:
        raise ValueError("must name the values of acr that count; SAML has no amr")
    return _second_factor(value, folder)


def _certificates(value: Any, folder: Path) -> tuple[str, ...]:
    return certificates.from_file(_content(value, folder))


_METADATA = "metadata"
_FIELDS = {"client_secret_file": "client_secret", "metadata_file": _METADATA, "certificate_file": "certificates"}
_OF_BOTH = {
    "kind": _Key(_text),
    "label": _Key(_text, needed=True),
    "organisation": _Key(_text, needed=True),
    "domains": _Key(_domains, needed=True),
    "required": _Key(_yes_no),
}
_KEYS = {
    OPENID: _OF_BOTH
    | {
        "issuer": _Key(_address, needed=True),
        "second_factor": _Key(_second_factor),
        "client_id": _Key(_text, needed=True),
        "client_secret_file": _Key(_content, needed=True),
        "scopes": _Key(_scopes),
    },
    SAML: _OF_BOTH
    | {
        "issuer": _Key(_text),
        "second_factor": _Key(_acr_alone),
        "metadata_file": _Key(_content),
        "sign_in_url": _Key(_address),
        "certificate_file": _Key(_certificates),
        "email_attribute": _Key(_text, needed=True),
        "subject_attribute": _Key(_text),
        "sign_out_url": _Key(_address),
    },
}
"""Every key; docs/operations.md lists them for administrators."""
KEYS = tuple(sorted({key for each in _KEYS.values() for key in each}))
