"""Every page in every state keeps the rules of the house (tests/house/page.py)."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from lms.credit.actions import reissue, revoke
from lms.credit.models import Certificate
from lms.people.identity.directory import Directory
from lms.people.identity.rules import IdentityProvider
from lms.people.models import Account
from tests.assessment.many_attempts import by_ability, hand_in_all, people, practise_all, wrong_of
from tests.clocks import MovableClock
from tests.house.keeping import ISSUER
from tests.house.kept_scene import make_scene
from tests.house.page import PageClient
from tests.house.scene import begin_test, make_people, study, take_test
from tests.house.walks import enter
from tests.people.makers import PASSWORD, actor_of, email_of

OPEN_PAGES = ("/", "/sign-in", "/sign-in/link", "/sign-in/sent", "/password/", "/verify/", "/help/", "/grievance", "/accessibility",
              "/privacy", "/demo/mail", "/api/")  # fmt: skip


def pages_for_everyone(app: Flask) -> None:
    scene, visitor = make_people(app), PageClient(app)
    for path in OPEN_PAGES:
        visitor.page(path)
    visitor.page(f"/courses/{scene.course.id}/outline")


def pages_with_an_identity_provider(app: Flask) -> None:
    scene, visitor = make_scene(app), PageClient(app)
    names = ("saltmarsh", "Saltmarsh Health", "Saltmarsh Community Health")
    provider = IdentityProvider(*names, ISSUER, ("saltmarsh.example",))
    app.extensions["lms"] = replace(scene.services, identity=Directory((provider,)))
    assert "Sign in with Saltmarsh Health" in visitor.page("/sign-in?next=/tour/").text
    assert "Sign out of Saltmarsh Health too" in visitor.page("/sign-in?left=saltmarsh").text
    assert "Begin again" in visitor.page("/sign-in/with/saltmarsh/done", status=409).text
    assert "Take the link away" in enter(app, scene, "owner").page("/account/").text
    assert "Nothing is linked yet" in enter(app, scene, "teammate").page("/account/").text


def pages_of_somebody_who_begins(app: Flask) -> None:
    scene = make_people(app)
    owner, course = enter(app, scene, "owner"), f"/courses/{scene.course.id}"
    assert owner.page("/home").form("Sign out") is not None
    for module in scene.course.modules:
        page = owner.page(f"{course}/{module.slug}/")
        assert ("In preparation" in page.text) == (module.status == "planned")
    for lesson in scene.module.lessons:
        owner.page(f"{course}/{scene.module.slug}/{lesson.slug}")
    for path in ("/tools/", "/tools/?role=bhcm", *(f"/tools/{tool.id}" for tool in scene.course.tools)):
        owner.page(path)
    for path in (
        "/certificates/", "/account/", "/courses/", "/practice/", "/glossary/", "/notes/",
        "/review/", "/search", "/search?q=the", "/search?q=rejistry", f"/glossary/{next(iter(scene.course.glossary))}", f"{course}/{scene.module.slug}/practice/",
        f"{course}/{scene.module.slug}/print", "/simulations/minutes/rules", "/simulations/minutes/rules?year=2026",
    ):  # fmt: skip
        owner.page(path)
    for slug, button in ((scene.lab.slug, "Check"), ("day", "Do this")):
        begun = owner.press(owner.page(f"/simulations/{slug}/"), "Begin")
        assert begun.path.endswith("/step")
        owner.press(begun, button, status=422)
    assert owner.page(f"/tests/{scene.module.post_test.id}/").form("Start") is not None
    case = owner.page(f"/cases/{scene.case.id}/")
    step = owner.press(case, "Start the case")
    assert step.path.endswith("/step")
    owner.press(step, "Decide", status=422)
    for _ in range(len(scene.case.expert_path) + 6):
        if not step.path.endswith("/step"):
            break
        step = owner.press(step, "Decide", choice=step.tree.xpath("//input[@name='choice']/@value")[0])
    assert step.path.endswith("/debrief")


def pages_of_labs_that_count(app: Flask) -> None:
    scene = make_people(app)
    owner = enter(app, scene, "owner")
    step = owner.press(owner.page("/simulations/minutes/"), "Begin")
    owner.press(step, "Check", status=422)
    logs = scene.course.exercise("minutes").body.sheets
    for at in range(1, logs + 1):
        step = owner.press(step, "Check", total="40", month="initial", code="none", added="0")
        step = owner.press(step, "Tell", go="tell", message="a")
        step = owner.press(step, "Next log" if at < logs else "Read the debrief", go="on")
    assert step.path.endswith("/debrief")
    step = owner.press(owner.page("/simulations/caseload-planning/"), "Begin")
    owner.press(step, "Work it out", status=422, **{"in-patients": "lots"})
    pages = scene.course.exercise("caseload-planning").body.pages
    for page in pages:
        step = owner.press(step, "Work it out")
        step = owner.press(step, "Decide", go="decide", way=page.decision.ways[0].id)
        step = owner.press(step, "See the whole" if page is pages[-1] else "Next page", go="on")
    assert step.path.endswith("/debrief")


def pages_of_somebody_who_has_done_everything(app: Flask) -> None:
    scene = make_scene(app)
    owner, attempt = enter(app, scene, "owner"), f"/attempts/{scene.open_attempt}"
    for path in ("/home", f"/courses/{scene.course.id}/", f"/courses/{scene.course.id}/{scene.module.slug}/",
                 f"/tests/{scene.module.post_test.id}/", f"/cases/{scene.case.id}/", f"/cases/{scene.case.id}/debrief",
                 f"/attempts/{scene.passed_attempt}/result", f"{attempt}/review", f"{attempt}/q/1", f"{attempt}/q/2",
                 "/certificates/", f"/certificates/{scene.certificate}", f"/kept/{scene.kept}", "/account/", "/account/second-step/", "/account/second-step/codes", f"/account/second-step/{scene.keeping['own_factor_id']}", "/account/licences", "/account/boards", "/grievance", f"/ce/{scene.keeping['followed_id']}/follow-up", f"/account/licences/{scene.keeping['own_licence_id']}",
                 f"/verify/{scene.code}", "/hours/", "/hours/add", "/skills/", "/skills/log/add", "/skills/rate", "/skills/ask/sk-note", "/plan/", f"/plan/{scene.role}/hours", "/record/", "/notes/", "/notes/?q=yolanda",
                 "/notes/?q=nowhere", f"/notes/{scene.note}", "/clinic-pages/",
                 f"/clinic-pages/{scene.clinic_page}", "/tools/"):  # fmt: skip
        owner.page(path)
    owner.page(f"/courses/{scene.course.id}/{scene.module.slug}/{scene.lesson.slug}")
    owner.page(f"/review/answers/{scene.spaced}")


def pages_of_spaced_review(app: Flask, clock: MovableClock) -> None:
    scene = make_people(app)
    with scene.services.database.session(write=True) as session:
        person = actor_of(session, scene.people["owner"], scene.now)
        study(session, scene, person)
        take_test(session, scene, person, right=99)
        session.commit()
    enter(app, scene, "owner").page("/review/")
    clock.move(days=1)
    scene.now = clock.now()
    owner = enter(app, scene, "owner")
    owner.page("/home")
    owner.page("/practice/")
    question = owner.page("/review/")
    owner.press(question, "Check", status=422)
    for value in ("a", "b", "c", "d", "a"):
        answered = owner.press(owner.page("/review/"), "Check", answer=value, sureness="sure")
        assert answered.heading in ("Yes, the best answer", "Not the strongest choice, though you were sure")
    assert owner.page("/review/").heading == "Done for today"


def pages_of_somebody_who_does_not_pass(app: Flask, clock: MovableClock) -> None:
    scene = make_people(app)
    owner = enter(app, scene, "owner")
    for attempt in range(3):
        with scene.services.database.session(write=True) as session:
            failed = take_test(session, scene, actor_of(session, scene.people["owner"], scene.now), right=attempt)
            session.commit()
        result = owner.page(f"/attempts/{failed.id}/result")
        assert result.heading.startswith("Not passed yet")
        assert "Best answer" not in result.text
    assert "opens at" in result.text
    assert "opens at" in owner.page(f"/tests/{scene.module.post_test.id}/").text
    clock.move(minutes=16)
    owner.page(f"/tests/{scene.module.post_test.id}/").form("Start another attempt")


def pages_of_those_who_look_after_others(app: Flask) -> None:
    scene = make_scene(app)
    owner = scene.people["owner"]
    for who in ("supervisor", "program manager", "administrator"):
        assert scene.course.title not in enter(app, scene, who).page("/team/").heading
        enter(app, scene, who).page("/team/?name=nobody&role=king")
        enter(app, scene, who).page("/queue/")
        enter(app, scene, who).page("/team/?as_of=2026-01-05&standing=fine")
        enter(app, scene, who).page("/home")
        for what in ("", f"{scene.clinic_page}", f"{scene.clinic_page}/edit", f"{scene.clinic_page}/versions",
                     f"{scene.clinic_page}/versions/1", "new", "new?kind=resources"):  # fmt: skip
            enter(app, scene, who).page(f"/clinic-pages/{what}")
        enter(app, scene, who).page(f"/team/{owner}")
        enter(app, scene, who).page(f"/team/{owner}/remind")
        enter(app, scene, who).page(f"/team/{owner}/hours/")
        enter(app, scene, who).page("/skills/")
        for what in ("", "sign/sk-numbers", "sign/sk-introduce", f"seen/{scene.skilled['seen_id']}/withdraw"):
            enter(app, scene, who).page(f"/skills/{owner}/{what}")
        enter(app, scene, who).page(f"/clinics/{scene.meeting['clinic_id']}/skills")
        enter(app, scene, who).page(f"/team/{owner}/hours/{scene.training}")
        for what in ("start-date", "leave", "hours", "experience", "due-date", f"leave/{scene.pause}"):
            enter(app, scene, who).page(f"/team/{owner}/{scene.role}/{what}")
    for what in ("rate", "plan"):
        enter(app, scene, "supervisor").page(f"/skills/{owner}/{what}")
    for what in ("", scene.run):
        enter(app, scene, "supervisor").page(f"/team/{owner}/written/{what}")
    for who in ("program manager", "administrator"):
        enter(app, scene, who).page("/admin/people/")
        enter(app, scene, who).page("/admin/people/invite")
        enter(app, scene, who).page("/admin/import/")
        for path in ("", "/roles/add", f"/roles/{scene.role}/end", "/access/give"):
            enter(app, scene, who).page(f"/admin/people/{owner}{path}")
    chief = enter(app, scene, "administrator")
    for path in (f"{scene.waiting_import}/check", f"{scene.done_import}/result", f"{scene.done_import}/undo"):
        chief.page(f"/admin/import/{path}")
    for path in (
        "/author/",
        "/author/content/course.yaml",
        "/author/items/",
        f"/author/items/?quiz={scene.module.practice.id}",
        f"/author/items/{scene.module.post_test.items[0].id}",
        f"/author/items/{scene.module.practice.items[0].id}",
        f"/courses/{scene.course.id}/{scene.module.slug}/{scene.lesson.slug}",
    ):
        enter(app, scene, "author").page(path)
    for who in ("author", "administrator"):
        for path in ("", scene.upload, f"{scene.upload}/preview/author/"):
            enter(app, scene, who).page(f"/author/uploads/{path}")
    ours = [f"ce-admin/{each}/" for each in ("grievances", "holds", "overrides", "looks")]
    for path in ("author/items/", f"ce-admin/grievances/{scene.keeping['grievance_id']}", *ours):
        enter(app, scene, "CE administrator").page(f"/{path}")
    enter(app, scene, "owner").page("/account/looks")
    for who in ("auditor", "CE administrator"):
        for path in (
            "",
            "?act=certificate.issued&from=2026-01-01",
            "?from=2030-01-01",
            "certificates/",
            "activities/",
            "retention",
            f"activities/{scene.credit['version_id']}",
        ):
            enter(app, scene, who).page(f"/audit/{path}")
    for path in ("", "participation", "evaluation", "change", "reporting?from=2026-01-01&to=2026-12-31"):
        enter(app, scene, "CE administrator").page(f"/reports/{path}")
    for path in ("deactivate", "names", "reset-second-step", "join", "join?q=tasha", "join?q=nobody",
                 f"join/{scene.people['teammate']}", f"identities/{scene.keeping['identity_id']}/unlink"):  # fmt: skip
        chief.page(f"/admin/people/{owner}/{path}")
    for path in ("?q=quill", "?q=nobody", "?state=invited&role=bhcm", "?page=99"):
        chief.page(f"/admin/people/{path}")
    chief.page(f"/admin/people/{scene.people['newcomer']}")
    enter(app, scene, "administrator").page(f"/certificates/{scene.certificate}")


def pages_of_the_leaders_tour(app: Flask) -> None:
    leader, stop = enter(app, scene := make_people(app), "leader"), scene.course.tour.stops[7]
    for path in ("", "print", "questions", stop.slug, f"{stop.slug}/{stop.reads[0].lesson_id}"):
        leader.page(f"/tour/{path}")


def pages_of_questions_that_many_have_answered(app: Flask) -> None:
    scene = make_people(app)
    owner, test = scene.people["owner"], scene.module.post_test
    five = test.items[:5]
    with scene.services.database.session(write=True) as session:
        who = people(session, scene.now, session.get_one(Account, owner).organisation_id, 40)
        strong = lambda person, item: wrong_of(item) if item is five[0] and person > 25 else by_ability()(person, item)  # noqa: E731
        hand_in_all(session, scene.course, test, who, scene.now, strong, items=five)
        practise_all(session, scene.module.practice, who, scene.now, by_ability())
        session.commit()
    author = enter(app, scene, "author")
    assert "need" in author.page("/author/items/").heading
    author.page(f"/author/items/?quiz={scene.module.practice.id}")
    for item in (*five[:2], test.items[-1], scene.module.practice.items[0]):
        author.page(f"/author/items/{item.id}")


def pages_with_nothing_on_them_yet(app: Flask) -> None:
    scene = make_people(app)
    assert enter(app, scene, "without a grant").page("/home").heading == "No pathway yet"
    assert "No certificate yet" in enter(app, scene, "without a grant").page("/certificates/").text
    assert enter(app, scene, "stranger").page("/team/").heading == "No one trains here yet"
    assert "Only you so far" in enter(app, scene, "stranger").page("/admin/people/").text
    assert "No letters yet" in PageClient(app).page("/demo/mail").text


def pages_after_a_form_that_cannot_be_taken(app: Flask) -> None:
    scene = make_scene(app)
    visitor, owner, chief = PageClient(app), enter(app, scene, "owner"), enter(app, scene, "administrator")
    lesson = f"/courses/{scene.course.id}/{scene.module.slug}/{scene.lesson.slug}"
    sign_in = visitor.page("/sign-in")
    visitor.press(sign_in, "Sign in", status=422)
    visitor.press(sign_in, "Sign in", status=422, email="nobody@saltmarsh.example", password="not this one")
    visitor.press(visitor.page("/sign-in/link"), "Send the link", status=422)
    visitor.press(visitor.page(f"/invitation/{scene.invitation}"), "Set the password", status=422, password="short")
    visitor.press(visitor.page(f"/password/{scene.reset}"), "Set the password", status=422, password="")
    visitor.page("/verify/?code=U", status=422)
    visitor.page("/verify/7Q4M-20K9-XV3T-8HPD", status=404)
    chief.press(chief.page("/admin/people/invite"), "Send the invitation", status=422)
    chief.press(chief.page("/admin/import/"), "Check the file", status=422)
    waiting = chief.page(f"/admin/import/{scene.waiting_import}/check")
    chief.press(waiting, "Import the 1 good row", status=422)
    grace = enter(app, scene, "supervisor")
    grace.press(grace.page("/clinic-pages/new"), "See it", status=422, text="<b>Chart 123456</b>")
    grace.press(grace.page(f"/clinic-pages/{scene.clinic_page}/edit"), "See it", status=422, seen="1", text="Other")
    person = f"/admin/people/{scene.people['owner']}"
    chief.press(chief.page(f"{person}/deactivate"), "Deactivate", status=422)
    chief.press(chief.page(f"{person}/names"), "Save the names", status=422, name="")
    chief.press(chief.page(f"{person}/roles/add"), "Add the role", status=422)
    chief.press(chief.page(f"{person}/roles/{scene.role}/end"), "End the role", status=422)
    chief.press(chief.page(f"{person}/access/give"), "Give the access", status=422)
    chief.press(chief.page(person), "Send a letter to confirm it", status=422, email="no address")
    owner.press(owner.page("/account/"), "Send a letter to confirm it", status=422, email="no address")
    assert "legal hold" in owner.page("/account/close").text
    chief.page("/admin/erasure/")
    assert "lift the hold" in chief.page(f"/admin/erasure/{scene.keeping['request_id']}").text
    chief.press(chief.page("/admin/erasure/"), "Save the days", status=422, days="0")
    waiting = chief.page(f"/admin/erasure/{scene.keeping['request_id']}")
    chief.press(waiting, "Decline", status=422, reason=" ")
    owner.page("/account/erasure")
    teammate = enter(app, scene, "teammate")
    teammate.press(teammate.page("/account/erasure"), "Ask for erasure", status=422)
    stranger = enter(app, scene, "stranger")
    stranger.press(stranger.page("/account/close"), "Close my account", status=422)
    account = owner.page("/account/")
    owner.press(account, "Save the name", status=422, name=" ")
    owner.press(account, "Change the password", status=422, current_password="wrong", new_password="short")
    owner.press(owner.page("/certificates/"), "Confirm the name", status=422, legal_name="")
    owner.press(owner.page(lesson), "Check", status=422, option="z")
    owner.press(owner.page(lesson), "Save note", status=422, text="x" * 20_001)
    owner.press(owner.page(f"/notes/{scene.note}"), "Save note", status=422, seen="0", text="Something else.")
    practice = f"/courses/{scene.course.id}/{scene.module.slug}/practice/"
    owner.press(owner.page(practice), "Check", status=422, option="z")
    owner.press(owner.page(f"/attempts/{scene.open_attempt}/q/2"), "Save and next", status=422, answer="z")


def pages_of_links_in_every_state(app: Flask, clock: MovableClock) -> None:
    scene, visitor = make_scene(app), PageClient(app)
    visitor.page(f"/invitation/{scene.invitation}")
    visitor.page(f"/password/{scene.reset}")
    link = visitor.page(f"/sign-in/link/{scene.link}")
    further = visitor.page(f"/address/{scene.further}")
    for kind in ("invitation", "password", "sign-in/link", "address"):
        assert visitor.page(f"/{kind}/never-sent", status=404).heading == "This link does not work any more"
    visitor.press(further, "Confirm the address")
    assert "used" in PageClient(app).page(f"/address/{scene.further}", status=410).text
    visitor.press(link, "Sign in")
    assert "used" in PageClient(app).page(f"/sign-in/link/{scene.link}", status=410).text
    clock.move(days=8)
    assert "run out" in PageClient(app).page(f"/invitation/{scene.invitation}", status=410).text


def pages_on_the_first_day(app: Flask) -> None:
    scene, new = make_scene(app), PageClient(app)
    welcome = new.press(
        new.page(f"/invitation/{scene.invitation}"), "Set the password", password="a long walk by the sea"
    )
    assert welcome.path == "/welcome"
    new.press(welcome, "Save and continue", status=422, name="")
    assert new.press(welcome, "Save and continue").path == "/home"


def pages_of_a_certificate_in_every_state(app: Flask) -> None:
    scene = make_scene(app)
    owner, visitor, database = enter(app, scene, "owner"), PageClient(app), scene.services.database
    for status in ("superseded", "revoked"):
        with database.session(write=True) as session:
            chief = actor_of(session, scene.people["administrator"], scene.now)
            row = session.query(Certificate).filter_by(superseded_at=None, revoked_at=None).one()
            act, more = (reissue, {"issuer": scene.world.issuer}) if status == "superseded" else (revoke, {})
            act(session, actor=chief, now=scene.now, row=row, reason="The name was misspelt", **more)
            session.commit()
        page = visitor.page(f"/verify/{row.code}")
        assert status in page.text.lower()
        owner.page(f"/certificates/{row.id}")
    waiting = owner.page(f"/certificates/{row.superseded_by_id or row.id}")
    assert "being prepared" in waiting.text
    assert owner.page(f"/certificates/{row.id}.pdf", status=409).heading == "That was not done"
    assert "Download PDF" in owner.press(waiting, "Prepare it now").text


def pages_of_a_lesson_that_was_opened_again(app: Flask) -> None:
    scene = make_people(app)
    with scene.services.database.session(write=True) as session:
        owner = actor_of(session, scene.people["owner"], scene.now)
        study(session, scene, owner)
        begin_test(session, scene, owner)
        session.commit()
    learner = enter(app, scene, "owner")
    complete = learner.page(f"/courses/{scene.course.id}/{scene.module.slug}/{scene.lesson.slug}")
    learner.press(complete, "Undo").form("Mark complete and continue")
    assert learner.page("/home").heading == scene.lesson.title


def pages_that_say_what_went_wrong(own_app: Flask, clock: MovableClock) -> None:
    own_app.add_url_rule("/broken", "broken", lambda: {}["nothing"])
    scene, visitor = make_people(own_app), PageClient(own_app)
    owner = enter(own_app, scene, "owner")
    for client in (visitor, owner):
        page = client.page("/broken", status=500)
        assert "R-" in page.text
        assert "nothing" not in page.response.text.replace("Nothing", "").replace("anything", "")
        client.page("/no/such/page", status=404)
        client.page("/verify/7Q4M/file", status=405)
        client.post("/help/", status=405, data={"csrf_token": client.csrf_token()})
        client.post("/sign-in", status=400, data={"email": "somebody"})
        too_large = {"csrf_token": client.csrf_token(), "email": "a" * 3_000_000}
        client.post("/sign-in", status=413, data=too_large)
    for _ in range(10):
        visitor.press(
            visitor.page("/sign-in"), "Sign in", status=422, email="marisol@saltmarsh.example", password="guess"
        )
    refused = visitor.press(
        visitor.page("/sign-in"), "Sign in", status=429, email="marisol@saltmarsh.example", password="guess"
    )
    assert int(refused.response.headers["Retry-After"]) > 0
    clock.move(hours=2)
    assert owner.page("/home").path == "/sign-in"
    kept = owner.post("/account/name", data={"csrf_token": owner.csrf_token(), "name": "Marisol T."})
    assert "Your session had ended" in kept.text
    given_back = owner.press(kept, "Sign in", email=email_of("Marisol"), password=PASSWORD)
    assert given_back.heading == "What you sent is still here"
