"""Every rule is broken by a bad example, told in the right file, and listed in the documentation."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.curriculum.loader import check_course, load_course
from lms.curriculum.registry import RULES
from tests.curriculum import builder
from tests.curriculum.bad_cases import CASES, sound
from tests.curriculum.bad_codes import TABLES
from tests.curriculum.bad_course_tests import COURSE_TESTS
from tests.curriculum.bad_days import DAYS
from tests.curriculum.bad_diagnostics import DIAGNOSTICS
from tests.curriculum.bad_downloads import DOWNLOADS
from tests.curriculum.bad_examples import BANK, change
from tests.curriculum.bad_examples import EXAMPLES as TEXTS
from tests.curriculum.bad_labs import LABS
from tests.curriculum.bad_lists import LISTS
from tests.curriculum.bad_panels import PANELS
from tests.curriculum.bad_pathways import PATHWAYS
from tests.curriculum.bad_tours import TOURS
from tests.curriculum.builder import CourseFiles

EXAMPLES = (
    *TEXTS,
    *CASES,
    *DAYS,
    *DOWNLOADS,
    *TABLES,
    *LABS,
    *PANELS,
    *LISTS,
    *PATHWAYS,
    *COURSE_TESTS,
    *DIAGNOSTICS,
    *TOURS,
)
# Found by tests of their own: links and pipes below, a fault in a check of another subject in test_loader.py,
# a lab that cannot be played in tests/practice.
ELSEWHERE = {"Z104", "Z108", "Z110", "X110"}


@pytest.mark.parametrize(("rule", "what", "spoil", "path"), EXAMPLES, ids=[f"{each[0]} {each[1]}" for each in EXAMPLES])
def test_a_bad_example_is_found(tmp_path, rule, what, spoil, path):
    files = CourseFiles()
    spoil(files)
    found = check_course(files.write(tmp_path))
    assert (rule, path) in {(problem.rule, problem.path) for problem in found}, found
    assert all(problem.rule != "Z108" for problem in found)
    assert all(problem.severity == RULES[rule].severity for problem in found if problem.rule == rule)


@pytest.mark.parametrize(
    "same", ["Wait until the next visit.", "wait until the next visit", "Wait until the  next visit?"]
)
def test_c45_options_that_say_the_same_are_found(tmp_path, same):
    files = CourseFiles()
    change(BANK, "text: Write a note for tomorrow.", f"text: {same}")(files)
    found = [each for each in check_course(files.write(tmp_path)) if each.rule == "Q104"]
    assert {each.path for each in found} == {BANK}
    assert {each.severity for each in found} == {"error"}


def test_c33_a_case_with_seats_variables_time_and_scores_is_sound(tmp_path):
    files = CourseFiles()
    sound(files)
    assert check_course(files.write(tmp_path)) == ()


def test_every_rule_has_a_bad_example():
    assert {each[0] for each in EXAMPLES} | ELSEWHERE == set(RULES)


def test_a_link_out_of_the_folder_is_found(tmp_path):
    (tmp_path / "secret.md").write_text("---\nid: secret\n---\n")
    root = CourseFiles().write(tmp_path / "course")
    (root / builder.OTHER).unlink()
    (root / builder.OTHER).symlink_to(tmp_path / "secret.md")
    (root / builder.M1 / "exercises").symlink_to(tmp_path)
    found = {(problem.rule, problem.path) for problem in check_course(root)}
    assert ("Z104", builder.OTHER) in found
    assert ("Z104", f"{builder.M1}/exercises") in found


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    root = CourseFiles().write(tmp_path)
    (root / builder.M1 / "lessons/05-gone.md").symlink_to(root / "nothing.md")
    assert ("Z110", f"{builder.M1}/lessons/05-gone.md") in {(each.rule, each.path) for each in check_course(root)}


def test_pipes_and_folders_with_file_names_are_found(tmp_path):
    root = CourseFiles().write(tmp_path)
    (root / builder.M1 / "lessons/05-folder.md").mkdir()
    os.mkfifo(root / builder.M1 / "lessons/06-pipe.md")
    found = {(problem.rule, problem.path) for problem in check_course(root)}
    assert ("Z110", f"{builder.M1}/lessons/05-folder.md") in found
    assert ("Z110", f"{builder.M1}/lessons/06-pipe.md") in found


def test_a_warning_alone_does_not_stop_the_course(tmp_path):
    files = CourseFiles().change(builder.LESSON, "nine o'clock,", "nine o'clock!")
    loaded = load_course(files.write(tmp_path))
    assert [problem.rule for problem in loaded.problems] == ["L109"]
    assert loaded.course is not None


def test_a_small_bank_is_only_advice_for_a_part(tmp_path):
    files = CourseFiles().change(builder.MODULE, "status: complete", 'status: part\npart_title: "Module 1, a part"')
    files.put(builder.BANK, str(files.files[builder.BANK]).split("- id: m1-q-20")[0])
    loaded = load_course(files.write(tmp_path))
    assert [(problem.rule, problem.severity) for problem in loaded.problems] == [("Q113", "warning")]


def test_a_module_a_little_too_short_is_only_advised(tmp_path):
    files = CourseFiles()
    line = "Yolanda rings the patient before noon and writes down the answer. "
    for path in list(files.files):
        if "/lessons/" in path:
            files.change(path, line * 6, "")
    (problem,) = [each for each in check_course(files.write(tmp_path)) if each.rule == "M110"]
    assert problem.severity == "warning"


def test_a_retired_id_may_vanish(tmp_path):
    files = CourseFiles().put("content/ids.lock", f"m1-q-99\titem\t1\t{'0' * 64}\n")
    files.change(builder.COURSE, "id: small", "id: small\nretired: [m1-q-99]")
    assert check_course(files.write(tmp_path)) == ()


def test_the_documentation_lists_exactly_the_rules():
    text = (Path(__file__).parents[2] / "docs/content.md").read_text()
    rows = re.findall(r"^\| ([A-Z]\d{3}) \| (error|warning) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert rows == [(rule.id, rule.severity, rule.title, rule.remedy) for rule in RULES.values()]


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    return CourseFiles().write(tmp_path_factory.mktemp("fuzzed"))


PATHS = (
    builder.LESSON, builder.TOOL, builder.LOG, builder.CASE, builder.BANK, builder.FACTS, builder.COURSE, builder.MODULE, builder.FIGURE, builder.GLOSSARY,
    "content/pathways/pcp.yaml", "content/roles/pcp.yaml",
)  # fmt: skip
JUNK = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            b":::",
            b"---\n",
            b"{",
            b"}",
            b"[[",
            b"]]",
            b"|",
            b"\n\n",
            b"* [",
            b"-> ",
            b"&a ",
            b"*a",
            b"\xff",
            b"<",
            b"#",
            b": ",
            b"'",
        ]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    edits=st.lists(st.tuples(st.floats(0, 1), JUNK, st.integers(0, 40)), min_size=1, max_size=4),
)
def test_spoiled_bytes_never_raise(written, path, edits):
    target = written / path
    sound = target.read_bytes()
    spoiled = sound
    for place, junk, cut in edits:
        at = int(place * len(spoiled))
        spoiled = spoiled[:at] + junk + spoiled[at + cut :]
    target.write_bytes(spoiled)
    try:
        loaded = load_course(written)
    finally:
        target.write_bytes(sound)
    assert "Z108" not in {problem.rule for problem in loaded.problems}
    assert (loaded.course is None) == any(problem.severity == "error" for problem in loaded.problems)
