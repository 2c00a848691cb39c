"""Texts without the characters that are none: surrogates and control characters.

JSON, Python and YAML can spell them, and no store, terminal or server takes all of them.
"""

from __future__ import annotations

import re

_CONTROLS = bytes(sorted({*range(32)} - {*b"\t\n"}))
_BREAKS = re.compile("\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def is_unclean(text: str) -> bool:
    """Whether a text has any of them."""
    # Several times as fast as a regular expression, and every text of every paper comes by.
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return True
    return len(data.translate(None, delete=_CONTROLS)) < len(data)


def text(unclean: str) -> str:
    """Return a text with a mark for each surrogate and a space for each control character."""
    broken = _BREAKS.sub("\n", _SURROGATE.sub("\ufffd", unclean))
    return _CONTROL.sub(" ", broken)


def line(unclean: str) -> str:
    """Return a text of one line without them; one that has none is returned as it is."""
    return " ".join(text(unclean).split()) if is_unclean(unclean) else unclean


def name(unclean: str) -> str:
    """Return an id or an address without them."""
    return _CONTROL.sub("", _SURROGATE.sub("\ufffd", unclean))
