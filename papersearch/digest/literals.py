"""Values that are the text of a Python list or dict, as language models leave them in digests."""

from __future__ import annotations

import ast
import re
import warnings

from papersearch.types import limits

_BRACKET = re.compile(r"[\[\](){}]")


def lines(value: str) -> list[str] | None:
    """Return the items of the list or dict that ``value`` spells, one per line.

    An item of a dict is "key: value"; where that value is itself a list or dict, its items
    follow the key as nested bullets. None when ``value`` spells no list or dict with a text
    in it, or holds more than its items, so that nothing of it can get lost.
    """
    if value[:1] + value[-1:] not in ("[]", "{}") or len(value) > limits.LITERAL_CHARACTERS:
        return None
    if "'" not in value and '"' not in value:
        return None
    if any(character in value for character in "\r\n\0") or _depth(value) > limits.LITERAL_DEPTH:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = ast.parse(value, mode="eval").body
        found = _lines(node, value.encode())
        "".join(found).encode()
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    return found if _has_text(node) else None


def _depth(value: str) -> int:
    """Return how deep the brackets of ``value`` nest, those inside its strings included."""
    depth = deepest = 0
    for found in _BRACKET.finditer(value):
        depth += 1 if found.group() in "[({" else -1
        deepest = max(deepest, depth)
    return deepest


def _has_text(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in ast.walk(node))


def _lines(node: ast.expr, source: bytes) -> list[str]:
    """Return the lines of ``node``; the tree is walked because a dict drops repeated keys."""
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return [line for item in items for line in _lines(item, source)]
        case ast.Dict(keys=keys, values=values):
            return [
                line
                for key, value in zip(keys, values, strict=True)
                for line in _pair(key, value, source)
            ]
        case _:
            return [_leaf(node, source)]


def _pair(key: ast.expr | None, value: ast.expr, source: bytes) -> list[str]:
    name = _leaf(key, source)
    inner = _lines(value, source)
    if isinstance(value, ast.List | ast.Tuple | ast.Set | ast.Dict):
        return [f"{name}:", *(f"- {line}" for line in inner)]
    return [f"{name}: {inner[0]}"]


def _leaf(node: ast.expr | None, source: bytes) -> str:
    """Return a string's text, or a number or name constant as it is written.

    Raises:
        ValueError: ``node`` is an expression, not a literal.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("\n", " ").strip()
    number = node.operand if isinstance(node, ast.UnaryOp) else node
    if node is None or not isinstance(number, ast.Constant) or isinstance(number.value, str):
        raise ValueError("not a literal")
    return source[node.col_offset : node.end_col_offset].decode()
