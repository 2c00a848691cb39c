"""Waiting for files to change: each burst of changes is one, however many files it writes.

What watches the files is a library of its own, an extra. It tells of folders; that a link leads
elsewhere now, or that a folder is another one of the same name, is looked for beside it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

from papersearch.errors import MissingExtra, extra

QUIET = 500
"""Milliseconds without a change that end a burst."""

LONGEST = 10_000
"""Milliseconds after which a burst counts though it has not ended."""

TICK = 500
"""Milliseconds after which folders are looked at that nothing was told of."""

_Seen = list[tuple[str, int]]


def library() -> Any:
    """Return what watches files.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import watchfiles
    except ImportError as error:
        raise MissingExtra(
            f"--watch needs watchfiles: {extra('watch')}; or run `papersearch index` from a timer"
        ) from error
    return watchfiles


def bursts(
    folders: Sequence[Path], wanted: Callable[[str, bool], bool], *, deep: bool = True
) -> Iterator[None]:
    """Yield once the folders are watched, and after each burst of changes in them, for ever.

    ``wanted`` is asked of each path that has changed, and whether it is gone. With ``deep`` folders
    within them count, too. Changes that come while the caller is busy are yielded after that.
    """
    watchfiles = library()

    def told(change: Any, path: str) -> bool:
        return wanted(path, change == watchfiles.Change.deleted)

    while True:
        seen = _seen(folders)
        there = [real for real, number in seen if number]
        changes = (
            watchfiles.watch(
                *there,
                watch_filter=told,
                debounce=LONGEST,
                step=QUIET,
                rust_timeout=TICK,
                yield_on_timeout=True,
                recursive=deep,
            )
            if there
            else _nothing()
        )
        next(changes)  # from here on nothing is missed
        yield
        for changed in changes:
            if _seen(folders) != seen:
                break
            if changed:
                yield
        changes.close()


def _nothing() -> Generator[set[Any], None, None]:
    """Yield that nothing has changed, where there is no folder to watch."""
    while True:
        yield set()
        time.sleep(TICK / 1000)


def _seen(folders: Sequence[Path]) -> _Seen:
    """Return where folders really are, and the number of each, 0 for one that is not there."""
    return [(os.path.realpath(own), _number(own)) for own in folders]


def _number(folder: Path) -> int:
    try:
        return os.stat(folder).st_ino if folder.is_dir() else 0  # noqa: PTH116
    except OSError:
        return 0
