"""No regular expression of the package takes more than linear time, whatever it reads."""

from __future__ import annotations

import ast
import importlib
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from papersearch.digest import fields, writings
from papersearch.digest.pages import headings
from papersearch.embedding import windows
from tests.regex_work import ANCHORED, TooMuch, Work, alphabet, parsed, sample

PACKAGE = Path(__file__).parents[1] / "papersearch"
METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub")
OPTIONAL = ("bulk", "tui")  # what they need may not be installed

SIZE = 600
MOST = 130
"""Steps for each character: the longest bounded repeat is of 120. Half a square would be 300."""

TRIED = 30


class Use:
    """A pattern and the method that it is used with."""

    def __init__(self, where: str, pattern: re.Pattern[str], how: str) -> None:
        self.where, self.pattern, self.how = where, pattern, how


def uses() -> Iterator[Use]:
    """Yield every pattern that a module of the package names, as often as it uses it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if not re.search(r"^import re$", source, re.MULTILINE) or parts[1] in OPTIONAL:
            continue
        known = vars(importlib.import_module(".".join(parts)))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                for pattern in _patterns(node, node.func, known):
                    yield Use(f"{'.'.join(parts[1:])}:{node.lineno}", pattern, node.func.attr)
    for tag in (fields._IMAGE_TAG, fields._VIDEO_TAG):
        yield Use("digest.fields", tag, "search")
    for written in writings.PATTERNS:
        yield Use("digest.writings", written, "finditer")
    for brackets in (headings._BRACKETS, headings._PARENTHESES):
        yield Use("digest.headings", brackets, "finditer")
    for place in windows._BREAKS:
        yield Use("embedding.windows", re.compile(place), "finditer")


def _patterns(
    node: ast.Call, called: ast.Attribute, known: dict[str, Any]
) -> Iterator[re.Pattern[str]]:
    if called.attr not in METHODS:
        return
    of_re = isinstance(called.value, ast.Name) and called.value.id == "re"
    named = node.args[0] if of_re else called.value
    if isinstance(named, ast.Subscript):
        named = named.value
    if not isinstance(named, ast.Name | ast.Constant | ast.JoinedStr):
        return
    try:
        found = eval(compile(ast.Expression(named), "pattern", "eval"), dict(known))
    except NameError:  # an argument or a variable of a function
        return
    for value in found.values() if isinstance(found, dict) else [found]:
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            yield value
        elif of_re and isinstance(value, str):
            yield re.compile(value)


def attacks(use: Use) -> Iterator[str]:
    """Yield texts that begin as the pattern wants and go on with the same again and again."""
    tree = parsed(use.pattern.pattern, int(use.pattern.flags)).tree
    beginning = sample(tree)
    letters = alphabet(tree)
    pumps = [*letters, *(one + other for one in letters for other in letters if one != other)]
    tried = [
        (cut, pump, end)
        for cut in range(min(len(beginning), 12) + 1)
        for pump in [*pumps, beginning]
        for end in ("", "\n!")
        if pump
    ]
    for cut, pump, end in random.Random(0).sample(tried, min(TRIED, len(tried))):
        yield beginning[:cut] + pump * (SIZE // len(pump)) + end
    if use.how not in ANCHORED:
        yield (beginning + " ") * (SIZE // (len(beginning) + 1))


def steps(pattern: str, flags: int, how: str, text: str) -> int:
    return Work(pattern, flags, text, MOST * (len(text) + 50)).run(how)


ALL = list({(use.pattern, use.how): use for use in uses()}.values())


@pytest.fixture(autouse=True)
def deep() -> Iterator[None]:
    """A repeated group is one call deeper for each time."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(30_000)
    yield
    sys.setrecursionlimit(before)


def test_the_patterns_are_found() -> None:
    assert len(ALL) >= 60
    assert {"search", "fullmatch", "finditer", "sub"} <= {use.how for use in ALL}


@pytest.mark.parametrize("use", ALL, ids=lambda use: f"{use.where}-{use.how}")
def test_a_pattern_takes_linear_time(use: Use) -> None:
    for text in attacks(use):
        try:
            steps(use.pattern.pattern, use.pattern.flags, use.how, text)
        except TooMuch:
            pytest.fail(f"{use.where}: {use.pattern.pattern!r} on {text[:40]!r}...")


@pytest.mark.parametrize(
    ("pattern", "how", "text"),
    [
        (r"\s*\n\s*", "split", " " * SIZE),
        (r"(?<![\w.])[a-z][a-z-]*/\d{7}", "search", "a-" * (SIZE // 2)),
        (r"(?:[가-힣]+ ?){1,4}", "fullmatch", "가" * SIZE + "!"),
        (r"\*{1,6}\s*([^*]{1,80}?)\s*\*{1,6}", "match", "**" + " " * SIZE),
        (r"(?:\d{1,4}[.)]\s*)?\**\s*(?=\[)", "match", "1." + " " * SIZE + "x"),
    ],
)
def test_patterns_that_took_more_are_noticed(pattern: str, how: str, text: str) -> None:
    with pytest.raises(TooMuch):
        steps(pattern, 0, how, text)


@pytest.mark.parametrize(
    ("pattern", "how", "text", "least"),
    [("a+b", "match", "aaaa", 8), ("(?:ab)+c", "fullmatch", "ababc", 6), ("x", "search", "abc", 3)],
)
def test_steps_are_counted(pattern: str, how: str, text: str, least: int) -> None:
    assert least <= steps(pattern, 0, how, text) <= 4 * least
