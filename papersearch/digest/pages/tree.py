"""Markdown and HTML as one tree of HTML elements, which know their lines of Markdown.

Markdown goes through GitHub's own parser (cmark-gfm), since digests are written to be seen there:
what it shows as a heading or a table is one here. HTML inside of Markdown comes out as it stands
and becomes elements of the same tree. See docs/decisions/0034-digests-are-trees.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import cmarkgfm
from cmarkgfm.cmark import Options
from lxml import etree

from papersearch.digest import markup
from papersearch.types import limits

_OPTIONS = Options.CMARK_OPT_SOURCEPOS | Options.CMARK_OPT_UNSAFE
_EXTENSIONS = ["table", "strikethrough", "autolink"]
_POSITION = re.compile(r"(\d{1,9}):\d{1,9}-(\d{1,9}):\d{1,9}")
_TIGHT_HEADING = re.compile(r"( {0,3}#{3,6})(?=[^#\s])")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)")
_RULE = re.compile(r":?-+:?")
_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINERS = re.compile(r"(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*+")
_TAB = 4
MOST_JOINED = 20
"""Lines over which a row of a table may be broken."""
_DEEP = "depth"


@dataclass(slots=True)
class Tree:
    """The elements of a text: ``lines`` are those of its Markdown, empty for HTML.

    ``cut`` says that elements were nested too deeply to be read.
    """

    root: etree._Element
    lines: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    cut: bool = False
    _near: dict[etree._Element, int] = field(default_factory=dict)

    def span(self, element: etree._Element) -> tuple[int, int] | None:
        """Return the first and the last line of an element, counted from 0; None where unknown."""
        return self._span(element.get("data-sourcepos", ""))

    def _span(self, position: str) -> tuple[int, int] | None:
        found = _POSITION.fullmatch(position) if position else None
        if not found:
            return None
        first, last = int(found.group(1)) - 1, int(found.group(2)) - 1
        return (first, last) if 0 <= first <= last < len(self.lines) else None

    def line(self, element: etree._Element) -> int:
        """Return the line, from 1, at which an element stands, as nearly as it is known.

        The tree must stay as it is from then on.
        """
        if not self.lines:
            return element.sourceline or 1
        if span := self.span(element):
            return self.places[span[0]] + 1
        if not self._near:
            self._near = self._lines_nearby()
        return self._near.get(element, 1)

    def _lines_nearby(self) -> dict[etree._Element, int]:
        """Return the line of each element: its own, or of what is in it or before it."""
        elements = list(self.root.iter())
        inner: dict[etree._Element, str] = {}
        for element in reversed(elements):
            position = element.get("data-sourcepos") or inner.get(element)
            if position:
                inner[element] = position
                inner[element.getparent()] = position
        near: dict[etree._Element, int] = {}
        for element in elements:
            span = self._span(inner.get(element, ""))
            before = element.getprevious()
            if before is None:
                before = element.getparent()
            near[element] = self.places[span[0]] + 1 if span else near.get(before, 1)
        return near


def of_markdown(lines: list[str]) -> Tree:
    """Return the tree of a text in Markdown, whose lines have no line breaks."""
    plain = markup.without_controls("\n".join(lines)).split("\n")
    joined, places = _whole_rows(_spaced(list(map(_shallow, plain))))
    _close_fence(joined)
    html = cmarkgfm.markdown_to_html_with_extensions(
        "\n".join(joined), options=_OPTIONS, extensions=_EXTENSIONS
    )
    tree = of_html(html)
    tree.lines, tree.places = joined, places
    return tree


def of_html(html: str) -> Tree:
    """Return the tree of a text in HTML."""
    html = markup.of_html(html)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    root = etree.HTML(f"<body>{html}" if "<body" not in html[:20_000].lower() else html, parser)
    # Only what the parser could not read at all; it mends everything else.
    if root is not None:
        _break_lines(root)
    cut = any(_DEEP in error.message for error in parser.error_log)
    return Tree(etree.Element("body") if root is None else root, cut=cut)


def _break_lines(root: etree._Element) -> None:
    """Put a line break behind every ``<br>``, so that words around it are two."""
    for own in root.iter("br"):
        if not (own.tail or " ")[0].isspace():
            own.tail = f"\n{own.tail}"


def _shallow(line: str) -> str:
    """Return a line which is nested no deeper than what can be read."""
    most = limits.MARKDOWN_COLUMNS  # each of which may be one more element
    if len(line) <= most // _TAB:
        return line
    found = _CONTAINERS.match(line)
    if not found or found.end() <= most // _TAB:
        return line
    prefix = found.group().expandtabs(_TAB)
    return prefix[:most] + line[found.end() :] if len(prefix) > most else line


def _spaced(lines: list[str]) -> list[str]:
    """Return the lines with a space behind the marks of headings, which many forget."""
    return [
        _TIGHT_HEADING.sub(r"\1 ", line)
        if "###" in line and line[:4].lstrip(" ")[:1] == "#"
        else line
        for line in lines
    ]


def _whole_rows(lines: list[str]) -> tuple[list[str], list[int]]:
    """Return the lines with rows of tables in one piece, and where each began.

    A cell may hold line breaks where a title was copied from somewhere.
    """
    kept: list[str] = []
    places: list[int] = []
    columns = 0
    at = 0
    while at < len(lines):
        line, first = lines[at], at
        at += 1
        if columns and line.lstrip()[:1] == "|":
            while (
                at < len(lines)
                and at - first < MOST_JOINED
                and lines[at].strip()
                and lines[at].lstrip()[:1] != "|"
                and len(_PIPE.findall(line)) < columns
            ):
                line = f"{line} {lines[at].strip()}"
                at += 1
        elif _is_delimiter(line) and kept and "|" in kept[-1]:
            columns = len(_PIPE.findall(kept[-1]))
        else:
            columns = 0
        kept.append(line)
        places.append(first)
    return kept, places


def _is_delimiter(line: str) -> bool:
    """Whether a line is that below the header of a table."""
    if "|" not in line or "-" not in line:
        return False
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return all(_RULE.fullmatch(cell.strip()) for cell in cells)


def _close_fence(lines: list[str]) -> None:
    """Take the mark from a fence that is never closed, so that it swallows no papers."""
    opened, at = "", 0
    for index, line in enumerate(lines):
        found = _FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        if not found:
            continue
        if not opened:
            opened, at = found.group(1), index
        elif found.group(1).startswith(opened) and not found.group(2).strip():
            opened = ""
    if opened:
        lines[at] = lines[at].replace("`", "'").replace("~", "-")
