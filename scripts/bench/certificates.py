"""Certificates beside the engines that make them.

Ours: from the row to the stored file, with its place in a status list, credential, signature, the checks of what was made
(5b.18) and all its transactions. The engines alone: Segno, Typst, the proof over the canonical form, and pyHanko with its
own signer, given the same words, with nothing read, checked or kept.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import typst
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate as SignerCertificate
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.credit import badges, proofs, rendering
from lms.credit.actions import Claim, Issuer, issue_if_due
from lms.credit.keys import Signing, in_force, make_first
from lms.credit.models import Certificate
from lms.credit.queries import payload
from lms.credit.rules import Part
from lms.credit.storing import render_and_store
from lms.curriculum.editions import ensure_edition
from lms.people.actions import create_account
from lms.people.organisations import create_organisation
from lms.people.permissions import SYSTEM
from lms.services import Services
from scripts.bench.meter import Line, Meter, Spent, per_second, processor

GOAL = 0.8
NOW = datetime(2026, 4, 29, 15, tzinfo=UTC)


def issued(services: Services, number: int) -> list[str]:
    """So many certificates of as many people, for the first module; their files are still to be made."""
    course = services.library.current(services.clock.tick())
    module = course.published_modules[0]
    parts = tuple(Part(each, course.title_of[each], NOW.date()) for each in module.required)
    claim = Claim(
        scope=f"module:{module.id}", title=module.title, course_title=course.title, edition=course.edition, parts=parts,
        tests=(), minutes=120, post_tests=1,
    )  # fmt: skip
    issuer = Issuer(services.settings.base_url, services.settings.zone, demo=False)
    made = []
    with services.database.session(write=True) as session:
        organisation = create_organisation(session, actor=SYSTEM, now=NOW, name="Saltmarsh Community Health")
        ensure_edition(session, course, NOW)
        make_first(session, services.keys, now=NOW)
        for each in range(number):
            account = create_account(
                session, actor=SYSTEM, now=NOW, organisation_id=organisation.id, name=f"Learner {each}",
                email=f"learner{each}@saltmarsh.example", legal_name=f"Learner Number {each}, RN",
            )  # fmt: skip
            account.legal_name_confirmed_at = NOW
            row = issue_if_due(session, actor=SYSTEM, now=NOW, account=account, claim=claim, issuer=issuer)
            if row is None:
                raise SystemExit("A certificate whose gates are passed was not issued.")
            made.append(row.id)
        session.commit()
    return made


def measured(services: Services, meter: Meter, number: int) -> Iterator[Line]:
    """Certificates per second, ours and the engines' alone, by the clock and by the processor."""
    ours: list[Spent] = []
    bare: list[Spent] = []
    for each in issued(services, number + 1):
        alone = engines(services, each)
        ours.append(meter.spent(partial(stored, services, each)))
        bare.append(meter.spent(alone))
    del ours[0], bare[0]  # The first one loads the engines.
    yield per_second("certificates", meter.engine, "certificates per second", ours, bare, GOAL)
    yield processor("certificates: processor", meter.engine, "ms of processor each", ours, bare, 1 / GOAL)


def stored(services: Services, certificate_id: str) -> None:
    """One certificate as the product makes it."""
    if render_and_store(
        services.database, services.files, certificate_id, keys=services.keys, now=NOW, designs=services.designs
    ) is None:  # fmt: skip
        raise SystemExit("The file of a certificate was not stored.")


def engines(services: Services, certificate_id: str) -> Callable[[], bytes]:
    """The four engines with all they need at hand, to be run once."""
    with services.database.session() as session:
        row = session.get_one(Certificate, certificate_id)
        made, held = payload(row), in_force(session, services.keys)
        plain = badges.build(
            made, did=services.keys.did, base_url=services.keys.base_url, scope=row.scope, issued_at=NOW,
            holder=badges.Holder((("name", made.name, "a1"), ("emailAddress", "learner@saltmarsh.example", "b2"))), entry=(1, 7),
        )  # fmt: skip
    method = f"{services.keys.did}#{held.credential_id}"
    asked = rendering.asked_of_typst(made, "pdf", designs=services.designs)
    signer = by_pyhanko(held)

    def run() -> bytes:
        text = badges.as_text(proofs.sign(plain, key=held.credential, method=method, now=NOW))
        inputs = {**asked["sys_inputs"], "credential": text, "qr": rendering.qr_svg(made.verify_url)}
        return signer(typst.compile(**{**asked, "sys_inputs": inputs}))

    return run


def by_pyhanko(held: Signing) -> Callable[[bytes], bytes]:
    """Certifies a PDF with the library's own signer, the keys at hand."""
    key = held.pdf.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = SignerCertificate.load(held.certificate.public_bytes(Encoding.DER))
    signer = signers.SimpleSigner(certificate, PrivateKeyInfo.load(key), SimpleCertificateStore())
    about = signers.PdfSignatureMetadata(
        field_name="Certification", md_algorithm="sha256", certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )  # fmt: skip
    room = 8192

    def certify(pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return signers.sign_pdf(writer, about, signer=signer, bytes_reserved=room).getvalue()

    return certify
