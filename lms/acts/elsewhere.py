"""Record a certificate of another Linchpin as outside training; one of this installation is recognised, and not recorded again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.credit.codes import in_fours, normalise
from lms.credit.queries import by_code
from lms.errors import Invalid
from lms.learning.outside.actions import Upload, record_training
from lms.learning.outside.certificate.rules import Given as Certificate
from lms.learning.outside.certificate.rules import host_of
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.queries import same_certificate
from lms.learning.outside.rules import Given
from lms.people.access import hold
from lms.people.merged import surviving
from lms.people.permissions import Actor

NO_CODE = (
    "A code has 16 characters, such as 7Q4M-20K9-XV3T-8HPD. It never holds the letter U. Compare it with the paper."
)
OURS_UNKNOWN = (
    "The check page you name is the one here, and it knows no certificate with this code. Compare both with the paper."
)


class FromHere(Invalid):
    """The certificate was issued by this installation. `code` stands in fours; `own`: it is in the actor's record already."""

    def __init__(self, code: str, *, own: bool) -> None:
        said = (
            "This certificate is from here, and it stands in your record. It counts by itself."
            if own
            else "This certificate is from here. It counts by itself for the account it was issued to."
        )
        super().__init__(f"{said} Nothing was recorded.", field="code")
        self.code, self.own = code, own


def record_certificate(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    given: Given,
    today: date,
    file: Upload | None,
    code: str,
    check_page: str,
    base_url: str,
) -> OutsideTraining:
    """Write down a certificate of another Linchpin, as somebody typed its code and check page; it waits for her supervisor.

    `base_url` is this installation's own. Nothing is fetched from anywhere. Of a certificate from here only that is said,
    and whether it is the actor's own: what else it says stands on the open check page. Raises Invalid, FromHere.
    """
    read = normalise(code)
    if code.strip() and read is None:
        raise Invalid(NO_CODE, field="code")
    place = check_page.strip()
    if read is not None:
        row = by_code(session, read)
        if row is not None:
            raise FromHere(in_fours(read), own=surviving(session, row.account_id) == actor.account_id)
        if place and host_of(place) == host_of(base_url):
            raise Invalid(OURS_UNKNOWN, field="code")
        hold(session, actor.account_id)
        if same_certificate(session, actor.account_id, read) is not None:
            raise Invalid(
                "You have recorded this certificate already. It counts once; look at your hours.", field="code"
            )
    return record_training(
        session,
        actor=actor,
        now=now,
        given=replace(given, coded=read is not None),
        today=today,
        file=file,
        certificate=Certificate(read or "", place),
    )
