"""The lines of a paper's text: those of Markdown as they stand, those of HTML from its elements."""

from __future__ import annotations

import bisect
import re

from lxml import etree

from papersearch.digest import counts, days
from papersearch.digest.pages import evidence, tables
from papersearch.digest.pages.outline import CARD
from papersearch.digest.pages.said import Said, links
from papersearch.digest.pages.text import lines_of
from papersearch.digest.pages.tree import Tree
from papersearch.digest.pages.unit import Unit

_MEDIA = frozenset("div video source img picture center a p br span figure".split())
_QUOTED = re.compile(r"[ \t]{0,8}(?:>[ \t]?){1,8}")
EDGES = ' \t-–—|·•:：,;.()[]（）【】「」"“”*_'
"""What stands around a title and is no word."""
_ENDS = " \t-–—|·•:：,;([（【「“*_"
_LINKED = re.compile(r"\[[^\[\]]{0,200}\]\([^\s()]{1,2000}\)")
_EMPTY = re.compile(r"\[[^\w\[\]]{0,10}\]|\([^\w()]{0,10}\)")
_COMMAS = re.compile(r"(?:\s{0,3},\s{0,3}){2,20}")
_BAR = re.compile(r"\s{1,3}\|\s{1,3}")
_DATED = re.compile(
    r"^\s*[\[(【（]?([^\[\]()【】（）]{0,24}\d{4}[^\[\]()【】（）]{0,12})[\])】）]?"
)
_NEAR, _JOINED = 4, 6
"""Lines among which the title stands, and over which it may be broken."""


def lines(
    unit: Unit, tree: Tree, others: set[etree._Element], stops: list[int]
) -> tuple[list[tuple[int, str]], bool]:
    """Return the lines of a unit's text with their numbers, and whether they are no Markdown.

    ``others`` are the elements where other papers begin, ``stops`` the lines, ascending, at which
    what belongs to a heading may end.
    """
    if unit.kind in ("item", "line", "bare"):
        found = [line for own in unit.content for line in lines_of(own.element)]
        number = tree.line(unit.anchor.element)
        return [(number, line) for line in untitled(found, unit.title)], True
    heading = _beside_title(unit) if unit.kind == "heading" else []
    content = [own for own in unit.content if own is unit.anchor or own.element not in others]
    raw = _raw(unit, content, tree, stops)
    if raw is not None:
        return heading + raw, False
    numbered = [(tree.line(own.element), line) for own in content for line in _of_block(own)]
    if _is_card(unit):  # the title stands in a line of it
        card = untitled([text for _, text in numbered], unit.title)
        return heading + [(1, line) for line in card], True
    return heading + numbered, True


def _is_card(unit: Unit) -> bool:
    return unit.part is not None and unit.part.level == CARD


def _of_block(block: Said) -> list[str]:
    """Return the lines of a block; a table of names and values gives one for each."""
    if block.tag == "table" and (pairs := tables.fields(block.element)):
        return [
            f"**{name}**: {' '.join(lines_of(value)) or _links_in(value)}" for name, value in pairs
        ]
    return [*lines_of(block.element), ""]


def _links_in(element: etree._Element) -> str:
    return " ".join(link.url for link in links(element))


def _beside_title(unit: Unit) -> list[tuple[int, str]]:
    """Return what stands in a heading beside the title, if it is a field."""
    words = unit.anchor.text
    if _is_card(unit) or unit.title in ("", words):
        return []
    before, _, rest = words.partition(unit.title)
    rest = rest.strip()
    voted = counts.votes_in(rest.strip(EDGES)) if rest else None
    found = [(1, rest)] if voted and not voted[1] else []
    if dated := days.day_in(before):
        found.append((1, f"**Date**: {dated[0]}"))
    return found


def _raw(
    unit: Unit, content: list[Said], tree: Tree, stops: list[int]
) -> list[tuple[int, str]] | None:
    """Return the lines of Markdown between a heading and the next; None where HTML is among them.

    A block of HTML has no position; one that only shows a picture or a video is read as its line.
    """
    if not tree.lines:
        return None
    head: tuple[int, int] | None = (0, -1)
    if unit.kind != "note":
        head = tree.span(unit.anchor.element)
        if unit.anchor.element.getparent().tag != "body":
            return None
    if head is None or not all(_has_lines(own, tree) for own in content):
        return None
    place = bisect.bisect_right(stops, head[1])
    end = stops[place] if place < len(stops) else len(tree.lines)
    special = {
        span: own
        for own in content
        if own.tag in ("table", "blockquote") and (span := tree.span(own.element))
    }
    found: list[tuple[int, str]] = []
    at = head[1] + 1
    for (first, last), own in special.items():
        found += _numbered(tree, at, first)
        if own.tag == "table":
            found += [(tree.places[first] + 1, line) for line in _of_block(own)]
        else:
            found += [
                (number, _QUOTED.sub("", line, count=1))
                for number, line in _numbered(tree, first, last + 1)
            ]
        at = max(at, last + 1)
    return found + _numbered(tree, at, end)


def _numbered(tree: Tree, first: int, end: int) -> list[tuple[int, str]]:
    """Return lines of Markdown with the numbers that they have in the file."""
    return [(tree.places[index] + 1, tree.lines[index]) for index in range(first, end)]


def _has_lines(block: Said, tree: Tree) -> bool:
    """Whether an element can be read as its lines of Markdown."""
    if tree.span(block.element):
        return bool(block.element.getparent().tag == "body")
    return all(own.tag in _MEDIA for own in block.element.iter()) and not block.text


def untitled(lines: list[str], title: str) -> list[str]:
    """Return lines without the title and what stands around it on its line."""
    if not title:
        return lines
    if len(lines) > 1 and title not in _flat(lines[0]):
        lines = _joined(lines, title)
    for at, line in enumerate(lines[:_NEAR]):
        flat = _flat(line)
        place = flat.find(title)
        if place >= 0:
            rest = _around(flat[:place], flat[place + len(title) :])
            below = [own[2:] if own.startswith("  ") else own for own in lines[at + 1 :]]
            return [*lines[:at], *rest, *below]
    return lines


def _flat(line: str) -> str:
    return " ".join(line.replace("**", "").split())


def _joined(lines: list[str], title: str) -> list[str]:
    """Return lines with the first of them in one, as many as the title is broken over."""
    for count in range(2, min(_JOINED, len(lines)) + 1):
        whole = " ".join(" ".join(lines[:count]).split())
        if title in whole.replace("**", ""):
            return [whole, *lines[count:]]
    return lines


def _around(before: str, after: str) -> list[str]:
    """Return what the line of a title says beside it: a day in front of it, words and links."""
    rest: list[str] = []
    dated = _DATED.match(before.lstrip("- ")) if before else None
    if dated and days.day_in(dated.group(1)):
        rest.append(f"**Date**: {dated.group(1)}")
    words = _EMPTY.sub(" ", _unlinked(after))
    if ",," in words.replace(" ", ""):
        words = _COMMAS.sub(", ", words)
    parts = _BAR.split(words) if "|" in words else [words]
    pieces = [piece.lstrip(EDGES).rstrip(_ENDS) for piece in parts]
    rest += [piece for piece in pieces if piece and _tells(_unlinked(piece))]
    return rest + _LINKED.findall(after) if "](" in after else rest


def _tells(piece: str) -> bool:
    """Whether a piece is more than a word for a link: a count of votes is, too."""
    return not evidence.is_generic(piece) or counts.votes_in(piece) is not None


def _unlinked(text: str) -> str:
    return _LINKED.sub(" ", text) if "](" in text else text
