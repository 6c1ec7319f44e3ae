"""A reading of a course that was kept on the disk is the reading itself, and is used for nothing else."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from lms.curriculum import kept, remembered, stored
from lms.curriculum.course import Loaded
from lms.curriculum.loader import load_course
from tests.curriculum.builder import COURSE, LESSON, CourseFiles
from tests.kept import SECRET


class Reader:
    """Reads a course, and counts how often."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder, self.at, self.times = folder, data / stored.READINGS, 0
        self.secret = SECRET
        data.mkdir(exist_ok=True)

    def __call__(self, called: str = "") -> Loaded:
        return stored.load_stored(self.folder, stored.Readings(self.at, lambda: self.secret), self._read, called)

    def _read(self) -> Loaded:
        self.times += 1
        return load_course(self.folder)

    @property
    def files(self) -> list[Path]:
        return sorted(self.at.glob(f"*{stored.SUFFIX}"))


@pytest.fixture
def files() -> CourseFiles:
    return CourseFiles()


@pytest.fixture
def reader(tmp_path: Path, files: CourseFiles) -> Reader:
    return Reader(files.write(tmp_path / "course"), tmp_path / "data")


def test_a_kept_reading_is_equal_in_everything_and_nothing_is_read_again(reader: Reader) -> None:
    first = reader()
    kept.MEMORY.forget()
    remembered.MEMORY.forget()
    second = reader()
    assert reader.times == 1
    assert second is not first
    assert second == first
    assert type(second.course.facts) is type(first.course.facts)
    assert load_course(reader.folder).course.modules[0].lessons is second.course.modules[0].lessons


def test_an_edit_or_another_check_is_read_anew(reader: Reader, files: CourseFiles) -> None:
    reader()
    files.change(LESSON, "title: Who rings?", "title: Who rings first?").write(reader.folder)
    assert reader().course.lesson("m1-l1-who-rings").title == "Who rings first?"
    reader("another check")
    assert reader.times == len(reader.files) == 3


def test_the_same_course_elsewhere_is_the_same_reading(reader: Reader, files: CourseFiles, tmp_path: Path) -> None:
    reader()
    other = Reader(files.write(tmp_path / "copy"), tmp_path / "data")
    assert other().course is not None
    assert other.times == 0


def test_a_course_with_errors_is_not_kept(reader: Reader, files: CourseFiles) -> None:
    files.change(COURSE, "id:", "identity:").write(reader.folder)
    assert reader().course is None
    assert reader.files == []


def test_a_folder_that_is_not_there_is_not_made(reader: Reader) -> None:
    reader.at.parent.rmdir()
    assert reader().course is not None
    assert not reader.at.parent.exists()


@pytest.mark.parametrize("rest", [b"", b"\x80", b"not a pickle", pickle.dumps(("loaded",)), pickle.dumps({"a": 1})])
def test_a_file_that_is_not_whole_is_as_good_as_none(reader: Reader, rest: bytes) -> None:
    whole = reader()
    (path,) = reader.files
    path.write_bytes(rest)
    assert reader() == whole
    assert reader.times == 2
    assert reader() == whole
    assert reader.times == 2


class Trap:
    """A pickle of this makes a folder when it is read: what somebody who may write there would like to have run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.mkdir, (self.folder,)


@pytest.mark.parametrize("at", [0, 31, 32, 5_000, -1])
def test_one_altered_bit_of_a_reading_and_it_is_not_loaded(reader: Reader, at: int) -> None:
    whole = reader()
    (path,) = reader.files
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    assert reader() == whole
    assert reader.times == 2


def test_what_another_secret_signed_is_not_even_looked_into(reader: Reader, tmp_path: Path) -> None:
    reader()
    (path,) = reader.files
    sprung = tmp_path / "sprung"
    trap = pickle.dumps(Trap(sprung))
    stranger = stored.Readings(reader.at, lambda: "a secret of somebody else's, as long as ours")
    for signature in (b"", bytes(stored.SIGNATURE), stranger.sign(path.name, trap)):
        path.write_bytes(signature + trap)
        assert reader().course is not None
        assert not sprung.exists()
    assert reader.times == 4
    ours = stored.Readings(reader.at, lambda: reader.secret)
    path.write_bytes(ours.sign(path.name, trap) + trap)
    reader()
    assert sprung.exists(), "the trap is one"


def test_a_reading_of_another_course_under_this_name_is_not_loaded(reader: Reader, files: CourseFiles) -> None:
    reader()
    (old,) = reader.files
    files.change(LESSON, "title: Who rings?", "title: Who rings first?").write(reader.folder)
    reader()
    (new,) = set(reader.files) - {old}
    new.write_bytes(old.read_bytes())
    assert reader().course.lesson("m1-l1-who-rings").title == "Who rings first?"


def test_another_secret_reads_anew_and_what_was_not_signed_goes(reader: Reader) -> None:
    reader()
    before = reader.at / "unsigned.pickle"
    before.touch()
    reader.secret += " changed"
    reader()
    assert reader.times == 2
    assert not before.exists()


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_others_may_write_is_not_read(reader: Reader, what: str, mode: int) -> None:
    reader()
    (path,) = reader.files
    (path if what == "file" else reader.at).chmod(mode)
    assert reader().course is not None
    assert reader.times == 2


def test_only_the_owner_may_enter_the_folder_and_few_readings_stay(reader: Reader) -> None:
    for number in range(stored.MOST + 3):
        reader(str(number))
    assert len(reader.files) == stored.MOST
    assert [each for each in reader.at.iterdir() if each not in reader.files] == []
    assert {each.stat().st_mode & 0o777 for each in reader.files} == {0o600}
    assert reader.at.stat().st_mode & 0o777 == 0o700
