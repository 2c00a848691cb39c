"""Papers as text with styles, in which nothing that a digest says is markup or a control code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from papersearch.render import facts
from papersearch.render.facts import DOUBTFUL_NOTE
from papersearch.render.markdown import is_nested
from papersearch.render.table import LESS_NEAR, stands_out
from papersearch.render.terminal import Marks, escape, escape_marked, width, wrap
from papersearch.text.tokens import marks, query_tokens, tokens
from papersearch.types.hits import Answer, Hit
from papersearch.types.paper import Paper

MARK = "bold $text-warning"
LINE = Content("\n")
_VERDICTS = {"strong": "strong answer", "fair": "fair answer", "weak": "weak answer"}


TITLE_LINES = 2
"""Of a title in the list; the paper beside it shows the whole one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: a paper, and the hit that it is where it answers something.

    ``less_near`` says that it stands behind those that answer, ``liked`` what the reader thinks of
    it, None for nothing.
    """

    paper: Paper
    hit: Hit | None = None
    less_near: bool = False
    liked: bool | None = None


def rows(answer: Answer, taste: Mapping[str, bool]) -> tuple[Row, ...]:
    """Return the lines of an answer; where nothing answers, none is less near than others."""
    return tuple(
        Row(hit.paper, hit, 0 < answer.end <= place, taste.get(hit.paper.id))
        for place, hit in enumerate(answer)
    )


def row(shown: Row, columns: int) -> Content:
    """Return title and facts of a paper, in lines of ``columns``, with no more of the title."""
    hit, paper = shown.hit, shown.paper
    parts = [
        facts.relevance(hit) if hit else "",
        opinion(shown),
        LESS_NEAR if shown.less_near else "",
        facts.date(paper),
        facts.votes(paper),
    ]
    line = Content.styled(_cut("  ".join(part for part in parts if part), columns), "dim")
    if hit is not None and hit.doubtful:
        line = Content.assemble(line, ("  doubtful", "$text-error"))
    lines = wrap(escape(paper.title) or escape(paper.id), columns)
    if len(lines) > TITLE_LINES:
        lines[TITLE_LINES - 1 :] = [_cut(f"{lines[TITLE_LINES - 1]} {lines[TITLE_LINES]}", columns)]
    return Content.assemble(("\n".join(lines), "bold"), LINE, line)


def opinion(shown: Row) -> str:
    """Return "liked", "disliked" or ""."""
    return "" if shown.liked is None else "liked" if shown.liked else "disliked"


def _cut(text: str, columns: int) -> str:
    """Return as much of a text as stands on one line."""
    if width(text) <= columns:
        return text
    return f"{wrap(text, max(columns - 1, 1))[0].rstrip()}…"


def verdict(shown: Sequence[Row], answer: Answer, *, more: bool = False) -> str:
    """Return how many papers there are, how far the answer stands out, what was read otherwise.

    With ``more`` there are others behind these.
    """
    if not shown:
        return "nothing found: fewer filters or other words may help"
    count = f"{'the first ' if more else ''}{len(shown):,} paper{'' if len(shown) == 1 else 's'}"
    said = _VERDICTS.get(answer.verdict) or stands_out(answer)
    return "; ".join([f"{said}: {count}" if said else count, *facts.told(answer)])


def reading(shown: Row, query: str) -> Content:
    """Return everything that the digests say of a paper, the query's words marked."""
    paper, hit = shown.paper, shown.hit
    names = ", ".join([*map(escape, paper.authors), *(["and others"] if paper.authors_cut else [])])
    blocks = [
        Content.styled(escape(paper.title) or escape(paper.id), "bold"),
        Content.styled(facts.one_line(paper), "dim"),
        Content.styled(names, "dim"),
        Content.styled(opinion(shown), "dim"),
    ]
    if hit is not None:
        scores = "  ".join(own for own in (facts.relevance(hit), facts.similarity(hit)) if own)
        blocks.insert(1, Content.styled(scores, "dim"))
    head = LINE.join(block for block in blocks if block)
    if hit is not None and hit.doubtful:
        head = Content.assemble(head, LINE, (DOUBTFUL_NOTE, "$text-error"))
    wanted = _wanted(query, hit)
    sections = [
        _section(paper, place, wanted, matched=hit is not None and hit.section == place)
        for place in range(len(paper.sections))
    ]
    return Content("\n\n").join([head, *sections])


def _wanted(query: str, hit: Hit | None) -> frozenset[str]:
    """Return the tokens to mark: the query's, and what stood for them where the hit matched."""
    found = set(query_tokens(query)) if query.strip() else set()
    if hit is not None:
        for start, end in hit.marks:
            found |= set(tokens(hit.evidence[start:end]))
    return frozenset(found)


def _section(paper: Paper, place: int, wanted: frozenset[str], *, matched: bool) -> Content:
    section = paper.sections[place]
    lines = [_bullet(text, wanted) for text in section.text.split("\n")]
    if section.label or section.source:
        said_by = f" ({escape(section.source)})" if section.source else ""
        label = f"{escape(section.label)}{said_by}{' ◂ matches best' if matched else ''}".strip()
        lines.insert(0, Content.styled(label, "bold $text-primary"))
    return LINE.join(lines)


def _bullet(text: str, wanted: frozenset[str]) -> Content:
    stripped = text.strip()
    found: Marks = marks(stripped, wanted) if wanted else ()
    said, moved = escape_marked(stripped, found)
    lead = "  " if is_nested(text) else "• "
    content = Content(lead + said, strip_control_codes=False)
    for start, end in moved:
        content = content.stylize(MARK, start + len(lead), end + len(lead))
    return content
