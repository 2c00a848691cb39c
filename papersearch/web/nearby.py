"""The server's side of the meeting: answers to commands of the same user, over a Unix socket."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.reranker import Reranker
from papersearch.errors import PapersearchError
from papersearch.files import make_folder, private, remove_socket
from papersearch.render.hits import render_hits
from papersearch.render.terminal import Style
from papersearch.server.engine import Engine
from papersearch.types import limits
from papersearch.web.meeting import (
    PATIENCE,
    Wish,
    Written,
    is_own_peer,
    is_private,
    socket_path,
)

_MOMENT = 0.01
_BACKLOG = 64
_SOCKET = re.compile(r"[0-9a-f]{24}\.sock")


class Nearby:
    """Listens where commands of the same user look for a server of this index."""

    def __init__(self, engine: Engine, runtime: Path) -> None:
        self._engine = engine
        self._runtime = runtime
        self._handling: set[asyncio.Task[None] | None] = set()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen while the body runs, if this machine lets us: without it, commands are slower."""
        path = socket_path(self._runtime, self._engine.folder)
        listener = _listener(path)
        if listener is None:
            yield
            return
        place = path.lstat().st_ino
        server = await asyncio.start_unix_server(self._handle, sock=listener, backlog=_BACKLOG)
        try:
            yield
        finally:
            server.close()
            await asyncio.sleep(_MOMENT)  # what was just accepted begins to be handled
            under_way = [task for task in self._handling if task is not None]
            if under_way:
                await asyncio.wait(under_way, timeout=2 * PATIENCE)
                await asyncio.sleep(_MOMENT)  # and what ended is closed
            with contextlib.suppress(OSError):
                if path.lstat().st_ino == place:  # another server may have taken it
                    remove_socket(path)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one command within the time for which it waits, or not at all."""
        task = asyncio.current_task()
        if len(self._handling) >= limits.NEARBY_CONNECTIONS:
            writer.transport.abort()  # it looks for itself
            return
        self._handling.add(task)
        try:
            async with asyncio.timeout(PATIENCE) as until:
                if is_own_peer(writer.get_extra_info("socket")):
                    await self._converse(reader, writer, until)
        except (TimeoutError, OSError):
            return  # whoever asked is gone, or finds out alone
        finally:
            writer.transport.abort()  # what was not taken by now is taken by nobody
            self._handling.discard(task)

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, until: asyncio.Timeout
    ) -> None:
        answer = await self._answer(await _question(reader), until)
        if answer is not None:
            writer.write(answer.encode())
        writer.close()
        await writer.wait_closed()

    async def _answer(self, data: bytes, until: asyncio.Timeout) -> Written | None:
        """Return the answer; None lets the command find out itself what is wrong."""
        if len(data) > limits.NEARBY_QUESTION_BYTES:
            return None
        try:
            wish = Wish.decode(data)
            if wish.rerank:
                until.reschedule(asyncio.get_running_loop().time() + wish.patience)
            reranker = self._engine.reranker
            return await self._engine.run(lambda index: written(index, wish, reranker))
        except (PapersearchError, ValueError, TypeError, KeyError, RecursionError):
            return None


def written(index: PaperIndex, wish: Wish, reranker: Reranker | None = None) -> Written | None:
    """Return the answer to a wish, as `papersearch query` writes it.

    None where another model is to rerank than ``reranker``, as it lies there now.
    """
    if wish.rerank:
        if reranker is None or reranker.place != wish.rerank or not reranker.is_current():
            return None
    else:
        reranker = None
    hits = index.ask(wish.query, rerank=reranker)
    style = Style(wish.color, wish.columns)
    return Written(render_hits(hits, wish.format, style=style, query=wish.query), len(hits))


async def _question(reader: asyncio.StreamReader) -> bytes:
    """Read until the end of the message, or until there is too much of it."""
    data = b""
    most = limits.NEARBY_QUESTION_BYTES
    while len(data) <= most and (more := await reader.read(most)):
        data += more
    return data


def _listener(path: Path) -> socket.socket | None:
    """Return a socket that only this user can connect to, None where that is not possible."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    try:
        make_folder(path.parent, linked=True, mode=0o700)
        if not is_private(path.parent):
            return None
        for other in path.parent.iterdir():
            if _SOCKET.fullmatch(other.name):
                _sweep(other)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(path))
            private(path)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            return None
    except OSError:
        return None
    return listener


def _sweep(path: Path) -> None:
    """Remove a socket behind which there is no server any more."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(PATIENCE)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            remove_socket(path)
        except OSError:
            return
