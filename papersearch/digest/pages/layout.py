"""Pages made plain before they are outlined: no menus, no loose text, a paragraph for a line."""

from __future__ import annotations

import copy
import re

from lxml import etree

from papersearch.digest import names
from papersearch.digest.pages.evidence import is_titled
from papersearch.digest.pages.said import Said, links, text_of
from papersearch.digest.pages.titles import is_quoted, leads

_BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody td th thead
    tr ul
    """.split()
)
BOXES = frozenset(
    "article aside body center details div fieldset figure footer form header main section".split()
)
_DROPPED = ("script", "style", "template", "noscript", "nav", "svg", "button", "select", "head")
_LINE = re.compile(r"(\d{1,9}):")
_LAID_OUT = "layout"
COLONS = (":", "：")


def drop_silent(root: etree._Element) -> None:
    """Take out of a page what is no text of it: scripts, menus, buttons."""
    for dropped in list(root.iter(*_DROPPED)):
        _drop(dropped)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unfold(body: etree._Element) -> None:
    """Make boxes of tables that only lay out a page: none of their rows has a second cell."""
    for table in list(body.iter("table")):
        rows = list(table.iter("tr"))
        if sum(map(len, rows)) > len(rows) or any(own.tag != "td" for row in rows for own in row):
            continue
        for own in table.iter("table", "tbody", "tr", "td"):
            own.tag = "div"
        table.set("class", _LAID_OUT)


def wrap(body: etree._Element) -> None:
    """Put text and inline elements that stand beside blocks into paragraphs of their own."""
    for box in list(body.iter(*BOXES, "blockquote")):
        run: etree._Element | None = None
        if (box.text or "").strip():
            run = etree.Element("p")
            run.text, box.text = box.text, None
            box.insert(0, run)
        for child in list(box):
            if child is run:
                continue
            if child.tag in _BLOCKS or child.find(".//p") is not None:
                run = None
                if (child.tail or "").strip():
                    run = etree.Element("p")
                    run.text, child.tail = child.tail, None
                    child.addnext(run)
            else:
                if run is None:
                    run = etree.Element("p")
                    child.addprevious(run)
                run.append(child)


def part_lines(body: etree._Element) -> None:
    """Make paragraphs of the lines of those where each begins with a link, or names a title."""
    for paragraph in list(body.iter("p")):
        if _has_lines(paragraph):
            _part(paragraph)


def _part(paragraph: etree._Element) -> None:
    lines = _lines(paragraph)
    starts = sum(map(_is_start, lines))
    titled = bool(lines) and names_title(lines[0])
    if len(lines) < 2 or not (titled or (starts >= 2 and starts >= len(lines) / 2)):
        return
    found = _LINE.match(paragraph.get("data-sourcepos", ""))
    for at, line in enumerate(lines):
        if found:
            number = int(found.group(1)) + at
            line.set("data-sourcepos", f"{number}:1-{number}:1")
        paragraph.addprevious(line)
    lines[-1].tail = paragraph.tail
    parent = paragraph.getparent()
    if parent is not None:
        parent.remove(paragraph)


def _has_lines(paragraph: etree._Element) -> bool:
    """Whether a paragraph has several lines, and a link or a bold word in it."""
    broken = "\n" in (paragraph.text or "") or any(
        own.tag == "br" or "\n" in (own.tail or "") for own in paragraph
    )
    return broken and next(paragraph.iter("a", "strong", "b"), None) is not None


def _lines(paragraph: etree._Element) -> list[etree._Element]:
    """Return copies of the lines of a paragraph, each a paragraph of its own."""
    lines = [etree.Element("p")]
    last: etree._Element | None = None  # asked of a line, it takes as long as there are children

    def say(text: str | None) -> None:
        nonlocal last
        for at, piece in enumerate((text or "").split("\n")):
            if at:
                lines.append(etree.Element("p"))
                last = None
            if last is None:
                lines[-1].text = (lines[-1].text or "") + piece
            else:
                last.tail = (last.tail or "") + piece

    say(paragraph.text)
    for child in paragraph:
        if child.tag == "br":
            say("" if (child.tail or "").startswith("\n") else "\n")
        else:
            last = copy.deepcopy(child)
            last.tail = None
            lines[-1].append(last)
        say(child.tail)
    return [line for line in lines if text_of(line)]


def _is_start(line: etree._Element) -> bool:
    """Whether a line begins with the link that is the title of a paper."""
    first = next(links(line), None)
    if first is None or not first.id:
        return False
    if is_titled(first.text):
        return leads(Said(line), first.element)
    return is_quoted(Said(line))


def names_title(line: etree._Element) -> bool:
    """Whether a line names a title as a field: "**Title:** ..."."""
    if (line.text or "").strip():
        return False
    bold = next(line.iter("strong", "b"), None)
    if bold is None:
        return False
    name, after = text_of(bold), (bold.tail or "").lstrip()
    colon = after[:1] in COLONS or name[-1:] in COLONS
    return colon and names.meaning(name) == "title"
