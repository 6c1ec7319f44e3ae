"""Somebody signed in, who asks an application without a network and without a test client's own costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from lms.settings import Settings


def settings_of(folder: str) -> Settings:
    """Settings for measuring: no job loop, and a password that is quickly checked."""
    return Settings(data=folder, worker=False, demo=True, argon2_memory_kib=8, argon2_rounds=1)


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of a page, the last form's where several have one of a name."""
    return dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page))


def signed_in(app: Flask, email: str, password: str) -> FlaskClient:
    """A browser past the sign-in page."""
    client = app.test_client()
    answer = client.post(
        "/sign-in", data={**fields_of(client.get("/sign-in").text), "email": email, "password": password}
    )
    if answer.status_code != 303:
        raise SystemExit(f"Signing in answered {answer.status_code}, not with a way on.")
    return client


class Asked:
    """One request that is sent again and again; calling it gives the body. Ends the run if the answer is not 200."""

    def __init__(
        self,
        app: Flask,
        client: FlaskClient,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        by_script: bool = False,
    ) -> None:
        cookie = client.get_cookie("lms")
        headers = {"Cookie": f"lms={cookie.value}" if cookie else ""}
        if by_script:
            headers["X-Requested-With"] = "fetch"
        self._body = urlencode(form or {}).encode()
        made = EnvironBuilder(
            path=path, base_url="http://localhost", method="GET" if form is None else "POST", headers=[*headers.items()],
            content_type=None if form is None else "application/x-www-form-urlencoded", data=self._body,
        )  # fmt: skip
        self._environ: dict[str, Any] = made.get_environ()
        self._app, self._path = app, path

    def __call__(self) -> bytes:
        """Send it."""
        status: list[str] = []
        environ = {**self._environ, "wsgi.input": BytesIO(self._body)}

        def begin(told: str, *_more: object) -> Callable[[bytes], object]:
            status.append(told)
            return bytes

        answer = self._app(environ, begin)
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        if not status[0].startswith("200"):
            raise SystemExit(f"{self._path} answered {status[0]}.")
        return body
