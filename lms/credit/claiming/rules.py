"""The rules before credit: the twenty of section 5b of the fact sheet on continuing education, each under its number.

1 to 16 and 19 judge a claim. 17 says who may set a rule aside, 18 when a file counts, 20 what a reissue leaves behind.
Credit is in hundredths of an hour, so that a quarter is 25. Pure: the instant comes with the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

from lms.credit.accreditors.rules import filled
from lms.credit.activities.rules.makers import review_due, undisclosed, unmitigated
from lms.credit.claiming.facts import Activity, Learner, Terms
from lms.credit.rules import date_words, list_words

Step = Literal["disclosures", "content", "test", "evaluation", "attest", "claim", "provider", ""]

QUARTER = 25
FAST = 0.4
POOL = 1.5
ENDS_SOON = timedelta(days=30)
NEVER_SET_ASIDE = frozenset({11, 12, 16, 19})
"""What would leave the certificate wrong, double or empty: nobody sets these aside."""
KEPT = "Nothing was claimed, and nothing you did is lost."


@dataclass(frozen=True)
class Verdict:
    """One rule for one claim. `step`: where the learner closes it, 'provider' where she cannot, empty when it holds.

    `notice` is told beside a rule that holds: something soon to end, or for somebody to look at.
    """

    number: int
    name: str
    holds: bool
    sentence: str
    step: Step = ""
    notice: str = ""


@dataclass(frozen=True)
class _Held:
    sentence: str
    notice: str = ""


@dataclass(frozen=True)
class _Open:
    sentence: str
    step: Step


_Found = _Held | _Open
_Rule = Callable[[Activity, Terms, Learner], _Found]


def judge(activity: Activity, terms: Terms, learner: Learner, *, set_aside: Iterable[int] = ()) -> tuple[Verdict, ...]:
    """Rules 1 to 16 and 19 in the order of their numbers. `set_aside`: numbers that two of the staff set aside (17)."""
    aside = frozenset(set_aside) - NEVER_SET_ASIDE
    verdicts = []
    for number, (name, rule) in _RULES.items():
        found = rule(activity, terms, learner)
        if isinstance(found, _Held):
            verdicts.append(Verdict(number, name, True, found.sentence, notice=found.notice))
        elif number in aside:
            verdicts.append(Verdict(number, name, True, "Two people of the staff set this rule aside, with a reason."))
        else:
            verdicts.append(Verdict(number, name, False, found.sentence, found.step))
    return tuple(verdicts)


def may_claim(verdicts: Iterable[Verdict]) -> bool:
    """Whether every rule holds; false when none was asked."""
    known = tuple(verdicts)
    return bool(known) and all(each.holds for each in known)


def first_open(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The rule to close first: the learner's in the order of her way, then the provider's."""
    way = ("disclosures", "content", "test", "evaluation", "attest", "claim", "provider")
    open_ones = [each for each in verdicts if not each.holds]
    return min(open_ones, key=lambda each: (way.index(each.step), each.number), default=None)


def _content(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    if activity.frozen_hash is None:
        return _Open("This version is still being prepared, and no credit can be claimed for it.", "provider")
    if activity.today_hash != activity.frozen_hash or learner.enrolled_hash not in (None, activity.frozen_hash):
        said = (
            "The course has changed since credit was designated for it. Your provider has to designate the new version"
        )
        return _Open(f"{said}; what you did is kept.", "provider")
    if learner.enrolled_hash is None:
        return _Open("You have not set out on this version yet. Read the disclosures first.", "disclosures")
    return _Held("You are enrolled in the published version that credit was designated for.")


def _in_time(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    known = (learner.acknowledged_at, learner.completed_at, learner.attested_at, *(one.at for one in learner.earlier))
    latest = max((instant for instant in known if instant), default=None)
    if latest is not None and learner.now < latest:
        said = "The clock of this server stands earlier than what it has already recorded"
        return _Open(f"{said}. {KEPT} Tell whoever runs it.", "provider")
    if activity.released_on is None or activity.released_on > learner.today:
        return _Open("The activity is not released yet.", "provider")
    day = learner.completed_on or learner.today
    if activity.closed and learner.completed_on is None:
        return _Open("The activity was taken out of use before you completed it.", "provider")
    if activity.ends_on is None:
        return _Open("The activity has no last day for credit yet.", "provider")
    if day > activity.ends_on:
        return _Open(f"The last day for credit was {date_words(activity.ends_on)}.", "provider")
    if activity.reviewed_on is None or review_due(activity.reviewed_on) < day:
        return _Open("Its content has to be reviewed every three years, and that is overdue.", "provider")
    soon = learner.completed_on is None and activity.ends_on - learner.today <= ENDS_SOON
    return _Held(
        "It is released, within its term, and was reviewed within three years.",
        f"Complete it by {date_words(activity.ends_on)}, the last day for credit." if soon else "",
    )


def _approved(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    day = learner.completed_on or learner.today
    if terms.closed:
        return _Open(f"The designation for {terms.kind.label} was closed.", "provider")
    if not terms.term_start <= day <= terms.term_end or (terms.withdrawn_on is not None and terms.withdrawn_on <= day):
        term = f"{date_words(terms.term_start)} to {date_words(terms.term_end)}"
        held = "was withdrawn" if terms.withdrawn_on is not None and terms.withdrawn_on <= day else f"ran from {term}"
        when = "the day you completed it" if learner.completed_on else "today"
        return _Open(f"The approval by {terms.accreditor} {held}, which does not cover {when}.", "provider")
    if activity.format not in terms.formats:
        return _Open(f"The approval by {terms.accreditor} does not cover this format.", "provider")
    if learner.acknowledged_at is not None and terms.designated_at > learner.acknowledged_at:
        return _Open(
            "Credit was designated only after you set out, and cannot be given for what came before.", "provider"
        )
    soon = learner.completed_on is None and terms.term_end - learner.today <= ENDS_SOON
    return _Held(
        f"The approval by {terms.accreditor} covers the day and the format, and credit was designated before you set out.",
        f"The approval ends on {date_words(terms.term_end)}. Complete the activity by then; later work gives no credit of this type."
        if soon else "",
    )  # fmt: skip


def _disclosed(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    missing, left = undisclosed(activity.makers, learner.today), unmitigated(activity.makers)
    if not activity.makers:
        return _Open("Nobody is named who planned, wrote and reviewed the activity.", "provider")
    if missing:
        return _Open(f"A disclosure of the last 24 months is missing: {list_words(missing)}.", "provider")
    if left:
        return _Open(f"A relevant relationship is not mitigated yet: {list_words(left)}.", "provider")
    if not activity.support_stated:
        return _Open("Nothing is stated about commercial support.", "provider")
    return _Held("Everybody who made it has disclosed within 24 months, and commercial support is stated.")


def _acknowledged(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    if learner.acknowledged_at is None:
        return _Open(
            "Read the disclosures and acknowledge them. Only what you do after that counts for credit.", "disclosures"
        )
    parts = [part.title for part in learner.parts if part.before]
    again = [*parts, *(test.title for test in learner.tests if test.before)]
    if again:
        said = "done before you acknowledged the disclosures and must be done again for credit"
        each = "1 part was" if len(again) == 1 else f"{len(again)} parts were"
        return _Open(f"{each} {said}: {list_words(again)}.", "content" if parts else "test")
    return _Held("You acknowledged the disclosures before the content that counts.")


def _completed(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    left = [part for part in learner.parts if part.done_at is None]
    if left or not learner.content_done:
        said = f"{len(left)} of {len(learner.parts)} parts are still to be done" if left else "Nothing is required yet"
        return _Open(f"{said}.", "content" if left else "provider")
    return _Held("Every required part is done.", _fast(terms, learner))


def _fast(terms: Terms, learner: Learner) -> str:
    minutes = elapsed_minutes(learner)
    if minutes is None or minutes >= FAST * terms.minutes / 100:
        return ""
    return f"Done within {minutes} minutes, less than 40 % of the time designated: your provider may look at it. It stops nothing."


def elapsed_minutes(learner: Learner) -> int | None:
    """Whole minutes from the acknowledgement to the last part: the most that can have been spent; None while it is open."""
    if learner.completed_at is None or learner.acknowledged_at is None:
        return None
    return max(int((learner.completed_at - learner.acknowledged_at).total_seconds() // 60), 0)


def _passed(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    kind = terms.kind
    if activity.announced_mark is None or activity.announced_mark < kind.pass_mark:
        return _Open(
            f"The pass mark told beforehand is below the {kind.pass_mark} % that {terms.accreditor} asks.", "provider"
        )
    for pool in activity.pools:
        if pool.uncovered:
            return _Open(f"{pool.title} asks nothing about: {list_words(pool.uncovered)}.", "provider")
        if pool.questions < POOL * pool.draw:
            return _Open(
                f"{pool.title} draws {pool.draw} of {pool.questions} questions; the bank is too small.", "provider"
            )
    wanted = kind.questions_per_credit * terms.credit
    if 100 * sum(pool.draw for pool in activity.pools) < wanted:
        return _Open(
            f"The post-test asks fewer than {kind.questions_per_credit} questions for an hour of credit.", "provider"
        )
    if 100 * sum(pool.two_answers for pool in activity.pools) > kind.true_false * terms.credit:
        return _Open(f"The post-test has more true-or-false questions than {terms.accreditor} allows.", "provider")
    below = [each for each in learner.tests if each.share is None or 100 * each.share < activity.announced_mark]
    if below or not learner.tests or learner.passed_at is None:
        names = list_words(each.title for each in below) or "The post-test"
        return _Open(f"{names}: to be passed with at least {activity.announced_mark} %.", "test")
    return _Held(f"The post-test is passed at the mark told beforehand, {activity.announced_mark} %.")


def _evaluated(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    passed_on = max((each.passed_on for each in learner.tests if each.passed_on), default=None)
    if terms.evaluation and (
        learner.evaluated_on is None
        or learner.passed_at is None
        or passed_on is None
        or learner.evaluated_on < passed_on
    ):
        return _Open("Hand in the evaluation. It is kept without your name.", "evaluation")
    return _Held("The evaluation is handed in.")


def _attested(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    if terms.attestation and (
        learner.attested_at is None or learner.passed_at is None or learner.attested_at < learner.passed_at
    ):
        return _Open(
            "Sign that this was your own work, that you took the time, and that your licence data are true.", "attest"
        )
    return _Held("You signed the attestation.")


def _fits_licence(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    if not set(terms.kind.professions) & set(learner.professions):
        said = f"{terms.kind.label} goes to other professions than those of your licences"
        if learner.professions:
            return _Open(f"{said}. Your certificate of completion records that you took part.", "provider")
        return _Open("Tell us your licence: each type of credit goes to certain professions.", "attest")
    return _Held(f"Your profession may hold {terms.kind.label}.")


def _amount(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    most = amount_words(terms.credit)
    if terms.credit <= 0 or terms.credit % QUARTER:
        return _Open("The amount designated is no number of quarter hours.", "provider")
    if terms.kind.claiming == "fixed":
        if learner.wanted not in (None, terms.credit):
            return _Open(f"This type is given whole: {most}. {KEPT}", "claim")
        return _Held(f"This type is given whole: {most}.")
    step = int(terms.kind.step * 100)
    if learner.wanted is None:
        return _Open(f"Choose how much you claim, up to {most}.", "claim")
    if learner.wanted <= 0 or learner.wanted > terms.credit or learner.wanted % step or learner.wanted % QUARTER:
        said = f"Credit is claimed in steps of {amount_words(step)}, from {amount_words(step)} to {most}"
        return _Open(f"{said}. {KEPT}", "claim")
    return _Held(f"{amount_words(learner.wanted)} of at most {most} is claimed.")


def _once(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    if any(each.designation_id == terms.designation_id for each in learner.earlier):
        return _Open(f"You have claimed {terms.kind.label} for this activity already; it is given once.", "provider")
    before = any(each.unit == activity.unit for each in learner.earlier if each.kind == terms.kind.code)
    return _Held(
        "No credit was claimed for this designation before.",
        "You claimed credit for an earlier version. Many boards do not take the same activity twice: ask yours." if before else "",
    )  # fmt: skip


def _cap(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    cap = terms.kind.daily_cap
    if cap is None:
        return _Held("No cap on credit within a day applies.")
    since = learner.now - timedelta(hours=cap.window_hours)
    had = sum(each.credit for each in learner.earlier if each.kind == terms.kind.code and each.at > since)
    wanted = learner.wanted or (terms.credit if terms.kind.claiming == "fixed" else int(terms.kind.step * 100))
    if had + wanted > cap.hours * 100:
        said = f"At most {amount_words(int(cap.hours * 100))} hours count within {cap.window_hours} hours"
        return _Open(f"{said}, and you have claimed {amount_words(had)}. Come back later; nothing is lost.", "claim")
    return _Held(f"It stays within {amount_words(int(cap.hours * 100))} hours in {cap.window_hours} hours.")


def _unit(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    if terms.minutes < terms.kind.minimum_minutes * 100:
        said = f"{terms.accreditor} asks activities of at least {terms.kind.minimum_minutes} minutes"
        return _Open(f"{said}; this one is shorter.", "provider")
    return _Held("The activity is long enough for this type of credit.")


def _number(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    wanted = terms.kind.licence_number or "licence_number" in terms.certificate_fields
    if wanted and not (learner.licence_number.strip() and learner.licence_state.strip()):
        return _Open(f"{terms.kind.label} needs the number and the state of your licence.", "claim")
    return _Held("The licence data that this type needs are there.")


def _fields(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    if not (learner.legal_name or "").strip():
        return _Open("Confirm your legal name, as it must stand on the certificate.", "attest")
    pending = {"completed_on"} if learner.completed_on is None else set()
    needed = [each for each in terms.certificate_fields if each not in pending | {"statement", "licence_number"}]
    empty = [each.replace("_", " ") for each in needed if not learner.fields.get(each, "").strip()]
    if empty:
        return _Open(f"The certificate would leave a field empty: {list_words(empty)}.", "provider")
    try:
        filled(terms.kind.statement, {**dict.fromkeys(pending, "a day"), **learner.fields})
    except ValueError as problem:
        return _Open(f"{problem} {terms.accreditor} asks for it on the certificate.", "provider")
    return _Held("Every field that the certificate must hold can be filled.")


def _real(activity: Activity, terms: Terms, learner: Learner) -> _Found:
    if learner.demo:
        return _Open("This is a demonstration. It holds no approvals, and no credit comes of it.", "provider")
    return _Held("This is no demonstration.")


_RULES: dict[int, tuple[str, _Rule]] = {
    1: ("The version that was designated", _content),
    2: ("Within its term", _in_time),
    3: ("Approved on that day", _approved),
    4: ("Made by people who disclosed", _disclosed),
    5: ("Disclosures first", _acknowledged),
    6: ("Everything done", _completed),
    7: ("Post-test", _passed),
    8: ("Evaluation", _evaluated),
    9: ("Attestation", _attested),
    10: ("Your profession", _fits_licence),
    11: ("How much", _amount),
    12: ("Once only", _once),
    13: ("Cap within a day", _cap),
    14: ("Length of the activity", _unit),
    15: ("Licence number", _number),
    16: ("Fields of the certificate", _fields),
    19: ("No demonstration", _real),
}
RULES: Mapping[int, str] = {number: name for number, (name, _) in _RULES.items()}
"""Number and name of each rule."""


def override_problem(*, learner: str, asked_by: str, approved_by: str | None, reason: str) -> str | None:
    """Rule 17: why these people may not set a rule aside for a learner; None when they may. All are account ids."""
    if not reason.strip():
        return "Say why the rule is set aside."
    if learner in (asked_by, approved_by):
        return "Nobody sets a rule aside for herself."
    if approved_by is None:
        return "A second person has to agree."
    return "The second person must be another one." if approved_by == asked_by else None


def read_amount(text: str) -> int | None:
    """An amount as typed, `0.75`, in hundredths; None for what is no number or finer than a hundredth."""
    try:
        hundredths = Decimal(text.strip().replace(",", ".")) * 100
        whole = int(hundredths)
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return whole if whole == hundredths and abs(whole) < 100_000 else None


def amount_words(credit: int) -> str:
    """`1.25`, always with two decimals."""
    return f"{credit // 100}.{credit % 100:02d}"


def choices(terms: Terms) -> tuple[int, ...]:
    """The amounts that may be claimed, smallest first."""
    if terms.kind.claiming == "fixed":
        return (terms.credit,)
    step = int(terms.kind.step * 100)
    return tuple(range(step, terms.credit + 1, step))
