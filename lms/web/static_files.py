"""Style sheet, script and fonts: compressed once, named by release, kept by browsers for a year."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from lms.files import private_folder

SOURCE = Path(__file__).resolve().parent.parent / "static"
SQUEEZED = {".css", ".js", ".svg", ".txt"}


def fingerprint(source: Path = SOURCE) -> str:
    """First ten hex digits of a hash over all static files: the release in their address."""
    total = hashlib.sha256()
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        total.update(path.relative_to(source).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:10]


def prepared(cache: Path, release: str, source: Path = SOURCE) -> Path:
    """A copy of the static files with .br and .gz beside what gains from it; made once a release."""
    target = cache / release
    if target.exists():
        return target
    private_folder(cache)
    building = cache / f".{release}.new"
    shutil.rmtree(building, ignore_errors=True)
    shutil.copytree(source, building)
    for path in [p for p in building.rglob("*") if p.suffix in SQUEEZED]:
        content = path.read_bytes()
        path.with_name(path.name + ".br").write_bytes(brotli.compress(content))
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    try:
        building.rename(target)
    except OSError:
        shutil.rmtree(building, ignore_errors=True)
    return target


def install(app: Flask, *, cache: Path) -> None:
    """Serve the files and give templates `static(name)`."""
    release = fingerprint()
    served = WhiteNoise(app.wsgi_app, max_age=31536000, add_headers_function=_headers)
    served.add_files(str(prepared(cache, release)), prefix=f"static/{release}/")
    app.wsgi_app = served  # type: ignore[method-assign]

    @app.template_global()
    def static(name: str) -> str:
        return f"/static/{release}/{name}"


def _headers(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["Cache-Control"] = "public, max-age=31536000, immutable"
    headers["X-Content-Type-Options"] = "nosniff"
