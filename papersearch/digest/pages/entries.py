"""A unit of a page into an entry: its fields, its text, its address, its day."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from papersearch.digest.bounds import within_limits
from papersearch.digest.pages import body, cells, evidence, tables
from papersearch.digest.pages.draft import Draft
from papersearch.digest.pages.outline import Part
from papersearch.digest.pages.said import Link, Said
from papersearch.digest.pages.tidying import tidy
from papersearch.digest.pages.tree import Tree
from papersearch.digest.pages.unit import Unit
from papersearch.types import address
from papersearch.types.paper import Entry


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around the papers of a page.

    ``others`` are the elements where papers begin, ``stops`` the lines, ascending, at which what
    belongs to a heading may end, ``days`` those of the list in which each paper stands.
    """

    tree: Tree
    others: set[etree._Element]
    stops: list[int]
    days: dict[etree._Element, str]


def read(unit: Unit, around: Surroundings) -> tuple[Entry, list[tuple[int, str]]]:
    """Return the entry that a unit is, and what is wrong with it, each with its line."""
    if unit.row is not None:
        draft = Draft(unit.ids, plain=True)
        sections = cells.sections(unit.row, draft)
    else:
        lines, plain = body.lines(unit, around.tree, around.others, around.stops)
        draft = Draft(unit.ids, plain=plain)
        for number, text in lines:
            draft.add(number, text)
        sections = draft.sections()
    links = _links(unit)
    identity = unit.ids[0] if unit.ids else ""
    url = unit.url or _address(identity, links, draft.links)
    entry = Entry(
        id=identity or address.paper_id(url, unit.title),
        title=unit.title,
        sections=sections,
        day=_day(unit, draft, around.days[unit.anchor.element]),
        authors=draft.authors,
        authors_cut=draft.authors_cut,
        votes=draft.votes,
        url=url,
        thumbnail=draft.thumbnail,
        video=draft.video,
        code=draft.code or next((own.url for own in links if evidence.is_repository(own.url)), ""),
        categories=draft.categories,
        venue=draft.venue,
    )
    entry, beyond = within_limits(entry)
    if not beyond:
        return entry, draft.problems
    line = around.tree.line(unit.anchor.element)
    return entry, [*draft.problems, *((line, message) for message in beyond)]


def _links(unit: Unit) -> list[Link]:
    """Return the links of a unit."""
    if unit.row is not None:
        return [link for cell in unit.row.cells for link in cell.links]
    content = unit.content if unit.anchor in unit.content[:1] else [unit.anchor, *unit.content]
    return [link for own in content for link in own.links]


def _day(unit: Unit, draft: Draft, listed: str) -> str:
    """Return the day of a paper: that of its list; where every paper has its own, that first."""
    if unit.kind in ("row", "item", "line") or _has_fields(unit.content):
        return draft.day or listed or draft.month
    return listed or draft.day or draft.month


def _has_fields(content: list[Said]) -> bool:
    return any(own.tag == "table" and tables.fields(own.element) for own in content)


def note(described: Entry, page: Part, tree: Tree, ids: tuple[str, ...]) -> Entry:
    """Return the entry of a page that is all of one paper, ``described`` in front of it.

    What stands in front goes before what the page says; texts that are there twice count once.
    """
    content = page.elements()
    described = dataclasses.replace(described, title=_title(described.title, content))
    anchor = content[0] if content else Said(tree.root)
    unit = Unit("note", anchor, described.title, ids, content, page)
    lines, plain = body.lines(unit, tree, set(), [])
    draft = Draft(ids, plain=plain)
    for number, text in lines:
        if " ".join(text.strip("# ").split()) != described.title:
            draft.add(number, text)
    told = {own.text for own in described.sections}
    sections = tuple(own for own in draft.sections() if own.text not in told)
    entry = dataclasses.replace(
        described,
        id=ids[0],
        sections=(*described.sections, *sections),
        day=described.day or draft.day,
        authors=described.authors or draft.authors,
        authors_cut=described.authors_cut if described.authors else draft.authors_cut,
        votes=draft.votes if described.votes is None else described.votes,
        url=described.url or _address(ids[0], _links(unit), draft.links),
        thumbnail=described.thumbnail or draft.thumbnail,
        video=described.video or draft.video,
        code=described.code or draft.code,
        categories=described.categories or draft.categories,
        venue=described.venue or draft.venue,
    )
    return within_limits(entry)[0]


def _title(title: str, content: list[Said]) -> str:
    """Return the title as the heading has it, where that is a part of the one in front."""
    head = next((own for own in content if own.tag == "h1"), None)
    text = tidy(head.text) if head is not None else ""
    return text if text != title and text in title and evidence.is_long_title(text) else title


def _address(identity: str, links: list[Link], written: list[str]) -> str:
    """Return the address of a paper as the page has it: rather its page than its PDF."""
    if not identity:
        return ""
    first = ""
    for url in _addresses(identity, links, written):
        if "/pdf" not in url and not url.endswith(".pdf"):
            return url
        first = first or url
    return first or address.page(identity)


def _addresses(identity: str, links: list[Link], written: list[str]) -> Iterator[str]:
    """Yield the addresses that lead to a paper."""
    for link in links:
        if link.id == identity and "://" in link.url[:12]:
            yield link.url
    for url in written:
        if "://" in url[:12] and address.of_link(url) == identity:
            yield url
