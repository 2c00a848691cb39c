"""Answers as JSON values: the same for the command line and for every other front.

What each key holds is declared in :mod:`papersearch.render.payload_types`.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import orjson

from papersearch.render.terminal import escape_json
from papersearch.types.facets import Counts, Facets, Suggestion
from papersearch.types.hits import Answer, Hit
from papersearch.types.paper import Paper
from papersearch.types.query import Query

if TYPE_CHECKING:
    from papersearch.atlas.days import Day
    from papersearch.render import payload_types as types
    from papersearch.upkeep.remote_status import RemoteStatus
    from papersearch.upkeep.status import Status

Payload = Mapping[str, Any]


def to_json(payload: Payload, *, indent: bool = True) -> str:
    """Return a payload as JSON in which nothing is left that a terminal obeys."""
    try:
        encoded = orjson.dumps(payload, option=orjson.OPT_INDENT_2 if indent else 0).decode()
    except TypeError:  # half a character, as in file names of another encoding, which JSON bars
        encoded = json.dumps(payload, ensure_ascii=False, indent=2 if indent else None)
        encoded = re.sub("[\ud800-\udfff]", "\ufffd", encoded)
    return escape_json(encoded)


def answer_payload(hits: Sequence[Hit], query: Query | None = None) -> types.Answer:
    """Return a whole answer; without a query (similar papers) its facts are null."""
    given = dataclasses.asdict(query.filters) if query else {}
    filters = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in given.items()
        if value not in ("", (), None)
    }
    return {
        "query": query.text if query else None,
        "mode": query.mode if query else None,
        "k": query.k if query else None,
        "sort": query.sort if query else None,
        "filters": cast("types.Filters", filters),
        "confidence": hits.confidence if isinstance(hits, Answer) else None,
        "verdict": hits.verdict if isinstance(hits, Answer) else "",
        "filtered": isinstance(hits, Answer) and hits.filtered,
        "read_as": dict(hits.read_as) if isinstance(hits, Answer) else {},
        "offered": dict(hits.offered) if isinstance(hits, Answer) else {},
        "as_text": list(hits.as_text) if isinstance(hits, Answer) else [],
        "read_characters": hits.read_characters if isinstance(hits, Answer) else None,
        "count": len(hits),
        "hits": [hit_payload(hit) for hit in hits],
    }


def day_payload(found: Day) -> types.Day:
    """Return a day, whose ``papers`` may be more than its hits."""
    return {
        **answer_payload(found.papers),
        "day": found.day,
        "older": found.older,
        "newer": found.newer,
        "papers": found.count,
    }


def facets_payload(found: Facets) -> types.Facets:
    """Return how many papers there are of each value."""
    return {
        "papers": found.papers,
        "months": _counted(found.months),
        "sections": _counted(found.sections),
        "authors": _counted(found.authors),
        "categories": _counted(found.categories),
        "sources": _counted(found.sources),
        "verdict": found.verdict,
    }


def _counted(counts: Counts) -> list[types.Count]:
    return [{"value": value, "count": count} for value, count in counts]


def suggestions_payload(found: Sequence[Suggestion]) -> types.Suggestions:
    """Return what continues a text."""
    return {
        "suggestions": [
            {"kind": own.kind, "value": own.value, "count": own.count, "typed": own.typed}
            for own in found
        ]
    }


def hit_payload(hit: Hit) -> types.Hit:
    """Return one hit."""
    return {
        "rank": hit.rank,
        **paper_facts(hit.paper),
        "similarity": _rounded(hit.similarity, 4),
        "score": round(hit.score, 6),
        "lexical": _rounded(hit.lexical, 4),
        "section": hit.label,
        "evidence": hit.evidence,
        "marks": [list(mark) for mark in hit.marks],
        "doubtful": hit.doubtful,
        "explanation": _explanation(hit),
        "rerank": _rounded(hit.rerank, 6),
        "relevance": hit.relevance,
        "near": hit.near,
    }


def _explanation(hit: Hit) -> types.Explanation | None:
    why = hit.explanation
    if why is None:
        return None
    return {
        "dense": _rounded(why.dense, 4),
        "dense_rank": why.dense_rank,
        "lexical_rank": why.lexical_rank,
        "found": list(why.found),
        "missing": list(why.missing),
        "rank_before": why.rank_before,
    }


def paper_payload(paper: Paper) -> types.Paper:
    """Return one paper with all its sections."""
    sections: list[types.Section] = [
        {"label": section.label, "text": section.text, "source": section.source}
        for section in paper.sections
    ]
    return {**paper_facts(paper), "sections": sections}


def paper_facts(paper: Paper) -> types.Facts:
    """Return what is known of a paper but its sections."""
    return {
        "id": paper.id,
        "title": paper.title,
        "url": paper.url,
        "date": paper.days[-1] if paper.days else "",
        "days": list(paper.days),
        "votes": paper.votes,
        "authors": list(paper.authors),
        "authors_cut": paper.authors_cut,
        "thumbnail": paper.thumbnail,
        "video": paper.video,
        "code": paper.code,
        "categories": list(paper.categories),
        "venue": paper.venue,
    }


def status_payload(status: Status | RemoteStatus) -> Payload:
    """Return the state of an index; that of one on a server has keys of its own."""
    facts = dataclasses.asdict(status)
    if "shapes" in facts:
        facts["shapes"] = [list(shape) for shape in facts["shapes"]]
    return facts


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
