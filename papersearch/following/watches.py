"""Watches: standing queries, and which papers they may look at."""

from __future__ import annotations

from collections.abc import Iterable

from papersearch.text.names import Name, fields, wanted_fields
from papersearch.text.passages import TITLE_LABEL, label_key
from papersearch.text.tokens import fold_name
from papersearch.types.paper import Paper
from papersearch.types.query import Filters
from papersearch.types.watch import MAX_NAME


def name_for(text: str) -> str:
    """Return the name of a watch that was given none: its text on one line, cut to fit."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1].rstrip() + "…"


def meets(paper: Paper, filters: Filters) -> bool:
    """Whether a paper meets the filters on votes, authors, categories and sections."""
    least = filters.min_votes
    votes = least is None or (paper.votes is not None and paper.votes >= least)
    names = [fold_name(author) for author in paper.authors]
    authors = all(own.among(names) for own in map(Name.of, filters.authors) if own.text)
    wanted = wanted_fields(filters.categories)
    subjects = not wanted or not wanted.isdisjoint(fields(paper.categories))
    sections = not filters.sections or bool(labels(paper, filters.sections))
    return votes and authors and subjects and sections


def labels(paper: Paper, sections: Iterable[str]) -> tuple[str, ...]:
    """Return the labels of a paper that contain one of the ``sections``, folded as filters do."""
    own = dict.fromkeys(label_key(section.label) for section in paper.sections) or (TITLE_LABEL,)
    wanted = [fold_name(section) for section in sections]
    return tuple(label for label in own if any(part in label for part in wanted))
