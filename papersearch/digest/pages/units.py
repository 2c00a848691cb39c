"""Which elements of a page are papers: the surroundings decide.

The deepest thing that has a title and names one paper is that paper: a row, an item of a list, a
part under a heading. A heading above a single item is a category; one whose only link lies in a
paragraph below it is the title. What is repeated tells of those that have no address.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from papersearch.digest import names
from papersearch.digest.pages import evidence, headings, hints, lists, ownership, tables, titles
from papersearch.digest.pages.outline import BOLD, CARD, SUMMARY, Part
from papersearch.digest.pages.said import Said
from papersearch.digest.pages.text import lines_of
from papersearch.digest.pages.unit import STRENGTH, Unit
from papersearch.types import address

_MOST_NAMED = 200
"""Ids of a part that are told apart."""
_MOSTLY = 0.6
"""Of the headings of a level that name one paper each; then a heading with several may be one."""
_SEVERAL = 3
"""Headings of a level that name one paper each; then they do so although in their sentences."""


@dataclass(slots=True)
class _Facts:
    """What a part names: ids of all of it, and how many papers that makes."""

    ids: tuple[str, ...]
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
            own.title is not None and hints.PAPERS.search(own.title.text) for own in self._parts
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
        found = tuple(named)[:_MOST_NAMED]
        count = evidence.papers(found)
        if part.title is not None:
            linked = any(own.id for own in part.title.links)
            self._levels[part.level]["linked" if linked else str(min(count, 2))] += 1
        return _Facts(found, count)

    def _of(self, part: Part, known: dict[int, list[Unit]]) -> list[Unit]:
        """Return the papers of a part; ``known`` are those of the parts in it."""
        if part.title is not None and hints.SKIPPED.fullmatch(part.title.text[:80]):
            return []
        if part.title is not None and hints.CONTENTS.fullmatch(part.title.text[:80]):
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
        return not hints.is_day(title) and not hints.SKIPPED.fullmatch(title[:80])

    def _block(self, block: Said) -> list[Unit]:
        """Return the papers that a block of a part is."""
        if block.tag in hints.LISTS:
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
            if isinstance(own, Part) and own.title and hints.RELATED.fullmatch(own.title.text[:80])
        ]
        if not related:
            return claims
        beside = {said.element for own in related for said in own.elements()}
        kept = [
            claim
            for claim in claims
            if not any(
                own in beside
                for own in (claim.anchor.element, *claim.anchor.element.iterancestors())
            )
        ]
        alone = len(kept) + bool(hints.field_id(part)) == 1
        return kept if alone else claims

    def _heading(self, part: Part, heading: Said, claims: list[Unit]) -> list[Unit]:
        """Return a part's heading as a paper, or the papers below it."""
        facts = self._facts[id(part)]
        own = tuple(link.id for link in heading.links if link.id) or heading.ids
        title = titles.of_heading(heading)
        if part.level == 1 and facts.count and not claims and ownership.is_manual(part):
            return []
        if as_text := headings.written(heading.element):
            return self._written(part, heading, *as_text, claims)
        if own and len(set(own)) == 1 and title and not names.meaning(title):
            others = [c for c in claims if c.kind == "heading" and c.ids and c.ids[0] not in own]
            return [_unit(part, heading, title, own), *others]
        if not facts.count:
            return [*self._unaddressed(part, heading, title), *claims]
        if not evidence.is_titled(title) or hints.is_day(title):
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
            first = hints.field_id(part)
            return [_unit(part, heading, title, (first,))] if first else claims
        return claims

    def _written(
        self, part: Part, heading: Said, title: str, url: str, claims: list[Unit]
    ) -> list[Unit]:
        """Return a heading as the paper that it is, whatever its title and address look like."""
        identity = address.of_link(url)
        unit = _unit(part, heading, title, (identity,) if identity else ())
        unit.url = url
        return [unit, *(own for own in claims if own.kind == "heading")]

    def _mostly_single(self, level: int) -> bool:
        """Whether parts of a level that name papers mostly name one each."""
        single = self._single(level)
        return single >= _MOSTLY * (single + self._levels[level]["2"])

    def _are_alike(self, level: int) -> bool:
        """Whether most headings of a level name a paper each, and there are several."""
        single = self._single(level)
        return single >= _SEVERAL and single >= self._levels[level].total() / 2

    def _single(self, level: int) -> int:
        """Return how many headings of a level name one paper each."""
        return self._levels[level]["1"] + self._levels[level]["linked"]

    def _unaddressed(self, part: Part, heading: Said, title: str) -> list[Unit]:
        """Return a heading without an address as a paper where all else says that it is one."""
        if title and heading.element.get(headings.BROKEN):
            return [_unit(part, heading, title, ())]
        link = next((own for own in heading.links if evidence.is_titled(own.text)), None)
        if link is not None and hints.leads_away(link.url):
            absolute = "://" in link.url[:12]
            if (self._dated or self._single(part.level)) and (absolute or hints.has_prose(part)):
                unit = _unit(part, heading, title, ())
                unit.url = link.url if absolute else ""
                return [unit]
        if (
            part.level < 2
            or part.level > BOLD
            or not evidence.is_titled(title)
            or hints.is_day(title)
        ):
            return []
        if hints.has_byline(part) or (
            self._lists and part.level > 2 and " " in title and hints.has_prose(part)
        ):
            return [_unit(part, heading, title, ())]
        return []


def _unit(part: Part, heading: Said, title: str, ids: tuple[str, ...]) -> Unit:
    return Unit("heading", heading, title, ids, part.elements(), part)
