"""What a paper is called: the title in a heading, an item or a cell, without what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from papersearch.digest import labels, names, people
from papersearch.digest.pages.evidence import is_generic, is_long_title, is_titled
from papersearch.digest.pages.said import Link, Said, links, text_of

# Patterns of titles are for texts in which no two blanks follow each other.
_PLAIN = re.compile(r"[A-MOQ-SU-Za-moq-su-z]")
_ORDINAL = re.compile(
    r"\s?(?:(?:#|No\.?\s?|№\s?)?\(?\[?\d{1,4}\]?\s?[).:、．](?!\d)|\[\d{1,4}\]|#\d{1,4}(?=\s)"
    r"|\(\d{1,4}\)|[①-⑳]|\d\ufe0f?\u20e3)\s?"
)
_DATED = re.compile(
    r"\s{0,9}[\[(【（]\s{0,9}[^\[\]()【】（）]{0,24}?\d{2,4}[^\[\]()【】（）]{0,12}[\])】）]\s{0,9}"
    r"[-–—:：|]?\s{0,9}"
)
_MARKS = re.compile(r"^(?:(?!#\d{1,4}\s)[^\w\"'“‘《「『\[(（$\\])+")
_NAMED = re.compile(
    r"(?i)\s?(?:paper\s)?(?:title|论文标题|论文题目|标题|题目|論文名|論文タイトル|タイトル|제목"
    r"|논문 제목|título|titre)\s?[:：]\s?"
)
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "《": "》", "”": "”", "‘": "’", "«": "»"}
_EMPTY = re.compile(r"[\[(（【](?:[|·•,/&;\s]|\band\b|\bor\b|和|或){0,40}[\])）】]")
_STARS = re.compile(
    r"\s?(?:⭐|🌟|★|👍|🔥|🔺|▲|❤️?|↑)\ufe0f?\s?[\d.,]{0,9}[kK]?(?:\s?/\s?\d{1,4})?\s?$"
)
_TAILS = tuple("|·•:：,;–—-")
_BEHIND = re.compile(r"[\w(][^|:：⭐🔥📖⚖️]{0,80}")
_QUOTATION = re.compile(r"([^\"“《「『]{0,30})([\"“《「『])([^\"”》」』]{8,300})[\"”》」』]")
_PARTED = re.compile(r"\s[|–—]\s|[。]|\.\s(?=[A-Z*_])")
_OPENING = re.compile(r"[\[(（]")
_READ_MORE = re.compile(
    r"(?i)\s?[\[(（]\s?(?:read more|see|available|links?|paper|project)?\s?(?:on|at|:)?(?:\s?or)?"
    r"\s?[\])）]?\s?$"
)
_WHOLE = frozenset(("a", "br", "code", "img", "sup", "svg", "input"))
_NEAR = 8
"""Lines of an item among which its title is named."""
_LONGEST = 2_000
_MOST_BEFORE = 200
"""Texts in front of an element that are looked at."""


def tidy(text: str) -> str:
    """Return a title without number, date, marks, quotes and the word "Title" around it."""
    text = " ".join(text[:_LONGEST].split())
    for _ in range(3):
        before = text
        text = _headless(text)
        if text == before:
            break
    if _OPENING.search(text):
        text = _READ_MORE.sub("", text)
    if not text.isascii():
        text = _STARS.sub("", text)
    return unquoted(_tailless(text).strip(" *_"))


def _headless(text: str) -> str:
    """Return a title without the marks, a number and the word "Title" with which it begins."""
    if _PLAIN.match(text):
        return text  # as most are, which is told quickly
    text = _MARKS.sub("", text)
    for pattern in (_ORDINAL, _NAMED):
        found = pattern.match(text)
        if found and found.end() < len(text):
            text = text[found.end() :]
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


def of_heading(heading: Said) -> str:
    """Return the title that a heading is: that of its titled link, or its words without links."""
    titled = [own for own in heading.links if is_titled(own.text)]
    if len(titled) == 1 and titled[0].id:
        return tidy(_with_tail(heading, titled[0]))
    rest = without_links(heading)
    if titled and (titled[0].id or not is_long_title(tidy(rest))):
        return tidy(_with_tail(heading, titled[0]) if len(titled) == 1 else titled[0].text)
    return tidy(_dateless(rest)) or tidy(heading.text)


def _with_tail(heading: Said, link: Link) -> str:
    """Return a link's text, with what stands behind it where that is a part of the title."""
    tail = " ".join((link.element.tail or "").split())
    if not tail or not _BEHIND.fullmatch(tail):
        return link.text
    others = (own for own in heading.element.iter("a", "code", "img") if own is not link.element)
    rest = without_links(heading)
    if next(others, None) is not None or is_generic(rest) or "[" in rest:
        return link.text
    return f"{link.text} {tail}"


def without_links(said: Said) -> str:
    """Return the words of an element that are in no generic link, code or picture."""
    text = " ".join("".join(_words(said.element)).split())
    for _ in range(3):
        shorter = _EMPTY.sub(" ", text)
        if shorter == text:
            break
        text = shorter
    return " ".join(text.split())


def _words(element: etree._Element) -> Iterator[str]:
    """Yield the texts of an element, without those of links that only say where they lead."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, own in walk:
        if event == "end":
            yield (own.tail or "") if own is not element else ""
        elif own.tag in _WHOLE and own is not element:
            walk.skip_subtree()
            text = text_of(own) if own.tag == "a" else ""
            yield " " if own.tag == "br" else text if text and not is_generic(text) else ""
        else:
            yield own.text or ""


def _dateless(text: str) -> str:
    found = _DATED.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def of_line(line: Said, *, prose: bool = False) -> str:
    """Return the title with which the line of an item or a paragraph begins; see :func:`_of_line`.

    A full stop at its end is none of it.
    """
    title = _of_line(line, prose=prose)
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def _of_line(line: Said, *, prose: bool) -> str:
    """Return the title with which the line of an item or a paragraph begins, or "".

    It is a titled link, a bold or a quoted text near the beginning, or what stands in front of
    the first link that only says where it leads; not so in ``prose``, where that is a sentence.
    """
    if bold := _bold(line):
        return bold
    linked = [link for link in line.links if is_titled(link.text)]
    first = next((link for link in linked if link.id), None)
    if first is not None and leads(line, first.element):
        return tidy(first.text)
    if quoted := _quoted(line.text):
        return quoted
    if linked and leads(line, linked[0].element):
        return tidy(linked[0].text)
    if first is not None and is_long_title(first.text):
        return tidy(first.text)
    return "" if prose else _before_links(line)


def _bold(line: Said) -> str:
    """Return the first bold text that may be a title and stands where titles do, or ""."""
    for marked in line.element.iter("strong", "b"):
        text = text_of(marked)
        if is_titled(title := tidy(text)):
            if not leads(line, marked) and not _behind_names(line, marked, text):
                return ""
            inner = next((link for link in links(marked) if is_titled(link.text)), None)
            return tidy(inner.text) if inner else title
    return ""


def _behind_names(line: Said, marked: etree._Element, text: str) -> bool:
    """Whether a bold title stands behind the names of its authors."""
    if not is_long_title(text):
        return False
    before = text_before(line.element, marked).strip(" .,:-")
    return people.is_names(before) or before.lower().endswith(" et al")


def of_fields(lines: list[str]) -> str:
    """Return the title that one of the first lines names: "Title: ..."; or ""."""
    for line in lines[:_NEAR]:
        found = labels.split_field(line)
        if found and names.meaning(found.name) == "title" and is_titled(tidy(found.value)):
            return tidy(found.value)
    return ""


def leads(line: Said, inner: etree._Element) -> bool:
    """Whether nothing but numbers, dates and marks stands in front of an element of a line."""
    before = text_before(line.element, inner)
    if len(before) > 40:
        return False
    return sum(map(str.isalpha, _DATED.sub(" ", before) if before else "")) <= 3


def text_before(element: etree._Element, inner: etree._Element) -> str:
    """Return the text of an element in front of one inside of it, or the beginning of it."""
    if (text := _text_above(element, inner)) is not None:
        return text
    pieces: list[str] = []
    for event, own in etree.iterwalk(element, events=("start", "end")):
        if own is inner:
            break
        if event == "start":
            pieces.append(own.text or "")
        elif own is not element:
            pieces.append(own.tail or "")
        if len(pieces) > _MOST_BEFORE:
            break
    return "".join(pieces)


def _text_above(element: etree._Element, inner: etree._Element) -> str | None:
    """Return the text in front of an inner element where only elements around it have some."""
    pieces: list[str] = []
    at: etree._Element | None = inner
    while at is not element:
        if at is None or at.getprevious() is not None:
            return None
        at = at.getparent()
        if at is not None and at.text:
            pieces.append(at.text)
    return "".join(reversed(pieces))


def _quoted(text: str) -> str:
    found = _QUOTATION.match(text)
    if not found or sum(map(str.isalpha, _DATED.sub(" ", found.group(1)))) > 3:
        return ""
    return tidy(found.group(3)) if is_titled(found.group(3)) else ""


def _before_links(line: Said) -> str:
    """Return the words in front of the first generic link, where they read like a title."""
    if not line.links or not is_generic(line.links[0].text):
        return ""
    before = text_before(line.element, line.links[0].element)
    text = _PARTED.split(_dateless(" ".join(before.split())))[0]
    text = tidy(text.strip(" :：[(（【-"))
    return text if is_long_title(text) and len(text) <= 300 else ""
