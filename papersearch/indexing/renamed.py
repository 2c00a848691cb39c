"""Papers whose ids are others than they were: nothing is left under the old ones."""

from __future__ import annotations

from collections.abc import Mapping

from papersearch.store.protocol import Store
from papersearch.types.address import hashed, is_arxiv
from papersearch.types.merging import Key
from papersearch.types.paper import Entry


def former(entries: Mapping[Key, Entry]) -> dict[Key, Key]:
    """Return the keys that entries may have had, by those that they have now.

    A paper without an address is known by a hash of its link or title; and earlier readers knew
    addresses of arXiv alone.
    """
    found: dict[Key, Key] = {}
    for key, entry in entries.items():
        if is_arxiv(entry.id) and entry.id in entry.url:
            continue
        old = hashed(entry.url or entry.title)
        if (old, key[1], key[2]) not in entries:
            found[key] = (old, key[1], key[2])
    return found


def outlived(store: Store, before: Mapping[Key, Key]) -> list[Key]:
    """Return those of the former keys that a store still has entries of."""
    wanted = set(before.values())
    held = store.entries.held({id_ for id_, _, _ in wanted})
    return [key for key, _ in held if key in wanted]
