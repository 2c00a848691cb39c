"""Hugging Face's daily papers as its API gives them: a JSON list of records.

A record is ``{"paper": {"id", "title", "summary", "upvotes", "authors": [{"name"}],
"publishedAt", "submittedOnDailyAt"}, "publishedAt", "title", "thumbnail", "mediaUrls"}``.
``submittedOnDailyAt`` is the day of the list; older records lack it and have that day in the
outer ``publishedAt``.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

import orjson

from papersearch.digest import days, fields
from papersearch.digest.bounds import within_limits
from papersearch.digest.telling import TOO_MANY, Problems
from papersearch.digest.types import Digest, Problem
from papersearch.types import limits
from papersearch.types.address import identified as arxiv_id
from papersearch.types.address import paper_id
from papersearch.types.paper import Entry, Section

_T = TypeVar("_T")
_MAX_NESTING = 3
_KEYS = ("papers", "data", "dailyPapers", "items", "results")
_VIDEO_SUFFIXES = (".mp4", ".webm", ".mov", ".m4v")
_TYPES = {dict: "an object", list: "a list", str: "a text", type(None): "null"}
_LIST_START = re.compile(r"\[(?=\s*\{)")
_SEPARATOR = re.compile(r"[\s,]*")


def parse(text: str, source: str) -> Digest:
    """Return the papers of the JSON document ``text``, and what is wrong with it.

    The document is a list of records, one record, or an object that holds the list. Nothing
    is raised: records that cannot be read are problems, as is a document that is no JSON.
    """
    text = text.removeprefix("\ufeff")
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        message = f"no valid JSON ({error.msg}): download the list of papers again"
        return Digest((), (Problem(source, error.lineno, message),))
    return read_document(document, text, source)


def read_document(document: object, text: str, source: str) -> Digest:
    """Return the papers of a ``document`` that ``text`` spells; see :func:`parse`."""
    entries: list[Entry] = []
    problems = Problems(source)
    day = days.day_of_source(source)
    for position, record in enumerate(_records(document)):
        if len(entries) == limits.FILE_ENTRIES:
            problems.add(position, TOO_MANY)
            break
        entry, complaints = read_record(record, day)
        entries += [entry] if entry else []
        for complaint in complaints:
            problems.add(position, complaint, f"record {position + 1}: ")
    return Digest(
        tuple(entries), problems.problems(lambda positions: _record_lines(text, positions))
    )


def is_list(document: object) -> bool:
    """Whether ``document`` is a list of records or an object that holds one."""
    return isinstance(document, list) or all(found is not document for found in _records(document))


def read_record(record: object, day: str = "") -> tuple[Entry | None, list[str]]:
    """Return the entry of one record, and what is wrong with the record.

    ``day`` serves where the record names none. There is no entry when the record has
    neither an id nor a title.
    """
    if not isinstance(record, dict):
        return None, [f"{_kind(record)} instead of an object with 'paper': leave it out"]
    if "sections" in record and "paper" not in record:
        return None, ["an export of papersearch, one of many: write one a line to a .jsonl file"]
    reader = _Reader(record)
    identity = reader.text("id")
    title = reader.text("title")
    if not identity and not title:
        return None, [*reader.complaints, "neither 'id' nor 'title': add the arXiv id"]
    url = _url(identity)
    thumbnail, video = reader.media()
    summary = reader.paragraphs("summary")
    entry = Entry(
        id=paper_id(url, title),
        title=title,
        sections=(Section("", summary),) if summary else (),
        day=reader.day() or day,
        authors=reader.authors(),
        votes=reader.votes(),
        url=url,
        thumbnail=thumbnail,
        video=video,
    )
    bounded, wrong = within_limits(entry)
    return bounded, [*reader.complaints, *wrong]


class _Reader:
    """Reads the fields of one record, inner before outer, and notes those of a wrong type."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.complaints: list[str] = []
        inner = record.get("paper")
        self._layers = [inner, record] if isinstance(inner, dict) else [record]
        if inner is not None and not isinstance(inner, dict):
            self._complain("paper", inner, "an object")

    def _complain(self, key: str, value: object, wanted: str) -> None:
        self.complaints.append(f"'{key}' is {_kind(value)} instead of {wanted}: mend the record")

    def _get(self, key: str, kind: type[_T], wanted: str) -> list[_T]:
        """Return the values of ``key`` that are of the right kind, inner before outer."""
        values = [value for layer in self._layers if (value := layer.get(key)) is not None]
        for value in values:
            if not isinstance(value, kind):
                self._complain(key, value, wanted)
        return [value for value in values if isinstance(value, kind)]

    def text(self, key: str) -> str:
        joined = (" ".join(value.split()) for value in self._get(key, str, "a text"))
        return next((text for text in joined if text), "")

    def paragraphs(self, key: str) -> str:
        """Return a text with one paragraph per line; line breaks inside one are spaces."""
        for value in self._get(key, str, "a text"):
            parts = (" ".join(part.split()) for part in re.split(r"\n[^\S\n]*\n", value))
            if text := "\n".join(part for part in parts if part):
                return text
        return ""

    def votes(self) -> int | None:
        for value in self._get("upvotes", object, "a number"):
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            try:
                # Lists and objects may nest deeper than Python writes them.
                return fields.votes(str(value) if isinstance(value, str | int | float) else "none")
            except ValueError:
                self._complain("upvotes", value, "a whole number")
        return None

    def authors(self) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for author in next(iter(self._get("authors", list, "a list")), []):
            name = author.get("name") if isinstance(author, dict) else author
            if not isinstance(name, str):
                self._complain("authors", name, "a list of names")
            elif name.strip() and not (isinstance(author, dict) and author.get("hidden") is True):
                names[" ".join(name.split())] = None
        return tuple(names)

    def day(self) -> str:
        listed = self._get("submittedOnDailyAt", str, "a time")
        published = self._get("publishedAt", str, "a time")[::-1]
        return next((day for text in [*listed, *published] if (day := days.iso_day(text))), "")

    def media(self) -> tuple[str, str]:
        """Return the addresses of the picture and of the video."""
        urls = next(iter(self._get("mediaUrls", list, "a list")), [])
        texts = [url for url in urls if isinstance(url, str) and url.strip()]
        if len(texts) < len(urls):
            self._complain("mediaUrls", urls, "a list of addresses")
        videos = [url for url in texts if url.lower().endswith(_VIDEO_SUFFIXES)]
        images = [url for url in texts if url not in videos]
        return self.text("thumbnail") or next(iter(images), ""), next(iter(videos), "")


def _kind(value: object) -> str:
    found = _TYPES.get(type(value))
    return found or f"{value}"[:40]


def _url(identity: str) -> str:
    if found := arxiv_id(identity):
        return f"https://arxiv.org/abs/{found}"
    return f"https://huggingface.co/papers/{identity}" if identity else ""


def _records(document: object) -> list[Any]:
    """Return the records of ``document``, which is itself the record if it holds no list."""
    found = document
    for _ in range(_MAX_NESTING):
        if isinstance(found, list):
            return found
        if not isinstance(found, dict) or "paper" in found or {"id", "title"} <= found.keys():
            break
        found = next((found[key] for key in _KEYS if isinstance(found.get(key), list | dict)), None)
    return [document]


def _record_lines(text: str, positions: list[int]) -> list[int]:
    """Return the lines of the records at ascending positions, as nearly as it can be told."""
    decoder = json.JSONDecoder()
    start = _LIST_START.search(text)
    end = text.index("[") + 1 if text.lstrip().startswith("[") else start.end() if start else 0
    line = text.count("\n", 0, end) + 1
    wanted = set(positions)
    lines: dict[int, int] = {}
    try:
        for position in range(max(positions, default=-1) + 1):
            found = _SEPARATOR.match(text, end)
            begin = found.end() if found else end
            line += text.count("\n", end, begin)
            if position in wanted:
                lines[position] = line
            _, end = decoder.raw_decode(text, begin)
            line += text.count("\n", begin, end)
    except (ValueError, RecursionError):
        pass
    return [lines.get(position, line) for position in positions]
