"""`lms content preview`: the course as its author writes it, without accounts and without a database to set up."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from lms.app import create_preview
from lms.cli import OK, options
from lms.cli.serve import Server, demand_free
from lms.clock import Clock
from lms.curriculum.library import Library, course_folder
from lms.readiness.course_checks import CHECKS
from lms.services import Services
from lms.settings import Settings

HOST = "127.0.0.1"
LOOK_EVERY = 0.3
"""Seconds between two looks at the folder; with the page asking as often, a change is shown within two seconds."""


def add(group: Any) -> None:
    """Register the command."""
    words = "show the course while it is written"
    command = group.add_parser("preview", help=words, description=words.capitalize() + ".")
    options.add_course(command)
    command.add_argument("--port", type=int, default=8010)
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Serve on this machine only, from a folder that is removed at the end."""
    demand_free(HOST, args.port)
    with tempfile.TemporaryDirectory(prefix="lms-preview-") as folder:
        services, app = prepare(args.settings, Path(folder), args.port)
        services.database.dispose()
        out.write(f"Preview of {services.library.folder} at http://{HOST}:{args.port}/author/\n")
        out.write("Pages show a change within two seconds of saving. Nothing done here is kept.\n")
        out.flush()
        Server(app, services, host=HOST, port=args.port, threads=4).run()
    return OK


def prepare(settings: Settings, folder: Path, port: int, clock: Clock | None = None) -> tuple[Services, Any]:
    """The services and the application of a preview that keeps everything in `folder`."""
    settings = replace(settings, base_url=f"http://{HOST}:{port}", development=True, secure_cookies=False)
    library = Library(course_folder(settings.course), extra=CHECKS, every=LOOK_EVERY, drafts=True)
    return create_preview(settings, data=folder, library=library, clock=clock)
