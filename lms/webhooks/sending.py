"""One POST to an address that was checked: the connection goes to that very address, follows nothing and ends soon."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Thread, Timer
from urllib.parse import urlsplit

from lms.webhooks.rules import HTTPS, address_problem, may_connect_all

LOOK_UP_SECONDS, CONNECT_SECONDS = 4, 4
TALK_SECONDS = 8
"""For request and answer together, once connected."""
ADDRESSES_TRIED = 2
READ_MOST = 64 * 1024
Resolve = Callable[[str, int], Sequence[str]]


class NotSent(Exception):
    """Nobody answered; the message is a sentence for the log."""


def resolve(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    loopback: bool,
    by: Resolve = resolve,
    context: ssl.SSLContext | None = None,
    seconds: float = TALK_SECONDS,
) -> int:
    """Send one message; the status of the answer, of which at most 64 kB are read. Raises NotSent.

    It ends after about `seconds` once connected, and what comes before has limits of its own. The system's look-up of a
    name has none that a program can set, so it is left behind in a thread when it takes too long.
    `loopback`: this machine is allowed, for tests and demonstrations.
    """
    problem = address_problem(url, loopback=loopback)
    if problem is not None:
        raise NotSent(problem)
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (HTTPS if parts.scheme == "https" else 80)
    addresses = _looked_up(by, host, port, min(seconds, LOOK_UP_SECONDS))
    if not may_connect_all(host, addresses, loopback=loopback):
        raise NotSent("The host of the address leads to a place that is not on the public internet.")
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    raw = _connect(addresses, port)
    held = [raw]
    # A receiver that sends a byte now and then never runs into the timeout of one read.
    watch = Timer(seconds, _cut, (held,))
    watch.daemon = True
    watch.start()
    try:
        if parts.scheme == "https":
            held[0] = (context or ssl.create_default_context()).wrap_socket(raw, server_hostname=host)
        return _talk(held[0], parts.netloc, target, body, headers)
    except ssl.SSLError as error:
        raise NotSent("The address has no certificate that can be trusted.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent("The answer did not come in time, or was none.") from error
    finally:
        watch.cancel()
        held[0].close()


def _looked_up(by: Resolve, host: str, port: int, seconds: float) -> Sequence[str]:
    found: list[Sequence[str]] = []
    wrong: list[Exception] = []

    def ask() -> None:
        try:
            found.append(by(host, port))
        except (OSError, UnicodeError) as error:
            wrong.append(error)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    if found:
        return found[0]
    raise NotSent("The host of the address was not found.") from (wrong[0] if wrong else None)


def _connect(addresses: Sequence[str], port: int) -> socket.socket:
    for each in addresses[:ADDRESSES_TRIED]:
        with suppress(OSError):
            return socket.create_connection((each, port), timeout=CONNECT_SECONDS)
    raise NotSent("Nobody answered at the address.")


def _cut(held: list[socket.socket]) -> None:
    with suppress(OSError):
        held[0].shutdown(socket.SHUT_RDWR)


def _talk(made: socket.socket, place: str, target: str, body: bytes, headers: Mapping[str, str]) -> int:
    connection = http.client.HTTPConnection(place, timeout=CONNECT_SECONDS)
    connection.sock = made
    try:
        about = {"Host": place, "Content-Type": "application/json", "User-Agent": "Linchpin", "Connection": "close"}
        connection.request("POST", target, body=body, headers={**about, **headers})
        answer = connection.getresponse()
        answer.read(READ_MOST)
        return answer.status
    finally:
        connection.close()
