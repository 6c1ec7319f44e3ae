"""Writes the logs of Modules 3, 5, 6 and 7: `.venv/bin/python scripts/write_logs.py`.

The workbooks are committed. Each is a table that somebody types into, columns that follow from it in words, a sheet
that adds up, and a sheet with the limits and the facts they come from. Every formula carries the value that the
function beside it gives in Python. The people are invented; `WRITERS` names the files.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import log_books as b
from log_books import Book, Column, Limit
from log_referrals import referral_log

SHORT, FIRST, FIRST_ADD, LATER, LATER_ADD, STEP = 16, 36, 86, 31, 76, 30
LINES = (
    (4, "Beatriz", "Call with interpreter: sleep, walking plan, tablets", 22, "Care manager", "Yes", "14:25"),
    (4, "Beatriz", "Note of that call, typed after it", 5, "Care manager", "Yes", "14:31"),
    (4, "Hjalmar", "First assessment, measures, plan", 45, "Care manager", "Yes", "11:50"),
    (7, "Beatriz", "Panel review: your part on Beatriz", 6, "Care manager", "Yes", "13:40"),
    (7, "Beatriz", "The consultant's part in the same talk", 6, "Consultant or PCP", "No", ""),
    (7, "Hjalmar", "Panel review: your part on Hjalmar", 10, "Care manager", "Yes", "14:02"),
    (7, "Beatriz", "Five lines to Nell, and her answer entered", 4, "Care manager", "Yes", "14:10"),
    (11, "Hjalmar", "Call: activity planning", 30, "Care manager", "Yes", "10:31"),
    (12, "Beatriz", "Reminder of Friday's visit", 3, "Care manager", "No", ""),
    (14, "Beatriz", "Call unanswered; outreach noted with the next try", 2, "Care manager", "Yes", "09:12"),
    (19, "Beatriz", "Glucose, in the chronic care log", 8, "Care manager", "No", ""),
    (20, "Beatriz", "Her row brought up to date", 3, "Care manager", "Yes", "16:20"),
    (21, "Delphine", "Planned call: sleep and the first night out", 9, "Care manager", "Yes", "12:40"),
    (21, "Delphine", "Note of that call", 3, "Care manager", "Yes", "12:44"),
    (22, "Hjalmar", "Registry row, relapse signs, message to the PCP", 5, "Care manager", "Yes", "15:05"),
    (27, "Beatriz", "Grace, on why you grow impatient with her", 20, "Care manager", "No", ""),
    (28, "Beatriz", "Lupe and the bus company, about her route", 7, "Care manager", "Yes", "11:20"),
    (29, "Beatriz", "Charts put in order for the letter", 15, "Care manager", "No", ""),
    (30, "Delphine", "Reading an outside report before her visit", 4, "Care manager", "Ask", "09:30"),
)  # fmt: skip
MONTHS = (
    ("Beatriz", "Later", "Codes by the minute"),
    ("Hjalmar", "First", "Codes by the minute"),
    ("Delphine", "Later", "Codes by the minute"),
)
CODE = '=IF(A{r}="","",IF(C{r}<>"Codes by the minute","Ask the payer before a code is named",IF(AND(B{r}<>"First",B{r}<>"Later"),"Say whether it is a first or a later month",IF(D{r}<short_from,"No code for this month",IF(D{r}<IF(B{r}="First",first_from,later_from),"G2214, where the payer takes it",IF(B{r}="First","99492","99493")&IF(D{r}<IF(B{r}="First",first_add,later_add),""," and 99494 times "&(INT((D{r}-IF(B{r}="First",first_add,later_add))/add_step)+1)))))))'


def read_month(kind: Any, payer: Any, minutes: int) -> str:
    """What a month of documented minutes supports, in words."""
    base, add, code = (FIRST, FIRST_ADD, "99492") if kind == "First" else (LATER, LATER_ADD, "99493")
    if payer != "Codes by the minute":
        return "Ask the payer before a code is named"
    if kind not in ("First", "Later"):
        return "Say whether it is a first or a later month"
    if minutes < SHORT:
        return "No code for this month"
    if minutes < base:
        return "G2214, where the payer takes it"
    return code + ("" if minutes < add else f" and 99494 times {(minutes - add) // STEP + 1}")


def time_log() -> bytes:
    """Module 5: one calendar month, line by line, with a running total for each patient."""

    def said(one: b.Row) -> str:
        _, name, _, minutes, whose, counts, written = one
        if not name:
            return ""
        if minutes in (None, ""):
            return "No minutes yet"
        if whose != "Care manager":
            return "Not ours to add"
        if counts == "Ask":
            return "Ask compliance"
        if counts != "Yes":
            return "Not counted"
        return "Counted" if written else "Write it down first"

    totals: dict[str, int] = {}

    def running(one: b.Row) -> Any:
        if not one[1]:
            return ""
        totals[one[1]] = totals.get(one[1], 0) + (one[3] if said(one) == "Counted" else 0)
        return totals[one[1]]

    columns = (
        Column("Day", 7, "number"), Column("Patient (initials or number)", 20), Column("What was done", 50),
        Column("Minutes", 10, "number"), Column("Whose minutes", 20, "Care manager,Consultant or PCP,Somebody else"),
        Column("Counts, by your clinic's list", 15, "Yes,No,Ask"), Column("Written down at", 12),
        Column("In words", 20, value=said, formula='=IF(B{r}="","",IF(D{r}="","No minutes yet",IF(E{r}<>"Care manager","Not ours to add",IF(F{r}="Ask","Ask compliance",IF(F{r}<>"Yes","Not counted",IF(G{r}="","Write it down first","Counted"))))))'),
        Column("Counted", 10, value=lambda one: "" if not one[1] else one[3] if said(one) == "Counted" else 0, formula='=IF(B{r}="","",IF(H{r}="Counted",D{r},0))'),
        Column("Total of this patient, so far", 15, value=running, formula='=IF(B{r}="","",SUMIF(B$6:B{r},B{r},I$6:I{r}))'),
    )  # fmt: skip
    book = Book(
        "Time log of one month",
        good=("Counted",),
        care=(
            "Ask compliance",
            "No minutes yet",
            "Say whether it is a first or a later month",
            "Ask the payer before a code is named",
        ),
        stop=("Write it down first", "Not ours to add"),
    )
    rows = book.table(
        "Log", ("Time log of one month", "One file for one calendar month. Type under the yellow headings, in the order of the days, when you hang up. The examples are fictional."),
        (Limit("month", "Month", "Example month", "A line belongs to the month in which it was done; nothing is carried over."),),
        columns, LINES, 120,
    )  # fmt: skip
    names, counted, words = rows.area(1), rows.area(8), rows.area(7)

    def total(one: b.Row) -> Any:
        return totals.get(one[0], 0) if one[0] else ""

    book.table(
        "Months", ("What the month supports", "Codes follow facts last looked at in November 2026. Check current rules: payers and years differ. A threshold describes a month and is no goal."),
        (), (
            Column("Patient, spelled as in the log", 24), Column("First or later month", 14, "First,Later"), Column("Payer", 20, "Codes by the minute,Ask the payer"),
            Column("Documented minutes", 14, value=total, formula=f'=IF(A{{r}}="","",SUMIF({names},A{{r}},{counted}))'),
            Column("In words", 44, value=lambda one: read_month(one[1], one[2], total(one)) if one[0] else "", formula=CODE),
        ), MONTHS, 40,
    )  # fmt: skip
    told = {
        "Counted": "Documented minutes of the care manager (F5.33, F5.04).",
        "Not ours to add": "The consultant's and the PCP's minutes are not put on top; sources differ (F5.33).",
        "Not counted": "By your clinic's own list (F5.37). Useful work, and another question.",
        "Ask compliance": "Collect them, and ask once a week.",
        "Write it down first": "Time that nobody documented does not count (F5.04).",
        "No minutes yet": "Enter them when you hang up, or leave them out.",
    }
    book.counts(
        "Counts",
        ("What the log adds up to", "Lines of the sheet Log, by what they say."),
        [(each, f'=COUNTIF({words},"{each}")', rows.count(7, each), why) for each, why in told.items()],
        ("Lines", "Count", "What it means"),
    )
    book.limits("Rules", ("Rules and sources", "Change a yellow cell when your payer or the year has another rule; the sheet Months follows."), (
        Limit("short_from", "G2214 begins at minute", SHORT, "First or later month below the larger code; never with it (F5.27)"),
        Limit("first_from", "First month, 99492: from minute", FIRST, "36 to 85 on its own (F5.25)"),
        Limit("first_add", "First month, 99494 once: from minute", FIRST_ADD, "86 to 115; twice from 116 (F5.26)"),
        Limit("later_from", "Later month, 99493: from minute", LATER, "31 to 75 on its own (F5.25)"),
        Limit("later_add", "Later month, 99494 once: from minute", LATER_ADD, "76 to 105; twice from 106 (F5.26)"),
        Limit("add_step", "Each further 99494: after so many minutes more", STEP, "How often it may be added is the payer's to say (F5.32)"),
    ))  # fmt: skip
    book.notes((
        "Three examples, under Medicare's rules. Beatriz, a later month: 101 minutes of work, 49 of them counted. Hjalmar, a first month of 90. Delphine, a later month of 12: no code, and she got what she needed (F5.28).",
        "A month as a code, F5.23: the care manager's work in a calendar month, directed by the treating practitioner, who bills (F5.45). Nobody here is told how many minutes are missing, on purpose.",
        "Counts, usually: outreach, assessment, measures, brief interventions, plan, registry work, your part in panel review, coordination, notes. Usually not: reminders, filing, staff meetings, supervision, training, tidying a chart for a bill (F5.37).",
        "A call without an answer that was planned and documented as outreach counts in our sample; a voicemail left to reach a number does not (F5.39).",
        "Never the same minutes for two services (F5.35, F5.36); never 99492 and 99493 in one month (F5.29). Hospital time, health centers, Medicaid and Advanced Primary Care Management: ask your payer (F5.38, F5.55, F5.57, F5.58).",
    ), crisis=False)  # fmt: skip
    return book.close()


HELP = '=IF(A{r}="","",IF(H{r}="Yes","Arrived",IF(D{r}="No","Declined: ask again then",IF(D{r}="Not yet","Declined: ask again then",IF(D{r}<>"Yes","Ask first: would you like help?",IF(OR(E{r}="",F{r}=""),"Sent by nobody yet",IF(G{r}="","Nobody checks yet",IF(H{r}="No","Did not arrive: change the plan",IF(G{r}<as_of,"Check now: did it arrive?","On its way")))))))))'
HELPS = (
    ("Oriel", "Food, last ten days of the month", b.day(6, 1), "Yes", "Pantry on Dock Street", b.day(6, 2), b.day(6, 5), "Yes", "First box carried; knows the way"),
    ("Oriel", "A letter from the landlord", b.day(6, 1), "Yes", "Legal aid", b.day(6, 3), b.day(6, 12), "No", "Closed on Fridays; he goes on Monday, by bus"),
    ("Isolde", "Food after the 25th", b.day(6, 4), "Not yet", None, None, b.day(7, 1), None, '"Ask me again in July"'),
    ("Torben", "Ride to the clinic", b.day(6, 8), "Yes", "Ride service of his plan", b.day(6, 9), b.day(6, 12), None, "Visit is on the 16th"),
    ("Zenobia", "Electricity bill", b.day(6, 9), "Yes", "Fund for bills, by name", b.day(6, 10), None, None, None),
    ("Thorvald", "Safe place for his insulin", b.day(6, 10), None, None, None, None, None, "Came up in the nine questions"),
    ("Parveen", "English class in the evening", b.day(6, 10), "Yes", "Adult school", b.day(6, 11), b.day(6, 18), None, None),
)  # fmt: skip


def help_log() -> bytes:
    """Module 6: food, rides, letters; a row closes when the help is there."""
    as_of = b.day(6, 15)

    def state(one: b.Row) -> str:
        name, _, _, wanted, to, sent, check, arrived, _ = one
        if not name or arrived == "Yes":
            return "Arrived" if name else ""
        if wanted != "Yes":
            return "Declined: ask again then" if wanted in ("No", "Not yet") else "Ask first: would you like help?"
        if not to or not sent:
            return "Sent by nobody yet"
        if not check:
            return "Nobody checks yet"
        if arrived == "No":
            return "Did not arrive: change the plan"
        return "Check now: did it arrive?" if check < as_of else "On its way"

    advice = {
        "Ask first: would you like help?": "Ask, before a list is handed out. A no is an answer too (F6.58).",
        "Sent by nobody yet": "Settle to whom, by whom, today.",
        "Nobody checks yet": "Put in a day, and a person who checks.",
        "Check now: did it arrive?": "Ask the person, and then the place. An address may have changed.",
        "Did not arrive: change the plan": "A barrier is a fact about the plan: another hour, way or place (F6.60).",
        "On its way": "Go on as planned.",
        "Declined: ask again then": "Keep the day on which it may be asked again.",
        "Arrived": "Ask what it changed, and write that into the plan.",
    }
    book = Book(
        "Help log: did it arrive?",
        good=("Arrived", "On its way"),
        care=("Declined: ask again then", "Ask first: would you like help?", "Did not arrive: change the plan"),
        stop=("Sent by nobody yet", "Nobody checks yet", "Check now: did it arrive?"),
    )
    columns = (
        Column("Patient (initials or number)", 22), Column("What would help", 30), Column("Asked on", 13, "day"), Column("Wanted?", 11, "Yes,Not yet,No"),
        Column("To: place and person", 28), Column("Sent on", 13, "day"), Column("Checked on, or ask again on", 14, "day"), Column("Arrived?", 11, "Yes,No"),
        Column("In the person's words, or what was in the way", 36), Column("State, in words", 32, formula=HELP, value=state),
    )  # fmt: skip
    rows = book.table("Log", ("Help log: did it arrive?", "Food, rides, letters, classes. A row is closed when the help is there. Change the yellow cells; the last column follows. Examples are fictional."),
                      (Limit("as_of", "As of", as_of, "Type today's date here whenever you open the log."),), columns, HELPS, 60)  # fmt: skip
    area, names = rows.area(9), rows.area(0)
    wanted = sum(one[3] == "Yes" for one in HELPS)
    counts: list[b.Count] = [
        (each, f'=COUNTIF({area},"{each}")', rows.count(9, each), told) for each, told in advice.items()
    ]
    counts += [
        ("Rows in the log", f"=COUNTA({names})", len(HELPS), "One row for each need, also where the answer was no."),
        ("Wanted", f'=COUNTIF({rows.area(3)},"Yes")', wanted, "Only these are sent anywhere."),
        ("Share of the wanted that arrived", f'=IF(B{6 + len(advice)}=0,0,COUNTIF({area},"Arrived")/B{6 + len(advice)})', rows.count(9, "Arrived") / wanted, "No target. Look for the place from which nothing arrives."),
    ]  # fmt: skip
    book.counts(
        "Counts",
        ("What the log adds up to", "Worked out from the sheet Log, as of the date typed there."),
        counts,
        ("What", "Count", "What to do"),
    )
    book.notes((
        "For a specialist's first visit use the arrival log of Module 3. This one is for everything that is not treatment.",
        "State: the first that fits, in this order: arrived, declined, not asked, not sent, nobody checks, did not arrive, day passed, on its way.",
        "F6.58, F6.59, F6.60, F6.61  General professional knowledge in part, awaiting clinical review: ask before you help, close the loop, change the plan; a yes about safety between people goes to somebody trained, in private, never to a list.",
        "Violence at home is not written into this log. Use your clinic's protocol and the safe-contact sheet of Module 7; National Domestic Violence Hotline 1-800-799-7233 (F7.75).",
    ))  # fmt: skip
    return book.close()


SORTS = (
    "Safety: first",
    "1 Contact overdue",
    "2 No recent score",
    "3 Plan unchanged",
    "4 At target: ending",
    "On course",
    "Ended with a plan",
)
SORT = '=IF(A{r}="","",IF(J{r}="Yes","Ended with a plan",IF(I{r}="Yes","Safety: first",IF(OR(F{r}="",F{r}>IF(C{r}="Active",active_days,steady_days)),"1 Contact overdue",IF(OR(E{r}="",G{r}="",G{r}>=score_days),"2 No recent score",IF(E{r}<target,"4 At target: ending",IF(AND(H{r}>=plan_weeks,E{r}>D{r}*half),"3 Plan unchanged","On course")))))))'
CASELOAD = (
    ("Berenice", "PCP 1", "Active", 17, 14, 6, 6, 4, "Yes", "No", 3, "Item 9 at 1, asked the same day; plan in place"),
    ("Cornell", "PCP 2", "Active", 19, 15, 23, 23, 6, "No", "No", 1, "Two calls in the same hour; Lupe tomorrow"),
    ("Dagmar", "PCP 1", "Active", 16, 12, 8, 44, 5, "No", "No", 2, "I called every week and asked nothing"),
    ("Emlyn", "PCP 3", "Active", 18, 13, 5, 12, 10, "No", "No", 0, "What is the question?"),
    ("Fenna", "PCP 2", "Maintenance", 15, 3, 20, 20, 18, "No", "No", 1, "Plan begun with her"),
    ("Gerold", "PCP 3", "Active", 20, 9, 3, 9, 7, "No", "No", 1, "Looked at all the same"),
    ("Honora", "PCP 1", "Active", 14, 8, 7, 14, 6, "No", "No", 6, "I like talking about her"),
    ("Ilmari", "PCP 2", "Maintenance", 17, 2, 60, 60, 24, "No", "Yes", 1, "His line five is 10"),
)  # fmt: skip


def caseload_page() -> bytes:
    """Module 7: the page for the supervisor, with what has drifted."""
    active, steady, score, weeks, target, half, often = 14, 31, 30, 8, 5, 0.5, 5

    def sort(one: b.Row) -> str:
        name, _, phase, first, latest, contact, scored, plan, safety, ended, _, _ = one
        if not name:
            return ""
        if ended == "Yes" or safety == "Yes":
            return "Ended with a plan" if ended == "Yes" else "Safety: first"
        if contact is None or contact > (active if phase == "Active" else steady):
            return "1 Contact overdue"
        if latest is None or scored is None or scored >= score:
            return "2 No recent score"
        if latest < target:
            return "4 At target: ending"
        return "3 Plan unchanged" if plan >= weeks and latest > first * half else "On course"

    def drift(one: b.Row) -> str:
        if not one[0] or one[9] == "Yes":
            return ""
        return "Never presented" if not one[10] else "Every time" if one[10] >= often else "Presented"

    book = Book(
        "Page for caseload review",
        good=("On course", "Ended with a plan", "Presented", "4 At target: ending"),
        care=("2 No recent score", "3 Plan unchanged", "Every time"),
        stop=("Safety: first", "1 Contact overdue", "Never presented"),
    )
    columns = (
        Column("Patient (initials or number)", 20), Column("PCP", 10), Column("Phase", 13, "Active,Maintenance"), Column("First PHQ-9", 8, "number"), Column("Latest PHQ-9", 8, "number"),
        Column("Days since contact (talked)", 10, "number"), Column("Days since score", 9, "number"), Column("Weeks on this plan", 9, "number"),
        Column("Safety: anything since the last review?", 13, "Yes,No"), Column("Ended with a plan?", 10, "Yes,No"), Column("Times at panel since the last review", 11, "number"),
        Column("What I say, in a line", 40), Column("Sort", 22, formula=SORT, value=sort),
        Column("Drift", 17, value=drift, formula='=IF(OR(A{r}="",J{r}="Yes"),"",IF(N(K{r})=0,"Never presented",IF(K{r}>=often,"Every time","Presented")))'),
    )  # fmt: skip
    rows = book.table(
        "Rows",
        (
            "Page for caseload review",
            "All your rows, copied from the registry the evening before. Change the yellow cells; the last two columns follow. Examples are fictional.",
        ),
        (),
        columns,
        CASELOAD,
        90,
    )
    told = {
        "Safety: first": "Who knows, what is in place, what was asked today. Nothing here waited for this review (F4.74).",
        "1 Contact overdue": "How often, by which channel, at which hours (F2.17, F2.38).",
        "2 No recent score": "What kept me from asking? (F2.40)",
        "3 Plan unchanged": "On Thursday's list, with a question (F2.57).",
        "4 At target: ending": "Plan begun? Interval stretched? (F5.18)",
        "On course": "Looked at all the same.",
        "Ended with a plan": "Check-in booked, way back tried.",
    }
    sorts, drifts, names = rows.area(12), rows.area(13), rows.area(0)
    counts: list[b.Count] = [(each, f'=COUNTIF({sorts},"{each}")', rows.count(12, each), told[each]) for each in SORTS]
    counts += [
        (each, f'=COUNTIF({drifts},"{each}")', rows.count(13, each), why)
        for each, why in (("Never presented", "Why not? (SUP.20)"), ("Every time", "What do I get from it? (SUP.20)"))
    ]
    counts += [
        ("All rows", f"=COUNTA({names})", len(CASELOAD), "Active, and ended since the last review."),
        (
            "Still open",
            f'=B14-COUNTIF({sorts},"Ended with a plan")',
            len(CASELOAD) - rows.count(12, "Ended with a plan"),
            "Against what one post carries in your program.",
        ),
    ]
    book.counts(
        "Counts",
        ("What the rows add up to", "Worked out from the sheet Rows."),
        counts,
        ("What", "Count", "What to say, or to ask yourself"),
    )
    book.form("Page", ("The page for my supervisor", "Quarterly at least, with the consultant where possible (R.15). The order is a sample (R.18)."), "Example (fictional)", (
        ("Date, who is there, who stands in for me", "Thursday, nine; Grace, and Dr. Hartmann for half of it; my stand-in is named"),
        ("Safety, before any sort", "Berenice: asked, plan in place, PCP told that day"),
        ("Size and mix of the caseload", "From the sheet Counts"),
        ("Four sorts: one line each", "From the sheet Rows"),
        ("The row that I would rather not show", "Dagmar: I called every week and asked nothing"),
        ("One thing I got wrong", "I had grown fond of the last good number"),
        ("Capacity against demand", "Desk hours that are kept: [number] of the last [number]"),
        ("Request 1, with a figure", "One more morning a month with the interpreter"),
        ("Request 2, with a figure", "A closed door on Tuesdays"),
        ("How I am: what stays on me in the evening", "I keep seeing one kitchen"),
        ("Training, and what I want to be watched doing", "A recording of one opening"),
        ("Actions: who, by when, looked at again on", "[name], [day]"),
    ))  # fmt: skip
    book.limits("Rules", ("Rules and sources", "Change the yellow cells if your program has other limits; every sort follows."), (
        Limit("active_days", "Active treatment: most days without a contact", active, "Weekly to every two weeks is taught (F2.17)"),
        Limit("steady_days", "Maintenance: most days without a contact", steady, "At least monthly is taught (F2.17)"),
        Limit("score_days", "No recent score: days since the last one", score, "One of our four sample sorts (F2.40)"),
        Limit("plan_weeks", "Plan unchanged: weeks with less than half gone", weeks, "Eight weeks (F2.57)"),
        Limit("half", "Half: share of the first PHQ-9", half, "Response is half or more gone (F2.43)"),
        Limit("target", "At target: PHQ-9 below", target, "Remission (F2.43)"),
        Limit("often", "Every time: at panel so often, or more", often, "Example; set it with your supervisor (SUP.20)"),
    ))  # fmt: skip
    book.notes((
        "Sort: the first that fits, in this order: ended, safety, contact, score, target, plan, on course. It repeats the registry and does not replace it.",
        "Danger is for the same hour, and never for a quarterly review: clinic's protocol, PCP and supervisor (F4.74).",
        "If it is you: the same help as for anybody, 988, your own clinician, the employee assistance program (F6.96, F4.71). Hand over for today; that counts as safe practice (F6.97). Workload and supervision do more than self-care (F6.92, SUP.28).",
    ))  # fmt: skip
    return book.close()


WRITERS: dict[str, Callable[[], bytes]] = {
    "03-foundations/tools/referral-arrival-log.xlsx": referral_log,
    "05-care-planning/tools/time-log.xlsx": time_log,
    "06-person-centered-care/tools/help-log.xlsx": help_log,
    "07-trauma-informed-care/tools/caseload-review.xlsx": caseload_page,
}

if __name__ == "__main__":
    for name, write in WRITERS.items():
        content = write()
        (b.MODULES / name).write_bytes(content)
        print(f"{name}: {BytesIO(content).getbuffer().nbytes} bytes")
