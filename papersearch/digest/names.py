"""What the names of fields mean: keys of JSON, columns of tables, labels in a text.

One vocabulary for all of them, in the languages in which digests are published. A name that is
not here is that of a section of the summary, if it is one of a field at all.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib import resources

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_EDGES = re.compile(r"^[^\w👍]+|[^\w👍]+$")
_BETWEEN = re.compile(r"[\s_\-/&,.()（）]+")
LONGEST = 60
"""Characters of the longest name of a field that is looked up."""


@functools.lru_cache(maxsize=4096)
def meaning(name: str) -> str:
    """Return what the name of a field means, such as "authors" for 저자; "" for an unknown one.

    Case, emoji, stars and a colon around it do not count, and ``camelCase`` is read as words.
    """
    if len(name) > LONGEST:
        return ""
    plain = plainly(name)
    return _meanings().get(plain) or _meanings().get(plain.replace(" ", "")) or ""


@functools.cache
def _meanings() -> dict[str, str]:
    """Return what each name of ``names.tsv`` means: a line of it is a meaning and its names."""
    lines = resources.files(__package__).joinpath("names.tsv").read_text("utf-8").splitlines()
    return {
        name: meaning
        for meaning, _, names in (line.partition("\t") for line in lines)
        for name in names.split(", ")
    }


def plainly(name: str) -> str:
    """Return a name as words in lower case, without what stands around it."""
    words = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    words = _EDGES.sub("", words.replace("\ufe0f", ""))
    return _BETWEEN.sub(" ", words).strip().lower()
