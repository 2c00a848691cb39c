"""Work on text grows as the text does: calls are counted for one size and for four times that."""

from __future__ import annotations

import sys
from collections.abc import Callable
from json import dumps
from types import FrameType
from typing import Any

import numpy as np
import pytest

from papersearch.digest.literals import lines
from papersearch.digest.pages import read_html, read_markdown
from papersearch.digest.records import (
    read_bibtex,
    read_feed,
    read_json,
    read_ris,
    read_table,
    read_yaml,
)
from papersearch.embedding.windows import embed_windowed
from papersearch.render.table import rows
from papersearch.render.terminal import Style, escape, truncate, wrap
from papersearch.text.evidence import best_evidence
from papersearch.text.glossary import Glossary
from papersearch.text.glosses import glosses
from papersearch.text.mentions import mentions_of
from papersearch.text.passages import passage_label, passages
from papersearch.text.tokens import (
    fold,
    marks,
    query_terms,
    query_tokens,
    sentences,
    token_spans,
    tokens,
)
from papersearch.types.address import spans
from papersearch.types.arrays import Embeddings
from papersearch.types.normalise import normalise
from papersearch.types.paper import Paper, Section

SIZE = 1500
WORDS: Glossary = {}
HERE = "https://arxiv.org/abs/2407.00001"
FEED = f'<rss version="2.0"><channel><item><link>{HERE}</link>'
MARKED = frozenset({"visual", "토큰"})

PUMPS = {
    "spaces": " ",
    "marks": "\u0301\u0323",
    "half-width marks": "\uff9e",
    "Hangul": "토큰을압축",
    "words": "visual token ",
    "numbered": "w{n} 가{n} ",
    "lines": "- a\n",
    "brackets": "(토큰)(visual token) ",
    "stars": "**",
    "soft hyphens": "a\u00ad",
    "quotes": "'a', ",
}


def text(pump: str, size: int) -> str:
    if "{n}" in pump:
        return "".join(pump.format(n=n) for n in range(size // 12))
    return (pump * size)[:size]


def paper(own: str) -> Paper:
    return Paper("1", "A title", (Section("What's New", own),))


def looked_up(own: str) -> object:
    return best_evidence(paper(own), {}, frozenset(query_tokens(own)))


def mentioned(own: str) -> object:
    return mentions_of(paper(own), query_terms(own), WORDS).share(lambda _token: 1.0)


def labelled(own: str) -> object:
    made = Paper("1", "", (Section(f"label {own}", own),))
    return [passage_label(made, passage) for passage in passages(made)]


def windowed(own: str) -> object:
    def encode(texts: list[str]) -> Embeddings:
        return np.ones((len(texts), 2), np.float32)

    return embed_windowed([own], encode, lambda part: len(part) + 2, 64)


WORK: dict[str, Callable[[str], object]] = {
    "normalise": normalise,
    "fold": fold,
    "tokens": tokens,
    "query_terms": query_terms,
    "token_spans": token_spans,
    "marks": lambda own: marks(own, MARKED),
    "sentences": sentences,
    "passages": lambda own: passages(paper(own)),
    "labels": labelled,
    "evidence": looked_up,
    "mentions": mentioned,
    "glosses": lambda own: list(glosses(paper(own))),
    "literals": lambda own: lines(f"[{own}]"),
    "markdown": lambda own: read_markdown(f"### [t](https://x.org)\n\n- {own}\n", "a.md"),
    "heading": lambda own: read_markdown(f"### {own}\n### 1. {own}\n", "a.md"),
    "items": lambda own: read_markdown(f"- [t](https://x.org) {own}\n- **{own}**\n", "a.md"),
    "table": lambda own: read_markdown(f"|Title|Link|\n|---|---|\n|{own}|{HERE}|\n", "a.md"),
    "html": lambda own: read_html(f"<h3>{own}</h3><p>{HERE}</p><p>{own}</p>", "a.html"),
    "json": lambda own: read_json(dumps([{"title": own, "url": HERE, "authors": own}]), "a.json"),
    "csv": lambda own: read_table(f'title,url,summary\n"{own}",{HERE},"{own}"\n', "a.csv"),
    "feed": lambda own: read_feed(f"{FEED}<title>{own}</title></item></channel></rss>", "a.xml"),
    "bibtex": lambda own: read_bibtex(
        f"@article{{k, title = {{{own}}}, url = {{{HERE}}}}}", "a.bib"
    ),
    "ris": lambda own: read_ris(f"TY  - JOUR\nTI  - {own}\nUR  - {HERE}\nER  - \n", "a.ris"),
    "yaml": lambda own: read_yaml(f"- title: {dumps(own)}\n  url: {HERE}\n", "a.yaml"),
    "addresses": lambda own: spans(f"arXiv:{own} doi:10.1145/{own} https://x.org/{own}"),
    "escape": escape,
    "wrap": lambda own: wrap(escape(own), 60),
    "truncate": lambda own: truncate(own, 60),
    "rows": lambda own: rows([("name", own)], Style()),
    "windows": windowed,
}


def calls(work: Callable[[str], object], own: str) -> int:
    """Count the calls, of Python's own functions too, and the lines that are run."""
    counted = 0

    def tell(_frame: FrameType, _event: str, _argument: object) -> Any:
        nonlocal counted
        counted += 1
        return tell

    work(own)  # what is remembered from now on
    sys.setprofile(tell)
    sys.settrace(tell)
    try:
        work(own)
    finally:
        sys.settrace(None)
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("pump", PUMPS.values(), ids=PUMPS)
@pytest.mark.parametrize("name", WORK)
def test_four_times_the_text_is_hardly_more_than_four_times_the_work(name: str, pump: str) -> None:
    few = calls(WORK[name], text(pump, SIZE))
    many = calls(WORK[name], text(pump, 4 * SIZE))
    assert many <= 5.5 * few + 400


@pytest.mark.slow
def test_quadratic_work_would_be_noticed() -> None:
    def work(own: str) -> object:
        return [own.count(one) for start in range(len(own) // 50) for one in own[start:]]

    assert calls(work, text("ab", 4 * SIZE)) > 8 * calls(work, text("ab", SIZE))
