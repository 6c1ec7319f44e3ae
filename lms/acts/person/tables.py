"""Every table with a person in it, one entry each. A house test compares this list with the tables there are.

A new table with an account in it gets its entry here: what its rows are called, how joining two accounts moves them
(`moved` fits most), under which name they stand in a person's export, and what closing the account does with them.
"""

from __future__ import annotations

from lms.acts.person import erasing, joining, showing
from lms.acts.person.moving import dropped, follows, moved, newest, numbered, once, stays
from lms.acts.person.registry import Deleted, Kept, NotShown, PersonTable, Shown, Special
from lms.assessment.models import Attempt, AttemptItem, PracticeAnswer
from lms.audit.models import AuditDetail, AuditLine, HandledRequest
from lms.clinic_pages.models import ClinicPage, ClinicPageVersion
from lms.credit.activities.models import Designation
from lms.credit.changing.models import CertificateChange
from lms.credit.claiming.models import Attestation, CreditClaim, CreditEnrolment, EvaluationReceipt, Override, ReadAgain
from lms.credit.keeping.models import BoardConsent, FollowUpReceipt, Grievance, LegalHold
from lms.credit.models import Certificate
from lms.credit.providers.models import Approval, CreditProvider, RuleSetConfirmation
from lms.credit.viewing.models import CreditView
from lms.curriculum.uploads.models import CoursePublication, CourseUpload
from lms.learning.models import Completion, Note, ReadingPosition
from lms.learning.outside.models import OutsideCertificate, OutsideEvidence, OutsideTraining, Waiver
from lms.learning.outside.reported.models import ReportedTraining
from lms.learning.placement.models import Placement, SkippedPart
from lms.learning.spaced.models import SpacedAnswer
from lms.outbox.models import Letter
from lms.people.erasure.models import ErasureRequest
from lms.people.factors.models import HalfSignIn, RecoveryCode, SecondFactor
from lms.people.identity.models import LinkedIdentity
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.models import (
    Account,
    AccountWord,
    Address,
    Grant,
    KeptForm,
    Licence,
    MailToken,
    Pause,
    RoleChange,
    RoleHeld,
    SignedIn,
)
from lms.people.tokens.models import ApiAnswer, ApiToken
from lms.practice.models import (
    CaseRun,
    CaseStep,
    LabDraft,
    LabEvidence,
    LabFeedback,
    LabRun,
    LabStep,
    RehearsalSeat,
    RehearsalTurn,
)
from lms.readiness.goals.models import ContinuingGoal, GoalMark, SixMonthCheck
from lms.readiness.meetings.models import CalendarFeed, MeetingAttendance, MeetingMark, MeetingNote, MeetingRhythm
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.readiness.nudges.models import MailPreference
from lms.readiness.opening.models import BoardShare, BoardSharePerson, ExtraSupport, ItemMark, Leaving, OpeningChange
from lms.readiness.programmes.models import (
    ProgrammeAsk,
    ProgrammeAskClinic,
    ProgrammeConsent,
    ProgrammeShare,
)
from lms.readiness.skills.models import (
    SkillLevel,
    SkillLog,
    SkillRating,
    SkillSeen,
    SkillSigner,
    SkillTask,
    SkillUse,
)
from lms.webhooks.models import WebhookDelivery

EVIDENCE = "Evidence of training, without a name in it"
RECORD = "The clinic's record of who held which role and access when, without a name in it"
CREDIT = "Records of continuing education are kept for seven years and named without the account"
PROVIDER = "The provider's record of what it was approved for, without the account of whoever entered it"
FACTORS = "Second steps of the account that goes are taken away with it; those of the account that stays hold."
CODES = "Recovery codes of the account that goes work no more."
OPEN_TEST = (
    "{title} is under way in both: the one with more answers goes on, the other is kept as it is, not handed in."
)
OPEN_LAB = "{title} is under way in both: the one with more steps goes on, the other is kept as it is."
OPEN_CASE = "{title} is under way in both: the one with more decisions goes on, the other is kept as it is."

_ALL = (
    PersonTable(Account, "the account", stays, Shown("account", hide=("password_hash", "merged_into_id")),
                Special("Name, names on certificates and password are erased; an empty account remains, so that nothing "
                        "points nowhere", erasing.blank_account), whose="id"),
    PersonTable(AccountWord, "words of the name", stays, NotShown("made of the name, so that it is found"), Deleted()),
    PersonTable(Address, "e-mail addresses", joining.addresses, Shown("account/addresses", hide=("email_key",)), Deleted()),
    PersonTable(SignedIn, "sign-ins", stays, Shown("account/sign-ins", hide=("token_hash",)), Deleted()),
    PersonTable(SecondFactor, "second steps at sign-in", dropped(FACTORS), Shown("account/second-steps", hide=(
        "sealed", "last_step", "credential_id", "public_key", "sign_count")), Deleted()),
    PersonTable(RecoveryCode, "recovery codes", dropped(CODES), Shown("account/recovery-codes", hide=("code_hash",)), Deleted()),
    PersonTable(HalfSignIn, "sign-ins that wait for their second step", stays, NotShown("gone after ten minutes"), Deleted()),
    PersonTable(LinkedIdentity, "identities elsewhere that sign in", moved, Shown("account/linked-identities"), Deleted()),
    PersonTable(ErasureRequest, "requests for erasure", joining.erasure_requests, Shown("account/erasure-requests"), Special(
        "That it was asked for and answered, without a name in it, for two years after the answer; why an earlier one was "
        "declined is erased", erasing.end_requests), by=("answered_by_account_id",)),
    PersonTable(MailToken, "mailed links", stays, Shown("account/mailed-links", hide=("token_hash",)), Deleted()),
    PersonTable(ApiToken, "tokens of programs", stays, Shown("account/tokens", hide=("token_hash",)), Deleted()),
    PersonTable(ApiAnswer, "answers kept for programs", follows, NotShown("technical, and gone after a day"), Deleted(),
                whose="token_id"),
    PersonTable(WebhookDelivery, "messages about them to programs of the organisation", moved,
                Shown("account/webhook-messages"), Deleted()),
    PersonTable(KeptForm, "forms kept for an hour", stays, NotShown("sealed, and gone after an hour"), Deleted()),
    PersonTable(HandledRequest, "marks of forms already sent", stays, NotShown("technical, and gone after two days"), Deleted()),
    PersonTable(Letter, "letters", newest("kind", "occasion", by="created_at"),
                Shown("account/letters", rows=showing.letters), Deleted()),
    PersonTable(RoleHeld, "roles", joining.roles, Shown("roles/roles", rows=showing.roles), Special(
        f"{RECORD}. Roles still held end that day", erasing.end_roles)),
    PersonTable(RoleChange, "changes to roles", follows, Shown("roles/changes"), Kept(RECORD, {"reason": "erased"}),
                whose="role_held_id", by=("by_account_id",)),
    PersonTable(Pause, "leave", follows, Shown("roles/leave"), Kept(RECORD, {"reason": "erased"}),
                whose="role_held_id", by=("by_account_id",)),
    PersonTable(ScheduleRow, "standings to come", follows, Shown("roles/standings-to-come"), Deleted(), whose="role_held_id"),
    PersonTable(ScheduleState, "when standings were computed", follows, NotShown("says only when standings were computed"),
                Deleted(), whose="role_held_id"),
    PersonTable(ContinuingGoal, "goals for the six months after the start", follows, Shown("roles/goals"),
                Kept(RECORD, {"words": "erased"}), whose="role_held_id", by=("by_account_id",)),
    PersonTable(GoalMark, "what came of those goals", follows, Shown("roles/goals-recorded"), Kept(RECORD, {"note": "erased"}),
                whose="role_held_id", by=("by_account_id",)),
    PersonTable(SixMonthCheck, "six-month checks", follows, Shown("roles/six-month-checks"),
                Kept(RECORD, {"went_well": "erased", "next_steps": "erased"}), whose="role_held_id", by=("by_account_id",)),
    PersonTable(MeetingAttendance, "meetings asked to", joining.attendance, Shown("roles/meetings"),
                Kept("The clinic's record of its meetings, without a name in it"), by=("by_account_id",)),
    PersonTable(MeetingRhythm, "rhythms of meetings set", moved, Shown("roles/meeting-rhythms"),
                Kept("The clinic's record of its meetings, without a name in it"), whose="by_account_id"),
    PersonTable(MeetingMark, "meetings recorded, moved and cancelled", moved, Shown("roles/meetings-recorded"),
                Kept("The clinic's record of its meetings, without a name in it"), whose="by_account_id"),
    PersonTable(MeetingNote, "notes on meetings", moved, Shown("roles/meeting-notes"),
                Kept("The clinic's record of its meetings, without a name in it"), whose="by_account_id"),
    PersonTable(CalendarFeed, "addresses of calendars", moved, Shown("account/calendar-feeds", hide=("token_hash",)), Deleted()),
    PersonTable(MailPreference, "choices about mail", joining.mail_choices, Shown("account/mail"), Deleted()),
    PersonTable(ItemMark, "entries in checklists", follows, Shown("roles/checklist"), Kept(
        "The clinic's record of what was seen to before its first patient", {"note": "erased"}),
                whose="role_held_id", by=("by_account_id",)),
    PersonTable(ExtraSupport, "extra support without a listed licence", follows, Shown("roles/extra-support"), Deleted(),
                whose="role_held_id"),
    PersonTable(Leaving, "planned last days", follows, Shown("roles/leaving"), Deleted(), whose="role_held_id"),
    PersonTable(OpeningChange, "what was planned before", follows, Shown("roles/planned-before"), Deleted(),
                whose="role_held_id"),
    PersonTable(BoardShare, "boards shared with others", moved, Shown("account/boards-shared", hide=("token_hash", "content")),
                Kept("The clinic's record of what was shown to others; the link answers nobody", {"note": "erased"}),
                whose="made_by_account_id"),
    PersonTable(BoardSharePerson, "boards shared with their name in it", moved, Shown("account/boards-naming-them"), Special(
        "Every shared board with the name in it is emptied, and its link answers nobody", erasing.end_shares)),
    PersonTable(Grant, "access", moved, Shown("account/access", rows=showing.grants), Special(
        f"{RECORD}. Access still given ends that day", erasing.end_grants)),
    PersonTable(ProgrammeAsk, "programmes that asked for counts and names", moved, Shown("account/programme-asks"), Kept(
        "The record of who asked whom for what, without a name in it"), whose="by_account_id", by=("answered_by_account_id",)),
    PersonTable(ProgrammeAskClinic, "clinics that programmes asked for", follows, Shown("account/programme-clinics-asked"),
                Kept("The record of who asked whom for what, without a name in it"), whose="ask_id"),
    PersonTable(ProgrammeConsent, "consents to share with programmes", moved, Shown("account/programme-consents"), Kept(
        "The organisation's record of what it consented to and when, without a name in it"), whose="by_account_id",
                by=("withdrawn_by_account_id",)),
    PersonTable(ProgrammeShare, "clinics shared with programmes", follows, Shown("account/programme-clinics"), Kept(
        "The organisation's record of what it shared when, without a name in it"), whose="consent_id",
                by=("left_out_by_account_id",)),
    PersonTable(PeopleImport, "files of people sent in", moved, Shown("account/imports", hide=("sealed",)),
                Kept("The record of what was imported when, without the file", {"sealed": None})),
    PersonTable(ImportEffect, "what imports did for them", stays, Shown("account/imported"),
                Kept("The record of what was imported when, without a name in it",
                     {"person": erasing.NOBODY, "before": None, "after": None})),
    PersonTable(Licence, "licences", moved, Shown("account/licences"), Deleted()),
    PersonTable(Completion, "completed lessons, cases and tests", joining.completions,
                Shown("learning/completed", hide=("content_hash",)), Kept(EVIDENCE)),
    PersonTable(OutsideTraining, "outside training", joining.trainings, Shown("learning/outside-training"), Deleted(),
                by=("decided_by_account_id",)),
    PersonTable(OutsideEvidence, "files that show outside training", follows,
                Shown("learning/outside-training-files", hide=("content",)), Deleted(), whose="training_id"),
    PersonTable(OutsideCertificate, "certificates of other installations", follows,
                Shown("learning/outside-certificates"), Deleted(), whose="training_id", by=("checked_by_account_id",)),
    PersonTable(ReportedTraining, "training reported by an import, not verified here", moved,
                Shown("learning/reported-training"), Deleted(), by=("taken_up_by_account_id",)),
    PersonTable(Waiver, "parts that outside training stands for", follows, Shown("learning/waived"), Deleted(),
                whose="training_id"),
    PersonTable(Placement, "practice skipped after a diagnostic", joining.placements, Shown("learning/placement"), Deleted(),
                by=("undone_by_account_id",)),
    PersonTable(SkippedPart, "parts that were skipped", follows, Shown("learning/skipped-parts"), Deleted(),
                whose="placement_id"),
    PersonTable(ReadingPosition, "places kept in lessons", newest("lesson_id", by="at"), Shown("learning/places"), Deleted()),
    PersonTable(Note, "notes", joining.notes, Shown("learning/notes", hide=("page",)), Deleted()),
    PersonTable(Attempt, "post-test attempts", numbered(
        "test_id", closed="handed_in_at", parked={"handed_in_at": ..., "right_count": 0}, words=OPEN_TEST,
        worth=lambda row: (sum(item.chosen is not None for item in row.items), row.started_at)),
        Shown("learning/attempts", hide=("seed",)), Kept(EVIDENCE)),
    PersonTable(AttemptItem, "answers in post-tests", follows, Shown("learning/answers", rows=showing.answers),
                Kept(EVIDENCE), whose="attempt_id"),
    PersonTable(PracticeAnswer, "practice answers", newest("item_id", by="at"),
                Shown("learning/practice", hide=("item_hash",)), Deleted()),
    PersonTable(SpacedAnswer, "answers in spaced review", newest("item_id", "answered_on", by="answered_at"),
                Shown("learning/spaced-review", hide=("item_hash",)), Deleted()),
    PersonTable(CaseRun, "walks through cases", numbered(
        "case_id", closed="finished_at", parked={"finished_at": ...}, words=OPEN_CASE,
        worth=lambda row: (len(row.steps), row.started_at)),
        Shown("learning/cases", hide=("case_hash",)), Kept(EVIDENCE)),
    PersonTable(CaseStep, "decisions in cases", follows, Shown("learning/decisions"), Kept(EVIDENCE), whose="run_id"),
    PersonTable(LabRun, "runs through labs", numbered(
        "exercise_id", closed="finished_at", parked={"finished_at": ...}, words=OPEN_LAB,
        worth=lambda row: (len(row.steps), row.started_at)),
        Shown("learning/labs", hide=("exercise_hash", "seed")), Kept(EVIDENCE)),
    PersonTable(LabStep, "steps in labs, with what was written", follows, Shown("learning/lab-steps"),
                Kept(f"{EVIDENCE}; what was written is erased", {"move": {}}), whose="run_id"),
    PersonTable(LabDraft, "forms of labs not sent yet", follows, Shown("learning/lab-drafts"), Deleted(), whose="run_id"),
    PersonTable(LabEvidence, "what labs showed of each duty", follows, Shown("learning/lab-evidence"), Kept(EVIDENCE),
                whose="run_id"),
    PersonTable(LabFeedback, "feedback asked for and given", follows, Shown("learning/lab-feedback"), Deleted(),
                whose="run_id", by=("by_account_id",)),
    PersonTable(RehearsalSeat, "seats in rehearsals with colleagues", moved, Shown("learning/rehearsals"), Kept(
        "Evidence of training of the colleague in the other seat, without a name in it")),
    PersonTable(RehearsalTurn, "turns in rehearsals with colleagues", follows, Shown("learning/rehearsal-turns"), Kept(
        "Evidence of training of the colleague in the other seat, without a name in it; nothing in it was written freely"),
        whose="seat_id"),
    PersonTable(SkillSeen, "skills seen and signed", joining.skills_seen, Shown("skills/seen"), Kept(
        f"{EVIDENCE}; what was written beside it is erased", {"comment": "", "withdrawn_reason": None}),
        by=("noted_by_account_id", "signed_by_account_id", "withdrawn_by_account_id")),
    PersonTable(SkillSigner, "named to sign skills", moved, Shown("skills/named-to-sign"), Kept(
        "The clinic's record of who could sign when, without a name in it", {"reason": "erased"}),
        by=("named_by_account_id", "undone_by_account_id")),
    PersonTable(SkillUse, "what clinics ask to be signed, as decided", moved, Shown("skills/asked-for"), Kept(
        "The clinic's record of what it asked for when, without a name in it"), whose="by_account_id"),
    PersonTable(SkillLog, "hours of shadowing and panel reviews", moved, Shown("skills/log"), Deleted(), by=("confirmed_by_account_id",)),
    PersonTable(SkillRating, "assessments of skills", moved, Shown("skills/assessments", rows=showing.assessments),
                Deleted(), by=("rated_by_account_id",)),
    PersonTable(SkillLevel, "ratings in assessments of skills", follows, Shown("skills/ratings", rows=showing.levels),
                Deleted(), whose="rating_id"),
    PersonTable(SkillTask, "tasks of the training plan", moved, Shown("skills/tasks"), Deleted(),
                by=("set_by_account_id", "done_by_account_id")),
    PersonTable(Certificate, "certificates", joining.certificates, Shown("certificates/certificates", hide=("pdf_hash",)),
                Kept("A certificate carries its own copy of the name and goes on being checkable, as whoever holds the paper "
                     "relies on it")),
    PersonTable(CertificateChange, "corrections and revocations of certificates", follows,
                Shown("certificates/corrections-and-revocations"), Kept(CREDIT), whose="certificate_id",
                by=("asked_by_account_id", "decided_by_account_id")),
    PersonTable(CreditEnrolment, "activities set out on for credit", once("activity_id", words=(
        "Both set out for credit with the same activity. Each keeps what was done there, shown to the same person.")),
                Shown("credit/enrolments"), Kept(CREDIT)),
    PersonTable(ReadAgain, "lessons read again for credit", follows, Shown("credit/lessons-read-again"), Kept(CREDIT),
                whose="enrolment_id"),
    PersonTable(EvaluationReceipt, "evaluations handed in", follows, Shown("credit/evaluations-handed-in"), Kept(
        "Says only that one was handed in; the evaluation itself names nobody"), whose="enrolment_id"),
    PersonTable(Attestation, "attestations signed", follows, Shown("credit/attestations", hide=("place_hash",)),
                Kept(CREDIT, {"browser": ""}), whose="enrolment_id"),
    PersonTable(CreditClaim, "credit claimed", once("designation_id", words=(
        "Both claimed credit of the same kind for the same activity. Both claims and certificates stay as they are.")),
                Shown("credit/claims"), Kept(CREDIT)),
    PersonTable(Override, "rules set aside by staff", follows, Shown("credit/rules-set-aside"), Kept(CREDIT),
                whose="enrolment_id", by=("asked_by_account_id", "approved_by_account_id")),
    PersonTable(BoardConsent, "consents to report to boards", moved, Shown("credit/board-consents"),
                Kept(CREDIT, {"birth_day": None})),
    PersonTable(FollowUpReceipt, "surveys sixty days after", follows, Shown("credit/surveys-asked-for"), Kept(
        "Says only that it was asked for and handed in; the survey itself names nobody"), whose="enrolment_id"),
    PersonTable(Grievance, "complaints", moved, Shown("credit/complaints"), Kept(CREDIT), by=("answered_by_account_id",)),
    PersonTable(CreditView, "looks of others at records of credit", newest("viewer_account_id", "page", "hour", by="hour"),
                Shown("credit/looks", rows=showing.looks), Kept(CREDIT), by=("viewer_account_id",)),
    PersonTable(LegalHold, "holds on deleting", moved, Shown("credit/holds"), Kept(
        "The record of what had to be kept, and why"), by=("by_account_id", "lifted_by_account_id")),
    PersonTable(CreditProvider, "entries about the provider of credit", moved, NotShown("says nothing about the person"),
                Kept(PROVIDER), whose="changed_by_account_id"),
    PersonTable(RuleSetConfirmation, "rules of accreditors confirmed", moved, Shown("credit/rules-confirmed"),
                Kept(PROVIDER), whose="by_account_id"),
    PersonTable(Approval, "approvals entered", moved, Shown("credit/approvals-entered", hide=("document_hash",)),
                Kept(PROVIDER), whose="added_by_account_id"),
    PersonTable(Designation, "credit designated", moved, Shown("credit/designations", hide=("rule_set",)),
                Kept(PROVIDER), whose="by_account_id"),
    PersonTable(ClinicPage, "clinic's own pages to keep true", moved, Shown("account/clinic-pages"), Kept(
        "The clinic's page, which has no owner until somebody takes it over", {"owner_account_id": None}), whose="owner_account_id"),
    PersonTable(ClinicPageVersion, "versions of a clinic's own pages", moved, Shown("account/clinic-page-versions"), Kept(
        "The clinic's text, without a name in it"), whose="by_account_id"),
    PersonTable(CourseUpload, "courses sent in", moved, Shown("account/course-uploads", hide=("found",)), Kept(
        "The record of what readers were shown, without a name in it", {"note": "erased"})),
    PersonTable(CoursePublication, "courses asked to be published", moved, Shown("account/course-publications"), Kept(
        "The record of what readers were shown, without a name in it", {"reason": "erased"}), by=("decided_by_account_id",)),
    PersonTable(AuditLine, "lines of the record of who did what", stays, Shown("record/lines", rows=showing.lines),
                Kept("The record is sealed line by line and holds opaque numbers, no names"), whose="actor_id"),
    PersonTable(AuditDetail, "what those lines say in words", follows, NotShown("stands with its line"), Special(
        "Erased where they are about this person; the seals hold without them", erasing.erase_details), whose="line_id"),
)  # fmt: skip

PERSON_TABLES = {each.name: each for each in _ALL}
