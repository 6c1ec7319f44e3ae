"""A clinic before its first patient, over HTTP: set-up, lists, who may, two pages at once, standings that move, gaps, the board."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts import checkup
from lms.people.models import Clinic, RoleHeld
from lms.readiness.meetings.actions import set_up as set_up_meeting
from lms.readiness.meetings.queries import Kept, keep
from lms.readiness.models import ScheduleState
from lms.readiness.opening.models import ItemMark, OwnItem
from lms.readiness.rules.meetings import Rhythm
from tests.cast import Cast, Person, in_session
from tests.people.makers import START, actor_of, make_account

AGREEMENT = "clinic-agreement"
OUT = {"used-auxiliary": "no", "reason-auxiliary": "The nurse rooms the patients", "used-clerical": "yes"}


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    """The supervisor of Mill Road."""
    return cast.enter("Sunniva")


def here(cast: Cast, what: str = "") -> str:
    return f"/clinics/{cast.place.mill_road}/{what}"


def set_up(cast: Cast, person: Person, **fields: str):
    return person.send(here(cast, "setup"), **{"opens_on": START.isoformat(), **fields})


def item_of(cast: Cast, item: str = AGREEMENT, what: str = "") -> str:
    return here(cast, f"lists/clinic/{cast.place.mill_road}/{item}{what}")


def enter(cast: Cast, person: Person, state: str, seen: int, address: str = "", **fields: str):
    return person.send(address or item_of(cast), state=state, seen=str(seen), **fields)


def marisols_role(cast: Cast) -> str:
    return next(row.id for row in cast.read(RoleHeld) if row.account_id == cast.learner)


@pytest.mark.alike
def test_s101_s133_a_clinic_is_set_up_and_says_so(cast, sunniva):
    assert "not set up" in sunniva.open(here(cast)).text
    assert set_up(cast, sunniva, **OUT).status_code == 303
    page = sunniva.open(here(cast))
    assert "Not used here" in page.text
    assert "The nurse rooms the patients" in page.text
    assert page.tree.xpath("//*[@class='lede']")[0].text_content().endswith("15 June 2026.")
    assert [each.act for each in cast.lines() if each.act == "clinic.set-up"] == ["clinic.set-up"]


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"used-auxiliary": "no"}, "Say why"),
        ({"used-bhcm": "no", "reason-bhcm": "None to be had"}, "required"),
        ({"opens_on": "the third"}, "Not a valid date"),
        ({"opens_on": "1815-06-18"}, "between 2000 and 2200"),
    ],
)
def test_a_set_up_that_cannot_be_is_told_and_changes_nothing(cast, sunniva, fields, said):
    answer = set_up(cast, sunniva, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert [each.opens_on for each in cast.read(Clinic) if each.id == cast.place.mill_road] == [None]


def test_s101_an_item_is_entered_seen_by_another_reopened_and_its_history_kept(cast, sunniva):
    assert enter(cast, sunniva, "in progress", 0, owner="Legal", due_on="2026-06-01", note="Sent").status_code == 303
    assert enter(cast, sunniva, "done", 1, owner="Legal", note="Signed, in the folder").status_code == 303
    odile = cast.enter("Odile")
    page = odile.open(here(cast, "checklist"))
    row = page.tree.xpath(f"//tr[.//a[contains(@href, '{AGREEMENT}')]]")[0].text_content()
    assert "Done" in row
    assert "Sunniva Berg: Signed, in the folder" in row
    assert odile.send(item_of(cast, what="/undo"), number="2").status_code == 303
    history = odile.open(item_of(cast)).tree.xpath("//section[@aria-labelledby='history']//li")
    assert [("Odile" in each.text_content(), "Sunniva" in each.text_content()) for each in history] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip
    assert [(row.number, row.state) for row in cast.read(ItemMark)] == [
        (1, "in progress"),
        (2, "done"),
        (3, "in progress"),
    ]


@pytest.mark.alike
def test_taking_back_what_is_not_last_any_more_changes_nothing(cast, sunniva):
    enter(cast, sunniva, "in progress", 0)
    enter(cast, sunniva, "done", 1)
    sunniva.send(item_of(cast, what="/undo"), number="1")
    assert len(cast.read(ItemMark)) == 2
    assert "Nothing was taken back" in sunniva.open(item_of(cast)).text


def test_two_pages_at_once_the_second_is_told_and_keeps_what_was_typed(cast, sunniva):
    enter(cast, sunniva, "in progress", 0, note="From the first page")
    answer = enter(cast, sunniva, "done", 0, note="From the second page")
    assert answer.status_code == 422
    assert "From the second page" in answer.text
    assert "From the first page" in answer.text
    assert [row.state for row in cast.read(ItemMark)] == ["in progress"]
    assert enter(cast, sunniva, "in progress", 1, note="From the first page").status_code == 303
    assert len(cast.read(ItemMark)) == 1


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "not needed"}, "Say why it is not needed here"),
        ({"state": "in progress", "due_on": "2026-05-01"}, "still to come"),
        ({"state": "finished"}, "Not a valid choice"),
        ({"state": "done", "note": "MRN 4471209"}, "Nothing about a patient belongs here"),
        ({"state": "done", "note": "x" * 501}, "at most 500"),
    ],
)
def test_what_cannot_be_entered_is_told_and_kept_in_the_form(cast, sunniva, fields, said):
    answer = sunniva.send(item_of(cast), seen="0", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert fields.get("note", "") in answer.text
    assert cast.read(ItemMark) == []


@pytest.mark.alike
def test_s115_required_items_count_for_ready_once_the_clinic_says_so(cast, sunniva):
    role = marisols_role(cast)
    page = sunniva.open(f"/team/{cast.learner}")
    assert "Checklists do not count here" in page.text
    set_up(cast, sunniva, checklists="y")
    open_items = sum(each.required and not each.without_licence for each in cast.course.checklists.roles["bhcm"])
    assert f"{open_items} items open" in sunniva.open(f"/team/{cast.learner}").text
    address = here(cast, f"lists/bhcm/{role}/bhcm-safety-protocol")
    assert enter(cast, sunniva, "done", 0, address).status_code == 303
    assert f"{open_items - 1} items open" in sunniva.open(f"/team/{cast.learner}").text
    assert "Done" in cast.enter("Marisol").open("/checklist/").text
    edition = {row.role_held_id: row.edition for row in cast.read(ScheduleState)}
    assert edition.get(role) == cast.course.edition
    services = cast.services
    assert checkup.differences(services.database, services.files, cast.course, services.clock.now()) == []


@pytest.mark.alike
def test_s320_without_a_listed_licence_four_more_items_and_no_bar(cast, sunniva):
    role = marisols_role(cast)
    address = f"/clinics/roles/{role}/checklist"
    before = len(sunniva.open(address).tree.xpath("//tbody/tr"))
    sunniva.send(f"/clinics/roles/{role}/support", needed="yes")
    sunniva.send(f"/clinics/roles/{role}/support", needed="yes")
    assert len(sunniva.open(address).tree.xpath("//tbody/tr")) == before + 4
    sunniva.send(f"/clinics/roles/{role}/support", needed="no")
    assert len(sunniva.open(address).tree.xpath("//tbody/tr")) == before


def test_s113_the_consultant_has_her_four_states(cast):
    items = [each.id for each in cast.course.checklists.roles["psychiatric-consultant"] if each.required]
    assert items[:3] == ["consultant-identified", "consultant-agreement-signed", "consultant-credentialed"]
    assert cast.course.requirements("psychiatric-consultant")


@pytest.mark.alike
def test_s102_every_item_of_a_list_leads_to_what_exists(cast, sunniva):
    page = sunniva.open(here(cast, "checklist"))
    links = set(page.tree.xpath("//tbody//span[@class='sub']/a/@href"))
    assert len(links) >= 6
    assert {sunniva.open(each).status for each in links} == {200}


@pytest.mark.alike
def test_a_clinic_puts_an_item_on_a_list_takes_it_off_and_puts_it_back(cast, sunniva):
    listed = here(cast, "lists/clinic/add")
    assert sunniva.send(listed, title="", item_owner="").status_code == 422
    assert (
        sunniva.send(listed, title="Parking for the consultant", item_owner="Facilities", required="y").status_code
        == 303
    )
    (own,) = cast.read(OwnItem)
    assert "Parking for the consultant" in sunniva.open(here(cast, "checklist")).text
    sunniva.send(f"/clinics/own-items/{own.id}/withdraw")
    page = sunniva.open(here(cast, "checklist"))
    assert [each for each in page.tree.xpath("//tbody//th") if "Parking" in each.text_content()] == []
    sunniva.send(f"/clinics/own-items/{own.id}/back")
    page = sunniva.open(here(cast, "checklist"))
    assert len([each for each in page.tree.xpath("//tbody//th") if "Parking" in each.text_content()]) == 1


@pytest.mark.alike
@pytest.mark.parametrize(
    ("opens_on", "team", "wanted"),
    [
        ("2026-05-03", "Nobody today", "Find somebody for 4 May 2026"),
        ("2026-05-04", "Nobody on that day", "Find somebody for 4 May 2026"),
        ("2026-06-14", "Nobody on that day", "Find somebody for 14 June 2026"),
        ("2026-06-15", "Marisol Tavares", ""),
    ],
)
def test_the_board_asks_who_is_there_on_the_first_day_and_once_it_is_over_today(cast, sunniva, opens_on, team, wanted):
    """Marisol and Teddy start on 15 June 2026, and today is 4 May."""
    set_up(cast, sunniva, opens_on=opens_on)
    page = sunniva.open(here(cast, "opening"))
    (row,) = page.tree.xpath("//section[@aria-labelledby='team']//tr[starts-with(normalize-space(th), 'Behavioral')]")
    words = " ".join(row.text_content().split())
    assert team in words
    assert ("Nobody" in words) is bool(wanted)
    assert wanted in words


@pytest.mark.alike
def test_of_a_clinic_that_opened_long_ago_who_is_there_today_counts(cast, sunniva, clock):
    set_up(cast, sunniva, opens_on="2026-05-05")
    clock.move(days=60)
    page = cast.enter("Sunniva").open(here(cast, "opening"))
    (row,) = page.tree.xpath("//section[@aria-labelledby='team']//tr[starts-with(normalize-space(th), 'Behavioral')]")
    assert "Nobody" not in row.text_content()
    assert "Marisol Tavares" in row.text_content()


def test_s133_a_last_day_shows_its_gap_and_a_hand_over_with_its_list(cast, sunniva):
    set_up(cast, sunniva)
    role = marisols_role(cast)
    in_session(cast.services.database, lambda s: setattr(s.get(RoleHeld, _teddys(cast)), "ended_on", START))
    leaving = f"/clinics/roles/{role}/leaving"
    assert "Not a valid" in sunniva.send(leaving, last_day="soon").text
    assert "cannot lie before" in sunniva.send(leaving, last_day="2026-06-01").text
    assert sunniva.send(leaving, last_day="2026-08-14", go="save").status_code == 303
    page = sunniva.open(here(cast, "handover"))
    assert "nobody from 15 August 2026" in page.text
    assert "0 of 7 items of the hand-over are closed" in page.text
    (working,) = page.tree.xpath("//details[contains(., 'The working of who is there when')]")
    words = " ".join(working.text_content().split())
    assert "Marisol Tavares: from 15 June 2026 to 14 August 2026." in words
    assert "15 June 2026 to 14 December 2026: 183 days − 122 with nobody = 61 with somebody." in words
    assert "Chicago time" in words
    enter(cast, sunniva, "done", 0, here(cast, f"lists/handover/{role}/handover-safety"))
    assert "1 of 7 items of the hand-over are closed" in sunniva.open(here(cast, "handover")).text
    panel = next(each for each in meetings(cast, START + timedelta(days=61)) if each.kind.id == "panel")
    assert "bhcm" in panel.asked(date(2026, 8, 15)).nobody
    assert "bhcm" not in panel.asked(date(2026, 8, 14)).nobody
    assert sunniva.send(leaving, go="stays").status_code == 303
    assert "Nobody leaves, as far as is known" in sunniva.open(here(cast, "handover")).text


def meetings(cast: Cast, day: date) -> list[Kept]:
    """The meetings of Mill Road: a weekly panel review, set up now."""
    now, clinic = cast.services.clock.now(), cast.place.mill_road

    def keep_panel(session: Session) -> None:
        actor = actor_of(session, cast.supervisor, now)
        rhythm = Rhythm(1, "week", 3, 750, 60, "Room 2", actor.today)
        set_up_meeting(session, actor=actor, now=now, clinic_id=clinic, kind="panel", rhythm=rhythm)

    in_session(cast.services.database, keep_panel)
    with cast.services.database.session() as session:
        return keep(session, [clinic], day)


def _teddys(cast: Cast) -> str:
    return next(row.id for row in cast.read(RoleHeld) if row.account_id == cast.teammate)


@pytest.mark.alike
def test_the_board_answers_for_its_day_and_tries_out_without_saving(cast, sunniva):
    assert "has no first day yet" in sunniva.open(here(cast, "opening")).heading
    set_up(cast, sunniva)
    page = sunniva.open(here(cast, "opening"))
    assert "Can Mill Road start on 15 June 2026?" in page.heading
    assert "Not yet." in page.heading
    table = page.tree.xpath("//section[@aria-labelledby='team']//tbody/tr")
    assert ["Nobody yet" in each.text_content() for each in table].count(True) == 7
    tried = sunniva.open(here(cast, "opening?date=2026-09-14&hours=2&add=psychiatric-consultant"))
    assert "14 September 2026" in tried.heading
    assert "Tried out, not saved." in tried.text
    assert "Somebody, tried out here" in tried.text
    assert [each.opens_on for each in cast.read(Clinic) if each.id == cast.place.mill_road] == [START]
    assert sunniva.open(here(cast, "opening?date=never")).status == 422
    assert "between 2000 and 2200" in sunniva.open(here(cast, "opening?date=9999-12-31")).text
    assert sunniva.status == 422
    assert sunniva.open(here(cast, "opening?hours=900")).status == 422


@pytest.mark.alike
def test_papers_move_the_board(cast, sunniva):
    set_up(cast, sunniva)

    def standing() -> str:
        page = sunniva.open(here(cast, "opening"))
        return page.tree.xpath(f"//tr[.//a[contains(@href, '{AGREEMENT}')] or contains(., 'Agreement with')]")[
            0
        ].text_content()

    assert "Not started" in standing()
    enter(cast, sunniva, "in progress", 0, owner="Legal", due_on=(START - timedelta(days=17)).isoformat())
    assert "In progress" in standing()
    assert "29 May 2026" in standing()
    assert "Legal" in standing()
    enter(cast, sunniva, "done", 1)
    assert "Done, 4 May 2026" in standing()


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Ansel", "Marisol", "Teddy", "Cesar"])
def test_nobody_else_enters(cast, sunniva, name):
    set_up(cast, sunniva)
    enter(cast, sunniva, "in progress", 0)
    role, other = marisols_role(cast), cast.enter(name)
    for address in (
        here(cast), here(cast, "opening"), here(cast, "setup"), here(cast, "checklist"), here(cast, "handover"), item_of(cast),
        f"/clinics/roles/{role}/checklist", f"/clinics/roles/{role}/leaving",
    ):  # fmt: skip
        assert other.open(address).status == 404, address
    for address in (here(cast, "setup"), item_of(cast), item_of(cast, what="/undo"), f"/clinics/roles/{role}/leaving",
                    f"/clinics/roles/{role}/support", here(cast, "lists/clinic/add")):  # fmt: skip
        assert other.send(address, state="done", seen="1", last_day="2026-09-01", title="Mine").status_code == 404, (
            address
        )
    assert len(cast.read(ItemMark)) == 1


@pytest.mark.alike
def test_a_list_of_another_clinic_is_not_found_under_this_one(cast, sunniva):
    odile = cast.enter("Odile")
    role = marisols_role(cast)
    wrong = f"/clinics/{cast.place.northgate}/lists/bhcm/{role}/bhcm-safety-protocol"
    assert odile.open(wrong).status == 404
    assert odile.open(here(cast, f"lists/pcp/{role}/pcp-referral-way")).status == 404
    assert odile.open(item_of(cast, "no-such-item")).status == 404
    assert sunniva.open(f"/clinics/{cast.place.northgate}/").status == 404


@pytest.mark.alike
def test_dates_are_the_clinics_own(cast, sunniva):
    enter(cast, sunniva, "in progress", 0)
    assert [row.on for row in cast.read(ItemMark)] == [date(2026, 5, 4)]


@pytest.mark.alike
def test_a_board_and_its_lists_tell_how_they_stood_on_an_earlier_evening(cast, sunniva):
    set_up(cast, sunniva, **OUT)
    enter(cast, sunniva, "in progress", 0, owner="Legal")

    def shown(path: str, query: str = "") -> list[str]:
        page = (cast.enter("Sunniva") if query else sunniva).open(here(cast, path + query))
        return [" ".join(each.text_content().split()) for each in page.tree.xpath("//main//table//tr | //main//h1")]

    boards, lists = shown("opening"), shown("checklist")
    cast.services.clock.move(days=3)
    later = cast.enter("Sunniva")
    set_up(cast, later, opens_on="2026-09-14")
    enter(cast, later, "done", 1, owner="Legal")
    in_session(cast.services.database, lambda s: setattr(s.get(RoleHeld, _teddys(cast)), "ended_on", date(2026, 5, 7)))
    assert shown("opening", "?as_of=2026-05-04") == boards
    assert shown("checklist", "?as_of=2026-05-04") == lists
    page = later.open(here(cast, "opening?as_of=2026-05-04"))
    assert "As it stood on the evening of 4 May 2026, Chicago time." in page.text
    assert "15 June 2026" in page.heading
    assert page.tree.xpath("//a[.='Share this board']") == []
    assert "14 September 2026" in later.open(here(cast, "opening?as_of=2026-05-07")).heading
    assert "has no first day yet" in later.open(here(cast, "opening?as_of=2026-05-03")).heading
    for wrong in ("2026-05-08", "soon"):
        assert later.open(here(cast, f"opening?as_of={wrong}")).status == 422
        assert later.open(here(cast, f"checklist?as_of={wrong}")).status == 422
    role = marisols_role(cast)
    assert "evening of 4 May 2026" in later.open(f"/clinics/roles/{role}/checklist?as_of=2026-05-04").text


@pytest.mark.alike
def test_the_board_shows_its_working_with_the_facts_it_rests_on(cast, sunniva):
    set_up(cast, sunniva)
    working = " ".join(
        sunniva.open(here(cast, "opening"))
        .tree.xpath("//details[contains(., 'working of this answer')]")[0]
        .text_content()
        .split()
    )
    for said in (
        "in the way and",
        "Rests on R.01 and R.02.",
        "Rests on R.14.",
        "From 5 May 2026 up to and including 15 June 2026: 42 days.",
    ):
        assert said in working, said


def test_s115_the_checklist_warns_while_the_clinic_has_no_champion(cast, sunniva):
    warning = "No PCP champion."
    assert warning in sunniva.open(here(cast, "checklist")).text
    database, now = cast.services.database, cast.services.clock.now()
    provider = make_account(
        database, now, cast.place.saltmarsh, "Pia Provider", clinic_id=cast.place.mill_road, role="pcp"
    )
    assert warning in sunniva.open(here(cast, "checklist")).text

    def name(session: Session) -> None:
        (held,) = session.scalars(select(RoleHeld).where(RoleHeld.account_id == provider))
        held.champion = True

    in_session(cast.services.database, name)
    assert warning not in sunniva.open(here(cast, "checklist")).text
    day = cast.services.clock.now().date() - timedelta(days=1)
    assert warning in sunniva.open(f"{here(cast, 'checklist')}?as_of={day}").text
