"""Python values written where JSON was meant: ``str(record)`` in place of ``json.dumps(record)``.

They are parsed, never evaluated. What is no literal (a date, ``nan``, a call) becomes its text or
None, so that one field of a record costs only itself.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import Any

from papersearch.types import limits

# An open string reaches to the end, so that each character is looked at once.
_STRINGS = r"'(?:[^'\\]|\\.)*'?|\"(?:[^\"\\]|\\.)*\"?|[\[\](){}]"
_BEGINS = re.compile(r"\s*[\[({]\s*(?:[\[({'\"\])}])")


def begins(text: str) -> bool:
    """Whether a text begins like a list or dict of Python, which JSON does, too."""
    return bool(_BEGINS.match(text))


def load(text: str) -> object:
    """Return the list or dict that ``text`` spells in Python, or None."""
    text = text.strip("\ufeff \t\r\n")
    if len(text) > limits.PYTHON_CHARACTERS or not begins(text) or "\0" in text or _too_deep(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = _value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _too_deep(text: str) -> bool:
    depth = deepest = 0
    for found in re.finditer(_STRINGS, text, re.DOTALL):
        own = found.group()
        depth += 1 if own in "[({" else -1 if own in "])}" else 0
        deepest = max(deepest, depth)
    return deepest > limits.PYTHON_DEPTH


def _value(node: ast.expr | None) -> Any:
    match node:
        case ast.Constant(value=str() | int() | float() | bool() | None as value):
            return value
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return [_value(item) for item in items]
        case ast.Dict(keys=keys, values=values):
            named = ((_value(key), value) for key, value in zip(keys, values, strict=True))
            return {str(key): _value(value) for key, value in named if not _is_nested(key)}
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.Call(args=args) if len(args) >= 3:  # datetime.date(2025, 3, 4)
            return _date([_value(arg) for arg in args[:3]])
        case _:
            return None


def _is_nested(key: object) -> bool:
    return isinstance(key, dict | list)


def _date(parts: list[Any]) -> str | None:
    year, month, day = parts
    if all(type(part) is int for part in parts) and 0 < month < 13 and 0 < day < 32:
        return f"{year:04}-{month:02}-{day:02}"
    return None
