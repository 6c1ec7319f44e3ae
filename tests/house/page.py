"""What every page of the house must be: one list of faults for a fetched page, empty when it is in order.

`PageClient` is a browser without JavaScript that looks at each page it opens and fails on the first fault.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from secrets import token_hex
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from lxml import html
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from tests.house.ids_in_forms import untried

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICTER = {"Referrer-Policy": "no-referrer"}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
UNFINISHED = ("{{", "{%", "Undefined", "Traceback", "lorem", "TO" + "DO")
NAMED_BY_TEXT = ("aria-label", "alt", "title", "placeholder")
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "headers")


@dataclass(frozen=True)
class Page:
    """One answer, read as HTML."""

    app: Flask
    response: TestResponse
    path: str

    @cached_property
    def tree(self) -> Any:
        return html.document_fromstring(self.response.text)

    @property
    def status(self) -> int:
        return self.response.status_code

    @cached_property
    def heading(self) -> str:
        return words(self.tree.find(".//h1"))

    @cached_property
    def text(self) -> str:
        return words(self.tree.body)

    @cached_property
    def has_error_summary(self) -> bool:
        return bool(self.tree.xpath("//*[@role='alert']//h2[starts-with(normalize-space(), 'There is a problem')]"))

    @cached_property
    def links(self) -> list[str]:
        """Addresses on this site that the page leads to, without their fragments."""
        found = [urljoin(self.path, each) for each in self.tree.xpath("//a/@href")]
        return [each.partition("#")[0] for each in found if not urlsplit(each).netloc and not urlsplit(each).scheme]

    def form(self, button: str) -> Any:
        """The form whose button begins with these words."""
        for form in self.tree.forms:
            if any(words(each).startswith(button) for each in form.iterfind(".//button")):
                return form
        raise AssertionError(f"no button {button!r} on {self.path}: {self.text[:300]}")

    def fields(self, button: str, **filled: Any) -> dict[str, Any]:
        """What pressing this button would send, with `filled` over what the form holds."""
        sent: dict[str, Any] = {}
        for name, value in self.form(button).form_values():
            sent.setdefault(name, []).append(value)
        pressed = next(each for each in self.form(button).iterfind(".//button") if words(each).startswith(button))
        if pressed.get("name"):
            sent[pressed.get("name")] = pressed.get("value")
        return {name: value for name, value in (sent | filled).items() if value is not None}


def csrf_token(client: FlaskClient) -> str:
    """What a form fetched in this browser would carry."""
    with client.session_transaction() as session:
        raw = session.setdefault("csrf_token", token_hex(20))
    return str(URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token").dumps(raw))


class PageClient:
    """Opens pages as one person and looks each of them over. `watch` is told of every page, whoever opens it."""

    watch: ClassVar[Callable[[Page], None] | None] = None

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()

    def page(self, path: str, *, status: int = 200, follow: bool = True, **options: Any) -> Page:
        """Fetch a page, expect its status, and fail for any fault on it."""
        return self._seen(self.http.get(path, follow_redirects=follow, **options), status)

    def post(self, path: str, data: Any = None, *, status: int = 200, follow: bool = True, **options: Any) -> Page:
        """Send a form and look at the page it leads to."""
        return self._seen(self.http.post(path, data=data, follow_redirects=follow, **options), status)

    def press(self, page: Page, button: str, *, status: int = 200, **filled: Any) -> Page:
        """Press a button of a page, with some fields filled in."""
        return self.post(page.form(button).get("action"), page.fields(button, **filled), status=status)

    def sign_in(self, email: str, password: str) -> Page:
        return self.press(self.page("/sign-in"), "Sign in", email=email, password=password)

    def carry(self, token: str) -> None:
        """Be signed in without the form."""
        with self.http.session_transaction() as session:
            session["token"] = token

    def csrf_token(self) -> str:
        """What a form fetched in this browser would carry."""
        return csrf_token(self.http)

    def _seen(self, response: TestResponse, status: int) -> Page:
        page = Page(self.app, response, response.request.path)
        assert page.status == status, f"{page.path} answered {page.status}: {page.text[:200]}"
        if response.mimetype == "text/html":
            found = faults(page)
            assert not found, f"{page.path}: {'; '.join(found)}"
            if PageClient.watch:
                PageClient.watch(page)
        return page


def words(element: Any) -> str:
    """The text of an element, spaces evened out."""
    return "" if element is None else " ".join(element.text_content().split())


def faults(page: Page) -> list[str]:
    """Everything wrong with a page, in words."""
    found: list[str] = []
    for look in (
        _frame,
        _ids,
        _fields,
        _forms,
        _code,
        _headings,
        _landmarks,
        _names,
        _drawings,
        _live,
        _tables,
        _wording,
        _search_box,
        _headers,
        untried,
    ):
        found += look(page)
    return found


def _frame(page: Page) -> list[str]:
    tree = page.tree
    found = []
    if not page.response.text.lstrip().lower().startswith("<!doctype html>"):
        found.append("no doctype")
    if tree.get("lang") != "en":
        found.append("no language")
    if not tree.xpath("//meta[@name='viewport' and contains(@content, 'width=device-width')]"):
        found.append("no viewport")
    if tree.xpath(
        "//meta[@name='viewport' and (contains(@content, 'maximum-scale') or contains(@content, 'user-scalable'))]"
    ):
        found.append("zoom is barred")
    if len(tree.findall(".//h1")) != 1:
        found.append(f"{len(tree.findall('.//h1'))} main headings")
    title = " ".join((tree.findtext(".//title") or "").split())
    if not title.removeprefix("Error: ").startswith(page.heading):
        found.append(f"title {title!r} does not begin with heading {page.heading!r}")
    if title.startswith("Error: ") != page.has_error_summary:
        found.append(f"title {title!r}, error summary {page.has_error_summary}")
    return found


def _ids(page: Page) -> list[str]:
    ids = Counter(page.tree.xpath("//@id"))
    found = [f"id {name!r} {times} times" for name, times in ids.items() if times > 1]
    for pointer in POINTERS:
        for value in page.tree.xpath(f"//@{pointer}"):
            found += [f"{pointer} points to {name!r}, which is not here" for name in value.split() if name not in ids]
    for target in page.tree.xpath("//a/@href[starts-with(., '#')]"):
        if target[1:] not in ids:
            found.append(f"link to {target!r}, which is not here")
    return found


def _fields(page: Page) -> list[str]:
    found = []
    labelled = set(page.tree.xpath("//label/@for"))
    for field in page.tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        name = field.get("name") or field.get("id")
        if field.get("id") not in labelled and not field.xpath("ancestor::label") and not field.get("aria-label"):
            found.append(f"field {name!r} without a label")
        if field.get("aria-invalid") == "true" and not field.get("aria-describedby"):
            found.append(f"field {name!r} is wrong and does not say why")
        if field.get("autofocus") is not None:
            found.append(f"field {name!r} takes the focus")
        if field.get("type") == "radio" and not field.xpath("ancestor::fieldset[legend or @aria-labelledby]"):
            found.append(f"choice {name!r} outside a named group")
    found += [f"disabled button {words(each)!r}" for each in page.tree.xpath("//button[@disabled]")]
    return found


def _forms(page: Page) -> list[str]:
    found = []
    for form in page.tree.forms:
        action, method = form.get("action"), (form.get("method") or "get").upper()
        if method not in ("GET", "POST"):
            found.append(f"form with method {method}")
        if not action or not leads_somewhere(page.app, urljoin(page.path, action), method):
            found.append(f"form to {action!r} by {method}")
        names = set(form.xpath(".//input/@name"))
        if method == "POST" and not {"csrf_token", "request_key"} <= names:
            found.append(f"form to {action!r} without its token or key")
        if form.xpath(".//input[@type='file']") and form.get("enctype") != "multipart/form-data":
            found.append(f"form to {action!r} drops its file")
        if not form.xpath(".//button[@type='submit']"):
            found.append(f"form to {action!r} without a button")
    return found


def leads_somewhere(app: Flask, address: str, method: str = "GET") -> bool:
    """Whether a route, or a static file, answers this address."""
    path = urlsplit(address).path
    if path.startswith("/static/"):
        return True
    try:
        app.url_map.bind("localhost").match(path, method=method)
    except RequestRedirect:
        return method == "GET"
    except (NotFound, MethodNotAllowed):
        return False
    return True


def _code(page: Page) -> list[str]:
    found = []
    if page.tree.xpath("//style | //script[not(@src)] | //*[@style]"):
        found.append("inline style or script")
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name.startswith(("on", "hx-")):
                found.append(f"{element.tag} with {name}")
            if name in ("href", "src", "action") and re.match(
                r"\s*(?:javascript|js|data|vbscript):", value, re.IGNORECASE
            ):
                found.append(f"{element.tag} with {name}={value[:40]!r}")
        if element.get("target") == "_blank":
            found.append("a link that opens a window")
        if (element.get("tabindex") or "0") not in ("0", "-1"):
            found.append(f"{element.tag} with tabindex {element.get('tabindex')}")
    for address in page.tree.xpath("//script/@src | //link/@href | //img/@src"):
        if urlsplit(address).netloc or not address.startswith("/static/"):
            found.append(f"a file from elsewhere: {address}")
    return found


def _headings(page: Page) -> list[str]:
    """Levels go down by one. A summary of problems stands above the main heading, as its pattern demands."""
    found, level = [], 1
    for heading in page.tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6"):
        here = int(heading.tag[1])
        if not words(heading):
            found.append(f"empty {heading.tag}")
        if heading.xpath("ancestor::*[@role='alert']"):
            continue
        if here > level + 1:
            found.append(f"{heading.tag} {words(heading)!r} after h{level}")
        level = here
    return found


def _landmarks(page: Page) -> list[str]:
    tree = page.tree
    found = [
        f"{len(tree.xpath(where))} of {where}"
        for where in ("//main", "/html/body/header", "/html/body/footer")
        if len(tree.xpath(where)) != 1
    ]
    if not tree.xpath("/html/body/*[1][self::a and @href='#main']"):
        found.append("the first thing is not the way past the header")
    names = Counter(_name_of(tree, each) for each in tree.xpath("//nav | //aside"))
    found += [f"landmark without a name of its own: {name!r}" for name, times in names.items() if times > 1 or not name]
    regions = Counter(_name_of(tree, each) for each in tree.xpath("//section[@aria-label or @aria-labelledby]"))
    found += [f"two regions with the same name: {name!r}" for name, times in regions.items() if times > 1]
    strays = tree.xpath("/html/body/*[not(self::header or self::main or self::footer or self::a[@href='#main'])]")
    return found + [f"{each.tag} outside all landmarks" for each in strays]


def _name_of(tree: Any, element: Any) -> str:
    if element.get("aria-label"):
        return str(element.get("aria-label"))
    named_by = (element.get("aria-labelledby") or "").split()
    return " ".join(words(each) for name in named_by for each in tree.xpath("//*[@id=$name]", name=name))


def _names(page: Page) -> list[str]:
    found = []
    for element in page.tree.xpath("//a | //button"):
        if not (words(element) or element.get("aria-label") or element.get("aria-labelledby")):
            found.append(f"{element.tag} without words: {element.get('href')}")
        if element.tag == "a" and not element.get("href"):
            found.append(f"link without an address: {words(element)!r}")
    found += ["picture without an alternative" for _ in page.tree.xpath("//img[not(@alt)]")]
    for picture in page.tree.xpath("//*[local-name()='svg']"):
        hidden = picture.xpath("ancestor-or-self::*[@aria-hidden='true']")
        if not hidden and not any(
            _name_of(page.tree, each) for each in picture.xpath("ancestor-or-self::*[@role='img']")
        ):
            found.append("drawing that is neither named nor hidden")
    found += [
        "something to press in a hidden part"
        for _ in page.tree.xpath("//*[@aria-hidden='true']//a | //*[@aria-hidden='true']//button")
    ]
    return found


def _drawings(page: Page) -> list[str]:
    """Every number that a drawing shows stands in its alternative or its caption; dots agree with the words of their row."""
    found = []
    for picture in page.tree.xpath("//*[local-name()='svg'][@role='img']"):
        caption = " ".join(words(each) for each in picture.xpath("ancestor::figure[1]/figcaption"))
        told = numbers(f"{_name_of(page.tree, picture)} {caption}")
        shown = [number for each in picture.xpath(".//*[local-name()='text']") for number in numbers(words(each))]
        found += [
            f"number {each} only in the drawing {_name_of(page.tree, picture)[:60]!r}"
            for each in shown
            if each not in told
        ]
    for row in page.tree.xpath("//tr[.//*[local-name()='svg'][@width]/*[local-name()='circle']]"):
        dots = row.xpath(".//*[local-name()='svg'][@width]/*[local-name()='circle']/@class")
        if set(dots) <= {"f-ink", "ln-edge"} and f"{dots.count('f-ink')} of {len(dots)}" not in words(row):
            found.append(f"dots without their figures: {words(row)[:60]!r}")
    return found


def numbers(text: str) -> list[str]:
    """Numbers as they are read: without commas between thousands."""
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", text))


def _live(page: Page) -> list[str]:
    """What appears later is announced: a form that saves by itself has a place for it; a summary of problems can be focused."""
    found = [
        "a form that saves by itself and does not say so"
        for _ in page.tree.xpath("//form[@data-autosave][not(//*[contains(@class, 'saved') and @role='status'])]")
    ]
    found += [
        "a summary of problems that cannot take the focus"
        for _ in page.tree.xpath("//*[contains(@class, 'summary') and @role='alert'][not(@tabindex='-1')]")
    ]
    found += [
        "a message that is not announced"
        for _ in page.tree.xpath(
            "//*[contains(concat(' ', @class, ' '), ' flash ')][not(@role) and not(self::section)]"
        )
    ]
    return found


def _tables(page: Page) -> list[str]:
    """A table has a caption, stands in a named region, or belongs to a question whose words lead up to it."""
    named = "caption or ancestor::*[@role='region' and @aria-label or @class='ask' or self::details]"
    found = [f"table without a name: {words(each)[:40]!r}" for each in page.tree.xpath(f"//table[not({named})]")]
    found += [f"heading cell {words(each)!r} without scope" for each in page.tree.xpath("//table//th[not(@scope)]")]
    return found + [
        "group without a name" for _ in page.tree.xpath("//fieldset[not(legend) and not(@aria-labelledby)]")
    ]


def _wording(page: Page) -> list[str]:
    said = [page.text, page.tree.findtext(".//title") or ""]
    for attribute in NAMED_BY_TEXT:
        said += page.tree.xpath(f"//@{attribute}")
    found = [
        f"exclamation: {each[max(each.index('!') - 40, 0) : each.index('!') + 1]!r}" for each in said if "!" in each
    ]
    return found + [f"{wrong!r} on the page" for each in said for wrong in UNFINISHED if wrong in each]


def _search_box(page: Page) -> list[str]:
    typed = page.tree.xpath("//form[@action='/search']//input[@id='find']/@value")
    return [
        f"the box that searches the course says {each!r}"
        for each in typed
        if each and page.path.partition("?")[0] != "/search"
    ]


def _headers(page: Page) -> list[str]:
    headers = page.response.headers
    found = [
        f"{name} is {headers.get(name)!r}"
        for name, value in HEADERS.items()
        if headers.get(name) not in (value, STRICTER.get(name, value))
    ]
    given = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    found += [f"policy {name} is {given.get(name)!r}" for name, value in POLICY.items() if given.get(name) != value]
    if "unsafe" in str(given):
        found.append("an unsafe policy")
    if page.tree.xpath("//form[@action='/sign-out']") and "no-store" not in headers.get("Cache-Control", ""):
        found.append("a signed-in page that may be stored")
    for cookie in headers.getlist("Set-Cookie"):
        if "HttpOnly" not in cookie or "SameSite=" not in cookie:
            found.append(f"cookie {cookie.partition('=')[0]!r} without HttpOnly or SameSite")
    return found
