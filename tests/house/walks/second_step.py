"""The pages of a second step at sign-in: a passkey and an app set up, asked for at sign-in and again before what matters."""

from __future__ import annotations

from dataclasses import replace

import pyotp
from flask import Flask

from lms.people.factors.rules import step_at
from lms.people.models import Account
from tests.clocks import MovableClock
from tests.house.page import PageClient
from tests.house.scene import make_people
from tests.house.walks import enter
from tests.people.makers import PASSWORD, email_of

OWN = "/account/second-step/"


def pages_of_a_second_step(app: Flask, clock: MovableClock) -> None:
    scene = make_people(app)
    named = replace(scene.services.settings, base_url="http://localhost")  # Browsers give passkeys to names alone.
    app.extensions["lms"] = replace(scene.services, settings=named)
    owner = enter(app, scene, "owner")
    owner.press(owner.page("/account/prove?next=/account/"), "Go on", status=422, password="not this")
    with_none = enter(app, scene, "teammate")
    with scene.services.database.session(write=True) as session:
        session.get_one(Account, scene.people["teammate"]).password_hash = None
        session.commit()
    with_none.page("/account/prove?next=/account/")
    owner.press(owner.page(OWN), "Go on", status=422, name="", password=PASSWORD)
    passkey = owner.press(owner.page(OWN), "Go on", name="Key", kind="passkey", password=PASSWORD)
    assert passkey.path == f"{OWN}passkey"
    begun = owner.press(owner.page(OWN), "Go on", name="Phone", kind="app", password=PASSWORD)
    code = pyotp.TOTP("".join(begun.tree.xpath("string(//code)").split()))
    owner.press(begun, "Confirm", code=code.generate_otp(step_at(clock.now())))
    owner.page(OWN)
    owner.page("/account/prove?next=/account/")
    half = PageClient(app)
    asked = half.sign_in(email_of("Marisol"), PASSWORD)
    assert asked.path == "/sign-in/second"
    half.press(asked, "Sign in", status=422, code="000000")
