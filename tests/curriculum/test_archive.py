"""What a ZIP that was sent in may hold: told before a byte is unpacked, and nothing is ever written outside its folder."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.uploads.archive import BadArchive, pack, put_out, unpack
from tests.curriculum.zips import GOOD, HOSTILE, zipped


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_what_is_hostile_or_careless_is_refused_with_its_reason(kind: str) -> None:
    make, said = HOSTILE[kind]
    with pytest.raises(BadArchive) as refused:
        unpack(make())
    assert any(said in sentence for sentence in refused.value.sentences), refused.value.sentences


def test_everything_wrong_is_said_at_once_and_not_without_end() -> None:
    with pytest.raises(BadArchive) as refused:
        unpack(zipped({**GOOD, **{f"content/a b{n}": b"" for n in range(50)}}))
    assert len(refused.value.sentences) == 13
    assert refused.value.sentences[-1] == "And 38 more."


@pytest.mark.parametrize("under", ["", "my-course/", "Course-2027/"])
def test_a_course_is_taken_with_or_without_a_folder_around_it(under: str) -> None:
    files = {under + name: content for name, content in GOOD.items()}
    junk = {"__MACOSX/._course.yaml": b"x", f"{under}.DS_Store": b"x", f"{under}content/.hidden": b"x"}
    taken = unpack(zipped({**files, **junk, f"{under}certificates/completion.typ": b"x", f"{under}notes.txt": b"x"}))
    assert dict(taken.files) == GOOD
    assert taken.left_out == ("certificates/", "notes.txt")


def test_a_workbook_is_no_zip_inside_a_zip() -> None:
    name = "content/modules/01-first/tools/log.xlsx"
    assert name in unpack(zipped({**GOOD, name: zipped({"xl/workbook.xml": b"x"})})).files


def test_the_same_files_make_the_same_bytes_and_come_back(tmp_path: Path) -> None:
    packed = pack(GOOD)
    assert packed == pack(dict(reversed(GOOD.items())))
    target = put_out(packed, tmp_path / "courses" / "one")
    assert {
        path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()
    } == GOOD
    assert put_out(pack({**GOOD, "content/more.yaml": b"x"}), target) == target
    assert not (target / "content" / "more.yaml").exists()
    assert [path.name for path in (tmp_path / "courses").iterdir()] == ["one"]


def test_an_unpacking_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadArchive):
        put_out(pack(GOOD)[:-30], tmp_path / "courses" / "one")
    assert list((tmp_path / "courses").iterdir()) == []


@given(st.binary(max_size=400), st.integers(0, 400), st.booleans())
def test_no_bytes_break_the_reader(noise: bytes, at: int, inside: bool) -> None:
    good = pack(GOOD)
    sent = good[:at] + noise + good[at + len(noise) if inside else at :]
    taken = {}
    with suppress(BadArchive):
        taken = unpack(sent).files
    assert all(name.split("/")[0] in ("content", "quizzes") and ".." not in name for name in taken)


def test_names_come_from_the_directory_alone() -> None:
    made = io.BytesIO(pack(GOOD))
    with zipfile.ZipFile(made) as archive:
        assert sorted(archive.namelist()) == sorted(GOOD)
