"""What people are told of the files that a command has read: errors, notes, what it passed over."""

from __future__ import annotations

from collections.abc import Iterable

from papersearch.cli.output import say
from papersearch.digest import PassedOver, Problem, summed


def tell_problems(problems: Iterable[Problem], notes: Iterable[Problem]) -> None:
    """Say what was wrong with the files of a run, and what is worth knowing of them."""
    for problem in summed(problems):
        say(f"error: {problem}")
    for note in summed(notes):
        say(f"note: {note}")


def tell_passed(count: int, seen: PassedOver, *, any_read: bool) -> None:
    """Say which files hold no papers; it is an error where no other file was read.

    Of files that were passed over before nothing is said again.
    """
    if count and not any_read:
        said = f": {seen}" if len(seen) else ""
        say(f"error: no digest there: {_hold(count)}{said}; docs/formats.md says what is read")
    elif len(seen):
        were = "was" if len(seen) == 1 else "were"
        say(f"note: {_hold(len(seen))} and {were} passed over: {seen}")


def _hold(count: int) -> str:
    return f"{count:,} file{' holds' if count == 1 else 's hold'} no papers"
