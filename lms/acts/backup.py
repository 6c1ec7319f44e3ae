"""Backup and restore: one file, the same for both databases, consistent and verified after writing.

The file is a zip: `manifest.json` (format, schema, counts, a SHA-256 of every member), one JSON-lines
member for each table, and the stored files by hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, TableClause, func, insert, inspect, select
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lms.database import Database
from lms.errors import Refusal
from lms.files import FileStore
from lms.tables import metadata

FORMAT = "linchpin-backup-1"
BATCH = 500
MANIFEST_MOST = 64 * 1024 * 1024
# What reading JSON of another shape than ours raises.
FOREIGN = (KeyError, ValueError, TypeError, AttributeError, StopIteration, zlib.error)


class BackupRefused(Refusal):
    """The backup cannot be written or used as it stands; nothing was changed."""


@dataclass(frozen=True)
class Counted:
    """How much was written or restored."""

    rows: int
    files: int


def write(database: Database, files: FileStore, target: Path, *, revision: str, now: datetime) -> Counted:
    """Write everything as of one instant to `target`, read it back and compare. Never overwrites a file."""
    if target.exists():
        raise BackupRefused(f"{target} exists already; choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-")
    os.close(handle)
    temporary = Path(name)
    try:
        counted = _write(database, files, temporary, revision, now)
        verify(temporary)
        _to_disk(temporary)
        os.link(temporary, target)
        _to_disk(target.parent)
    except FileExistsError as error:
        raise BackupRefused(f"{target} exists already; choose another name.") from error
    finally:
        temporary.unlink(missing_ok=True)
    return counted


def _to_disk(path: Path) -> None:
    """Come back when the disk holds a file, or the names in a folder: a power cut must not leave an empty backup."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _write(database: Database, files: FileStore, target: Path, revision: str, now: datetime) -> Counted:
    members: dict[str, dict[str, Any]] = {}
    rows = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, database.session() as session:
        if not database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        for table in metadata.sorted_tables:
            digest, count = _write_member(archive, f"tables/{table.name}.jsonl", _lines(session, table))
            members[f"tables/{table.name}.jsonl"] = {"sha256": digest, "rows": count}
            rows += count
        stored = list(files.digests())
        for each in stored:
            content = files.get(each)
            if content is None:
                raise BackupRefused(f"The stored file {each} is damaged; restore it before taking a backup.")
            archive.writestr(f"files/{each}", content)
            members[f"files/{each}"] = {"sha256": each, "rows": 0}
        manifest = {"format": FORMAT, "schema": revision, "written_at": now.isoformat(), "members": members}
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return Counted(rows, len(stored))


def _write_member(archive: zipfile.ZipFile, name: str, lines: Iterator[bytes]) -> tuple[str, int]:
    total, count = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as out:
        for line in lines:
            total.update(line)
            out.write(line)
            count += 1
    return total.hexdigest(), count


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    for row in session.execute(select(table).order_by(*table.primary_key.columns)).mappings():
        plain = {column.name: _pack(row[column.name]) for column in table.columns}
        yield json.dumps(plain, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return {"json": value} if isinstance(value, dict | list) else value


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kind, content = next(iter(value.items()))
    if kind == "instant":
        return datetime.fromisoformat(content)
    if kind == "date":
        return date.fromisoformat(content)
    return base64.b64decode(content) if kind == "bytes" else content


def verify(source: Path) -> dict[str, Any]:
    """The manifest of a sound backup. Raises BackupRefused for a foreign, cut or altered file."""
    try:
        with zipfile.ZipFile(source) as archive:
            # A few bytes of zip can unfold to more than the machine holds.
            if archive.getinfo("manifest.json").file_size > MANIFEST_MOST:
                raise BackupRefused(f"{source} lists more than a backup can hold; nothing was changed.")
            manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
            if manifest.get("format") != FORMAT:
                raise BackupRefused(f"{source} is not a Linchpin backup of this format.")
            if set(archive.namelist()) != set(manifest["members"]) | {"manifest.json"}:
                raise BackupRefused(f"{source} holds other parts than it lists; nothing was changed.")
            for name, stated in manifest["members"].items():
                with archive.open(name) as member:
                    if hashlib.file_digest(member, "sha256").hexdigest() != stated["sha256"]:  # type: ignore[arg-type]
                        raise BackupRefused(f"{source} is damaged at {name}; nothing was changed.")
            return manifest
    except (*FOREIGN, OSError, zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise BackupRefused(f"{source} cannot be read as a Linchpin backup; nothing was changed.") from error


def restore(
    database: Database, files: FileStore, source: Path, *, upgrade: Callable[[Database, str], None], head: str
) -> Counted:
    """Fill an empty database from a sound backup, then bring it to `head`. Refuses where anything is there."""
    manifest = verify(source)
    demand_empty(database)
    upgrade(database, str(manifest.get("schema")))
    rows = 0
    with zipfile.ZipFile(source) as archive:
        stored = [name for name in manifest["members"] if name.startswith("files/")]
        for name in stored:
            files.put(archive.read(name))
        try:
            with database.independent() as session:
                for table in metadata.sorted_tables:
                    if f"tables/{table.name}.jsonl" in manifest["members"]:
                        rows += _fill(session, _as_it_was(session, table), archive)
        except (*FOREIGN, SQLAlchemyError) as error:
            raise BackupRefused(f"{source} holds rows that do not fit its tables; none was kept.") from error
    upgrade(database, head)
    return Counted(rows, len(stored))


def demand_empty(database: Database) -> None:
    """Raise BackupRefused where a database holds anything."""
    with database.session() as session:
        connection = session.connection()
        for table in metadata.sorted_tables:
            if database.engine.dialect.has_table(connection, table.name) and session.scalar(
                select(func.count()).select_from(table)
            ):
                raise BackupRefused("This database holds data already. Take an empty one; nothing was changed.")


def _as_it_was(session: Session, table: Table) -> TableClause:
    """The table with the columns it has at the backup's schema, in our types and without our defaults."""
    there = {each["name"] for each in inspect(session.connection()).get_columns(table.name)}
    return sql_table(table.name, *(sql_column(each.name, each.type) for each in table.columns if each.name in there))


def _fill(session: Session, table: TableClause, archive: zipfile.ZipFile) -> int:
    count, batch = 0, []
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for line in lines:
            batch.append({name: _unpack(value) for name, value in json.loads(line).items()})
            count += 1
            if len(batch) >= BATCH:
                session.execute(insert(table), batch)
                batch = []
    if batch:
        session.execute(insert(table), batch)
    return count
