"""Papers and hits as Markdown: to paste into notes, or to index again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papersearch.paper import Paper, Section
from papersearch.query import Hit
from papersearch.render.facts import address, date, votes
from papersearch.render.terminal import escape

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>&#|~!])")


def escape_markdown(text: str) -> str:
    """Return ``text`` so that Markdown and HTML show it as it is."""
    return _SPECIAL.sub(r"\\\1", escape(text))


def link(text: str, url: str) -> str:
    """Return a Markdown link; only http and https addresses become one."""
    shown = escape_markdown(text)
    target = address(url)
    return f"[{shown}]({target})" if target else shown


def hits_markdown(hits: Sequence[Hit]) -> str:
    """Return a numbered list of linked titles, each with its facts and evidence."""
    lines = []
    for hit in hits:
        similarity = "" if hit.similarity is None else f"{hit.similarity:.3f}"
        doubtful = "summary doubtful" if hit.doubtful else ""
        parts = (similarity, date(hit.paper), votes(hit.paper), doubtful)
        facts = [part for part in parts if part]
        lines.append(
            f"{hit.rank}. **{link(hit.paper.title or hit.paper.id, hit.paper.url)}** "
            f"({', '.join(facts)})"
        )
        if hit.evidence and hit.section >= 0:
            lines.append(f"   > {escape_markdown(hit.evidence)}")
    return "\n".join(lines)


def entry_markdown(paper: Paper) -> str:
    """Return the paper as an entry of a daily digest, which can be indexed again.

    Text stands as the digests wrote it, apart from characters that terminals obey.
    """
    lines = [f"## Daily Papers ({paper.days[-1]})", ""] if paper.days else []
    lines += [f"### [{escape(paper.title)}]({escape(paper.url)})", ""]
    if paper.thumbnail:
        lines += [f"![]({escape(paper.thumbnail)})", ""]
    if paper.video:
        lines += [f"[Watch Video]({escape(paper.video)})", ""]
    if paper.votes is not None:
        lines += [f"Vote: {paper.votes}", ""]
    if paper.authors:
        names = [*paper.authors, *(["+"] if paper.authors_cut else [])]
        lines += [f"Authors: {', '.join(map(escape, names))}", ""]
    return "\n".join([*lines, *(line for section in paper.sections for line in _bullets(section))])


def _bullets(section: Section) -> list[str]:
    texts = section.text.split("\n")
    if section.label:
        first, *more = texts
        return [
            f"- **{escape(section.label)}**: {escape(first)}",
            *(f"  {escape(t)}" for t in more),
        ]
    return [f"  {escape(text)}" if is_nested(text) else f"- {escape(text)}" for text in texts]


def is_nested(text: str) -> bool:
    """Whether a line of a section is a nested bullet, or code that keeps its indentation."""
    return text.lstrip().startswith(("- ", "* ", "+ ")) or text.startswith(" ")
