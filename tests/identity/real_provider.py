"""The certified OpenID provider of npm, started on this machine; and a person who signs in there with a browser of sorts."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests
from lxml import html

from tests.house.source import ROOT

INSTALLED = ROOT / ".cache" / "identity-provider"
PROGRAM = Path(__file__).parent / "provider" / "provider.mjs"
SECRET = "a secret that only tests use"
NAME = "saltmarsh"


@contextmanager
def running() -> Iterator[str]:
    """The provider, until the end of the block; yields its issuer. It ends by itself when the tests do."""
    node = shutil.which("node")
    assert node, "there is no Node; run `make verifier`"
    assert (INSTALLED / "installed").is_file(), "the identity provider is not installed; run `make verifier`"
    program = INSTALLED / PROGRAM.name  # Beside what it imports.
    if not program.exists() or program.read_bytes() != PROGRAM.read_bytes():
        shutil.copy(PROGRAM, program)
    with subprocess.Popen(
        [node, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield json.loads(process.stdout.readline())["issuer"]
        finally:
            process.stdin.close()
            process.wait(timeout=20)


def configure(data: Path, issuer: str, *, name: str = NAME, more: str = "") -> None:
    """The file of one provider in a data folder, as an administrator writes it."""
    folder = data / "sign-in"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.secret").write_text(f"{SECRET}\n")
    (folder / f"{name}.yaml").write_text(
        f"label: Saltmarsh Health\norganisation: Saltmarsh Community Health\nissuer: {issuer}\nclient_id: linchpin\n"
        f"client_secret_file: {name}.secret\ndomains: [saltmarsh.example]\n{more}"
    )


def sign_in_there(session: requests.Session, address: str, login: str) -> str:
    """Go from the provider's first address to the one of ours that it sends back to; signs in and agrees on the way."""
    for _ in range(12):
        answer = session.get(address, allow_redirects=False, timeout=20)
        while answer.is_redirect:
            address = urljoin(address, answer.headers["Location"])
            if "/sign-in/with/" in address:
                return address
            answer = session.get(address, allow_redirects=False, timeout=20)
        form = html.fromstring(answer.text).forms[0]
        fields = dict(form.form_values()) | ({"login": login, "password": "any"} if "login" in form.inputs else {})
        answer = session.post(urljoin(address, form.action), data=fields, allow_redirects=False, timeout=20)
        address = urljoin(address, answer.headers["Location"])
        if "/sign-in/with/" in address:
            return address
    raise AssertionError("the provider leads nowhere")
