"""What an index holds that no digest says any more, or says otherwise now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from papersearch.digest import Problem
from papersearch.indexing.corrections import corrected
from papersearch.indexing.reading import Reading
from papersearch.indexing.renamed import former, outlived
from papersearch.store.protocol import Store
from papersearch.types.address import is_known
from papersearch.types.merging import Key
from papersearch.types.paper import Entry
from papersearch.types.sources import STDIN_NAME


@dataclass(slots=True)
class Gone:
    """The entries that sources had before and have no more.

    ``replaced`` are those in whose place the source says something else, as of papers that are
    ``renamed``; of the papers of ``others`` it says nothing any more. ``kept`` says of which papers
    that cannot be told.
    """

    replaced: list[Key] = field(default_factory=list)
    others: list[Key] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    kept: list[Problem] = field(default_factory=list)


def gone_from(store: Store, reading: Reading) -> Gone:
    """Return the entries that the sources which were read had before and have no more.

    A pipe is another one each time. Of a digest with problems, what its text still names is kept.
    """
    gone = _under_other_ids(store, reading)
    names = reading.names - reading.unchanged - reading.broken - {STDIN_NAME}
    there = reading.entries.keys() | {*gone.replaced}
    keys = [key for key in store.entries.keys(names) if key not in there]
    if not keys:
        return gone
    before = dict(store.entries.held({key[0] for key in keys}))
    now: dict[str, dict[Key, Entry]] = defaultdict(dict)
    for key, entry in reading.entries.items():
        now[key[2]][key] = entry
    for source, lost in _by_source(keys).items():
        told = {key[0] for key in now[source]}
        known = store.entries.ids_in([source])
        renamed = corrected(
            {key: before[key] for key in lost if key in before and key[0] not in told},
            {key: entry for key, entry in now[source].items() if key[0] not in known},
        )
        gone.renamed |= renamed
        others = [key for key in lost if key[0] not in told and key[0] not in renamed]
        gone.replaced += [key for key in lost if key[0] in told or key[0] in renamed]
        text = reading.texts.get(source)
        kept = {k: before[k].title for k in others if k in before and _is_named(before[k], text)}
        gone.others += [key for key in others if key not in kept]
        if kept:
            titles = [*dict.fromkeys(kept.values())]
            gone.kept.append(_said(source, titles, reading.problems))
    return gone


def _said(source: str, titles: list[str], problems: Iterable[Problem]) -> Problem:
    """Return what is said of papers that stay, at the line that has to be mended."""
    line = next((own.line for own in problems if own.source == source), 1)
    more = f" and {len(titles) - 1:,} more stay" if len(titles) > 1 else " stays"
    return Problem(
        source, line, f"{titles[0]!r}{more}, which the text names: mend this, then it is clear"
    )


def _under_other_ids(store: Store, reading: Reading) -> Gone:
    """Return the entries that are there under the ids that papers had earlier."""
    before = former(reading.entries)
    now = {old: key for key, old in before.items()}
    found = outlived(store, before)
    return Gone(found, [], {old[0]: now[old][0] for old in found})


def _by_source(keys: Iterable[Key]) -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        found[key[2]].append(key)
    return found


def _is_named(entry: Entry, text: bytes | None) -> bool:
    """Whether a text in which something is wrong still has a paper's title or its address."""
    if text is None:
        return False
    said = [entry.title, entry.id if is_known(entry.id) else entry.url]
    return any(own and own.encode(errors="replace") in text for own in said)


def vanished(
    store: Store, names: set[str], broken: set[str], gone: Callable[[str], bool]
) -> list[Key]:
    """Return the entries of the sources that are not among ``names`` and that are ``gone``.

    What lies below one that is ``broken`` does not count: it is a folder that cannot be listed.
    """
    lost = store.entries.sources() - names
    return store.entries.keys(name for name in lost - unread(lost, broken) if gone(name))


def unread(sources: Iterable[str], broken: set[str]) -> set[str]:
    """Return the sources that are ``broken``, or lie in a folder that is."""
    if not broken:
        return set()
    return {
        own for own in sources if not broken.isdisjoint([own, *map(str, PurePath(own).parents)])
    }
