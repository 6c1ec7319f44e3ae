"""Routes that learn to write their own address when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class LateRule(Rule):
    """Finds and writes addresses as any other rule does.

    Werkzeug compiles two functions for each route as it is registered; of four hundred routes that is nearly all the time
    that an application takes to be made, and most pages link to a few dozen. Here each is compiled by its first use.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: Callable[..., tuple[str, str]] | None = None

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            nonlocal made
            if made is None:
                made = super(LateRule, self)._compile_builder(append_unknown)
            return made(rule, **values)

        return build
