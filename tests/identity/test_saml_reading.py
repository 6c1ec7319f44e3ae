"""Files of SAML providers: from metadata or by hand, and the one sentence that stops the start when they cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.cli import main
from lms.people.identity.reading import read_providers
from lms.people.identity.rules import SAML
from lms.settings import BadSetting
from tests.identity.saml_answers import signer
from tests.identity.saml_provider import SamlProvider

BY_METADATA = {
    "kind": "saml", "label": "Saltmarsh Health", "organisation": "Saltmarsh", "domains": "[saltmarsh.example]",
    "email_attribute": "mail", "metadata_file": "idp.xml",
}  # fmt: skip
BY_HAND = {
    "metadata_file": None,
    "issuer": "urn:x",
    "sign_in_url": "https://id.example/sso",
    "certificate_file": "idp.pem",
}


def provider() -> SamlProvider:
    made = SamlProvider()
    made.address = "https://id.example"
    return made


def write(folder: Path, metadata: str | None = None, **changed: str | None) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "idp.xml").write_text(provider().metadata() if metadata is None else metadata)
    (folder / "idp.pem").write_bytes(signer().certificate)
    (folder / "short.pem").write_bytes(signer("a short one").certificate)
    (folder / "key.pem").write_bytes(signer().key)
    lines = [f"{key}: {value}" for key, value in (BY_METADATA | changed).items() if value is not None]
    (folder / "saltmarsh.yaml").write_text("\n".join(lines))
    return folder


def test_from_metadata(tmp_path: Path) -> None:
    more = {"subject_attribute": "number", "second_factor": "{acr: [gold]}", "sign_out_url": "https://id.example/out"}
    [found] = read_providers(write(tmp_path, **more))
    assert (found.kind, found.issuer, found.sign_in_url) == (SAML, provider().issuer, "https://id.example/sign-in")
    assert found.certificates == (signer().certificate.decode(),)
    assert (found.subject_attribute, found.acr, found.sign_out_url) == ("number", ("gold",), "https://id.example/out")


def test_by_hand_with_an_old_and_a_new_certificate(tmp_path: Path) -> None:
    write(tmp_path, **BY_HAND)
    both = signer().certificate + signer("a curve's").certificate
    (tmp_path / "idp.pem").write_bytes(both)
    [found] = read_providers(tmp_path)
    assert (found.issuer, found.sign_in_url) == ("urn:x", "https://id.example/sso")
    assert "".join(found.certificates).encode() == both


def test_one_of_several(tmp_path: Path) -> None:
    one, other = provider(), provider()
    other.issuer = "urn:example:other"
    several = f'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">{one.metadata()}{other.metadata()}</md:EntitiesDescriptor>'
    [found] = read_providers(write(tmp_path, several, issuer="urn:example:other"))
    assert found.issuer == "urn:example:other"
    with pytest.raises(BadSetting, match="describes several providers; write as issuer which one"):
        read_providers(write(tmp_path, several))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email_attribute": None}, "email_attribute is missing"),
        ({"metadata_file": None}, "issuer is missing; or write metadata_file"),
        (BY_HAND | {"certificate_file": None}, "certificate_file is missing; or write metadata_file"),
        ({"sign_in_url": "https://id.example/sso"}, "sign_in_url and certificate_file stand in the metadata_file"),
        (BY_HAND | {"sign_in_url": "http://id.example/sso"}, "sign_in_url must begin with https://"),
        (BY_HAND | {"certificate_file": "nowhere"}, "certificate_file names a file that cannot be read"),
        (BY_HAND | {"certificate_file": "key.pem"}, "certificate_file names a file without a certificate in PEM"),
        (BY_HAND | {"certificate_file": "short.pem"}, "certificate_file names a file with a key that is too weak"),
        ({"issuer": "urn:somebody:else"}, "metadata_file names a file that describes no such identity provider"),
        ({"second_factor": "{amr: [mfa]}"}, "second_factor must name the values of acr"),
        ({"client_id": "linchpin"}, "client_id is no key"),
        ({"sign_out_url": "javascript:alert(1)"}, "sign_out_url must begin with https://"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, changed: dict[str, str | None], said: str) -> None:
    with pytest.raises(BadSetting) as stopped:
        read_providers(write(tmp_path, **changed))
    assert str(stopped.value).startswith("sign-in/saltmarsh.yaml")
    assert said in str(stopped.value)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("<md:Ent", "<!DOCTYPE x><md:Ent", "no XML, or has entities in it"),
        ("</md:EntityDescriptor>", "", "no XML"),
        ("md:IDPSSODescriptor", "md:SPSSODescriptor", "describes no such identity provider"),
        ("<md:IDPSSODescriptor", '<md:IDPSSODescriptor WantAuthnRequestsSigned="true"', "asks for signed requests"),
        ("HTTP-Redirect", "HTTP-POST", "without a place to sign in by redirect"),
        ("https://id", "http://id", "without a place to sign in by redirect that begins with https://"),
        ('use="signing"', 'use="encryption"', "without a certificate to sign with"),
        ("<ds:X509Certificate>", "<ds:X509Certificate>AAAA", "a certificate that cannot be read"),
    ],
)
def test_metadata_that_cannot_be_used(tmp_path: Path, before: str, after: str, said: str) -> None:
    metadata = provider().metadata()
    assert before in metadata
    with pytest.raises(BadSetting) as stopped:
        read_providers(write(tmp_path, metadata.replace(before, after)))
    assert said in str(stopped.value)


def test_the_doctor_says_so_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "sign-in", email_attribute=None)
    assert main(["doctor", "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "lms: sign-in/saltmarsh.yaml: email_attribute is missing.\n"
