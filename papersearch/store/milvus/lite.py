"""Milvus Lite in this process, reached through a socket that nobody else can reach.

Milvus Lite is a server in threads, which by itself listens on a port of 127.0.0.1 without a
password: every user of the machine could read and write the file. Here it listens on a Unix socket
in a folder that only this user may enter.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from papersearch.errors import StoreUnreachable
from papersearch.files import temporary_folder

_MOST_BYTES = 103  # of a Unix socket's path, where there is least room for it

_lock = threading.Lock()
_running: dict[Path, _Running] = {}


@dataclass(slots=True)
class _Running:
    server: Any
    database: Any
    folder: str
    place: contextlib.ExitStack
    users: int = 0


def start(file: str) -> str:
    """Return the URI by which to reach ``file``, which is served from now on.

    Several connections share one server; each calls :func:`stop` once.

    Raises:
        StoreUnreachable: no socket can be made.
        Exception: whatever Milvus Lite raises, another process having the file open for one.
    """
    path = Path(file).resolve()
    with _lock:
        running = _running.get(path) or _started(path)
        _running[path] = running
        running.users += 1
    return _uri(running.folder)


def stop(file: str) -> None:
    """Let go of ``file``, which the last one closes."""
    path = Path(file).resolve()
    with _lock:
        running = _running.get(path)
        if running is None:
            return
        running.users -= 1
        if running.users > 0:
            return
        del _running[path]
    _end(running)


def _uri(folder: str) -> str:
    return f"unix:{folder}/lite"


def _started(path: Path) -> _Running:
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    place = contextlib.ExitStack()
    folder = place.enter_context(temporary_folder("papersearch-"))  # of mode 0700
    try:
        # It joins host and port with a colon, as the address of a Unix socket is written.
        socket = _uri(folder).removeprefix("unix:")
        if len(os.fsencode(socket)) > _MOST_BYTES:
            raise StoreUnreachable(f"{folder} is too long for a socket: set TMPDIR to another one")
        server, database, _ = start_server_in_thread(str(path), host="unix", port=socket)
    except BaseException:
        place.close()
        raise
    return _Running(server, database, folder, place)


def _end(running: _Running) -> None:
    with contextlib.suppress(Exception):  # it may be broken already
        running.server.stop(grace=2).wait()
    with contextlib.suppress(Exception):
        running.database.close()
    running.place.close()


@atexit.register
def _end_all() -> None:
    while _running:
        _end(_running.popitem()[1])
