"""What an action may raise, each with a sentence fit to show to the person who asked."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """Something was asked that cannot be done; `str(error)` is a sentence for the screen."""

    status = 409

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(Refusal):
    """It does not exist, or not for this actor: the two look the same from outside."""

    status = 404

    def __init__(self, sentence: str = "There is nothing at this address for you.") -> None:
        super().__init__(sentence)


class Invalid(Refusal):
    """The input cannot be taken as it stands; `field` names the form field when there is one."""

    status = 422


class ManyProblems(Invalid):
    """Entries that cannot be taken as they stand: field → sentence, all at once.

    `unsure`: nothing is wrong but that a text looks as if it named a real patient; whoever wrote it may say it does not.
    """

    def __init__(self, fields: Mapping[str, str], *, unsure: bool = False) -> None:
        first = next(iter(fields))
        super().__init__(fields[first], field=first)
        self.fields = dict(fields)
        self.unsure = unsure


class TooMany(Refusal):
    """Asked too often; `retry_after` is in seconds."""

    status = 429

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
