"""docs/privacy.md: written from the tables themselves, from lms/acts/person/tables.py and from the periods; the words about law stand here."""

from __future__ import annotations

from collections.abc import Iterator

from lms.acts.person.registry import Deleted, NotShown, PersonTable, Shown
from lms.acts.person.tables import PERSON_TABLES
from lms.acts.retention.periods import PERIODS, STAYS
from lms.database import Base
from lms.tables import metadata
from tests.house.source import ROOT

PRIVACY = ROOT / "docs" / "privacy.md"

ABOUT = """\
# Privacy

What is held on people, why, who sees it, for how long, and what leaves the machine. For an operator who answers for it.
The tables are written by `python -m tests.house.documents` from the program; a test fails when they lag. What visitors
are told stands on the page `/privacy`.

**No lawyer has looked at this page.** The column *basis* is a proposal. Whoever runs an installation confirms it, with
the law of their state, their contracts with staff and their accreditors in hand. Nothing here says that an installation
complies with any law. The program is for staff in training: it holds no data on patients, and no field asks for any.

## Why it is held, and who sees it

| group | level | what for | basis, to be confirmed by the operator | who sees it beside the person |
| --- | --- | --- | --- | --- |
"""
GROUPS = {
    "account": ("confidential; what opens it secret", "to let people in, keep others out, and write to them", "contract or employment; security",
                "administrators and whoever may invite: name, addresses, access. Nobody: passwords, tokens, sealed forms"),
    "roles": ("internal", "to plan training towards a first day with patients", "employment; the clinic's duty to train",
              "supervisors and managers of the clinic, organisation administrators"),
    "learning": ("confidential; answers and notes one's own", "to teach, and to show what was learned", "employment; evidence of training",
                 "of a clinic's people: what was completed and when, results of tests. Nobody: single answers, notes"),
    "skills": ("confidential", "to see and sign that somebody can do the work", "employment; the clinic's duty of supervision",
               "supervisors who sign, managers of the clinic"),
    "credit": ("confidential", "to award continuing education and defend it in an audit", "the accreditors' rules; law on continuing education",
               "CE administrators; auditors until their last day, each look written down; anybody with a certificate's code: what stands on it"),
    "certificates": ("public to whoever has the code", "to show what was completed, to whoever is given one", "contract or employment; evidence of training",
                     "CE administrators and organisation administrators; anybody with a certificate's code: what stands on it"),
    "record": ("confidential", "to show who did what", "security; accountability", "auditors, CE administrators, organisation administrators"),
}  # fmt: skip
LEVELS = """\
## Levels of protection

| level | what | who sees it | in the log | in the export | at rest | when it goes |
| --- | --- | --- | --- | --- | --- | --- |
| secret | passwords, tokens, keys of apps, secrets of webhooks, forms that wait | the person once, if it is made for her; then nobody | never | never | hashed, or sealed with the installation's key | with the account, or when it is used or over |
| one's own | single answers, notes, reflections, sureness | the person | never | to the person | as the database is kept | with the account, or without a name as evidence |
| confidential | names, addresses, completions, results, skills, credit, the record | the person, and by grant whoever the table above names; looks at credit are written down | never | to the person | as the database is kept | as the periods below say |
| internal | roles, dates, standings, clinics' lists and meetings | by grant, within the clinic or organisation | ids of requests and jobs, nobody | to the person | as the database is kept | as the periods below say |
| public | the course, the words of a certificate to whoever has its code | anybody | route and status | to the person | as the database is kept | certificates never |

Everything but what is public comes over TLS of the proxy to signed-in people alone, and no cache keeps it. The file system
is the operator's to encrypt. Every table with a person in it, below, has a group, and every group a level.

"""
LEAVES = """\
## What leaves the machine

| what | to whom | when |
| --- | --- | --- |
| letters: name, address, dates, standing in words, links | the mail server of `LMS_SMTP_URL` | when one is set; until then they wait in the database |
| certificates and their check pages: name, title, time, date, state | whoever holds the file or its code | when the learner hands it on |
| reports of completions to a board | a file that a CE administrator downloads; the program sends nothing | with the learner's consent |
| counts and, where agreed, names of clinics | the lead of a programme in the same installation | with the organisation's consent, until withdrawn |
| webhooks: what happened and when, with ids and no names | the https address of a program of the organisation | when its administrator has added it, until it is paused or removed |
| calendars | a calendar program with the secret address of the feed | until the address is withdrawn |
| backups | the folder that `lms db backup` is told | when it is called |

Pages load nothing from other sites, and there is no tracking.

## Asking, and being forgotten

Everybody downloads what is held on them at `/account/` (or the operator: `lms people export PERSON`), and closes their
account at `/account/close` (`lms people erase PERSON`); both say first what goes, what stays and why. Backups made
before still hold it, until the last of them is let go of. Records of continuing education stay, named as they were issued.
Who would rather have somebody look first asks at `/account/erasure`, with password or second step. The request stands
with its date and the day by which it is answered: as many days as the organisation set at `/admin/erasure/`, 30 where it
set none, a number of our own that rests on no law. Administrators find it there, in their queue and on the person's page,
see what would go and what would stay, and accept, which erases in the same transaction, or decline with a reason that the
person reads. Until then it can be withdrawn. Each step is told by a letter; the last one's address goes once it was sent.
`lms people requests` lists what waits. Nobody answers their own request, and the last administrator is not erased.

While a legal hold stands on somebody or on the whole organisation, no account of theirs is closed and no request
accepted; page and command say so, to administrators with the reason. A request can be made all the same, and waits.
"""
UNPROVEN = """\
## What is not proven

- The periods of credit follow the fact sheets of the accreditors this version knows; a state may ask for longer.
- A legal hold is given by a CE administrator. Nothing tells the program of a lawsuit.
- Words that people type into notes, reasons and answers may name others. The program warns of what looks like a
  record number, a birth date or a telephone number, and cannot know more.
- The file system and the backups are not encrypted by the program.
"""


def privacy_page() -> str:
    """The whole of docs/privacy.md."""
    lines = [ABOUT.rstrip()]
    lines += [_row(name, *GROUPS[name]) for name in GROUPS]
    lines += [
        "",
        *LEVELS.splitlines(),
        "## How long what is kept",
        "",
        *_periods(),
        "",
        LEAVES,
        *_map(),
        "",
        *_others(),
        "",
        UNPROVEN,
    ]
    return "\n".join(lines).rstrip() + "\n"


def _periods() -> Iterator[str]:
    yield (
        "Every night the job loop lets go of what is over, keeps what a legal hold names, and writes one line with the "
        "numbers into the record; `/audit/retention` shows it, `lms retention --dry-run` says what would go."
    )
    yield ""
    yield _row("what", "kept for", "why", "setting")
    yield _row(*["---"] * 4)
    for each in PERIODS:
        yield _row(each.words, each.kept, each.why, f"`{each.setting}`" if each.setting else "")
    for words, kept, why in STAYS:
        yield _row(words, kept, why, "")


def _map() -> Iterator[str]:
    yield "## Every table with a person in it"
    yield ""
    yield "*In the export*: the file's name in the ZIP, with .json and .csv behind it. *When erased*: what closing the account does."
    yield ""
    yield _row("table", "what", "group", "in the export", "when erased")
    yield _row(*["---"] * 5)
    for name in sorted(PERSON_TABLES):
        yield _row(f"`{name}`", *_of(PERSON_TABLES[name]))


def _of(entry: PersonTable) -> tuple[str, str, str, str]:
    shown = f"`{entry.export.name}`" if isinstance(entry.export, Shown) else f"no: {entry.export.why}"
    fate = "deleted" if isinstance(entry.erase, Deleted) else f"stays: {entry.erase.why}"
    return entry.words, group_of(entry), shown, fate


def group_of(entry: PersonTable) -> str:
    """The group of a table: the folder it stands under in the export; of what is not shown that of the table it hangs on."""
    if isinstance(entry.export, Shown):
        return entry.export.name.partition("/")[0]
    assert isinstance(entry.export, NotShown)
    above = PERSON_TABLES.get(entry.follows or "account", PERSON_TABLES["account"])
    return "account" if above is entry else group_of(above)


def _others() -> Iterator[str]:
    documented = {each.class_.__tablename__: each.class_ for each in Base.registry.mappers}
    yield "## Every other table"
    yield ""
    yield "These name no account, neither themselves nor by what they hang on."
    yield ""
    yield _row("table", "what")
    yield _row("---", "---")
    for name in sorted(set(metadata.tables) - set(PERSON_TABLES)):
        about = (documented[name].__doc__ or "").strip().splitlines()[0]
        yield _row(f"`{name}`", about.rstrip("."))


def _row(*cells: str) -> str:
    return "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"
