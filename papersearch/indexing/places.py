"""What files are called: by the place of the collection that they are reached through."""

from __future__ import annotations

import functools
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from papersearch.digest.reader import printable
from papersearch.types.collections import Collection


class Places:
    """Names paths as these collections know them.

    A folder that is known by one name is the same by any other: through a link, or without it.
    """

    def __init__(self, collections: Iterable[Collection]) -> None:
        collections = list(collections)
        self._roots = {own.root for own in collections}
        self._by_real = {leads_to(own): own.root for own in collections}
        self._real = functools.cache(os.path.realpath)

    def name(self, path: str | Path) -> str:
        """Return what a path is called: the outermost collection on its way, and the rest of it."""
        whole = absolute(path)
        for place in (*reversed(whole.parents), whole):
            written = printable(place)
            root = written if written in self._roots else self._by_real.get(self._real(place))
            if root is not None:
                rest = printable(whole)[len(written) :].lstrip("/\\")
                return printable(Path(root) / rest) if rest else root
        return printable(whole)


def leads_to(own: Collection) -> str:
    """Return where a collection's place leads, or led when it was last read."""
    return os.path.realpath(own.root) if os.path.lexists(own.root) else own.real


def absolute(path: str | Path) -> Path:
    """Return a path that begins at the root, with its links, but for those before "..".

    ``link/..`` is the folder above the one that the link leads to.
    """
    parts = Path(path).parts
    last = max((n for n, part in enumerate(parts) if part == os.pardir), default=-1)
    if last >= 0:
        path = Path(os.path.realpath(Path(*parts[: last + 1])), *parts[last + 1 :])
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolves no links


def is_gone(source: str) -> bool:
    """Whether there is no file of this name any more; what cannot be told is there."""
    try:
        return not stat.S_ISREG(os.stat(source).st_mode)  # noqa: PTH116 - for each of thousands
    except PermissionError:
        return False
    except (OSError, ValueError):
        return True


def mode_of(path: str | Path) -> int:
    """Return what kind of file there is, 0 for none, or one that cannot be looked at."""
    try:
        return os.stat(path).st_mode  # noqa: PTH116 - for each of thousands
    except (OSError, ValueError):
        return 0
