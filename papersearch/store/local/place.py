"""Whether a folder is an index: looked at before anything in it is opened or written.

What is in an index from elsewhere, or in a folder that is none, is somebody's. A file of ours says
that a folder is an index; of one that an older papersearch made, the catalog does.
"""

from __future__ import annotations

import contextlib
import enum
import errno
import os
import sqlite3
from pathlib import Path

from papersearch import files
from papersearch.errors import IndexCorrupt, IndexUnwritable, NotOurs
from papersearch.store.local.catalog.schema import APPLICATION_ID
from papersearch.store.local.layout import CATALOG, FILES, FOLDERS, LOCK, MARK

_SAYS = b"papersearch index\n"
_AS_EMPTY = (".DS_Store", ".gitignore", ".gitkeep", "lost+found")
"""What a folder may hold before it is an index."""

# https://sqlite.org/fileformat.html and walformat.html
_JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_LOG_MAGICS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_LOG_INDEX, _LOG_INDEX_BEGUN = 32 << 10, 3  # bytes: so many, several times, or as it begins


class _State(enum.Enum):
    """What the first page of a catalog says of it."""

    MISSING = enum.auto()
    BEGUN = enum.auto()  # or what is in it is still in its log
    OURS = enum.auto()
    FOREIGN = enum.auto()
    DAMAGED = enum.auto()


def see(folder: Path) -> bool:
    """Whether there is a catalog in ``folder``, and nothing that leads out of it.

    Raises:
        NotOurs: a file or a folder of the index is a link, a pipe or the like.
        IndexCorrupt: the catalog is another program's database.
        IndexUnreadable: that cannot be told.
    """
    for name in FILES:
        files.see(folder / name)
    for name in FOLDERS:
        files.see(folder / name, folder=True)
    path = folder / CATALOG
    state = _state(path)
    if state is _State.FOREIGN:
        raise IndexCorrupt(
            f"{path} was not written by papersearch: name another folder with --index"
        )
    _see_journal(folder / f"{CATALOG}-journal")
    _see_log(folder)
    return state is not _State.MISSING


def claim(folder: Path) -> None:
    """Make ``folder`` an index's own: one that is, or one in which there is nothing.

    Raises:
        NotOurs: there are files of others in it.
        IndexCorrupt, IndexUnreadable: as for :func:`see`.
        IndexUnwritable: it cannot be written, or is a link that leads nowhere.
    """
    if folder.is_symlink() and not folder.exists():
        raise IndexUnwritable(
            f"cannot write {folder}: it is a link to {folder.readlink()}, where there is nothing: "
            f"mount its disk, or make that folder, or {files.ANOTHER_FOLDER}"
        )
    if not _is_index(folder) and (names := _others(folder)):
        raise NotOurs(
            f"{folder} is not empty and is no index ({names[0]!r} is in it, for one): name a new "
            "folder, or an empty one"
        )
    see(folder)
    with files.writing(folder):
        files.make_folder(folder, linked=True)
    if not files.see(folder / MARK):
        files.write_atomic(folder / MARK, _SAYS, linked=True)


def is_empty(folder: Path) -> bool:
    """Whether an index can be made in ``folder`` that has nothing of another one."""
    return not (_others(folder) or _state(folder / CATALOG) is not _State.MISSING)


def _is_index(folder: Path) -> bool:
    if files.see(folder / MARK) and files.read(folder / MARK).startswith(_SAYS):
        return True
    state = _state(folder / CATALOG)
    return state is _State.OURS or (state is _State.BEGUN and files.see(folder / LOCK))


def _others(folder: Path) -> list[str]:
    """Return the names of what is in a folder and not left there by systems or a killed writer."""
    try:
        with files.reading(folder):
            names = sorted(path.name for path in folder.iterdir())
            if LOCK in names and not (folder / LOCK).lstat().st_size:
                names.remove(LOCK)  # of a writer that was killed
    except (FileNotFoundError, NotADirectoryError):  # whoever makes it says so
        return []
    own = (MARK, f".{MARK}.")
    return [name for name in names if name not in _AS_EMPTY and not name.startswith(own)]


def _state(path: Path) -> _State:
    """Return what a catalog is, writing nothing and playing no journal.

    It is asked by way of SQLite: where a process closes a file that it has opened by itself, the
    system drops the locks of all of the process's connections to it.
    """
    if not files.see(path):
        return _State.MISSING
    with files.reading(path):
        if not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    uri = f"{path.resolve().as_uri()}?immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            owner, changes = (
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "schema_version")
            )
    except sqlite3.DatabaseError:
        return _State.DAMAGED
    if owner == APPLICATION_ID:
        return _State.OURS
    return _State.FOREIGN if owner or changes else _State.BEGUN


def _see_journal(path: Path) -> None:
    """Refuse a journal of several databases: SQLite deletes the file that it names as theirs."""
    if not files.see(path):
        return
    with files.opened(path) as file:
        file.seek(max(0, path.stat().st_size - len(_JOURNAL_MAGIC)))
        if file.read() == _JOURNAL_MAGIC:
            raise NotOurs(
                f"{path} is a journal of several databases, which papersearch never writes: move "
                "it elsewhere and run the command again"
            )


def _see_log(folder: Path) -> None:
    """Refuse a log that is a file of the user's by another name: SQLite writes over it.

    A log of ours may have other names, in a backup that was made of links. The index of the log is
    told by its size alone: to read it would drop the locks that this process has on it.
    """
    for name in (f"{CATALOG}-wal", f"{CATALOG}-shm"):
        path = folder / name
        with contextlib.suppress(FileNotFoundError):  # whoever had it open was the last one
            if files.see(path) and path.stat().st_nlink > 1 and not _is_log(path):
                raise _another_name(path)


def _is_log(path: Path) -> bool:
    size = path.stat().st_size
    if path.name.endswith("-shm"):
        return size % _LOG_INDEX == 0 or size == _LOG_INDEX_BEGUN
    with files.opened(path) as file:
        return not size or file.read(len(_LOG_MAGICS[0])) in _LOG_MAGICS


def _another_name(path: Path) -> NotOurs:
    return NotOurs(
        f"{path} is another name of a file that papersearch has not written and leaves alone: "
        "delete this name and run the command again"
    )
