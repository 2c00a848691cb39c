"""A text of one's own that papers are to be like: ids, entries of a digest, or plain text."""

from __future__ import annotations

import re

from papersearch.digest import decoding, records
from papersearch.digest.bounds import within_limits
from papersearch.digest.looking import papers_of
from papersearch.digest.reader import parse_bytes
from papersearch.digest.types import Digest
from papersearch.errors import DigestError, InvalidQuery
from papersearch.text.passages import passages
from papersearch.types import limits
from papersearch.types.address import identified, is_hashed, paper_id
from papersearch.types.likeness import TOO_LONG, OwnText, check_own
from papersearch.types.paper import Entry, Paper, Section

_SOURCE = "the text"
_DATA = ("json", "bibtex", "ris", "feed")
"""Kinds that no prose is taken for."""

_TITLE_CHARACTERS = 300
_SENTENCE_ENDS = ".!?。！？"
_NUMBER = re.compile(r"[\d.:v/-]+")
_REPEATED = 4  # times the text: a title stands in front of each passage


def own_text(text: str | bytes) -> OwnText:
    """Return what a text of one's own stands for.

    Lines of nothing but ids and links name papers. A digest of any format gives its papers. All
    else is one paper: what stands in front of its first blank line is the title, if that is short
    and no sentence.

    Raises:
        InvalidQuery: it is too long, is binary, has neither letters nor digits, or is data that
            cannot be read whole or tells of no paper.
    """
    data = text.encode(errors="replace") if isinstance(text, str) else bytes(text)
    if len(data) > limits.OWN_BYTES:
        raise InvalidQuery(TOO_LONG.format(limits.OWN_CHARACTERS))
    try:
        plain, _ = decoding.decoded(data, _SOURCE)
        check_own(plain)
        if ids := _ids(plain):
            return OwnText(ids)
        digest = parse_bytes(data, _SOURCE)
    except DigestError as error:
        raise InvalidQuery(str(error)) from None
    papers = _told(plain, digest) or papers_of([_plain(plain)], _SOURCE)
    characters = sum(len(own.text) for paper in papers for own in passages(paper))
    if characters > max(_REPEATED * len(plain), limits.TITLE_CHARACTERS):
        raise InvalidQuery(
            f"the text makes {characters:,} characters to compare, more than {_REPEATED} times its "
            "own: its title is too long for so many sections"
        )
    return OwnText((), papers)


def _ids(text: str) -> tuple[str, ...]:
    """Return the ids and links of a text that holds nothing else, and at least one of them.

    They are parted by spaces, commas or lines. Numbers that are no ids stand for ids all the same,
    so that a mistake is told: "9999.99999" is no prose.
    """
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    if any(len(part) > limits.REFERENCE_CHARACTERS for part in parts):
        return ()
    known = [bool(identified(part)) or is_hashed(part) for part in parts]
    meant = [own or _NUMBER.fullmatch(part) for own, part in zip(known, parts, strict=True)]
    return tuple(parts) if parts and all(meant) else ()


def _told(text: str, digest: Digest) -> tuple[Paper, ...]:
    """Return the papers of a text that is a digest, none of one that is prose."""
    kind = records.kind_of(text, _SOURCE)
    if kind == "json" and not (digest.entries or digest.problems):
        digest = parse_bytes(f"[{text}]".encode(), _SOURCE)  # one record alone
    if digest.problems and (digest.entries or kind in _DATA):
        raise InvalidQuery(str(digest.problems[0]))
    if not digest.entries and kind in _DATA:
        seems = f": it seems to be {digest.seems}" if digest.seems else ""
        raise InvalidQuery(f"the text tells of no paper{seems}")
    return papers_of(digest.entries, _SOURCE)


def _plain(text: str) -> Entry:
    """Return the entry that prose makes: lines are joined, since they may be wrapped."""
    blocks = re.split(r"\n[ \t]*\n", "\n".join(text.splitlines()))
    blocks = [" ".join(block.split()).strip("#* ") for block in blocks]
    blocks = [block for block in blocks if block]
    title, *rest = blocks
    if not rest or len(title) > _TITLE_CHARACTERS or title[-1] in _SENTENCE_ENDS:
        title, rest = "", blocks
    sections = (Section("", "\n".join(rest)),)
    return within_limits(Entry(paper_id("", title or rest[0]), title, sections))[0]
