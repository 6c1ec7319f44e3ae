"""A person with a browser and without JavaScript: opens pages, fills forms, presses buttons. Every page is looked over."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.house.page import Page, faults
from tests.people.makers import PASSWORD, email_of


class Visitor:
    """Follows redirects like a browser; `status`, `path`, `text` and `tree` describe the page now open."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.response: TestResponse

    def open(self, path: str, **options: Any) -> Visitor:
        return self._show(self.client.get(path, follow_redirects=True, **options))

    def post(self, path: str, data: Any = None, **options: Any) -> Visitor:
        return self._show(self.client.post(path, data=data, follow_redirects=True, **options))

    def press(self, button: str, **fields: Any) -> Visitor:
        """Send the form whose button begins with these words, with `fields` filled in over what it holds."""
        form = self.form(button)
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        data |= fields
        return self.post(form.get("action"), {name: value for name, value in data.items() if value is not None})

    def form(self, button: str) -> Any:
        for form in self.tree.forms:
            if any(" ".join(found.text_content().split()).startswith(button) for found in form.iterfind(".//button")):
                return form
        raise AssertionError(f"no button {button!r} on {self.path}")

    def sign_in(self, name: str, password: str = PASSWORD, **fields: Any) -> Visitor:
        return self.open("/sign-in").press("Sign in", email=email_of(name), password=password, **fields)

    def sign_out_and_in(self, name: str = "Marisol") -> Visitor:
        return self.press("Sign out").sign_in(name)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.path

    @property
    def text(self) -> str:
        return " ".join(self.tree.body.text_content().split())

    @property
    def heading(self) -> str:
        return " ".join(self.tree.find(".//h1").text_content().split())

    def problems(self) -> list[str]:
        return [" ".join(each.text_content().split()) for each in self.tree.xpath("//*[@role='alert']//li")]

    def _show(self, response: TestResponse) -> Visitor:
        self.response = response
        page = Page(self.client.application, response, self.path)
        self.tree = page.tree
        if self.tree.find(".//main") is not None:
            found = faults(page)
            assert not found, f"{self.path}: {'; '.join(found)}"
        return self
