"""A ZIP whose bytes follow from what is put into it: fixed times, fixed rights, one order, and a manifest at its end."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any

from lms.sheets import Cell, safe

NOON = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP can hold, for every file."""
READABLE = 0o644 << 16
UNIX = 3
LEVEL = 6


class PackWriter:
    """Writes one file after the other, so that a pack of any size needs the memory of its largest file."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self.hashes: dict[str, str] = {}

    def __enter__(self) -> PackWriter:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._zip.close()

    def add(self, name: str, content: bytes) -> None:
        """One file below its folder; a name comes once."""
        if name in self.hashes:
            raise ValueError(f"{name} is in the pack already")
        self.hashes[name] = hashlib.sha256(content).hexdigest()
        about = zipfile.ZipInfo(name, NOON)
        about.compress_type, about.external_attr, about.create_system = zipfile.ZIP_DEFLATED, READABLE, UNIX
        self._zip.writestr(about, content, compresslevel=LEVEL)

    def close(self, about: Mapping[str, Any]) -> None:
        """Write `manifest.json`, `about` with the SHA-256 of every other file by name, and end the ZIP."""
        files = [{"name": name, "sha256": self.hashes[name]} for name in sorted(self.hashes)]
        self.add("manifest.json", json_bytes({**about, "files": files}))
        self._zip.close()


def json_bytes(value: Any) -> bytes:
    """Indented JSON with its keys in order; dates as ISO text."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=_plain) + "\n").encode()


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table that no spreadsheet takes for formulas; instants as ISO text in UTC."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows([safe(_plain(each) if isinstance(each, datetime) else each) for each in row] for row in rows)
    return out.getvalue().encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
