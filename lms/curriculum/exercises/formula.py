"""Formulas of worksheets: sums, products, comparisons and a few functions over named numbers, exact and with nothing hidden.

`ceil(patients / per_post)` is worked out with fractions; the same text is what a reader sees, in words or in figures.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

LONGEST = 200
_SUMS: dict[type[ast.AST], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ORDERS: dict[type[ast.AST], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
}
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "ceil": lambda value: Fraction(math.ceil(value)),
    "floor": lambda value: Fraction(math.floor(value)),
    "min": min,
    "max": max,
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SIGNS = {"*": "×", "/": "÷", "-": "−"}
_SAID = {"ceil": "rounded up", "floor": "rounded down", "min": "the smaller of", "max": "the larger of"}


class FormulaProblem(Exception):
    """A formula that cannot be read or worked out; the message says why."""


def read_formula(text: str) -> ast.expr:
    """The formula as a tree of what is allowed in one. Raises FormulaProblem."""
    if len(text) > LONGEST:
        raise FormulaProblem(f"it is longer than {LONGEST} characters")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaProblem("it is not a sum that can be read") from None
    for node in ast.walk(tree):
        _demand_known(node)
    return tree


def names_in(text: str) -> tuple[str, ...]:
    """The named numbers of a formula, each once, in order. Raises FormulaProblem."""
    called = {node.func for node in ast.walk(read_formula(text)) if isinstance(node, ast.Call)}
    names = [node for node in ast.walk(read_formula(text)) if isinstance(node, ast.Name)]
    functions = {each.id for each in called if isinstance(each, ast.Name)}
    return tuple(dict.fromkeys(each.id for each in names if each.id not in functions))


def work_out(text: str, values: Mapping[str, Fraction]) -> Fraction:
    """The number a formula gives; a comparison gives 1 or 0. Raises FormulaProblem, also for a division by nothing."""
    return _number(read_formula(text), values)


def in_words(text: str, labels: Mapping[str, str]) -> str:
    """The formula with the name of each number in place of its short one: `Patients ÷ Patients for one post`."""
    return _spelled(text, lambda name: labels.get(name, name))


def in_figures(text: str, values: Mapping[str, Fraction]) -> str:
    """The formula with the numbers put in: `140 ÷ 80`."""
    return _spelled(text, lambda name: figure(values[name], 2) if name in values else name)


def figure(value: Fraction, decimals: int) -> str:
    """A number as it is shown: rounded half up to so many decimals, without zeros that say nothing."""
    scaled = math.floor(abs(value) * 10**decimals + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**decimals)
    sign = "−" if value < 0 and scaled else ""
    tail = f"{rest:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{sign}{whole:,}" + (f".{tail}" if tail else "")


def _spelled(text: str, word: Callable[[str], str]) -> str:
    said = _NAME.sub(lambda match: _SAID.get(match.group(0)) or word(match.group(0)), text)
    said = re.sub(r"(?<= )[*/-](?= )", lambda match: _SIGNS[match.group(0)], said)
    return " ".join(re.sub(r"(rounded up|rounded down|the smaller of|the larger of)\(", r"\1 (", said).split())


def _demand_known(node: ast.AST) -> None:
    if isinstance(node, ast.Constant):
        if type(node.value) not in (int, float):
            raise FormulaProblem("it holds something that is no number")
    elif isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in _FUNCTIONS or node.keywords or not node.args:
            raise FormulaProblem(f"it may use {', '.join(_FUNCTIONS)} and no other function")
    elif isinstance(node, ast.Compare):
        if len(node.ops) != 1:
            raise FormulaProblem("it compares more than two numbers at once")
    elif not isinstance(
        node, (ast.BinOp, ast.UnaryOp, ast.USub, ast.Name, ast.Load, ast.BoolOp, ast.And, ast.Or, *_SUMS, *_ORDERS)
    ):
        raise FormulaProblem("it holds something that is no sum")


def _number(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    if isinstance(node, ast.Name):
        if node.id not in values:
            raise FormulaProblem(f"it names `{node.id}`, which is not there")
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        return -_number(node.operand, values)
    if isinstance(node, ast.BinOp):
        left, right = _number(node.left, values), _number(node.right, values)
        if isinstance(node.op, ast.Div) and not right:
            raise FormulaProblem("it would divide by nothing")
        return _SUMS[type(node.op)](left, right)
    if isinstance(node, ast.Compare):
        return Fraction(_ORDERS[type(node.ops[0])](_number(node.left, values), _number(node.comparators[0], values)))
    if isinstance(node, ast.BoolOp):
        found = [bool(_number(each, values)) for each in node.values]
        return Fraction(all(found) if isinstance(node.op, ast.And) else any(found))
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    given = [_number(each, values) for each in node.args]
    if node.func.id in ("ceil", "floor") and len(given) != 1:
        raise FormulaProblem(f"`{node.func.id}` takes one number")
    return _FUNCTIONS[node.func.id](*given)
