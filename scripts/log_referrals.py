"""The referral form and arrival log of Module 3. Used by write_logs.py."""

from __future__ import annotations

from typing import Any

import log_books as b
from log_books import Book, Column, Limit

STATE_OF_REFERRAL = '=IF(A{r}="","",IF(H{r}="Yes","Arrived",IF(D{r}="Declined","Declined: agree on a plan",IF(D{r}<>"Yes","Ask for consent",IF(G{r}="","Nobody checks yet",IF(AND(F{r}<>"",F{r}<as_of),"Check now: visit date has passed",IF(OR(J{r}="",as_of-J{r}>contact_days),"Call: too long without contact",IF(F{r}="","No first visit yet","Waiting, in touch"))))))))'
REFERRALS = (
    ("Renaldo", "Dr. Adeyemi, pain program, county hospital, building C", "Pain-focused therapy", "Yes", b.day(4, 21), b.day(5, 28), "You; Lupe rides along", "Yes", b.day(5, 28), b.day(6, 9), 10, b.day(6, 9)),
    ("Paloma", "Counseling center on Pier Street, by name", "Panic, exposure-based therapy", "Yes", b.day(5, 18), b.day(6, 12), "You", "Not yet", None, b.day(6, 4), 12, b.day(6, 4)),
    ("Agnes", "Trauma center, intake", "Trauma-focused therapy", "Yes", b.day(4, 13), None, "You", "Not yet", None, b.day(5, 11), 16, b.day(5, 11)),
    ("Joanne", "Addiction service, nurse at intake", "AUDIT in the highest band", "Yes", b.day(6, 8), b.day(6, 18), None, "Not yet", None, b.day(6, 12), 12, b.day(6, 8)),
    ("Idris", "Exposure therapy, university clinic", "Intrusive images, counting", "Declined", b.day(5, 25), None, "You", "Not yet", None, b.day(6, 11), 9, b.day(6, 11)),
    ("Everett", "Specialty clinic, intake physician", "No answer to two full trials", "Yes", b.day(6, 1), b.day(6, 22), "You", "Not yet", None, b.day(6, 10), 15, b.day(6, 10)),
)  # fmt: skip
FORM = (
    ("To: person, place, how to reach them", "Dr. Adeyemi, psychologist, pain program, county hospital, building C, second floor"),
    ("Why, and what is asked of them", "Can pain-focused therapy help a man with back pain for nine years, low mood, and no fixed address?"),
    ("In the patient's words", '"Someone who is still there next month"'),
    ("What has been tried, and how it went", "Two medicines for pain; activity plan since week 3; PHQ-9 was 21 and is coming down"),
    ("Medicines today", "List attached, checked by Nell Sorley on Monday"),
    ("Risk: asked on, answer, safety plan", "Item 9 is 0; asked plainly on the day of sending, no"),
    ("Consent: given on, for what", "Yes, to share this page and nothing more"),
    ("Language, interpreter, access", "English; texts come through, voice mail is full"),
    ("First visit: date and hour", "Moved twice; then Thursday, 28 May, 10:20"),
    ("How he gets there", "Bus 9 no longer runs; Lupe Arredondo rides along"),
    ("Who checks that he sat down, and when", "You, that Thursday at noon, with Dr. Adeyemi's desk and with him"),
    ("While he waits: contact and score", "Every two weeks; PHQ-9 every four; row stays open"),
    ("Whom we tell", "Nell Sorley the same day, whether he came or not"),
    ("Sat down on", "28 May"),
)  # fmt: skip


def referral_log() -> bytes:
    """Module 3: a referral is open until somebody has sat down."""
    as_of, contact_days, measure_days = b.day(6, 15), 14, 28

    def state(one: b.Row) -> str:
        name, _, _, consent, _, visit, checks, sat, _, contact, _, _ = one
        if not name or sat == "Yes":
            return "Arrived" if name else ""
        if consent != "Yes":
            return "Declined: agree on a plan" if consent == "Declined" else "Ask for consent"
        if not checks:
            return "Nobody checks yet"
        if visit and visit < as_of:
            return "Check now: visit date has passed"
        if not contact or (as_of - contact).days > contact_days:
            return "Call: too long without contact"
        return "Waiting, in touch" if visit else "No first visit yet"

    def days(one: b.Row) -> Any:
        return ((one[8] or as_of) - one[4]).days if one[0] and one[4] else ""

    def measuring(one: b.Row) -> str:
        if not one[0] or one[7] == "Yes":
            return ""
        return "No score yet" if not one[11] else "Measure now" if (as_of - one[11]).days > measure_days else "Measured"

    columns = (
        Column("Patient (initials or number)", 22), Column("To: named person and place", 30), Column("Why", 28),
        Column("Consent", 11, "Yes,Not yet,Declined"), Column("Sent on", 13, "day"), Column("First visit on", 13, "day"),
        Column("Who checks that it happened", 22), Column("Sat down?", 11, "Yes,Not yet"), Column("Sat down on", 13, "day"),
        Column("Last contact", 13, "day"), Column("Last score", 9, "number"), Column("Score on", 13, "day"),
        Column("State, in words", 30, formula=STATE_OF_REFERRAL, value=state),
        Column("Days from sending", 11, formula='=IF(OR(A{r}="",E{r}=""),"",IF(I{r}<>"",I{r},as_of)-E{r})', value=days),
        Column("Measuring, in words", 16, formula='=IF(OR(A{r}="",H{r}="Yes"),"",IF(L{r}="","No score yet",IF(as_of-L{r}>measure_days,"Measure now","Measured")))', value=measuring),
    )  # fmt: skip
    book = Book("Referral form and arrival log", good=("Arrived", "Waiting, in touch", "Measured"), care=("No first visit yet", "Declined: agree on a plan", "Ask for consent"),
                stop=("Nobody checks yet", "Check now: visit date has passed", "Call: too long without contact", "Measure now", "No score yet"))  # fmt: skip
    rows = book.table(
        "Log", ("Arrival log", "A referral is open until somebody has sat down. Change the yellow cells; the last three columns follow. Examples are fictional."),
        (Limit("as_of", "As of", as_of, "Type today's date here whenever you open the log."),
         Limit("contact_days", "Contact while waiting, at least every", contact_days, "days. Example; your clinic sets it."),
         Limit("measure_days", "Measure while waiting, at least every", measure_days, "days. Example; your clinic sets it.")),
        columns, REFERRALS, 40,
    )  # fmt: skip
    advice = {
        "Ask for consent": "Ask, and write down the answer before anything is sent.",
        "Nobody checks yet": "Put one name in; today.",
        "Check now: visit date has passed": "Ask the patient and the place whether it happened; tell the PCP.",
        "Call: too long without contact": "Call, measure, look at the safety plan.",
        "No first visit yet": "Ask the place how long, who, and how they tell you.",
        "Waiting, in touch": "Go on as planned.",
        "Declined: agree on a plan": "Ask why, tell PCP and consultant, agree what would change the plan.",
        "Arrived": "Tell the PCP; settle who measures from now on.",
    }
    area, measured, took, names = (rows.area(each) for each in (12, 14, 13, 0))
    arrived = [each for each in rows.values if each[12] == "Arrived"]
    counts: list[b.Count] = [
        (words, f'=COUNTIF({area},"{words}")', rows.count(12, words), told) for words, told in advice.items()
    ]
    counts += [
        ("Measure now or no score yet", f'=COUNTIF({measured},"Measure now")+COUNTIF({measured},"No score yet")', rows.count(14, "Measure now") + rows.count(14, "No score yet"), "Measuring goes on while somebody waits."),
        ("Referrals in the log", f"=COUNTA({names})", len(REFERRALS), "Everybody who was referred, arrived or not."),
        ("Share that has arrived", f'=IF(B14=0,0,COUNTIF({area},"Arrived")/B14)', len(arrived) / len(REFERRALS), "In one program about half of those referred out never had a first visit (F1.05). It is no target."),
        ("Mean days from sending to sitting down", f'=IF(COUNTIF({area},"Arrived")=0,"",SUMIF({area},"Arrived",{took})/COUNTIF({area},"Arrived"))', sum(each[13] for each in arrived) / len(arrived), "Only those who have arrived."),
    ]  # fmt: skip
    book.counts(
        "Counts",
        ("What the log adds up to", "Worked out from the sheet Log, as of the date typed there."),
        counts,
        ("What", "Count", "What to do"),
    )
    book.form(
        "Form",
        ("Referral form", "Copy into your own record. It is finished when the last line has an answer."),
        "Example (fictional): Renaldo, 63",
        FORM,
    )
    book.notes((
        "State: the first that fits, in this order: arrived, declined, consent missing, nobody checks, date passed, too long without contact, no date, waiting.",
        "The two numbers of days are examples. Your clinic sets them.",
        "F1.05, F3.118  Northwestern Medicine's program reports that about half of patients referred out never had a first visit. One program, no national figure.",
        "F3.117, F3.119, F3.120  General professional knowledge, awaiting clinical review: what a good referral holds, what goes on while somebody waits, and what to do with a no.",
    ))  # fmt: skip
    return book.close()
