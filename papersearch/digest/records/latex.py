"""Texts of LaTeX, as bibliographies have them, in plain characters."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = dict(
    zip(
        "`'^\"~=.uvHcdbrk",
        "\u0300 \u0301 \u0302 \u0308 \u0303 \u0304 \u0307 \u0306 \u030c \u030b \u0327 \u0323 \u0331"
        " \u030a \u0328".split(),
        strict=True,
    )
)
_ACCENTED = re.compile(
    r"\{?\\(?:([`'^\"~=.])\s?|([uvHcdbrk])(?=[\s{\\]))\s?(?:\{\s?(\\?[A-Za-z])\s?\}|(\\?[A-Za-z]))\}?"
)
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "th": "þ",
    "textendash": "–",
    "textemdash": "—",
    "ldots": "…",
    "dots": "…",
    "textasciitilde": "~",
    "textbackslash": "\\",
}
_LETTER = re.compile(r"\\([A-Za-z]{1,20})(?:\s{0,4}\{\}|\s|(?![A-Za-z]))")
_STYLE = re.compile(
    r"\\(?:emph|text(?:it|bf|rm|sc|tt|sf|up|sl|normal)|mbox|url|href|enquote)\s?(?=\{)"
)
_ESCAPED = re.compile(r"\\([&%$#_{}~^ ])")
_MATH = re.compile(r"\$[^$]{0,2000}\$")


def plain(text: str) -> str:
    """Return a text without the braces, accents and commands of LaTeX; formulas stay."""
    if not any(sign in text for sign in "\\{}~"):
        return _dashes(" ".join(text.split()))
    kept: list[str] = []
    end = 0
    for found in _MATH.finditer(text):
        kept += [_plain(text[end : found.start()]), found.group()]
        end = found.end()
    return _dashes(" ".join("".join([*kept, _plain(text[end:])]).split()))


def _plain(text: str) -> str:
    text = _ACCENTED.sub(_accented, _STYLE.sub("", text))
    text = _LETTER.sub(lambda own: _LETTERS.get(own.group(1), own.group()), text)
    marked = _ESCAPED.sub(lambda own: f"\0{ord(own.group(1)):03}", text)
    bare = marked.replace("{", "").replace("}", "").replace("~", " ")
    return re.sub(r"\0(\d{3})", lambda own: chr(int(own.group(1))), bare)


def _accented(found: re.Match[str]) -> str:
    letter = (found.group(3) or found.group(4)).removeprefix("\\")
    mark = _ACCENTS[found.group(1) or found.group(2)]
    return unicodedata.normalize("NFC", letter + mark)


def _dashes(text: str) -> str:
    return text.replace("---", "—").replace("--", "–") if "--" in text else text
