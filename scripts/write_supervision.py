"""Writes the supervisor's workbooks: `.venv/bin/python scripts/write_supervision.py`.

The workbooks are committed. Each is a table that somebody types into, columns that follow from it in words, a sheet
that adds up, a page to fill in, and a sheet with the limits and the facts they come from. Every formula carries the
value that the function beside it gives in Python. The people are invented; `WRITERS` names the files.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import log_books as b
from log_books import Book, Column, Limit

AS_OF = b.day(6, 15)
ENOUGH, FADE, GAP = 2, 180, 2
SEEN = '=IF(A{r}="","",IF(OR(D{r}="",F{r}=""),"Not seen yet",IF(F{r}<enough,IF(H{r}="","Plan it: no date",IF(H{r}<as_of,"Look again now","In training")),IF(D{r}<as_of-fade,"Seen long ago","Seen and in place"))))'
BESIDE = '=IF(OR(A{r}="",C{r}="",F{r}=""),"",IF(C{r}-F{r}>=gap,"Rates it higher",IF(F{r}-C{r}>=gap,"Rates it lower","Alike")))'
SKILLS = (
    ("Engage: asks what the person wants first", "C-02", 3, b.day(6, 4), "Recording", 1, "Third minute, in role-play", b.day(6, 18)),
    ("Ask about suicide plainly; stay; bring the clinician in", "C-02", 2, b.day(6, 4), "Role-play", 2, None, b.day(9, 3)),
    ("Explain in plain words and check it arrived", "C-03", 1, b.day(5, 21), "Listened in", 3, None, None),
    ("Measure at the planned contacts, and read the trend", "C-04", 2, None, None, None, None, None),
    ("Ask about taking and side effects; report; no dose", "C-05", 2, b.day(5, 7), "Sat in", 1, "Two calls together", b.day(6, 4)),
    ("Behavioral activation, step by step", "C-06", 1, b.day(5, 21), "Recording", 1, "One plan a week, brought along", None),
    ("Problem solving, step by step", "C-06", 0, None, None, None, None, None),
    ("Reflect, and ask leave before advice", "C-06", 3, b.day(6, 4), "Recording", 1, "Two sentences, by Thursday", b.day(6, 18)),
    ("Present a case: question first, six features", "C-08", 2, b.day(5, 28), "Sat in", 2, None, b.day(8, 27)),
    ("Sort the registry and go after the silent", "C-09", 2, b.day(5, 28), "Sat in", 3, None, None),
    ("Write a note that a stranger can use", "C-10", 2, b.day(5, 28), "Charts", 2, None, b.day(6, 28)),
    ("Get a plan changed", "C-11", 1, None, None, None, None, None),
    ("See that a referral arrives", "C-12", 2, None, None, None, None, None),
    ("Write a relapse prevention plan with the patient", "C-13", 1, b.day(11, 20).replace(year=2025), "Sat in", 2, None, None),
)  # fmt: skip


def skills() -> bytes:
    """Own rating, what was seen, and what comes next."""

    def state(one: b.Row) -> str:
        name, _, _, seen, _, rated, _, again = one
        if not name:
            return ""
        if seen is None or rated is None:
            return "Not seen yet"
        if rated < ENOUGH:
            return "Plan it: no date" if again is None else "Look again now" if again < AS_OF else "In training"
        return "Seen long ago" if seen < AS_OF - timedelta(days=FADE) else "Seen and in place"

    def beside(one: b.Row) -> str:
        if not one[0] or one[2] is None or one[5] is None:
            return ""
        return "Rates it higher" if one[2] - one[5] >= GAP else "Rates it lower" if one[5] - one[2] >= GAP else "Alike"

    told = {
        "Not seen yet": "An opinion so far. Book one contact, with the patient's leave (SUP.14, SUP.16).",
        "Plan it: no date": "One thing, rehearsed, and a day on which it is seen again.",
        "Look again now": "The day has passed.",
        "In training": "Go on as planned.",
        "Seen long ago": "Without feedback skills wore off within six months in one set of studies (SUP.15).",
        "Seen and in place": "Say so, in the words that were used.",
    }
    gaps = {
        "Rates it higher": "Begin with what worked; then the minute at which it happens.",
        "Rates it lower": "Tell her what you saw.",
        "Alike": "Nothing to add.",
    }
    book = Book(
        "Skills, seen, and training plan",
        good=("Seen and in place", "In training", "Alike"),
        care=("Seen long ago", "Rates it higher", "Rates it lower"),
        stop=("Not seen yet", "Plan it: no date", "Look again now"),
    )
    columns = (
        Column("Skill that can be seen", 46), Column("Duty", 8), Column("Own rating, 0 to 3", 9, "number"), Column("Seen on", 13, "day"),
        Column("How it was seen", 14, "Sat in,Listened in,Recording,Role-play,Visit,Charts"), Column("Rated when seen, 0 to 3", 10, "number"),
        Column("What is rehearsed, in a line", 32), Column("Look again on", 13, "day"),
        Column("State", 19, formula=SEEN, value=state), Column("Own rating beside it", 16, formula=BESIDE, value=beside),
    )  # fmt: skip
    rows = book.table(
        "Skills",
        ("Skills, seen, and training plan", "One file for one care manager. 0 new, 1 with help, 2 alone, 3 could show it. Change the yellow cells; the last two columns follow. Examples are fictional."),
        (Limit("as_of", "As of", AS_OF, "Type today's date here whenever you open the file."),),
        columns, SKILLS, 40,
    )  # fmt: skip
    states, besides, names = rows.area(8), rows.area(9), rows.area(0)
    counts: list[b.Count] = [(each, f'=COUNTIF({states},"{each}")', rows.count(8, each), why) for each, why in told.items()]  # fmt: skip
    counts += [(each, f'=COUNTIF({besides},"{each}")', rows.count(9, each), why) for each, why in gaps.items()]
    seen = sum(one[3] is not None and one[5] is not None for one in SKILLS)
    counts += [
        ("All skills", f"=COUNTA({names})", len(SKILLS), "Add your own; fewer is better than unseen."),
        ("Share that somebody has seen", f'=IF(B{5 + len(counts)}=0,0,1-COUNTIF({states},"Not seen yet")/B{5 + len(counts)})', seen / len(SKILLS), "No target. An unseen skill is neither good nor bad."),
    ]  # fmt: skip
    book.counts("Counts", ("What the skills add up to", "Worked out from the sheet Skills."), counts, ("What", "Count", "What to do"))  # fmt: skip
    book.form("Plan", ("Training plan for three months", "Written together, and kept where both agreed. The self-rating begins it (R.10); what was seen closes a line."), "Example (fictional)", (
        ("Care manager, supervisor, date", "B. R. and you; 15 June"),
        ("One skill for this month", "Ask leave before advice"),
        ("How it will be practiced, and with whom", "Role-play on Thursdays, ten minutes"),
        ("Seen again: which contact, which day", "Thursday 11:00, if the patient says yes"),
        ("Second skill, from next month", "Activation, step by step"),
        ("Somebody to shadow, and when", "Yolanda, one Wednesday"),
        ("What she needs from the clinic", "Thirty minutes kept on Tuesdays"),
        ("Limits in writing: where they are, looked at on", "Page of 1 June; looked at on 1 December"),
        ("Observed contacts this quarter: planned, done", "6 planned, 2 done"),
        ("What leaves this page, and to whom", "That it exists, to Gil; nothing else"),
        ("Looked at again on", "15 July"),
    ))  # fmt: skip
    book.limits("Rules", ("Rules and sources", "Change a yellow cell if your program has another rule; the states follow."), (
        Limit("enough", "In place: rated at least", ENOUGH, "Our example: does it alone and knows when to ask"),
        Limit("fade", "Seen long ago: days since it was seen", FADE, "About six months; studies on motivational interviewing (SUP.15)"),
        Limit("gap", "Own rating differs: by so many points", GAP, "Our example; a difference is a beginning for a talk (SUP.14)"),
    ))  # fmt: skip
    book.notes((
        "State: the first that fits. Not seen: a day or a rating is missing. Below the limit: no date, day passed, or in training. At the limit: in place, or seen too long ago.",
        "Skills are named, rated, planned and seen again; this way is commonly called supervision by competencies (SUP.09). No published scale for the care manager's whole work is known to us (SUP.23).",
        "Observed contacts, a sample: one every two weeks in the first three months; then two a quarter for new and one for experienced staff (SUP.17, SUP.18). States differ on recording: ask compliance. Not reviewed by a lawyer.",
        "Feedback, never a measure for pay, as is commonly advised (SUP.23). Support with direction went with more of the key step in one study (SUP.13).",
        "What may be danger on a recording is assessed the same day by a qualified clinician, and the PCP is told (F4.52, F4.96).",
    ))  # fmt: skip
    return book.close()


KINDS = (
    "A day watched",
    "Panel review watched",
    "Session watched",
    "Session led with observer",
    "Session led alone",
    "Calls beside a care manager",
    "Talk afterward",
    "Caseload review",
)
DONE = '=IF(A{r}="","",IF(A{r}>as_of,"Planned",IF(E{r}="","Hours missing",IF(F{r}="","Done, no line yet","Done"))))'
COUNTED = '=IF(A{r}="","",IF(AND(A{r}<=as_of,N(E{r})>0),E{r},0))'
SHADOW = (
    (b.day(6, 2), 1, KINDS[0], "Yolanda, Northgate", 6, "She looks at the list before she looks at her mail"),
    (b.day(6, 4), 1, KINDS[1], "Yolanda and Dr. Lindqvist", 1, "What is the question?"),
    (b.day(6, 9), 2, KINDS[2], "Grace with Yolanda", 1, "58 minutes of business before the one thing"),
    (b.day(6, 11), 2, KINDS[5], "Bastian, who watched me", 0.75, "Advice in minute two; mine"),
    (b.day(6, 12), 2, KINDS[5], "Imani, who watched me", None, None),
    (b.day(6, 15), 3, KINDS[3], "Lenora; Grace in the corner", 1, None),
    (b.day(6, 16), 3, KINDS[6], "Grace", None, None),
    (b.day(6, 18), 3, KINDS[5], "Josefa, who watches me", None, None),
    (b.day(6, 23), 4, KINDS[4], "Bastian", None, None),
    (b.day(6, 25), 4, KINDS[7], "Imani; Dr. Dorn for 20 minutes", None, None),
)  # fmt: skip
SAMPLE = dict(zip(KINDS, ("Week 1", "Week 1", "Week 2", "Week 3", "Week 4", "Three, in any week", "After the last two", "Within the quarter"), strict=True))  # fmt: skip


def shadowing() -> bytes:
    """Four weeks of shadowing in hours, with what was brought back."""

    def state(one: b.Row) -> str:
        on, _, _, _, hours, line = one
        if on is None:
            return ""
        return "Planned" if on > AS_OF else "Hours missing" if hours is None else "Done" if line else "Done, no line yet"  # fmt: skip

    def hours(one: b.Row) -> Any:
        if one[0] is None:
            return ""
        return one[4] if one[4] and one[0] <= AS_OF else 0

    book = Book(
        "Supervisor training plan and shadowing log",
        good=("Done", "Planned"),
        care=("Done, no line yet",),
        stop=("Hours missing",),
    )
    columns = (
        Column("Day", 13, "day"), Column("Week", 8, "number"), Column("What", 28, ",".join(KINDS)), Column("With whom", 32),
        Column("Hours", 9, "number"), Column("What I bring back, in a line", 46), Column("State", 20, formula=DONE, value=state),
        Column("Hours that count", 10, formula=COUNTED, value=hours),
    )  # fmt: skip
    rows = book.table(
        "Log",
        ("Supervisor training plan and shadowing log", "Shadowing in hours, beside the minutes on screen that Linchpin counts by itself. No patient's name or detail belongs here. Examples are fictional."),
        (Limit("as_of", "As of", AS_OF, "Type today's date here whenever you open the log."),),
        columns, SHADOW, 60,
    )  # fmt: skip
    kinds, states, counted = rows.area(2), rows.area(6), rows.area(7)
    done = ("Done", "Done, no line yet")
    counts: list[b.Count] = [
        (each, f'=COUNTIFS({kinds},"{each}",{states},"Done*")', sum(row[2] == each and row[6] in done for row in rows.values), f"Sample: {SAMPLE[each].lower()} (SUP.31)" if each != KINDS[7] else "At least quarterly (R.15)")
        for each in KINDS
    ]  # fmt: skip
    total = sum(row[7] or 0 for row in rows.values)
    counts += [
        ("Planned", f'=COUNTIF({states},"Planned")', rows.count(6, "Planned"), "Days that are still to come."),
        ("Hours missing", f'=COUNTIF({states},"Hours missing")', rows.count(6, "Hours missing"), "The day has passed; was it done?"),
        ("Done, no line yet", f'=COUNTIF({states},"Done, no line yet")', rows.count(6, "Done, no line yet"), "One line, while it is fresh."),
        ("Quarter hours that count", f"=SUM({counted})*4", total * 4, "Four of them are an hour. Shadowing stands apart from the time on screen."),
    ]  # fmt: skip
    book.counts("Counts", ("What the month adds up to", "Worked out from the sheet Log, as of the date typed there."), counts, ("What", "Count", "Our sample"))  # fmt: skip
    book.form("Plan", ("The plan for about a month", "About a month with shadowing is described (R.12); the weeks are a sample of ours (SUP.31)."), "Example (fictional)", (
        ("Supervisor in training; mentor; who blocks the hours", "You; Grace; Gil blocks Tuesday and Thursday, 1 to 3"),
        ("Before week 1: the minute on four chairs, said to", "Team meeting, 3 June"),
        ("Week 1: whose day, which panel review", "Yolanda, Tuesday and Thursday"),
        ("Week 2: which session is watched", "Grace with Yolanda, the 9th"),
        ("Week 3: which session is led, who observes", "Lenora, the 15th; Grace"),
        ("Week 4: which session is led alone; talk when", "Bastian, the 23rd; Grace at four"),
        ("Three calls on which a care manager watches", "Bastian, Imani, Josefa"),
        ("Lessons, cases and test on screen by", "My own page shows what is open"),
        ("Two names for every hour; called once each", "Hung up on 12 June"),
        ("Where the written steps after a death are; read on", "Crisis protocol, page 7; 5 June"),
        ("Limits in writing for staff without a full license", "Imani's page; looked at on 1 December"),
        ("First three months alone: rhythm and observed contacts", "Weekly for Bastian; the others every two weeks"),
        ("Prior supervision training, shown to, on", "Certificate, to Gil, 1 June"),
    ))  # fmt: skip
    book.notes((
        "State: planned while the day lies ahead; then hours missing, done without a line, or done. Only hours of days that have passed count.",
        "The sample month: watch a care manager's day and a panel review; watch a session; lead one with an observer; lead one alone with a talk afterward; three calls beside a care manager in any week (SUP.31).",
        "About a month with shadowing is what is described for a clinical supervisor (R.12). Hours for licensure follow your state's rules and stand apart (SUP.18).",
        "The patient is asked before anybody watches, as is commonly done (SUP.16).",
    ))  # fmt: skip
    return book.close()


WRITERS: dict[str, Callable[[], bytes]] = {
    "skills-and-plan.xlsx": skills,
    "shadowing-log.xlsx": shadowing,
}

if __name__ == "__main__":
    for name, write in WRITERS.items():
        content = write()
        (b.MODULES.parent / "units/clinical-supervisor/tools" / name).write_bytes(content)
        print(f"{name}: {BytesIO(content).getbuffer().nbytes} bytes")
