"""What an element says that makes it a paper: addresses, links, a title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from papersearch.digest import names
from papersearch.types import address

# Words of which a link says where it leads, not what a paper is called.
_GENERIC = frozenset(
    """
    a the to of on in for at and or from here this more read view full link links paper papers pdf abs
    abstract abstracts html arxiv alphaxiv huggingface hugging face hf github gitlab code repo project
    page pages website site web url doi openreview acl anthology source original official open access
    download text show details detail summary click collapse expand back top home video demo slides
    poster blog post data dataset model models semantic scholar google biorxiv medrxiv preprint tweet
    twitter x kimi cool html5 tex bib bibtex cite citation supp supplementary star stars comment
    comments discussion publication journal version v1 v2 v3 v4 v5 id
    论文 原文 链接 论文链接 原文链接 全文 下载 阅读 阅读论文 阅读全文 查看 查看论文 代码 项目 主页 摘要 详情 地址 阅读原文 论文原文
    論文 リンク 原文リンク コード プロジェクト 概要 詳細 続きを読む 論文リンク
    논문 원문 링크 보기 논문보기 원문보기 바로가기 코드 프로젝트 요약 초록 더보기 자세히 논문링크
    enlace artículo ver leer lien article lire texto complet completo articolo
    """.split()
)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BARE = re.compile(
    r"(?i)\s*(?:arxiv\s?[:：]?\s?|doi\s?[:：]?\s?)?[\[(]?(?:https?://\S+|www\.\S+|\d{4}\.\d{4,5}(?:v\d+)?"
    r"|10\.\d{4,9}/\S+|[\d./-]{4,20})[\])]?\s*"
)
_REPOSITORY = re.compile(
    r"(?i)https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]{1,80}/[\w.-]{1,120}"
    r"/?(?:tree/[\w./-]{1,200})?(?:[?#]\S{0,200})?"
)
_MOST_ADDRESSES = 50
"""Addresses of one element that are told apart; what has more is a list, not a paper."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where it leads, what it is called, and the id of the paper there, or ""."""

    url: str
    text: str
    id: str
    element: etree._Element


def text_of(element: etree._Element) -> str:
    """Return the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def links(element: etree._Element) -> Iterator[Link]:
    """Yield the links of an element in their order, but those to a place in the same page."""
    for own in element.iter("a"):
        url = (own.get("href") or "").strip()
        if url and not url.startswith("#"):
            yield Link(url, text_of(own), id_of(url), own)


def id_of(url: str) -> str:
    """Return the id of the paper at ``url``: by its address, or a relative path named after it."""
    if "://" in url[:12]:
        return address.of_link(url)
    return address.of_link(url) or address.in_path(url)


def ids(element: etree._Element) -> list[str]:
    """Return the ids of the papers that an element names, each once, in order."""
    found: dict[str, None] = {}
    for link in links(element):
        if link.id:
            found[link.id] = None
            if len(found) >= _MOST_ADDRESSES:
                return list(found)
    for identity in address.mentioned(" ".join(element.itertext())):
        found[identity] = None
    return list(found)[:_MOST_ADDRESSES]


def papers(found: list[str]) -> int:
    """Return how many papers ids are of: one has an id of each kind at most."""
    counts: dict[str, int] = {}
    for identity in found:
        kind = "arxiv" if ":" not in identity else identity.partition(":")[0]
        counts[kind] = counts.get(kind, 0) + 1
    return max(counts.values(), default=0)


def is_generic(text: str) -> bool:
    """Whether a link's text only says where it leads, as "PDF" or "Read the paper on arXiv"."""
    if not text.strip() or _BARE.fullmatch(text[:500]):
        return True
    if address.identified(text):
        return True
    words = [word.lower() for word in _WORD.findall(text[:200])]
    return all(word in _GENERIC or word.isdigit() for word in words)


def is_titled(text: str) -> bool:
    """Whether a text may be the title of a paper: more than a word that is a name of a field."""
    if is_generic(text) or names.meaning(text) not in ("",):
        return False
    words = _WORD.findall(text[:300])
    letters = sum(map(len, words))
    return letters >= 3 and (len(words) >= 2 or letters >= 4)


def is_long_title(text: str) -> bool:
    """Whether a text reads like the title of a paper and hardly like anything else."""
    words = _WORD.findall(text[:300])
    return is_titled(text) and (len(words) >= 3 or len(_CJK.findall(text[:300])) >= 6)


def is_repository(url: str) -> bool:
    """Whether an address is that of a repository of code, not of a file in one."""
    return bool(_REPOSITORY.fullmatch(url))
