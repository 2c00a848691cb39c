"""Sources: the files that entries come from, and which of them are one digest on different days."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from papersearch.types import limits

SHARD_SUFFIX = ".parquet"

STDIN = "-"
STDIN_NAME = "<standard input>"

_SEPARATORS = r"[/\\]"
# What tells the days of one digest apart: numbers of four digits and more with what they hold
# together, and parts of a path that are a day, a month or a week of a folder.
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATES = (
    r"\d{4,8}(?:[-_. 年년月월]{0,2}(?:w|week-?)?\d{1,4}(?!\d)){0,4}[日일]?"
    r"|(?:w|week)[-_ ]?\d{1,2}(?!\d)"
    rf"|(?:\d{{1,2}}[-_ .])?(?<![a-z])(?:{_MONTHS})[-_ .,]{{1,2}}\d{{1,4}}(?!\d)"
)
_SEEN = re.compile(r"seen-(\d{4}-\d\d-\d\d)(?!\d)", re.ASCII)
_EDGES = " -_.~"


def is_shard(source: str) -> bool:
    """Whether a source of this name is a shard."""
    return source.lower().endswith(SHARD_SUFFIX)


@functools.lru_cache(maxsize=4096)  # of a run the same ones again and again
def series(source: str) -> str:
    """Return what the files of one digest have in common: their path without the day.

    Digests of one folder, ``2024/07/04.md`` and ``2024/07/05.md``, are one series, and so are
    ``api-2024-07-04.json`` and ``api-2024-07-05.json``.
    """
    return "/".join(_without_day(part) for part in re.split(_SEPARATORS, source))


def seen_on(source: str) -> str:
    """Return the ISO day of a file such as ``seen-2024-07-04.md``, "" for any other.

    It is a state of a list that has no days of its own, as it was seen on that day: what is on it
    for the first time came then, and does not come again with each later state.
    """
    found = _SEEN.match(re.split(_SEPARATORS, source)[-1])
    return found[1] if found else ""


def names(found: Collection[str]) -> dict[str, str]:
    """Return a short name for each of these series, by which people know it.

    It is the name of the file without the day, else that of the folder; where two would bear the
    same one, they have their endings and folders, too.
    """
    short = {own: _name(own, 1) for own in found}
    for depth in (2, 3, 4):
        alike = [own for own in found if list(short.values()).count(short[own]) > 1]
        short |= {own: _name(own, depth) for own in alike}
    return short


def _name(own: str, depth: int) -> str:
    """Return the last parts of a series that say something, with the ending from two on."""
    *folders, file = own.split("/")
    stem, dot, ending = file.rpartition(".")
    last = file if depth > 1 or not dot else stem
    parts = [part for part in (*folders, last) if re.search(r"[^\W\d_]", part.split(".")[0])]
    most = depth if depth < 3 else depth - 1
    said = "/".join(parts[-1:] if depth == 1 else parts[-most:]) or ending or "digest"
    return said.strip(_EDGES)[-limits.SOURCE_CHARACTERS :]


def _without_day(part: str) -> str:
    stem, dot, ending = part.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z]\w{0,9}", ending):
        stem, dot, ending = part, "", ""
    if re.fullmatch(r"\d{1,3}(?:[-_]\d{1,4})?", stem):
        stem = ""
    return re.sub(_DATES, "", stem, flags=re.IGNORECASE).strip(_EDGES) + dot + ending.lower()
