"""Removing an index, which can be made again, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from papersearch import files
from papersearch.store.local.layout import FILES, FOLDERS, HOLDER, LOCK, MARK

_HALF_WRITTEN = re.compile(rf"{re.escape(HOLDER)}|{re.escape(MARK)}")

_NOTHING = re.compile(r"(?!)")


def empty(folder: Path) -> None:
    """Remove the files of an index from its folder, which goes on saying that it is one.

    Raises:
        NotOurs: one of them is a link or the like.
        IndexUnwritable: one cannot be removed.
    """
    _remove(folder, {MARK})


def _remove(folder: Path, kept: set[str]) -> None:
    for name, own in FOLDERS.items():
        files.remove_tree(folder / name, own)
    for name in FILES:
        if name not in kept:
            with files.writing(folder / name):
                files.remove(folder / name)
    files.sweep(folder, _HALF_WRITTEN, kept)


def vanish(folder: Path) -> None:
    """Remove an index with its folder, unless there is something of others in it.

    The caller holds the writer's lock, which goes last: whoever waits for it then finds nothing.

    Raises:
        NotOurs, IndexUnwritable: as for :func:`empty`.
    """
    _remove(folder, {MARK, LOCK})
    with files.writing(folder):
        files.remove(folder / MARK)
        files.remove(folder / LOCK)
    files.remove_tree(folder, _NOTHING)
