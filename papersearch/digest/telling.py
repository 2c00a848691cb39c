"""What is wrong with digests, said so that it can be read: the same thing once, with a count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from papersearch.digest.types import Problem
from papersearch.types import limits

TOO_MANY = f"more than {limits.FILE_ENTRIES:,} papers: split the file, the rest is not read"


@dataclass(slots=True)
class _Told:
    """Something that is wrong: where first, what that place is called, and how often."""

    line: int
    place: str
    count: int = 1


class Problems:
    """Takes the problems of one digest while it is read, in bounded memory however many."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._told: dict[str, _Told] = {}
        self._more: _Told | None = None

    def add(self, line: int, message: str, place: str = "") -> None:
        """Note that something is wrong on a line; ``place`` goes in front of the first message."""
        told = self._told.get(message)
        if told is None and len(self._told) >= limits.PROBLEMS:
            told = self._more
            self._more = told or _Told(line, "")
        elif told is None:
            self._told[message] = _Told(line, place)
        if told is not None:
            told.count += 1

    def problems(self, lines: Callable[[list[int]], list[int]] = list) -> tuple[Problem, ...]:
        """Return what is wrong, in the order of lines.

        ``lines`` turns what was given as lines into such, all ascending at a time.
        """
        told = sorted(self._told.items(), key=lambda pair: pair[1].line)
        found = [
            Problem(self._source, line, f"{own.place}{message}{_and_more(own.count)}")
            for (message, own), line in zip(told, lines([t.line for _, t in told]), strict=True)
        ]
        if self._more:
            (line,) = lines([self._more.line])
            found.append(Problem(self._source, line, f"{self._more.count:,} more problems"))
        return tuple(found)


@dataclass(slots=True)
class PassedOver:
    """Counts the files without papers by what they seem to be, with the first name of each."""

    _seems: dict[str, tuple[int, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(count for count, _ in self._seems.values())

    def add(self, source: str, seems: str) -> None:
        """Count a file."""
        count, first = self._seems.get(seems, (0, source))
        self._seems[seems] = count + 1, first

    def update(self, other: PassedOver) -> None:
        """Count what another has counted."""
        for seems, (count, first) in other._seems.items():
            own, before = self._seems.get(seems, (0, first))
            self._seems[seems] = own + count, before

    def __str__(self) -> str:
        """Return what the files seem to be, the most frequent first, in one line."""
        ordered = sorted(self._seems.items(), key=lambda pair: (-pair[1][0], pair[0]))
        said = [
            f"{count:,} seem{'s' if count == 1 else ''} to be {seems} ({_such_as(count, first)})"
            for seems, (count, first) in ordered[: limits.SEEN_AS]
        ]
        more = sum(count for _, (count, _) in ordered[limits.SEEN_AS :])
        return ", ".join([*said, *([f"{more:,} something else"] if more else [])])


def _such_as(count: int, first: str) -> str:
    name = re.split(r"[/\\]", first)[-1]
    return name if count == 1 else f"such as {name}"


def without_papers(source: str, seems: str) -> Problem:
    """Return what is said of a file that was named as a digest, and holds no paper."""
    return Problem(
        source,
        1,
        f"no paper in it, it seems to be {seems}: see docs/formats.md for what is read",
    )


def summed(problems: Iterable[Problem]) -> list[str]:
    """Return the lines that say what is wrong; what many files have in common is said once."""
    alike: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[problem.message].append(problem)
    said: list[str] = []
    for same in alike.values():
        if len(same) <= limits.SAME_PROBLEM:
            said += map(str, same)
        else:
            said.append(f"{same[0]} (the same in {len(same) - 1:,} more)")
    return said


def _and_more(count: int) -> str:
    return f" (and {count - 1:,} more like this)" if count > 1 else ""
