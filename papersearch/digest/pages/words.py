"""The words of an element without its links, in front of something in it, or behind that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from papersearch.digest.pages.evidence import is_generic
from papersearch.digest.pages.said import Said, text_of

_EMPTY = re.compile(r"[\[(（【](?:[|·•,/&;\s]|\band\b|\bor\b|和|或){0,40}[\])）】]")
_WHOLE = frozenset(("a", "br", "code", "img", "sup", "svg", "input"))
_MOST_BEFORE = 200
"""Texts in front of an element that are looked at."""


def without_links(said: Said) -> str:
    """Return the words of an element that are in no generic link, code or picture."""
    text = " ".join("".join(_words(said.element)).split())
    for _ in range(3):
        shorter = _EMPTY.sub(" ", text)
        if shorter == text:
            break
        text = shorter
    return " ".join(text.split())


def _words(element: etree._Element) -> Iterator[str]:
    """Yield the texts of an element, without those of links that only say where they lead."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, own in walk:
        if event == "end":
            yield (own.tail or "") if own is not element else ""
        elif own.tag in _WHOLE and own is not element:
            walk.skip_subtree()
            text = text_of(own) if own.tag == "a" else ""
            yield " " if own.tag == "br" else text if text and not is_generic(text) else ""
        else:
            yield own.text or ""


def text_before(element: etree._Element, inner: etree._Element) -> str:
    """Return the text of an element in front of one inside of it, or the beginning of it."""
    if (text := _text_above(element, inner)) is not None:
        return text
    pieces: list[str] = []
    for event, own in etree.iterwalk(element, events=("start", "end")):
        if own is inner:
            break
        if event == "start":
            pieces.append(own.text or "")
        elif own is not element:
            pieces.append(own.tail or "")
        if len(pieces) > _MOST_BEFORE:
            break
    return "".join(pieces)


def _text_above(element: etree._Element, inner: etree._Element) -> str | None:
    """Return the text in front of an inner element where only elements around it have some."""
    pieces: list[str] = []
    at: etree._Element | None = inner
    while at is not element:
        if at is None or at.getprevious() is not None:
            return None
        at = at.getparent()
        if at is not None and at.text:
            pieces.append(at.text)
    return "".join(reversed(pieces))


def text_behind(element: etree._Element, inner: etree._Element) -> str:
    """Return the text between an element and the next link."""
    pieces: list[str] = []
    begun = False
    for event, own in etree.iterwalk(element, events=("start", "end")):
        if own is inner:
            begun = begun or event == "end"
            pieces += [own.tail or ""] if event == "end" else []
        elif begun and (own.tag == "a" or own is element or len(pieces) > _MOST_BEFORE):
            break
        elif begun:
            pieces.append((own.text if event == "start" else own.tail) or "")
    return "".join(pieces)
