"""Hits for people."""

from __future__ import annotations

from collections.abc import Sequence

from papersearch.render.facts import (
    DOUBTFUL_NOTE,
    one_line,
    relevance,
    similarity,
    told,
)
from papersearch.render.terminal import (
    ELLIPSIS,
    Style,
    escape,
    escape_marked,
    pad,
    truncate,
    wrap,
    wrap_spans,
)
from papersearch.types.hits import Answer, Hit
from papersearch.types.paper import Paper

EVIDENCE_LINES = 3
_RELEVANCE = 3

LESS_NEAR = "less near"
"""What stands above the hits that merely follow."""

_STANDS_OUT = {
    "strong": "strong answer: it stands out from the rest of the index",
    "fair": "fair answer: it stands out somewhat from the rest of the index",
    "weak": "weak answer: it hardly stands out from the rest of the index",
    "none": "nothing in the index answers this; the nearest papers are",
}
_STANDS_OUT_FILTERED = {
    "strong": "strong answer among what the filters leave",
    "fair": "fair answer among what the filters leave",
    "weak": "weak answer among what the filters leave",
    "none": "nothing that the filters leave answers this; the nearest papers are",
}


def table(hits: Sequence[Hit], style: Style, sort: str = "") -> str:
    """Return the hits as blocks: rank, relevance and title; facts; the matching sentence.

    In front stands how the query was read, where that may surprise, and how far an answer stands
    out, where that is known; a line parts those that stand out from those that merely follow.
    Of hits by ``sort`` it is said what was ordered.
    """
    rank = max((len(str(hit.rank)) for hit in hits), default=0)
    blocks = ["\n".join(block(hit, rank, style)) for hit in hits]
    if isinstance(hits, Answer) and 0 < hits.end < len(hits):
        blocks.insert(hits.end, style.dim(f"─── {LESS_NEAR} ───"))
    if said := [line for line in (_ordered(hits, sort), stands_out(hits)) if line]:
        lines = [part for line in said for part in wrap(line, style.columns)]
        blocks.insert(0, "\n".join(map(style.dim, lines)))
    if isinstance(hits, Answer) and hits and (lines := told(hits)):
        wrapped = [part for line in lines for part in wrap(line, style.columns)]
        blocks.insert(0, "\n".join(map(style.dim, wrapped)))
    return "\n\n".join(blocks)


def stands_out(hits: Sequence[Hit]) -> str:
    """Return in words how far an answer stands out, "" where that is not known."""
    if not isinstance(hits, Answer) or not hits or not hits.verdict:
        return ""
    return (_STANDS_OUT_FILTERED if hits.filtered else _STANDS_OUT)[hits.verdict]


def _ordered(hits: Sequence[Hit], sort: str) -> str:
    """Return of which papers an order by date or votes was made, "" where hits are by rank."""
    if not isinstance(hits, Answer) or not hits.ordered:
        return ""
    one, nearest = hits.ordered == 1, hits.verdict == "none"
    papers = f"{hits.ordered:,} {'nearest ' if nearest else ''}paper{'' if one else 's'}"
    which = papers if nearest else f"{papers} that answer{'s' if one else ''}"
    return f"ordered by {sort}: the {which}; the numbers are ranks by relevance"


def block(hit: Hit, rank_columns: int, style: Style, notes: Sequence[str] = ()) -> list[str]:
    """Return the lines of one hit, ``notes`` below all else."""
    head = f"{hit.rank:>{rank_columns}}  {relevance(hit) or '–':>{_RELEVANCE}}  "
    room = room_beside(head, style)
    said = [style.dim(line) for note in (_notes(hit), *notes) for line in wrap(note, room)]
    return beside(head, hit.paper, [*evidence(hit, room, style), *said], style, similarity(hit))


def beside(
    head: str, paper: Paper, lines: Sequence[str], style: Style, first: str = ""
) -> list[str]:
    """Return a paper's title, facts and further ``lines``, all to the right of ``head``.

    Before the other facts stands what is ``first``, if anything.
    """
    facts = "  ".join(part for part in (first, one_line(paper)) if part)
    indent, room = " " * len(head), room_beside(head, style)
    title, *more = wrap(escape(paper.title), room) or [escape(paper.id)]
    return [
        head + style.bold(title),
        *(indent + style.bold(line) for line in more),
        *(indent + style.dim(line) for line in wrap(facts, room)),
        *(indent + line for line in lines),
    ]


def room_beside(head: str, style: Style) -> int:
    """Return how many columns there are to the right of ``head``."""
    return max(style.columns - len(head), 12)


def _notes(hit: Hit) -> str:
    """Return what else is to be known of a hit: a doubtful summary, and why it stands here."""
    notes = [DOUBTFUL_NOTE] if hit.doubtful else []
    why = hit.explanation
    if why is not None:
        ranks = [
            f"{side} {value:.3f} (rank {rank})"
            for side, value, rank in (
                ("dense", why.dense, why.dense_rank),
                ("lexical", hit.lexical, why.lexical_rank),
            )
            if value is not None and rank is not None
        ]
        if hit.rerank is not None:
            ranks.append(f"rerank {hit.rerank:.3f} (rank {why.rank_before} before)")
        notes.append(", ".join([f"score {hit.score:.3f}", *ranks]))
        notes += [
            f"{label}: {', '.join(map(escape, words))}"
            for label, words in (("found", why.found), ("missing", why.missing))
            if words
        ]
    return "; ".join(notes)


def evidence(hit: Hit, columns: int, style: Style) -> list[str]:
    """Return the matching sentence in a few lines, with its label in front and marked words.

    A longer sentence is cut with an ellipsis; its first marked word stays in view.
    """
    if hit.section < 0 or not hit.evidence.strip():
        return []
    label = f"{escape(hit.label)}: " if hit.label else ""
    sentence, marks = escape_marked(hit.evidence, hit.marks)
    text, moved = label + sentence, [(a + len(label), b + len(label)) for a, b in marks]
    spans = wrap_spans(text, columns)
    if len(spans) > EVIDENCE_LINES:
        first = next((n for n, (_, end) in enumerate(spans) if moved and end > moved[0][0]), 0)
        start = max(0, min(first - 1, len(spans) - EVIDENCE_LINES))
        spans = spans[start : start + EVIDENCE_LINES]
    return [
        _marked_line(
            text,
            span,
            moved,
            style,
            columns,
            cut_before=n == 0 and span[0] > 0,
            cut_behind=n == len(spans) - 1 and span[1] < len(text.rstrip()),
        )
        for n, span in enumerate(spans)
    ]


def _marked_line(
    text: str,
    span: tuple[int, int],
    marks: Sequence[tuple[int, int]],
    style: Style,
    columns: int,
    *,
    cut_before: bool,
    cut_behind: bool,
) -> str:
    start, end = span
    if cut_behind:
        line = truncate(text[start:end] + " " * columns, columns).rstrip(f" {ELLIPSIS}")
        end = start + len(line)
    if cut_before:
        start += 1
    parts, at = [ELLIPSIS] if cut_before else [], start
    for left, right in marks:
        left, right = max(left, at), min(right, end)
        if left < right:
            parts += [text[at:left], style.mark(text[left:right])]
            at = right
    return "".join([*parts, text[at:end], ELLIPSIS if cut_behind else ""])


def rows(pairs: Sequence[tuple[str, str]], style: Style) -> str:
    """Return (name, value) pairs as two aligned columns, values wrapped."""
    names = max((len(name) for name, _ in pairs), default=0) + 2
    lines = []
    for name, value in pairs:
        first, *more = wrap(escape(value), max(style.columns - names, 12)) or [""]
        lines.append(style.dim(pad(name, names)) + first)
        lines += [" " * names + line for line in more]
    return "\n".join(lines)
