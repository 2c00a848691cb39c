"""Where ``papersearch`` begins: before even click is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_ASKING = {"query", "similar"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with 0, 1 or 2; see :func:`papersearch.cli.app.main`."""
    if _ASKING.intersection(sys.argv[1:] if arguments is None else arguments):
        from papersearch.preload import preload

        preload("numpy", "tantivy")
    from papersearch.cli.app import main as run

    run(arguments)
