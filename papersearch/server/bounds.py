"""How long a client may keep a server waiting, and how many of them there may be."""

from __future__ import annotations

from dataclasses import dataclass

from papersearch.types import limits

WORK_MARGIN = 10
"""Seconds beyond those of a query in which its answer is made and written."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of one server; seconds, but for ``connections`` and ``header_bytes``.

    ``header`` counts from the connection, or from the first byte of a later request, to the end
    of the request's header; ``body`` from there to the end of its body; ``work`` until there is
    an answer; ``answer`` from when the client stops taking what is sent until it has taken it all;
    ``idle`` between an answer and the next request. Whoever takes longer is cut off.
    """

    connections: int = limits.CONNECTIONS
    header: float = limits.HEADER_SECONDS
    body: float = limits.BODY_SECONDS
    work: float = limits.QUERY_SECONDS + WORK_MARGIN
    answer: float = limits.ANSWER_SECONDS
    idle: float = limits.IDLE_SECONDS
    header_bytes: int = limits.HEADER_BYTES
