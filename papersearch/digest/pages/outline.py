"""The outline of a page: parts under headings, and whatever stands for a heading.

A heading is one of HTML, a paragraph that is all bold, or what a closed ``<details>`` shows. A
part ends where another of its level begins, and at the end of the box that it stands in.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from papersearch.digest import names
from papersearch.digest.pages.evidence import is_long_title, is_titled
from papersearch.digest.pages.said import Link, Said, links, text_of
from papersearch.digest.pages.titles import is_quoted, leads

_BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody td th thead
    tr ul
    """.split()
)
_BOXES = frozenset(
    "article aside body center details div fieldset figure footer form header main section".split()
)
_CARDS = ("article", "div", "section")
_DROPPED = ("script", "style", "template", "noscript", "nav", "svg", "button", "select", "head")
_LINE = re.compile(r"(\d{1,9}):")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD, SUMMARY, CARD = 7, 8, 9
_LONGEST_BOLD = 300
_LAID_OUT = "layout"
_MORE = 20
"""Letters of a card beside its title."""
_COLONS = (":", "：")
_Entered: TypeAlias = "tuple[etree._Element, list[Part], bool]"
"""An element, the parts that are open where it stands, and whether its children are dealt out."""


@dataclass(slots=True)
class Part:
    """What stands under a heading, in order: elements, and parts of a deeper level.

    ``title`` is the heading, None for the page and for a box; ``level`` is 1 to 6, :data:`BOLD`,
    :data:`SUMMARY`, :data:`CARD`, or 0 for a box.
    """

    title: Said | None = None
    level: int = 0
    items: list[Said | Part] = field(default_factory=list)

    def elements(self) -> list[Said]:
        """Return all elements of the part in order, those of deeper parts and headings included."""
        found: list[Said] = []
        pending: list[Said | Part] = self.items[::-1]
        while pending:
            item = pending.pop()
            if isinstance(item, Part):
                if item.title is not None:
                    found.append(item.title)
                pending += item.items[::-1]
            else:
                found.append(item)
        return found

    def parts(self) -> list[Part]:
        """Return the part and all parts in it, each behind the one in which it stands."""
        found = [self]
        for part in found:
            found += [own for own in part.items if isinstance(own, Part)]
        return found

    def titles(self) -> list[Said]:
        """Return the headings in the part, its own left out, in order."""
        found: list[Said] = []
        pending: list[Said | Part] = self.items[::-1]
        while pending:
            item = pending.pop()
            if isinstance(item, Part):
                if item.title is not None:
                    found.append(item.title)
                pending += item.items[::-1]
        return found


def outline(root: etree._Element) -> Part:
    """Return the outline of a page; the tree is tidied for it."""
    for dropped in list(root.iter(*_DROPPED)):
        _drop(dropped)
    body = root if root.tag == "body" else root.find(".//body")
    page = Part()
    if body is not None:
        _unfold(body)
        _wrap(body)
        cards = _cards(body)
        for paragraph in list(body.iter("p")):
            _part_lines(paragraph)
        _fill(page, body, cards)
    return page


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


def _unfold(body: etree._Element) -> None:
    """Make boxes of tables that only lay out a page: none of their rows has a second cell."""
    for table in list(body.iter("table")):
        cells = [own for row in table.iter("tr") for own in row]
        if len(cells) > sum(1 for _ in table.iter("tr")) or any(own.tag != "td" for own in cells):
            continue
        for own in table.iter("table", "tbody", "tr", "td"):
            own.tag = "div"
        table.set("class", _LAID_OUT)


def _wrap(body: etree._Element) -> None:
    """Put text and inline elements that stand beside blocks into paragraphs of their own."""
    for box in list(body.iter(*_BOXES, "blockquote")):
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


def _cards(body: etree._Element) -> dict[etree._Element, etree._Element]:
    """Return boxes that are repeated, each with the one link that is its title."""
    alike = Counter(map(_kind, body.iter(*_CARDS)))
    del alike["", ""]
    repeated: dict[etree._Element, list[Link]] = {
        own: [] for own in body.iter(*_CARDS) if alike[_kind(own)] > 1
    }
    addressed: dict[etree._Element, list[Link]] = {own: [] for own in repeated}
    for link in links(body) if repeated else ():
        if is_long_title(link.text):
            _count(link, repeated)
        if link.id:
            _count(link, addressed)
    found: dict[etree._Element, etree._Element] = {}
    for box, titled in repeated.items():
        if (
            len(titled) == 1
            and not _is_in(box, found)
            and not _has_heading(box)
            and len(text_of(box)) > len(titled[0].text) + _MORE
        ):
            found[box] = titled[0].element
        elif not titled and not _has_heading(box) and not _is_in(box, found):
            ids = {link.id for link in addressed[box]}
            first = _first_line(box) if len(ids) == 1 else None
            if first is not None:
                found[box] = first
    return found


def _kind(box: etree._Element) -> tuple[str, str]:
    """Return by what a box is like others: its tag with its class or its style; "" for neither."""
    look = box.get("class") or box.get("style") or ""
    return (box.tag, look) if look or box.tag == "article" else ("", "")


def _is_in(box: etree._Element, boxes: dict[etree._Element, etree._Element]) -> bool:
    return any(own in boxes for own in box.iterancestors())


def _first_line(box: etree._Element) -> etree._Element | None:
    """Return the first element of a box with words, where they may be a title and more follow."""
    for own in box.iter():
        if text := text_of(own) if (own.text or "").strip() else "":
            more = len(text_of(box)) > len(text) + _MORE
            return own if more and len(text) <= _LONGEST_BOLD and is_titled(text) else None
    return None


def _count(link: Link, boxes: dict[etree._Element, list[Link]]) -> None:
    """Count a link with a title in the boxes around it, in each up to the second."""
    for around in link.element.iterancestors(*_CARDS):
        titled = boxes.get(around)
        if titled is None:
            continue
        titled.append(link)
        if len(titled) > 2:
            return  # and so have all boxes around this one


def _part_lines(paragraph: etree._Element) -> None:
    """Make paragraphs of the lines of one where each begins with a link, or names a title."""
    if not _has_lines(paragraph):
        return
    lines = _lines(paragraph)
    starts = sum(map(_is_start, lines))
    titled = bool(lines) and _names_title(lines[0])
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

    def say(text: str | None) -> None:
        for at, piece in enumerate((text or "").split("\n")):
            if at:
                lines.append(etree.Element("p"))
            line = lines[-1]
            if len(line):
                line[-1].tail = (line[-1].tail or "") + piece
            else:
                line.text = (line.text or "") + piece

    say(paragraph.text)
    for child in paragraph:
        if child.tag == "br":
            say("" if (child.tail or "").startswith("\n") else "\n")
        else:
            own = copy.deepcopy(child)
            own.tail = None
            lines[-1].append(own)
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


def _names_title(line: etree._Element) -> bool:
    """Whether a line names a title as a field: "**Title:** ..."."""
    if (line.text or "").strip():
        return False
    bold = next(line.iter("strong", "b"), None)
    if bold is None:
        return False
    name, after = text_of(bold), (bold.tail or "").lstrip()
    colon = after[:1] in _COLONS or name[-1:] in _COLONS
    return colon and names.meaning(name) == "title"


def _fill(page: Part, body: etree._Element, cards: dict[etree._Element, etree._Element]) -> None:
    """Deal the blocks below ``body`` out to the parts that they belong to."""
    pending: list[_Entered] = [(body, [page], True)]
    # Depth first, in the order of the page; boxes come with the stack of parts they stand in.
    while pending:
        element, stack, entered = pending.pop()
        if entered:
            pending += [(child, stack, False) for child in reversed(element)]
            continue
        said = Said(element)
        level = _level(said)
        if element in cards:
            card = Part(Said(cards[element]), CARD)
            stack[-1].items.append(card)
            pending.append((element, [card], True))
        elif level:
            _open(stack, said, level)
        elif said.tag == "details":
            pending += _details(element, stack)
        elif said.tag in _BOXES or (said.tag == "blockquote" and _has_heading(element)):
            pending.append(_box(element, stack))
        else:
            stack[-1].items.append(said)


def _open(stack: list[Part], heading: Said, level: int) -> None:
    if level == BOLD == stack[-1].level and not stack[-1].items:
        stack[-1].items.append(heading)  # a second line of the one above, such as its venue
        return
    while len(stack) > 1 and stack[-1].level >= level:
        stack.pop()
    part = Part(heading, level)
    stack[-1].items.append(part)
    stack.append(part)


def _details(element: etree._Element, stack: list[Part]) -> list[_Entered]:
    summary = element.find("summary")
    part = Part()
    if summary is not None and is_titled((said := Said(summary)).text):
        part = Part(said, SUMMARY)
    stack[-1].items.append(part)
    shown = part.title.element if part.title is not None else None
    return [(child, [part], False) for child in reversed(element) if child is not shown]


def _box(element: etree._Element, stack: list[Part]) -> _Entered:
    """Return how a box is entered: with parts of its own if it holds more than a heading."""
    headings = list(element.iter(*_HEADINGS))
    if headings and len(text_of(element)) > sum(len(text_of(own)) for own in headings):
        part = Part()
        stack[-1].items.append(part)
        return element, [part], True
    return element, stack, True


def _has_heading(element: etree._Element) -> bool:
    return next(element.iter(*_HEADINGS), None) is not None


def _level(said: Said) -> int:
    """Return the level of the heading that an element is, 0 for anything else."""
    if said.tag != "p":
        return _HEADINGS.get(said.tag, 0)
    if (said.element.text or "").strip():
        return 0  # words of its own beside what is bold
    return BOLD if _is_bold(said) or _names_title(said.element) else 0


def _is_bold(said: Said) -> bool:
    """Whether a paragraph is nothing but one bold text that may be a title."""
    bold = next(said.element.iter("strong", "b"), None)
    if bold is None:
        return False
    text = said.text
    if not 3 < len(text) <= _LONGEST_BOLD or text.endswith(_COLONS):
        return False
    return len(text_of(bold)) == len(text) and is_titled(text)
