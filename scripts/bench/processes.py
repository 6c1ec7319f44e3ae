"""What a worker holds in memory and what its beginning takes, beside a bare Flask with SQLAlchemy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from lms.services import Services
from scripts.bench.meter import Line, Meter, line


def measured(services: Services, meter: Meter) -> Iterator[Line]:
    """Two lines: MiB of a worker, and seconds of the processor until it has answered, beside a bare Flask with SQLAlchemy."""
    url = services.database.url.render_as_string(hide_password=False)
    begun(
        "product", services.settings.data or "", url
    )  # The first reads the course, and keeps what it read for all others.
    ours, bare = begun("product", services.settings.data or "", url), begun("bare")
    engine = meter.engine
    yield line("memory of a worker", engine, ours["mib"], "MiB", bare["mib"], None, least=False)
    yield line("start-up", engine, ours["seconds"], "s of processor", bare["seconds"], None, least=False)


def begun(*arguments: str) -> dict[str, float]:
    """What a new process says of itself."""
    command = [sys.executable, "-m", "scripts.bench.worker", *arguments]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told
