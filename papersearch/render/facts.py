"""Facts of a paper in the words that people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.render.terminal import escape, percent_encoded
from papersearch.types.hits import Answer, Hit
from papersearch.types.paper import Paper

if TYPE_CHECKING:
    from papersearch.following.feed import Caught


SUBJECTS = 3
"""How many categories a line of facts names."""


def address(url: str) -> str:
    """Return ``url`` as the target of a link, "" unless it is of http or https."""
    return percent_encoded(url) if url.lower().startswith(("http://", "https://")) else ""


def votes(paper: Paper) -> str:
    """Return "1 vote", "49 votes" or ""."""
    if paper.votes is None:
        return ""
    return f"{paper.votes:,} vote{'' if paper.votes == 1 else 's'}"


def date(paper: Paper) -> str:
    """Return the newest day, and of how many more days the paper is."""
    if not paper.days:
        return ""
    more = len(paper.days) - 1
    return escape(paper.days[-1]) + (f" (+{more} day{'' if more == 1 else 's'})" if more else "")


def place(paper: Paper) -> str:
    """Return the link, with the id where the link does not hold it."""
    link = escape(paper.url)
    if paper.id in paper.url:
        return link
    return f"{escape(paper.id)} {link}".strip()


def published(paper: Paper) -> list[str]:
    """Return the venue and the first subjects, as far as they are known."""
    subjects = ", ".join(paper.categories[:SUBJECTS])
    more = f" (+{len(paper.categories) - SUBJECTS})" if len(paper.categories) > SUBJECTS else ""
    return [escape(part) for part in (paper.venue, subjects + more) if part]


def relevance(hit: Hit) -> str:
    """Return the score that people see, "87", or "" without one."""
    return "" if hit.relevance is None else f"{hit.relevance:.0f}"


def similarity(hit: Hit) -> str:
    """Return "similarity 0.862" or ""."""
    return "" if hit.similarity is None else f"similarity {hit.similarity:.3f}"


def one_line(paper: Paper) -> str:
    """Return date, votes, venue, subjects, link and where the code is."""
    code = f"code {escape(paper.code)}" if paper.code else ""
    parts = (date(paper), votes(paper), *published(paper), place(paper), code)
    return "  ".join(part for part in parts if part)


def told(answer: Answer) -> list[str]:
    """Return in lines how a query was read, where that may be otherwise than it was meant."""
    lines = []
    if answer.read_as:
        typed, read = map(quoted, zip(*answer.read_as, strict=True))
        lines.append(f"no paper says {typed}: read as {read}")
    if answer.offered:
        typed, meant = map(quoted, zip(*answer.offered, strict=True))
        lines.append(f"hardly a paper says {typed}: did you mean {meant}?")
    lines += told_as_text(answer.as_text)
    if answer.read_characters is not None:
        count = f"{answer.read_characters:,}"
        lines.append(f"of meaning only the first {count} characters are read, of words all")
    return lines


def told_as_text(as_text: Sequence[str]) -> list[str]:
    """Return in a line, if any, what was read as text though it looks like a condition."""
    return [f"read as text, not as a condition: {quoted(as_text)}"] if as_text else []


def quoted(texts: Sequence[str]) -> str:
    """Return texts in quotation marks, in one line."""
    return ", ".join(f'"{escape(own)}"' for own in texts)


DOUBTFUL_NOTE = "doubtful: the summary seems to be of another paper"


def notes(caught: Caught) -> list[str]:
    """Return what else is to be known: other watches that catch the paper, a doubtful summary."""
    others = ", ".join(f"{escape(catch.watch)} ({catch.level})" for catch in caught.catches[1:])
    found = [f"also {others}"] if others else []
    return found + ([DOUBTFUL_NOTE] if caught.doubtful else [])
