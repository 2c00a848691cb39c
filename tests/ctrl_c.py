"""Ctrl-C for processes that tests start."""

from __future__ import annotations

import signal


def heed_ctrl_c() -> None:
    """Let the new process heed Ctrl-C: a shell's background jobs are told to ignore it.

    It is the ``preexec_fn`` of whatever is to be interrupted.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
