"""Which elements of a page are papers: the surroundings decide.

The deepest thing that has a title and names one paper is that paper: a row, an item of a list, a
part under a heading. A heading above a single item is a category; one whose only link lies in a
paragraph below it is the title. What is repeated tells of those that have no address.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from papersearch.digest import labels, names
from papersearch.digest.pages import evidence, headings, lists, tables, titles
from papersearch.digest.pages.outline import BOLD, CARD, SUMMARY, Part

_SKIPPED = re.compile(
    r"(?i)\W*(?:references?|bibliography|citations?|cite|citing|how to cite|acknowledge?ments?"
    r"|related (?:work|projects?|resources|lists?|repos\w*)|see also|changelog|release notes"
    r"|sources?|further reading|bibtex|table of contents|contribut\w+|licen[cs]e|star history|参考文献|引用|致谢|참고\s?문헌|参考)\W*"
)
_PAPERS = re.compile(
    r"(?i)\bdaily papers?\b|\bpapers? (?:of|for)\b|\bpaper digest\b|일일 논문|오늘의 논문|每日论文|今日论文"
)
_MOSTLY = 0.6
_NEAR = 4
"""Elements below a heading among which the authors or the votes stand."""


@dataclass(slots=True)
class Unit:
    """One paper of a page: where it stands, what it is called, what is its text.

    ``kind`` is heading, item, row, line or bare; ``content`` are the elements that are its text.
    ``row`` holds the cells of a table by what their column means.
    """

    kind: str
    anchor: etree._Element
    title: str
    ids: list[str]
    content: list[etree._Element] = field(default_factory=list)
    part: Part | None = None
    row: tables.Row | None = None
    url: str = ""
    parts: list[Part] = field(default_factory=list)


STRENGTH = {"heading": 4, "row": 3, "item": 3, "line": 2, "bare": 1}


@dataclass(slots=True)
class _Facts:
    """What a part names: ids of all of it, and how many papers that makes."""

    ids: list[str]
    count: int
    linked: list[evidence.Link]


class Chooser:
    """Chooses the papers of a page; ``dated`` says that the page is the digest of a day."""

    def __init__(self, page: Part, *, dated: bool) -> None:
        self._page = page
        self._dated = dated
        self._facts: dict[int, _Facts] = {}
        self._levels: dict[int, Counter[str]] = {}
        self._measure(page)
        self.ids = self._facts[id(page)].ids
        self.count = self._facts[id(page)].count
        self._lists = not self.count and any(
            _PAPERS.search(evidence.text_of(own.title))
            for own in _parts(page)
            if own.title is not None
        )

    def units(self) -> list[Unit]:
        """Return the papers in the order of the page, each id once: its strongest place."""
        found = self._of(self._page)
        best: dict[str, Unit] = {}
        for unit in found:
            for key in unit.ids[:1]:
                if key not in best or STRENGTH[unit.kind] > STRENGTH[best[key].kind]:
                    best[key] = unit
        return [
            unit
            for unit in found
            if not unit.ids
            or best[unit.ids[0]] is unit
            or (STRENGTH[unit.kind] == STRENGTH[best[unit.ids[0]].kind])
        ]

    def _measure(self, part: Part) -> list[str]:
        """Note what each part names, from the deepest up; boxes nest no deeper than HTML may."""
        named: dict[str, None] = {}
        linked: list[evidence.Link] = []
        if part.title is not None:
            linked = list(evidence.links(part.title))
            named.update(dict.fromkeys(evidence.ids(part.title)))
        for item in part.items:
            named.update(
                dict.fromkeys(self._measure(item) if isinstance(item, Part) else evidence.ids(item))
            )
        found = list(named)[:200]
        count = evidence.papers(found)
        self._facts[id(part)] = _Facts(found, count, linked)
        if part.title is not None:
            kind = "linked" if any(own.id for own in linked) else str(min(count, 2))
            self._levels.setdefault(part.level, Counter())[kind] += 1
        return found

    def _of(self, part: Part) -> list[Unit]:
        if part.title is not None and _SKIPPED.fullmatch(evidence.text_of(part.title)[:80]):
            return []
        claims = self._inside(part)
        if part.title is None:
            return claims
        return self._heading(part, claims)

    def _inside(self, part: Part) -> list[Unit]:
        found: list[Unit] = []
        running: Unit | None = None
        above: Unit | None = None
        for item in part.items:
            if isinstance(item, Part):
                units = self._of(item)
                if not units and above is not None and self._continues(item, above):
                    above.content += [item.title, *item.elements()]
                    above.parts.append(item)
                    continue
                above = units[-1] if units and units[-1].part is item else None
                found += units
                running = None
                continue
            claims = self._block(item)
            if len(claims) == 1 and claims[0].kind == "line":
                running = claims[0]
            elif not claims and running is not None and item.tag != "hr":
                running.content.append(item)
            else:
                running = None
            found += claims
        return found

    def _continues(self, part: Part, above: Unit) -> bool:
        """Whether a part without papers belongs to the paper above: its heading is of that level."""
        assert above.part is not None
        if part.title is None or part.level != above.part.level or part.level in (SUMMARY, CARD):
            return False
        linked = self._levels[part.level]["linked"]
        title = evidence.text_of(part.title)
        return bool(linked) and not is_day(title) and not _SKIPPED.fullmatch(title[:80])

    def _block(self, element: etree._Element) -> list[Unit]:
        if element.tag in ("ul", "ol", "dl"):
            return [
                Unit(
                    "bare" if not own.title else "item",
                    own.element,
                    own.title,
                    own.ids,
                    own.content,
                    url=own.url,
                )
                for own in lists.papers(element, dated=self._dated)
            ]
        if element.tag == "table":
            return [
                Unit("row", row.element, row.title, row.ids, [row.element], row=row)
                for row in tables.papers(element)
            ]
        if element.tag == "p":
            return self._line(element)
        if element.tag == "blockquote":
            return [
                unit
                for own in element.iter("ul", "ol", "table")
                if own.getparent() is element
                for unit in self._block(own)
            ]
        return []

    def _line(self, element: etree._Element) -> list[Unit]:
        found = evidence.ids(element)
        if not found or evidence.papers(found) > 1:
            return []
        title = titles.of_line(element, prose=True)
        link = next((own for own in evidence.links(element) if own.id), None)
        leads = (
            link is not None
            and titles.leads(element, link.element)
            and evidence.is_titled(link.text)
        )
        if title and (
            leads or evidence.is_long_title(title) or element.find(".//strong") is not None
        ):
            return [Unit("line", element, title, found, [element])]
        return []

    def _heading(self, part: Part, claims: list[Unit]) -> list[Unit]:
        """Return a part's heading as a paper, or the papers below it."""
        assert part.title is not None
        facts = self._facts[id(part)]
        own = [link.id for link in facts.linked if link.id] or evidence.ids(part.title)
        title = titles.of_heading(part.title)
        if own and len(set(own)) == 1 and title and not names.meaning(title):
            others = [c for c in claims if c.kind == "heading" and c.ids and c.ids[0] not in own]
            return [self._unit(part, title, own), *others]
        if not facts.count:
            return [*self._unaddressed(part, title), *claims]
        if not evidence.is_titled(title) or is_day(title):
            return claims
        strong = [claim for claim in claims if claim.kind not in ("line", "bare")]
        if facts.count == 1:
            weak = not strong and (
                self._mostly_single(part.level) or {own.kind for own in claims} == {"bare"}
            )
            if not claims or weak:
                return [self._unit(part, title, facts.ids)]
            return claims
        first = self._field_ids(part)
        if (
            first
            and not strong
            and evidence.papers(first) >= 1
            and (not claims or self._mostly_single(part.level))
        ):
            return [self._unit(part, title, first[:1])]
        return claims

    def _unit(self, part: Part, title: str, ids: list[str]) -> Unit:
        assert part.title is not None
        return Unit("heading", part.title, title, ids, part.elements(), part)

    def _mostly_single(self, level: int) -> bool:
        """Whether parts of a level that name papers mostly name one each."""
        counts = self._levels[level]
        several = counts["2"]
        return counts["1"] + counts["linked"] >= _MOSTLY * (
            counts["1"] + counts["linked"] + several
        )

    def _field_ids(self, part: Part) -> list[str]:
        """Return the ids to which a part links as a field: "PDF", "arXiv: 2503.00001"."""
        found: list[str] = []
        for item in part.items:
            if isinstance(item, Part):
                break
            for link in evidence.links(item):
                if link.id and evidence.is_generic(link.text) and link.id not in found:
                    found.append(link.id)
        return found

    def _unaddressed(self, part: Part, title: str) -> list[Unit]:
        """Return a heading without an address as a paper where all else says that it is one."""
        assert part.title is not None
        facts = self._facts[id(part)]
        if title and part.title.get(headings.BROKEN):
            return [self._unit(part, title, [])]
        link = next((own for own in facts.linked if evidence.is_titled(own.text)), None)
        if link is not None and _leads_away(link.url):
            absolute = "://" in link.url[:12]
            counts = self._levels[part.level]
            alike = counts["linked"] + counts["1"] >= 1
            if (self._dated or alike) and (absolute or _has_prose(part)):
                unit = self._unit(part, title, [])
                unit.url = link.url if absolute else ""
                return [unit]
        if part.level < 2 or part.level > BOLD or not evidence.is_titled(title) or is_day(title):
            return []
        if _has_byline(part) or (
            self._lists and part.level > 2 and " " in title and _has_prose(part)
        ):
            return [self._unit(part, title, [])]
        return []


def _parts(page: Part) -> list[Part]:
    """Return all parts of a page."""
    found = [page]
    for part in found:
        found += [own for own in part.items if isinstance(own, Part)]
    return found


def _has_byline(part: Part) -> bool:
    """Whether authors or votes are named below a heading, as below that of a paper."""
    for element in [own for own in part.items if not isinstance(own, Part)][:_NEAR]:
        for line in "".join(element.itertext()).split("\n")[:_NEAR]:
            named = {names.meaning(own.name) for own in labels.split_line_fields(line)}
            if named & {"authors", "votes"}:
                return True
    return False


def is_day(title: str) -> bool:
    """Whether a heading is but a day, with at most a few words beside it."""
    return (
        bool(re.search(r"\d{4}|\d\s?[-/.月日]\s?\d", title))
        and sum(
            map(
                str.isalpha,
                re.sub(
                    r"(?i)daily|weekly|papers?|digest|arxiv|updated? (?:on|at)|list|of|the|week|論文|论文|논문|日报|周报|每日",
                    "",
                    title,
                ),
            )
        )
        <= 6
    )


def _leads_away(url: str) -> bool:
    """Whether a link leads to another page, not to a place in one."""
    return "#" not in url and not re.match(r"(?i)(?:mailto|javascript|data|tel):", url)


def _has_prose(part: Part) -> bool:
    """Whether a part holds words of its own, not links alone."""
    words = sum(_letters(evidence.text_of(own)) for own in part.elements())
    linked = sum(_letters(link.text) for own in part.elements() for link in evidence.links(own))
    linked += sum(
        _letters(evidence.text_of(own))
        for element in part.elements()
        for own in element.iter("a")
        if (own.get("href") or "#").startswith("#")
    )
    return words - linked >= 10


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
