"""One connection to a server: uvicorn's, with a deadline for all that its client has to do."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, cast

import h11
from uvicorn import Config
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from papersearch.server.bounds import Bounds
from papersearch.server.crowd import Crowd

HEADER, BODY, WORK, ANSWER, IDLE = "header", "body", "work", "answer", "idle"


class Connection(H11Protocol):
    """Cuts its client off where it takes too long, and stops working for one that is gone.

    uvicorn's own ``timeout_keep_alive`` ends connections that are idle after an answer, and its
    limit of incomplete events bounds headers. It has nothing for a client that sends its request
    byte by byte or never, or that does not read its answer.
    """

    def __init__(
        self,
        crowd: Crowd,
        bounds: Bounds,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._crowd = crowd
        self._bounds = bounds
        self._application, self.app = self.app, cast(Any, self._answer)
        self._task: asyncio.Task[Any] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._step: tuple[str, object] | None = None
        self._begun = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # so that we are told of all that is not taken
        self._look()
        self._crowd.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection, and the work for it that nobody waits for any more."""
        unanswered = self._is_unanswered()
        super().connection_lost(exc)
        self._crowd.leave(self)
        self._stop_clock()
        self._unset_keepalive_if_required()
        if self._task is not None and unanswered:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Take what the client sends."""
        self._begun = True
        try:
            super().data_received(data)
        except h11.LocalProtocolError:
            self.cut_off()
            return
        self._look()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; where an answer is under way, end it."""
        if self._is_unanswered():
            self.cycle.disconnected = True
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self.cut_off()

    def on_response_complete(self) -> None:
        """Wait for what the client does next."""
        self._begun = False
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Wait for the client to take what was sent."""
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        """Go on: all was taken."""
        super().resume_writing()
        self._look()

    def shutdown(self) -> None:
        """End as soon as the answer that is under way is sent."""
        with contextlib.suppress(h11.LocalProtocolError):
            super().shutdown()

    def cut_off(self) -> None:
        """End the connection at once; what was not taken is dropped."""
        self.transport.abort()

    async def _answer(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Run the application in a way that can be stopped."""
        task = self._task = asyncio.current_task()
        cycle = self.cycle
        try:
            await self._application(scope, receive, send)
        except asyncio.CancelledError:  # its client is gone, or the server ends
            cycle.disconnected = True
            self.cut_off()
        finally:
            if self._task is task:
                self._task = None

    def _look(self) -> None:
        """See whose turn it is, and set the clock where that has changed."""
        step = self._now(), self.cycle
        if step == self._step:
            return
        self._step = step
        self._stop_clock()
        if self.transport.is_closing() and step[0] != ANSWER:
            return
        if step[0] == WORK:
            self._crowd.works_for(self)
        else:
            self._crowd.waits_for(self)
        if step[0] != IDLE:  # uvicorn's own clock
            seconds = getattr(self._bounds, step[0])
            self._deadline = self.loop.call_later(seconds, self.cut_off)

    def _now(self) -> str:
        """Return what has to be done next: all but WORK by the client."""
        if self.flow.write_paused:
            return ANSWER
        if self.conn.their_state is h11.IDLE:
            return IDLE if self._asked() and not self._begun else HEADER
        if self.conn.their_state is h11.SEND_BODY:
            return BODY
        return WORK

    def _asked(self) -> RequestResponseCycle | None:
        """Return the last request and its answer, None before the first one."""
        return self.cycle

    def _is_unanswered(self) -> bool:
        last = self._asked()
        return last is not None and not last.response_complete

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
