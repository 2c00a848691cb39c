"""The outline of a page: parts under headings, and whatever stands for a heading.

A heading is one of HTML, a paragraph that is all bold, or what a closed ``<details>`` shows. A
part ends where another of its level begins, and at the end of the box that it stands in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from papersearch.digest.pages import layout
from papersearch.digest.pages.evidence import is_long_title, is_titled
from papersearch.digest.pages.layout import BOXES, COLONS
from papersearch.digest.pages.said import Link, Said, links, text_of

_CARDS = ("article", "div", "section")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD, SUMMARY, CARD = 7, 8, 9
_LONGEST_BOLD = 300
_MORE = 20
"""Letters of a card beside its title."""
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
        return [own for own, _ in self._walk()]

    def parts(self) -> list[Part]:
        """Return the part and all parts in it, each behind the one in which it stands."""
        found = [self]
        for part in found:
            found += [own for own in part.items if isinstance(own, Part)]
        return found

    def titles(self) -> list[Said]:
        """Return the headings in the part, its own left out, in order."""
        return [own for own, is_title in self._walk() if is_title]

    def _walk(self) -> Iterator[tuple[Said, bool]]:
        """Yield what stands in the part, in order, and whether it is a heading of a deeper part."""
        pending: list[Said | Part] = self.items[::-1]
        while pending:
            item = pending.pop()
            if isinstance(item, Part):
                if item.title is not None:
                    yield item.title, True
                pending += item.items[::-1]
            else:
                yield item, False


def outline(root: etree._Element) -> Part:
    """Return the outline of a page; the tree is tidied for it."""
    body = root if root.tag == "body" else root.find(".//body")
    page = Part()
    if body is not None:
        layout.drop_silent(root)
        layout.unfold(body)
        layout.wrap(body)
        cards = _cards(body)
        layout.part_lines(body)
        _fill(page, body, cards)
    return page


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
        elif said.tag in BOXES or (said.tag == "blockquote" and _has_heading(element)):
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
    return BOLD if _is_bold(said) or layout.names_title(said.element) else 0


def _is_bold(said: Said) -> bool:
    """Whether a paragraph is nothing but one bold text that may be a title."""
    bold = next(said.element.iter("strong", "b"), None)
    if bold is None:
        return False
    text = said.text
    if not 3 < len(text) <= _LONGEST_BOLD or text.endswith(COLONS):
        return False
    return len(text_of(bold)) == len(text) and is_titled(text)
