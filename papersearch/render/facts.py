"""Facts of a paper in the words that people read."""

from __future__ import annotations

from papersearch.paper import Paper
from papersearch.render.terminal import escape, percent_encoded


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


def one_line(paper: Paper) -> str:
    """Return date, votes and link."""
    return "  ".join(part for part in (date(paper), votes(paper), place(paper)) if part)
