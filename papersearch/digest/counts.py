"""How many people voted for a paper."""

from __future__ import annotations

import re

_COUNT = re.compile(r"\d{1,12}|\d{1,3}(?:[,.'’_\s]\d{3}){1,3}")
_THOUSANDS = re.compile(r"(\d{1,4})(?:[.,](\d))?\s?k", re.IGNORECASE)

_SIGN = r"(?:👍|🔺|▲|△|⬆|🔼|⭐|🌟|★|☆|❤|♥|💖|🔥|🗳)[\ufe0f🏻🏼🏽🏾🏿]?"
_NAME = (
    r"(?:(?:hf |hugging ?face |paper )?(?:up-?)?(?:votes?|likes?)|stars?|thumbs up"
    r"|点赞数?|點讚數?|赞数?|"
    r"投票数?|得票数|票数|推荐数?|추천\s?수?|투표\s?수?|좋아요\s?수?|いいね数?|votos|голосов)"
)
_NUMBER = r"(\d{1,12}(?:[,.]\d{3}){0,3}|\d{1,4}(?:[.,]\d)?\s?[kK])"
_WHOLE = r"(?![\w%]|\s?/\s?\d|[.,]\d)"
_SIGN_FIRST = re.compile(rf"{_SIGN}\s?(?:{_NAME})?\s?[:：x×]?\s?{_NUMBER}{_WHOLE}", re.IGNORECASE)
_NAME_FIRST = re.compile(
    rf"{_NAME}\s?[*_]{{0,3}}\s?[:：]\s?[*_]{{0,3}}\s?{_NUMBER}{_WHOLE}", re.IGNORECASE
)
_BARE_NAME = re.compile(rf"(?:{_NAME})\s{_NUMBER}{_WHOLE}", re.IGNORECASE)
_NUMBER_FIRST = re.compile(
    rf"\+?{_NUMBER}\s?(?:{_SIGN}|(?:{_NAME}|points?|票|赞|표)(?!\w))", re.IGNORECASE
)
_MARKERS = (_SIGN_FIRST, _NAME_FIRST, _BARE_NAME, _NUMBER_FIRST)
_OPENING = re.compile(r"[\s*_`(（\[~]{0,8}")
_AFTER = re.compile(r"[\s*_`)）\]~]{0,8}")
_NEXT = re.compile(r"(?:[|｜·•,，;；/]|💬|🗨|-\s|[–—])")
_PIECE = 200


def votes(value: str) -> int | None:
    """Return the count that ``value`` spells, None for "" and "-".

    Raises:
        ValueError: it is neither a count nor a dash.
    """
    value = value.strip()
    if value in ("", "-", "–", "—"):
        return None
    if _COUNT.fullmatch(value):
        return int("".join(filter(str.isdigit, value)))
    if found := _THOUSANDS.fullmatch(value):
        return int(found.group(1)) * 1_000 + int(found.group(2) or 0) * 100
    marker = votes_in(value)
    if marker is None or marker[1]:
        raise ValueError(f"no count: {value[:40]!r}")
    return marker[0]


def votes_in(text: str) -> tuple[int | None, str] | None:
    """Return the votes with which a short text begins, as "👍 12", and what follows them.

    What follows is another piece, as in "👍 12 · 💬 3", or "". None where the text is a sentence,
    or a score as "⭐ 82/100" or "⭐⭐⭐".
    """
    if len(text) > _PIECE:
        return None
    opened = _OPENING.match(text)
    start = opened.end() if opened else 0
    for marker in _MARKERS:
        if found := marker.match(text, start):
            closed = _AFTER.match(text, found.end())
            rest = text[closed.end() if closed else found.end() :]
            if not rest or _NEXT.match(rest):
                return votes(found.group(1)), rest.strip(" |｜·•,，;；/-–—")
    return None
