"""Where a paper is to be read, as far as its id and its digests tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from papersearch.types.address import is_arxiv, page
from papersearch.types.paper import Paper

_PDFS = {
    "openreview": "https://openreview.net/pdf?id={}",
    "acl": "https://aclanthology.org/{}.pdf",
}
_FIRST_WITH_HTML = "2312"
_NUMBER = re.compile(r"(\d{4})\.\d{4,5}")


@dataclass(frozen=True, slots=True)
class Link:
    """A place of a paper: what it is called, and its address."""

    name: str
    url: str


def links(paper: Paper) -> tuple[Link, ...]:
    """Return where a paper is to be read but for its own link: the PDF first."""
    return tuple(own for own in _of_id(paper.id) if own.url != paper.url)


def pdf(paper_id: str) -> str:
    """Return the address of the PDF of a paper, "" where its id does not tell."""
    if is_arxiv(paper_id):
        return f"https://arxiv.org/pdf/{paper_id}"
    kind, _, rest = paper_id.partition(":")
    return _PDFS[kind].format(rest) if kind in _PDFS and rest else ""


def _of_id(paper_id: str) -> Iterator[Link]:
    if address := pdf(paper_id):
        yield Link("PDF", address)
    if not is_arxiv(paper_id):
        return
    yield Link("arXiv", page(paper_id))
    number = _NUMBER.fullmatch(paper_id)  # others are of before 2007, which these do not have
    if number and number[1] >= _FIRST_WITH_HTML:
        yield Link("HTML", f"https://arxiv.org/html/{paper_id}")
    if number:
        yield Link("Hugging Face", f"https://huggingface.co/papers/{paper_id}")
        yield Link("alphaXiv", f"https://www.alphaxiv.org/abs/{paper_id}")
