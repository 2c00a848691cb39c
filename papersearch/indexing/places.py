"""What files are called: by the place of the collection that they are reached through."""

from __future__ import annotations

import functools
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from papersearch.digest.files import is_absent
from papersearch.digest.reader import printable, source_of
from papersearch.types.collections import Collection, moved_below

_BYTE = re.compile(r"\\x([89a-f][0-9a-f])")
"""A byte that is not UTF-8, as :func:`papersearch.digest.reader.printable` writes it."""


class Places:
    """Names paths as these collections know them.

    A folder that is known by one name is the same by any other: through a link, or without it.
    """

    def __init__(self, collections: Iterable[Collection]) -> None:
        collections = list(collections)
        self._roots = {own.root for own in collections}
        self._by_real = {leads_to(own): own.root for own in collections}
        self._real = functools.cache(source_of)

    def name(self, path: str | Path) -> str:
        """Return what a path is called: the outermost collection on its way, and the rest of it."""
        whole = absolute(path)
        for place in (*reversed(whole.parents), whole):
            written = printable(place)
            root = written if written in self._roots else self._by_real.get(self._real(place))
            if root is not None:
                return moved_below(root, printable(whole), written)
        return printable(whole)


def leads_to(own: Collection) -> str:
    """Return where a collection's place leads, or led when it was last read."""
    return real_of(own.root) if os.path.lexists(path_of(own.root)) else own.real


def real_of(name: str) -> str:
    """Return the name of what is called so when links are resolved."""
    return source_of(path_of(name))


def path_of(name: str) -> Path:
    """Return the path of what is called so: names that are not UTF-8 are kept as they are printed.

    A file may also have such a name itself.
    """
    if _BYTE.search(name) and not os.path.lexists(name):
        name = _BYTE.sub(lambda byte: os.fsdecode(bytes([int(byte[1], 16)])), name)
    return Path(name)


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
    path = path_of(source)
    mode = mode_of(path)
    return not stat.S_ISREG(mode) if mode else is_absent(path)


def is_unknown(source: str) -> bool:
    """Whether nobody can tell what there is of this name."""
    path = path_of(source)
    return not mode_of(path) and not is_absent(path)


def is_folder(source: str) -> bool:
    """Whether what is called so is a folder."""
    return stat.S_ISDIR(mode_of(path_of(source)))


def mode_of(path: str | Path) -> int:
    """Return what kind of file there is, 0 for none, or one that cannot be looked at."""
    try:
        return os.stat(path).st_mode  # noqa: PTH116 - for each of thousands
    except (OSError, ValueError):
        return 0


def is_pipe(path: str | Path) -> bool:
    """Whether a path is that of a pipe or a device, which is another one next time."""
    mode = mode_of(path)
    return bool(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
