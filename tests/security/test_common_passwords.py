"""The commonest passwords that ever leaked are refused at each page that takes a new one (ASVS 5.0.0, V6.2.4, V6.2.12)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from lms.outbox.models import Letter
from lms.people.common_passwords import KEPT, is_common
from lms.people.rules import PASSWORD_LEAST, TRIED_FIRST, password_problem
from scripts.write_common_passwords import keys
from tests.cast import Cast
from tests.people.makers import PASSWORD, email_of
from tests.web.visitor import Visitor

COMMON = (
    "1q2w3e4r5t", "q1w2e3r4t5y6", "manchester", "TERMINATOR", "California", "1qaz2wsx3edc", "enterprise", "university",
    "qwerty12345", "konstantin", "bluedragon", "superpassword",
)  # fmt: skip
LEAST = 3000


def test_the_list_holds_more_than_is_asked_and_what_it_should() -> None:
    assert len(set(KEPT.read_text(encoding="ascii").split())) > LEAST
    assert [each for each in COMMON if len(each) >= PASSWORD_LEAST and not is_common(each)] == []
    assert not any(map(is_common, (PASSWORD, "seven grey herons", "ceramic walrus 41", "Ünlü çay bahçesi")))


def test_a_list_is_made_of_the_first_that_fit() -> None:
    assert keys(["short", "Manchester", "manchester", "terminator"]) == keys(["terminator", "MANCHESTER"])
    assert len(keys(["short", "Manchester", "manchester", "terminator"])) == 2


@pytest.mark.alike
def test_no_page_takes_a_common_password(cast: Cast) -> None:
    common = next(each for each in COMMON if password_problem(each) is None)
    marisol = cast.enter("Marisol").open("/account/")
    assert marisol.press("Change the password", current_password=PASSWORD, new_password=common).problems() == [
        TRIED_FIRST
    ]
    marisol.open("/account/").press("Sign out")
    visitor = Visitor(cast.app).open("/password")
    visitor.press("Send the link", email=email_of("Marisol"))
    odile = cast.enter("Odile").open("/admin/people/invite")
    new = {"name": "Wen", "email": "wen@saltmarsh.example", "role": "bhcm", "start_date": "2026-06-15"}
    odile.press("Send the invitation", **new, clinic=cast.place.mill_road)
    letters = {each.to: each.text for each in cast.read(Letter)}
    for to, what, button in (
        (email_of("Marisol"), "/password/", "Set the password"),
        ("wen@saltmarsh.example", "/invitation/", "Set the password and begin"),
    ):
        link = next(each for each in letters[to].split() if what in each)
        page = Visitor(cast.app).open(urlsplit(link).path)
        assert page.press(button, password=common).problems() == [TRIED_FIRST]
