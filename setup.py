"""Puts our course into the wheel as `lms/_course`; everything else stands in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithCourse(build_py):
    """The usual build, and the three folders of the course beside the package."""

    def run(self) -> None:
        """Copy the course after the modules."""
        super().run()
        target = Path(self.build_lib) / "lms" / "_course"
        for part in ("content", "quizzes", "certificates"):
            shutil.copytree(part, target / part, dirs_exist_ok=True)


setup(cmdclass={"build_py": WithCourse})
