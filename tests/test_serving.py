"""Which schema a program may serve, by tables and for every history; and an old replica on a schema that was expanded."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from lms import migrations
from lms.cli import Usage
from lms.cli.serve import demand_served
from lms.migrations.serving import Step, Verdict, fits_from, judge
from lms.services import Services
from tests.cast import Cast, begin_test, items_of, option_of

LATER = "29990101_later"


@pytest.mark.parametrize(
    ("at", "fits", "verdict"),
    [
        (None, None, Verdict.BEHIND),
        ("a", "a", Verdict.BEHIND),
        ("b", None, Verdict.BEHIND),
        ("c", None, Verdict.SAME),
        ("c", "a", Verdict.SAME),
        ("d", "c", Verdict.FITS),
        ("e", "b", Verdict.FITS),
        ("d", "d", Verdict.NEWER),
        ("d", None, Verdict.NEWER),
        ("z", "y", Verdict.NEWER),
    ],
)
def test_a_program_that_knows_three_steps(at: str | None, fits: str | None, verdict: Verdict) -> None:
    assert judge(("a", "b", "c"), at, fits) is verdict


def test_without_a_step_there_is_nothing_to_serve() -> None:
    assert fits_from([]) is None
    assert judge((), "a", "a") is Verdict.BEHIND


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.data())
def test_an_older_program_serves_exactly_while_every_step_since_expands(
    expands: list[bool], data: st.DataObject
) -> None:
    steps = [Step(f"s{number}", each) for number, each in enumerate(expands)]
    head = data.draw(st.integers(0, len(steps) - 1))
    at = data.draw(st.integers(0, len(steps) - 1))
    known = [each.revision for each in steps[: head + 1]]
    verdict = judge(known, steps[at].revision, fits_from(steps[: at + 1]))
    assert verdict.served == (at == head or (at > head and all(expands[head + 1 : at + 1])))
    assert (verdict is Verdict.BEHIND) == (at < head)


def expand(cast: Cast, fits: str) -> None:
    """What a later version does to the database: one more column, and its mark."""
    with cast.services.database.independent() as session:
        session.execute(text("ALTER TABLE attempt ADD COLUMN mood VARCHAR(20) DEFAULT 'calm' NOT NULL"))
        session.execute(
            text("UPDATE alembic_version SET version_num = :at, fits_from = :fits"), {"at": LATER, "fits": fits}
        )


def take_back(cast: Cast) -> None:
    """The tests that follow want the table as it was."""
    with cast.services.database.independent() as session:
        session.execute(text("ALTER TABLE attempt DROP COLUMN mood"))
        session.execute(
            text("UPDATE alembic_version SET version_num = :at, fits_from = :fits"),
            {"at": migrations.head(), "fits": fits_from(migrations.steps())},
        )


def test_an_old_replica_goes_on_while_the_schema_is_expanded(app: Flask, cast: Cast) -> None:
    """Sessions, reads, writes and readiness as before; the new column gets its default."""
    marisol = cast.enter("Marisol")
    expand(cast, fits=migrations.head())
    try:
        ready = app.test_client().get("/readyz")
        assert (ready.status_code, ready.json["schema"]) == (200, "ok")
        demand_served(cast.services.database)
        attempt = begin_test(cast, marisol)
        row = items_of(cast, attempt)[0]
        sent = marisol.send(f"/attempts/{attempt}/q/1", fetch=True, answer=option_of(cast, row, True))
        assert sent.status_code == 200
        with cast.services.database.session() as session:
            assert session.execute(text("SELECT mood FROM attempt")).scalars().all() == ["calm"]
    finally:
        take_back(cast)


def test_a_schema_that_no_longer_fits_takes_the_old_replica_out(app: Flask, cast: Cast) -> None:
    expand(cast, fits=LATER)
    try:
        ready = app.test_client().get("/readyz")
        assert (ready.status_code, ready.json["schema"]) == (503, "not ok")
        with pytest.raises(Usage, match="later version"):
            demand_served(cast.services.database)
    finally:
        take_back(cast)


def test_an_upgrade_says_which_programs_fit(services: Services) -> None:
    assert migrations.verdict(services.database) is Verdict.SAME
    with services.database.session() as session:
        noted = session.execute(text("SELECT version_num, fits_from FROM alembic_version")).one()
    assert tuple(noted) == (migrations.head(), fits_from(migrations.steps()))
