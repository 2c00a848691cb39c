"""Papers into passages: what is embedded, and what a hit points at.

A passage is one section with the paper's title in front of it; a long section, and a run of
plain bullets, is cut at bullets and sentence ends into parts of about the same length. Best
passage counts, so that a paper is found by any one of the things it says.
"""

from __future__ import annotations

import functools
import hashlib
import re

from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.normalise import normalise
from papersearch.types.paper import Paper, Passage

TITLE_LABEL = "title"

SCHEME = "title+section/1"
"""Names the way of cutting; part of what decides whether a paper must be embedded again."""

MAX_CHARACTERS = 700
MAX_PARTS = 1000
_BREAK = re.compile(r"\n+|(?<=[.!?。！？])\s+")


def passages(paper: Paper) -> list[Passage]:
    """Return the passages of ``paper``: at least one, ordinals from 0."""
    # Parts grow with a text of absurd length; embedding windows whatever the model cannot take.
    limit = max(MAX_CHARACTERS, sum(len(section.text) for section in paper.sections) // MAX_PARTS)
    cut = [
        (position, f"{paper.title}\n{part}" if paper.title else part)
        for position, section in enumerate(paper.sections)
        for part in _parts(section.text, limit)
    ]
    found = _bounded(cut) or [(-1, paper.title or paper.id)]
    return [
        Passage(paper.id, ordinal, section, text) for ordinal, (section, text) in enumerate(found)
    ]


def _bounded(cut: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return no more passages than there are ordinals for, neighbours joined where there are.

    Digests that are read have far fewer sections; an index may hold a paper from before.
    """
    step = -(-len(cut) // limits.PASSAGES)
    if step <= 1:
        return cut
    groups = (cut[at : at + step] for at in range(0, len(cut), step))
    return [(group[0][0], "\n".join(text for _, text in group)) for group in groups]


def part_of(paper: Paper, passage: Passage) -> str:
    """Return the text of a passage without the title in front."""
    if passage.section < 0:
        return paper.title
    return passage.text.removeprefix(f"{paper.title}\n")


@functools.lru_cache(maxsize=16)  # the passages of a section come one after the other
def label_key(label: str) -> str:
    """Return a section's label as filters compare it; plain bullets count as "summary"."""
    return fold_name(label) or "summary"


def passage_label(paper: Paper, passage: Passage) -> str:
    """Return the label of a passage's section as filters compare it."""
    if passage.section < 0:
        return TITLE_LABEL
    return label_key(paper.sections[passage.section].label)


def text_hash(text: str) -> bytes:
    """Return the 16 bytes that identify an embedded text: those of its one form."""
    return exact_hash(normalise(text))


def exact_hash(text: str) -> bytes:
    """Return the 16 bytes that identify a text as it is."""
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def paper_hash(found: list[Passage]) -> bytes:
    """Return the 16 bytes that change when anything embedded of a paper changes."""
    return exact_hash(
        "\x1f".join([SCHEME, *(f"{p.section}\x1e{normalise(p.text)}" for p in found)])
    )


def _parts(text: str, limit: int) -> list[str]:
    """Cut ``text`` into parts of about equal length, none much over ``limit`` characters."""
    text = text.strip()
    if len(text) <= limit:
        return [text] if text else []
    count = -(-len(text) // limit)
    parts = [""] * count
    start = 0
    for piece in _pieces(text):
        middle = start + len(piece) / 2
        parts[min(count - 1, int(middle * count / len(text)))] += piece
        start += len(piece)
    return [part.strip() for part in parts if part.strip()]


def _pieces(text: str) -> list[str]:
    """Cut ``text`` after bullets and sentences, keeping every character."""
    ends = [match.end() for match in _BREAK.finditer(text)]
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
