"""Many entries, one paper: what is shown of a paper that several digests tell of.

The rule looks at days and names, never at what was read first: see
docs/decisions/0035-one-paper-many-sources.md.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from papersearch.types import limits
from papersearch.types.normalise import normalise
from papersearch.types.paper import Entry, Paper, Section
from papersearch.types.sources import is_shard, names, seen_on, series

ABSTRACT = "abstract"
"""The label, in lower case, of what the paper says of itself; all else are a digest's own words."""

_KEPT = ("title", "authors", "url", "thumbnail", "video", "code", "categories", "venue")
_BEYOND_LATIN = "\u0370"

Key = tuple[str, str, str]
"""What an entry is known by: id, day, source."""

_Told = tuple[str, Entry]
"""A series, and what one of its files says."""

_Words = tuple[str, Entry, list[Section]]
"""A series, an entry of it, and those of its sections that are meant."""


def merge(entries: Iterable[Entry]) -> Paper:
    """Return the paper that these entries of one id and one source describe.

    Raises:
        ValueError: there are no entries, or they are of several papers.
    """
    return merge_told(("", entry) for entry in entries)


def merge_told(told: Iterable[tuple[str, Entry]]) -> Paper:
    """Return the paper that entries of one id describe, each with the name of its source.

    Among entries of one day that of the last source by name counts more, a digest's more than a
    shard's, and of one source that which comes later.

    Of each series of digests the newest own words are taken, and of all the newest abstract: those
    of the newest day first, the abstract last, the same text once. Where digests have words,
    shards are not asked for theirs: they may be of the same digests as these once were.

    The title is the one that most series have, else the newest in Latin letters; every other field
    comes from the newest entry that has it, votes from the entry that has most. Of a list that was
    seen on several days the first one counts; of too many days the newest are kept.

    Raises:
        ValueError: there are no entries, or they are of several papers.
    """
    ordered = sorted(told, key=_counts)[::-1]
    days = _days(ordered)
    own = [(series(source), entry) for source, entry in ordered if not is_shard(source)]
    told = [(series(source), entry) for source, entry in ordered]
    newest_first = [entry for _, entry in told]
    if len({entry.id for entry in newest_first}) != 1:
        raise ValueError("merge needs entries of exactly one paper")
    text = next((e for e in newest_first if e.sections), newest_first[0])
    byline = next((e for e in newest_first if e.authors), text)
    votes = [e.votes for e in newest_first if e.votes is not None]

    def newest(name: str) -> str:
        return next((value for e in newest_first if (value := getattr(e, name))), "")

    return Paper(
        id=text.id,
        title=_title(told),
        sections=_sections(
            [*_own_words(own)] or _own_words(told), [*_abstract(own)] or _abstract(told)
        ),
        days=tuple(days[-limits.DAYS :]),
        authors=byline.authors,
        authors_cut=byline.authors_cut,
        votes=max(votes, default=None),
        url=newest("url"),
        thumbnail=newest("thumbnail"),
        video=newest("video"),
        code=newest("code"),
        categories=next((e.categories for e in newest_first if e.categories), ()),
        venue=newest("venue"),
    )


def add_entry(entries: dict[Key, Entry], key: Key, entry: Entry) -> None:
    """Add an entry; of two in one file for one day the last text and the most votes count.

    Whatever else only one of them has is kept.
    """
    other = entries.pop(key, None)
    if other is not None:
        last, first = (entry, other) if entry.sections else (other, entry)
        votes = [votes for votes in (other.votes, entry.votes) if votes is not None]
        lacking = {n: getattr(first, n) for n in _KEPT if not getattr(last, n)}
        if not last.authors:
            lacking["authors_cut"] = first.authors_cut
        entry = dataclasses.replace(last, votes=max(votes, default=None), **lacking)
    entries[key] = entry


def is_abstract(section: Section) -> bool:
    """Whether a section is the paper's abstract, not a digest's own words."""
    return section.label.lower() == ABSTRACT


def _counts(told: tuple[str, Entry]) -> tuple[str, bool, str]:
    """Return what entries are ordered by: the last one counts most.

    Not by when it was read, so that an index made of the same files at once says the same. What a
    shard brought counts less than a digest, which people edit.
    """
    source, entry = told
    return entry.day, not is_shard(source), source


def _days(told: Iterable[tuple[str, Entry]]) -> list[str]:
    """Return the days of all entries, ascending; of each list that was seen, the first alone."""
    days: set[str] = set()
    seen: dict[str, str] = {}
    for source, entry in told:
        if entry.day and entry.day == seen_on(source):
            own = series(source)
            seen[own] = min(entry.day, seen.get(own, entry.day))
        elif entry.day:
            days.add(entry.day)
    return sorted(days | set(seen.values()))


def _title(newest_first: Sequence[_Told]) -> str:
    """Return the title that most series have, of several the newest in Latin letters."""
    titles: dict[str, str] = {}
    for wanted in (True, False):  # one beside a text before any other
        for own, entry in newest_first:
            if entry.title and (entry.sections or not wanted):
                titles.setdefault(own, entry.title)
    if len(titles) < 2:
        return next(iter(titles.values()), "")
    same = Counter(map(_same, titles.values()))
    # Of equal ones max() takes the first, which is the newest.
    newest = [titles[own] for own in dict.fromkeys(own for own, _ in newest_first) if own in titles]
    return max(newest, key=lambda title: (same[_same(title)], _is_latin(title)))


def _same(text: str) -> str:
    """Return what two writings of one text have in common."""
    return " ".join(normalise(text).casefold().split())


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(character < _BEYOND_LATIN for character in letters) >= len(letters)


def _sections(words: Iterable[_Words], abstract: Iterable[_Words]) -> tuple[Section, ...]:
    """Return the words of all series, each section with its source where there are several."""
    chosen: list[tuple[str, Section]] = []
    givers: list[Entry] = []
    said: set[str] = set()
    for own, entry, sections in (*words, *abstract):
        fresh = {same: part for part in sections if (same := _same(part.text)) not in said}
        said.update(fresh)
        chosen += [(own, section) for section in fresh.values()]
        givers += [entry] if fresh else []
    if all(giver is givers[0] for giver in givers):
        return givers[0].sections if givers else ()
    return _bounded(_named(chosen))


def _own_words(newest_first: Sequence[_Told]) -> Iterator[_Words]:
    """Yield the newest own words of each series, of no more than are kept."""
    seen: set[str] = set()
    for own, entry in newest_first:
        words = [section for section in entry.sections if not is_abstract(section)]
        if words and own not in seen and len(seen) < limits.SOURCES:
            seen.add(own)
            yield own, entry, words


def _abstract(newest_first: Sequence[_Told]) -> Iterator[_Words]:
    """Yield the newest abstract."""
    for own, entry in newest_first:
        for section in filter(is_abstract, entry.sections):
            yield own, entry, [section]
            return


def _named(chosen: Sequence[tuple[str, Section]]) -> list[Section]:
    """Return the sections with the names of their series, if these are several."""
    found = dict.fromkeys(own for own, _ in chosen)
    if len(found) < 2:
        return [section for _, section in chosen]
    short = names(found)
    return [
        section if section.source else dataclasses.replace(section, source=short[own])
        for own, section in chosen
    ]


def _bounded(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections from the first on that one paper may have together."""
    kept: list[Section] = []
    left = limits.TEXT_CHARACTERS
    for section in sections:
        left -= len(section.label) + len(section.text)
        if left < 0 or len(kept) == limits.SECTIONS:
            break
        kept.append(section)
    return tuple(kept)
