"""Codes survive being read over the telephone, and nothing else passes for one."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.credit.codes import ALPHABET, in_fours, new_code, normalise, serial

tens = st.binary(min_size=10, max_size=10)


def test_a_code_is_sixteen_characters_in_fours():
    assert new_code(bytes) == "0000-0000-0000-0000"
    assert new_code(lambda size: b"\xff" * size) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert new_code(lambda size: bytes.fromhex("3dc9410269eecf3a4559")) == "7Q4M-20K9-XV7K-MHAS"


def test_every_bit_of_the_random_bytes_counts():
    codes = {new_code(lambda size, bit=bit: (1 << bit).to_bytes(size, "big")) for bit in range(80)}
    assert len(codes) == 80


@given(tens)
def test_a_code_reads_back_as_the_bytes_it_came_from(raw):
    code = new_code(lambda size: raw)
    plain = normalise(code)
    assert plain is not None
    number = 0
    for character in plain:
        number = number * 32 + ALPHABET.index(character)
    assert number.to_bytes(10, "big") == raw
    assert in_fours(plain) == code


@given(tens, st.data())
def test_how_it_is_typed_does_not_matter(raw, data):
    code = new_code(lambda size: raw)
    typed = "".join(
        data.draw(st.sampled_from({"0": "0Oo", "1": "1IiLl"}.get(character, character + character.lower())))
        + data.draw(st.sampled_from(["", " ", "-", "–", "\u00a0", "\t"]))
        for character in code.replace("-", "")
    )
    assert normalise(typed) == code.replace("-", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7Q4M",
        "7Q4M-20K9-XV3T-8HP",
        "7Q4M-20K9-XV3T-8HPDD",
        "7Q4M-20K9-XV3T-8HPU",
        "7Q4M_20K9_XV3T_8HPD",
        "7Q4M-20K9-XV3T-8HP*",
        "７Q4M-20K9-XV3T-8HPD",
        "7Q4M-20K9-XV3T-8HPß",
        "ﬀ4M20K9XV3T8HPDA",
        "../../../../etc/",
        "' OR 1=1 --      ",
    ],
)
def test_what_is_not_a_code_is_refused(text):
    assert normalise(text) is None


@given(st.text(max_size=40))
def test_any_text_gives_a_code_or_nothing(text):
    plain = normalise(text)
    assert plain is None or (len(plain) == 16 and set(plain) <= set(ALPHABET) and normalise(plain) == plain)


def test_two_codes_from_the_machine_differ():
    assert new_code(secrets.token_bytes) != new_code(secrets.token_bytes)


@pytest.mark.parametrize(
    ("year", "number", "text"), [(2026, 418, "2026-000418"), (2027, 1, "2027-000001"), (2026, 1234567, "2026-1234567")]
)
def test_a_serial_names_its_year(year, number, text):
    assert serial(year, number) == text


def test_no_serial_is_below_one():
    with pytest.raises(ValueError, match="start at 1"):
        serial(2026, 0)
