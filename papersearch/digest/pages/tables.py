"""The papers in a table: one a row, by what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from papersearch.digest import names
from papersearch.digest.pages import evidence, titles
from papersearch.digest.pages.said import Said, text_of
from papersearch.digest.pages.tidying import is_mark, tidy
from papersearch.digest.pages.words import without_links

_MOST_COLUMNS = 60
_FIELDS = 0.6
"""Of the rows of a table whose first cell is the name of a field; then it is about one paper."""


@dataclass(slots=True)
class Row:
    """A row that is a paper: its cells, and of each column the name and what that means.

    The columns are the same object for all rows, of which a page may have very many.
    """

    element: etree._Element
    title: str
    ids: tuple[str, ...]
    cells: list[Said]
    columns: list[tuple[str, str]]
    titled: Said | None = None


def rows(table: etree._Element) -> list[list[etree._Element]]:
    """Return the cells of each row of a table, but those of tables inside of it."""
    found: list[list[etree._Element]] = []
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is table:
            cells = [own for own in row if own.tag in ("td", "th")]
            found += [cells[:_MOST_COLUMNS]] if cells else []
    return found


def fields(table: etree._Element) -> list[tuple[str, etree._Element]]:
    """Return name and value of each row of a table that describes one thing; [] for others."""
    return _fields(rows(table))


def _fields(every: list[list[etree._Element]]) -> list[tuple[str, etree._Element]]:
    found = [cells for cells in every if len(cells) == 2 and cells[1].tag == "td"]
    if not found or len(found) < len(every) - 1:
        return []
    named = [(text_of(cells[0]), cells[1]) for cells in found]
    known = sum(bool(names.meaning(name)) for name, _ in named)
    return named if known >= max(1, _FIELDS * len(found)) else []


def papers(table: etree._Element) -> list[Row]:
    """Return the rows of a table that are papers."""
    every = rows(table)
    if not every or _fields(every):
        return []
    columns = _header(every[0])
    found = [_row(cells, columns) for cells in (every[1:] if columns else every)]
    addressed = sum(bool(row.ids) for row in found)
    meanings = {meaning for _, meaning in columns}
    about = "title" in meanings and len(meanings & _ABOUT) >= 2
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
_ADDRESSED = frozenset(("", "url", "abstract", "summary", "pdf", "code", "id"))


def _header(cells: list[etree._Element]) -> list[tuple[str, str]]:
    """Return the names of the columns and what they mean; [] where the first row is no header."""
    header = [(name, names.meaning(name)) for name in map(text_of, cells)]
    known = sum(meaning != "" for _, meaning in header)
    is_header = all(cell.tag == "th" for cell in cells) or known >= max(2, len(cells) // 2)
    return header if is_header and not Said(cells[0].getparent()).ids else []


def _row(elements: list[etree._Element], columns: list[tuple[str, str]]) -> Row:
    cells = list(map(Said, elements))
    if len(cells) > len(columns):
        columns = [*columns, *[("", "")] * (len(cells) - len(columns))]
    found = tuple(dict.fromkeys(key for cell in cells for key in cell.ids))
    row = Row(elements[0].getparent(), "", found, cells, columns)
    row.title, row.titled = _titled(row)
    return row


def _titled(row: Row) -> tuple[str, Said | None]:
    """Return the title of a row and the cell in which it stands."""
    cells = list(zip(row.columns, row.cells, strict=False))
    wanted = [cell for (_, meaning), cell in cells if meaning == "title"]
    for cell in wanted:
        if title := _title(cell):
            return title, cell
    if wanted:
        return _nickname(row) if row.ids else ("", None)
    for (_, meaning), cell in cells:
        for link in cell.links if meaning in _ADDRESSED else ():
            if link.id and evidence.is_titled(link.text):
                return tidy(link.text), cell
    for (_, meaning), cell in cells if row.ids else ():
        text = "" if meaning else titles.of_line(cell) or tidy(cell.text)
        if evidence.is_long_title(text) or (text and cell.ids and evidence.is_titled(text)):
            return text, cell
    return "", None


def _nickname(row: Row) -> tuple[str, Said | None]:
    """Return the name of a paper whose column of titles holds links alone: its first words."""
    for (_, meaning), cell in zip(row.columns, row.cells, strict=False):
        named = meaning in ("", "project") and not cell.links
        if named and evidence.is_titled(cell.text) and not is_mark(cell.text):
            return tidy(cell.text), cell
    return "", None


def _title(cell: Said) -> str:
    """Return the title in a cell: its link or bold text, or its words in front of any link."""
    title = titles.of_line(cell)
    if title:
        return title
    text = tidy(without_links(cell))
    cut = text.split(" (Read more on")[0].strip()
    return cut if evidence.is_titled(cut) else ""


def _is_row(row: Row) -> bool:
    """Whether a row without an address is a paper like those with one: not a place in the page."""
    return not any(".md#" in link.url for cell in row.cells for link in cell.links)
