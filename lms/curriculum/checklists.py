"""Reads what a clinic needs before its first patient: which roles, and the lists of things to do, by role and for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from lms.curriculum.checklist import CHAMPION, NEEDS, Checklists, Item, Needed
from lms.curriculum.folder import Folder
from lms.curriculum.parts import Fact
from lms.curriculum.pathways import raw_roles
from lms.curriculum.shape import Reader
from lms.curriculum.yamltext import Table

CLINIC_FILE = "content/clinic.yaml"


def read_checklists(folder: Folder, facts: Mapping[str, Fact], known: Collection[str]) -> Checklists:
    """The lists of the course folder. `known`: ids of tools and lessons that an item may lead to."""
    roles: dict[str, tuple[Item, ...]] = {}
    seen: set[str] = set()
    raw = raw_roles(folder)
    for path, value in raw.items():
        reader = Reader(value, folder.report, path, "The role")
        if isinstance(value, Table) and isinstance(value.get("id"), str):
            roles[value["id"]] = _items(reader, "checklist", facts, known, seen)
    if CLINIC_FILE not in folder.paths:
        return Checklists(roles=roles)
    reader = Reader(folder.yaml(CLINIC_FILE), folder.report, CLINIC_FILE, "The clinic's file")
    needs = _needs(reader, {*roles, CHAMPION})
    clinic = _items(reader, "items", facts, known, seen)
    handover = _items(reader, "handover", facts, known, seen)
    if reader.sound:
        reader.close()
    return Checklists(needs, clinic, handover, roles)


def _needs(reader: Reader, roles: Collection[str]) -> tuple[Needed, ...]:
    found: dict[str, Needed] = {}
    for each in reader.entries("needs", "A role that is needed", required=False):
        role, need = each.text("role"), each.word("need", NEEDS)
        if role not in roles:
            each.problem("N101", f"There is no role `{role}`.", key="role")
        elif role in found:
            each.problem("N101", f"The role `{role}` stands here twice.", key="role")
        else:
            found[role] = Needed(role, need)
    return tuple(found.values())


def _items(
    reader: Reader, key: str, facts: Mapping[str, Fact], known: Collection[str], seen: set[str]
) -> tuple[Item, ...]:
    return tuple(_item(each, facts, known, seen) for each in reader.entries(key, "An item", required=False))


def _item(reader: Reader, facts: Mapping[str, Fact], known: Collection[str], seen: set[str]) -> Item:
    item = Item(
        id=reader.id(),
        title=reader.text("title"),
        why=reader.text("why"),
        owner=reader.text("owner"),
        required=reader.flag("required", default=True),
        without_licence=reader.flag("without_licence"),
        example=reader.text("example", required=False),
        leads_to=reader.texts("leads_to", required=False),
        facts=reader.texts("facts", required=False),
    )
    if item.id in seen:
        reader.problem("N102", f"Another item has the ID `{item.id}`.", key="id")
    seen.add(item.id)
    for each in _missing(item.facts, facts):
        reader.problem("F101", f"The fact {each} is not in content/facts/.", key="facts")
    for each in _missing(item.leads_to, known):
        reader.problem("N103", f"There is no tool or lesson `{each}`.", key="leads_to")
    if item.example and not item.facts:
        reader.problem("N104", f"The example of `{item.id}` rests on no fact.", key="example")
    return item


def _missing(wanted: Iterable[str], there: Collection[str]) -> tuple[str, ...]:
    return tuple(each for each in wanted if each not in there)
