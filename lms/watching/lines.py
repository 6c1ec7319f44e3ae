"""The log as one JSON object a line: what happened, never to whom.

Our own words stand as they are. Of a library's words only the pattern is taken, as the values in it may be anybody's; of an
error its kind and the lines of the program it came through, as its message may hold what somebody typed.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from lms.watching.work import current_number

OURS = str(Path(__file__).resolve().parent.parent)
HERE = socket.gethostname()


class Lines(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object: instant (UTC), level, event, process, number, then what the record brings along."""
        ours = record.pathname.startswith(OURS)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if ours else str(record.msg),
            "logger": record.name,
            "process": f"{HERE}:{os.getpid()}",
        }
        if (number := current_number()) is not None:
            line["number"] = number
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["through"] = through(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def through(trace: TracebackType | None) -> list[str]:
    """The lines of the program that an error came through, such as lms/web/home.py:31 home; no values."""
    root = str(Path(OURS).parent) + os.sep
    return [
        f"{frame.filename.removeprefix(root) if frame.filename.startswith(OURS) else Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]


def write_lines(stream: TextIO | None = None) -> logging.Handler:
    """Write the log of this process as lines on `stream` (default: standard error), requests and jobs included."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines())
    program = logging.getLogger("lms")
    program.handlers[:] = [handler]
    program.setLevel(logging.INFO)
    program.propagate = False
    everything = logging.getLogger()
    everything.handlers[:] = [handler]
    logging.captureWarnings(True)
    return handler
