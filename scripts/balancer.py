"""A small reverse proxy for trying several replicas on one machine; for real use there are Caddy and nginx (deploy/).

Requests go to the replicas in turn. One that does not answer at /readyz with 200 gets none, and one that refuses a
connection is out at once, until it is ready again. A request is sent a second time, to another replica, only where that
cannot count twice: it never left, or it only reads. Everything else that breaks is told in a sentence and sent by the
person again, whose form carries the same key.
"""

from __future__ import annotations

import http.client
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
SAFE = ("GET", "HEAD", "OPTIONS")
LOOK_EVERY = 0.2
"""Seconds between two looks at /readyz."""
ANSWER_WITHIN = 60
BODY_MOST = 64 * 1024 * 1024
OWN = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "x-served-by"}
TOLD = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
AWAY = "No server answers just now. Nothing was sent; try again in a moment."
BROKE_OFF = "The server went away before it answered. Send it again: what was stored already is not stored twice."


class Unsent(Exception):
    """The replica could not be reached, so it has seen nothing of the request."""


class BrokeOff(Exception):
    """The replica was reached and went away without an answer."""


@dataclass
class Replica:
    """One server: its name, its port on this machine, and whether it was ready when last looked at."""

    name: str
    port: int
    ready: bool = False

    def look(self) -> None:
        """Ask /readyz."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            self.ready = connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            self.ready = False
        finally:
            connection.close()


@dataclass(frozen=True)
class Sent:
    """What a visitor sent."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Balancer:
    """Listens on `port` in threads of this process until it is closed."""

    port: int
    replicas: list[Replica]
    _turn: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer((HOST, self.port), handler_for(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._threads = [threading.Thread(target=self._server.serve_forever, daemon=True)]
        self._threads += [threading.Thread(target=self._watch, args=(each,), daemon=True) for each in self.replicas]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Listen no longer."""
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join()

    def _watch(self, replica: Replica) -> None:
        while not self._closed.wait(LOOK_EVERY):
            replica.look()

    def in_turn(self) -> list[Replica]:
        """The replicas that are ready, the one whose turn it is first."""
        with self._lock:
            ready = [each for each in self.replicas if each.ready]
            self._turn += 1
            start = self._turn % len(ready) if ready else 0
        return ready[start:] + ready[:start]

    def answer(self, sent: Sent) -> tuple[int, list[tuple[str, str]], bytes]:
        """What a replica answers: status, headers, body; 503 and 502 are our own."""
        for replica in self.in_turn():
            try:
                return hand_on(replica, sent)
            except Unsent:
                replica.ready = False
            except BrokeOff:
                replica.ready = False
                if sent.method not in SAFE:
                    return own_answer(502, BROKE_OFF)
        return own_answer(503, AWAY)


def hand_on(replica: Replica, sent: Sent) -> tuple[int, list[tuple[str, str]], bytes]:
    """One request to one replica. Raises Unsent or BrokeOff."""
    connection = http.client.HTTPConnection(HOST, replica.port, timeout=ANSWER_WITHIN)
    try:
        connection.connect()
    except OSError as error:
        raise Unsent from error
    try:
        connection.putrequest(sent.method, sent.path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.headers:
            connection.putheader(name, value)
        connection.endheaders(sent.body or None)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise BrokeOff from error
    finally:
        connection.close()
    headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in {*OWN, "content-length"}]
    return answer.status, [*headers, ("X-Served-By", replica.name)], content


def own_answer(status: int, sentence: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """A sentence of ours."""
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"), ("Retry-After", "2")]
    return status, headers, f"{sentence}\n".encode()


def handler_for(balancer: Balancer) -> type[BaseHTTPRequestHandler]:
    """A handler that answers each request by this balancer, one request for each connection."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def handle_any(self) -> None:
            length = self.headers.get("Content-Length", "0")
            if "Transfer-Encoding" in self.headers or not length.isdigit() or int(length) > BODY_MOST:
                self.reply(*own_answer(411, "Say how long the request is, and keep it short. Nothing was sent."))
                return
            told = [(name, value) for name, value in self.headers.items() if name.lower() not in OWN | TOLD]
            told += [("X-Forwarded-For", self.client_address[0]), ("X-Forwarded-Proto", "http")]
            told += [("X-Forwarded-Host", self.headers.get("Host", "")), ("Connection", "close")]
            self.reply(*balancer.answer(Sent(self.command, self.path, told, self.rfile.read(int(length)))))

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815

        def reply(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in [*headers, ("Content-Length", str(len(content))), ("Connection", "close")]:
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *_what: object) -> None:
            """Nothing: the paths of mailed links are secrets."""

    return Handler
