"""What is said of trends, in English and in Korean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from papersearch.atlas.shares import FEW
from papersearch.render.terminal import escape

if TYPE_CHECKING:
    from papersearch.atlas.forms import Form
    from papersearch.atlas.shares import Month
    from papersearch.atlas.types import Trend, Trends

LANGUAGES = ("en", "ko")

# Each line: a key, then what it says in the order of LANGUAGES.
_WORDS = {
    "day": ("month of the first digest", "처음 실린 달"),
    "arxiv": ("month of the arXiv number", "arXiv 번호의 달"),
    "papers": ("{count} papers", "논문 {count}편"),
    "sample": ("{papers}, a sample of {found}", "{found}편에서 뽑은 {papers}"),
    "of_topics": (
        "Share of {topics} topics among {papers}, by {place}",
        "{papers}에서 주제 {topics}개의 몫, {place}별",
    ),
    "of_query": (
        "“{query}”: {near} of {papers} are near, by {place}",
        "“{query}”: {papers} 가운데 {near}편이 가깝습니다, {place}별",
    ),
    "one_month": ("one month: nothing to compare", "한 달뿐이라 견줄 것이 없습니다"),
    "none_near": ("no paper is near", "가까운 논문이 없습니다"),
    "rising": ("rising", "늘어남"),
    "falling": ("falling", "줄어듦"),
    "steady": ("steady", "그대로"),
    "unclear": ("too few papers to tell", "논문이 적어 알 수 없음"),
    "change": (
        "{direction}: {value} points from the first third of the months to the last "
        "({low} to {high})",
        "{direction}: 첫 3분의 1의 달에서 마지막 3분의 1까지 {value}%p ({low}에서 {high} 사이)",
    ),
    "range": ("{low} to {high} %", "{low}~{high} %"),
    "of_month": ("{month}: {near} of {papers} papers", "{month}: 논문 {papers}편 가운데 {near}편"),
    "few": ("few", "적음"),
    "few_hint": (
        "few: less than {few} papers, of which only what is certain is drawn",
        "적음: 논문이 {few}편보다 적어 확실한 만큼만 그립니다",
    ),
    "thin": (
        "Every month has less than {few} papers: the counts are too few to tell a trend.",
        "모든 달의 논문이 {few}편보다 적습니다: 흐름을 말하기에는 수가 너무 적습니다.",
    ),
    "bars": (
        "solid: at least so many for certain (95 %, Wilson); faint: the share",
        "진한 부분: 적어도 이만큼(95 %, Wilson), 옅은 부분: 몫",
    ),
    "joint": (
        "Points: growth of the share from the first third of the months to the last, in "
        "percentage points. Of the topics that are said to rise or fall, one in twenty is "
        "expected not to (Wilson, Newcombe, Benjamini-Yekutieli).",
        "%p: 첫 3분의 1의 달에서 마지막 3분의 1까지 몫이 늘어난 만큼. 늘거나 준다고 한 주제 "
        "스물 가운데 하나는 그렇지 않을 수 있습니다(Wilson, Newcombe, Benjamini-Yekutieli).",
    ),
    "changed": (
        "The form of the digests changed in {month}: {before}, then {after}. What moves in that "
        "month may be how papers are told, and not what they are about.",
        "{month}에 요약의 형식이 바뀌었습니다: 앞은 {before}, 뒤는 {after}. 이 달에 움직인 것은 "
        "논문의 내용이 아니라 쓰는 방식일 수 있습니다.",
    ),
    "labels": ("{labels} ({length} characters)", "{labels} ({length}자)"),
    "no_labels": ("no headings ({length} characters)", "제목 없는 글 ({length}자)"),
    "hangul": ("Korean", "한글"),
    "latin": ("Latin script", "로마자"),
    "colours": (
        "Green: rising, red: falling, blue: steady, grey: too few papers to tell. Bands: 95 %, "
        "Wilson.",
        "초록: 늘어남, 빨강: 줄어듦, 파랑: 그대로, 회색: 논문이 적어 알 수 없음. 띠: 95 %, Wilson.",
    ),
    "broken": ("jumps where the form changed, {month}", "형식이 바뀐 {month}에 뜀"),
    "all_rising": ("Rising: {names}", "늘어나는 주제: {names}"),
    "all_falling": ("Falling: {names}", "줄어드는 주제: {names}"),
    "all_unclear": (
        "Of {count} of {all} topics the papers are too few to tell",
        "주제 {all}개 가운데 {count}개는 논문이 적어 알 수 없습니다",
    ),
    "month": ("month", "달"),
    "near": ("near", "가까운 논문"),
    "all": ("papers", "논문"),
    "share": ("share", "몫"),
    "interval": ("95 %, Wilson", "95 % 구간"),
    "months": ("By month", "달마다"),
    "nearest": ("Papers", "논문"),
    "most_votes": ("Papers with the most votes", "추천이 많은 논문"),
    "and_more": ("and {count} more", "외 {count}편"),
}


def words(language: str, key: str, **values: object) -> str:
    """Return what a key says in a language of ``LANGUAGES``, with ``values`` filled in."""
    said = _WORDS[key][LANGUAGES.index(language)]
    return said.format(**values) if values else said


def headline(trends: Trends, language: str = "en") -> str:
    """Return what is shown, in one line."""
    place = words(language, trends.by)
    papers = words(language, "papers", count=f"{trends.counted:,}")
    if trends.found > trends.counted + trends.undated:
        papers = words(language, "sample", papers=papers, found=f"{trends.found:,}")
    if not trends.query:
        topics = len(trends.trends)
        return words(language, "of_topics", topics=topics, papers=papers, place=place)
    near, query = f"{trends.trends[0].near:,}", escape(trends.query)
    return words(language, "of_query", query=query, near=near, papers=papers, place=place)


def summary(trend: Trend, language: str = "en") -> str:
    """Return how a trend has changed, in one line."""
    if not trend.near:
        return words(language, "none_near")
    if sum(bool(month.papers) for month in trend.months) < 2:
        return words(language, "one_month")
    change = trend.change
    told = words(
        language,
        "change",
        direction=words(language, trend.direction),
        value=points(change.value),
        low=points(change.low),
        high=points(change.high),
    )
    return f"{told}; {broken(trend, language)}" if trend.broken else told


def broken(trend: Trend, language: str = "en") -> str:
    """Return that a trend jumps where the form of the digests changed, "" where it does not."""
    return words(language, "broken", month=trend.broken) if trend.broken else ""


def story(trends: Trends, language: str = "en") -> Iterator[str]:
    """Yield which of all topics rise and fall, and of how many that cannot be told.

    Those that jump where the form of the digests changed are in neither list.
    """
    if trends.query or trends.is_thin:
        return
    for direction in ("rising", "falling"):
        own = [t for t in trends.trends if t.direction == direction and not t.broken and t.name]
        strongest = sorted(own, key=lambda trend: (-abs(trend.change.value), trend.name))
        if names := "; ".join(escape(trend.name) for trend in strongest[:5]):
            yield words(language, f"all_{direction}", names=names)
    unclear = sum(trend.direction == "unclear" for trend in trends.trends)
    if unclear:
        yield words(language, "all_unclear", count=unclear, all=len(trends.trends))


def warnings(trends: Trends, language: str = "en") -> Iterator[str]:
    """Yield what to know before a trend is believed: changes of form, and too few papers."""
    for own in trends.changes:
        before, after = _form(own.before, language), _form(own.after, language)
        yield words(language, "changed", month=own.month, before=before, after=after)
    if trends.trends and trends.counted and trends.is_thin:
        yield words(language, "thin", few=FEW)


def of_month(month: Month, language: str = "en") -> str:
    """Return all that is known of a month, in one line."""
    told = words(language, "of_month", month=month.month, near=month.near, papers=month.papers)
    return f"{told}, {percent(month.share.value)} ({interval(month, language)})"


def interval(month: Month, language: str = "en") -> str:
    """Return between what a month's share lies."""
    low, high = (f"{100 * value:.1f}" for value in (month.share.low, month.share.high))
    return words(language, "range", low=low, high=high)


def percent(share: float) -> str:
    """Return a share as it is written."""
    return f"{100 * share:.1f} %"


def points(share: float) -> str:
    """Return by how many percentage points a share has grown."""
    return f"{100 * share:+.1f}".replace("-", "−")


def _form(form: Form, language: str) -> str:
    length = f"{form.length:,}"
    if not form.labels:
        return words(language, "no_labels", length=length)
    labels = " · ".join(map(escape, form.labels))
    return words(language, "labels", labels=labels, length=length)
