"""A title without what people write around it: numbers, dates, marks, votes, venues, quotes."""

from __future__ import annotations

import re

from papersearch.digest import names

# Patterns of titles are for texts in which no two blanks follow each other.
_PLAIN = re.compile(r"(?!arXiv)[A-MOQ-SU-Za-moq-su-z]")
_ORDINAL = re.compile(
    r"\s?(?:(?:#|No\.?\s?|№\s?)?\(?\[?\d{1,4}\]?\s?[).、．](?!\d)|\[\d{1,4}\]"
    r"|(?:#|No\.?\s?)?\d{1,2}\s?[:：](?!\d)|#\d{1,4}(?=\s)(?:\s[·•|–—-](?=\s))?"
    r"|\(\d{1,4}\)|[①-⑳]|\d\ufe0f?\u20e3)\s?"
)
_NUMBERED = re.compile(
    r"(?i)[\[(]?(?:arxiv\s?[:：]?\s?)?\d{4}\.\d{4,5}(?:v\d{1,2})?[\])]?\s?[-–—:|,.]?\s(?=\S)"
)
_TASK = re.compile(r"\[[ xX✓✔]\]\s")
_TAGGED = re.compile(r"\[[A-Za-z][A-Za-z ]{1,18}\]\s?(?=[^\s(])")
_MARKS = re.compile(r"^(?:(?!#\d)[^\w\"'“‘《「『\[(（$\\])+")
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "《": "》", "”": "”", "‘": "’", "«": "»"}
_VOTED = re.compile(
    r"\s?[\[(（]?\s?(?:⭐|🌟|★|👍|🔥|🔺|▲|❤️?|⬆️?|↑)\ufe0f?\s?[\d.,]{0,9}[kK]?(?:\s?/\s?\d{1,4})?"
    r"\s?[\])）]?\s?$"
)
_SCORED = re.compile(
    r"(?i)\s?[\[(（]\s?(?:(?:score|rating|评分|得分|점수|スコア)?\s?[:：]?\s?\d{1,3}(?:\.\d{1,2})?"
    r"\s?/\s?(?:5|10|100)|score\s?[:：]\s?\d{1,3}(?:\.\d{1,2})?|\+?\d{1,6}\s?(?:up)?(?:votes?|likes?))"
    r"\s?[\])）]\s?$"
)
_READ_MORE = re.compile(
    r"(?i)\s?[\[(（]\s?(?:read more|see|available|links?|paper|project)?\s?(?:on|at|:)?(?:\s?or)?"
    r"\s?[\])）]?\s?$"
)
_TAILS = tuple("|·•:：,;–—-")
_OPENING = re.compile(r"[\[(（]")
_YEAR = r"(?:[’']\s?\d\d|(?:19|20)\d\d)"
_VENUE = re.compile(
    rf"(?:in\s)?(?:arXiv|[A-Z][\w&/+’'-]{{1,30}})(?:[\s,]{{1,2}}(?:[A-Z&][\w&/+’'-]{{0,30}}|of|on|and"
    rf"|for|the)){{0,6}}[\s,-]{{0,2}}{_YEAR}(?:[\s,]{{1,2}}[A-Z][\w-]{{2,12}}){{0,2}}\.?"
)
_DATED = re.compile(
    r"\s{0,9}[\[(【（]\s{0,9}[^\[\]()【】（）]{0,24}?\d{2,4}[^\[\]()【】（）]{0,12}[\])】）]\s{0,9}"
    r"[-–—:：|]?\s{0,9}"
)
_DAY_FIRST = re.compile(
    r"\s?(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?\s?[-–—:：|,·]?\s{1,9}(?=\S)"
)
_VENUE_FIRST = re.compile(rf"\s?(?:arXiv|[A-Z][\w&/+-]{{1,14}})\s?{_YEAR}\s?[-–—:|,]\s(?=\S)")
_WORDS = re.compile(
    r"(?i)\b(?:oral|spotlight|poster|highlight|best|outstanding|paper|award|new|survey|hot"
    r"|featured|must[- ]read)\b|[置顶精选推荐新]"
)
_NOUN = re.compile(r"[^\W\d_]")
_LONGEST = 2_000
_LONGEST_VENUE = 70
_LONGEST_NAME = 30


def tidy(text: str) -> str:
    """Return a title without number, date, marks, quotes and the word "Title" around it."""
    text = " ".join(text[:_LONGEST].split())
    for _ in range(3):
        before = text
        text = _headless(text)
        if text == before:
            break
    if text[-1:] in ")]）":
        text = _SCORED.sub("", text)
    if _OPENING.search(text):
        text = _READ_MORE.sub("", text)
    if not text.isascii():
        text = _VOTED.sub("", text)
    return unquoted(_tailless(text).strip(" *_"))


def _headless(text: str) -> str:
    """Return a title without the marks, a number and the word "Title" with which it begins."""
    if _PLAIN.match(text):
        return text  # as most are, which is told quickly
    text = _MARKS.sub("", text)
    for pattern in (_TASK, _NUMBERED, _ORDINAL):
        found = pattern.match(text)
        if found and found.end() < len(text):
            text = text[found.end() :]
    return _nameless(text)


def _nameless(text: str) -> str:
    """Return a title without the word that says that it is one: "Title:", "論文タイトル："."""
    for colon in (":", "："):
        name, found, rest = text[: _LONGEST_NAME + 1].partition(colon)
        if found and names.meaning(name) == "title" and (rest := text[len(name) + 1 :].strip()):
            return rest
    return text


def _tailless(text: str) -> str:
    """Return a title without the mark, or the word "by", with which it ends."""
    text = text.rstrip()
    if text.endswith(_TAILS):
        return text[:-1].rstrip()
    return text[:-3].rstrip() if text.endswith(" by") else text


def unquoted(text: str) -> str:
    """Return a text without the quotes that are around all of it."""
    text = text.strip()
    closing = _QUOTES.get(text[:1])
    if closing and text.endswith(closing) and len(text) > 2 and text.count(closing) <= 2:
        return text[1:-1].strip()
    return text


def dateless(text: str) -> str:
    """Return a text without the date or the venue with which it begins."""
    for pattern in (_DATED, _DAY_FIRST, _VENUE_FIRST, _TAGGED):
        found = pattern.match(text)
        if found and found.end() < len(text):
            text = text[found.end() :]
    return text


def venueless(text: str) -> str:
    """Return a text without the venue at its end: ", NeurIPS 2020", " (ICLR'22, Oral)"."""
    text = text.rstrip(" .,")
    if text.endswith((")", "）")):
        head, found, tail = text[:-1].rpartition("(")
        return head.rstrip(" .,") if found and is_venue(tail) and head.strip() else text
    for mark in (", ", ". "):
        head, found, tail = text.rpartition(mark)
        if found and is_venue(tail):
            return head.rstrip(" .,")
        short = head.rpartition(mark)  # "NeurIPS 2020, Oral"
        if found and short[1] and is_venue(text[len(short[0]) + 2 :]):
            return short[0].rstrip(" .,")
    return text


def is_venue(text: str) -> bool:
    """Whether a text is a venue with its year and nothing else."""
    return len(text) <= _LONGEST_VENUE and _VENUE.fullmatch(text.strip()) is not None


def is_mark(text: str) -> bool:
    """Whether a text is but a mark of a paper: its year, its venue, "Oral", "[ICML'24]"."""
    text = text.strip()
    return len(text) <= _LONGEST_VENUE and (is_venue(text) or not _NOUN.search(unmarked(text)))


def unmarked(text: str) -> str:
    """Return what is left of a short text without dates, venues and other marks in it."""
    text = _DATED.sub(" ", text) if text else ""
    text = _VENUE_FIRST.sub(" ", text)
    return _WORDS.sub(" ", text)
