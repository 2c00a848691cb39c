"""What an element of a page says: its text, its links, the papers that they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from papersearch.types import address

_MOST_ADDRESSES = 50
"""Addresses of one element that are told apart; what has more is a list, not a paper."""


class Link(NamedTuple):
    """A link: where it leads, what it is called, and the id of the paper there, or ""."""

    url: str
    text: str
    id: str
    element: etree._Element


class Said:
    """An element and what it says, each found once, when it is first asked for.

    The element must stay as it is from then on. What is found are tuples: a page has very many of
    them, and they cost the garbage collector less than lists.
    """

    __slots__ = ("_ids", "_links", "_text", "element", "tag")

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.tag: str = element.tag
        self._text: str | None = None
        self._links: tuple[Link, ...] | None = None
        self._ids: tuple[str, ...] | None = None

    @property
    def text(self) -> str:
        """The text on one line."""
        if self._text is None:
            self._text = text_of(self.element)
        return self._text

    @property
    def links(self) -> tuple[Link, ...]:
        """The links in their order, but those to a place in the same page."""
        if self._links is None:
            self._links = tuple(links(self.element))
        return self._links

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the papers that the element names, each once, in order."""
        if self._ids is None:
            self._ids = self._find_ids()
        return self._ids

    def _find_ids(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        seen: list[Link] = []
        for link in links(self.element) if self._links is None else self._links:
            seen.append(link)
            if link.id:
                found[link.id] = None
                if len(found) >= _MOST_ADDRESSES:
                    return tuple(found)
        self._links = tuple(seen)
        if _may_mention(self.text):
            for identity in address.mentioned(" ".join(self.element.itertext())):
                found[identity] = None
        return tuple(found)[:_MOST_ADDRESSES]


def text_of(element: etree._Element) -> str:
    """Return the text of an element on one line."""
    return " ".join(raw_text(element).split())


def raw_text(element: etree._Element) -> str:
    """Return the text of an element as it stands."""
    if not len(element):
        return element.text or ""
    # Several times as fast as to go through the texts one by one.
    text: str = etree.tostring(element, encoding="unicode", method="text", with_tail=False)
    return text


def links(element: etree._Element) -> Iterator[Link]:
    """Return the links of an element in their order, but those to a place in the same page."""
    if not len(element) and element.tag != "a":
        return iter(())  # which is told more quickly
    return _links_within(element)


def _links_within(element: etree._Element) -> Iterator[Link]:
    for own in element.iter("a"):
        url = (own.get("href") or "").strip()
        if url and not url.startswith("#"):
            yield Link(url, text_of(own), id_of(url), own)


def id_of(url: str) -> str:
    """Return the id of the paper at ``url``: by its address, or a relative path named after it."""
    if "://" in url[:12]:
        return address.of_link(url)
    return address.of_link(url) or address.in_path(url)


def _may_mention(text: str) -> bool:
    """Whether a text may name a paper; that of most does not, which is quickly told."""
    if "/" in text:
        return True
    lower = text.lower()
    return "arxiv" in lower or "doi" in lower
