"""Everything that is data rather than text: records of papers become entries."""

from papersearch.digest.records.families import (
    read_bibtex,
    read_document,
    read_feed,
    read_json,
    read_lines,
    read_pairs,
    read_ris,
    read_table,
    read_yaml,
)
from papersearch.digest.records.html import html_lines
from papersearch.digest.records.kinds import kind_of
from papersearch.digest.records.python import load as load_python
from papersearch.digest.records.reading import described
from papersearch.digest.records.yamls import load as load_yaml

__all__ = [
    "described",
    "html_lines",
    "kind_of",
    "load_python",
    "load_yaml",
    "read_bibtex",
    "read_document",
    "read_feed",
    "read_json",
    "read_lines",
    "read_pairs",
    "read_ris",
    "read_table",
    "read_yaml",
]
