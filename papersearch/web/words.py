"""What the page says, in English and in Korean."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

LANGUAGES = ("en", "ko")
NAMES = {"en": "English", "ko": "한국어"}

# Each line: a key, then what it says in the order of LANGUAGES.
_WORDS = {
    "tagline": ("Search your daily paper digests", "매일 모은 논문 요약을 찾습니다"),
    "what": ("What are you looking for?", "무엇을 찾으세요?"),
    "placeholder": ("visual token compression", "시각 토큰 압축"),
    "search": ("Search", "찾기"),
    "skip": ("Skip to the papers", "논문으로 건너뛰기"),
    "language": ("Language", "언어"),
    "filters": ("Filters", "거르기"),
    "when": ("When", "기간"),
    "any": ("Any", "전체"),
    "7d": ("Week", "1주"),
    "1m": ("Month", "1달"),
    "6m": ("6 months", "6달"),
    "1y": ("Year", "1년"),
    "last": ("When", "기간"),
    "since": ("From", "부터"),
    "until": ("To", "까지"),
    "min_votes": ("Votes, at least", "최소 추천 수"),
    "author": ("Author", "저자"),
    "section": ("Section", "항목"),
    "all_sections": ("All sections", "모든 항목"),
    "clear": ("Clear filters", "거르기 지우기"),
    "day": ("{weekday}, {day} {month} {year}", "{year}년 {month} {day}일 {weekday}"),
    "weekdays": (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
    ),
    "months": (
        "January February March April May June July August September October November December",
        "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
    ),
    "undated": ("Papers without a day", "날짜가 없는 논문"),
    "older": ("Older: {day}", "이전 날: {day}"),
    "newer": ("Newer: {day}", "다음 날: {day}"),
    "other_day": ("Another day", "다른 날"),
    "go": ("Go", "가기"),
    "count": ("{papers} papers", "논문 {papers}편"),
    "count_one": ("1 paper", "논문 1편"),
    "count_all": ("of {papers}", "전체 {papers}편"),
    "no_day": ("No papers of this day", "이 날에는 논문이 없습니다"),
    "found": ("Papers {first}–{last}", "논문 {first}–{last}"),
    "similar_to": ("Papers like", "다음과 비슷한 논문"),
    "unlike": ("Unlike", "다음과는 다른 논문"),
    "nothing": ("Nothing found", "찾은 것이 없습니다"),
    "nothing_hint": (
        "Fewer filters or other words may help.",
        "거르기를 줄이거나 다른 말로 찾아보세요.",
    ),
    "empty": ("The index is empty", "색인이 비어 있습니다"),
    "empty_hint": (
        "Fill it with `papersearch index PATH`; this page notices.",
        "`papersearch index 경로`로 채우면 이 페이지에도 나타납니다.",
    ),
    "read_as": (
        "No paper says {typed}: read as {read}",
        "{typed}: 이렇게 쓴 논문이 없어 다음 말로 찾았습니다: {read}",
    ),
    "offered": (
        "Hardly a paper says {typed}: did you mean {meant}?",
        "{typed}: 이렇게 쓴 논문이 거의 없습니다. 혹시 이 말인가요? {meant}",
    ),
    "as_text": (
        "Read as text, not as a condition: {typed}",
        "조건이 아니라 글로 읽었습니다: {typed}",
    ),
    "read_characters": (
        "Of meaning only the first {count} characters are read, of words all",
        "뜻은 처음 {count}자까지만 읽었고, 낱말은 모두 살폈습니다",
    ),
    "strong": ("Strong answer", "뚜렷한 답"),
    "fair": ("Fair answer", "괜찮은 답"),
    "weak": ("Weak answer", "약한 답"),
    "none": ("Nothing in the index answers this", "이 물음에 답하는 논문이 없습니다"),
    "strong_hint": (
        "It stands out from the rest of the index.",
        "나머지 논문과 뚜렷이 구별됩니다.",
    ),
    "fair_hint": (
        "It stands out somewhat from the rest of the index.",
        "나머지 논문과 어느 정도 구별됩니다.",
    ),
    "weak_hint": (
        "It hardly stands out from the rest of the index.",
        "나머지 논문과 별로 구별되지 않습니다.",
    ),
    "none_hint": ("These are the nearest papers.", "가장 가까운 논문을 보여 드립니다."),
    "confidence": ("Confidence", "확신도"),
    "relevance": ("Relevance", "관련도"),
    "relevance_hint": (
        "Relevance, 0 to 100: how sure it is that this paper answers",
        "관련도 0~100: 이 논문이 답이라는 확신",
    ),
    "similarity": ("similarity", "유사도"),
    "less_near": ("Less near", "덜 가까운 논문"),
    "none_filtered": (
        "Nothing that the filters leave answers this",
        "거른 논문 가운데 이 물음에 답하는 것이 없습니다",
    ),
    "strong_filtered_hint": (
        "It stands out among what the filters leave.",
        "거른 논문 가운데 뚜렷이 구별됩니다.",
    ),
    "fair_filtered_hint": (
        "It stands out somewhat among what the filters leave.",
        "거른 논문 가운데 어느 정도 구별됩니다.",
    ),
    "weak_filtered_hint": (
        "It hardly stands out among what the filters leave.",
        "거른 논문 가운데 별로 구별되지 않습니다.",
    ),
    "doubtful": (
        "Doubtful: the summary seems to be of another paper",
        "의심스러움: 다른 논문을 요약한 것 같습니다",
    ),
    "vote": ("{count} vote", "추천 {count}"),
    "votes": ("{count} votes", "추천 {count}"),
    "more_days": ("in {count} digests", "요약 {count}번"),
    "others": ("and {count} others", "외 {count}명"),
    "cut": ("and others", "외"),
    "digest": ("Digest", "요약"),
    "similar": ("Similar", "비슷한 논문"),
    "picture": ("Picture", "그림"),
    "picture_failed": ("{host} does not give the picture", "{host}에서 그림을 주지 않습니다"),
    "picture_hint": ("Loads from {host}", "{host}에서 불러옵니다"),
    "open": ("Open paper", "원문"),
    "video": ("Video", "동영상"),
    "code": ("Code", "코드"),
    "permalink": ("Permalink", "고유 주소"),
    "copied": ("Copied", "복사함"),
    "more": ("More papers", "더 보기"),
    "before": ("First papers", "처음으로"),
    "back": ("Back to the search", "검색으로"),
    "summary": ("Summary", "요약"),
    "no_summary": ("The digests have no summary of it.", "요약이 없습니다."),
    "authors": ("Authors", "저자"),
    "days": ("Days", "날짜"),
    "error": ("That did not work", "잘되지 않았습니다"),
    "to_today": ("To the newest day", "가장 새로운 날로"),
    "offline": (
        "The server does not answer: these are the papers from before",
        "서버가 답하지 않아 이전 논문을 보여 드립니다",
    ),
    "slow": ("Searching… these are the papers from before", "찾는 중입니다… 이전 논문입니다"),
    "nowhere": ("There is no such page: {path}", "이런 페이지가 없습니다: {path}"),
    "token": ("This server asks for its token", "이 서버는 토큰을 묻습니다"),
    "token_label": ("Token", "토큰"),
    "token_wrong": ("That is not the token", "토큰이 맞지 않습니다"),
    "enter": ("Enter", "들어가기"),
    "keys": ("Keys", "단축키"),
    "key_search": ("search", "찾기"),
    "key_move": ("move", "이동"),
    "key_enter": ("read the digest", "요약 읽기"),
    "key_open": ("open the paper", "원문 열기"),
    "key_similar": ("similar papers", "비슷한 논문"),
}
_ACCEPTED = re.compile(
    r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,32})?(?:\s*;\s*q=([01](?:\.\d{1,3})?))?\s*"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: ``words.search``, ``words("votes", count=3)``."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """Return what a key says, with ``values`` filled in."""
        said = _WORDS[key][LANGUAGES.index(self.language)]
        return said.format(**values) if values else said

    def day(self, day: str) -> str:
        """Return an ISO day as it is written, with its weekday."""
        own = datetime.date.fromisoformat(day)
        weekday = self("weekdays").split()[own.weekday()]
        month = self("months").split()[own.month - 1]
        return self("day", weekday=weekday, day=own.day, month=month, year=own.year)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The other languages, each with its name for itself."""
        return [(code, NAMES[code]) for code in LANGUAGES if code != self.language]


def choose(asked: str, accepted: str) -> Words:
    """Return the words of the language ``asked`` for, else of the Accept-Language header."""
    if asked in LANGUAGES:
        return Words(asked)
    weighed = []
    for position, part in enumerate(accepted[:500].split(",")):
        found = _ACCEPTED.fullmatch(part)
        if found and found.group(1).lower() in LANGUAGES:
            weighed.append((-float(found.group(2) or 1), position, found.group(1).lower()))
    return Words(min(weighed)[2] if weighed else LANGUAGES[0])
