"""Whether what stands under a heading names a paper as its own, or only speaks of one.

A digest gives the address of a paper as a field, or beside the text; a manual, a question and its
answer, or a blog speak of papers in the middle of their sentences.
"""

from __future__ import annotations

import re

from lxml import etree

from papersearch.digest import labels, names
from papersearch.digest.pages.evidence import is_generic, letters
from papersearch.digest.pages.outline import Part
from papersearch.digest.pages.said import Link, Said, raw_text
from papersearch.types import address

_LINES = ("p", "li", "td", "dd", "dt", "div", "blockquote")
_ENDED = re.compile(r"[.!?。！？:：)\]）】>→➡▶·|–—-][\s\"”’*_(\[（【👉🔗📄]{0,6}$|^\W{0,8}$")
_AFTER = re.compile(r"[\s.,;:)\]）】*_|·🔗📄]{0,10}$")
_MANUAL = re.compile(
    r"(?i)\W*(?:\d{1,2}\.\s?)?(?:installation|install|setup|set up|usage|how to (?:use|run|install)"
    r"|getting started|quick\s?start|requirements|dependencies|environment(?: setup)?|prerequisites"
    r"|configuration|deployment|development|roadmap|todo|faq|license|contributing|citation"
    r"|acknowledge?ments?|安装|使用方法|快速开始|环境配置|インストール|使い方|설치|사용법)\W*"
)
_FIELD = 25
"""Letters behind an address with which a line begins, which is then a field."""
_CHAPTERS = 2
"""Headings of a manual in one page; then its title is that of the thing it describes."""
_MOST = 60
"""Elements of a part, and links of an element, that are looked at."""


def is_own(part: Part, identity: str) -> bool:
    """Whether a part names the paper ``identity`` as a field or at the end of its text."""
    for said in part.elements()[:_MOST]:
        if identity not in said.ids:
            continue
        linked = [link for link in said.links if link.id == identity]
        if any(is_field(link, said) for link in linked[:_MOST]):
            return True
        if not linked and _is_written(raw_text(said.element), identity):
            return True
    return False


def is_manual(part: Part) -> bool:
    """Whether a part has the chapters of a manual: its page describes a thing, not papers."""
    chapters = sum(bool(_MANUAL.fullmatch(own.text[:60])) for own in part.titles()[:_MOST])
    return chapters >= _CHAPTERS


def is_field(link: Link, said: Said) -> bool:
    """Whether a link of an element stands as a field does, or behind the text."""
    line = next((own for own in link.element.iterancestors(*_LINES)), said.element)
    before, after = _around(line, link.element)
    if any(names.meaning(own.name) for own in labels.split_line_fields(before + "x")):
        return True
    if not letters(before) and letters(after) <= _FIELD:
        return True
    if not is_generic(link.text):
        return False
    return not letters(before) or _ends(before, after)


def _ends(before: str, after: str) -> bool:
    """Whether an address stands behind a sentence, or behind a word that says what it is."""
    if not _AFTER.match(after):
        return False
    return bool(_ENDED.search(before)) or is_generic(before)


def _around(line: etree._Element, link: etree._Element) -> tuple[str, str]:
    """Return the text in front of a link and behind it on its line, without that of other links."""
    before: list[str] = []
    after: list[str] = []
    pieces = before
    walk = etree.iterwalk(line, events=("start", "end"))
    for event, own in walk:
        if own.tag in ("a", "img") and event == "start" and own is not line:
            if own is link:
                pieces = after
            walk.skip_subtree()
        elif own.tag == "br" and event == "start":
            pieces.append("\n")
        elif event == "start":
            pieces.append(own.text or "")
        if event == "end" and own is not line:
            pieces.append(own.tail or "")
    return "".join(before).rpartition("\n")[2], "".join(after).partition("\n")[0]


def _is_written(text: str, identity: str) -> bool:
    """Whether a line is nothing but an address that is written as text, or ends with it."""
    for line in text.split("\n"):
        for start, end, found in address.spans(line):
            if found != identity:
                continue
            before, after = line[:start], line[end:]
            if not letters(before) and letters(after) <= _FIELD:
                return True
            if _ends(before, after):
                return True
    return False
