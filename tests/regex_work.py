"""How many steps a regular expression takes, counted by a matcher that backtracks as `re` does."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator
from re import _constants as ops
from re import _parser
from typing import Any

_Nodes = Any
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    ops.CATEGORY_DIGIT: str.isdecimal,
    ops.CATEGORY_NOT_DIGIT: lambda c: not c.isdecimal(),
    ops.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    ops.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}
_ONE = {ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN}
_ASSERTIONS = {ops.ASSERT, ops.ASSERT_NOT}
_REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT}
ANCHORED = ("match", "fullmatch")


class TooMuch(Exception):
    """More steps than were allowed."""


class Parsed:
    """A pattern as a tree, and which characters its leaves were seen to match."""

    def __init__(self, pattern: str, flags: int) -> None:
        parsed = _parser.parse(pattern, flags & ~re.DEBUG)
        self.tree = list(parsed)
        flags |= parsed.state.flags
        self._any_case, self._any_line = bool(flags & re.IGNORECASE), bool(flags & re.DOTALL)
        self._seen: dict[tuple[int, str], bool] = {}

    def matches(self, leaf: Any, character: str) -> bool:
        """Whether a leaf of the tree matches a character."""
        key = id(leaf), character
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._is(leaf, character)
        return found

    def _is(self, leaf: Any, character: str) -> bool:
        op, value = leaf
        if op is ops.ANY:
            return self._any_line or character != "\n"
        same = {character}
        if self._any_case:
            same |= {character.lower(), character.upper()}
        if op is ops.LITERAL:
            return chr(value) in same
        if op is ops.NOT_LITERAL:
            return chr(value) not in same
        negated = value[0][0] is ops.NEGATE
        return negated != any(_holds(item, one) for item in value for one in same)


parsed = functools.lru_cache(maxsize=8)(Parsed)


class Work:
    """One pattern on one text, step by step, at most so many."""

    def __init__(self, pattern: str, flags: int, text: str, most: int) -> None:
        self._parsed = parsed(pattern, int(flags))
        self._text = text
        self._most = most
        self.steps = 0

    def run(self, how: str) -> int:
        """Match as the method ``how`` of a pattern does, and return the steps."""
        starts = [0] if how in ANCHORED else range(len(self._text) + 1)
        done = 0
        for start in starts:
            if start < done:
                continue
            for end in self._all(self._parsed.tree, start):
                if how != "fullmatch" or end == len(self._text):
                    done = max(end, start + 1)
                    break
            if done and how in ("search", *ANCHORED):
                break
        return self.steps

    def _step(self) -> None:
        self.steps += 1
        if self.steps > self._most:
            raise TooMuch

    def _all(self, nodes: _Nodes, at: int, first: int = 0) -> Iterator[int]:
        """Yield the ends of what matches from ``at``, in the order in which `re` tries them."""
        while first < len(nodes) and nodes[first][0] in _ONE:
            self._step()
            if not self._is(nodes[first], at):
                return
            at, first = at + 1, first + 1
        if first == len(nodes):
            yield at
            return
        for end in self._one(nodes[first], at):
            yield from self._all(nodes, end, first + 1)

    def _one(self, node: Any, at: int) -> Iterator[int]:
        op, value = node
        self._step()
        if op in _REPEATS:
            yield from self._repeated(node, at)
        elif op is ops.POSSESSIVE_REPEAT:
            yield from self._possessive(value, at)
        elif op is ops.SUBPATTERN:
            yield from self._all(value[-1].data, at)
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from self._all(branch.data, at)
        elif op in _ASSERTIONS:
            direction, inner = value
            start = at if direction > 0 else at - inner.getwidth()[0]
            found = start >= 0 and next(self._all(inner.data, start), None) is not None
            if found == (op is ops.ASSERT):
                yield at
        elif op is ops.AT:
            if self._stands(value, at):
                yield at
        else:
            raise NotImplementedError(str(op))

    def _repeated(self, node: Any, at: int) -> Iterator[int]:
        op, (least, most, inner) = node
        nodes = inner.data
        greedy = op is ops.MAX_REPEAT
        if len(nodes) == 1 and nodes[0][0] in _ONE:
            yield from self._run(nodes[0], least, most, at, greedy=greedy)
            return

        def again(count: int, at: int) -> Iterator[int]:
            self._step()
            if not greedy and count >= least:
                yield at
            if count < most:
                for end in self._all(nodes, at):
                    if end > at or count < least:
                        yield from again(count + 1, end)
            if greedy and count >= least:
                yield at

        yield from again(0, at)

    def _possessive(self, value: Any, at: int) -> Iterator[int]:
        """Yield the one end that `re` never goes back from, where each time matches but once."""
        least, most, inner = value
        count = 0
        while count < most:
            end = next(self._all(inner.data, at), at)
            self._step()
            if end == at:
                break
            at, count = end, count + 1
        if count >= least:
            yield at

    def _run(self, node: Any, least: int, most: int, at: int, *, greedy: bool) -> Iterator[int]:
        if greedy:
            count = 0
            while count < most and self._is(node, at + count):
                self._step()
                count += 1
            for end in range(at + count, at + least - 1, -1):
                self._step()
                yield end
            return
        for count in itertools.count():
            self._step()
            if count >= least:
                yield at + count
            if count >= most or not self._is(node, at + count):
                return

    def _is(self, node: Any, at: int) -> bool:
        return at < len(self._text) and self._parsed.matches(node, self._text[at])

    def _stands(self, where: Any, at: int) -> bool:
        if where in (ops.AT_BEGINNING, ops.AT_BEGINNING_STRING):
            return at == 0
        if where in (ops.AT_END, ops.AT_END_STRING):
            return at == len(self._text)
        sides = [
            0 <= place < len(self._text) and _CATEGORIES[ops.CATEGORY_WORD](self._text[place])
            for place in (at - 1, at)
        ]
        return (sides[0] != sides[1]) == (where is ops.AT_BOUNDARY)


def _holds(item: Any, character: str) -> bool:
    op, value = item
    if op is ops.LITERAL:
        return len(character) == 1 and ord(character) == value
    if op is ops.RANGE:
        return len(character) == 1 and value[0] <= ord(character) <= value[1]
    return op is ops.CATEGORY and _CATEGORIES[value](character)


def sample(nodes: Any) -> str:
    """Return a text that the beginning of a pattern matches, repeats as short as they may be."""
    return "".join(itertools.chain.from_iterable(_samples(op, value) for op, value in nodes))


def _samples(op: Any, value: Any) -> Iterator[str]:
    if op in (*_REPEATS, ops.POSSESSIVE_REPEAT):
        yield sample(value[2]) * max(value[0], 1)
    elif op is ops.SUBPATTERN:
        yield sample(value[-1])
    elif op is ops.BRANCH:
        yield sample(value[1][0])
    elif op in _ONE:
        yield next(iter(_members((op, value))))


def alphabet(nodes: Any) -> list[str]:
    """Return one character for each thing that a pattern tells apart, and one for the rest."""
    found = dict.fromkeys(["a", " ", "!"])
    for node in _leaves(nodes):
        found.update(dict.fromkeys(_members(node)))
    return list(found)


def _leaves(nodes: Any) -> Iterator[Any]:
    for op, value in nodes:
        if op in _ONE:
            yield op, value
        elif op in (*_REPEATS, ops.POSSESSIVE_REPEAT):
            yield from _leaves(value[2])
        elif op is ops.SUBPATTERN:
            yield from _leaves(value[-1])
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from _leaves(branch)
        elif op in _ASSERTIONS:
            yield from _leaves(value[1])


def _members(node: Any) -> Iterator[str]:
    op, value = node
    if op is ops.LITERAL:
        yield chr(value)
    elif op in (ops.ANY, ops.NOT_LITERAL) or value[0][0] is ops.NEGATE:
        candidates = "a 1.x\u0301가視"
        plain = parsed("", 0)
        yield next((c for c in candidates if plain._is(node, c)), "a")
    else:
        for kind, item in value[:4]:
            if kind is ops.LITERAL:
                yield chr(item)
            elif kind is ops.RANGE:
                yield chr(item[1])
            else:
                yield next(c for c in "a 1!" if _CATEGORIES[item](c))
