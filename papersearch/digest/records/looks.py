"""Whether a record looks like one of a paper, and what it lacks if it does not."""

from __future__ import annotations

import re

from papersearch.digest.records.identity import told
from papersearch.digest.records.layers import Layers, sense

LOOKED_FOR = (
    "a title (title, name) with a link (url, link, paper_url, arxiv_url, pdf), an id (arxiv_id, "
    "doi), a text (abstract, summary) or authors"
)
_LISTS = re.compile(
    r"\b(?:papers?|articles?|publications?|preprints?|data|items?|results?|entries|entry|records?|"
    r"works?|notes|hits?|docs|documents|list|posts|submissions?|daily|weekly|trending|"
    r"content|rows|response|message|feed|value|论文|論文|논문)\b"
)
_WORDS_OF_A_TITLE = 3


def holds_papers(key: str) -> bool:
    """Whether what stands under a key is likely a list of papers, by its name."""
    return not key or bool(_LISTS.search(sense(key)[1]))


def is_paper(
    layers: Layers, named: bool, linked: bool, title: str, where: str, alone: bool
) -> bool:
    """Whether a record is of a paper.

    ``named`` says that one of its addresses is a paper's, ``linked`` that it has any, ``where`` is
    the key of the list that it stands in, ``alone`` that it stands in none.
    """
    if named:
        return True
    if not title:
        return False
    known = layers.known
    has_abstract, has_authors = "abstract" in known, "authors" in known
    has_text = has_abstract or any(layers.texts("summary"))
    if not _is_title(layers, title):
        return has_authors and has_abstract
    if has_abstract or (has_authors and (linked or has_text or not alone)):
        return True
    if layers.wrapped:
        return True
    if alone:
        return linked and has_text and ("day" in known or "listed" in known)
    return (has_text or linked or len(title.split()) > 1) and holds_papers(where)


def _is_title(layers: Layers, title: str) -> bool:
    """Whether a title is called that, or is at least long enough for one."""
    names = {name for name, _ in layers.values("title")}
    only_named = names <= {"name", "display name", "headline"}
    return len(title.split()) >= _WORDS_OF_A_TITLE if only_named else True


def is_identity(key: str) -> bool:
    """Whether a key of an object is the address of a paper."""
    return len(key) < 200 and ("." in key or "/" in key) and bool(told(key))
