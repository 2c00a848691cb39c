"""What kind of data a file is: by its content first, by its name second."""

from __future__ import annotations

import re
from pathlib import PurePath

from papersearch.digest.records import bibtex, feeds, pairs, python, ris, tables

_JSON_START = re.compile(r"\s*(?:\[\s*[{\]]|\[\s*\"[\[{]|\{\s*[\"'}])")
_BY_NAME = {
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "table",
    ".tsv": "table",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".ris": "ris",
    ".yaml": "yaml",
    ".yml": "yaml",
}
_TEXTS = (".md", ".markdown", ".html", ".htm")


def kind_of(text: str, source: str) -> str:
    """Return "json", "table", "feed", "bibtex", "ris", "yaml" or "pairs".

    It is "" for what is text rather than data: Markdown and HTML.
    """
    suffix = PurePath(source).suffix.lower()
    head = text[:4096].removeprefix("\ufeff")
    if _JSON_START.match(head):
        return "json"
    if feeds.begins(head) and "<html" not in head[:1000].lower():
        return "feed"
    if suffix in _TEXTS:
        return ""
    if bibtex.BEGINS.match(head):
        return "bibtex"
    if ris.BEGINS.match(head):
        return "ris"
    if suffix in _BY_NAME:
        return _BY_NAME[suffix]
    if python.begins(head) and "'" in head[:200]:
        return "json"
    if tables.begins(head):
        return "table"
    return "pairs" if pairs.begins(text) else ""
