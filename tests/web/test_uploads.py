"""A course sent in as a ZIP, over HTTP: looked into, shown, published by two people, taken back; readers never see it break."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from lms.acts import backup, checkup
from lms.app import create_app
from lms.audit.models import AuditDetail
from lms.curriculum.uploads.models import CoursePublication, CourseUpload
from lms.database import Database
from lms.people.permissions import AUTHOR, PROGRAM_MANAGER
from lms.settings import Settings
from tests.cast import Cast, Person, all_at_once, make_cast
from tests.curriculum.builder import COURSE, LESSON, CourseFiles
from tests.curriculum.small import small
from tests.curriculum.zips import HOSTILE, zipped, zipped_folder
from tests.people.makers import make_account
from tests.web.test_edited_course import HastyClock

OURS = "Saltmarsh Community Health"
UPLOADS = "/author/uploads/"


@dataclass(frozen=True)
class Press:
    """A server on a small installed course, with authors who send in others."""

    cast: Cast
    settings: Settings
    database: Database
    installed: Path

    @property
    def app(self) -> Flask:
        return self.cast.app

    def restarted(self) -> Flask:
        """Another server on the same database and folders: a restart, or the second of two replicas."""
        return create_app(self.settings, clock=HastyClock(), database=self.database)

    def title(self, app: Flask | None = None) -> str:
        """The course that readers see."""
        services = (app or self.app).extensions["lms"]
        return str(services.library.current(services.clock.tick()).title)


@pytest.fixture
def press(settings: Settings, database: Database, tmp_path: Path) -> Press:
    installed = small().write(tmp_path / "installed")
    settings = replace(settings, course=str(installed), publisher=OURS)
    cast = make_cast(create_app(settings, clock=HastyClock(), database=database))
    now, place = cast.services.clock.now(), cast.place
    for name, kind, organisation in (
        ("Yolanda Reyes", AUTHOR, place.saltmarsh),
        ("Arne Solberg", AUTHOR, place.saltmarsh),
        ("Edda Frost", AUTHOR, place.elsewhere),
        ("Prue Vance", PROGRAM_MANAGER, place.saltmarsh),
    ):
        make_account(database, now, organisation, name, kinds=(kind,))
    return Press(cast, settings, database, installed)


@pytest.fixture
def yolanda(press: Press) -> Person:
    return press.cast.enter("Yolanda")


@pytest.fixture
def arne(press: Press) -> Person:
    return press.cast.enter("Arne")


def better(title: str = "A better course") -> CourseFiles:
    """The installed course under another title and with a changed lesson."""
    files = small()
    was = re.search(r"^title: (.*)$", str(files.files[COURSE]), re.MULTILINE)
    assert was
    return files.change(COURSE, was[0], f"title: {title}")


def broken() -> CourseFiles:
    """The same with an error on a line that can be named."""
    return better().change(LESSON, "revision: 1", "revision: many")


def send(person: Person, content: bytes, *, note: str = "Clearer words."):
    """Send a ZIP in; the answer as it came."""
    parts = [b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name, value.encode())
             for name, value in ((b"note", note), (b"csrf_token", person.token()))]  # fmt: skip
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="course.zip"\r\nContent-Type: application/zip\r\n\r\n'
    body = b"".join(parts) + head + content + b"\r\n--edge--\r\n"
    return person.client.post(UPLOADS, data=body, content_type="multipart/form-data; boundary=edge")


def sent_in(person: Person, files: CourseFiles, tmp_path: Path) -> str:
    """Send a course in; the address of the upload."""
    folder = tmp_path / f"sent-{len(list(tmp_path.iterdir()))}"
    answer = send(person, zipped_folder(files.write(folder), "my-course/"))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def asked(press: Press, person: Person, address: str) -> str:
    """Ask for a second person; the address of what waits."""
    assert person.send(f"{address}/ask", reason="It reads better.").status_code == 303
    (row,) = [each for each in press.cast.read(CoursePublication) if each.decided_at is None]
    return f"{UPLOADS}publications/{row.id}"


def published(press: Press, one: Person, other: Person, files: CourseFiles, tmp_path: Path) -> str:
    """Send in, ask, approve; the address of the upload."""
    address = sent_in(one, files, tmp_path)
    assert other.send(asked(press, one, address) + "/approve").status_code == 303
    return address


@pytest.mark.alike
def test_two_people_publish_a_course_and_readers_see_it(
    press: Press, yolanda: Person, arne: Person, tmp_path: Path
) -> None:
    was = press.title()
    address = sent_in(yolanda, better(), tmp_path)
    assert yolanda.open(address).heading == "course.zip can be published"
    waiting = asked(press, yolanda, address)
    assert press.title() == was
    assert yolanda.send(f"{waiting}/approve").status_code == 409
    assert press.title() == was
    page = arne.open(UPLOADS)
    assert "asked for by Yolanda Reyes on 4 May 2026 at 12:00 CDT" in page.text
    page.press("Approve and publish")
    assert press.title() == "A better course"
    assert press.title(press.restarted()) == "A better course"
    assert "A better course" in press.cast.enter("Marisol").open("/courses/").text
    (row,) = press.cast.read(CoursePublication)
    assert (row.approved, row.number) == (True, 1)
    lines = {each.act: each for each in press.cast.lines() if each.act.startswith("course.")}
    assert list(lines) == ["course.uploaded", "course.asked", "course.published"]
    details = {each.line_id: each.details for each in press.cast.read(AuditDetail)}
    said = details[lines["course.published"].id]
    assert (said["asked_by"], said["approved_by"]) == ("Yolanda Reyes", "Arne Solberg")
    assert lines["course.published"].actor_id == row.decided_by_account_id


@pytest.mark.alike
def test_nobody_publishes_alone_by_any_way(press: Press, yolanda: Person, arne: Person, tmp_path: Path) -> None:
    address = sent_in(yolanda, better(), tmp_path)
    waiting = asked(press, arne, address)
    assert "Approve and publish" not in arne.open(UPLOADS).text
    for person in (arne, yolanda):  # Who asked, and who sent it in.
        answer = person.send(f"{waiting}/approve")
        assert answer.status_code == 409
        assert "A second person approves" in answer.text
    assert press.cast.enter("Odile").send(f"{waiting}/approve").status_code == 303
    assert press.title() == "A better course"


@pytest.mark.alike
def test_a_course_with_errors_is_shown_in_place_and_cannot_be_published(
    press: Press, yolanda: Person, tmp_path: Path
) -> None:
    was = press.title()
    page = yolanda.open(sent_in(yolanda, broken(), tmp_path))
    assert page.heading == "1 error in course.zip"
    told = page.tree.xpath("string(//section[@aria-labelledby='file-1'])")
    assert LESSON in told
    assert "must be a whole number" in told
    assert page.tree.xpath("//li[@class='marked']/code/text()") == ["revision: many"]
    assert yolanda.send(f"{page.path}/ask", reason="Now").status_code == 409
    assert press.cast.read(CoursePublication) == []
    assert press.title() == was


@pytest.mark.alike
def test_ids_that_were_released_do_not_vanish_with_an_upload(press: Press, yolanda: Person, tmp_path: Path) -> None:
    lock = "# ids\nm1-l9-gone\tlesson\t1\t-\n"
    (press.installed / "content" / "ids.lock").write_text(lock)
    page = yolanda.open(sent_in(yolanda, better(), tmp_path))
    assert "`m1-l9-gone` was released and is not in the course any more" in page.text


@pytest.mark.alike
@pytest.mark.parametrize("kind", ["nothing", "a bomb", "a way out", "a link", "the same name twice", "names that differ in capitals", "a password", "ten thousand files", "a ZIP inside", "an absolute path"])  # fmt: skip
def test_what_is_hostile_is_refused_with_its_reason_and_nothing_is_kept(
    press: Press, yolanda: Person, kind: str
) -> None:
    make, said = HOSTILE[kind]
    content = make() or b"x"
    answer = send(yolanda, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert press.cast.read(CourseUpload) == []
    data = Path(press.settings.data)
    assert list(press.cast.services.files.digests()) == []
    assert not (data / "courses").exists()


@pytest.mark.alike
def test_what_is_too_large_or_says_nothing_is_refused(press: Press, yolanda: Person) -> None:
    assert send(yolanda, b"PK\x03\x04" + b"\0" * (8 * 2**20)).status_code == 413
    good = zipped(small().files)
    assert "Say in a few words" in send(yolanda, good, note=" ").text
    without = yolanda.send(UPLOADS, note="x")
    assert without.status_code == 422
    assert press.cast.read(CourseUpload) == []
    assert list(press.cast.services.files.digests()) == []


@pytest.mark.alike
def test_wrong_people_find_nothing(press: Press, yolanda: Person, tmp_path: Path) -> None:
    address = sent_in(yolanda, better(), tmp_path)
    waiting = asked(press, yolanda, address)
    for who in ("Marisol", "Sunniva", "Prue", "Edda", "Ansel", "Cesar"):
        person = press.cast.enter(who)
        for path in (address, f"{address}/preview/author/"):
            assert person.client.get(path).status_code == 404, (who, path)
        for path in (f"{waiting}/approve", f"{waiting}/decline", f"{address}/discard", f"{address}/ask"):
            assert person.send(path, reason="x").status_code == 404, (who, path)
    assert "course.zip" not in press.cast.enter("Edda").open(UPLOADS).text
    refused = send(press.cast.enter("Edda"), zipped())
    assert refused.status_code == 409
    assert "LMS_PUBLISHER" in refused.text
    assert press.cast.enter("Marisol").client.get(UPLOADS).status_code == 404


def test_declined_and_taken_back_change_nothing(press: Press, yolanda: Person, arne: Person, tmp_path: Path) -> None:
    was, address = press.title(), sent_in(yolanda, better(), tmp_path)
    waiting = asked(press, yolanda, address)
    assert arne.send(f"{waiting}/decline").status_code == 422
    assert arne.send(f"{waiting}/decline", reason="Lesson 2 is unclear.").status_code == 303
    assert arne.send(f"{waiting}/approve").status_code == 409
    again = asked(press, yolanda, address)
    assert yolanda.send(f"{again}/decline", reason="Not yet.").status_code == 303
    assert "Taken back" in arne.open(UPLOADS).text
    assert "Lesson 2 is unclear." in arne.text
    assert press.title() == was
    assert yolanda.send(f"{address}/discard").status_code == 303
    assert press.cast.read(CourseUpload)[0].discarded_at is not None


@pytest.mark.alike
def test_going_back_is_one_press_and_takes_two_people(
    press: Press, yolanda: Person, arne: Person, tmp_path: Path
) -> None:
    installed = press.title()
    published(press, yolanda, arne, better("The first"), tmp_path)
    published(press, arne, yolanda, better("The second"), tmp_path)
    assert press.title() == "The second"
    yolanda.open(UPLOADS).press("Ask to go back to it")
    assert press.title() == "The second"
    assert "Approve and publish" not in yolanda.open(UPLOADS).text
    assert arne.open(UPLOADS).status == 200
    # Arne sent in the second and Yolanda the first, so a third person is asked to approve what is hers.
    press.cast.enter("Odile").open(UPLOADS).press("Approve and publish")
    assert press.title() == "The first"
    arne.open(UPLOADS).press("Ask to go back to the installed course")
    yolanda.open(UPLOADS).press("Approve and publish")
    assert press.title() == installed
    assert [row.number for row in sorted(press.cast.read(CoursePublication), key=lambda row: row.number or 0)] == [
        1,
        2,
        3,
        4,
    ]


def test_two_approvals_at_once_publish_once(press: Press, yolanda: Person, arne: Person, tmp_path: Path) -> None:
    waiting = asked(press, yolanda, sent_in(yolanda, better(), tmp_path))
    people = [arne, press.cast.enter("Odile"), arne.window(), press.cast.enter("Odile")]
    answers = all_at_once(people, lambda person: person.send(f"{waiting}/approve"))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert [row.number for row in press.cast.read(CoursePublication)] == [1]


@pytest.mark.alike
def test_any_role_is_looked_at_in_the_preview_of_an_upload(press: Press, yolanda: Person, tmp_path: Path) -> None:
    address = sent_in(yolanda, better(), tmp_path)
    under = f"{address}/preview"
    page = yolanda.open(f"{under}/")
    assert page.path == f"{under}/author/"
    assert "A better course" in yolanda.open(f"{under}/courses/").text
    assert press.title() != "A better course"
    home = yolanda.open(f"{under}/home?role=bhcm&state=fresh")
    links = [each for each in home.tree.xpath("//a/@href | //form/@action") if each.startswith("/")]
    assert links
    assert all(each.startswith(f"{under}/") for each in links)
    lesson = next(each for each in links if "/courses/" in each and each.count("/") > under.count("/") + 3)
    read = yolanda.open(lesson)
    assert read.status == 200
    read.press("Mark complete and continue")
    assert read.status == 200
    assert read.path.startswith(f"{under}/")
    for role in ("pcp", "clinical-supervisor", "clerical"):
        assert yolanda.open(f"{under}/home?role={role}&state=in-progress").status == 200
    assert yolanda.client.get(f"{under}/author/uploads/").status_code == 404
    assert yolanda.open("/home").status == 200
    assert "Yolanda Reyes" in yolanda.text


@pytest.mark.alike
def test_the_preview_shows_what_is_wrong_and_never_takes_the_site_down(
    press: Press, yolanda: Person, tmp_path: Path
) -> None:
    address = sent_in(yolanda, broken(), tmp_path)
    answer = yolanda.client.get(f"{address}/preview/home")
    assert answer.status_code == 503
    assert "must be a whole number" in answer.text
    assert press.cast.enter("Marisol").open("/courses/").status == 200


@pytest.mark.alike
def test_a_killed_unpacking_leaves_the_old_course_served(
    press: Press, yolanda: Person, arne: Person, tmp_path: Path
) -> None:
    was, data = press.title(), Path(press.settings.data)
    address = sent_in(yolanda, better(), tmp_path)
    (row,) = press.cast.read(CourseUpload)
    # Killed in the middle of unpacking: a half folder under a name of its own, and no whole one.
    shutil.move(data / "courses" / row.digest, data / "courses" / ".new-killed")
    shutil.rmtree(data / "courses" / ".new-killed" / "quizzes")
    assert press.title() == was
    assert arne.send(asked(press, yolanda, address) + "/approve").status_code == 303
    assert press.title() == "A better course"


@pytest.mark.alike
def test_a_lost_file_never_takes_the_site_down(press: Press, yolanda: Person, arne: Person, tmp_path: Path) -> None:
    was = press.title()
    published(press, yolanda, arne, better(), tmp_path)
    assert press.title() == "A better course"
    (row,) = press.cast.read(CourseUpload)
    shutil.rmtree(Path(press.settings.data) / "courses")
    press.cast.services.files.path(row.digest).write_bytes(b"altered")
    assert press.title() == "A better course"
    found = checkup.differences(
        press.database, press.cast.services.files, press.cast.course, press.cast.services.clock.now()
    )
    assert found == ["The course published as number 1: its stored file is missing or was altered."]
    assert press.title(press.restarted()) == was
    assert "is missing or was altered" not in yolanda.open(f"{UPLOADS}{row.id}").heading


@pytest.mark.alike
def test_a_published_course_that_a_newer_program_refuses_gives_way_to_the_installed_one(
    press: Press, yolanda: Person, arne: Person, tmp_path: Path
) -> None:
    was = press.title()
    published(press, yolanda, arne, better(), tmp_path)
    (row,) = press.cast.read(CourseUpload)
    (Path(press.settings.data) / "courses" / row.digest / "content" / "course.yaml").write_text("id: [")
    app = press.restarted()
    assert press.title(app) == was
    assert app.extensions["lms"].library.problems


def test_a_backup_holds_what_was_published(press: Press, yolanda: Person, arne: Person, tmp_path: Path) -> None:
    published(press, yolanda, arne, better(), tmp_path)
    (row,) = press.cast.read(CourseUpload)
    counted = backup.write(
        press.database, press.cast.services.files, tmp_path / "b.zip", revision="x", now=press.cast.services.clock.now()
    )
    assert counted.files == 1
    assert f"files/{row.digest}" in backup.verify(tmp_path / "b.zip")["members"]


@pytest.mark.alike
def test_several_organisations_need_a_publisher_and_one_does_not(press: Press) -> None:
    for named, may in (("", False), ("Nobody", False), (OURS, True), ("Elsewhere", False)):
        app = create_app(replace(press.settings, publisher=named), clock=HastyClock(), database=press.database)
        person = Person(app)
        person.sign_in("Yolanda")
        assert bool(person.open(UPLOADS).tree.xpath("//input[@type='file']")) is may, named
