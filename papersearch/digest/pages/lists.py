"""The papers in a list: its items, or those of the lists inside of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from papersearch.digest import labels, names
from papersearch.digest.pages import evidence, titles
from papersearch.digest.pages.said import Said, text_of
from papersearch.digest.pages.text import lines_of
from papersearch.digest.pages.tidying import tidy
from papersearch.digest.pages.words import text_before
from papersearch.types import address

_INNER = ("ul", "ol", "dl", "table")
_LINKS = re.compile(r"(?i)\[(?:paper|pdf|arxiv|code|论文|論文|논문)\]")
_MOST_FIELDS = 30
_DEEPEST = 20
"""Lists within each other in which papers are looked for."""
_NEAR = 60
"""Characters between a title and the address that is its own."""
_SHARE = 1 / 3
"""Of the items of a list with an address; then those without one are papers, too."""


@dataclass(slots=True)
class Item:
    """An item that is a paper; ``title`` is "" for one that is an address and nothing else."""

    said: Said
    title: str
    ids: tuple[str, ...]
    content: list[Said] = field(default_factory=list)
    url: str = ""


def papers(listing: Said, *, dated: bool, depth: int = 0) -> list[Item]:
    """Return the papers of a list, nested ones in their place; ``dated``: the page names a day."""
    if not listing.ids:
        return []
    items = [Said(own) for own in _items(listing.element)]
    if described := _described(listing, items):
        return [described]
    found: list[tuple[Said, list[Item]]] = []
    addressed = 0
    for item in items:
        own = _of(item, dated=dated, depth=depth)
        addressed += bool(own) and bool(own[0].ids)
        found.append((item, own))
    if addressed:
        without = sum(not own for _, own in found)
        bold = sum(_is_bold(own[0].said) for _, own in found if own)
        mostly = addressed >= _SHARE * (addressed + without)
        found = [
            (item, own or _unaddressed(item, bold=2 * bold > addressed, mostly=mostly))
            for item, own in found
        ]
    every = [paper for _, own in found for paper in own]
    if any(paper.title for paper in every) or len(every) < len(items):
        # "PDF" belongs to a paper elsewhere; an address that is written out is one of its own.
        return [own for own in every if own.title or (not depth and _is_written(own.said))]
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


def _described(listing: Said, items: list[Said]) -> Item | None:
    """Return the one paper that a list of fields describes: "Title: ...", "Link: ..."."""
    lines = [line for item in items[:_MOST_FIELDS] for line in lines_of(item.element)[:1]]
    title = titles.of_fields(lines[:3])
    if not title:
        return None
    meant = [names.meaning(own.name) for line in lines if (own := labels.split_field(line))]
    if meant.count("title") > 1 or sum(map(bool, meant)) < max(2, len(items) / 2):
        return None
    found = listing.ids
    return Item(listing, title, found, [listing]) if evidence.papers(found) == 1 else None


def _of(item: Said, *, dated: bool, depth: int) -> list[Item]:
    inner = _inner(item.element)
    head = _head(item, inner)
    nested = [
        paper
        for own in inner
        if own.tag != "table" and depth < _DEEPEST
        for paper in papers(Said(own), dated=dated, depth=depth + 1)
    ]
    if not item.ids:
        return nested
    own = head.ids
    title = titles.of_line(head) or titles.of_fields(lines_of(item.element))
    if nested:
        if own and title and not set(own) & {key for paper in nested for key in paper.ids}:
            return [Item(item, title, own, [item]), *nested]
        return nested
    wanted = own or item.ids
    if title:
        return [Item(item, title, wanted, [item])] if _one(head, wanted) else _several(item)
    if evidence.papers(item.ids) == 1 and evidence.is_generic(item.text):
        return [Item(item, "", item.ids, [item])]
    return _several(item)


def _inner(item: etree._Element) -> list[etree._Element]:
    """Return the lists and tables in an item, without those that are inside of these."""
    if next(item.iter(*_INNER), None) is None:
        return []
    found: list[etree._Element] = []
    walk = etree.iterwalk(item, events=("start",))
    for _, own in walk:
        if own.tag in _INNER and own is not item:
            found.append(own)
            walk.skip_subtree()
    return found


def _head(item: Said, inner: list[etree._Element]) -> Said:
    """Return an item without the lists inside of it."""
    if not inner:
        return item
    head = etree.fromstring(
        etree.tostring(item.element, with_tail=False), etree.HTMLParser(encoding="utf-8")
    )
    for own in list(head.iter(*_INNER)):
        parent = own.getparent()
        if parent is not None:
            parent.remove(own)
    return Said(head)


def _one(head: Said, found: tuple[str, ...]) -> bool:
    """Whether an item is about one paper: one address, or one in front of those in its words."""
    if evidence.papers(found) <= 1:
        return True
    own = [link for link in head.links if link.id]
    titled = [link for link in own if evidence.is_long_title(link.text)]
    if titled:
        return len(titled) == 1 and titles.leads(head, titled[0].element)
    if sum(bool(address.identified(link.text)) for link in own) > 1:
        return False  # numbers in the middle of sentences
    bold = next(head.element.iter("strong"), None)
    if bold is None:
        return False
    before = text_before(head.element, own[0].element) if own else ""
    return len(before) <= len(text_of(bold)) + _NEAR


def _several(item: Said) -> list[Item]:
    """Return the papers of an item that is nothing but some links with titles."""
    titled = [own for own in item.links if own.id and evidence.is_long_title(own.text)]
    if len(titled) < 2 or sum(len(own.text) for own in titled) < 0.6 * len(item.text):
        return []
    return [Item(Said(own.element), tidy(own.text), (own.id,)) for own in titled]


def _is_written(item: Said) -> bool:
    """Whether an item is an address that is written out, and no field."""
    return any(map(str.isdigit, item.text)) and not labels.split_field(item.text)


def _unaddressed(item: Said, *, bold: bool, mostly: bool) -> list[Item]:
    """Return an item without an address as a paper, if it looks like those with one.

    They have a ``bold`` title, or begin with a link; ``mostly`` says that there are not few.
    """
    title = titles.of_line(item)
    if not evidence.is_long_title(title) or bold != _is_bold(item):
        return []
    leading = (own for own in item.links if "#" not in own.url and evidence.is_titled(own.text))
    link = next(leading, None)
    if bold:
        if not mostly or not (item.links or _LINKS.search(item.text)):
            return []
    elif (
        link is None
        or not titles.leads(item, link.element)
        or not (mostly or "://" not in link.url[:12])
    ):
        return []
    url = link.url if link is not None and "://" in link.url[:12] else ""
    return [Item(item, title, (), [item], url)]


def _is_bold(said: Said) -> bool:
    return next(said.element.iter("strong"), said.element) is not said.element
