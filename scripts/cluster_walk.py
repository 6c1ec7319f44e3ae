"""A learner at a cluster: she signs in on one replica, is answered by the other, and one is killed in the middle of her test."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lms.cli.demo_cast import PASSWORD
from lms.ids import new_id
from scripts.bare_browser import Answer, Browser
from scripts.replicas import Cluster

EMAIL, TEST = "marisol@saltmarsh.example", "m4-test"
TRIES = 8


class Lost(Exception):
    """Something that was acknowledged is missing, or counted twice."""


@dataclass
class Walk:
    """One learner and one test, request by request, through the balancer."""

    cluster: Cluster
    say: Callable[[str], None]
    saved: dict[str, str] = field(default_factory=dict)
    """Address of a question → the answer that was acknowledged."""
    last: str = ""

    def __post_init__(self) -> None:
        self.browser = Browser(self.cluster.balancer.port)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in, then look until both replicas have answered somebody whom one of them let in."""
        self.browser.sign_in(email, password)
        served: list[str] = []
        while len(set(served)) < self.cluster.webs:
            answer = self.seen(self.browser.get("/account/"))
            if answer.status != 200 or len(served) > TRIES * self.cluster.webs:
                raise Lost(f"/account/ answered {answer.status} after {served}")
            served.append(self.last)
        self.say(f"Signed in once; the next pages came from {', '.join(served)}.")

    def begin(self, test_id: str) -> str:
        """Begin a test; returns the address of the attempt."""
        first = self.seen(self.browser.post(f"/tests/{test_id}/start", request_key=new_id()))
        found = re.match(r"(/attempts/[^/]+)/q/\d+$", first.location)
        if found is None:
            raise Lost(f"the test did not begin: {first.status} {first.location}")
        return found[1]

    def answer_from(self, attempt: str, first: int, last: int) -> None:
        """Answer questions, each through whichever replica is next; one that broke off is sent again, as a person would."""
        for number in range(first, last + 1):
            path = f"{attempt}/q/{number}"
            option, _ = options(self.seen(self.browser.get(path)).text)
            for _ in range(TRIES):
                if self.seen(self.browser.post(path, fetch=True, answer=option[0])).status == 200:
                    self.saved[path] = option[0]
                    break
            else:
                raise Lost(f"{path} could not be saved")

    def nothing_is_lost(self) -> None:
        """Every acknowledged answer stands on its page. Raises Lost."""
        for path, option in self.saved.items():
            _, chosen = options(self.seen(self.browser.get(path)).text)
            if chosen != option:
                raise Lost(f"{path}: {option} was acknowledged, {chosen} is there")

    def hand_in_twice(self, attempt: str) -> str:
        """Hand in, and send the same form again; returns where both lead. Raises Lost."""
        key = new_id()
        both = [self.seen(self.browser.post(f"{attempt}/hand-in", request_key=key)).location for _ in range(2)]
        if both[0] != both[1] or not both[0].endswith("/result"):
            raise Lost(f"handing in led to {both}")
        return both[0]

    def seen(self, answer: Answer) -> Answer:
        """Note who served an answer."""
        self.last = answer.headers.get("X-Served-By") or ""
        return answer


def options(page: str) -> tuple[list[str], str]:
    """What a question's page offers, and what is chosen there; empty: nothing yet."""
    inputs = re.findall(r'<input\b[^>]*\bname="answer"[^>]*>', page)
    values = [re.search(r'\bvalue="([^"]*)"', each)[1] for each in inputs]  # type: ignore[index]
    chosen = [value for value, each in zip(values, inputs, strict=True) if re.search(r"\bchecked\b", each)]
    return values, chosen[0] if chosen else ""


def walk(cluster: Cluster, say: Callable[[str], None], email: str = EMAIL, test_id: str = TEST) -> int:
    """The whole walk; returns 0, or raises Lost with what is wrong."""
    each = Walk(cluster, say)
    each.sign_in(email, PASSWORD)
    attempt = each.begin(test_id)
    each.answer_from(attempt, 1, 5)
    victim = each.last
    cluster.processes[victim].kill()
    say(f"Five questions answered; {victim}, which saved the last one, was killed with kill -9.")
    each.nothing_is_lost()
    each.answer_from(attempt, 6, 10)
    each.nothing_is_lost()
    say(f"Five more answered at {each.last}; all ten answers stand.")
    cluster.processes[victim].start()
    cluster.wait_until_ready(cluster.replica(victim))
    say(
        f"{victim} is back and ready. The test is handed in twice under one key, and led to {each.hand_in_twice(attempt)}."
    )
    return 0
