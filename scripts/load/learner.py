"""One learner at one test over HTTP: begins, answers each question, goes over them again, hands in. Counts what was acknowledged."""

from __future__ import annotations

import http.client
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit


class Refused(Exception):
    """An answer that no learner should get; the message says which."""


@dataclass
class Line:
    """A connection that is kept, to a server on this machine; `spent` are seconds each request took."""

    port: int
    spent: list[float] = field(default_factory=list)
    _open: http.client.HTTPConnection | None = None

    def ask(self, path: str, cookie: str, form: dict[str, str] | None = None) -> tuple[int, str, str, str]:
        """Status, body, where it leads, and the cookie to send next."""
        headers = {"Cookie": f"lms={cookie}"}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "fetch"}
        begun = time.perf_counter()
        if self._open is None:
            self._open = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._open.request("GET" if form is None else "POST", path, urlencode(form) if form else None, headers)
        answer = self._open.getresponse()
        body = answer.read().decode()
        self.spent.append(time.perf_counter() - begun)
        if answer.will_close:
            self.close()
        new = re.search(r"\blms=([^;]+)", answer.headers.get("Set-Cookie", ""))
        return answer.status, body, answer.headers.get("Location", ""), new[1] if new else cookie

    def close(self) -> None:
        """Hang up; the next request calls again."""
        if self._open is not None:
            self._open.close()
            self._open = None


@dataclass
class Learner:
    """`kept`: position → the answer that was last acknowledged; `acknowledged`: how many times one was."""

    cookie: str
    test_id: str
    chance: random.Random
    attempt_id: str = ""
    kept: dict[int, str] = field(default_factory=dict)
    acknowledged: int = 0
    handed_in: bool = False

    def steps(self, rounds: int) -> Iterator[tuple[str, dict[str, str] | None]]:
        """Each request as (path, form); the answer to it is sent in by `told`. She goes over her answers `rounds` times."""
        yield f"/tests/{self.test_id}/", None
        yield f"/tests/{self.test_id}/start", {}
        for _ in range(rounds):
            for number in range(1, self._drawn + 1):
                yield f"/attempts/{self.attempt_id}/q/{number}", None
                yield f"/attempts/{self.attempt_id}/q/{number}", {"answer": self.chance.choice(self._options)}
        yield f"/attempts/{self.attempt_id}/review", None
        yield f"/attempts/{self.attempt_id}/hand-in", {}

    def send(self, line: Line, path: str, form: dict[str, str] | None) -> None:
        """Send one step, and note what came of it. Raises Refused."""
        sent = None if form is None else {**self._fields, **form}
        status, body, leads, self.cookie = line.ask(path, self.cookie, sent)
        if status not in (200, 303) or "/sign-in" in leads:
            raise Refused(f"{path} answered {status} {leads}")
        if form is None:
            self._fields = dict(re.findall(r'name="(csrf_token|request_key)" value="([^"]*)"', body))
            self._options = re.findall(r'name="answer" value="([^"]+)"', body)
            found = re.search(r"Question \d+ of (\d+)", body)
            self._drawn = int(found[1]) if found else self._drawn
        elif "answer" in form:
            if status != 200 or "saved_at" not in body:
                raise Refused(f"{path} did not say saved: {status} {body[:80]}")
            self.kept[int(path.rpartition("/")[2])] = form["answer"]
            self.acknowledged += 1
        elif path.endswith("/start"):
            self.attempt_id = urlsplit(leads).path.split("/")[2]
        elif path.endswith("/hand-in"):
            self.handed_in = True

    _fields: dict[str, str] = field(default_factory=dict)
    _options: list[str] = field(default_factory=list)
    _drawn: int = 1
