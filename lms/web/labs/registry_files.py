"""The caseload of a run as files for a spreadsheet: one row a patient, as the registry shows it, and a row for each score."""

from __future__ import annotations

from lms.practice.lab_queries import Played
from lms.practice.registry.patients import Caseload
from lms.sheets import Cell, Sheet, csv_text, xlsx_bytes
from lms.web.labs.face import Download
from lms.web.labs.registry_rows import rows_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS = (
    "Number", "Patient", "Age", "Phase", "PCP", "Treatment", "Enrolled", "First PHQ-9", "Last PHQ-9", "Last PHQ-9 on",
    "Item 9", "Change %", "Last GAD-7", "Plan since", "Weeks on plan", "Last spoken with", "Days since", "Tried since",
    "Panel review", "Next contact", "Relapse prevention plan", "PCP agreed", "Discharged", "Reason", "Flags", "All PHQ-9",
)  # fmt: skip


def caseload_csv(played: Played) -> Download:
    """The registry as CSV."""
    return Download(csv_text(sheet_of(_caseload(played))).encode(), "text/csv; charset=utf-8")


def caseload_xlsx(played: Played) -> Download:
    """The registry as an Excel workbook."""
    return Download(xlsx_bytes(sheet_of(_caseload(played)), made_at=played.run.started_at), XLSX)


def sheet_of(caseload: Caseload) -> Sheet:
    """The registry as a table; every patient in it is invented."""
    rows: list[list[Cell]] = []
    for row in rows_of(caseload):
        each, latest = row.patient, row.patient.phq[-1]
        rows.append(
            [
                each.id, each.name, each.age, each.phase, each.pcp, each.treatment, each.enrolled_on, row.first, row.last,
                latest.on, latest.item9, row.change, row.gad, each.plan_changed_on or each.enrolled_on, row.weeks,
                each.last_contact_on, row.silent, row.tried, each.consulted_on, each.next_contact_on, each.relapse_plan_on,
                each.pcp_agreed_on, each.discharged_on, each.discharge_reason, "; ".join(words for words, _ in row.flags),
                " ".join(str(score.total) for score in each.phq),
            ]
        )  # fmt: skip
    about = (
        ("Registry as of", caseload.as_of),
        ("Patients", len(rows)),
        ("Who they are", "Training example, all patients are fictional"),
    )
    return Sheet("Caseload", HEADERS, rows, about)


def _caseload(played: Played) -> Caseload:
    state = played.state
    found = state.walk.caseload if hasattr(state, "walk") else state.caseload
    assert isinstance(found, Caseload)
    return found
