"""HTML inside of texts, as feeds and abstracts have it, as plain lines."""

from __future__ import annotations

import re

from lxml import etree, html

from papersearch.digest import markup
from papersearch.types import limits

TAG = re.compile(r"</?[A-Za-z][\w:-]{0,20}(?:\s[^<>]{0,500})?/?>")
_REFERENCE = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,10});")
_BLOCKS = frozenset(
    "address article blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header "
    "hr li ol p pre section table td th tr ul title sec".split()
)
_UNSEEN = frozenset("script style noscript template svg iframe object head".split())


def has_markup(text: str) -> bool:
    """Whether a text holds tags or references to characters."""
    return bool(TAG.search(text)) or bool(_REFERENCE.search(text))


def html_lines(text: str) -> list[str]:
    """Return the lines of text that ``text`` shows when it is taken as HTML; none are empty."""
    if not has_markup(text):
        return [line for own in text.splitlines() if (line := " ".join(own.split()))]
    parts: list[str] = []
    for event, node in _events(text[: limits.TEXT_CHARACTERS]):
        name = _name(node)
        if name in _BLOCKS:
            parts.append("\n")
        if event == "start" and name and node.text and name not in _UNSEEN:
            parts.append(_flat(node.text))
        if event == "end" and node.tail:
            parts.append(_flat(node.tail))
    return [line for own in "".join(parts).split("\n") if (line := " ".join(own.split()))]


def inline(text: str) -> str:
    """Return a text of one line without tags and references."""
    if "<" not in text and "&" not in text:
        return " ".join(text.split())
    return " ".join(html_lines(text))


def links(text: str) -> list[tuple[str, str]]:
    """Return the addresses to which HTML links, with the texts of the links, in order."""
    if "<" not in text:
        return []
    return [
        (str(node.get("href")).strip(), " ".join("".join(node.itertext()).split()))
        for event, node in _events(text[: limits.TEXT_CHARACTERS])
        if event == "end" and node.tag == "a" and node.get("href")
    ]


def _events(text: str) -> list[tuple[str, html.HtmlElement]]:
    """Return the nodes of a text where they begin and end, but for those that nobody sees."""
    parser = html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(
            f"<div>{markup.of_html(text)}</div>".encode(), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    for node in list(root.iter(*_UNSEEN)):
        node.text = None
        for child in list(node):
            node.remove(child)
    return list(etree.iterwalk(root, events=("start", "end")))


def _name(node: html.HtmlElement) -> str:
    return node.tag.rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")
