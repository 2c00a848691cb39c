"""A page in Markdown or HTML into a digest: its papers, each with the day of its list."""

from __future__ import annotations

import re

from lxml import etree

from papersearch.digest import days
from papersearch.digest.pages import entries, front, headings, hints
from papersearch.digest.pages.outline import outline
from papersearch.digest.pages.said import Said, text_of
from papersearch.digest.pages.tree import Tree, of_html, of_markdown
from papersearch.digest.pages.unit import Unit
from papersearch.digest.pages.units import Chooser
from papersearch.digest.telling import TOO_MANY, Problems
from papersearch.digest.types import Digest
from papersearch.types import address, limits
from papersearch.types.paper import Entry

_UPDATED = re.compile(r"(?i)updat|generated|last|更新|生成|갱신|수정")
_STAMP = re.compile(
    r"(?i)\W{0,4}(?:automatically |auto-?)?(?:generated|updated|created|built|powered|made"
    r"|last updated)\s(?:by|on|at|with)\b|\W{0,4}(?:由|自动|自動).{1,30}生成|\W{0,4}自動生成"
)
_LONGEST_FOOTER = 300
NO_DAY = "no day in the headings or the file's name: name it as 2024-07-31.md, or head it so"


def read_markdown(text: str, source: str) -> Digest:
    """Return the papers of a digest in Markdown, and what is wrong with it.

    ``source`` is its path, which gives the day where no heading does. Any text can be read, none
    raises.
    """
    problems = Problems(source)
    lines = _shortened(_lines(text), problems)
    said = front.take(lines, source)
    tree = of_markdown(lines)
    headings.mend(tree, problems)
    return _Page(tree, source, problems, said).read()


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

    def __init__(self, tree: Tree, source: str, problems: Problems, said: front.Front) -> None:
        self._described = said.entry
        self._tree = tree
        self._source = source
        self._problems = problems
        self._notes = Problems(source)
        self._day = said.day or days.day_of_source(source)
        self._outline = outline(tree.root)
        self._titles = self._outline.titles()

    def read(self) -> Digest:
        dated = self._day or any(days.day_in(own.text) for own in self._titles)
        chooser = Chooser(self._outline, dated=bool(dated))
        units = chooser.units()
        if self._described and (note := self._note(self._described, chooser, units)):
            return self._digest([note], undated=not note.day)
        if self._tree.cut:
            self._problems.add(1, "elements nested deeper than 250: what lies deeper is not read")
        around = entries.Surroundings(
            self._tree,
            {unit.anchor.element for unit in units},
            self._stops(units),
            self._listed(units),
        )
        found: list[Entry] = []
        for unit in units:
            if len(found) == limits.FILE_ENTRIES:
                self._problems.add(self._tree.line(unit.anchor.element), TOO_MANY)
                break
            entry, wrong = entries.read(unit, around)
            for line, message in wrong:
                self._problems.add(line, message)
            found.append(entry)
        return self._digest(found, undated=not all(entry.day for entry in found))

    def _digest(self, found: list[Entry], *, undated: bool) -> Digest:
        if undated:
            self._notes.add(1, NO_DAY)
        seems = "" if found else self._seems()
        return Digest(tuple(found), self._problems.problems(), self._notes.problems(), seems)

    def _note(self, described: Entry, chooser: Chooser, units: list[Unit]) -> Entry | None:
        """Return the paper that the page is a note of, as what stands in front of it says."""
        if address.is_known(described.id):
            return entries.note(described, self._outline, self._tree, (described.id,))
        titled = [unit for unit in units if unit.kind in ("heading", "row")]
        if chooser.count != 1 or titled or hints.is_day(described.title):
            return None
        return entries.note(described, self._outline, self._tree, chooser.ids)

    def _listed(self, units: list[Unit]) -> dict[etree._Element, str]:
        """Return the day of the list in which each unit stands: that of the last such heading."""
        anchors = {unit.anchor.element for unit in units}
        inner = {own.element for unit in units for own in unit.titles()} | anchors
        wanted = {own.element: own for own in self._titles if own.element not in inner}
        if not wanted:
            return dict.fromkeys(anchors, self._day)
        found: dict[etree._Element, str] = {}
        day, year = self._day, self._day[:4]
        for element in self._tree.root.iter(*{own.tag for own in (*wanted, *anchors)}):
            if element in wanted:
                text = wanted[element].text
                if not _UPDATED.search(text) and (named := days.heading_day(text, year)):
                    day, year = named, named[:4]
                elif (said := days.day_in(text)) and not said[0]:
                    day = ""
                    self._problems.add(
                        self._tree.line(element),
                        f"no such day in {text[:60]!r}: write it as 2024-07-31",
                    )
            elif element in anchors:
                found[element] = day
        return found

    def _stops(self, units: list[Unit]) -> list[int]:
        """Return the lines, ascending, at which the text under a heading may end."""
        inner = {own.element for unit in units for own in unit.titles()}
        inner -= {unit.anchor.element for unit in units}
        places = [own.element for own in self._titles if own.element not in inner]
        spans = map(self._tree.span, [*places, *self._footers()])
        return sorted(span[0] for span in spans if span)

    def _footers(self) -> list[etree._Element]:
        """Return the rule behind which there is but a line about the page, if there is one."""
        body = self._tree.root.find(".//body")
        last = body[-3:] if body is not None else []
        rule = next((at for at, own in enumerate(last) if own.tag == "hr"), None)
        if rule is None or not last[rule + 1 :]:
            return []
        beneath = all(own.tag == "p" and _is_of_page(own) for own in last[rule + 1 :])
        return [last[rule]] if beneath else []

    def _seems(self) -> str:
        page = Said(self._tree.root)
        if not page.text:
            return "a file without words"
        if len(page.text) < 200 and not page.ids and self._titles and days.day_in(page.text):
            return ""
        if page.ids:
            papers = f"{len(page.ids)} paper{'' if len(page.ids) == 1 else 's'}"
            return f"a text that mentions {papers}, but lists none"
        if next(page.element.iter("table"), None) is not None:
            return "a table without links to papers"
        if len(page.links) >= 5:
            return "a list of links, of which none leads to a paper"
        return "notes"


def _is_of_page(paragraph: etree._Element) -> bool:
    """Whether a last paragraph is about the page: in italics, small, links to others, a stamp."""
    said = Said(paragraph)
    if not 0 < len(said.text) <= _LONGEST_FOOTER or said.ids:
        return False
    least = len(said.text) - 2
    marked = next(paragraph.iter("em", "i", "sub", "small"), None)
    if marked is not None and len(text_of(marked)) >= least:
        return True
    words = sum(map(str.isalnum, said.text))
    linked = sum(map(str.isalnum, "".join(link.text for link in said.links)))
    return (bool(said.links) and linked >= words) or _STAMP.match(said.text) is not None
