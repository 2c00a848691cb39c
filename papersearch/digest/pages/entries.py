"""A unit of a page into an entry: its fields, its text, its address, its day."""

from __future__ import annotations

import bisect
import dataclasses
import re
from dataclasses import dataclass

from lxml import etree

from papersearch.digest import counts, days, fields, names, people
from papersearch.digest.bounds import within_limits
from papersearch.digest.pages import evidence, tables, titles
from papersearch.digest.pages.draft import Draft
from papersearch.digest.pages.outline import Part
from papersearch.digest.pages.text import lines_of
from papersearch.digest.pages.tree import Tree
from papersearch.digest.pages.units import Unit
from papersearch.types import address
from papersearch.types.paper import Entry, Section

_MEDIA = frozenset("div video source img picture center a p br span figure".split())
_QUOTED = re.compile(r"[ \t]{0,8}(?:>[ \t]?){1,8}")
_EDGES = ' \t-–—|·•:：,;.()[]（）【】「」"“”*_'
_ENDS = " \t-–—|·•:：,;([（【「“*_"
_LINKED = re.compile(r"\[[^\[\]]{0,200}\]\([^\s()]{1,2000}\)")
_DATED = re.compile(
    r"^\s*[\[(【（]?([^\[\]()【】（）]{0,24}\d{4}[^\[\]()【】（）]{0,12})[\])】）]?"
)


@dataclass(frozen=True, slots=True)
class Read:
    """An entry, what is wrong with it, and the day that the paper itself names."""

    entry: Entry
    problems: tuple[tuple[int, str], ...]
    own_day: str
    own_month: str = ""
    own_first: bool = False


def dated(entry: Entry, day: str) -> Entry:
    """Return an entry with the day of its list."""
    return dataclasses.replace(entry, day=day) if day else entry


def read(unit: Unit, tree: Tree, others: set[etree._Element], stops: list[int]) -> Read:
    """Return what a unit says.

    ``others`` are the elements where other papers begin, ``stops`` the lines, ascending, at which
    what belongs to a heading may end.
    """
    line = tree.line(unit.anchor)
    if unit.row is not None:
        draft = Draft(unit.ids, plain=True)
        sections = _row(unit.row, draft)
    else:
        lines, plain = _lines(unit, tree, others, stops)
        draft = Draft(unit.ids, plain=plain)
        for number, text in lines:
            draft.add(number, text)
        sections = draft.sections()
    links = [link for own in [unit.anchor, *unit.content] for link in evidence.links(own)]
    identity = unit.ids[0] if unit.ids else ""
    url = unit.url or _address(identity, links, draft.links)
    entry = Entry(
        id=identity or address.paper_id(url, unit.title),
        title=unit.title,
        sections=sections,
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
    wrong = [*draft.problems, *((line, message) for message in beyond)]
    own = any(element.tag == "table" and tables.fields(element) for element in unit.content)
    return Read(entry, tuple(wrong), draft.day, draft.month, own)


def note(described: Entry, page: Part, tree: Tree, ids: list[str]) -> Entry:
    """Return the entry of a page that is all of one paper, ``described`` in front of it.

    What stands in front goes before what the page says; texts that are there twice count once.
    """
    content = page.elements()
    described = dataclasses.replace(described, title=_title(described.title, content))
    unit = Unit("note", content[0] if content else tree.root, described.title, ids, content, page)
    lines, plain = _lines(unit, tree, set(), [])
    draft = Draft(ids, plain=plain)
    for number, text in lines:
        if " ".join(text.strip("# ").split()) != described.title:
            draft.add(number, text)
    links = [link for own in content for link in evidence.links(own)]
    told = {own.text for own in described.sections}
    sections = tuple(own for own in draft.sections() if own.text not in told)
    identity = ids[0]
    entry = dataclasses.replace(
        described,
        id=identity,
        sections=(*described.sections, *sections),
        day=described.day or draft.day,
        authors=described.authors or draft.authors,
        authors_cut=described.authors_cut if described.authors else draft.authors_cut,
        votes=draft.votes if described.votes is None else described.votes,
        url=described.url or _address(identity, links, draft.links),
        thumbnail=described.thumbnail or draft.thumbnail,
        video=described.video or draft.video,
        code=described.code or draft.code,
        categories=described.categories or draft.categories,
        venue=described.venue or draft.venue,
    )
    return within_limits(entry)[0]


def _title(title: str, content: list[etree._Element]) -> str:
    """Return the title of a note as its heading has it, where that is a part of the one in front."""
    head = next((own for own in content if own.tag == "h1"), None)
    text = titles.tidy(evidence.text_of(head)) if head is not None else ""
    return text if text != title and text in title and evidence.is_long_title(text) else title


def _address(identity: str, links: list[evidence.Link], written: list[str]) -> str:
    """Return the address of a paper as the page has it: rather its page than its PDF."""
    own = [
        link.url for link in links if identity and link.id == identity and "://" in link.url[:12]
    ]
    own += [
        url
        for url in written
        if identity and "://" in url[:12] and address.of_link(url) == identity
    ]
    pages = [url for url in own if "/pdf" not in url and not url.endswith(".pdf")]
    return (pages or own or [address.page(identity)])[0]


def _lines(
    unit: Unit, tree: Tree, others: set[etree._Element], stops: list[int]
) -> tuple[list[tuple[int, str]], bool]:
    """Return the lines of a unit's text with their numbers, and whether they are no Markdown."""
    if unit.kind in ("item", "line", "bare"):
        found = [line for own in unit.content for line in lines_of(own)]
        return [(tree.line(unit.anchor), line) for line in _untitled(found, unit.title)], True
    heading = _beside_title(unit) if unit.kind == "heading" else []
    content = [own for own in unit.content if own not in others or own is unit.anchor]
    raw = _raw(unit, content, tree, stops)
    if raw is not None:
        return heading + raw, False
    lines = [(tree.line(own), line) for own in content for line in _of_block(own)]
    if unit.part is not None and unit.part.level > 8:  # the title stands in a line of a card
        card = _untitled([text for _, text in lines], unit.title)
        return heading + [(1, line) for line in card], True
    return heading + lines, True


def _of_block(element: etree._Element) -> list[str]:
    """Return the lines of a block; a table of names and values gives one for each."""
    if element.tag == "table" and (pairs := tables.fields(element)):
        return [
            f"**{name}**: {' '.join(lines_of(value)) or _links_in(value)}" for name, value in pairs
        ]
    return [*lines_of(element), ""]


def _links_in(element: etree._Element) -> str:
    return " ".join(link.url for link in evidence.links(element))


def _beside_title(unit: Unit) -> list[tuple[int, str]]:
    """Return what stands in a heading beside the title, if it is a field."""
    if unit.part is not None and unit.part.level > 8:
        return []
    words = evidence.text_of(unit.anchor)
    rest = words.partition(unit.title)[2] if unit.title in words else ""
    voted = counts.votes_in(rest.strip(_EDGES)) if rest.strip() else None
    found = [(1, rest.strip())] if voted and not voted[1] else []
    if dated := days.day_in(words.partition(unit.title)[0]):
        found.append((1, f"**Date**: {dated[0]}"))
    return found


def _raw(
    unit: Unit, content: list[etree._Element], tree: Tree, stops: list[int]
) -> list[tuple[int, str]] | None:
    """Return the lines of Markdown between a heading and the next; None where HTML is among them.

    A block of HTML has no position; one that only shows a picture or a video is read as its line.
    """
    head = (0, -1) if unit.kind == "note" else tree.span(unit.anchor)
    if not tree.lines or head is None or any(not _has_lines(own, tree) for own in content):
        return None
    if unit.kind != "note" and unit.anchor.getparent().tag != "body":
        return None
    place = bisect.bisect_right(stops, head[1])
    end = stops[place] if place < len(stops) else len(tree.lines)
    special = {
        span: own
        for own in content
        if own.tag in ("table", "blockquote") and (span := tree.span(own))
    }
    found: list[tuple[int, str]] = []
    at = head[1] + 1
    for (first, last), own in [*special.items(), ((end, end), None)]:
        found += [(tree.places[index] + 1, tree.lines[index]) for index in range(at, first)]
        if own is not None and own.tag == "table":
            found += [(tree.places[first] + 1, line) for line in _of_block(own)]
        elif own is not None:
            found += [
                (tree.places[index] + 1, _QUOTED.sub("", tree.lines[index], count=1))
                for index in range(first, last + 1)
            ]
        at = max(at, last + 1)
    return found


def _has_lines(element: etree._Element, tree: Tree) -> bool:
    """Whether an element can be read as its lines of Markdown."""
    if tree.span(element):
        return bool(element.getparent().tag == "body")
    plain = all(own.tag in _MEDIA for own in element.iter())
    return plain and not evidence.text_of(element)


def _untitled(lines: list[str], title: str) -> list[str]:
    """Return lines without the title and what stands around it on its line."""
    if title and len(lines) > 1 and title not in " ".join(lines[0].replace("**", "").split()):
        joined = [
            " ".join(" ".join(lines[:count]).split()) for count in range(2, min(6, len(lines)) + 1)
        ]
        whole = next((n for n, text in enumerate(joined, 2) if title in text.replace("**", "")), 0)
        lines = [joined[whole - 2], *lines[whole:]] if whole else lines
    for at, line in enumerate(lines[:4]):
        flat = " ".join(line.replace("**", "").split())
        place = flat.find(title)
        if title and place >= 0:
            rest: list[str] = []
            if dated := _DATED.match(flat[:place].lstrip("- ")):
                rest += [f"**Date**: {dated.group(1)}"] if days.day_in(dated.group(1)) else []
            after = flat[place + len(title) :]
            words = re.sub(r"\[[^\w\[\]]{0,10}\]|\([^\w()]{0,10}\)", " ", _unlinked(after))
            words = re.sub(r"(?:\s{0,3},\s{0,3}){2,20}", ", ", words)
            pieces = [piece.lstrip(_EDGES).rstrip(_ENDS) for piece in re.split(r"\s{1,3}\|\s{1,3}", words)]
            rest += [piece for piece in pieces if not evidence.is_generic(_unlinked(piece))]
            rest += _LINKED.findall(after)
            return [*lines[:at], *rest, *(_dedented(line) for line in lines[at + 1 :])]
    return lines


def _unlinked(text: str) -> str:
    return _LINKED.sub(" ", text)


def _dedented(line: str) -> str:
    return line[2:] if line.startswith("  ") else line


def _row(row: tables.Row, draft: Draft) -> tuple[Section, ...]:
    """Return the text of a row of a table, and give its fields to ``draft``."""
    sections: list[Section] = []
    for name, meaning, cell in row.cells:
        text = evidence.text_of(cell)
        if cell is row.titled:
            rest = [line for line in _untitled(lines_of(cell), row.title) if line.strip(_EDGES)]
            _cell(draft, rest, sections)
        elif meaning == "authors":
            draft.authors, draft.authors_cut = people.authors(text)
        elif meaning in ("day", "listed"):
            draft.day = draft.day or days.moment_day(text) or (days.day_in(text) or ("", ""))[0]
        elif meaning == "votes" and (
            voted := counts.votes_in(text) or counts.votes_in(f"👍 {text}")
        ):
            draft.votes = voted[0]
        elif meaning == "categories" and len(text) <= 300:
            draft.categories = fields.categories_in(text) or _split(text)
        elif meaning == "venue" and len(text) <= 300:
            draft.venue = text
        elif meaning in ("url", "pdf", "id", "code", "project", "score", "comments", "updated"):
            draft.take_urls(link.url for link in evidence.links(cell))
        elif meaning in ("abstract", "summary", "keywords", ""):
            _text(sections, "Abstract" if meaning == "abstract" else name, meaning, cell)
    return tuple(sections) + tuple(own for own in draft.sections() if own not in sections)


def _cell(draft: Draft, lines: list[str], sections: list[Section]) -> None:
    for line in lines:
        draft.add(1, line)


def _text(sections: list[Section], name: str, meaning: str, cell: etree._Element) -> None:
    lines = [line.removeprefix("- ") for line in lines_of(cell)]
    text = "\n".join(line for line in lines if not _is_shown(line))
    if not meaning and sum(map(str.isalpha, text)) < 20:
        return  # a rank, a number, a mark
    if text.strip():
        label = "" if meaning == "summary" or not name else name
        sections.append(Section(label, text))


def _is_shown(line: str) -> bool:
    """Whether a line of a cell only opens what is folded: "Show", "Abstract"."""
    return evidence.is_generic(line.strip("*# "))


def _split(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(part.strip(" `#") for part in re.split(r"[,;、/|]", text) if part.strip())
    )


def cite(meaning: str) -> str:
    """Return a name without the prefix of a citation's metadata."""
    return names.plainly(meaning).removeprefix("citation ").removeprefix("dc ")


def heading_title(element: etree._Element) -> str:
    """Return what a heading calls its paper."""
    return titles.of_heading(element)
