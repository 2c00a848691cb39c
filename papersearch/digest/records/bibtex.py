"""BibTeX and BibLaTeX, each character looked at once.

Own code, since the libraries were found to be neither linear nor patient: see the tests. An entry
that does not end costs itself, and reading goes on at the next line that begins one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papersearch.digest.records.authors import turned
from papersearch.digest.records.latex import plain
from papersearch.digest.records.walk import Found

BEGINS = re.compile(r"\s{0,200}(?:%[^\n]{0,2000}\s{1,200}){0,50}@[A-Za-z]{2,30}\s{0,9}[{(]")
_ENTRY = re.compile(r"^[ \t]{0,20}@([A-Za-z]{2,30})\s{0,9}[{(]", re.MULTILINE)
_PIECE = re.compile(r"\\.|[{}\"#,=]|[^\\{}\"#,=]+", re.DOTALL)
_KINDS = ("comment", "preamble")
_NAMES = {"eprint": "arxiv id", "keywords": "keywords", "primaryclass": "primary class"}


def records(text: str) -> Iterator[Found]:
    """Yield the entries of a bibliography, each with the line on which it begins."""
    strings: dict[str, str] = {}
    begins = list(_ENTRY.finditer(text))
    line, counted = 1, 0
    for number, begin in enumerate(begins):
        line += text.count("\n", counted, begin.start())
        counted = begin.start()
        end = begins[number + 1].start() if number + 1 < len(begins) else len(text)
        kind = begin.group(1).lower()
        if kind in _KINDS:
            continue
        key, fields = _fields(text[begin.end() : end], strings)
        if kind == "string":
            strings.update(fields)
        elif fields:
            record: dict[str, object] = {"entry key": key, "entry type": kind}
            yield Found(record | _record(fields), line=line)


def _record(fields: dict[str, str]) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, value in fields.items():
        if name == "author":
            record["authors"] = [_person(own) for own in _persons(value)]
        elif name in ("url", "doi", "eprint"):
            record[name] = value.replace("\\", "").strip("{} ")
        elif name == "archiveprefix" or name == "eprinttype":
            continue
        else:
            record[_NAMES.get(name, name)] = plain(value)
    return record


def _person(name: str) -> str:
    """Return a name as it is spoken; one in braces is that of a group."""
    own = plain(name)
    return own if name.startswith("{") or own.count(",") != 1 else turned(own)


def _persons(value: str) -> list[str]:
    """Return the names between the "and" that stand outside of braces."""
    names, depth = [""], 0
    for word in re.split(r"(\s+)", value):
        if depth == 0 and word.lower() == "and":
            names.append("")
            continue
        depth += word.count("{") - word.count("}")
        names[-1] += word
    return [name.strip() for name in names if name.strip()]


def _fields(body: str, strings: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return the key of an entry and its fields, names in lower case."""
    entry = _Entry(strings)
    for found in _PIECE.finditer(body):
        if not entry.take(found.group()):
            break
    entry.close()
    return entry.key, entry.fields


class _Entry:
    """An entry piece by piece: a brace, a quote, a sign, or what stands between them."""

    def __init__(self, strings: dict[str, str]) -> None:
        self.key = ""
        self.fields: dict[str, str] = {}
        self._strings = strings
        self._name = ""
        self._word: list[str] = []
        self._value: list[str] | None = None
        self._depth = 0
        self._quoted = False

    def take(self, piece: str) -> bool:
        """Take the next piece; return whether the entry goes on."""
        if piece in "{}":
            return self._brace(1 if piece == "{" else -1, piece)
        if piece == '"' and self._depth == 0 and self._value is not None:
            self._quoted = not self._quoted
        elif self._depth > 0 or self._quoted:
            if self._value is not None:
                self._value.append(piece)
        elif piece == ",":
            self.close()
        elif piece == "=" and self._value is None:
            self._name, self._value, self._word = "".join(self._word).strip().lower(), [], []
        elif self._value is None:
            self._word.append(piece)
        elif piece != "#":
            word = piece.strip().rstrip(")")
            self._value.append(self._strings.get(word.lower(), word))
        return True

    def _brace(self, step: int, piece: str) -> bool:
        """Go into braces or out of them; the outermost are not of the value."""
        outer = min(self._depth, self._depth + step)
        self._depth += step
        if self._value is not None and (outer > 0 or self._quoted):
            self._value.append(piece)
        return self._depth >= 0

    def close(self) -> None:
        """End a field, or the key in front of the first."""
        if self._value is None:
            self.key = self.key or "".join(self._word).strip()
        elif self._name and (text := "".join(self._value).strip()):
            self.fields.setdefault(self._name, text)
        self._value, self._word = None, []
