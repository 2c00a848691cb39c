"""A page in Markdown or HTML into a digest: its papers, each with the day of its list."""

from __future__ import annotations

import bisect
import re

from lxml import etree

from papersearch.digest import days
from papersearch.digest.pages import entries, evidence, front, headings
from papersearch.digest.pages.outline import Part, outline
from papersearch.digest.pages.tree import Tree, of_html, of_markdown
from papersearch.digest.pages.units import Chooser, Unit, is_day
from papersearch.digest.telling import TOO_MANY, Problems
from papersearch.digest.types import Digest
from papersearch.types import address, limits
from papersearch.types.paper import Entry

_UPDATED = re.compile(r"(?i)updat|generated|last|更新|生成|갱신|수정")
NO_DAY = "no day in the headings or the file's name: name it as 2024-07-31.md, or head it so"


def read_markdown(text: str, source: str) -> Digest:
    """Return the papers of a digest in Markdown, and what is wrong with it.

    ``source`` is its path, which gives the day where no heading does. Any text can be read, none
    raises.
    """
    problems = Problems(source)
    lines = _shortened(_lines(text), problems)
    described = front.take(lines, source)
    tree = of_markdown(lines)
    headings.mend(tree, problems)
    return _Page(tree, source, problems, described).read()


def read_html(text: str, source: str) -> Digest:
    """Return the papers of a digest in HTML; see :func:`read_markdown`."""
    tree = of_html(text)
    return _Page(tree, source, Problems(source), front.of_metadata(tree.root, source)).read()


def _lines(text: str) -> list[str]:
    text = text.removeprefix("\ufeff").replace("\n\ufeff", "\n")
    if "\n" not in text:
        return text.split("\r")
    return [line.removesuffix("\r") for line in text.split("\n")]


def _shortened(lines: list[str], problems: Problems) -> list[str]:
    most = limits.MARKDOWN_LINE_CHARACTERS
    for index, line in enumerate(lines):
        if len(line) > most:
            lines[index] = line[:most]
            problems.add(
                index + 1, f"a line of more than {most:,} characters: the rest is not read"
            )
    return lines


class _Page:
    """Reads the papers of one page in their order, and which day each was listed on."""

    def __init__(
        self, tree: Tree, source: str, problems: Problems, described: Entry | None
    ) -> None:
        self._described = described
        self._tree = tree
        self._source = source
        self._problems = problems
        self._notes = Problems(source)
        self._day = days.day_of_source(source)
        self._outline = outline(tree.root)
        self._titles = _titles(self._outline)

    def read(self) -> Digest:
        dated = self._day or any(days.day_in(evidence.text_of(own)) for own in self._titles)
        chooser = Chooser(self._outline, dated=bool(dated))
        units = chooser.units()
        if self._described and (note := self._note(self._described, chooser, units)):
            return self._digest([note], undated=not note.day)
        if self._tree.cut:
            self._problems.add(1, "elements nested deeper than 250: what lies deeper is not read")
        listed = self._listed(units)
        others = {unit.anchor for unit in units}
        stops = self._stops(units)
        found: list[Entry] = []
        undated = False
        for unit in units:
            if len(found) == limits.FILE_ENTRIES:
                self._problems.add(self._tree.line(unit.anchor), TOO_MANY)
                break
            read = entries.read(unit, self._tree, others, stops)
            for line, message in read.problems:
                self._problems.add(line, message)
            compact = unit.kind in ("row", "item", "line") or read.own_first
            own = (
                [read.own_day, listed[unit.anchor]]
                if compact
                else [listed[unit.anchor], read.own_day]
            )
            day = next((day for day in [*own, read.own_month] if day), "")
            undated = undated or not day
            found.append(entries.dated(read.entry, day))
        return self._digest(found, undated=undated)

    def _digest(self, found: list[Entry], *, undated: bool) -> Digest:
        if undated:
            self._notes.add(1, NO_DAY)
        seems = "" if found else self._seems()
        return Digest(tuple(found), self._problems.problems(), self._notes.problems(), seems)

    def _note(self, described: Entry, chooser: Chooser, units: list[Unit]) -> Entry | None:
        """Return the paper that the page is a note of, as what stands in front of it says."""
        if address.is_known(described.id):
            return entries.note(described, self._outline, self._tree, [described.id])
        titled = [unit for unit in units if unit.kind in ("heading", "row")]
        if chooser.count != 1 or titled or is_day(described.title):
            return None
        return entries.note(described, self._outline, self._tree, chooser.ids)

    def _listed(self, units: list[Unit]) -> dict[etree._Element, str]:
        """Return the day of the list in which each unit stands: that of the last heading of a day."""
        anchors = {unit.anchor for unit in units}
        inner = {own for unit in units for own in _inner(unit) if own not in anchors}
        wanted = {own for own in self._titles if own not in anchors and own not in inner}
        found: dict[etree._Element, str] = {}
        day, year = self._day, self._day[:4]
        for element in self._tree.root.iter():
            if element in wanted:
                text = evidence.text_of(element)
                if not _UPDATED.search(text) and (named := days.heading_day(text, year)):
                    day, year = named, named[:4]
                elif (said := days.day_in(text)) and not said[0]:
                    day = ""
                    line = self._tree.line(element)
                    self._problems.add(
                        line, f"no such day in {text[:60]!r}: write it as 2024-07-31"
                    )
            elif element in anchors:
                found[element] = day
        return found

    def _stops(self, units: list[Unit]) -> list[int]:
        """Return the lines, ascending, at which the text under a heading may end."""
        inner = {own for unit in units for own in _inner(unit)} - {unit.anchor for unit in units}
        found: list[int] = [span[0] for own in self._footers() if (span := self._tree.span(own))]
        for element in self._titles:
            if element not in inner and (span := self._tree.span(element)):
                bisect.insort(found, span[0])
        return found

    def _footers(self) -> list[etree._Element]:
        """Return the rule behind which there is but a line about the page itself, if there is one."""
        body = self._tree.root.find(".//body")
        last = list(body)[-3:] if body is not None else []
        rule = next((at for at, own in enumerate(last) if own.tag == "hr"), None)
        if rule is None or not last[rule + 1 :]:
            return []
        marked = all(own.tag == "p" and _is_marked(own) for own in last[rule + 1 :])
        return [last[rule]] if marked else []

    def _seems(self) -> str:
        body = self._tree.root
        words = evidence.text_of(body)
        named = evidence.ids(body)
        if not words:
            return "a file without words"
        if len(words) < 200 and not named and self._titles and days.day_in(words):
            return ""
        if named:
            return f"a text that mentions {len(named)} papers, but lists none"
        if next(body.iter("table"), None) is not None:
            return "a table without links to papers"
        if sum(1 for _ in evidence.links(body)) >= 5:
            return "a list of links, of which none leads to a paper"
        return "notes"


def _is_marked(paragraph: etree._Element) -> bool:
    """Whether a paragraph is all in italics or small, as the last line of a page."""
    text = evidence.text_of(paragraph)
    marked = [evidence.text_of(own) for own in paragraph.iter("em", "i", "sub", "small")]
    return 0 < len(text) <= 300 and bool(marked) and len(marked[0]) >= len(text) - 2


def _inner(unit: Unit) -> list[etree._Element]:
    """Return the headings that belong to the text of a unit."""
    own = _titles(unit.part) if unit.part is not None else []
    for part in unit.parts:
        own += [part.title, *_titles(part)] if part.title is not None else _titles(part)
    return own


def _titles(part: Part) -> list[etree._Element]:
    """Return the headings in a part, its own left out, in order."""
    found = []
    pending = part.items[::-1]
    while pending:
        item = pending.pop()
        if isinstance(item, Part):
            if item.title is not None:
                found.append(item.title)
            pending += item.items[::-1]
    return found
