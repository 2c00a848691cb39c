"""Tags, notes and the reading list: what they may be, and what a change makes of them.

Case, accents and apostrophes make no other tag: the first writing of one is everybody's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from papersearch.errors import UsageError
from papersearch.store.kept import in_order
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.kept import Kept
from papersearch.types.normalise import normalise

_NOTHING = Kept()
_COMPOSED_OF = 4
"""Characters that one of a tag in its one form may be typed as, such as those of a syllable."""

Everything = Mapping[str, Kept]
"""What is kept of papers, by id."""


def checked_tag(text: str) -> str:
    """Return a tag in the one form of texts, on one line.

    Raises:
        UsageError: nothing can be seen of it, or it is too long.
    """
    most = limits.TAG_CHARACTERS
    tag = " ".join(normalise(text[: most * _COMPOSED_OF + 1]).split())
    if len(text) > most * _COMPOSED_OF or len(tag) > most:
        raise UsageError(f"no tag {tag[:most]}…: a tag has up to {most} characters")
    if not fold_name(tag):
        raise UsageError("a tag needs a letter, a digit or a sign that can be seen")
    return tag


def checked_note(text: str) -> str:
    """Return a note without the characters that are none, and without blank lines at its ends.

    Raises:
        UsageError: it is too long.
    """
    from papersearch.digest.cleaning import text as cleaned  # with all that reads digests

    note = cleaned(text).rstrip().lstrip("\n")
    if len(note) > limits.NOTE_CHARACTERS:
        raise UsageError(
            f"a note of {len(note):,} characters: up to {limits.NOTE_CHARACTERS:,} are kept, put "
            "the rest into a file"
        )
    return note


def counted(everything: Everything) -> dict[str, int]:
    """Return of how many papers each tag is, in the order of their names."""
    written = _written(everything)
    counts = dict.fromkeys(sorted(written), 0)
    for kept in everything.values():
        for tag in kept.tags:
            counts[fold_name(tag)] += 1
    return {written[name]: count for name, count in counts.items()}


def tagged_as(everything: Everything, tag: str) -> dict[str, Kept]:
    """Return what is kept of the papers that have a tag, by id."""
    name = fold_name(tag)
    return {own: kept for own, kept in everything.items() if name in map(fold_name, kept.tags)}


def tagged(everything: Everything, ids: Iterable[str], names: Iterable[str]) -> dict[str, Kept]:
    """Return what is kept of these papers once they have tags of these names, too.

    Raises:
        UsageError: a paper, or all of them, would have too many.
    """
    written = _written(everything)
    before = len(written)
    tags = [written.setdefault(fold_name(name), name) for name in names]
    if before < len(written) > limits.TAGS:
        raise UsageError(f"{limits.TAGS:,} tags are the most there can be: take some away first")
    after = {}
    for own in ids:
        kept = everything.get(own, _NOTHING)
        after[own] = dataclasses.replace(kept, tags=in_order((*kept.tags, *tags)))
        if len(kept.tags) < len(after[own].tags) > limits.PAPER_TAGS:
            raise UsageError(f"{own} would have more than {limits.PAPER_TAGS} tags: none was added")
    return after


def untagged(everything: Everything, ids: Iterable[str], names: Iterable[str]) -> dict[str, Kept]:
    """Return what is kept of those of these papers that lose tags of these names."""
    gone = set(map(fold_name, names))
    after = {}
    for own in ids:
        kept = everything.get(own, _NOTHING)
        left = tuple(tag for tag in kept.tags if fold_name(tag) not in gone)
        if left != kept.tags:
            after[own] = dataclasses.replace(kept, tags=left)
    return after


def noted(everything: Everything, ids: Iterable[str], note: str) -> dict[str, Kept]:
    """Return what is kept of those of these papers that get another note."""
    found = ((own, everything.get(own, _NOTHING)) for own in ids)
    return {own: dataclasses.replace(kept, note=note) for own, kept in found if kept.note != note}


def put(everything: Everything, ids: Iterable[str], now: str) -> dict[str, Kept]:
    """Return what is kept of these papers once they are on the reading list.

    One that is there already stays where it is.
    """
    found = {own: everything.get(own, _NOTHING) for own in ids}
    return {
        own: dataclasses.replace(kept, listed=kept.listed or now) for own, kept in found.items()
    }


def taken_off(everything: Everything, ids: Iterable[str]) -> dict[str, Kept]:
    """Return what is kept of those of these papers that leave the reading list, read or not."""
    found = ((own, everything.get(own, _NOTHING)) for own in ids)
    return {
        own: dataclasses.replace(kept, listed="", read="") for own, kept in found if kept.listed
    }


def ticked(everything: Everything, ids: Iterable[str], now: str) -> dict[str, Kept]:
    """Return what is kept of these papers once they are on the reading list, and read."""
    after = put(everything, ids, now)
    return {own: dataclasses.replace(kept, read=kept.read or now) for own, kept in after.items()}


def unticked(everything: Everything, ids: Iterable[str]) -> dict[str, Kept]:
    """Return what is kept of those of these papers that are read, once they are not."""
    found = ((own, everything.get(own, _NOTHING)) for own in ids)
    return {own: dataclasses.replace(kept, read="") for own, kept in found if kept.read}


def reading_list(everything: Everything) -> dict[str, Kept]:
    """Return what is on the reading list, unread papers first and of both the newest put."""
    listed = sorted(own for own, kept in everything.items() if kept.listed)
    listed.sort(key=lambda own: everything[own].listed, reverse=True)
    listed.sort(key=lambda own: bool(everything[own].read))
    return {own: everything[own] for own in listed}


def _written(everything: Everything) -> dict[str, str]:
    """Return how each tag is written, by its folded name."""
    written: dict[str, str] = {}
    for kept in everything.values():
        for tag in kept.tags:
            written.setdefault(fold_name(tag), tag)
    return written
