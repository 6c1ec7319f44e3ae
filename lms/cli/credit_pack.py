"""`lms credit pack`."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import Any, TextIO

from lms.acts import credit_pack
from lms.cli import OK, Usage, calendar_day, options
from lms.errors import Invalid
from lms.people.permissions import SYSTEM


def add(kinds: Any) -> None:
    """Register the command among those of `lms credit`."""
    pack = kinds.add_parser("pack", help="write the audit pack of an activity for some days as one ZIP")
    options.add_data(pack)
    options.add_course(pack)
    pack.add_argument(
        "--activity", required=True, metavar="ID", help="id of a version, or the unit where only one has it"
    )
    for name, words in (("from", "first"), ("to", "last")):
        pack.add_argument(
            f"--{name}", dest=words, required=True, type=calendar_day, metavar="YYYY-MM-DD",
            help=f"{words} day, in the provider's zone",
        )  # fmt: skip
    pack.add_argument("--out", required=True, type=Path, metavar="FILE", help="the ZIP to write")
    pack.add_argument("--redacted", action="store_true", help="without licence numbers, for use inside the house")
    pack.set_defaults(run=run_pack)


def run_pack(args: argparse.Namespace, out: TextIO) -> int:
    """Write the pack; the same rows give the same bytes, whenever it is made."""
    services = args.open(args.settings)
    course = services.library.current(services.clock.tick())
    with services.database.session() as session:
        try:
            activity = credit_pack.named_activity(session, SYSTEM, args.activity)
            frame = credit_pack.frame_of(
                session,
                services.files,
                course,
                activity=activity,
                first=args.first,
                last=args.last,
                redacted=args.redacted,
            )
            credit_pack.write_pack_file(frame, args.out)
        except Invalid as wrong:
            raise Usage(str(wrong)) from wrong
    with args.out.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    with services.database.session(write=True) as session:
        credit_pack.note_export(session, actor=SYSTEM, now=services.clock.now(), frame=frame, sha256=digest)
        session.commit()
    out.write(f"Wrote {args.out}, SHA-256 {digest}.\n")
    return OK
