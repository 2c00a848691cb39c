"""A row of a table into the fields and the text of its paper, by what its columns mean."""

from __future__ import annotations

import re

from papersearch.digest import counts, days, fields, people
from papersearch.digest.pages import evidence, tables
from papersearch.digest.pages.body import EDGES, untitled
from papersearch.digest.pages.draft import Draft
from papersearch.digest.pages.said import Said
from papersearch.digest.pages.text import lines_of
from papersearch.types.paper import Section

_BETWEEN = re.compile(r"[,;、/|]")
_LONGEST = 300
"""Characters of a cell with categories or a venue."""
_LEAST = 20
"""Letters of a text in a column without a known name; less is a rank, a number, a mark."""
_ADDRESSES = frozenset(("url", "pdf", "id", "code", "project", "score", "comments", "updated"))


def sections(row: tables.Row, draft: Draft) -> tuple[Section, ...]:
    """Return the text of a row, and give its fields to ``draft``."""
    found: list[Section] = []
    for (name, meaning), cell in zip(row.columns, row.cells, strict=False):
        if cell is row.titled:
            if cell.text == row.title:
                continue
            for line in untitled(lines_of(cell.element), row.title):
                if line.strip(EDGES):
                    draft.add(1, line)
        elif meaning in _ADDRESSES:
            draft.take_urls(link.url for link in cell.links)
        elif meaning in ("abstract", "summary", "keywords", ""):
            found += _section("Abstract" if meaning == "abstract" else name, meaning, cell)
        elif cell.text:
            _take(meaning, cell.text, draft)
    return (*found, *(own for own in draft.sections() if own not in found))


def _take(meaning: str, text: str, draft: Draft) -> None:
    """Give the field that is all of a cell to ``draft``."""
    if meaning == "authors":
        draft.authors, draft.authors_cut = people.authors(text)
    elif meaning in ("day", "listed"):
        draft.day = draft.day or days.moment_day(text) or (days.day_in(text) or ("", ""))[0]
    elif meaning == "votes":
        voted = counts.votes_in(text) or counts.votes_in(f"👍 {text}")
        draft.votes = voted[0] if voted else draft.votes
    elif meaning == "categories" and len(text) <= _LONGEST:
        draft.categories = fields.categories_in(text) or _split(text)
    elif meaning == "venue" and len(text) <= _LONGEST:
        draft.venue = text


def _section(name: str, meaning: str, cell: Said) -> list[Section]:
    """Return the text of a cell as a section, if it has some."""
    if not cell.links and not meaning and evidence.letters(cell.text) < _LEAST:
        return []
    lines = [line.removeprefix("- ") for line in lines_of(cell.element)]
    text = "\n".join(line for line in lines if not _is_shown(line))
    if not text.strip() or (not meaning and evidence.letters(text) < _LEAST):
        return []
    return [Section("" if meaning == "summary" else name, text)]


def _is_shown(line: str) -> bool:
    """Whether a line of a cell only opens what is folded: "Show", "Abstract"."""
    return evidence.is_generic(line.strip("*# "))


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip(" `#") for part in _BETWEEN.split(text) if part.strip()))
