"""The form of digests: how papers are told, whatever they are about.

A model sees it, too. Where a digest begins to be written in another way, papers that are about the
same lie apart, and a topic may end with the way in which it was told.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from papersearch.atlas.shares import month_of
from papersearch.text.languages import script
from papersearch.types.paper import Paper

LEAST = 10
"""Papers of a month that show its form."""

MOVED = 0.3
"""The share of a month's papers that are told otherwise than before, from which on that is said."""

LONGER = 1.5
"""By which ratio the median length of summaries changes, likewise."""

_COMMON = 0.2  # share of a month's papers from which on a form is one, not an exception
_HEADINGS = 4

Kind = tuple[str, tuple[str, ...]]
"""A script, and the first labels of a summary's sections."""


@dataclass(frozen=True, slots=True)
class Form:
    """How most papers of a month are told: the labels of their sections, script and length.

    ``length`` is the median of characters of a paper's summary.
    """

    labels: tuple[str, ...]
    script: str
    length: int


@dataclass(frozen=True, slots=True)
class FormChange:
    """A month ("2024-06") in which the form of the digests is another than in the one before."""

    month: str
    before: Form
    after: Form


def is_labelled(paper: Paper) -> bool:
    """Whether a summary has sections with labels."""
    return any(section.label for section in paper.sections)


def manner(paper: Paper) -> str:
    """Return what a model sees of how a text is told: its script, and whether it has labels."""
    own = script(paper.sections[0].text if paper.sections else paper.title)
    return f"{own} labelled" if is_labelled(paper) else own


def form_changes(papers: Sequence[Paper], by: str) -> tuple[FormChange, ...]:
    """Return the months in which papers begin to be told in another form, the first one first.

    Of months in a row that all change it is the first. ``by`` is what places papers in months.
    """
    of_month: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        if (month := month_of(paper, by)) and paper.sections:
            of_month[month].append(paper)
    found: list[FormChange] = []
    earlier: list[Paper] = []
    going_on = False
    for month in sorted(of_month):
        now = of_month[month]
        if len(now) < LEAST:
            continue
        is_other = bool(earlier) and _is_other(earlier, now)
        if is_other and going_on:
            found[-1] = FormChange(found[-1].month, found[-1].before, _form(now))
        elif is_other:
            found.append(FormChange(month, _form(earlier), _form(now)))
        earlier, going_on = now, is_other
    return tuple(found)


def _is_other(before: Sequence[Paper], after: Sequence[Paper]) -> bool:
    by_chance = 1 / math.sqrt(min(len(before), len(after)))
    if _apart(before, after) >= MOVED + by_chance:
        return True
    ratio = max(_length(after), 1) / max(_length(before), 1)
    return max(ratio, 1 / ratio) >= LONGER


def _apart(before: Sequence[Paper], after: Sequence[Paper]) -> float:
    """Return the total variation distance of the kinds of two months, rare ones taken together."""
    shares = [
        {kind: count / len(own) for kind, count in Counter(map(_kind, own)).items()}
        for own in (before, after)
    ]
    common = {kind for own in shares for kind, share in own.items() if share >= _COMMON}
    parts = [[own.get(kind, 0.0) for kind in sorted(common)] for own in shares]
    one, other = ([*own, 1 - sum(own)] for own in parts)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / 2


def _kind(paper: Paper) -> Kind:
    labels = tuple(section.label.casefold() for section in paper.sections[:_HEADINGS])
    return script(paper.sections[0].text), labels


def _form(papers: Sequence[Paper]) -> Form:
    (own, labels), _ = Counter(map(_kind, papers)).most_common(1)[0]
    written = next(paper for paper in papers if _kind(paper) == (own, labels))
    shown = tuple(section.label for section in written.sections[:_HEADINGS] if section.label)
    return Form(shown, own, _length(papers))


def _length(papers: Sequence[Paper]) -> int:
    return round(median(sum(len(section.text) for section in paper.sections) for paper in papers))
