"""The go-live board shared by a link: made by who looks after the clinic, opened by anybody, frozen, revocable, gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lms.acts.person.erase import erase
from lms.people.actions import deactivate
from lms.people.models import Account, Clinic
from lms.readiness.opening.models import BoardShare, BoardSharePerson
from tests.cast import Cast, Person, in_session
from tests.house.tables import fingerprint
from tests.people.makers import START, actor_of
from tests.web.visitor import Visitor

GONE = "This link does not work"


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    """The supervisor of Mill Road, which has a first day."""
    in_session(cast.services.database, lambda s: setattr(s.get(Clinic, cast.place.mill_road), "opens_on", START))
    return cast.enter("Sunniva")


def place(cast: Cast, query: str = "") -> str:
    return f"/clinics/{cast.place.mill_road}/opening/share{query}"


def make(cast: Cast, person: Person, query: str = "", **fields: str) -> str:
    """Make a link and read its address off the page, as a path of this site."""
    page = person.open(place(cast, query)).press("Make the link", **fields)
    assert page.status == 200
    shown = page.tree.xpath("//section[@aria-labelledby='made']//code/text()")
    assert len(shown) == 1
    return "/shared/" + str(shown[0]).rpartition("/shared/")[2]


def shown(cast: Cast, address: str) -> Visitor:
    """What somebody without an account gets."""
    visitor = Visitor(cast.app)
    visitor.open(address)
    headers = visitor.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    return visitor


@pytest.mark.alike
def test_a_link_shows_the_board_as_it_stood_and_names_nobody(cast: Cast, sunniva: Person) -> None:
    agreement = f"/clinics/{cast.place.mill_road}/lists/clinic/{cast.place.mill_road}/clinic-agreement"
    sunniva.send(agreement, state="in progress", seen="0", owner="Jo of legal", note="Jo sent it to Dr. Reyes")
    sunniva.send(
        f"/clinics/{cast.place.mill_road}/lists/clinic/add",
        title="Ask Wendeline for a desk",
        item_owner="",
        required="y",
    )
    board = sunniva.open(f"/clinics/{cast.place.mill_road}/opening")
    answer = board.heading.partition("? ")[2]
    assert board.tree.xpath("//a[.='Share this board']/@href") == [place(cast)]
    address = make(cast, sunniva, note="For Thursday’s board of directors")
    assert sunniva.open(place(cast)).tree.xpath("//section[@aria-labelledby='made']") == []
    page = shown(cast, address)
    assert page.heading == f"Could Mill Road start on 15 June 2026? {answer}"
    for said in ("For Thursday’s board of directors", "Sunniva Berg of", "As it stood on 4 May 2026", "Chicago time"):
        assert said in page.text, said
    assert "until 18 May 2026 at" in page.text
    assert "An item of the clinic’s own" in page.text
    for each in cast.read(Account):
        if each.id != cast.supervisor:
            assert each.name not in page.text
            assert each.name.split()[0] not in page.text
    for told in ("Jo", "Reyes", "Wendeline"):
        assert told not in page.text
    assert " manager 1" in page.text
    before = page.text
    sunniva.send(agreement, state="done", seen="1")
    in_session(cast.services.database, lambda s: setattr(s.get(Clinic, cast.place.mill_road), "opens_on", None))
    assert shown(cast, address).text == before


@pytest.mark.alike
def test_a_link_with_names_shows_them_and_notes(cast: Cast, sunniva: Person) -> None:
    agreement = f"/clinics/{cast.place.mill_road}/lists/clinic/{cast.place.mill_road}/clinic-agreement"
    sunniva.send(agreement, state="in progress", seen="0", owner="Jo of legal", note="Sent to the practice")
    page = shown(cast, make(cast, sunniva, named="y"))
    for told in ("Marisol Tavares", "Teddy Okafor", "Jo of legal", "Sent to the practice"):
        assert told in page.text
    assert {each.account_id for each in cast.read(BoardSharePerson)} == {cast.learner, cast.teammate}


@pytest.mark.alike
def test_what_is_tried_out_is_named_as_tried_out(cast: Cast, sunniva: Person) -> None:
    query = "?date=2026-09-14&hours=2&add=psychiatric-consultant"
    assert "What if" in sunniva.open(place(cast, query)).text
    page = shown(cast, make(cast, sunniva, query))
    assert "14 September 2026" in page.heading
    assert "Tried out, not decided." in page.text
    assert "What if the first day were 14 September 2026, not on 15 June 2026, the clinic’s own day" in page.text
    assert "everybody had 2 hours a week more and somebody were found for: Psychiatric consultant?" in page.text
    assert "As it was, for 15 June 2026: Not yet." in page.text


@pytest.mark.alike
def test_openings_are_counted_without_saying_who(cast: Cast, sunniva: Person) -> None:
    address = make(cast, sunniva)
    assert "Not yet" in sunniva.open(place(cast)).tree.xpath("//section[@aria-labelledby='links']")[0].text_content()
    before = fingerprint(cast.services.database)
    shown(cast, address)
    shown(cast, address)
    Visitor(cast.app).client.head(address)
    assert fingerprint(cast.services.database) == before
    assert [(row.opened, row.last_opened_at is not None) for row in cast.read(BoardShare)] == [(2, True)]
    assert "2 times" in sunniva.open(place(cast)).text
    assert address.rpartition("/")[2] not in repr([vars(row) for row in cast.read(BoardShare)])


@pytest.mark.alike
def test_revoked_ended_and_unknown_answer_alike(cast: Cast, sunniva: Person) -> None:
    revoked = make(cast, sunniva)
    sunniva.press("Revoke")
    assert "Revoked" in sunniva.text
    ended = make(cast, sunniva, days="1")
    cast.services.clock.move(days=1)  # type: ignore[attr-defined]
    pages = [shown(cast, each) for each in (revoked, ended, "/shared/" + "A" * 43, ended + "x")]
    assert {page.status for page in pages} == {404}
    assert {page.heading for page in pages} == {GONE}
    assert len({page.text for page in pages}) == 1
    assert "Ask whoever sent it to you for a new one" in pages[0].text
    assert [row.opened for row in cast.read(BoardShare)] == [0, 0]
    assert "Ended" in cast.enter("Sunniva").open(place(cast)).text


@pytest.mark.alike
def test_a_link_ends_with_the_account_of_whoever_made_it(cast: Cast, sunniva: Person) -> None:
    address = make(cast, sunniva)

    def end(session: Any) -> None:
        now = cast.services.clock.now()
        by = actor_of(session, cast.administrator, now)
        deactivate(session, actor=by, now=now, account_id=cast.supervisor, reason="Left")

    in_session(cast.services.database, end)
    assert shown(cast, address).status == 404


def test_erasing_somebody_named_empties_the_board_that_names_her(cast: Cast, sunniva: Person) -> None:
    named, other = make(cast, sunniva, named="y"), make(cast, sunniva)
    now = cast.services.clock.now()

    def close(session: Any) -> None:
        erase(session, actor=actor_of(session, cast.learner, now), now=now, account_id=cast.learner)

    in_session(cast.services.database, close)
    assert (shown(cast, named).status, shown(cast, other).status) == (404, 200)
    assert sorted(bool(row.content) for row in cast.read(BoardShare)) == [False, True]
    assert "Marisol" not in repr([row.content for row in cast.read(BoardShare)])
    assert "Emptied" in sunniva.open(place(cast)).text


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"days": "0"}, "Choose 1 to 90 days"),
        ({"days": "91"}, "Choose 1 to 90 days"),
        ({"days": "a week"}, "Not a valid integer"),
        ({"note": "Ask about MRN 4471209"}, "Nothing about a patient belongs here"),
        ({"note": "x" * 501}, "at most 500"),
    ],
)
def test_what_cannot_be_taken_is_told_and_kept(cast: Cast, sunniva: Person, fields: dict[str, str], said: str) -> None:
    page = sunniva.open(place(cast)).press("Make the link", **fields)
    assert page.status == 422
    assert said in page.text
    assert all(each in page.response.text for each in fields.values())
    assert cast.read(BoardShare) == []


@pytest.mark.alike
def test_without_a_first_day_there_is_nothing_to_share(cast: Cast) -> None:
    odile = cast.enter("Odile")
    assert "There is no board to share yet" in odile.open(place(cast)).text
    assert odile.send(place(cast), days="14").status_code == 409


def test_the_same_form_twice_makes_one_link(cast: Cast, sunniva: Person) -> None:
    fields = {"days": "14", "request_key": "share-once"}
    first, second = sunniva.send(place(cast), **fields), sunniva.send(place(cast), **fields)
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(cast.read(BoardShare)) == 1


@pytest.mark.alike
def test_twenty_links_work_at_a_time(cast: Cast, sunniva: Person) -> None:
    for _ in range(20):
        assert sunniva.send(place(cast), days="1").status_code == 303
    answer = sunniva.send(place(cast), days="1")
    assert answer.status_code == 409
    assert "20 links work already" in answer.text
    cast.services.clock.move(days=1)  # type: ignore[attr-defined]
    assert cast.enter("Sunniva").send(place(cast), days="1").status_code == 303


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Ansel", "Marisol", "Teddy", "Cesar"])
def test_nobody_else_makes_or_revokes_one(cast: Cast, sunniva: Person, name: str) -> None:
    address = make(cast, sunniva)
    (row,) = cast.read(BoardShare)
    other = cast.enter(name)
    assert other.open(place(cast)).status == 404
    assert other.send(place(cast), days="14").status_code == 404
    assert other.send(place(cast, f"/{row.id}/revoke")).status_code == 404
    assert shown(cast, address).status == 200
    elsewhere = f"/clinics/{cast.place.northgate}/opening/share/{row.id}/revoke"
    assert cast.enter("Odile").send(elsewhere).status_code == 404


@pytest.mark.alike
def test_many_from_one_place_are_told_to_wait(cast: Cast, sunniva: Person) -> None:
    client = Visitor(cast.app).client
    answers = [client.get("/shared/" + "B" * 43).status_code for _ in range(61)]
    assert (answers[59], answers[60]) == (404, 429)
    cast.services.clock.move(minutes=2)  # type: ignore[attr-defined]
    assert client.get("/shared/" + "B" * 43).status_code == 404


def test_days_are_days_of_the_clock(cast: Cast, sunniva: Person) -> None:
    address = make(cast, sunniva, days="90")
    (row,) = cast.read(BoardShare)
    assert row.ends_at - row.made_at == timedelta(days=90)
    cast.services.clock.move(days=89, minutes=1439)  # type: ignore[attr-defined]
    assert shown(cast, address).status == 200
