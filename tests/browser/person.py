"""A person at a browser, in the words of a person: opens, presses, follows, ticks, types, reads."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from lxml import html
from playwright.sync_api import BrowserContext, Locator, Page, expect


class Person:
    """One window of one browser."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()

    def opens(self, path: str) -> None:
        self.page.goto(path)

    def signs_in(self, email: str, password: str) -> None:
        self.opens("/sign-in")
        self.types("Work e-mail", email)
        self.types("Password", password)
        self.presses("Sign in")

    def comes_signed_in(self, email: str, password: str) -> None:
        """Signed in before the first page is opened: for tests of what comes after, a third of the price of the form."""
        (form, *_) = html.document_fromstring(self.context.request.get("/sign-in").text()).forms
        sent = {**dict(form.form_values()), "email": email, "password": password}
        answer = self.context.request.post(form.action, form=sent, max_redirects=0)
        assert answer.status == HTTPStatus.SEE_OTHER, answer.text()

    def presses(self, name: str) -> None:
        """A button, by the words on it."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()

    def follows(self, name: str) -> None:
        """A link, by the words on it."""
        self.page.get_by_role("link", name=name).first.click()

    def types(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def chooses(self, label: str, option: str) -> None:
        """One entry of a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def ticks(self, label: str) -> None:
        self.page.get_by_label(label).check()

    def picks(self, value: str, within: Locator | None = None) -> None:
        """One of the choices of a question, by its value."""
        (within or self.page.get_by_role("main")).locator(f"input[type=radio][value='{value}']").check()

    def sees(self, text: str) -> None:
        """These words are on the page now, or in a moment."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def is_at(self, heading: str) -> None:
        """The main heading begins with these words."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def leaves(self) -> None:
        """Close the browser, whatever is on the screen."""
        self.context.close()
