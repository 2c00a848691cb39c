"""What a paper is called: the title in a heading, an item or a cell."""

from __future__ import annotations

import re

from lxml import etree

from papersearch.digest import labels, names, people
from papersearch.digest.pages.evidence import is_generic, is_long_title, is_titled, letters
from papersearch.digest.pages.said import Link, Said, links, raw_text, text_of
from papersearch.digest.pages.tidying import dateless, is_mark, tidy, unmarked, venueless
from papersearch.digest.pages.words import text_before, text_behind, without_links
from papersearch.types import address

_BEHIND = re.compile(r"[\w(][^|:：⭐🔥📖⚖️]{0,80}")
_QUOTATION = re.compile(r"([^\"“《「『]{0,200})([\"“《「『])([^\"”》」』]{4,300})[\"”》」』]")
_PARTED = re.compile(r"\s[|–—]\s|[。]|\.\s(?=[A-Z*_])")
_SENTENCE = re.compile(r"\s?[a-z]{2,20}\s[a-z]{1,20}\b|\s?(?:is|are|was)\b|\s?[가-힣]{1,3}\s")
_NEAR = 8
"""Lines of an item among which its title is named."""
_NEXT = 40
"""Letters between a name in bold and the title in quotes behind it."""
_MOST_WORDS = 25


def of_heading(heading: Said) -> str:
    """Return the title that a heading is: that of its titled link, or its words without links."""
    titled = [own for own in heading.links if is_titled(own.text)]
    if len(titled) == 1 and titled[0].id:
        return tidy(_with_tail(heading, titled[0]))
    rest = without_links(heading)
    if titled and (titled[0].id or not is_long_title(tidy(rest))):
        return tidy(_with_tail(heading, titled[0]) if len(titled) == 1 else titled[0].text)
    if (own := tidy(dateless(rest))) and any(map(str.isalpha, own)):
        return own
    # A title such as "Code Models", made of words that name links, is one if nothing else is.
    linked = next((link.text for link in heading.links if link.id and " " in link.text), "")
    return tidy(linked) or own or tidy(heading.text)


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
    marked, bold = _bold(line)
    if bold:
        return bold
    linked = [link for link in line.links if is_titled(link.text)]
    first = next((link for link in linked if link.id), None)
    if first is not None and leads(line, first.element):
        return tidy(first.text)
    if quoted := _quoted(line.text):
        return quoted
    if linked and leads(line, linked[0].element):
        return tidy(linked[0].text)
    if (
        first is not None
        and not prose
        and (is_long_title(first.text) or _behind_people(line, first.element))
    ):
        return tidy(first.text)
    return "" if prose else _beside_links(line, marked)


def _bold(line: Said) -> tuple[str, str]:
    """Return the bold mark in front, and the first bold text that may be a title where titles are.

    Each is "" where there is none.
    """
    mark = ""
    for marked in line.element.iter("strong", "b"):
        text = text_of(marked)
        if is_mark(text):
            mark = mark or text
        elif is_titled(title := tidy(text)):
            if not leads(line, marked) and not _behind_names(line, marked, text):
                return mark, ""
            inner = next((link for link in links(marked) if is_titled(link.text)), None)
            if inner:
                return mark, tidy(inner.text)
            return mark, title if is_long_title(title) else _named(line, marked, title)
    return mark, ""


def of_bold(line: Said) -> str:
    """Return the title that all of a line is in bold, or ""."""
    bold = next(line.element.iter("strong", "b"), None)
    whole = bold is not None and text_of(bold) == line.text
    return tidy(line.text) if whole and is_titled(tidy(line.text)) else ""


def above_address(line: Said) -> str:
    """Return the first line of a paragraph where the second is an address; or ""."""
    lines = [own.strip() for own in raw_text(line.element).strip().split("\n", 2)]
    if len(lines) < 2 or not address.identified(lines[1]) or lines[0].endswith((".", ":", "：")):
        return ""
    return tidy(lines[0]) if is_titled(tidy(lines[0])) else ""


def is_quoted(line: Said) -> bool:
    """Whether a line begins with a title in quotes."""
    return bool(_quoted(line.text))


def _named(line: Said, marked: etree._Element, name: str) -> str:
    """Return the title of what is called ``name`` in bold: behind it, in quotes or a colon."""
    behind = text_behind(line.element, marked)
    words = " ".join(behind.split())
    quoted = _QUOTATION.match(words)
    if quoted and len(quoted.group(1)) <= _NEXT and is_long_title(quoted.group(3)):
        return tidy(quoted.group(3))
    link = next((own for own in line.links if own.id and is_long_title(own.text)), None)
    if link is not None and _ends_before(line, marked, link):
        return tidy(link.text)
    if words[:1] not in (":", "："):
        return name
    title = venueless(_PARTED.split(words[1:].rstrip(" [(（"))[0])
    title = tidy(title)
    short = len(title.split()) <= _MOST_WORDS and not title.endswith(".")
    return f"{name}: {title}" if short and title[:1].isupper() and is_long_title(title) else name


def _ends_before(line: Said, marked: etree._Element, link: Link) -> bool:
    """Whether nothing but marks stands between a bold name and a link behind it."""
    before = " ".join(text_before(line.element, link.element).split())
    _, _, between = before.partition(text_of(marked))
    return sum(map(str.isalpha, between)) <= 3


def _behind_names(line: Said, marked: etree._Element, text: str) -> bool:
    """Whether a bold title stands behind the names of its authors."""
    return is_long_title(text) and _behind_people(line, marked)


def _behind_people(line: Said, inner: etree._Element) -> bool:
    """Whether an element stands right behind names, and perhaps the year."""
    before = people.undated(text_before(line.element, inner)).strip(" .,:-")
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
    words = " ".join(before.split())
    if not words or letters(unmarked(words)) <= 3:
        return True
    named = (link.text for link in line.links if link.text in words and is_generic(link.text))
    return letters(unmarked(words)) - sum(map(letters, named)) <= 3


def _quoted(text: str) -> str:
    found = _QUOTATION.match(text)
    if not found or not is_titled(found.group(3)):
        return ""
    before = " ".join(found.group(1).split())
    marks = len(before) <= 40 and sum(map(str.isalpha, unmarked(before))) <= 3
    return tidy(found.group(3)) if marks or people.is_names(before.strip(" ,.:")) else ""


def _beside_links(line: Said, mark: str) -> str:
    """Return the words in front of the first generic link, where they read like a title.

    Where there are none, those behind a link that is an address: "2503.00001 A Title".
    """
    if not line.links:
        spans = address.spans(line.text)
        alone = bool(spans) and not letters(line.text[spans[0][1] :])
        return _title(line.text[: spans[0][0]], mark, alone=alone) if spans else ""
    first = line.links[0]
    if not is_generic(first.text):
        return ""
    before = text_before(line.element, first.element)
    behind = first.element.tail or ""
    if title := _title(before, mark, alone=not letters(behind)):
        return "" if _SENTENCE.match(behind) else title
    if first.id and any(map(str.isdigit, first.text)) and not letters(before):
        return _title(text_behind(line.element, first.element), "")
    return ""


def _title(words: str, mark: str, *, alone: bool = False) -> str:
    """Return the title with which words in front of a link begin, or "".

    Two words are one where they stand ``alone`` in front of links, each with a capital.
    """
    text = " ".join(_first_line(words).split()).removeprefix(mark)
    text = dateless(text.lstrip(" -–—|·:")).rstrip(" :：[(（【-")
    text = tidy(venueless(_PARTED.split(text.lstrip(":：] "))[0]))
    two = alone and is_titled(text) and text.istitle() and " " in text
    return text if (is_long_title(text) or two) and len(text) <= 300 else ""


def _first_line(words: str) -> str:
    """Return the first line where it is a title and names follow on the next, else all lines."""
    lines = [own.strip() for own in words.strip().split("\n")]
    named = len(lines) > 1 and people.is_names(lines[1].strip("*_ -"))
    return lines[0] if named and is_long_title(lines[0]) else words
