"""What the templates show of papers and answers: plain values, marked texts, safe links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from papersearch.render.facts import SUBJECTS
from papersearch.render.links import Link, links
from papersearch.render.markdown import is_nested
from papersearch.text.languages import script
from papersearch.text.tokens import marks, sentences
from papersearch.types.address import page
from papersearch.types.hits import Hit
from papersearch.types.kept import Kept
from papersearch.types.paper import Paper, Section
from papersearch.web.formulas import Formulas
from papersearch.web.inline import Piece, Span, pieces, spans

SHOWN_AUTHORS = 6
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_LANGUAGES = {"hangul": "ko", "kana": "ja", "han": "zh"}


@dataclass(frozen=True, slots=True)
class Line:
    """One bullet of a section."""

    spans: tuple[Span, ...]
    nested: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a digest."""

    label: str
    lines: tuple[Line, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """What the reader did with a paper, and whether it is new since the last visit."""

    liked: bool | None = None
    kept: Kept = field(default_factory=Kept)
    new: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One paper as the page shows it.

    ``url``, ``picture``, ``video`` and ``code`` are links that may be followed, "" where there is
    none; ``links`` those that the id tells, of which ``pdf`` is one. ``quoted`` is the id as a part
    of an address, ``categories`` are the first subjects of ``more_categories`` more.
    ``rank`` is 0, there is no relevance, and the evidence is how the summary begins, where nothing
    was searched for. ``language`` is that of the summary, where it can be told.
    """

    id: str
    quoted: str
    title: tuple[Piece, ...]
    url: str
    picture: str
    video: str
    code: str
    links: tuple[Link, ...]
    venue: str
    categories: tuple[str, ...]
    more_categories: int
    days: tuple[str, ...]
    votes: int | None
    authors: tuple[str, ...]
    authors_cut: bool
    parts: tuple[Part, ...]
    rank: int = 0
    relevance: float | None = None
    similarity: float | None = None
    near: bool = True
    label: str = ""
    evidence: tuple[Span, ...] = ()
    doubtful: bool = False
    language: str = ""
    own: Own = field(default_factory=Own)

    @property
    def plain(self) -> str:
        """The title without marks and elements, formulas as they are written."""
        return "".join(piece.text for piece in self.title)

    @property
    def day(self) -> str:
        """The newest day, "" for none."""
        return self.days[-1] if self.days else ""

    @property
    def first_authors(self) -> tuple[str, ...]:
        """The authors that a card names: never all but one."""
        return (
            self.authors if len(self.authors) <= SHOWN_AUTHORS + 1 else self.authors[:SHOWN_AUTHORS]
        )

    @property
    def more_authors(self) -> int:
        """How many authors are not among the first ones."""
        return len(self.authors) - len(self.first_authors)

    @property
    def pdf(self) -> str:
        """The address of the PDF, "" where none is known."""
        return next((own.url for own in self.links if own.name == "PDF"), "")

    @property
    def more_links(self) -> tuple[Link, ...]:
        """The links that a card has beside the PDF, where there is room."""
        return tuple(own for own in self.links if own.url not in (self.pdf, self.url))

    @property
    def picture_host(self) -> str:
        """Where the picture comes from."""
        return urlsplit(self.picture).hostname or ""


def card(paper: Paper, wanted: frozenset[str] = frozenset(), hit: Hit | None = None) -> Card:
    """Return the card of a paper, ``wanted`` tokens marked; with a hit, why it was found."""
    return _card(paper, wanted, hit, Formulas(), Formulas())


def cards(hits: Iterable[Hit], wanted: frozenset[str]) -> list[Card]:
    """Return the cards of hits; the formulas of their sections, which lists leave out, stay."""
    room = Formulas()
    return [_card(hit.paper, wanted, hit, room, None) for hit in hits]


def beginnings(papers: Iterable[Paper]) -> list[Card]:
    """Return the cards of papers that nothing was searched for, in a list as well."""
    room = Formulas()
    return [_card(paper, frozenset(), None, room, None) for paper in papers]


def _card(
    paper: Paper,
    wanted: frozenset[str],
    hit: Hit | None,
    room: Formulas,
    below: Formulas | None,
) -> Card:
    """Return a card with room for formulas of title and evidence, and of what stands ``below``."""
    label, evidence = _shown(paper, hit, room)
    return Card(
        id=paper.id,
        quoted=quote(paper.id, safe="/"),
        title=pieces(paper.title or paper.id, marks(paper.title, wanted), room),
        url=link(paper.url) or page(paper.id),
        picture=link(paper.thumbnail) if origin(paper.thumbnail) else "",
        video=link(paper.video),
        code=link(paper.code),
        links=links(paper),
        venue=paper.venue,
        categories=paper.categories[:SUBJECTS],
        more_categories=len(paper.categories[SUBJECTS:]),
        days=paper.days,
        votes=paper.votes,
        authors=paper.authors,
        authors_cut=paper.authors_cut,
        parts=tuple(_part(section, wanted, below) for section in paper.sections),
        rank=hit.rank if hit else 0,
        relevance=hit.relevance if hit else None,
        similarity=hit.similarity if hit else None,
        near=hit.near if hit else True,
        label=label,
        evidence=evidence,
        language=_language(paper),
        doubtful=bool(hit and hit.doubtful),
    )


def link(url: str) -> str:
    """Return an address that a page may link to, "" for any but http and https."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in ("http", "https") else ""


def origin(url: str) -> str:
    """Return scheme, host and port of an address as a content policy names them, or ""."""
    try:
        found = urlsplit(url)
        port = f":{found.port}" if found.port else ""
    except ValueError:
        return ""
    host = found.hostname or ""
    if found.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    return f"{found.scheme}://{host}{port}"


def labels(papers: Iterable[Paper], most: int = 12) -> list[str]:
    """Return the labels that papers use most, as they are written, in the order of use."""
    count: dict[str, int] = {}
    for paper in papers:
        for section in paper.sections:
            if section.label:
                count[section.label] = count.get(section.label, 0) + 1
    return sorted(count, key=lambda label: (-count[label], label))[:most]


def _shown(paper: Paper, hit: Hit | None, room: Formulas) -> tuple[str, tuple[Span, ...]]:
    """Return the label and the sentence that a card shows: the evidence, else the first one."""
    if hit:
        return hit.label, spans(hit.evidence, hit.marks, room) if hit.section >= 0 else ()
    for section in paper.sections[:1]:
        for sentence in sentences(section.text)[:1]:
            return section.label, spans(sentence, room=room)
    return "", ()


def _language(paper: Paper) -> str:
    """Return the language of a summary where its script tells: how lines break depends on it."""
    return _LANGUAGES.get(script(" ".join(section.text for section in paper.sections)), "")


def _part(section: Section, wanted: frozenset[str], room: Formulas | None) -> Part:
    lines = tuple(
        Line(spans(text, marks(text, wanted), room), nested)
        for text, nested in map(_bullet, section.text.split("\n"))
        if text
    )
    return Part(section.label, lines, section.source)


def _bullet(line: str) -> tuple[str, bool]:
    nested = is_nested(line)
    text = line.strip()
    return (re.sub(r"^[-*+] +", "", text), True) if nested else (text, False)
