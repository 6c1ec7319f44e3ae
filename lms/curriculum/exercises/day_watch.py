"""The X4 rules: what keeps a day from being a day. What only playing shows is found by `lms.practice.day.expert`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from lms.curriculum.exercises.workday import DAY, NOBODY, RISK, YOU, Block, DayBody, Interruption, Task, clock
from lms.curriculum.shape import Reader


class Watch:
    """One lab and the mapping that each id was read from, so that a problem has its line."""

    def __init__(self, body: DayBody, reader: Reader, lines: Mapping[str, Reader]) -> None:
        self.body, self.reader, self.lines = body, reader, lines

    def at(self, name: str, rule: str, message: str, key: str | None = None) -> None:
        """Report something at a key of the task or interruption."""
        where = self.lines.get(name, self.reader)
        where.problem(rule, message, key=key if key in where.table else None)


def watch_day(body: DayBody, reader: Reader, lines: Mapping[str, Reader]) -> None:
    """Every X4 rule on one lab."""
    watch = Watch(body, reader, lines)
    if not body.blocks:
        reader.problem("X401", "There is no block of time in this lab; no day can be lived through.", key="days")
        return
    _watch_blocks(watch)
    for task in body.tasks:
        _watch_task(watch, task)
    for call in body.interruptions:
        _watch_call(watch, call)
    _watch_people(watch)
    _watch_causes(watch)
    _watch_picks(watch)
    _watch_room(watch)
    _watch_danger(watch)


def _watch_blocks(watch: Watch) -> None:
    body = watch.body
    for number, day in enumerate(body.days):
        blocks = [block for block in body.blocks if block.day == number]
        if not blocks:
            watch.reader.problem("X401", f"The day `{day.id}` has no block; it cannot end.", key="days")
        for block in blocks:
            if block.ends <= block.begins:
                watch.reader.problem("X402", f"The block `{block.id}` ends before it begins.", key="days")
            elif not any(_can_begin(task, block) for task in body.tasks if not task.caused):
                watch.reader.problem("X403", f"Nothing can be done in the block `{block.id}`.", key="days")
        for before, after in pairwise(blocks):
            if after.begins < before.ends:
                words = f"The block `{after.id}` begins at {clock(after.begins)}, before `{before.id}` ends."
                watch.reader.problem("X402", words, key="days")


def _can_begin(task: Task, block: Block) -> bool:
    """Whether some variant could do the task inside the block."""
    if not task.caused and min(task.arrives) >= block.ends:
        return False
    starts = max(block.begins, task.opens or 0, 0 if task.caused else min(task.arrives))
    ends = min(block.ends, block.ends if task.by is None else task.by)
    return starts + min([*task.minutes, *(hand.minutes for hand in task.hands)]) <= ends


def _watch_task(watch: Watch, task: Task) -> None:
    body = watch.body
    last = max(block.ends for block in body.blocks)
    for key, moment in (("from", task.opens), ("by", task.by), *(("arrives", each) for each in task.arrives)):
        if moment is not None and moment > last:
            watch.at(task.id, "X405", f"`{task.id}`: {clock(moment)} lies behind the end of the last block.", key)
    longest = max(task.minutes)
    if task.opens is not None and task.by is not None and task.opens + longest > task.by:
        words = f"`{task.id}` takes up to {longest} minutes; its window from {clock(task.opens)} to {clock(task.by)} is shorter."
        watch.at(task.id, "X405", words, "from")
    elif task.by is not None and not task.caused and max(task.arrives) + longest > task.by:
        words = f"`{task.id}` may come at {clock(max(task.arrives))} and take {longest} minutes; it must be done by {clock(task.by)}."
        watch.at(task.id, "X405", words, "by")
    elif not any(_can_begin(task, block) for block in body.blocks):
        watch.at(task.id, "X404", f"`{task.id}` fits into no block.", "minutes")
    dangerous = task.now or any(task.item9)
    if dangerous and task.by is not None:
        watch.at(
            task.id, "X410", f"`{task.id}` is about danger and has a `by`; danger has no window, it comes first.", "by"
        )
    if dangerous and task.needs not in ("care", RISK):
        able = {each.id for each in body.people if RISK in each.does}
        if not able & {hand.to for hand in task.hands}:
            words = f"`{task.id}` is about danger, and nobody who assesses risk can be handed it."
            watch.at(task.id, "X410", words, "needs")


def _watch_call(watch: Watch, call: Interruption) -> None:
    body = watch.body
    if len(call.options) < 2:
        watch.at(
            call.id, "X411", f"`{call.id}` has {len(call.options)} options; an interruption is a choice.", "options"
        )
    if not call.caused and not call.at:
        watch.at(call.id, "X411", f"`{call.id}` says no time at which it comes.")
    for moment in call.at:
        if not any(block.begins <= moment < block.ends for block in body.blocks):
            watch.at(call.id, "X411", f"`{call.id}` comes at {clock(moment)}, in no block.", "at")
    if not call.safety:
        best = sum(option.grade == "best" for option in call.options)
        if best != 1:
            watch.at(call.id, "X411", f"`{call.id}` has {best} options graded best.", "options")
        if any(call.item9):
            watch.at(
                call.id, "X410", f"`{call.id}` has item 9 above zero, and no option says who responds when.", "options"
            )
        return
    able = {YOU, *(each.id for each in body.people if RISK in each.does)}
    answers = [option.response for option in call.options]
    if not any(each and each.when == "now" and each.tells_pcp and each.by in able for each in answers):
        words = f"`{call.id}` is about danger, and in no option does somebody able act now and tell the PCP."
        watch.at(call.id, "X410", words, "options")
    if any(each is None for each in answers):
        watch.at(call.id, "X410", f"`{call.id}` is about danger; each option wants a `response`.", "options")


def _watch_people(watch: Watch) -> None:
    body = watch.body
    for patient in body.patients:
        if body.colleague(patient.pcp) is None:
            watch.reader.problem(
                "X412", f"`{patient.id}` has the PCP `{patient.pcp}`, who is not among `people`.", key="patients"
            )
    for each in body.things:
        for name in each.who:
            if body.patient(name) is None:
                watch.at(each.id, "X412", f"`{each.id}` is about `{name}`, who is not among `patients`.", "who")
        for duty in each.duties:
            if duty not in (watch.reader.table.get("duties") or ()):
                watch.at(each.id, "T103", f"`{duty}` is not among the `duties` of the lab.", "duties")
    for task in body.tasks:
        for hand in task.hands:
            if body.colleague(hand.to) is None:
                watch.at(task.id, "X412", f"`{task.id}` is handed to `{hand.to}`, who is not among `people`.", "hand")
    for call in body.interruptions:
        for option in call.options:
            by = option.response.by if option.response else YOU
            if by not in (YOU, NOBODY) and body.colleague(by) is None:
                watch.at(call.id, "X412", f"`{call.id}`: `{by}` responds, who is not among `people`.", "options")


def _causes(body: DayBody) -> Iterator[tuple[str, str]]:
    """Each thing that adds something, with what it adds."""
    for task in body.tasks:
        for outcome in (task.done, task.missed, *(hand.outcome for hand in task.hands)):
            yield from ((task.id, name) for name in outcome.adds)
    for call in body.interruptions:
        for option in call.options:
            yield from ((call.id, name) for name in option.outcome.adds)


def _watch_causes(watch: Watch) -> None:
    known = {each.id: each.caused for each in watch.body.things}
    led_to: dict[str, set[str]] = {}
    for cause, name in _causes(watch.body):
        led_to.setdefault(cause, set()).add(name)
        if name not in known:
            watch.at(cause, "X407", f"`{cause}` adds `{name}`, which is not in this lab.")
        elif not known[name]:
            watch.at(cause, "X407", f"`{cause}` adds `{name}`, which comes by itself; say `caused: true` there.")
    reached = set[str]()
    waiting = [name for name, caused in known.items() if not caused]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += led_to.get(name, ())
    for name, caused in known.items():
        if caused and name not in reached:
            watch.at(name, "X406", f"`{name}` is a consequence, and nothing that can happen leads to it.")


def _watch_picks(watch: Watch) -> None:
    known = {each.id for each in watch.body.things}
    for pick in watch.body.picks:
        for name in pick.of:
            if name not in known:
                watch.reader.problem("X413", f"A variant picks `{name}`, which is not in this lab.", key="variants")
        if not 1 <= pick.count < len(pick.of):
            words = f"A variant picks {pick.count} of {len(pick.of)}; pick fewer than there are."
            watch.reader.problem("X413", words, key="variants")


def _watch_room(watch: Watch) -> None:
    """More lies there than fits, and what has to happen fits."""
    body = watch.body
    dropped = {name for pick in body.picks for name in pick.of}
    sure = [task for task in body.tasks if not task.caused and task.id not in dropped]
    for number, day in enumerate(body.days):
        have = sum(block.minutes for block in body.blocks if block.day == number)
        mine = [task for task in sure if min(task.arrives) // DAY == number]
        must = [task for task in mine if task.by is not None and task.by // DAY == number]
        need = sum(min([*task.minutes, *(hand.minutes for hand in task.hands)]) for task in must)
        if need > have:
            words = f"On `{day.id}` what has to be done by a time takes {need} minutes or more; the blocks hold {have}."
            watch.reader.problem("X409", words, key="days")
    have = sum(block.minutes for block in body.blocks)
    asked = sum(max(task.minutes) for task in body.tasks if not task.caused)
    asked += sum(max((option.minutes for option in call.options), default=0) for call in body.interruptions)
    if asked <= have:
        watch.reader.problem(
            "X408", f"All of it takes {asked} minutes and the blocks hold {have}; nothing is a choice."
        )


def _watch_danger(watch: Watch) -> None:
    """Every variant has a matter of safety in it."""
    body = watch.body
    dangerous = {task.id for task in body.tasks if not task.caused and (task.now or (task.item9 and all(task.item9)))}
    dangerous |= {call.id for call in body.interruptions if not call.caused and call.safety}
    dropped = {name for pick in body.picks for name in pick.of}
    always = dangerous - dropped
    picked = any(len([name for name in pick.of if name not in dangerous]) < pick.count for pick in body.picks)
    if not always and not picked:
        watch.reader.problem("X414", "There is a variant without a matter of safety in it.")
