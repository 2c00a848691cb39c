"""Feeds in Atom, RSS and RDF, and other XML, as records.

The parser resolves no entities, loads nothing and takes no trees beyond libxml2's own bounds.
What is broken in a feed costs only itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from papersearch.digest import markup
from papersearch.digest.records import whole
from papersearch.digest.records.html import html_lines
from papersearch.digest.records.walk import Found

_BEGINS = re.compile(r"\s*<(?:\?xml|rss|feed|rdf:RDF|channel|OAI-PMH)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_ANNOUNCED = re.compile(
    r"(?:arXiv:\S{5,40}\s{1,4}Announce Type:[^\n]{0,40}\s{1,4})?(?i:abstract)\s?[:：]\s{0,4}"
)
_ITEMS = ("entry", "item")
_HEAD = 50
_MAX_DEPTH = 100
_TEXTS = ("summary", "description", "content", "encoded", "abstract")
_DAYS = ("published", "pubDate", "date", "issued", "updated", "lastBuildDate", "modified")


def begins(text: str) -> bool:
    """Whether a text is XML."""
    return bool(_BEGINS.match(text[:2000].removeprefix("\ufeff")))


def parse(text: str) -> etree._Element | None:
    """Return the root of XML, or None where there is none."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    body = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    try:
        return etree.fromstring(markup.of_xml(body).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def is_feed(root: etree._Element) -> bool:
    """Whether XML is a feed: Atom, RSS or RDF."""
    return _name(root).lower() in ("feed", "rss", "rdf", "channel")


def built(root: etree._Element) -> str:
    """Return the time that a feed gives for all of itself, or ""."""
    found: dict[str, str] = {}
    for holder in (root, *root[:1]):
        for node in holder[:_HEAD]:
            found.setdefault(_name(node), _text(node))
    names = ("pubDate", "date", "lastBuildDate", "updated")
    return next((text for name in names if (text := found.get(name, "").strip())), "")


def records(root: etree._Element) -> Iterator[Found]:
    """Yield the items of a feed, each with the line on which it begins."""
    for node in root.iter("{*}entry", "{*}item"):
        if _name(node.getparent()) not in _ITEMS:
            yield Found(_record(node), line=node.sourceline or 1)


def _record(item: etree._Element) -> dict[str, object]:
    record: dict[str, object] = {}
    links: list[str] = []
    for node in item:
        name = _name(node)
        if name == "link":
            links += _link(node, record)
        elif name in ("author", "creator", "contributor"):
            _add(record, "authors", _person(node))
        elif name in ("category", "primary_category", "subject"):
            _add(record, "categories", node.get("term") or _text(node))
        elif name in _TEXTS:
            _describe(record, name, node)
        elif name in _DAYS:
            record.setdefault(name, _text(node))
        elif name in ("id", "guid", "title", "doi", "journal_ref", "identifier", "comment"):
            record.setdefault(name, " ".join(html_lines(_text(node))))
    if links:
        record["link"] = links
    return record


def _link(node: etree._Element, record: dict[str, object]) -> list[str]:
    """Return where an item leads; what else its links are goes into ``record``."""
    address = (node.get("href") or _text(node)).strip()
    if node.get("title") == "pdf" or node.get("type") == "application/pdf":
        record.setdefault("pdf", address)
    elif node.get("title") == "doi":
        record.setdefault("doi", address)
    elif node.get("rel", "alternate") == "alternate":
        return [address]
    return []


def _person(node: etree._Element) -> str:
    named = next((child for child in node if _name(child) == "name"), None)
    return _text(node if named is None else named)


def _describe(record: dict[str, object], name: str, node: etree._Element) -> None:
    """Keep a text of an item as lines: of several the abstract, then each under its name."""
    text, announced = _ANNOUNCED.subn("", _text(node).lstrip(), count=1)
    if not announced and len(text) > len(str(record.get(whole.HTML, ""))) and whole.may_be(text):
        record[whole.HTML] = text
    if lines := html_lines(text):
        name = "abstract" if announced else {"encoded": "content"}.get(name, name)
        record.setdefault(name, "\n".join(lines))


def _add(record: dict[str, object], name: str, value: str) -> None:
    kept = record.setdefault(name, [])
    if isinstance(kept, list) and value.strip():
        kept.append(value.strip())


def document(root: etree._Element) -> object:
    """Return XML that is no feed as a document of lists, dicts and texts.

    What repeats below one element is a list under its name.
    """
    top: dict[str, object] = {}
    pending: list[tuple[etree._Element, dict[str, object], int]] = [(root, top, 0)]
    while pending:
        node, holder, depth = pending.pop()
        value: object = _text(node)
        if depth < _MAX_DEPTH and any(len(child) or _is_leaf(child) for child in node):
            inner: dict[str, object] = {}
            value = inner
            pending += [(child, inner, depth + 1) for child in reversed(node)]
        _put(holder, _name(node), value)
    return top


def _is_leaf(node: etree._Element) -> bool:
    return not node.tail or not node.tail.strip()


def _put(holder: dict[str, object], name: str, value: object) -> None:
    if name not in holder:
        holder[name] = value
    elif isinstance(kept := holder[name], list):
        kept.append(value)
    else:
        holder[name] = [kept, value]


def _text(node: etree._Element) -> str:
    if not len(node):
        return node.text or ""
    return "".join(text for text in node.itertext("*") if isinstance(text, str))


def _name(node: etree._Element | None) -> str:
    tag = "" if node is None else node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
