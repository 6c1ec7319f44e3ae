"""A process that makes an application and answers one page: what it holds in memory then, and what beginning took.

python -m scripts.bench.worker product DATA URL | bare
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path


def product(data: str, url: str) -> None:
    """The product's application, answering its sign-in page."""
    from lms.app import create_app
    from lms.database import Database
    from scripts.bench.browser import settings_of

    app = create_app(settings_of(data), database=Database(url))
    _answer(app.test_client().get("/sign-in").status_code)


def bare() -> None:
    """Flask and SQLAlchemy, answering one page."""
    from flask import Flask, render_template_string
    from sqlalchemy import create_engine, text

    app, engine = Flask("bare"), create_engine("sqlite://")

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            return render_template_string("<h1>{{ name }}</h1>", name=connection.scalar(text("SELECT 'name'")))

    _answer(app.test_client().get("/").status_code)


def _answer(status: int) -> None:
    if status != 200:
        raise SystemExit(f"The first page answered {status}.")


def main(what: str, *rest: str) -> None:
    """Begin, answer, tell."""
    product(*rest) if what == "product" else bare()
    held = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    print(json.dumps({"mib": int(held[1]) / 1024 if held else 0.0, "seconds": time.process_time()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
