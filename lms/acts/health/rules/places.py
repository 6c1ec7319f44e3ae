"""Folders, rights, room on the disk, backups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from lms.acts.health.rules.facts import Facts, Finding

MIB = 2**20
LEAST_FREE = 200 * MIB
LARGEST_WAL = 256 * MIB
OLDEST_BACKUP = timedelta(hours=36)
"""A backup is taken every night; one night and half a day later one was missed."""


def folders(facts: Facts) -> Iterator[Finding]:
    """Whether the program can write where it has to, and as whom."""
    for purpose, (folder, good) in facts.places.folders.items():
        if good:
            yield Finding(f"folder of {purpose}", True, f"The folder of {purpose}, {folder}, can be written.")
        else:
            words = (
                f"The folder of {purpose}, {folder}, cannot be written. Make it, and give it to the user that runs lms."
            )
            yield Finding(f"folder of {purpose}", False, words)
    if facts.places.foreign_owner is not None:
        owner = facts.places.foreign_owner
        yield Finding(
            "user",
            False,
            f"The data folder belongs to {owner} and this command runs as root: what root makes there, {owner} cannot write. "
            f"Run lms as {owner}; chown -R {owner} the folder if files of root are in it.",
        )


def rights(facts: Facts) -> Iterator[Finding]:
    """Files that hold secrets."""
    key = facts.places.secret_key
    if key is not None and key not in facts.places.exposed:
        yield Finding("secrets", True, f"Only the owner can read {key}.")
    for place in facts.places.exposed:
        words = f"Others than its owner can read {place}: chmod 600 it."
        if place == key:
            words += " If others were on this machine, remove it too and restart: everybody signs in again, and apps for codes are added anew."
        yield Finding("secrets", False, words)


def disk(facts: Facts) -> Iterator[Finding]:
    """Free space: enough to write, and enough for a second database beside the first, which a backup and an upgrade need."""
    free, size = facts.places.free, facts.places.database_size or 0
    words = f"{free // MIB:,} MiB are free where the data lies."
    if free < LEAST_FREE:
        yield Finding("disk", False, f"{words} Below {LEAST_FREE // MIB} MiB: make room, or writing will fail.")
    elif free < size:
        words += f" The database has {size // MIB:,} MiB, and a backup or an upgrade needs as much again: make room."
        yield Finding("disk", False, words)
    else:
        yield Finding("disk", True, words)


def log(facts: Facts) -> Iterator[Finding]:
    """SQLite's write-ahead log, which shrinks when nobody reads for a moment."""
    size = facts.places.wal
    if size is None:
        return
    words = f"The write-ahead log of the database has {size // MIB:,} MiB."
    good = size <= LARGEST_WAL
    if not good:
        words += " Something has been reading for very long or holds the file open: end other programs that do, and restart the server."
    yield Finding("write-ahead log", good, words)


def backups(facts: Facts) -> Iterator[Finding]:
    """The newest backup in the folder that was named."""
    folder, newest = facts.places.backups, facts.places.newest_backup
    if folder is None:
        return
    if not facts.places.backups_there:
        yield Finding(
            "backups", False, f"{folder} is no folder that can be read. Name the one that `lms db backup` writes to."
        )
    elif newest is None:
        words = f"There is no backup in {folder}. Run `lms db backup {folder} --rehearse --keep 30`, and let a timer do so every night."
        yield Finding("backups", False, words)
    else:
        age = facts.now - newest
        words = f"The newest backup in {folder} is of {newest:%Y-%m-%d %H:%M} UTC."
        good = age <= OLDEST_BACKUP
        if not good:
            words += (
                f" It is {age // timedelta(hours=1):,} hours old. Take one now with `lms db backup {folder} --rehearse --keep 30`, "
                "and see why the timer did not: systemctl status linchpin-backup."
            )
        yield Finding("backups", good, words)
