"""What a page costs: bytes and requests over the wire, nothing from elsewhere, nothing the browser complains about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Route

from tests.browser.demo import Demo

KB = 1000


@dataclass
class Wire:
    """Responses as they crossed the wire: address → bytes, headers included."""

    sizes: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        chrome = page.context.new_cdp_session(page)
        chrome.send("Network.enable")
        chrome.send("Network.setCacheDisabled", {"cacheDisabled": True})
        chrome.on(
            "Network.responseReceived", lambda told: self.names.update({told["requestId"]: told["response"]["url"]})
        )
        chrome.on("Network.loadingFinished", self._finished)

    def _finished(self, told: dict[str, object]) -> None:
        address = self.names.get(str(told["requestId"]), "")
        if address.startswith("http"):
            self.sizes[address] = self.sizes.get(address, 0) + int(str(told["encodedDataLength"]))

    def of(self, *, fonts: bool) -> dict[str, int]:
        return {address: size for address, size in self.sizes.items() if fonts or not address.endswith(".woff2")}


def first_view(page: Page, path: str) -> Wire:
    wire = Wire()
    wire.listen(page)
    page.goto(path, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    return wire


def test_the_first_view_of_a_lesson_is_light(demo: Demo, enter: Callable[..., Page]) -> None:
    lessons = [
        path for name, (_, path) in demo.states.items() if name.startswith("learner /courses/") and path.count("/") == 4
    ]
    shown = [path for path in lessons if not path.endswith("/")]
    assert len(shown) > 20
    for path in shown[::10]:
        wire = first_view(enter("marisol"), path)
        bare, whole = wire.of(fonts=False), wire.of(fonts=True)
        assert len(bare) <= 6, bare
        assert 5 * KB < sum(bare.values()) <= 60 * KB, bare
        assert sum(whole.values()) <= 120 * KB, whole
        assert len(whole) > len(bare), "the serif was not fetched, so it was not measured"


def test_what_pages_share_is_kept_by_the_browser_for_a_year(enter: Callable[..., Page]) -> None:
    page = enter("marisol")
    kept: dict[str, str] = {}
    page.on("response", lambda answer: kept.update({answer.url: answer.headers.get("cache-control", "")}))
    page.goto("/home", wait_until="networkidle")
    shared = {address: rule for address, rule in kept.items() if "/static/" in address}
    assert len(shared) >= 3
    assert set(shared.values()) == {"public, max-age=31536000, immutable"}
    assert kept[page.url] == "no-store"


def test_text_never_waits_for_a_font(enter: Callable[..., Page]) -> None:
    page = enter("marisol")
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto("/home", wait_until="domcontentloaded")
    assert page.evaluate(
        "new Promise((seen) => new PerformanceObserver(() => seen(true)).observe({ type: 'paint', buffered: true }))"
    )
    assert held
    assert set(
        page.evaluate("[...document.fonts].filter((each) => each.status === 'loading').map((each) => each.display)")
    ) <= {"swap", "optional", "fallback"}


def test_a_breach_of_the_policy_would_be_noticed(demo: Demo, chromium: Browser) -> None:
    page = chromium.new_context(base_url=demo.address).new_page()
    page.goto("/help/")
    for breach in (
        "document.createElement('script'), { textContent: 'window.ran = true' }",
        "new Image(), { src: 'http://elsewhere.invalid/x.png' }",
    ):
        with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
            page.evaluate(f"() => {{ document.body.append(Object.assign({breach})) }}")
    assert page.evaluate("window.ran") is None
    page.context.close()
