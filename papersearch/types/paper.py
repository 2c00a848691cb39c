"""Papers: what a digest says, and what the index makes of it.

An :class:`Entry` is one paper as one digest showed it on one day; a :class:`Paper` is
everything known of a paper, made from its entries by :func:`papersearch.types.merging.merge`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One labelled part of a summary.

    ``label`` is as written ("What's New"), or "" for plain bullets. ``text`` holds one
    bullet per line; a nested bullet keeps its marker. ``source`` is a short name of the digests
    that say so, where several tell of the paper, else "".
    """

    label: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper as one digest showed it.

    ``day`` is an ISO date, or "" where the digest names none. ``votes`` is None where the
    digest gives none. ``authors_cut`` says that the digest shortened the list of authors. ``code``
    is the address of a repository, ``categories`` are subjects such as "cs.CL", ``venue`` is where
    the paper was published.
    """

    id: str
    title: str
    sections: tuple[Section, ...] = ()
    day: str = ""
    authors: tuple[str, ...] = ()
    authors_cut: bool = False
    votes: int | None = None
    url: str = ""
    thumbnail: str = ""
    video: str = ""
    code: str = ""
    categories: tuple[str, ...] = ()
    venue: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything known of one paper.

    ``days`` are the ISO dates of its digests, oldest first. ``votes`` is the highest count
    that any digest gave, since votes only grow and some digests give none.
    """

    id: str
    title: str
    sections: tuple[Section, ...] = ()
    days: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    authors_cut: bool = False
    votes: int | None = None
    url: str = ""
    thumbnail: str = ""
    video: str = ""
    code: str = ""
    categories: tuple[str, ...] = ()
    venue: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded: a title with one section, or a part of a long one.

    ``ordinal`` counts the passages of the paper from 0; ``section`` is the position of the
    section in ``Paper.sections``, or -1 where a paper has none and the title stands alone.
    """

    paper_id: str
    ordinal: int
    section: int
    text: str


def dated(paper: Paper) -> tuple[str, str]:
    """Return what papers are ordered by in time: the first day and the id."""
    return (paper.days[0] if paper.days else "", paper.id)
