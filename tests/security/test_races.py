"""Two people press at the same moment: one of them wins, and nothing is half done."""

from __future__ import annotations

import re

from flask import Flask

from lms.outbox.models import Letter
from lms.people.models import Account, Address
from lms.people.permissions import ADMINISTRATOR
from tests.cast import Cast, all_at_once
from tests.people.makers import make_account

SHARED = "shared@home.example"


def test_of_two_accounts_that_confirm_one_address_one_has_it(cast: Cast, app: Flask) -> None:
    for name in ("Marisol", "Teddy"):
        assert cast.enter(name).send("/account/addresses", email=SHARED).status_code == 303
    links = [
        found[0] for row in cast.read(Letter) if row.to == SHARED and (found := re.search(r"/address/\S+", row.text))
    ]
    assert len(links) == 2
    people = [cast.enter("Sunniva"), cast.enter("Odile")]
    ways = dict(zip(map(id, people), links, strict=True))
    answers = [each.status_code for each in all_at_once(people, lambda who: who.send(ways[id(who)]))]
    assert sorted(answers) == [303, 422]
    assert len([row for row in cast.read(Address) if row.email == SHARED]) == 1


def test_of_two_joins_that_cross_one_is_done(cast: Cast, app: Flask) -> None:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Rosa Second", kinds=(ADMINISTRATOR,)
    )
    one, other = cast.enter("Odile"), cast.enter("Rosa")
    ways = {id(one): (cast.learner, cast.teammate), id(other): (cast.teammate, cast.learner)}
    answers = [
        each.status_code
        for each in all_at_once([one, other], lambda who: who.send("/admin/people/{}/join/{}".format(*ways[id(who)])))
    ]
    assert sorted(answers) == [303, 422]
    assert len([row for row in cast.read(Account) if row.merged_into_id]) == 1
    assert [row.act for row in cast.lines()].count("account.merged") == 1
