"""What the program asks of cryptography: known implementations, by the names below and no others, each in the inventory."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from lms.ids import ALPHABET
from lms.people.factors.actions import new_code
from lms.people.factors.rules import bare_code, grouped
from tests.house.source import ROOT, files, parse

# Every name of these packages that the program may use. What is not here needs a look at the standard, and a row.
HASHES = {"hashlib.sha256", "hashlib.file_digest", "hmac.new", "hmac.digest", "hmac.compare_digest"}
CHANCE = {"secrets.token_bytes", "secrets.token_hex", "secrets.token_urlsafe", "secrets.randbelow", "secrets.choice"}
GAMES = {"random.Random"}
CIPHERS = {"cryptography.fernet.Fernet", "cryptography.fernet.InvalidToken"}
KEYS = {
    f"cryptography.hazmat.primitives.{each}"
    for each in (
        "asymmetric.ec.ECDSA", "asymmetric.ec.EllipticCurvePrivateKey", "asymmetric.ec.EllipticCurvePublicKey",
        "asymmetric.ec.SECP256R1", "asymmetric.ec.generate_private_key", "asymmetric.ed25519.Ed25519PrivateKey",
        "asymmetric.ed25519.Ed25519PublicKey", "asymmetric.rsa.RSAPublicKey", "hashes.SHA256", "kdf.hkdf.HKDF",
        "serialization.Encoding", "serialization.NoEncryption", "serialization.PrivateFormat",
        "serialization.PublicFormat", "serialization.load_pem_private_key",
    )
} | {"cryptography.exceptions.InvalidSignature", "argon2.PasswordHasher"}  # fmt: skip
WHOLE = (
    "cryptography.x509",
    "argon2.exceptions",
    "pyotp",
    "webauthn",
    "joserfc",
    "authlib",
    "pyhanko",
    "onelogin",
    "ssl",
)
"""Libraries that are asked for a whole protocol; which algorithms they may take is said where they are asked."""
WATCHED = {
    "hashlib", "hmac", "secrets", "random", "cryptography", "argon2", "pyotp", "webauthn", "joserfc", "authlib", "pyhanko",
    "onelogin", "ssl", "Crypto", "Cryptodome", "nacl", "bcrypt", "jwt", "jose", "rsa", "ecdsa", "passlib", "crypt", "uuid",
}  # fmt: skip
MENTIONS = re.compile(rf"\b(?:import|from) (?:{'|'.join(WATCHED)})\b")
GAME_FOLDERS = ("practice", "assessment", "cli")


@cache
def used() -> dict[str, set[str]]:
    """Dotted name of such a package → the files of the program that use it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in files(ROOT / "lms", ".py"):
        if not MENTIONS.search(path.read_text(encoding="utf-8")):
            continue
        tree, here = parse(path), str(path.relative_to(ROOT))
        modules = {
            each.asname or each.name: each.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for each in node.names
            if each.name.partition(".")[0] in WATCHED
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in WATCHED:
                for each in node.names:
                    found[f"{node.module}.{each.name}"].add(here)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                found[f"{modules[node.value.id]}.{node.attr}"].add(here)
    return found


def test_only_known_implementations_and_algorithms_are_used() -> None:
    named = HASHES | CHANCE | GAMES | CIPHERS | KEYS
    of_libraries = {each for each in used() if each.startswith(WHOLE)}
    assert set(used()) - of_libraries == named


def test_a_digest_of_a_file_is_sha_256() -> None:
    for path in used()["hashlib.file_digest"] | used()["hmac.digest"] | used()["hmac.new"]:
        for node in ast.walk(parse(ROOT / path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "hashlib.file_digest",
                "hmac.digest",
                "hmac.new",
            }:
                assert ast.unparse(node.args[-1]) in {"'sha256'", "hashlib.sha256"}, path


def test_what_must_not_be_guessed_comes_from_the_system() -> None:
    """Chance that can be repeated is for games alone, and is asked for with a seed."""
    (games,) = GAMES
    assert [each for each in sorted(used()[games]) if Path(each).parts[1] not in GAME_FOLDERS] == []
    assert used()["pyotp.random_base32"] == {
        "lms/people/factors/apps.py"
    }  # Of the system's generator, as its code says.


UNCHECKED = re.compile(r"verify=False|check_hostname\s*=\s*False|CERT_NONE|_create_unverified_context|disable_warnings")


def test_no_certificate_of_a_server_goes_unchecked() -> None:
    """Every client of TLS is the library's default, which checks host and authority."""
    texts = {path: path.read_text(encoding="utf-8") for path in files(ROOT / "lms", ".py")}
    assert [str(path) for path, text in texts.items() if UNCHECKED.search(text)] == []
    assert all(map(UNCHECKED.search, ("get(url, verify=False)", "context.check_hostname = False", "ssl.CERT_NONE")))


def test_a_recovery_code_has_120_bits() -> None:
    codes = [new_code() for _ in range(200)]
    assert len(set(codes)) == 200
    assert {len(each) for each in codes} == {24}
    assert len(ALPHABET) == 2**5
    assert all(len({code[place] for code in codes}) > 20 for place in range(24))
    assert all(bare_code(grouped(code)) == code for code in codes)


def test_the_inventory_names_every_file_that_holds_a_key() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = page.partition("\n## Keys and algorithms\n")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`(lms/[\w/]+\.py)`", rows))
    plain = HASHES - {"hmac.new", "hmac.digest"} | CHANCE | GAMES | {"cryptography.fernet.InvalidToken"}
    keyed = set().union(*(where for name, where in used().items() if name not in plain))
    assert keyed == listed
