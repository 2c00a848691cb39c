"""Papers and hits as Markdown: to paste into notes, or to index again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papersearch.render.facts import address, date, published, relevance, similarity, votes
from papersearch.render.terminal import escape
from papersearch.text.references import link_as_text, references
from papersearch.types.hits import Answer, Hit
from papersearch.types.paper import Paper, Section

# Compiled when first used, which tables for people do not: docs/decisions/0021-cold-queries.md.
# Everywhere: code, emphasis, links, HTML, tables; what would be an entity, or an escape.
_SPECIAL = (
    r"[`*\[\]<{|~]|(?<![^\W_])_|_(?![^\W_])|&(?=[#A-Za-z])|\\(?=[!-/:-@\[-`{-~]|\Z)"
    r"|\A[-+=#>:]|#\Z"  # at the edges: headings, lists, quotes and underlines of headings
)
_NUMBERED = r"\A(\d{1,9})([.)])"
_IN_ADDRESSES = r"[!\"&'()*<>\[\\\]^`{|}]"
_BULLET = r"(?s)([-*+]) +(\S.*)"


def escape_markdown(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is, and on one line.

    What has a meaning becomes a character reference, which every renderer hands on as text, also
    those to which a backslash means nothing; digests with them read back as they were.
    """
    safe = escape(text)
    before, behind = len(safe) - len(safe.lstrip()), len(safe.rstrip())
    said = re.sub(_SPECIAL, lambda found: references(found.group()), safe[before:behind])
    said = re.sub(_NUMBERED, lambda found: found.group(1) + references(found.group(2)), said)
    # Spaces at the edges would go, or make code of the text.
    return references(safe[:before]) + said + references(safe[max(before, behind) :])


def link(text: str, url: str) -> str:
    """Return a Markdown link; only http and https addresses become one."""
    target = _target(url)
    return f"[{escape_markdown(text)}]({target})" if target else escape_markdown(text)


def _target(url: str) -> str:
    return re.sub(_IN_ADDRESSES, lambda found: references(found.group()), address(url))


def hits_markdown(hits: Sequence[Hit]) -> str:
    """Return a numbered list of linked titles, each with its facts and evidence."""
    lines = []
    end = hits.end if isinstance(hits, Answer) else 0
    for hit in hits:
        if 0 < end == hit.rank - 1:
            lines += ["", "Less near:", ""]
        doubtful = "summary doubtful" if hit.doubtful else ""
        known = (date(hit.paper), votes(hit.paper), *published(hit.paper))
        scores = (relevance(hit), similarity(hit))
        parts = (*scores, *map(escape_markdown, known), doubtful)
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

    Nothing in it runs or is loaded: pictures are links, and addresses that nobody should follow
    are text.
    """
    lines = [f"## Daily Papers ({escape_markdown(paper.days[-1])})", ""] if paper.days else []
    lines += [f"### {_field(paper.title, paper.url)}", ""]
    if paper.thumbnail:
        lines += [_field("Picture", paper.thumbnail), ""]
    if paper.video:
        lines += [_field("Watch Video", paper.video), ""]
    if paper.code:
        lines += [_field("Code", paper.code), ""]
    if paper.votes is not None:
        lines += [f"Vote: {paper.votes}", ""]
    if paper.authors:
        names = [*map(escape_markdown, paper.authors), *(["+"] if paper.authors_cut else [])]
        lines += [f"Authors: {', '.join(names)}", ""]
    if paper.venue:
        lines += [f"Venue: {escape_markdown(paper.venue)}", ""]
    if paper.categories:
        lines += [f"Categories: {', '.join(map(escape_markdown, paper.categories))}", ""]
    return "\n".join([*lines, *(line for section in paper.sections for line in _bullets(section))])


def _field(text: str, url: str) -> str:
    """Return a link as digests have it, written as text where it cannot be one."""
    target = _target(url)
    if url and not target:
        return link_as_text(escape_markdown(text), escape_markdown(url))
    return f"[{escape_markdown(text)}]({target})"


def _bullets(section: Section) -> list[str]:
    texts = [text for text in section.text.split("\n") if text]
    lines = []
    if section.label:
        first = "" if not texts or is_nested(texts[0]) else escape_markdown(texts.pop(0))
        lines.append(f"- **{escape_markdown(section.label)}**: {first}".rstrip())
    for text in texts:
        if nested := re.fullmatch(_BULLET, text):
            lines.append(f"  {nested.group(1)} {escape_markdown(nested.group(2))}")
        elif section.label:
            lines += ["", f"  {escape_markdown(text)}"]  # else it would go on with the line above
        else:
            lines.append(f"- {escape_markdown(text)}")
    return lines


def is_nested(text: str) -> bool:
    """Whether a line of a section is a nested bullet, or code that keeps its indentation."""
    return text.lstrip().startswith(("- ", "* ", "+ ")) or text.startswith(" ")
