"""``papersearch index --watch``: the same run again, whenever files have changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from papersearch.cli.output import say
from papersearch.errors import NoDigests, OutputUnwritable, PapersearchError, Stopped, UsageError
from papersearch.types.sources import STDIN


def keep_running(paths: Sequence[str], run: Callable[[bool], bool]) -> None:
    """Call ``run`` now and after each burst of changes below ``paths``, until Ctrl-C.

    ``run`` is told whether it is the first one, and returns whether what it has printed has reached
    its reader: where that has gone, nothing more can be shown, and this returns.

    Raises:
        UsageError: standard input, or a pipe, is among the paths.
        MissingExtra: what watches files is not installed.
        PapersearchError: what the first run raises; what later ones raise is said, and mended by
            the next change.
    """
    from papersearch.digest.places import Places
    from papersearch.indexing.places import is_pipe
    from papersearch.runtime.changes import bursts

    if any(path == STDIN or is_pipe(path) for path in paths):
        raise UsageError("--watch reads files again, standard input comes once: name files")
    places = Places.of(paths)
    first = True
    for _ in bursts(places.folders, places.concerns, deep=places.deep):
        if not _ran(run, paths, first=first):
            return
        if first:
            say(f"watching {', '.join(paths)}: Ctrl-C ends it")
        first = False


def _ran(run: Callable[[bool], bool], paths: Sequence[str], *, first: bool) -> bool:
    try:
        return run(first)
    except (Stopped, OutputUnwritable):
        raise
    except NoDigests as error:
        if first and not all(Path(path).is_dir() for path in paths):
            raise
        say(f"error: {error}")
    except PapersearchError as error:
        if first:
            raise
        say(f"error: {error}")
    return True
