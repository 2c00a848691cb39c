"""Which paper a record is of: its id, its link, and what else its addresses are."""

from __future__ import annotations

import re

from papersearch.digest.records.layers import Layers
from papersearch.types import limits
from papersearch.types.address import hashed, identified, is_arxiv, mentioned, of_link, page

_WEBSITE = re.compile(r"https?://[^\s<>\"]{4,}", re.IGNORECASE)
_MARKDOWN = re.compile(r"\[[^\]\n]{0,300}\]\(\s{0,9}<?(https?://[^\s)>]{4,4000})", re.IGNORECASE)
_PREFERRED = ("doi", "openreview", "acl", "cvf", "pmlr", "neurips", "s2", "openalex")
_OWN = re.compile(r"x-[0-9a-f]{12}")
_ARXIV = re.compile(
    r"(?:https?://arxiv\.org/(?:abs|pdf)/)?((?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d{1,2})?"
)
NUMBERED = re.compile(
    r"\[?\s?(?:arxiv\s?[:：]\s?)?((?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d{1,2})?\s?(?:\]|[:：|–—-](?=\s))\s{0,9}",
    re.IGNORECASE,
)
"""A title as browsers keep it: "[2503.00001] Its Words"."""
_LONGEST = 100_000
_FORUM = re.compile(r"[\w-]{6,20}")
_FILES = (".pdf", ".ps", ".ps.gz", ".zip")


class Identity:
    """The addresses of a record: the id that the best of them is, and the page to show."""

    __slots__ = ("id", "named", "url")

    def __init__(self, layers: Layers, key: str = "") -> None:
        found: dict[str, str] = {}
        pages: list[str] = []
        files: list[str] = []
        ids = {name for name, _ in layers.values("id")}
        for name, text in [*layers.texts("id", "url", "pdf"), *((("key", key),) if key else ())]:
            if len(text) > limits.URL_CHARACTERS:
                continue
            link = address(text)
            if own := told(text) if not link or link == text else of_link(link):
                found.setdefault(own, link)
            elif (name == "forum" or (layers.reviewed and name == "id")) and _FORUM.fullmatch(text):
                found.setdefault(f"openreview:{text}", "")
            elif not link and _OWN.fullmatch(text.strip()):
                found.setdefault(text.strip(), "")
            if link:
                (files if name in ids or _is_file(name, link) else pages).append(link)
        self.id = min(found, key=_rank) if len(found) > 1 else next(iter(found), "")
        self.named = bool(self.id)
        if not self.id and "abstract" not in layers.known:
            self.id = _only_one(layers)
        self.url = _shown(self.id, found, pages, files)

    def settled(self, title: str) -> str:
        """Return the id: that of an address, or a hash of the link or the title."""
        return self.id or hashed(self.url or title)


def _only_one(layers: Layers) -> str:
    """Return the paper that the title and the text of a record link to, if it is only one."""
    texts = [text for _, text in layers.texts("title", "summary") if len(text) < _LONGEST]
    for text in texts[:1]:
        if found := NUMBERED.match(text.lstrip()):
            return found.group(1)
    linked = [text for text in texts if "://" in text]
    found_ids = {own for text in linked for own in mentioned(text)}
    return found_ids.pop() if len(found_ids) == 1 else ""


def address(text: str) -> str:
    """Return the address that a text is, or to which it links in Markdown, or ""."""
    text = text.strip()
    if _WEBSITE.fullmatch(text):
        return text
    if found := _MARKDOWN.match(text):
        return found.group(1)
    return f"https://{text}" if " " not in text and "/" in text and of_link(text) else ""


def told(text: str) -> str:
    """Return the id that all of a text is, as :func:`identified`, arXiv's the quicker."""
    if found := _ARXIV.fullmatch(text):
        return found.group(1)
    return identified(text) if "/" in text or ":" in text or "." in text else ""


def _rank(identity: str) -> int:
    if is_arxiv(identity):
        return 0
    kind = identity.partition(":")[0]
    return _PREFERRED.index(kind) + 1 if kind in _PREFERRED else len(_PREFERRED) + 1


def _is_file(name: str, link: str) -> bool:
    plain = link.lower().split("?")[0]
    return "pdf" in name.split() or plain.endswith(_FILES) or "/pdf/" in plain


def _shown(identity: str, found: dict[str, str], pages: list[str], files: list[str]) -> str:
    """Return the page of a paper: the one that was given, or the one that its id has."""
    own = found.get(identity, "")
    if is_arxiv(identity):
        given = next((link for link in pages if "arxiv.org/abs/" in link), "")
        return given or page(identity)
    if pages:
        return own if own in pages else pages[0]
    return page(identity) or next(iter(files), "")
