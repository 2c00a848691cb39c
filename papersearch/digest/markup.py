"""HTML and XML before they are parsed: without what makes a parser stop, lose text, or take long.

All here takes a text once, from its beginning to its end, whatever stands in it.
"""

from __future__ import annotations

import re
from html.entities import html5

from papersearch.digest.cleaning import is_unclean
from papersearch.types import limits

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0{0,9}(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)"
    r"|x0{0,9}(?:[0-8bcef]|1[0-9a-f]|d[89a-f]..|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
"""What XML cannot hold, and the references to it."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+"""
_TAG = rf"</?[A-Za-z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{limits.TAG_ATTRIBUTES}}}+"
_OTHERS = (
    # Whatever is no tag is taken as a whole, so that no quote in it hides the tags behind it.
    r"[^<]++"
    r"|<!--[\s\S]*?(?:-->|\Z)"
    r"|<(?i:script|style)\b[\s\S]*?(?:</(?i:script|style)|\Z)"
    r"|<(?:[!?]|/(?![A-Za-z]))[^>]*+"
    r"|<(?![A-Za-z/])"
)
_UP_TO_MANY = re.compile(rf"((?:{_OTHERS}|{_TAG}(?!{_ATTRIBUTE}))*+(?:{_TAG})?+)(?:{_ATTRIBUTE})*+")
"""A text up to a tag with too many attributes, which are left over: in nearly all texts all."""
_REFERENCE = re.compile(
    r"<!\[CDATA\[[\s\S]*?(?:\]\]>|\Z)"
    r"|&(?:#0*+(\d{1,9}+);|#[xX]0*+([0-9A-Fa-f]{1,8}+);|([A-Za-z][A-Za-z0-9]{1,40}+;))?+"
)
_OF_XML = ("amp;", "lt;", "gt;", "quot;", "apos;")
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def of_html(html: str) -> str:
    """Return HTML without control characters, and with no more attributes than a tag may have."""
    return _UP_TO_MANY.sub(_bounded, without_controls(html))


def of_xml(xml: str) -> str:
    """Return XML with all of its references resolved that a parser does not know.

    Feeds name characters as HTML does ("&nbsp;"), and leave an "&" as it is; what stands behind
    either would be lost.
    """
    return without_controls(_REFERENCE.sub(_resolved, xml))


def without_controls(text: str) -> str:
    """Return a text with a space for each control character, and for each reference to one."""
    if not (is_unclean(text) or any(sign in text for sign in ("&#", "\ufffe", "\uffff"))):
        return text  # as nearly all are, which is told several times as fast
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text))


def _bounded(found: re.Match[str]) -> str:
    return found[1]


def _resolved(found: re.Match[str]) -> str:
    decimal, digits, name = found.groups()
    if decimal or digits:
        code = int(decimal) if decimal else int(digits, 16)
        if _is_character(code):
            return found[0]
        return " " if code < ord(" ") else "\ufffd"
    if name:
        if name in _OF_XML:
            return found[0]
        known = html5.get(name)
        return "&amp;" + name if known is None else "".join(_MARKS.get(c, c) for c in known)
    return found[0] if found[0] != "&" else "&amp;"


def _is_character(code: int) -> bool:
    """Whether XML can hold a character."""
    return code in (9, 10, 13) or (
        32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF)
    )
