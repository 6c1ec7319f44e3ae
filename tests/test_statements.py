"""What PostgreSQL would never be sent is told, by the shape of the statement."""

from __future__ import annotations

import pytest

from tests.statements import only_of_marked, shape_of


@pytest.mark.parametrize(
    ("sent", "shape"),
    [
        ("SELECT 1", "SELECT 1"),
        ("SELECT a FROM t WHERE a = %(a_1)s::INTEGER", "SELECT a FROM t WHERE a = ?"),
        ("SELECT a FROM t WHERE a = %(a_1)s::VARCHAR(8)", "SELECT a FROM t WHERE a = ?"),
        ("SELECT a FROM t WHERE a IN (%(a_1)s::VARCHAR, %(a_2)s::VARCHAR)", "SELECT a FROM t WHERE a IN (?)"),
        ("INSERT INTO t (a, b) VALUES (%(a)s, %(b)s), (%(a)s, %(b)s)", "INSERT INTO t (a, b) VALUES (?)"),
    ],
)
def test_a_shape_says_nothing_of_values_and_of_how_many_there_were(sent: str, shape: str) -> None:
    assert shape_of(sent) == shape


def test_what_marked_tests_alone_send_is_told_with_all_of_them() -> None:
    sent = {"words": {"A", "B"}, "more words": {"B", "C"}, "rows": {"A"}, "": {"C"}}
    assert only_of_marked(sent, {"words", "more words"}) == {"B": ["more words", "words"]}
    assert only_of_marked(sent, {"words"}) == {}
    assert only_of_marked({"words": {'CREATE DATABASE "empty_gw0_5" TEMPLATE template0'}}, {"words"}) == {}
    assert only_of_marked(sent, {"words", "more words", "rows"}) == {
        "A": ["rows", "words"],
        "B": ["more words", "words"],
    }
