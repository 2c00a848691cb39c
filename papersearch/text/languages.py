"""Which language a text is in, as far as ranking needs it; and probes: queries in ten of them.

The probes, 24 questions about machine learning said in each language, show where a model puts
the queries of a language. They were written for this purpose and are in no test.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from papersearch.types.normalise import normalise

SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "latin": ("en", "fr", "de", "es", "pt", "vi"),
    "hangul": ("ko",),
    "kana": ("ja",),
    "han": ("zh",),
    "cyrillic": ("ru",),
}
"""The languages that are known of each script."""

_NAMES = {
    "LATIN": "latin",
    "HANGUL": "hangul",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
    "CJK": "han",
    "CYRILLIC": "cyrillic",
}
_LOOKED_AT = 400


def probes() -> dict[str, list[str]]:
    """Return the probes by language."""
    path = Path(__file__).with_name("probes.json")
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def script(text: str) -> str:
    """Return the script that says most about the language of ``text``; "other" if unknown.

    Latin words stand in texts of every language, so that any other script goes before it when
    a fifth of the letters are of it; kana go before the Chinese characters among them.
    """
    looked_at = normalise(text[:_LOOKED_AT])  # full width and half width are of no script
    counts = Counter(map(_script_of, filter(str.isalpha, looked_at)))
    total = sum(counts.values())
    for name in ("hangul", "kana", "han", "cyrillic", "other"):
        if counts[name] * 5 > total:
            return name
    return "latin" if counts["latin"] else "other"


def _script_of(character: str) -> str:
    if character.isascii():
        return "latin"
    return _NAMES.get(unicodedata.name(character, "").split(" ")[0], "other")
