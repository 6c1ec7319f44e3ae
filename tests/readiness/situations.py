"""Every situation a person can be in, with the reason and the next action word for word."""

from lms.readiness.rules import Pause, evenly
from tests.readiness.roles import START, facts, on, steady

PART = {"whole_course_published": False, "published": ("Module 1, two lessons",), "modules_total": 7}
SIGNED = {"signoffs_enabled": True, "signoffs_open": 2, "checklist_open": 1}
EARLIER = on("02-10")

SITUATIONS = [
    (
        "not open yet",
        "bhcm",
        "02-03",
        facts(),
        "The window opens on 4 February 2027, in 1 day; the start date, 4 May 2027, closes it.",
        "Nothing to do before 4 February 2027; whoever begins earlier keeps what is done.",
    ),
    (
        "not open yet, begun",
        "clinical-supervisor",
        "03-23",
        facts(240, 61, done=((on("03-20"), 61),)),
        (
            "The window opens on 4 April 2027, in 12 days; the start date, 4 May 2027, closes it. 1 h 1 min are done already and count. "
            "No dates are published for this role; we count back from the start date."
        ),
        "Nothing to do before 4 April 2027; whoever begins earlier keeps what is done.",
    ),
    (
        "not started",
        "bhcm",
        "02-04",
        facts(),
        "Nothing is done yet. 27 h left and 12 weeks and 5 days to go to the start date, 4 May 2027: that is 2 h 8 min a week, and the plan allows 4 h.",
        "Begin with the first lesson.",
    ),
    (
        "not started, added late",
        "bhcm",
        "03-05",
        facts(joined_on=on("03-01")),
        (
            "Nothing is done yet. 27 h left and 8 weeks and 4 days to go to the start date, 4 May 2027: that is 3 h 9 min a week, and the plan allows 4 h. "
            "The role was recorded on 1 March 2027; the window had opened on 4 February 2027."
        ),
        "Begin with the first lesson.",
    ),
    (
        "not started, nothing published",
        "pcp",
        "04-23",
        facts(0),
        "Nothing is published for this role yet; 11 days to go to the start date, 4 May 2027.",
        "Nothing to do until the first part for this role is published.",
    ),
    (
        "not started, no date",
        "program-manager",
        "04-23",
        facts(40),
        "Nothing is done yet; 40 min left. The date for this role is set by your clinic; there is no date yet.",
        "Begin with the first lesson.",
    ),
    (
        "nothing published, no date",
        "clerical",
        "04-23",
        facts(0),
        "Nothing is published for this role yet. The date for this role is set by your clinic; there is no date yet.",
        "Nothing to do until the first part for this role is published.",
    ),
    (
        "on track",
        "bhcm",
        "03-23",
        facts(1620, 765, done=steady(on("03-23"), 23), first_done_on=EARLIER),
        (
            "14 h 15 min left and 6 weeks to go to the start date, 4 May 2027: that is 2 h 23 min a week, and the plan allows 4 h. "
            "In the last 28 days (since 24 February 2027) 2 h 41 min a week were done; at that pace it is finished on 30 April 2027, 4 days early."
        ),
        "Go on with the next part; 2 h 23 min a week keeps the date.",
    ),
    (
        "on track, on the day itself",
        "bhcm",
        "04-30",
        facts(1620, 1580, done=steady(on("04-30"), 10), first_done_on=EARLIER),
        (
            "40 min left and 4 days to go to the start date, 4 May 2027; the plan allows 4 h a week. "
            "In the last 28 days (since 3 April 2027) 1 h 10 min a week were done; at that pace it is finished on 4 May 2027, on the day itself."
        ),
        "Go on with the next part; 40 min by 4 May 2027 keeps the date.",
    ),
    (
        "on track, too early to say",
        "bhcm",
        "02-12",
        facts(1620, 120, done=((on("02-10"), 120),)),
        (
            "25 h left and 11 weeks and 4 days to go to the start date, 4 May 2027: that is 2 h 10 min a week, and the plan allows 4 h. "
            "It is too early to say where the own pace leads: that takes 14 days."
        ),
        "Go on with the next part; 2 h 10 min a week keeps the date.",
    ),
    (
        "on track, pace unknown",
        "psychiatric-consultant",
        "03-23",
        facts(600, 45, pace_known=False),
        (
            "9 h 15 min left. The date for this role is set by your clinic; there is no date yet. "
            "No pace of the last 28 days (since 24 February 2027) is known, so there is no forecast."
        ),
        "Go on with the next part.",
    ),
    (
        "on track, leave without an end ahead",
        "bhcm",
        "03-23",
        facts(1620, 1500, done=steady(on("03-23"), 5), first_done_on=EARLIER, pauses=(Pause(on("04-10")),)),
        (
            "2 h left and 6 weeks to go to the start date, 4 May 2027: that is 50 min a week, and the plan allows 4 h. "
            "There is no forecast, because a pause without an end date lies ahead."
        ),
        "Go on with the next part; 50 min a week keeps the date.",
    ),
    (
        "on track, a part of the course done",
        "bhcm",
        "04-04",
        facts(90, 90, **PART),
        (
            "All that is published so far is done (available of 7 modules: Module 1, two lessons); 4 weeks and 2 days to go to the start date, "
            "4 May 2027. The rest is in preparation: there is nothing to catch up, and ready is not possible before it is published."
        ),
        "Nothing to do until the next part of the course is published.",
    ),
    (
        "on track, a part of the course under way",
        "bhcm",
        "04-04",
        facts(90, 30, pace_known=False, **PART),
        (
            "1 h left and 4 weeks and 2 days to go to the start date, 4 May 2027: that is 14 min a week, and the plan allows 4 h. "
            "No pace of the last 28 days (since 8 March 2027) is known, so there is no forecast. "
            "The minutes are for what is published so far (available of 7 modules: Module 1, two lessons)."
        ),
        "Go on with the next part; 14 min a week keeps the date.",
    ),
    (
        "on track, sign-offs open",
        "bhcm",
        "04-04",
        facts(1620, 1620, **SIGNED),
        "All parts are done and 2 sign-offs and 1 item of the checklist still open; 4 weeks and 2 days to go to the start date, 4 May 2027.",
        "Finish 2 sign-offs and 1 item of the checklist.",
    ),
    (
        "on track, no minutes left and a part open",
        "bhcm",
        "04-04",
        facts(1620, 1620, pathway_complete=False),
        "No time is left to plan, but a required part is still open; 4 weeks and 2 days to go to the start date, 4 May 2027.",
        "Go on with the next part.",
    ),
    (
        "on track, no date",
        "program-manager",
        "06-03",
        facts(60, 30, done=evenly(28, on("06-03"), 28), first_done_on=EARLIER),
        (
            "30 min left. The date for this role is set by your clinic; there is no date yet. "
            "In the last 28 days (since 7 May 2027) 7 min a week were done; at that pace it is finished on 3 July 2027."
        ),
        "Go on with the next part.",
    ),
    (
        "at risk, the plan",
        "bhcm",
        "04-20",
        facts(joined_on=on("04-20")),
        (
            "27 h left and 2 weeks to go to the start date, 4 May 2027: that is 13 h 30 min a week, and the plan allows 4 h. "
            "Counted from 20 April 2027, 4 h a week was too little for 27 h from the first day. "
            "The role was recorded on 20 April 2027; the window had opened on 4 February 2027."
        ),
        "Agree on 13 h 30 min a week, or move the date.",
    ),
    (
        "at risk, the hours",
        "bhcm",
        "04-20",
        facts(1620, 660, done=((on("04-10"), 100),), first_done_on=EARLIER),
        (
            "16 h left and 2 weeks to go to the start date, 4 May 2027: that is 8 h a week, and the plan allows 4 h. "
            "In the last 28 days (since 24 March 2027) 25 min a week were done; at that pace it is finished on 14 January 2028, 36 weeks and 3 days late."
        ),
        "Agree on 8 h a week, or move the date.",
    ),
    (
        "at risk, the hours, a few days",
        "bhcm",
        "05-01",
        facts(),
        "27 h left and 3 days to go to the start date, 4 May 2027; the plan allows 4 h a week.",
        "Agree on 27 h by 4 May 2027, or move the date.",
    ),
    (
        "at risk, the pace",
        "bhcm",
        "04-01",
        facts(1620, 1140, done=((on("03-20"), 60),), first_done_on=EARLIER),
        (
            "8 h left and 4 weeks and 5 days to go to the start date, 4 May 2027; 1 h 42 min a week is needed. "
            "In the last 28 days (since 5 March 2027) 15 min a week were done; at that pace it is finished on 11 November 2027, 27 weeks and 2 days late."
        ),
        "Set aside 1 h 42 min a week.",
    ),
    (
        "at risk, a standstill",
        "bhcm",
        "04-01",
        facts(1620, 1140, first_done_on=EARLIER),
        (
            "8 h left and 4 weeks and 5 days to go to the start date, 4 May 2027; 1 h 42 min a week is needed. "
            "Nothing was completed in the last 28 days (since 5 March 2027), so there is no forecast."
        ),
        "Set aside 1 h 42 min a week.",
    ),
    (
        "at risk, today",
        "bhcm",
        "05-04",
        facts(1620, 1600, first_done_on=EARLIER),
        "20 min left and today is the start date, 4 May 2027. Nothing was completed in the last 28 days (since 7 April 2027), so there is no forecast.",
        "Set aside 20 min by 4 May 2027.",
    ),
    (
        "at risk, a date of the clinic",
        "qi-coordinator",
        "05-29",
        facts(60, clinic_due_on=on("06-01")),
        "1 h left and 3 days to go to the date set by your clinic, 1 June 2027; the plan allows 1 h a week.",
        "Agree on 1 h by 1 June 2027, or move the date.",
    ),
    (
        "overdue",
        "bhcm",
        "05-05",
        facts(1620, 1600, done=((on("04-20"), 60),), first_done_on=EARLIER),
        (
            "20 min left; the start date, 4 May 2027, was 1 day ago. "
            "In the last 28 days (since 8 April 2027) 15 min a week were done; at that pace it is finished on 15 May 2027, 11 days late."
        ),
        "Set aside time for the 20 min that are left.",
    ),
    (
        "overdue, added after the start",
        "bhcm",
        "06-03",
        facts(joined_on=on("05-24")),
        "27 h left; the start date, 4 May 2027, was 4 weeks and 2 days ago. The role was recorded on 24 May 2027, after that date.",
        "Set aside time for the 27 h that are left.",
    ),
    (
        "overdue, the course is missing",
        "bhcm",
        "05-05",
        facts(90, 90, **PART),
        (
            "All that is published so far is done (available of 7 modules: Module 1, two lessons); the start date, 4 May 2027, was 1 day ago. "
            "The rest is in preparation: there is nothing to catch up, and ready is not possible before it is published."
        ),
        "Nothing to do until the next part of the course is published.",
    ),
    (
        "overdue, a part open",
        "bhcm",
        "05-05",
        facts(1620, 1620, pathway_complete=False),
        "No time is left to plan, but a required part is still open; the start date, 4 May 2027, was 1 day ago.",
        "Finish what is still required.",
    ),
    (
        "ready",
        "bhcm",
        "04-04",
        facts(1620, 1620, finished_on=on("03-30")),
        "All required parts were done on 30 March 2027, 5 weeks before the start date, 4 May 2027.",
        None,
    ),
    (
        "ready, day unknown",
        "clinical-supervisor",
        "04-04",
        facts(240, 240),
        (
            "All required parts are done. 4 weeks and 2 days to go to the start date, 4 May 2027. "
            "No dates are published for this role; we count back from the start date."
        ),
        None,
    ),
    (
        "ready, a refresher suggested",
        "pcp",
        "03-23",
        facts(45, 45, finished_on=on("03-20")),
        (
            "All required parts were done on 20 March 2027, 6 weeks and 3 days before the start date, 4 May 2027. "
            "That was before the window opened on 4 April 2027, so a refresher is suggested."
        ),
        None,
    ),
    (
        "ready, no date",
        "auxiliary",
        "06-23",
        facts(40, 40, finished_on=on("05-06")),
        "All required parts were done on 6 May 2027. The date for this role is set by your clinic; there is no date yet.",
        None,
    ),
    (
        "in continuing education",
        "bhcm",
        "07-13",
        facts(1620, 1620, finished_on=on("03-30"), continuing_goals="open"),
        (
            "Month 3 of 6: continuing education runs from 4 May 2027 to 4 November 2027, and its goals are still open. "
            "All required parts were done on 30 March 2027, 5 weeks before the start date, 4 May 2027."
        ),
        "Continue with the goals that are open.",
    ),
    (
        "in continuing education, past month six",
        "bhcm",
        "11-05",
        facts(1620, 1620),
        "The six months of continuing education ended on 4 November 2027, and no goals are set yet. Being ready does not depend on them.",
        "Set the goals for continuing education.",
    ),
    (
        "complete",
        "bhcm",
        "07-13",
        facts(1620, 1620, finished_on=on("06-08"), continuing_goals="met"),
        "All required parts were done on 8 June 2027; the start date, 4 May 2027, was 5 weeks before. The goals of continuing education are met.",
        None,
    ),
    (
        "complete, on the day",
        "pcp",
        "05-04",
        facts(600, 600, finished_on=START),
        "All required parts were done on 4 May 2027, on the start date, 4 May 2027.",
        None,
    ),
    (
        "complete, day unknown",
        "pcp",
        "05-09",
        facts(600, 600),
        "All required parts are done. The start date was 4 May 2027.",
        None,
    ),
    (
        "paused",
        "bhcm",
        "03-23",
        facts(1620, 600, pauses=(Pause(on("03-20"), on("04-12"), "leave"),)),
        (
            "Paused from 20 March 2027 to 12 April 2027 (leave); these days do not count as training days. "
            "17 h left; the start date, 4 May 2027, stays as it is."
        ),
        None,
    ),
    (
        "paused over the date",
        "bhcm",
        "05-23",
        facts(1620, 600, pauses=(Pause(on("03-20")),)),
        "Paused since 20 March 2027, with no end date yet; these days do not count as training days. 17 h left; the start date, 4 May 2027, has passed.",
        None,
    ),
    (
        "paused, no date",
        "clerical",
        "05-23",
        facts(20, pauses=(Pause(on("05-20"), on("05-30")),)),
        "Paused from 20 May 2027 to 30 May 2027; these days do not count as training days. 20 min left.",
        None,
    ),
]
