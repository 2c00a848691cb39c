"""Which elements of a page are papers: the surroundings decide.

The deepest thing that has a title and names one paper is that paper: a row, an item of a list, a
part under a heading. A heading above a single item is a category; one whose only link lies in a
paragraph below it is the title. What is repeated tells of those that have no address.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from papersearch.digest import labels, names
from papersearch.digest.pages import evidence, headings, lists, ownership, tables, titles
from papersearch.digest.pages.outline import BOLD, CARD, SUMMARY, Part
from papersearch.digest.pages.said import Said, raw_text, text_of
from papersearch.digest.pages.text import lines_of

_SKIPPED = re.compile(
    r"(?i)\W*(?:references?|bibliography|citations?|cite|citing|how to cite|acknowledge?ments?"
    r"|related (?:work|projects?|resources|lists?|repos\w*)|see also|changelog|release notes"
    r"|sources?|further reading|bibtex|contribut\w+|licen[cs]e|star history"
    r"|参考文献|引用|致谢|참고\s?문헌|参考)\W*"
)
_RELATED = re.compile(
    r"(?i)\W*(?:related(?: papers?| works?| reading| articles?)?|see also|further reading"
    r"|prior work|相关论文|相關論文|相关工作|相关阅读|関連論文|관련 논문|관련 연구)\W*"
)
_CONTENTS = re.compile(
    r"(?i)\W*(?:table of )?contents?\W*|\W*(?:目录|目錄|目次|목차|índice|sommaire)\W*"
)
_PAPERS = re.compile(
    r"(?i)\bdaily papers?\b|\bpapers? (?:of|for)\b|\bpaper digest\b|일일 논문|오늘의 논문"
    r"|每日论文|今日论文"
)
_DIGITS = re.compile(r"\d{4}|\d\s?[-/.月日]\s?\d")
_OF_DIGESTS = re.compile(
    r"(?i)daily|weekly|papers?|digest|arxiv|updated? (?:on|at)|list|of|the|week|論文|论文"
    r"|논문|日报|周报|每日"
)
_LISTS = ("ul", "ol", "dl")
_NO_PAGE = re.compile(r"(?i)(?:mailto|javascript|data|tel):")
_MOST_NAMED = 200
"""Ids of a part that are told apart."""
_MOSTLY = 0.6
"""Of the headings of a level that name one paper each; then a heading with several may be one."""
_SEVERAL = 3
"""Headings of a level that name one paper each; then they do so although in their sentences."""
_PROSE = 10
"""Letters beside links that make a text of an element."""
_NEAR = 4
"""Elements below a heading among which the authors or the votes stand."""


@dataclass(slots=True)
class Unit:
    """One paper of a page: where it stands, what it is called, what is its text.

    ``kind`` is heading, item, row, line or bare; ``content`` are the elements that are its text.
    ``row`` holds the cells of a table by what their column means.
    """

    kind: str
    anchor: Said
    title: str
    ids: list[str]
    content: list[Said] = field(default_factory=list)
    part: Part | None = None
    row: tables.Row | None = None
    url: str = ""
    parts: list[Part] = field(default_factory=list)

    def titles(self) -> list[Said]:
        """Return the headings that belong to its text."""
        found = self.part.titles() if self.part is not None else []
        for part in self.parts:
            found += [part.title] if part.title is not None else []
            found += part.titles()
        return found


STRENGTH = {"heading": 4, "row": 3, "item": 3, "line": 2, "bare": 1}


@dataclass(slots=True)
class _Facts:
    """What a part names: ids of all of it, and how many papers that makes."""

    ids: list[str]
    count: int


class Chooser:
    """Chooses the papers of a page; ``dated`` says that the page is the digest of a day."""

    def __init__(self, page: Part, *, dated: bool) -> None:
        self._dated = dated
        # From the deepest up: what a part names is known when the one around it asks.
        self._parts = page.parts()[::-1]
        self._facts: dict[int, _Facts] = {}
        self._levels: dict[int, Counter[str]] = defaultdict(Counter)
        for part in self._parts:
            self._facts[id(part)] = self._measured(part)
        self.ids = self._facts[id(page)].ids
        self.count = self._facts[id(page)].count
        self._lists = not self.count and any(
            own.title is not None and _PAPERS.search(own.title.text) for own in self._parts
        )

    def units(self) -> list[Unit]:
        """Return the papers in the order of the page, each id once: its strongest place."""
        known: dict[int, list[Unit]] = {}
        found: list[Unit] = []
        for part in self._parts:
            found = known[id(part)] = self._of(part, known)
        best: dict[str, int] = {}
        for unit in found:
            for key in unit.ids[:1]:
                best[key] = max(best.get(key, 0), STRENGTH[unit.kind])
        return [unit for unit in found if not unit.ids or STRENGTH[unit.kind] == best[unit.ids[0]]]

    def _measured(self, part: Part) -> _Facts:
        """Return what a part names, and count its heading among those of its level."""
        named: dict[str, None] = {}
        if part.title is not None:
            named.update(dict.fromkeys(part.title.ids))
        for item in part.items:
            ids = self._facts[id(item)].ids if isinstance(item, Part) else item.ids
            named.update(dict.fromkeys(ids))
        found = list(named)[:_MOST_NAMED]
        count = evidence.papers(found)
        if part.title is not None:
            linked = any(own.id for own in part.title.links)
            self._levels[part.level]["linked" if linked else str(min(count, 2))] += 1
        return _Facts(found, count)

    def _of(self, part: Part, known: dict[int, list[Unit]]) -> list[Unit]:
        """Return the papers of a part; ``known`` are those of the parts in it."""
        if part.title is not None and _SKIPPED.fullmatch(part.title.text[:80]):
            return []
        if part.title is not None and _CONTENTS.fullmatch(part.title.text[:80]):
            # What follows a table of contents may stand a level deeper.
            deeper = (known.pop(id(own)) for own in part.items if isinstance(own, Part))
            return [unit for units in deeper for unit in units]
        claims = self._own(part, self._inside(part, known))
        return claims if part.title is None else self._heading(part, part.title, claims)

    def _inside(self, part: Part, known: dict[int, list[Unit]]) -> list[Unit]:
        found: list[Unit] = []
        running: Unit | None = None
        above: Unit | None = None
        for item in part.items:
            if isinstance(item, Part):
                units = known.pop(id(item))
                if not units and above is not None and self._continues(item, above):
                    above.content += [item.title] if item.title is not None else []
                    above.content += item.elements()
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
        """Whether a part without papers is of the paper above: its heading is of that level."""
        assert above.part is not None
        if part.title is None or part.level != above.part.level or part.level in (SUMMARY, CARD):
            return False
        if not self._levels[part.level]["linked"]:
            return False
        title = part.title.text
        return not is_day(title) and not _SKIPPED.fullmatch(title[:80])

    def _block(self, block: Said) -> list[Unit]:
        """Return the papers that a block of a part is."""
        if block.tag in _LISTS:
            return [
                Unit(
                    "item" if own.title else "bare",
                    own.said,
                    own.title,
                    own.ids,
                    own.content,
                    url=own.url,
                )
                for own in lists.papers(block, dated=self._dated)
            ]
        if block.tag == "table":
            return [
                Unit("row", Said(row.element), row.title, row.ids, row=row)
                for row in tables.papers(block.element)
            ]
        if block.tag == "p":
            return self._line(block)
        if block.tag == "blockquote":
            return self._quotation(block) or [
                unit
                for own in block.element
                if own.tag in ("ul", "ol", "table")
                for unit in self._block(Said(own))
            ]
        return []

    def _quotation(self, block: Said) -> list[Unit]:
        """Return the one paper that a quotation describes, its title in the first paragraph."""
        first = next(iter(block.element), None)
        if first is None or first.tag != "p" or evidence.papers(block.ids) != 1:
            return []
        title = titles.of_fields(lines_of(block.element)) or titles.of_bold(Said(first))
        return [Unit("line", block, title, block.ids, [block])] if title else []

    def _line(self, line: Said) -> list[Unit]:
        if not line.ids or evidence.papers(line.ids) > 1:
            return []
        title = titles.of_line(line, prose=True)
        if not title:
            named = titles.above_address(line)
            return [Unit("line", line, named, line.ids, [line])] if named else []
        link = next((own for own in line.links if own.id), None)
        if (
            evidence.is_long_title(title)
            or next(line.element.iter("strong"), None) is not None
            or (
                link is not None
                and evidence.is_titled(link.text)
                and titles.leads(line, link.element)
            )
        ):
            return [Unit("line", line, title, line.ids, [line])]
        return []

    def _own(self, part: Part, claims: list[Unit]) -> list[Unit]:
        """Return the papers of a part without those to which the one it is about is related."""
        related = [
            own
            for own in part.items
            if isinstance(own, Part) and own.title and _RELATED.fullmatch(own.title.text[:80])
        ]
        if not related:
            return claims
        beside = {said.element for own in related for said in own.elements()}
        kept = [
            claim
            for claim in claims
            if not any(own in beside for own in (claim.anchor.element, *_above(claim)))
        ]
        alone = len(kept) + bool(_field_id(part)) == 1
        return kept if alone else claims

    def _heading(self, part: Part, heading: Said, claims: list[Unit]) -> list[Unit]:
        """Return a part's heading as a paper, or the papers below it."""
        facts = self._facts[id(part)]
        own = [link.id for link in heading.links if link.id] or heading.ids
        title = titles.of_heading(heading)
        if part.level == 1 and facts.count and not claims and ownership.is_manual(part):
            return []
        if own and len(set(own)) == 1 and title and not names.meaning(title):
            others = [c for c in claims if c.kind == "heading" and c.ids and c.ids[0] not in own]
            return [_unit(part, heading, title, own), *others]
        if not facts.count:
            return [*self._unaddressed(part, heading, title), *claims]
        if not evidence.is_titled(title) or is_day(title):
            return claims
        strong = any(claim.kind not in ("line", "bare") for claim in claims)
        if facts.count == 1:
            weak = not strong and (
                self._mostly_single(part.level) or {own.kind for own in claims} == {"bare"}
            )
            if claims and not weak:
                return claims
            if self._are_alike(part.level) or ownership.is_own(part, facts.ids[0]):
                return [_unit(part, heading, title, facts.ids)]
            return []
        if not strong and (not claims or self._mostly_single(part.level)):
            first = _field_id(part)
            return [_unit(part, heading, title, [first])] if first else claims
        return claims

    def _mostly_single(self, level: int) -> bool:
        """Whether parts of a level that name papers mostly name one each."""
        counts = self._levels[level]
        single = counts["1"] + counts["linked"]
        return single >= _MOSTLY * (single + counts["2"])

    def _are_alike(self, level: int) -> bool:
        """Whether most headings of a level name a paper each, and there are several."""
        counts = self._levels[level]
        single = counts["1"] + counts["linked"]
        return single >= _SEVERAL and single >= counts.total() / 2

    def _unaddressed(self, part: Part, heading: Said, title: str) -> list[Unit]:
        """Return a heading without an address as a paper where all else says that it is one."""
        if title and heading.element.get(headings.BROKEN):
            return [_unit(part, heading, title, [])]
        link = next((own for own in heading.links if evidence.is_titled(own.text)), None)
        if link is not None and _leads_away(link.url):
            absolute = "://" in link.url[:12]
            counts = self._levels[part.level]
            alike = counts["linked"] + counts["1"] >= 1
            if (self._dated or alike) and (absolute or _has_prose(part)):
                unit = _unit(part, heading, title, [])
                unit.url = link.url if absolute else ""
                return [unit]
        if part.level < 2 or part.level > BOLD or not evidence.is_titled(title) or is_day(title):
            return []
        if _has_byline(part) or (
            self._lists and part.level > 2 and " " in title and _has_prose(part)
        ):
            return [_unit(part, heading, title, [])]
        return []


def _unit(part: Part, heading: Said, title: str, ids: list[str]) -> Unit:
    return Unit("heading", heading, title, ids, part.elements(), part)


def _above(unit: Unit) -> Iterator[etree._Element]:
    yield from unit.anchor.element.iterancestors()


def _field_id(part: Part) -> str:
    """Return the first id to which a part links as a field: "PDF", "arXiv: 2503.00001"; or ""."""
    for item in part.items:
        if isinstance(item, Part) or (item.tag in _LISTS and evidence.papers(item.ids) > 1):
            return ""
        for link in item.links:
            if link.id and evidence.is_generic(link.text) and ownership.is_field(link, item):
                return link.id
    return ""


def _has_byline(part: Part) -> bool:
    """Whether authors or votes are named below a heading, as below that of a paper."""
    own = (item for item in part.items if isinstance(item, Said))
    for said in itertools.islice(own, _NEAR):
        for line in raw_text(said.element).split("\n")[:_NEAR]:
            named = {names.meaning(found.name) for found in labels.split_line_fields(line)}
            if named & {"authors", "votes"}:
                return True
    return False


def is_day(title: str) -> bool:
    """Whether a heading is but a day, with at most a few words beside it."""
    if not _DIGITS.search(title):
        return False
    return sum(map(str.isalpha, _OF_DIGESTS.sub("", title))) <= 6


def _leads_away(url: str) -> bool:
    """Whether a link leads to another page, not to a place in one."""
    return "#" not in url and not _NO_PAGE.match(url)


def _has_prose(part: Part) -> bool:
    """Whether a part holds words of its own, not links alone."""
    words = 0
    for said in part.elements():
        linked = sum(_letters(text_of(own)) for own in said.element.iter("a"))
        words += _letters(said.text) - linked
        if words >= _PROSE:
            return True
    return False


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
