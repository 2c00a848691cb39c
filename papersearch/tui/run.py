"""Running the browser, where there is a terminal and the library for it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from papersearch.errors import MissingExtra, UsageError, extra
from papersearch.runtime.one_thread import OneThread

if TYPE_CHECKING:
    from papersearch.api.paper_index import PaperIndex


def run(open_index: Callable[[], PaperIndex], text: str = "") -> None:
    """Browse the index until the user quits; begin with a search for ``text``.

    Raises:
        MissingExtra: Textual is not installed.
        UsageError: a standard stream is no terminal.
        PaperIndexError: the index cannot be opened.
    """
    try:
        importlib.import_module("textual.app")
    except ImportError as error:
        raise MissingExtra(f"browsing needs Textual ({error}): {extra('tui')}") from error
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError("browsing needs a terminal: `papersearch query` answers into files")
    from papersearch.tui.app import Browser

    with OneThread(open_index) as index:
        Browser(index, text).run()
