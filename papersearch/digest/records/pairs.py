"""Records of ``Key: value`` lines, parted by a rule or by empty lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from papersearch.digest.names import meaning
from papersearch.digest.records.walk import Found
from papersearch.types.address import identified

_LINE = re.compile(r"([^\W\d_][^:：\n]{0,40})[:：](?:\s+(.*)|)$")
_RULE = re.compile(r"\s*[-=*_#]{3,}\s*$")
_KNOWN = frozenset(("title", "url", "pdf", "authors", "abstract", "summary", "day", "id"))
_LOOKED_AT = 40


def begins(text: str) -> bool:
    """Whether the first lines of a text are fields of a paper, its title among them."""
    names = [
        meaning(found.group(1))
        for line in islice((own for own in text[:20_000].splitlines() if own.strip()), _LOOKED_AT)
        if (found := _LINE.match(line))
    ]
    return "title" in names and len(_KNOWN & set(names)) > 1


def records(text: str) -> Iterator[Found]:
    """Yield the records of a text, each with the line on which it begins."""
    parted = any(_RULE.match(line) for line in text.splitlines())
    record: dict[str, list[str]] = {}
    begin, last = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.match(line.strip())
        ends = _RULE.match(line) or (not parted and not line.strip())
        again = found and meaning(found.group(1)) == "title" and _has_title(record)
        if record and (ends or again):
            yield _found(record, begin)
            record, last = {}, ""
        if ends:
            continue
        if line.startswith("\\\\"):  # as mails of arXiv part fields from an abstract
            last = "abstract" if _has_title(record) and "abstract" not in record else ""
            if last:
                record[last] = []
            continue
        if not record and identified(line):
            record["id"], begin = [line.strip()], number
            continue
        if found:
            begin = begin if record else number
            last = found.group(1).strip()
            record.setdefault(last, []).append((found.group(2) or "").strip())
        elif line.strip() and last:
            record[last].append(line.strip())
    if record:
        yield _found(record, begin)


def _has_title(record: dict[str, list[str]]) -> bool:
    return any(meaning(name) == "title" for name in record)


def _found(record: dict[str, list[str]], begin: int) -> Found:
    return Found({name: "\n".join(lines).strip() for name, lines in record.items()}, line=begin)
