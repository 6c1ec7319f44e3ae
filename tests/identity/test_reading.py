"""Files of identity providers: what they may say, and the one sentence that stops the start when they cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lms.people.identity.reading import KEYS, read_providers
from lms.services import make_services
from lms.settings import BadSetting, Settings
from tests.house.documents import OPERATIONS
from tests.house.source import ROOT

WHOLE = {
    "label": "Saltmarsh Health",
    "organisation": "Saltmarsh Community Health",
    "issuer": "https://id.saltmarsh.example",
    "client_id": "linchpin",
    "client_secret_file": "secret",
    "domains": "[saltmarsh.example]",
}


def write(folder: Path, *, name: str = "saltmarsh.yaml", **changed: str | None) -> Path:
    (folder / "secret").write_text("hush\n")
    (folder / "empty").write_text("\n")
    lines = [f"{key}: {value}" for key, value in (WHOLE | changed).items() if value is not None]
    (folder / name).write_text("\n".join(lines))
    return folder


def test_a_whole_file(tmp_path: Path) -> None:
    more = {"required": "yes", "second_factor": "{acr: [gold], amr: [mfa, hwk]}", "scopes": "[openid, email, profile]"}
    [found] = read_providers(write(tmp_path, **more))
    assert (found.name, found.label, found.client_secret) == (
        "saltmarsh",
        "Saltmarsh Health",
        "hush",
    )
    assert (found.required, found.acr, found.amr) == (True, ("gold",), ("mfa", "hwk"))
    assert found.scopes == ("openid", "email", "profile")
    assert "hush" not in repr(found)


def test_no_folder_is_no_provider(tmp_path: Path) -> None:
    assert read_providers(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lable": "x"}, "lable is no key"),
        ({"sign_in_url": "https://x.example"}, "sign_in_url is no key"),
        ({"label": None}, "label is missing"),
        ({"client_secret_file": None}, "client_secret_file is missing"),
        ({"client_secret_file": "nowhere"}, "client_secret_file names a file that cannot be read"),
        ({"client_secret_file": "empty"}, "client_secret_file names a file that is empty"),
        ({"issuer": "http://id.saltmarsh.example"}, "issuer must begin with https://"),
        ({"issuer": "https://user:pw@id.saltmarsh.example"}, "issuer must begin with https://"),
        ({"issuer": "[]"}, "issuer must be a text"),
        ({"domains": "saltmarsh.example"}, "domains must be a list"),
        ({"domains": "['@saltmarsh.example']"}, "domains cannot hold '@saltmarsh.example'"),
        ({"domains": "['*.example']"}, "domains cannot hold"),
        ({"domains": "[]"}, "domains must be a list"),
        ({"required": "perhaps"}, "required must be yes or no"),
        ({"scopes": "[email]"}, "scopes must hold openid"),
        ({"second_factor": "{mfa: yes}"}, "second_factor must name"),
        ({"kind": "ldap"}, "kind must be openid or saml"),
        ({"kind": "[saml]"}, "kind must be openid or saml"),
        ({"kind": "saml"}, "client_id is no key"),
        ({"label": "'one: two"}, "cannot be read"),
        ({"label": "!!python/object:os.system x"}, "cannot be read"),
    ],
)
def test_what_cannot_be_used_stops_the_start(tmp_path: Path, changed: dict[str, str | None], said: str) -> None:
    (tmp_path / "sign-in").mkdir()
    write(tmp_path / "sign-in", **changed)
    with pytest.raises(BadSetting) as stopped:
        make_services(Settings(data=str(tmp_path)))
    assert "sign-in/saltmarsh.yaml" in str(stopped.value)
    assert said in str(stopped.value)
    assert "hush" not in str(stopped.value)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize("name", ["Saltmarsh.yaml", "salt marsh.yaml", "-x.yaml", "saltmarsh.yml"])
def test_a_name_that_cannot_stand_in_an_address(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSetting, match="sign-in/"):
        read_providers(write(tmp_path, name=name))


def test_a_domain_belongs_to_one_organisation(tmp_path: Path) -> None:
    write(tmp_path)
    assert len(read_providers(write(tmp_path, name="second.yaml"))) == 2
    with pytest.raises(BadSetting, match=r"saltmarsh\.example, which elsewhere\.yaml claims for another organisation"):
        read_providers(write(tmp_path, name="elsewhere.yaml", organisation="Elsewhere"))


def test_every_key_is_documented() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    assert [key for key in KEYS if f"| `{key}` |" not in text] == []


WITHOUT = """
import sys
from pathlib import Path
sys.modules.update({name: None for name in ("authlib", "joserfc", "requests", "onelogin", "xmlsec")})
from lms.services import make_services
from lms.settings import BadSetting, Settings
import lms.app
data = Path(sys.argv[1])
make_services(Settings(data=str(data)))
for kind in ("openid", "saml"):
    (data / kind).rename(data / "sign-in")
    try:
        make_services(Settings(data=str(data)))
    except BadSetting as stopped:
        print(stopped)
    (data / "sign-in").rename(data / kind)
"""


def test_the_program_starts_without_an_extra_until_a_provider_needs_it(tmp_path: Path) -> None:
    for kind in ("openid", "saml"):
        (tmp_path / kind).mkdir()
        write(tmp_path / kind, kind=kind)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(tmp_path)],
        capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = "sign-in/saltmarsh.yaml needs programs that are not installed: pip install 'linchpin-lms"
    assert done.stdout.splitlines() == [f"{said}[sso]'.", f"{said}[saml]'."]
