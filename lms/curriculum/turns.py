"""The rules on a case as a story: what it is named for, how it turns, how it ends, and what the reader can mend."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lms.curriculum.material import Case, Stage
from lms.curriculum.rules import likeness
from lms.curriculum.script import WrittenStage
from lms.curriculum.shape import Reader
from lms.curriculum.walks import Sitting, Walked, best_is_longest, recovers

ALIKE = 0.8
_DIAGNOSIS = re.compile(
    r"^(?:a |the |an? case of )?(?:major |severe |mild |moderate )?(?:depress\w+|anxiety|bipolar|PTSD|trauma|panic|psychosis|schizophreni\w+|ADHD|OCD|suicid\w+|"
    r"substance|alcohol|insomnia|dementia)\b",
    re.IGNORECASE,
)


def watch_turns(
    written: Sequence[WrittenStage], case: Case, several: Sequence[Sitting], met: Walked, reader: Reader
) -> None:
    """Everything about a case that its graph alone does not tell."""
    path, report = reader.path, reader.report
    title = reader.table.get("title")
    if isinstance(title, str) and _DIAGNOSIS.match(title):
        reader.problem("C118", f"The case is called “{title}”.", key="title")
    endings = [stage for stage in case.stages.values() if stage.ending]
    lines = {stage.id: stage.line for stage in written}
    for index, one in enumerate(endings):
        for other in endings[:index]:
            if likeness(_words(one), _words(other)) >= ALIKE:
                report.add("C119", path, lines[one.id], f"The ending `{one.id}` reads like `{other.id}`.")
    if len(endings) >= 3 and len({stage.ending for stage in endings}) < 2:
        report.add("C120", path, None, f"All {len(endings)} endings are `{endings[0].ending}`.")
    asked = [each for each in several if any(choice.grade == "best" for choice in each.choices)]
    longest = sum(best_is_longest(each) for each in asked)
    if len(asked) >= 4 and len(asked) > longest > len(asked) / 2:
        report.add("C121", path, None, f"At {longest} of {len(asked)} stages the best choice is the longest.")
    places = Counter(next(at for at, choice in enumerate(each.choices, 1) if choice.grade == "best") for each in asked)
    if len(asked) >= 4 and (most := places.most_common(1)[0])[1] > len(asked) * 0.6:
        report.add(
            "C122", path, None, f"The best choice stands in place {most[0]} at {most[1]} of {len(asked)} stages."
        )
    for stage in written:
        if stage.choices and not any("{" in line for choice in stage.choices for line in choice.feedback):
            report.add("C123", path, stage.line, f"No feedback at the stage `{stage.id}` cites a fact.")
    good = any(stage.ending == "good" for stage in endings)
    if good and case.start in case.stages and not recovers(case, met):
        report.add("C124", path, None, "Whoever errs once cannot come to a good ending any more.")


def beside_stages(written: Sequence[WrittenStage]) -> dict[str, frozenset[str]]:
    """What a reader of a case has before them at each stage: it, what led there and what follows; an ending with the debrief."""
    beside: dict[str, set[str]] = {stage.id: {stage.id} for stage in written}
    for stage in written:
        for choice in stage.choices:
            for target in choice.targets:
                if target.stage_id in beside:
                    beside[stage.id].add(target.stage_id)
                    beside[target.stage_id].add(stage.id)
        if stage.is_ending and "debrief" in beside:
            beside[stage.id].add("debrief")
            beside["debrief"].add(stage.id)
    return {name: frozenset(places) for name, places in beside.items()}


def _words(stage: Stage) -> str:
    return re.sub(r"<[^>]+>", " ", " ".join(block.html for block in stage.blocks))
