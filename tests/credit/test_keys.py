"""Keys: made once, kept from others, rotated without losing what the old ones signed; a key that is not there is a sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import select

from lms.credit import badges, keys, status_lists
from lms.credit.actions import place_in_list, reissue, revoke
from lms.credit.models import Certificate, SigningKey
from lms.credit.storing import render_and_store, waiting
from lms.curriculum.library import course_folder
from lms.database import Database
from lms.errors import NotFound
from lms.files import FileStore
from lms.people.permissions import SYSTEM
from tests.clocks import MovableClock
from tests.credit.oracle import holds
from tests.learner import ISSUER, Learner, our_course
from tests.people import makers


@pytest.fixture
def ring(tmp_path: Path) -> keys.Keyring:
    return keys.Keyring(tmp_path / "keys", "https://training.example.org")


def make(database: Database, ring: keys.Keyring, clock: MovableClock) -> list[SigningKey]:
    with database.independent() as session:
        keys.make_first(session, ring, now=clock.now())
        return keys.published(session)


def issued(database: Database, clock: MovableClock) -> Certificate:
    place = makers.make_place(database, clock.now())
    learner = Learner(database, clock, makers.learner(database, clock.now(), place))
    gates = (*our_course().published_modules[0].required, "name")
    (made,) = [each for gate in gates for each in learner.close(gate)]
    return made


def store(database: Database, files: FileStore, ring: keys.Keyring, clock: MovableClock, wanted: str) -> str | None:
    designs = course_folder(None) / "certificates"
    return render_and_store(database, files, wanted, designs=designs, keys=ring, now=clock.now())


def read(database: Database, wanted: str) -> Certificate:
    with database.session() as session:
        return session.get_one(Certificate, wanted)


@pytest.mark.alike
def test_they_are_made_once_and_for_the_owner_only(database: Database, ring: keys.Keyring, clock: MovableClock) -> None:
    first = make(database, ring, clock)
    assert {row.use for row in first} == {"credential", "pdf"}
    assert [row.id for row in make(database, ring, clock)] == [row.id for row in first]
    files = sorted(ring.folder.iterdir())
    assert [path.name for path in files] == sorted(f"{row.use}-{row.id}.pem" for row in first)
    assert [stat.S_IMODE(path.stat().st_mode) for path in [*files, ring.folder]] == [0o600, 0o600, 0o700]
    with database.session() as session:
        assert keys.problem(session, ring) is None
        assert keys.careless(session, ring) == []
        files[0].chmod(0o640)
        assert keys.careless(session, ring) == [files[0]]


@pytest.mark.alike
def test_nothing_private_stands_in_the_database(database: Database, ring: keys.Keyring, clock: MovableClock) -> None:
    for row in make(database, ring, clock):
        assert "PRIVATE" not in row.public
        assert (row.use == "pdf") is row.public.startswith("-----BEGIN CERTIFICATE")


def other_key(path: Path) -> None:
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.mark.alike
@pytest.mark.parametrize("use", keys.USES)
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (Path.unlink, "is missing"),
        (lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
        (lambda path: path.write_text("no key"), "holds no key"),
        (other_key, "holds another key"),
    ],
)
def test_a_key_that_is_not_there_is_a_sentence(
    database: Database, ring: keys.Keyring, clock: MovableClock, use: str, harm: object, said: str
) -> None:
    make(database, ring, clock)
    (path,) = ring.folder.glob(f"{use}-*.pem")
    assert callable(harm)
    harm(path)
    with database.session() as session:
        sentence = keys.problem(session, ring) or ""
        assert said in sentence
        assert str(path) in sentence
        assert "nothing was lost" in sentence
    assert [row.retired_at for row in make(database, ring, clock)] == [None, None]


def test_without_its_key_a_certificate_waits_and_a_new_key_makes_it(
    database: Database, ring: keys.Keyring, clock: MovableClock, tmp_path: Path
) -> None:
    files = FileStore(tmp_path / "files")
    make(database, ring, clock)
    row = issued(database, clock)
    for path in ring.folder.iterdir():
        path.unlink()
    with pytest.raises(keys.KeysUnusable, match="is missing"):
        store(database, files, ring, clock, row.id)
    assert list(files.digests()) == []
    assert read(database, row.id).pdf_hash is None
    with database.session() as session:
        assert waiting(session) == [row.id]
    clock.move(days=1)
    with database.independent() as session:
        keys.rotate(session, ring, now=clock.now())
    assert store(database, files, ring, clock, row.id) is not None
    with database.session() as session:
        assert waiting(session) == []


def test_what_an_old_key_signed_verifies_after_a_rotation_and_lists_flip_at_once(
    database: Database, ring: keys.Keyring, clock: MovableClock, tmp_path: Path
) -> None:
    files = FileStore(tmp_path / "files")
    row = issued(database, clock)
    digest = store(database, files, ring, clock, row.id)
    first = read(database, row.id).credential or {}
    old = set(ring.folder.iterdir())
    clock.move(days=1)
    with database.independent() as session:
        assert set(keys.rotate(session, ring, now=clock.now())) == old
    with database.independent() as session:
        fresh = reissue(
            session, actor=SYSTEM, now=clock.now(), row=session.get_one(Certificate, row.id), reason="name", issuer=ISSUER
        )  # fmt: skip
    assert store(database, files, ring, clock, row.id) == digest
    store(database, files, ring, clock, fresh.id)
    second = read(database, fresh.id).credential or {}
    places = [read(database, each).status_index or 0 for each in (row.id, fresh.id)]
    assert len(set(places)) == 2
    with database.session() as session:
        document = keys.did_document(ring, keys.published(session))
        assert len(document["verificationMethod"]) == 4
        assert len(document["assertionMethod"]) == 2
        assert first["proof"]["verificationMethod"] != second["proof"]["verificationMethod"]
        assert holds(first, document)
        assert holds(second, document)
        assert bits(session, ring, clock, document, places) == {"revocation": [True, False], "refresh": [True, False]}
    with database.independent() as session:
        revoke(session, actor=SYSTEM, now=clock.now(), row=session.get_one(Certificate, fresh.id), reason="error")
    with database.session() as session:
        assert bits(session, ring, clock, document, places) == {"revocation": [True, True], "refresh": [True, False]}
        with pytest.raises(NotFound):
            status_lists.signed_list(session, ring, number=2, purpose="revocation", now=clock.now())


def bits(session, ring, clock, document, places):  # type: ignore[no-untyped-def]
    """Each list's bits at these places, once a second implementation has taken its proof."""
    found = {}
    for purpose in ("revocation", "refresh"):
        made = status_lists.signed_list(session, ring, number=1, purpose=purpose, now=clock.now())
        assert holds(made, document)
        told = status_lists.decode(made["credentialSubject"]["encodedList"])
        found[purpose] = [status_lists.is_set(told, place) for place in places]
        assert sum(each.bit_count() for each in told) == sum(found[purpose])
    return found


def test_places_are_each_taken_once(database: Database, clock: MovableClock) -> None:
    row = issued(database, clock)
    assert (row.status_list, 0 <= (row.status_index or 0) < badges.BITS) == (1, True)
    with database.independent() as session:
        again = session.get_one(Certificate, row.id)
        again.status_index = None
        session.flush()
        place_in_list(session, again)
        assert session.scalars(select(Certificate.status_list)).all() == [1]


@pytest.mark.alike
def test_the_document_names_host_and_port_and_each_certificate(
    database: Database, tmp_path: Path, clock: MovableClock
) -> None:
    ring = keys.Keyring(tmp_path / "keys", "http://127.0.0.1:8113")
    make(database, ring, clock)
    with database.session() as session:
        document = keys.did_document(ring, keys.published(session))
    assert document["id"] == "did:web:127.0.0.1%3A8113"
    (jwk,) = [each["publicKeyJwk"] for each in document["verificationMethod"] if "publicKeyJwk" in each]
    pem = f"-----BEGIN CERTIFICATE-----\n{jwk['x5c'][0]}\n-----END CERTIFICATE-----\n"
    made = x509.load_pem_x509_certificate(pem.encode())
    assert made.subject == made.issuer
    assert {len(jwk["x"]), len(jwk["y"])} == {43}


@pytest.mark.parametrize("text", ["", "x", "u", "uAAAA", status_lists.encode([])[:-8], "u" + "A" * 5000])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="list"):
        status_lists.decode(text)
