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
_TOKEN = re.compile(r"\\.|[{}\"#,=]|[^\\{}\"#,=]+", re.DOTALL)
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
    fields: dict[str, str] = {}
    key = name = ""
    value: list[str] | None = None
    word: list[str] = []
    depth, quoted = 0, False
    for found in _TOKEN.finditer(body):
        token = found.group()
        inside = depth > 0 or quoted
        if token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
            if depth < 0:
                break
        elif token == '"' and depth == 0 and value is not None:
            quoted = not quoted
            inside = False
        if token in ("{", "}") and value is not None and (depth > (token == "{") or quoted):
            value.append(token)
        elif token in ("{", "}", '"') and not inside:
            continue
        elif token == "=" and not inside and value is None:
            name, value, word = "".join(word).strip().lower(), [], []
        elif token == "," and not inside:
            key, value, word = _close(fields, key, name, value, word)
        elif inside and value is not None:
            if token not in ("{", "}"):
                value.append(token)
        elif value is not None and token != "#":
            value.append(_bare(token, strings))
        elif value is None:
            word.append(token)
    key, _, _ = _close(fields, key, name, value, word)
    return key, fields


def _close(
    fields: dict[str, str], key: str, name: str, value: list[str] | None, word: list[str]
) -> tuple[str, None, list[str]]:
    if value is None:
        return key or "".join(word).strip(), None, []
    if name and (text := "".join(value).strip()):
        fields.setdefault(name, text)
    return key, None, []


def _bare(token: str, strings: dict[str, str]) -> str:
    """Return what a word outside of braces and quotes stands for: a number, or an @string."""
    word = token.strip().rstrip(")")
    return strings.get(word.lower(), word)
