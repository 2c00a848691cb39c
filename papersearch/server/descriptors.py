"""How many files and connections the system lets this process have open."""

from __future__ import annotations

import contextlib

RESERVED = 256
"""Descriptors for all but connections: the index, the socket beside, and what is being closed."""


def room_for(connections: int) -> int:
    """Return how many connections there can be, ``connections`` at the most.

    The soft limit of descriptors is raised as far as that needs and the hard one allows. Where a
    process runs out of them, it can accept nobody, whoever holds them.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return connections
    wanted = connections + RESERVED
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _below(soft, wanted):
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
    if not _below(soft, wanted):
        return connections
    return max(soft - RESERVED, soft // 4)


def _below(soft: int, wanted: int) -> bool:
    import resource

    return soft != resource.RLIM_INFINITY and soft < wanted
