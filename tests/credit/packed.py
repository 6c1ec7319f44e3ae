"""Rows of an audit: a learner with a certificate for credit, and around her what each section of a pack tells of."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from lms.acts import credit_pack
from lms.credit.activities.models import ActivityVersion
from lms.credit.claiming.models import Evaluation
from lms.credit.keeping.models import BoardConsent, Grievance, LegalHold, Tombstone
from lms.curriculum.editions import ensure_edition
from lms.ids import new_id
from lms.services import Services
from tests.cast import Cast
from tests.credit.credited import Credited, credit

FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)
LICENCE = "SW-1"
JUNE = datetime(2026, 6, 10, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Audited:
    """What there is, and the pack of it."""

    services: Services
    credited: Credited

    def pack(self, *, last: date = LAST, redacted: bool = False) -> bytes:
        services, out = self.services, io.BytesIO()
        course = services.library.current(services.clock.tick())
        with services.database.session() as session:
            activity = session.get_one(ActivityVersion, self.credited.approved.activity_id)
            frame = credit_pack.frame_of(
                session, services.files, course, activity=activity, first=FIRST, last=last, redacted=redacted
            )
            credit_pack.write_pack(frame, out)
        return out.getvalue()


def audited(cast: Cast) -> Audited:
    """Marisol's credit of today, five evaluations, a complaint, a consent, a hold and a tombstone."""
    services = cast.services
    now = services.clock.now()
    with services.database.session(write=True) as session:
        ensure_edition(session, cast.course, now)
        made = credit(session, cast.course, account_id=cast.learner, now=now)
        activity_id, organisation = made.approved.activity_id, made.approved.organisation_id
        for number in range(5):
            session.add(
                Evaluation(
                    id=f"{number:032x}", activity_id=activity_id, submitted_on=now.date(),
                    answers={"useful": 3 + number % 3, "biased": number == 0, "change": f"I shall write the plan down, number {number}."},
                )
            )  # fmt: skip
        session.add_all(
            [
                Grievance(
                    organisation_id=organisation, activity_id=activity_id, account_id=None, words="The font is small.",
                    received_on=now.date(), due_on=date(2026, 6, 3), answer="It is larger now.", answered_on=date(2026, 6, 2),
                ),
                BoardConsent(
                    account_id=cast.learner, board="New York", birth_day="03-14", granted_at=now, withdrawn_at=JUNE
                ),
                LegalHold(organisation_id=organisation, account_id=None, reason="A suit", from_at=now, lifted_at=JUNE),
                Tombstone(
                    organisation_id=organisation, kind="claim", record_id=new_id(), record_hash="a" * 64,
                    kept_from=date(2019, 1, 1), purged_at=now,
                ),
            ]
        )  # fmt: skip
        session.commit()
    return Audited(services, made)


def files_of(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as opened:
        return {each.filename: opened.read(each) for each in opened.infolist()}


def json_of(pack: bytes, name: str) -> Any:
    return json.loads(files_of(pack)[name])
