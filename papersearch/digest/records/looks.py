"""Whether a record looks like one of a paper, and what it lacks if it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from papersearch.digest.records.identity import told
from papersearch.digest.records.layers import Layers, sense

LOOKED_FOR = (
    "a title (title, name) with a link (url, link, paper_url, arxiv_url, pdf), an id (arxiv_id, "
    "doi), a text (abstract, summary) or authors"
)
_LISTS = re.compile(
    r"\b(?:papers?|articles?|publications?|preprints?|data|items?|results?|entries|entry|records?|"
    r"works?|notes|hits?|docs|documents|list|posts|submissions?|daily|weekly|trending|"
    r"content|rows|response|message|feed|values?|children|论文|論文|논문)\b"
)
_NAMED_PAPERS = re.compile(
    r"(?i)papers?(?![a-z])|arxiv|article|publication|preprint|digest|literature|论文|論文|논문"
)
_ANY_PROSE = frozenset(
    "description|text|body|content|note|notes|content text|excerpt|teaser|description html|"
    "content html|body text".split("|")
)
_WORDS_OF_A_TITLE = 3
_ABSTRACT = 20


def holds_papers(key: str) -> bool:
    """Whether what stands under a key is likely a list of papers, by its name."""
    return not key or bool(_LISTS.search(sense(key)[1]))


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a record.

    ``where`` is the key of the list that it stands in, ``alone`` says that it stands in none, and
    ``of_papers`` that the file is one of papers by its name, or one of a day.
    """

    where: str = ""
    alone: bool = False
    of_papers: bool = False


def is_paper(layers: Layers, named: bool, linked: bool, title: str, around: Around) -> bool:
    """Whether a record is of a paper.

    ``named`` says that one of its addresses is a paper's, ``linked`` that it has any.
    """
    if named:
        return True
    if not title or _names_fields(layers):
        return False
    known = layers.known
    has_abstract, has_authors = "abstract" in known, "authors" in known
    has_text = has_abstract or any(layers.texts("summary"))
    if around.alone and not linked:
        has_abstract = any(len(text) > _ABSTRACT for _, text in layers.texts("abstract"))
    if _is_only_named(layers):
        if len(title.split()) < _WORDS_OF_A_TITLE:
            return has_authors and has_abstract
        if not (linked or has_abstract or has_authors):
            return False
    if has_abstract or (has_authors and (linked or has_text or not around.alone)):
        return True
    if layers.wrapped:
        return True
    if around.alone:
        return linked and has_text and ("day" in known or "listed" in known)
    if not linked and not around.of_papers and _is_any_prose(layers):
        return bool(_NAMED_PAPERS.search(around.where))
    return (has_text or linked or len(title.split()) > 1) and holds_papers(around.where)


def is_named_papers(name: str) -> bool:
    """Whether the name of a file, or of a list, says that papers are in it."""
    return bool(_NAMED_PAPERS.search(name))


def _is_only_named(layers: Layers) -> bool:
    """Whether the title of a record is not called one, as that of people and products."""
    return {name for name, _ in layers.values("title")} <= {"name", "display name", "headline"}


def _names_fields(layers: Layers) -> bool:
    """Whether authors or abstract are only called so, as where the words of a site are listed."""
    return any(
        type(value) is str and len(value) < _ABSTRACT and sense(value)[0] == meant
        for meant in ("authors", "abstract")
        for _, value in layers.values(meant)
    )


def _is_any_prose(layers: Layers) -> bool:
    """Whether a record has nothing but a title and some text, as all posts and products have."""
    known = layers.known
    names = {name for name, _ in known.get("summary", ())}
    told = known.keys() & {"venue", "day", "listed", "updated", "votes", "keywords", "own title"}
    return bool(names) and names <= _ANY_PROSE and not told


def is_identity(key: str) -> bool:
    """Whether a key of an object is the address of a paper."""
    return len(key) < 200 and ("." in key or "/" in key) and bool(told(key))
