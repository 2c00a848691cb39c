"""Pages of OAI-PMH, as arXiv and libraries answer harvesters, as records.

The protocol: https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from papersearch.digest.records import dates, feeds
from papersearch.digest.records.walk import Found

_ANNOUNCED = datetime.timedelta(days=14)
"""How long after its submission a paper may be announced; what changes later is a correction."""

_ID = re.compile(r"oai:arXiv\.org:(\S{1,100})", re.IGNORECASE)
_PEOPLE = ("author", "creator")
_NAMES = {
    "description": "abstract",
    "subject": "categories",
    "type": "",
    "rights": "",
    "language": "",
    "license": "",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a harvester has to know of one page: how many records, what asks for the next one.

    ``error`` is the code of what the server could not do, ``message`` what it says of that; a page
    that is cut off is not ``whole``.
    """

    records: int
    token: str = ""
    error: str = ""
    message: str = ""
    whole: bool = True


def page(text: str) -> Page | None:
    """Return what a page is, None where it is none."""
    root = feeds.parse(text) if feeds.begins(text) else None
    if root is None or not is_harvest(root):
        return None
    whole = text.rstrip().endswith("OAI-PMH>")
    failed = root.find("{*}error")
    if failed is not None:
        return Page(0, error=failed.get("code") or "error", message=_words(failed), whole=whole)
    if root.find("{*}ListRecords") is None:  # of another verb, or in ruins
        return None
    token = root.find("{*}ListRecords/{*}resumptionToken")
    records = sum(1 for _ in root.iterfind("{*}ListRecords/{*}record"))
    return Page(records, "" if token is None else _words(token), whole=whole)


def is_harvest(root: etree._Element) -> bool:
    """Whether XML is an answer to a harvester."""
    return isinstance(root.tag, str) and etree.QName(root).localname == "OAI-PMH"


def records(root: etree._Element, day: str) -> Iterator[Found]:
    """Yield the records of a page, each with its line.

    Where the page is that of a ``day``, each has the day on which it was announced; without one it
    is as old as it says.
    """
    for node in root.iterfind(".//{*}record"):
        header, metadata = node.find("{*}header"), node.find("{*}metadata")
        if metadata is None or not len(metadata):  # as of one that was deleted
            continue
        record = _record(metadata[0])
        stamp = "" if header is None else _words(header.find("{*}datestamp"))
        if header is not None and (own := _ID.fullmatch(_words(header.find("{*}identifier")))):
            record["arxiv_id"] = own.group(1)
        listed = _listed(record, stamp[:10]) if day else ""
        yield Found(record, line=node.sourceline or 1, day=listed)


def _record(metadata: etree._Element) -> dict[str, object]:
    """Return the fields of a record; those that repeat are lists."""
    record: dict[str, object] = {}
    for node in metadata:
        if not isinstance(node.tag, str):
            continue
        name = etree.QName(node).localname
        if name == "authors" and len(node):
            record["authors"] = [person for own in node if (person := _person(own))]
        elif name in _PEOPLE:
            _add(record, "authors", _person(node))
        elif name == "version":
            record.setdefault("created", _words(node.find("{*}date")))
        elif name == "categories":
            record["categories"] = _words(node).split()
        elif name == "identifier" and _words(node).startswith("doi:"):
            record.setdefault("doi", _words(node).removeprefix("doi:"))
        elif kept := _NAMES.get(name, name):
            _put(record, kept, _words(node))
    return record


def _put(record: dict[str, object], name: str, text: str) -> None:
    """Keep a field: the first of a name, but for what may have several."""
    if name == "categories":
        _add(record, name, text)
    else:
        record.setdefault(name, text)


def _add(record: dict[str, object], name: str, text: str) -> None:
    kept = record.setdefault(name, [])
    if isinstance(kept, list) and text:
        kept.append(text)


def _person(node: etree._Element) -> str:
    """Return a name as it is spoken: "Ana B. Kim Jr" of its parts, else of "Kim, Ana B."."""
    parts = [_words(node.find(f"{{*}}{name}")) for name in ("forenames", "keyname", "suffix")]
    return " ".join(part for part in parts if part) or _words(node)


def _listed(record: dict[str, object], stamp: str) -> str:
    """Return the day of a record: of its announcement, or where that was long ago of its making.

    The stamp of a record is that of its last change: a correction announces no paper anew.
    """
    created = dates.day(str(record.get("created") or record.get("date") or ""))
    if not (created and stamp):
        return created or dates.day(stamp)
    if "updated" in record:
        return created
    since = datetime.date.fromisoformat(dates.day(stamp) or created)
    soon = since - datetime.date.fromisoformat(created) <= _ANNOUNCED
    return since.isoformat() if soon else created


def _words(node: etree._Element | None) -> str:
    if node is None:
        return ""
    return " ".join("".join(text for text in node.itertext("*") if isinstance(text, str)).split())
