"""What watches caught as an Atom feed (RFC 4287), for feed readers."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from papersearch.render.facts import address
from papersearch.render.mail import summary
from papersearch.render.terminal import escape

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from papersearch.following.feed import Caught, Feed

NAMESPACE = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00Z"


def atom(feed: Feed, made: str, *, own: str = "", page: str = "") -> str:
    """Return a feed whose ids are the same whenever it is made again.

    The feed of all watches is one and the same, whichever there are; that of watches that were
    named goes by their names, in any order. ``made`` is the instant at which it is made, which
    counts where nothing was caught. ``own`` is the address from which the feed is read, ``page``
    that of a page that shows the same to people; "" where there is none.
    """
    from xml.etree import ElementTree

    names = [watch.name for watch in feed.watches]
    called = ("feed",) if feed.whole else ("watches", *sorted(names))
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE})
    _add(root, "id", _urn(feed.id, *called))
    _add(root, "title", f"papersearch: {', '.join(names)}")
    _add(root, "updated", max(map(_updated, feed.caught), default=made))
    _add(_add(root, "author"), "name", "papersearch")
    if target := address(own):
        _add(root, "link", rel="self", type="application/atom+xml", href=target)
    if target := address(page):
        _add(root, "link", rel="alternate", type="text/html", href=target)
    for caught in feed.caught:
        _entry(_add(root, "entry"), feed, caught)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _entry(entry: Element, feed: Feed, caught: Caught) -> None:
    paper = caught.paper
    _add(entry, "id", _urn(feed.id, "paper", paper.id))
    _add(entry, "title", paper.title or paper.id)
    _add(entry, "updated", _updated(caught))
    if paper.days:
        _add(entry, "published", f"{paper.days[0]}T00:00:00Z")
    if target := address(paper.url):
        _add(entry, "link", rel="alternate", href=target)
    for author in paper.authors:
        _add(_add(entry, "author"), "name", author)
    for catch in caught.catches:
        _add(entry, "category", term=catch.watch)
    _add(entry, "content", summary(caught), type="html")


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    from xml.etree.ElementTree import SubElement

    child = SubElement(parent, name, {key: escape(value) for key, value in attributes.items()})
    if text:
        child.text = escape(text)
    return child


def _updated(caught: Caught) -> str:
    day = caught.paper.days[-1] if caught.paper.days else ""
    return caught.arrived or (f"{day}T00:00:00Z" if day else _NEVER)


def _urn(feed_id: str, *parts: str) -> str:
    """Return the name of a thing within a feed, the same for the same thing."""
    return uuid.uuid5(uuid.UUID(feed_id), "\n".join(map(escape, parts))).urn
