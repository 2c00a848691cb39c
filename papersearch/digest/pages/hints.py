"""What hints at whether a heading is a paper, a day or a category."""

from __future__ import annotations

import itertools
import re

from papersearch.digest import labels, names
from papersearch.digest.pages import evidence
from papersearch.digest.pages.outline import Part
from papersearch.digest.pages.ownership import is_field
from papersearch.digest.pages.said import Said, raw_text, text_of

_MOST_LINKS = 60
"""Links of an element of which one may be a field."""
LISTS = ("ul", "ol", "dl")
SKIPPED = re.compile(
    r"(?i)\W*(?:references?|bibliography|citations?|cite|citing|how to cite|acknowledge?ments?"
    r"|related (?:work|projects?|resources|lists?|repos\w*)|see also|changelog|release notes"
    r"|sources?|further reading|bibtex|contribut\w+|licen[cs]e|star history"
    r"|参考文献|引用|致谢|참고\s?문헌|参考)\W*"
)
RELATED = re.compile(
    r"(?i)\W*(?:related(?: papers?| works?| reading| articles?)?|see also|further reading"
    r"|prior work|相关论文|相關論文|相关工作|相关阅读|関連論文|관련 논문|관련 연구)\W*"
)
CONTENTS = re.compile(
    r"(?i)\W*(?:table of )?contents?\W*|\W*(?:目录|目錄|目次|목차|índice|sommaire)\W*"
)
PAPERS = re.compile(
    r"(?i)\bdaily papers?\b|\bpapers? (?:of|for)\b|\bpaper digest\b|일일 논문|오늘의 논문"
    r"|每日论文|今日论文"
)
_DIGITS = re.compile(r"\d{4}|\d\s?[-/.月日]\s?\d")
_OF_DIGESTS = re.compile(
    r"(?i)daily|weekly|papers?|digest|arxiv|updated? (?:on|at)|list|of|the|week|論文|论文"
    r"|논문|日报|周报|每日"
)
_NO_PAGE = re.compile(r"(?i)(?:mailto|javascript|data|tel):")
_PROSE = 10
"""Letters beside links that make a text of an element."""
_NEAR = 4
"""Elements below a heading among which the authors or the votes stand."""


def field_id(part: Part) -> str:
    """Return the first id to which a part links as a field: "PDF", "arXiv: 2503.00001"; or ""."""
    for item in part.items:
        if isinstance(item, Part) or (item.tag in LISTS and evidence.papers(item.ids) > 1):
            return ""
        generic = (link for link in item.links if link.id and evidence.is_generic(link.text))
        for link in itertools.islice(generic, _MOST_LINKS):
            if is_field(link, item):
                return link.id
    return ""


def has_byline(part: Part) -> bool:
    """Whether authors or votes are named below a heading, as below that of a paper."""
    own = (item for item in part.items if isinstance(item, Said))
    for said in itertools.islice(own, _NEAR):
        for line in raw_text(said.element).split("\n")[:_NEAR]:
            named = {names.meaning(found.name) for found in labels.split_line_fields(line)}
            if named & {"authors", "votes"}:
                return True
    return False


def is_day(title: str) -> bool:
    """Whether a heading is but a day, with at most a few words beside it."""
    if not _DIGITS.search(title):
        return False
    return sum(map(str.isalpha, _OF_DIGESTS.sub("", title))) <= 6


def leads_away(url: str) -> bool:
    """Whether a link leads to another page, not to a place in one."""
    return "#" not in url and not _NO_PAGE.match(url)


def has_prose(part: Part) -> bool:
    """Whether a part holds words of its own, not links alone."""
    words = 0
    for said in part.elements():
        linked = sum(_letters(text_of(own)) for own in said.element.iter("a"))
        words += _letters(said.text) - linked
        if words >= _PROSE:
            return True
    return False


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
