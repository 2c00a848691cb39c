"""BibTeX and BibLaTeX, as bibtexparser splits them into entries and fields.

Its work was measured to grow with the length of a text, also of one whose braces never end. What
its commands of LaTeX stand for is written out by ``latex.py``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from papersearch.digest.people import bibtex_authors
from papersearch.digest.records.latex import plain
from papersearch.digest.records.walk import Found
from papersearch.types import limits

BEGINS = re.compile(r"\s{0,200}(?:%[^\n]{0,2000}\s{1,200}){0,50}@[A-Za-z]{2,30}\s{0,9}[{(]")
BROKEN = (
    "an entry that cannot be read: see whether its braces end, and whether commas part its fields"
)
_AS_IT_IS = ("url", "doi", "eprint")
_NAMES = {"author": "authors", "eprint": "arxiv id", "primaryclass": "primary class"}
_LEFT_OUT = ("archiveprefix", "eprinttype", "file", "bibsource", "biburl", "timestamp")


def records(text: str) -> Iterator[Found]:
    """Yield the entries of a bibliography, each with the line on which it begins.

    One without a record is a part that cannot be read.
    """
    from bibtexparser import model, splitter  # 40 ms that other formats do not need

    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    library = splitter.Splitter(text).split()
    strings = {own.key.lower(): _bare(str(own.value), {}) for own in library.strings}
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        entry = getattr(block, "ignore_error_block", block)  # that of a key which is there twice
        if isinstance(entry, model.Entry):
            fields = ((own.key, _bare(str(own.value), strings)) for own in entry.fields)
            yield Found(_record(fields), line=line)
        elif isinstance(block, model.ParsingFailedBlock):
            yield Found({}, line=line)


def _bare(value: str, strings: dict[str, str]) -> str:
    """Return a value without the braces or quotes around it, or what its name stands for."""
    value = value.strip()
    if value[:1] + value[-1:] in ("{}", '""') and len(value) > 1:
        return value[1:-1].strip()
    return strings.get(value.lower(), value)


def _record(fields: Iterator[tuple[str, str]]) -> dict[str, object]:
    record: dict[str, object] = {}
    for key, given in fields:
        name = key.strip().lower()
        value = given[: limits.TEXT_CHARACTERS]
        if name == "author":
            names, cut = bibtex_authors(plain(value))
            record["authors"] = [*names, *(["et al."] if cut else [])]
        elif name not in _LEFT_OUT and value:
            shown = value.replace("\\", "").strip("{} ") if name in _AS_IT_IS else plain(value)
            record.setdefault(_NAMES.get(name, name), shown)
    return record
