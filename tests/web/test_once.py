"""A write carries a key: sent again, it is not done again and leads to the same place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lms.assessment.models import Attempt
from lms.audit.models import AuditLine
from lms.learning.models import Completion
from lms.practice.models import CaseRun, CaseStep
from tests.cast import Cast, Person, address_of, all_at_once, play_case


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def complete(cast: Cast) -> tuple[str, dict[str, str]]:
    return address_of(cast, cast.module.lessons[0], "/complete"), {}


def undo(cast: Cast) -> tuple[str, dict[str, str]]:
    return address_of(cast, cast.module.lessons[0], "/undo"), {}


def start_test(cast: Cast) -> tuple[str, dict[str, str]]:
    return f"/tests/{cast.module.post_test.id}/start", {}


def play_again(cast: Cast) -> tuple[str, dict[str, str]]:
    return f"/cases/{cast.module.cases[0].id}/start", {"go": "again"}


def decide(cast: Cast) -> tuple[str, dict[str, str]]:
    stage, choice = cast.module.cases[0].expert_path[0]
    return f"/cases/{cast.module.cases[0].id}/step", {"stage": stage, "choice": choice}


def confirm(_cast: Cast) -> tuple[str, dict[str, str]]:
    return "/certificates/name", {"legal_name": "Marisol Tavares", "confirmed": "yes"}


WRITES = [complete, undo, start_test, play_again, decide, confirm]
Write = Callable[[Cast], tuple[str, dict[str, str]]]


def facts(cast: Cast) -> list[int]:
    return [len(cast.read(table)) for table in (Completion, Attempt, CaseRun, CaseStep, AuditLine)]


def prepare(cast: Cast, person: Person, write: Write) -> None:
    """What must be there for a write to have something to do."""
    if write is undo:
        person.send(complete(cast)[0])
    if write is play_again:
        play_case(cast, person)
    if write is decide:
        person.send(f"/cases/{cast.module.cases[0].id}/start")


@pytest.mark.parametrize("write", WRITES)
def test_the_same_key_twice_is_one_write(cast: Cast, marisol: Person, write: Write) -> None:
    prepare(cast, marisol, write)
    path, fields = write(cast)
    before = facts(cast)
    first = marisol.send(path, request_key="the same", **fields)
    after = facts(cast)
    assert after != before
    second = marisol.send(path, request_key="the same", **fields)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert first.status_code == 303
    assert facts(cast) == after


@pytest.mark.parametrize("write", WRITES)
def test_the_same_key_from_eight_windows_at_once_is_one_write(cast: Cast, marisol: Person, write: Write) -> None:
    prepare(cast, marisol, write)
    path, fields = write(cast)
    alone = cast.enter("Teddy")
    prepare(cast, alone, write)
    before = facts(cast)
    alone.send(path, request_key="the same", **fields)
    of_one = [after - had for after, had in zip(facts(cast), before, strict=True)]
    windows = [marisol.window() for _ in range(8)]
    before = facts(cast)
    answers = all_at_once(windows, lambda each: each.send(path, request_key="the same", **fields))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location.partition("/q/")[0] for answer in answers}) == 1
    assert [after - had for after, had in zip(facts(cast), before, strict=True)] == of_one


def test_a_key_belongs_to_one_account(cast: Cast, marisol: Person) -> None:
    path, fields = complete(cast)
    teddy = cast.enter("Teddy")
    for person in (marisol, teddy):
        person.send(path, request_key="the same", **fields)
    assert len(cast.read(Completion)) == 2


def test_a_refused_write_may_be_sent_again_with_its_key(cast: Cast, marisol: Person) -> None:
    path, fields = confirm(cast)
    assert marisol.send(path, request_key="one", **{**fields, "legal_name": ""}).status_code == 422
    assert marisol.send(path, request_key="one", **fields).status_code == 303
