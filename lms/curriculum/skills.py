"""Reads skills.yaml: what can be seen of somebody at work and signed, and what somebody rates herself on."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from lms.curriculum.backmatter import entries_of
from lms.curriculum.folder import Folder
from lms.curriculum.names import Named, Names
from lms.curriculum.parts import LEVELS, Skill, SkillKind
from lms.curriculum.shape import ID, Reader

SKILLS = "content/skills.yaml"
_KINDS: tuple[SkillKind, ...] = get_args(SkillKind)


def read_skills(
    folder: Folder,
    names: Names,
    *,
    duties: Collection[str],
    facts: Collection[str],
    modules: Collection[str],
    roles: Collection[str],
) -> tuple[Skill, ...]:
    """The skills in order; none where the course has no such file."""
    if SKILLS not in folder.paths:
        return ()

    def one(reader: Reader) -> Skill:
        skill = Skill(
            id=reader.id(ID),
            title=reader.text("title"),
            kind=reader.word("kind", _KINDS),
            duties=reader.texts("duties"),
            roles=reader.texts("roles"),
            see=reader.texts("see", required=False),
            levels=reader.texts("levels", required=False),
            facts=reader.texts("facts", required=False),
            after=reader.text("after", required=False),
        )
        for rule, key, words, known in (
            ("T103", "duties", "the duty", duties),
            ("T110", "roles", "the role", roles),
            ("F101", "facts", "the fact", facts),
        ):
            for each in getattr(skill, key):
                if each not in known:
                    reader.problem(
                        rule, f"The skill `{skill.id}` names {words} `{each}`, which does not exist.", key=key
                    )
        if skill.after and skill.after not in modules:
            message = f"The skill `{skill.id}` comes after the module `{skill.after}`, which does not exist."
            reader.problem("T104", message, key="after")
        if not skill.see and not skill.levels:
            reader.problem("T115", f"The skill `{skill.id}` has neither `see` nor `levels`.", key="id")
        if skill.levels and len(skill.levels) != len(LEVELS):
            message = f"The skill `{skill.id}` has {len(skill.levels)} anchors under `levels`, not {len(LEVELS)}."
            reader.problem("T115", message, key="levels")
        return skill

    found: dict[str, Skill] = {}
    for skill, reader in entries_of(folder, SKILLS, "A skill", one):
        names.claim(Named(skill.id, "skill", SKILLS, reader.line("id")))
        found.setdefault(skill.id, skill)
    return tuple(found.values())
