"""What a paper is called: the title in a heading, an item or a cell, without what surrounds it."""

from __future__ import annotations

import re

from lxml import etree

from papersearch.digest import labels, names, people
from papersearch.digest.pages.evidence import (
    is_generic,
    is_long_title,
    is_titled,
    links,
    text_of,
)

_ORDINAL = re.compile(
    r"\s*(?:(?:#|No\.?\s?|№\s?)?\(?\[?\d{1,4}\]?\s?[).:、．](?!\d)\s*|\[\d{1,4}\]\s*|#\d{1,4}\s+|\(\d{1,4}\)\s*"
    r"|[①-⑳]\s*|\d\ufe0f?\u20e3\s*)"
)
_DATED = re.compile(
    r"\s*[\[(【（]\s*[^\[\]()【】（）]{0,24}?\d{2,4}[^\[\]()【】（）]{0,12}[\])】）]\s*[-–—:：|]?\s*"
)
_MARKS = re.compile(r"^[^\w\"'“‘《「『\[(（$\\]+")
_NAMED = re.compile(
    r"(?i)\s*(?:paper\s+)?(?:title|论文标题|论文题目|标题|题目|論文名|論文タイトル|タイトル|제목|논문 제목|título|titre)\s*[:：]\s*"
)
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "《": "》", "”": "”", "‘": "’", "«": "»"}
_EMPTY = re.compile(r"[\[(（【]\s*(?:[|·•,/&;\s]|\band\b|\bor\b|和|或){0,40}[\])）】]")
_STARS = re.compile(
    r"\s*(?:⭐|🌟|★|👍|🔥|🔺|▲|❤️?|↑)\ufe0f?\s*[\d.,]{0,9}[kK]?(?:\s?/\s?\d{1,4})?\s*$"
)
_TAIL = re.compile(r"(?:\s*[|·•:：,;–—-]|\s+by)\s*$")
_CODES = re.compile(r"\s*`[^`]{0,60}`\s*$")
_READ_MORE = re.compile(
    r"(?i)\s*[\[(（]\s*(?:read more|see|available|links?|paper|project)?\s*(?:on|at|:)?(?:\s*or)?\s*[\])）]?\s*$"
)
_NEAR = 8
"""Lines of an item among which its title is named."""
SHOWN = 2_000


def tidy(text: str) -> str:
    """Return a title without number, date, marks, quotes and the word "Title" around it."""
    text = " ".join(text[:SHOWN].split())
    for _ in range(3):
        before = text
        text = _MARKS.sub("", text)
        for pattern in (_ORDINAL, _NAMED):
            found = pattern.match(text)
            if found and found.end() < len(text):
                text = text[found.end() :]
        if text == before:
            break
    text = _STARS.sub("", _READ_MORE.sub("", text))
    return unquoted(_TAIL.sub("", text).strip(" *_"))


def unquoted(text: str) -> str:
    """Return a text without the quotes that are around all of it."""
    text = text.strip()
    closing = _QUOTES.get(text[:1])
    if closing and text.endswith(closing) and len(text) > 2 and text.count(closing) <= 2:
        return text[1:-1].strip()
    return text


def of_heading(element: etree._Element) -> str:
    """Return the title that a heading is: that of its titled link, or its words without links."""
    titled = [own for own in links(element) if is_titled(own.text)]
    rest = without_links(element)
    if titled and not (is_long_title(tidy(rest)) and not titled[0].id):
        text = titled[0].text
        if not is_generic(rest) and rest.strip() and "[" not in rest and len(titled) == 1:
            text = _around(element, titled[0].element, text)
        return tidy(text)
    return tidy(_dateless(rest)) or tidy(text_of(element))


def _around(element: etree._Element, link: etree._Element, text: str) -> str:
    """Return a link's text, with what stands behind it where that is a part of the title."""
    tail = " ".join((link.tail or "").split())
    plain = not any(True for own in element.iter("a", "code", "img") if own is not link)
    if plain and tail and re.fullmatch(r"[\w(][^|:：⭐🔥📖⚖️]{0,80}", tail):
        return f"{text} {tail}"
    return text


def without_links(element: etree._Element) -> str:
    """Return the words of an element that are in no generic link, code or picture."""
    pieces: list[str] = []
    _words(element, pieces)
    text = " ".join("".join(pieces).split())
    for _ in range(3):
        shorter = _EMPTY.sub(" ", text)
        if shorter == text:
            break
        text = shorter
    return " ".join(text.split())


def _words(element: etree._Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if child.tag == "br":
            pieces.append(" ")
        elif child.tag == "a":
            if not is_generic(text_of(child)):
                pieces.append(text_of(child))
        elif child.tag not in ("code", "img", "sup", "svg", "input"):
            _words(child, pieces)
        pieces.append(child.tail or "")


def _dateless(text: str) -> str:
    found = _DATED.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def of_line(element: etree._Element, *, prose: bool = False) -> str:
    """Return the title with which the line of an item or a paragraph begins; see :func:`_of_line`.

    A full stop at its end is none of it.
    """
    title = _of_line(element, prose=prose)
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def _of_line(element: etree._Element, *, prose: bool) -> str:
    """Return the title with which the line of an item or a paragraph begins, or "".

    It is a titled link, a bold or a quoted text near the beginning, or what stands in front of
    the first link that only says where it leads; not so in ``prose``, where that is a sentence.
    """
    own = list(links(element))
    first = next((link for link in own if is_titled(link.text) and link.id), None)
    marked = next((b for b in element.iter("strong", "b") if is_titled(tidy(text_of(b)))), None)
    if marked is not None and (leads(element, marked) or _behind_names(element, marked)):
        inner = [link for link in links(marked) if is_titled(link.text)]
        return tidy(inner[0].text if inner else text_of(marked))
    if first is not None and leads(element, first.element):
        return tidy(first.text)
    if quoted := _quoted(text_of(element)):
        return quoted
    linked = next((link for link in own if is_titled(link.text)), None)
    if linked is not None and leads(element, linked.element):
        return tidy(linked.text)
    if first is not None and is_long_title(first.text):
        return tidy(first.text)
    return "" if prose else _before_links(element)


def _behind_names(element: etree._Element, marked: etree._Element) -> bool:
    """Whether a bold title stands behind the names of its authors."""
    before = text_before(element, marked).strip(" .,:-")
    return is_long_title(text_of(marked)) and (
        people.is_names(before) or before.lower().endswith(" et al")
    )


def of_fields(lines: list[str]) -> str:
    """Return the title that one of the first lines names: "Title: ..."; or ""."""
    for line in lines[:_NEAR]:
        found = labels.split_field(line)
        if found and names.meaning(found.name) == "title" and is_titled(tidy(found.value)):
            return tidy(found.value)
    return ""


def leads(element: etree._Element, inner: etree._Element) -> bool:
    """Whether nothing but numbers, dates and marks stands in front of an inner element."""
    before = text_before(element, inner)
    bare = _DATED.sub(" ", before)
    return sum(map(str.isalpha, bare)) <= 3 and len(before) <= 40


def text_before(element: etree._Element, inner: etree._Element) -> str:
    """Return the text of an element in front of one inside of it."""
    pieces: list[str] = []
    for event, own in etree.iterwalk(element, events=("start", "end")):
        if own is inner:
            break
        if event == "start":
            pieces.append(own.text or "")
        elif own is not element:
            pieces.append(own.tail or "")
        if len(pieces) > 200:
            break
    return "".join(pieces)


def _quoted(text: str) -> str:
    found = re.match(r"([^\"“《「『]{0,30})([\"“《「『])([^\"”》」』]{8,300})[\"”》」』]", text)
    if not found or sum(map(str.isalpha, _DATED.sub(" ", found.group(1)))) > 3:
        return ""
    return tidy(found.group(3)) if is_titled(found.group(3)) else ""


def _before_links(element: etree._Element) -> str:
    """Return the words in front of the first generic link, where they read like a title."""
    link = next(iter(links(element)), None)
    if link is None or not is_generic(link.text):
        return ""
    text = _dateless(" ".join(text_before(element, link.element).split()))
    text = tidy(
        re.split(r"(?:\s[|–—]\s|[。]|\.\s(?=[A-Z*_])|\s{2,})", text)[0].strip(" :：[(（【-")
    )
    return text if is_long_title(text) and len(text) <= 300 else ""
