"""Ids of passages: the number of the paper, and the ordinal of the passage within it."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Pid = TypeVar("_Pid", int, NDArray[np.int64])
ORDINAL_BITS = 16
MAX_ORDINAL = (1 << ORDINAL_BITS) - 1


def pid_of(num: int, ordinal: int) -> int:
    """Return the id of a passage.

    Raises:
        ValueError: there is no room for the ordinal, which would make it the id of another paper's.
    """
    if not 0 <= ordinal <= MAX_ORDINAL:
        raise ValueError(f"passage {ordinal:,} of one paper, of {MAX_ORDINAL:,} at most")
    return num << ORDINAL_BITS | ordinal


def ordinal_of(pid: int) -> int:
    """Return the ordinal of a passage within its paper."""
    return pid & MAX_ORDINAL


def num_of(pid: _Pid) -> _Pid:
    """Return the number of the paper that a passage belongs to, or an array of them."""
    return pid >> ORDINAL_BITS
