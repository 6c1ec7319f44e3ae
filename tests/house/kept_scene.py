"""The scene of the house, lived once by each worker for each kind of installation, and put back for every test that asks."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from lms.files import private_folder
from lms.services import Services
from lms.settings import Settings
from tests.house.scene import Scene, live_scene
from tests.kept_rows import put_rows, take_rows

# What every data folder has a link to, or makes for itself.
LENT = {"readings", "static"}


@dataclass(frozen=True)
class Kept:
    """A scene with all rows and all stored files, which those who are given it do not share."""

    scene: Scene
    rows: Any
    files: dict[Path, bytes]


_kept: dict[tuple[str, Settings, datetime], Kept] = {}


def make_scene(app: Flask) -> Scene:
    """The cast, and an owner with a certificate, a test under way, links and a form that waits, in an empty installation."""
    services: Services = app.extensions["lms"]
    course = services.library.current(services.clock.tick())
    alike = services.database.engine.name, replace(services.settings, data="", database_url=""), services.clock.now()
    kept = _kept.get(alike)
    data = services.settings.data_path
    if kept is None or kept.scene.course is not course:
        scene = live_scene(app)
        _kept[alike] = Kept(_copy(scene, services), take_rows(services.database), dict(_files(data)))
        return scene
    put_rows(services.database, kept.rows)
    for name, content in kept.files.items():
        private_folder((data / name).parent)
        (data / name).write_bytes(content)
    return _copy(kept.scene, services)


def _copy(scene: Scene, services: Services) -> Scene:
    made = copy(scene)
    for name, value in vars(scene).items():
        if isinstance(value, dict):
            setattr(made, name, dict(value))
    made.services = services
    return made


def _files(data: Path) -> list[tuple[Path, bytes]]:
    """Path below the data folder → bytes."""
    names = (path.relative_to(data) for path in data.rglob("*") if path.is_file() and not path.is_symlink())
    return [
        (name, (data / name).read_bytes()) for name in names if name.parts[0] not in LENT and ".sqlite" not in name.name
    ]
