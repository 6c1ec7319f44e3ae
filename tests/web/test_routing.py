"""Routes that are made ready late write the same addresses as those of Werkzeug."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BuildError, IntegerConverter, Map, Rule

from lms.web.routing import LateRule

pytestmark = pytest.mark.alike
VALUES = ({}, {"q": "a b&c"}, {"q": ["one", "two"]})


def addresses(kind: type[Rule], app: Flask) -> dict[tuple[str, str], list[str]]:
    """What each route of the application writes of alike values, with and without any that it has no place for."""
    rules = [kind(each.rule, endpoint=each.endpoint, methods=each.methods, defaults=each.defaults)
             for each in app.url_map.iter_rules()]  # fmt: skip
    known = Map(rules, converters=app.url_map.converters).bind("localhost")
    return {
        (each.endpoint, each.rule): [known.build(each.endpoint, {**values_of(each), **more}) for more in VALUES]
        for each in rules
    }


def values_of(rule: Rule) -> dict[str, object]:
    """Something in each place of the route that its kind of place takes."""
    found: dict[str, object] = {}
    for name in rule.arguments:
        place = rule._converters[name]
        if isinstance(place, AnyConverter):
            found[name] = min(place.items)
        else:
            found[name] = 7 if isinstance(place, IntegerConverter) else f"Zoë {name}"
    return found


def test_every_route_writes_what_it_would_write_otherwise(app: Flask) -> None:
    assert all(isinstance(rule, LateRule) for rule in app.url_map.iter_rules())
    late = addresses(LateRule, app)
    assert late == addresses(Rule, app)
    assert len(late) > 300


def test_a_value_that_is_missing_is_told_as_ever() -> None:
    rules = Map([LateRule("/x/<name>", endpoint="x"), LateRule("/y/<int:number>", endpoint="y")]).bind("localhost")
    assert rules.build("x", {"name": "a b", "q": "c"}) == "/x/a%20b?q=c"
    assert rules.match("/y/3") == ("y", {"number": 3})
    for endpoint, values in (("x", {}), ("y", {}), ("z", {})):
        with pytest.raises(BuildError):
            rules.build(endpoint, values)
