"""The log of this process as lines, for a test; put back as it was."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lms.watching.lines import write_lines


class Log:
    """What was written since the test began."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]


@contextmanager
def kept_log() -> Iterator[Log]:
    """Lines instead of text until the end of the block."""
    loggers = [logging.getLogger(name) for name in ("lms", "")]
    before = [(each.handlers[:], each.level, each.propagate) for each in loggers]
    log = Log()
    write_lines(log.stream)
    try:
        yield log
    finally:
        logging.captureWarnings(False)
        for each, (handlers, level, propagate) in zip(loggers, before, strict=True):
            each.handlers[:], each.propagate = handlers, propagate
            each.setLevel(level)
