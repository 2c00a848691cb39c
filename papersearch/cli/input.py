"""Reading standard input, which may never end."""

from __future__ import annotations

import sys
from typing import TextIO

from papersearch.errors import InvalidQuery, UsageError
from papersearch.types import limits


def read_digest() -> bytes:
    """Return the digest on standard input.

    Raises:
        DigestError: it is too large.
        UsageError: there is no standard input.
    """
    from papersearch.digest import read_from
    from papersearch.types.sources import STDIN_NAME

    return read_from(_stdin().buffer, STDIN_NAME)


def read_query() -> str:
    """Return the query on standard input.

    Raises:
        InvalidQuery: it is too long.
        UsageError: there is no standard input, or no text on it.
    """
    try:
        text = _stdin().read(limits.QUERY_CHARACTERS + 1)
    except UnicodeDecodeError as error:
        raise UsageError(f"the query on standard input is no text: {error}") from None
    if len(text) > limits.QUERY_CHARACTERS:
        raise InvalidQuery(
            f"the query on standard input has more than {limits.QUERY_CHARACTERS:,} characters: "
            "a few sentences are plenty"
        )
    return text


def read_own() -> bytes:
    """Return a text of the user's own on standard input, no more of it than is taken.

    Raises:
        UsageError: there is no standard input, or nothing on it.
    """
    data = _stdin().buffer.read(limits.OWN_BYTES + 1)
    if not data.strip():
        raise UsageError("there is no text on standard input to compare with")
    return data


def read_note() -> str:
    """Return the note on standard input.

    Raises:
        UsageError: it is too long, or no text; there is no standard input, or nothing on it.
    """
    most = 2 * limits.NOTE_CHARACTERS  # what is kept is counted without what surrounds it
    try:
        text = _stdin().read(most + 1)
    except UnicodeDecodeError as error:
        raise UsageError(f"the note on standard input is no text: {error}") from None
    if len(text) > most:
        raise UsageError(
            f"the note on standard input is too long: up to {limits.NOTE_CHARACTERS:,} characters "
            "are kept, put the rest into a file"
        )
    if not text.strip():
        raise UsageError("there is nothing on standard input: --remove takes a note away")
    return text


def _stdin() -> TextIO:
    if sys.stdin is None:
        raise UsageError("there is no standard input to read: it is closed")
    return sys.stdin
