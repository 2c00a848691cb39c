"""What a map says, in English and in Korean."""

from __future__ import annotations

LANGUAGES = ("en", "ko")

# Each line: a key, then what it says in the order of LANGUAGES.
_WORDS = {
    "title": ("{papers} papers", "논문 {papers}편"),
    "days": ("{first} to {last}", "{first}부터 {last}까지"),
    "sample": ("a sample of {papers}", "{papers}편 가운데 뽑은 것"),
    "map": (
        "Map of papers. Arrow keys move, + and - zoom, 0 shows all, / searches, L draws a line "
        "around papers, V lists what is in view.",
        "논문 지도. 화살표로 옮기고, +와 -로 키우고 줄이며, 0은 전체, /는 찾기, L은 둘러 고르기, "
        "V는 보이는 논문 목록입니다.",
    ),
    "panel": ("Search and key", "찾기와 범례"),
    "search": ("Search titles and authors", "제목과 저자 찾기"),
    "take": ("Take along", "내려받기"),
    "ids": ("ids", "번호"),
    "clear": ("Clear the list", "목록 지우기"),
    "key": ("Key", "범례"),
    "colour": ("Colour", "색"),
    "field": ("field", "분야"),
    "date": ("date", "날짜"),
    "by_votes": ("votes", "추천"),
    "tools": ("Tools", "도구"),
    "in": ("Zoom in", "키우기"),
    "out": ("Zoom out", "줄이기"),
    "all": ("Show all", "전체 보기"),
    "lasso": ("Draw a line around papers", "둘러 고르기"),
    "list": ("List what is in view", "보이는 논문 목록"),
    "theme": ("Light or dark", "밝게 또는 어둡게"),
    "time": ("Months", "달"),
    "play": ("Play the months", "달마다 보기"),
    "pause": ("Pause", "멈춤"),
    "from": ("First month", "첫 달"),
    "to": ("Last month", "마지막 달"),
    "noscript": (
        "This map needs JavaScript; nothing is loaded from anywhere. It shows these topics:",
        "이 지도에는 자바스크립트가 필요하고, 아무 데서도 불러오지 않습니다. 지도에 있는 주제:",
    ),
    # What the script says
    "count": ("{count} of {all} papers", "논문 {all}편 가운데 {count}편"),
    "papers": ("{count} papers", "논문 {count}편"),
    "more": ("and {count} more on the map", "지도에 {count}편 더"),
    "vote": ("{count} vote", "추천 {count}"),
    "votes": ("{count} votes", "추천 {count}"),
    "no_date": ("no date", "날짜 없음"),
    "other": ("other", "그 밖"),
    "show_or_hide": ("Show or hide", "보이기 또는 숨기기"),
    "and_others": ("and others", "외"),
    "doubtful": (
        "Doubtful: the summary, which places it, seems to be of another paper",
        "의심스러움: 자리를 정한 요약이 다른 논문의 것 같습니다",
    ),
    "open": ("Open the paper", "논문 열기"),
    "click": ("A click keeps this card", "누르면 카드가 남습니다"),
    "draw": ("Draw a line around papers; Esc ends it", "논문 둘레에 선을 그리세요. Esc로 끝냅니다"),
}


def words_in(language: str) -> dict[str, str]:
    """Return all words of a language of ``LANGUAGES``, with places for values in braces."""
    at = LANGUAGES.index(language)
    return {key: said[at] for key, said in _WORDS.items()}
