"""Errors in Korean: the library speaks English, and the page the language of its reader."""

from __future__ import annotations

import re

from papersearch.errors import (
    InvalidQuery,
    PaperIndexError,
    PaperNotFound,
    ServerBusy,
    ServerSlow,
)

# A message, and how it is said; what stands in parentheses is taken over.
_SAID = (
    (r"the query is empty: .*", "찾을 말이 없습니다: 몇 마디를 적어 주세요"),
    (r"the query has neither letters nor digits: .*", "글자나 숫자가 없어 찾을 수 없습니다"),
    (
        r"the query has ([\d,]+) characters: at most ([\d,]+) can be .*",
        "물음이 {0}자입니다: {1}자까지 찾을 수 있고, 몇 문장이면 충분합니다",
    ),
    (
        r"(.{1,99}) is no date: write it as (.{1,99}), July 2024 or yesterday",
        "{0}: 날짜가 아닙니다. {1}처럼 적어 주세요",
    ),
    (
        r"(.{1,99}) is no span of time: write (.{1,99}) or (.{1,99})",
        "{0}: 기간이 아닙니다. {1}, {2}처럼 적어 주세요",
    ),
    (
        r"since (\S{1,20}) is after until (\S{1,20}): no day is in between",
        "시작 {0}이(가) 끝 {1}보다 뒤라서 그 사이에 날이 없습니다",
    ),
    (
        r"(\w{1,20}) is (.{1,250}): give a number from ([\d,]+) to ([\d,]+)",
        "{0}의 값 {1}: {2}에서 {3}까지의 수를 적어 주세요",
    ),
    (r"(\w{1,20}) is given (\d+) times, which is too often", "{0}을(를) {1}번이나 적었습니다"),
    (r"(\w{1,20}) has more than ([\d,]+) characters", "{0}이(가) {1}자보다 깁니다"),
    (
        r"offset and k reach paper (\d+): an answer can be read up to its (\d+)th paper, .*",
        "{0}번째 논문까지는 볼 수 없습니다: 한 번에 {1}번째까지 볼 수 있으니 거르기로 좁혀 보세요",
    ),
    (r"no paper (\S{1,999}) in .*", "색인에 {0} 논문이 없습니다"),
    (r"Method Not Allowed", "이 주소에서는 할 수 없는 일입니다"),
    (
        r"this should not have happened: .*",
        "일어나지 않아야 할 일입니다: 서버의 터미널에 더 적혀 있습니다",
    ),
)
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (InvalidQuery, "이렇게는 찾을 수 없습니다"),
    (PaperNotFound, "그런 논문이나 파일이 없습니다"),
    (ServerBusy, "지금 기다리는 요청이 너무 많습니다: 잠시 뒤에 다시 찾아 주세요"),
    (ServerSlow, "제때 답을 찾지 못했습니다: 잠시 뒤에 다시 찾아 주세요"),
    (PaperIndexError, "색인을 읽을 수 없습니다"),
)


def in_korean(error: Exception, message: str) -> tuple[str, str]:
    """Return an error in Korean, and what only its English ``message`` says, or ""."""
    for pattern, said in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return said.format(*found.groups()), ""
    kind = next((said for own, said in _KINDS if isinstance(error, own)), "")
    return (kind, message) if kind else (message, "")
