"""What people are told of the files that a command has read: errors, notes, what it passed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from papersearch.cli.output import say
from papersearch.digest import PassedOver, Problem, summed

if TYPE_CHECKING:
    from papersearch.indexing.moves import Moved

_MOVES = 3


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


def tell_moved(moved: Sequence[Moved]) -> None:
    """Say which folders and files are known by another name, by what is in them."""
    for own in moved[:_MOVES]:
        one = own.digests == 1
        digests = "1 digest" if one else f"{own.digests:,} digests"
        known = f"{digests} known again by what is in {'it' if one else 'them'}"
        say(f"note: {own.old} is {own.new} now: {known}")
    if len(moved) > _MOVES:
        say(f"note: {len(moved) - _MOVES:,} more files have other names now")


def tell_broken(digests: int, papers: int) -> None:
    """Say that what digests told stays where they cannot be read any more."""
    if digests and papers:
        of = f"{digests:,} digest{'' if digests == 1 else 's'} that cannot be read"
        stay = f"{papers:,} paper{' stays' if papers == 1 else 's stay'}"
        say(f"note: {stay} of {of}, until that is mended")


def _hold(count: int) -> str:
    return f"{count:,} file{' holds' if count == 1 else 's hold'} no papers"
