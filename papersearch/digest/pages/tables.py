"""The papers in a table: one a row, by what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from papersearch.digest import names
from papersearch.digest.pages import evidence, titles

_MOST_COLUMNS = 60
_FIELDS = 0.6
"""Of the rows of a table whose first cell is the name of a field; then it is about one paper."""


@dataclass(slots=True)
class Row:
    """A row that is a paper: its cells with the name of their column and what that means."""

    element: etree._Element
    title: str
    ids: list[str]
    cells: list[tuple[str, str, etree._Element]] = field(default_factory=list)
    titled: etree._Element | None = None


def rows(table: etree._Element) -> list[list[etree._Element]]:
    """Return the cells of each row of a table, but those of tables inside of it."""
    found = []
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is table:
            found.append([own for own in row if own.tag in ("td", "th")][:_MOST_COLUMNS])
    return [cells for cells in found if cells]


def fields(table: etree._Element) -> list[tuple[str, etree._Element]]:
    """Return name and value of each row of a table that describes one thing; [] for others."""
    every = rows(table)
    found = [cells for cells in every if len(cells) == 2 and cells[1].tag == "td"]
    known = sum(bool(names.meaning(evidence.text_of(cells[0]))) for cells in found)
    if not found or len(found) < len(every) - 1 or known < max(1, _FIELDS * len(found)):
        return []
    return [(evidence.text_of(cells[0]), cells[1]) for cells in found]


def papers(table: etree._Element) -> list[Row]:
    """Return the rows of a table that are papers."""
    every = rows(table)
    if not every or fields(table):
        return []
    header, meanings = _header(every[0])
    found = [_row(cells, header, meanings) for cells in (every[1:] if header else every)]
    addressed = sum(bool(row.ids) for row in found)
    about = {"title"} <= set(meanings) and len(set(meanings) & _ABOUT) >= 2
    kept: list[Row] = []
    for row in found:
        if evidence.papers(row.ids) > 1 and not row.title:
            continue
        if (
            (row.ids and row.title)
            or (row.title and (about or addressed) and _is_row(row))
            or (row.ids and len(row.cells) > 1)
        ):
            kept.append(row)
    return kept if addressed or about else []


_ABOUT = {"authors", "abstract", "summary", "url", "pdf", "code", "id", "venue"}


def _header(cells: list[etree._Element]) -> tuple[list[str], list[str]]:
    """Return the names of the columns and what they mean; [] where the first row is no header."""
    header = [evidence.text_of(cell) for cell in cells]
    meanings = [names.meaning(name) for name in header]
    known = sum(map(bool, meanings))
    is_header = all(cell.tag == "th" for cell in cells) or known >= max(2, len(cells) // 2)
    if not is_header or evidence.ids(cells[0].getparent()):
        return [], []
    if "title" not in meanings:
        return header, meanings
    return header, meanings


def _row(cells: list[etree._Element], header: list[str], meanings: list[str]) -> Row:
    row = cells[0].getparent()
    named = [
        (header[at] if at < len(header) else "", meanings[at] if at < len(meanings) else "", cell)
        for at, cell in enumerate(cells)
    ]
    found = list(dict.fromkeys(key for cell in cells for key in evidence.ids(cell)))
    wanted = [cell for _, meaning, cell in named if meaning == "title"]
    for cell in wanted:
        if title := _title(cell):
            return Row(row, title, found, named, cell)
    for name, meaning, cell in named:
        if meaning in ("", "url", "abstract", "summary", "pdf", "code", "id") and not wanted:
            link = next(
                (own for own in evidence.links(cell) if own.id and evidence.is_titled(own.text)),
                None,
            )
            if link is not None:
                return Row(row, titles.tidy(link.text), found, named, cell)
    if found and not wanted:
        for name, meaning, cell in named:
            text = titles.tidy(evidence.text_of(cell))
            if not meaning and evidence.is_long_title(text):
                return Row(row, text, found, named, cell)
    return Row(row, "", found, named)


def _title(cell: etree._Element) -> str:
    """Return the title in a cell: its link or bold text, or its words in front of any link."""
    title = titles.of_line(cell)
    if title:
        return title
    text = titles.tidy(titles.without_links(cell))
    cut = text.split(" (Read more on")[0].strip()
    return cut if evidence.is_titled(cut) else ""


def _is_row(row: Row) -> bool:
    """Whether a row without an address is a paper like those with one: not a place in the page."""
    return not any(
        own.url.startswith("#") or ".md#" in own.url for own in evidence.links(row.element)
    )
