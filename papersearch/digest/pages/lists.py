"""The papers in a list: its items, or those of the lists inside of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from papersearch.digest import labels, names
from papersearch.digest.pages import evidence, titles
from papersearch.digest.pages.text import lines_of
from papersearch.types import address

_INNER = ("ul", "ol", "dl", "table")
_LINKS = re.compile(r"(?i)\[(?:paper|pdf|arxiv|code|论文|論文|논문)\]")
_MOST_FIELDS = 30
_NEAR = 60
"""Characters between a title and the address that is its own."""
_SHARE = 1 / 3
"""Of the items of a list with an address; then those without one are papers, too."""


@dataclass(slots=True)
class Item:
    """An item that is a paper; ``title`` is "" for one that is an address and nothing else."""

    element: etree._Element
    title: str
    ids: list[str]
    content: list[etree._Element] = field(default_factory=list)
    url: str = ""


def papers(listing: etree._Element, *, dated: bool, depth: int = 0) -> list[Item]:
    """Return the papers of a list, nested ones in their place; ``dated``: the page names a day."""
    items = _items(listing)
    if own := _described(listing, items):
        return [own]
    found: list[tuple[etree._Element, list[Item]]] = []
    addressed = 0
    for item in items:
        own = _of(item, dated=dated, depth=depth)
        addressed += bool(own) and bool(own[0].ids)
        found.append((item, own))
    rest = [item for item, own in found if not own]
    if addressed:
        bold = sum(own[0].element.find(".//strong") is not None for _, own in found if own)
        mostly = addressed >= _SHARE * (addressed + len(rest))
        found = [
            (item, own or _unaddressed(item, bold=2 * bold > addressed, mostly=mostly))
            for item, own in found
        ]
    every = [paper for _, own in found for paper in own]
    if any(paper.title for paper in every) or len(every) < len(items):
        return [paper for paper in every if paper.title]
    return every


def _items(listing: etree._Element) -> list[etree._Element]:
    """Return the items; a term of a definition list with what follows it is one."""
    if listing.tag != "dl":
        return [own for own in listing if own.tag == "li"]
    joined: list[etree._Element] = []
    for own in list(listing):
        if own.tag == "dt" or not joined:
            joined.append(etree.SubElement(listing, "div"))
        joined[-1].append(own)
    return joined


def _described(listing: etree._Element, items: list[etree._Element]) -> Item | None:
    """Return the one paper that a list of fields describes: "Title: ...", "Link: ..."."""
    lines = [line for item in items[:_MOST_FIELDS] for line in lines_of(item)[:1]]
    title = titles.of_fields(lines[:3])
    if not title:
        return None
    meant = [names.meaning(own.name) for line in lines if (own := labels.split_field(line))]
    found = evidence.ids(listing)
    if meant.count("title") > 1 or sum(map(bool, meant)) < max(2, len(items) / 2):
        return None
    return Item(listing, title, found, [listing]) if evidence.papers(found) == 1 else None


def _of(item: etree._Element, *, dated: bool, depth: int) -> list[Item]:
    inner = [
        own for own in item.iter(*_INNER) if own.getparent() is not None and _is_next(own, item)
    ]
    head = _head(item, inner)
    nested = [
        paper
        for own in inner
        if own.tag != "table" and depth < 20
        for paper in papers(own, dated=dated, depth=depth + 1)
    ]
    found = evidence.ids(item)
    if not found:
        return nested
    own = evidence.ids(head)
    title = titles.of_line(head) or titles.of_fields(lines_of(item))
    if nested:
        if own and title and not set(own) & {key for paper in nested for key in paper.ids}:
            return [Item(item, title, own, [item]), *nested]
        return nested
    wanted = own or found
    if title:
        return [Item(item, title, wanted, [item])] if _one(head, wanted) else _several(item)
    if evidence.papers(found) == 1 and evidence.is_generic(evidence.text_of(item)):
        return [Item(item, "", found, [item])]
    return _several(item)


def _is_next(inner: etree._Element, item: etree._Element) -> bool:
    """Whether no other list or table lies between an inner one and the item."""
    at = inner.getparent()
    while at is not None and at is not item:
        if at.tag in _INNER:
            return False
        at = at.getparent()
    return True


def _head(item: etree._Element, inner: list[etree._Element]) -> etree._Element:
    """Return an item without the lists inside of it."""
    if not inner:
        return item
    head = etree.fromstring(
        etree.tostring(item, with_tail=False), etree.HTMLParser(encoding="utf-8")
    )
    for own in list(head.iter(*_INNER)):
        parent = own.getparent()
        if parent is not None:
            parent.remove(own)
    return head


def _one(head: etree._Element, found: list[str]) -> bool:
    """Whether an item is about one paper: one address, or one in front of those in its words."""
    if evidence.papers(found) <= 1:
        return True
    own = [link for link in evidence.links(head) if link.id]
    titled = [link for link in own if evidence.is_long_title(link.text)]
    if titled:
        return len(titled) == 1 and titles.leads(head, titled[0].element)
    if sum(bool(address.identified(link.text)) for link in own) > 1:
        return False  # numbers in the middle of sentences
    before = titles.text_before(head, own[0].element) if own else ""
    bold = head.find(".//strong")
    return bold is not None and len(before) <= len(evidence.text_of(bold)) + _NEAR


def _several(item: etree._Element) -> list[Item]:
    """Return the papers of an item that is nothing but some links with titles."""
    titled = [own for own in evidence.links(item) if own.id and evidence.is_long_title(own.text)]
    if len(titled) < 2 or sum(len(own.text) for own in titled) < 0.6 * len(evidence.text_of(item)):
        return []
    return [Item(own.element, titles.tidy(own.text), [own.id]) for own in titled]


def _unaddressed(item: etree._Element, *, bold: bool, mostly: bool) -> list[Item]:
    """Return an item without an address as a paper, if it looks like those with one.

    They have a ``bold`` title, or begin with a link; ``mostly`` says that there are not few.
    """
    link = next(
        (
            own
            for own in evidence.links(item)
            if "#" not in own.url and evidence.is_titled(own.text)
        ),
        None,
    )
    title = titles.of_line(item)
    if not evidence.is_long_title(title) or bold != (item.find(".//strong") is not None):
        return []
    if bold:
        marked = _LINKS.search(evidence.text_of(item)) or next(evidence.links(item), None)
        if not mostly or not marked:
            return []
    elif (
        link is None
        or not titles.leads(item, link.element)
        or not (mostly or "://" not in link.url[:12])
    ):
        return []
    url = link.url if link is not None and "://" in link.url[:12] else ""
    return [Item(item, title, [], [item], url)]
