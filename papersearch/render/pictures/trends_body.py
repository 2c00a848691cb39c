"""Trends as HTML that needs no script: bars by month, and below each of them its papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from papersearch.atlas.shares import FEW, month_of
from papersearch.render.pictures.page import text
from papersearch.render.trend_words import (
    broken,
    interval,
    of_month,
    percent,
    points,
    story,
    summary,
    warnings,
    words,
)
from papersearch.render.trends import drawn, longest

if TYPE_CHECKING:
    from papersearch.atlas.shares import Month
    from papersearch.atlas.types import Trend, Trends
    from papersearch.types.paper import Paper

Address = Callable[["Paper"], str]
"""Returns where a paper is linked to, "" for nowhere."""

_LISTED, _BEST = 40, 6  # papers of a month, and of a topic
_ARROWS = {"rising": "↑", "falling": "↓", "steady": "=", "unclear": "·"}


def trends_body(trends: Trends, address: Address, language: str = "en") -> str:
    """Return what a page says of trends below its heading."""
    parts = [_paragraph("warning", line) for line in warnings(trends, language)]
    if trends.query:
        parts += _of_query(trends, address, language)
    else:
        parts += [_paragraph("story", line) for line in story(trends, language)]
        parts.append('<ul class="topics">')
        parts += [_topic(trends, trend, address, language) for trend in trends.trends]
        parts.append("</ul>")
        parts.append(_paragraph("note", words(language, "joint")))
    notes = [words(language, "bars")]
    if any(month.few for trend in trends.trends for month in trend.months):
        notes.append(words(language, "few_hint", few=FEW))
    return "\n".join([*parts, *(_paragraph("note", note) for note in notes)])


def _of_query(trends: Trends, address: Address, language: str) -> Iterator[str]:
    trend, changed = trends.trends[0], {own.month for own in trends.changes}
    of_month: dict[str, list[Paper]] = defaultdict(list)
    for own in trend.papers:
        of_month[month_of(trends.members[own], trends.by)].append(trends.members[own])
    top, is_gap = longest(trend.months), False
    yield _paragraph("summary", summary(trend, language))
    yield '<ol class="months">'
    for month in trend.months:
        if month.papers:
            mark = " changed" if month.month in changed else ""
            few = " few" if month.few else ""
            row = _month(month, top, language)
            papers = _papers(of_month[month.month][:_LISTED], address)
            more = len(of_month[month.month]) - _LISTED
            if more > 0:
                papers += _paragraph("note", words(language, "and_more", count=more))
            inner = f"<details><summary>{row}</summary>{papers}</details>" if month.near else row
            yield f'<li class="month{few}{mark}">{inner}</li>'
        elif not is_gap:
            yield '<li class="gap" aria-hidden="true">⋮</li>'
        is_gap = not month.papers
    yield "</ol>"


def _month(month: Month, top: float, language: str) -> str:
    few = f" <small>{words(language, 'few')}</small>" if month.few else ""
    return (
        f'<span class="row" title="{text(of_month(month, language))}">'
        f'<span class="name">{month.month}</span>{_bar(month, top)}'
        f'<span class="count">{month.near:,}/{month.papers:,}</span>'
        f'<span class="share">{percent(month.share.value)}</span>'
        f'<span class="between">{interval(month, language)}{few}</span></span>'
    )


def _bar(month: Month, top: float) -> str:
    certain, share = drawn(month, top)
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="ground" width="100" height="10"/>'
        f'<rect class="likely" width="{100 * share:.1f}" height="10"/>'
        f'<rect class="certain" width="{100 * certain:.1f}" height="10"/></svg>'
    )


def _topic(trends: Trends, trend: Trend, address: Address, language: str) -> str:
    own = sorted(
        (trends.members[paper] for paper in trend.papers),
        key=lambda paper: (-(paper.votes or 0), paper.id),
    )
    jumps = f'<span class="broken">{text(broken(trend, language))}</span>' if trend.broken else ""
    months = trend.months
    ends = f"<span>{months[0].month}</span><span>{months[-1].month}</span>" if months else ""
    told = f"{_ARROWS[trend.direction]} {points(trend.change.value)}"
    return (
        f'<li><details class="topic {trend.direction}"><summary>'
        f"<strong>{text(trend.name) or '—'}</strong> "
        f'<span class="facts"><span class="change">{told}</span> '
        f"{words(language, trend.direction)} · "
        f"{words(language, 'papers', count=f'{trend.near:,}')}</span>{jumps}"
        f'{_spark(trends, trend, language)}<span class="ends">{ends}</span></summary>'
        f"{_paragraph('note', summary(trend, language))}{_table(trend, language)}"
        f"<h3>{words(language, 'most_votes')}</h3>{_papers(own[:_BEST], address)}</details></li>"
    )


def _spark(trends: Trends, trend: Trend, language: str) -> str:
    """Return a small chart: a bar for each month, and a line where the form changed."""
    months, top = trend.months, longest(trend.months)
    changed = {own.month for own in trends.changes}
    bars = []
    for at, month in enumerate(months):
        certain, share = (40 * value for value in drawn(month, top))
        line = f'<path class="change" d="M{10 * at} 0V40"/>' if month.month in changed else ""
        bars.append(
            f"<g><title>{text(of_month(month, language))}</title>{line}"
            f'<rect class="hover" x="{10 * at}" width="10" height="40"/>'
            f'<rect class="likely" x="{10 * at + 1}" y="{40 - share:.1f}" width="8" '
            f'height="{share:.1f}"/>'
            f'<rect class="certain" x="{10 * at + 1}" y="{40 - certain:.1f}" width="8" '
            f'height="{certain:.1f}"/></g>'
        )
    return (
        f'<svg class="spark" viewBox="0 0 {10 * max(1, len(months))} 40" '
        f'preserveAspectRatio="none" role="img" aria-label="{text(summary(trend, language))}">'
        f"{''.join(bars)}</svg>"
    )


def _table(trend: Trend, language: str) -> str:
    heads = "".join(
        f'<th scope="col">{words(language, key)}</th>'
        for key in ("month", "near", "all", "share", "interval")
    )
    rows = "".join(
        f'<tr{" class=few" if month.few else ""}><th scope="row">{month.month}</th>'
        f"<td>{month.near:,}</td><td>{month.papers:,}</td><td>{percent(month.share.value)}</td>"
        f"<td>{interval(month, language)}</td></tr>"
        for month in trend.months
        if month.papers
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _papers(papers: Sequence[Paper], address: Address) -> str:
    return f'<ul class="papers">{"".join(_paper(own, address(own)) for own in papers)}</ul>'


def _paper(paper: Paper, address: str) -> str:
    title = text(paper.title or paper.id)
    shown = f'<a href="{text(address)}">{title}</a>' if address else title
    day = f" <small>{paper.days[0]}</small>" if paper.days else ""
    return f"<li>{shown}{day}</li>"


def _paragraph(kind: str, said: str) -> str:
    return f'<p class="{kind}">{text(said)}</p>'
