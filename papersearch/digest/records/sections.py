"""The texts of a record as sections: its abstract, and every word that the digest adds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from papersearch.digest.names import meaning, plainly
from papersearch.digest.records.html import TAG, html_lines
from papersearch.digest.records.layers import Layers, leaves, unwrapped
from papersearch.types.paper import Section

ABSTRACT = "Abstract"
_CJK = re.compile("[぀-ヿ㐀-鿿가-힣]")
_MOSTLY_CJK = 0.15
_TELLS = re.compile(
    r"tl ?dr|summar|abstract|method|result|conclu|motivat|purpose|\btasks?\b|contribut|highlight|"
    r"insight|limitation|background|objective|finding|takeaway|translat|problem|approach|experiment|"
    r"\bwhy\b|reason|answer|question|review|comment|critique|analysis|explanation|overview|innovation|"
    r"significance|application|implication|challenge|solution|\bpoints?\b|impact|\bideas?\b|novelty|"
    r"[぀-ヿ㐀-鿿가-힣]"
)
_SUMS_UP = re.compile(r"tl ?dr|summar|abstract")
_HEADING = re.compile(
    r"(?:abstract|summary|摘要|초록)\s?[:：.]?(?:\n|$)|abstract\s?[:：]\s", re.IGNORECASE
)
_TECHNICAL = re.compile(
    r"\b(?:ids?|hash|urls?|uri|links?|avatar|path|file|license|licence|references?|citations?|cited|"
    r"bibtex|bib|related|versions?|cookies?|prompt|error|status|slug|token|thumbnail|image|html|"
    r"embedding|vector|json|user|model|raw|sha|checksum|at|by|entry key|entry type|policy|rubric)\b"
)
_ADDRESS = re.compile(r"(?:https?://|www\.|/|data:)\S*$", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*•·▪◦]|\d{1,3}[.)、]|[①-⑳]|#{1,6}\s|[^\W\d_]{1,12}[:：])")
_NAMES = ("name", "display_name", "keyword", "term", "tag", "label", "title")
_PROSE = 40
_PROSE_CJK = 8
_WRAPPED_AT = 50
_DEEPEST = 5
_MOST = 200


def sections(layers: Layers, title: str) -> tuple[Section, ...]:
    """Return the sections of a record: the abstract first, then the others in their order.

    Texts that are there twice are taken once, and so is what only says the title again.
    """
    kept: list[Section] = []
    seen = {_bare(title)}
    for label, text in _told(layers):
        same = _bare(text)
        if text and same not in seen:
            seen.add(same)
            kept.append(Section(label, text))
    return tuple(kept)


def _told(layers: Layers) -> Iterator[tuple[str, str]]:
    given = ((name, _without_heading(lines(value))) for name, value in layers.values("abstract"))
    abstracts = [(name, own) for name, own in given if own]
    first = next((own for own in abstracts if not _is_cjk(own[1])), next(iter(abstracts), None))
    if first:
        yield ABSTRACT, first[1]
    yield from ((name, own) for name, own in abstracts if (name, own) != first)
    for name, value in layers.values("summary"):
        if text := lines(value):
            is_abstract = not first and name == "summary" and _is_of_paper(layers, text)
            yield ABSTRACT if is_abstract else "", text
    for meant in ("own title", "own abstract", "own summary"):
        yield from ((name, lines(value)) for name, value in layers.values(meant))
    yield from islice(_own(layers), _MOST)
    for name, value in (*layers.values("keywords"), *layers.values("own keywords")):
        yield "keywords" if name.endswith("keywords") else name, _listed(value)


def _without_heading(text: str) -> str:
    found = _HEADING.match(text)
    return text[found.end() :] if found else text


def _is_of_paper(layers: Layers, text: str) -> bool:
    """Whether a "summary" is what an API calls the abstract, and not the digest's own words."""
    if _is_cjk(text):
        return False
    return layers.wrapped or ("authors" in layers.known and "categories" in layers.known)


def _in_order(value: dict[str, Any]) -> str:
    """Return the abstract that is written as the places of its words."""
    places = [
        (place, word)
        for word, own in value.items()
        if isinstance(own, list)
        for place in own
        if type(place) is int
    ]
    return " ".join(word for _, word in sorted(places))


def _own(layers: Layers) -> Iterator[tuple[str, str]]:
    """Yield the digest's own words: the fields without a meaning that are no technical values."""
    used: set[str] = set()
    pending = [("", name, value, 0) for name, value in reversed(layers.own)]
    while pending:
        above, name, value, depth = pending.pop()
        value = unwrapped(value)
        if _TECHNICAL.search(name):
            continue
        if type(value) is dict and type(inner := value.get("text")) is str:
            value = inner
        if type(value) is dict:
            if depth < _DEEPEST:
                within = [(name, plainly(str(key)), own, depth + 1) for key, own in value.items()]
                pending += reversed(within)
            continue
        text = lines(value) if type(value) is str or _is_listed(value) else ""
        if text and _is_told(name, text):
            label = f"{above} {name}".strip() if name in used else name
            used.add(label)
            yield label, text


def _is_listed(value: Any) -> bool:
    """Whether a value is a list of texts, and not one of things that have names and addresses."""
    if type(value) is not list:
        return False
    return not any(type(own) is dict and own.keys() & {"url", "id", "href"} for own in value[:5])


def _is_told(name: str, text: str) -> bool:
    """Whether a text of an unknown name is meant for people."""
    if _ADDRESS.match(text):
        return False
    cjk = len(_CJK.findall(text[:_PROSE]))
    if _SUMS_UP.search(name) or meaning(name) == "section":
        return any(map(str.isalpha, text[:_PROSE]))
    if _TELLS.search(name):
        return cjk > 1 or (" " in text and len(text) >= _PROSE // 4)
    return cjk >= _PROSE_CJK or (len(text) >= _PROSE and text.count(" ") * 16 >= len(text))


def lines(value: Any) -> str:
    """Return the text of a value, one paragraph or item a line."""
    if type(value) is str:
        if "\n" not in value and "<" not in value:
            return " ".join(value.split())
        return "\n".join(_paragraphs(value))
    if type(value) is dict and any(type(own) is list for own in islice(value.values(), 3)):
        return _in_order(value)
    if type(value) is list or type(value) is dict:
        texts = islice(leaves(value), _MOST)
        return "\n".join(own for text in texts if not _ADDRESS.match(text) and (own := lines(text)))
    return ""


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text: lines that were only wrapped are joined."""
    if "<" in text and TAG.search(text):
        yield from html_lines(text)
        return
    run: list[str] = []
    for line in text.split("\n"):
        plain = " ".join(line.split())
        if run and (not plain or _BULLET.match(plain) or len(run[-1]) < _WRAPPED_AT):
            yield " ".join(run)
            run = []
        if plain:
            run.append(plain)
    if run:
        yield " ".join(run)


def _listed(value: Any) -> str:
    texts = (
        next((text for key in _NAMES if type(text := own.get(key)) is str), "")
        if type(own) is dict
        else own
        for own in (value if type(value) is list else [value])
    )
    return ", ".join(own for text in texts if type(text) is str and (own := " ".join(text.split())))


def _is_cjk(text: str) -> bool:
    head = text[:400]
    return not head.isascii() and len(_CJK.findall(head)) > _MOSTLY_CJK * len(head)


def _bare(text: str) -> str:
    return "".join(text.split())
