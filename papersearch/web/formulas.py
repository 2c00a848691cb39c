r"""Formulas that a text has as LaTeX, ``$...$`` or ``\(...\)``, as MathML.

A library reads the LaTeX; what it makes is never taken as it is, but written anew from the elements
and attributes that are known here, none of which leads, loads or styles. A command that is not
known to be harmless leaves the formula as it was written: there are some that define others, or
that double what they are given.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from latex2mathml.commands import FUNCTIONS
from latex2mathml.converter import MOVABLE_LIMIT_TEXTS, convert_to_element
from latex2mathml.symbols_parser import SYMBOLS

from papersearch.types.limits import FORMULA_CHARACTERS, FORMULA_DEPTH, PAGE_FORMULA_CHARACTERS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_INSIDE = rf"((?:[^$\\\n]|\\[^\n]){{1,{FORMULA_CHARACTERS}}})"
_BRACKETED = rf"((?:[^\\\n]|\\[^()\[\]\n]){{1,{FORMULA_CHARACTERS}}})"
_FORMULA = re.compile(
    rf"(?<![\\$])\$(?![\s$]){_INSIDE}(?<!\s)\$(?![\d$])"  # Pandoc's rule: "$5 and $6" is none
    rf"|(?<![\\$])\$\$(?![\s$]){_INSIDE}(?<!\s)\$\$(?!\$)"
    rf"|\\\({_BRACKETED}\\\)"
    rf"|\\\[{_BRACKETED}\\\]"
)
_COMMAND = re.compile(r"\\(?:(begin|end)\s*\{([a-zA-Z]{1,20})\}|[a-zA-Z]+|.)", re.DOTALL)
_STRUCTURES = """
    acute bar big bigg biggl biggr bigl bigr Big Bigg Biggl Biggr Bigl Bigr binom bm bmod boldsymbol
    breve check cfrac dbinom ddot dddot dfrac displaystyle dot emph frac grave hat inf left lim
    liminf limits limsup mathbb mathbf mathbin mathcal mathfrak mathit mathnormal mathop mathord
    mathrel mathring mathrm mathscr mathsf mathtt max mbox middle min mod nolimits not operatorname
    overbrace overleftarrow overline overrightarrow overset pmod qquad quad right scriptstyle sqrt
    stackrel substack sup tbinom text textbf textit textnormal textrm textsf textstyle texttt textup
    tfrac tilde underbrace underline underset vec widehat widetilde xleftarrow xrightarrow
"""
_KNOWN = frozenset(rf"\{name}" for name in _STRUCTURES.split()).union(
    FUNCTIONS, MOVABLE_LIMIT_TEXTS, SYMBOLS
)
_ENVIRONMENTS = frozenset(
    "array bmatrix Bmatrix cases matrix pmatrix smallmatrix vmatrix Vmatrix".split()
)
_UPRIGHT = re.compile(r"\\mathrm\{(\w)\}")
_DEEP = re.compile(r"[_^]\s*[_^]|(?<!\\)%")  # what nests without a brace, and what hides the rest

_ELEMENTS = frozenset(
    "math mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup "
    "mtable mtd mtext mtr munder munderover".split()
)
_CHILDREN = {
    **dict.fromkeys(("mfrac", "mover", "mroot", "msub", "msup", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
_FLAG, _SIZE = "true|false", r"[+-]?(?:\d(?:\.\d{1,3})?|\.\d{1,3})(?:em|ex|px)?"
_ATTRIBUTES: Mapping[str, str] = {
    **dict.fromkeys(
        ("accent", "displaystyle", "fence", "largeop", "movablelimits", "stretchy"), _FLAG
    ),
    **dict.fromkeys(
        ("depth", "height", "linethickness", "lspace", "maxsize", "minsize", "voffset", "width"),
        _SIZE,
    ),
    "form": "prefix|infix|postfix",
    "mathvariant": "normal",
    "scriptlevel": "[0-2]",
}
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{1,6});")
_ALPHABETS = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "fraktur": "FRAKTUR",
    "sans-serif": "SANS-SERIF",
    "monospace": "MONOSPACE",
}
_WRITTEN = {"bold": "b", "italic": "i", "monospace": "code"}


class Formulas:
    """Makes MathML of formulas, of no more than ``left`` characters in all."""

    def __init__(self, left: int = PAGE_FORMULA_CHARACTERS) -> None:
        self._left = left

    def mathml(self, latex: str) -> str:
        """Return a formula as MathML, "" where it is to stay as it is written."""
        if len(latex) > self._left:
            return ""
        self._left -= len(latex)
        return mathml(latex)


def found(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where in ``text`` formulas begin and end, in order, and their LaTeX."""
    for own in _FORMULA.finditer(text):
        yield own.start(), own.end(), next(filter(None, own.groups()))


def mathml(latex: str) -> str:
    """Return LaTeX as one element of MathML, "" where something of it is not known."""
    if not _is_harmless(latex):
        return ""
    try:
        upright = _UPRIGHT.sub(r"\\mathrm{{\1}}", latex)  # the library forgets it of one letter
        inside = "".join(_written(child, 0) for child in convert_to_element(upright))
    except Exception:  # of a library that raises what it likes, and ours
        return ""
    return f'<math alttext="{html.escape(latex)}">{inside}</math>'


def _is_harmless(latex: str) -> bool:
    if _DEEP.search(latex) or _depth(latex) > FORMULA_DEPTH:
        return False
    for own in _COMMAND.finditer(latex):
        if own[1]:
            if own[2] not in _ENVIRONMENTS:
                return False
        elif own[0][1].isalpha() and own[0] not in _KNOWN:
            return False
    return "\\begin" in latex or "&" not in latex.replace("\\&", "")


def _depth(latex: str) -> int:
    """Return how many braces are open at once; too many where one is closed that is not open."""
    deepest = depth = 0
    for brace in re.findall(r"\\.|[{}]", latex):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        deepest = max(deepest, depth)
        if depth < 0:
            return FORMULA_DEPTH + 1
    return deepest if depth == 0 else FORMULA_DEPTH + 1


def _written(element: Element, depth: int) -> str:
    """Return an element of the library as we write it.

    Raises:
        ValueError: it is none that is known, or holds what the library did not understand.
    """
    if element.tag not in _ELEMENTS or depth > 4 * FORMULA_DEPTH:
        raise ValueError(element.tag)
    if len(element) != _CHILDREN.get(element.tag, len(element)):
        raise ValueError(f"{element.tag} of {len(element)}")
    given = element.attrib
    variant = given.get("mathvariant", "")
    text = _text(element.text or "")
    if element.tag == "mtext":
        name = _WRITTEN.get(variant)
        text = f"<{name}>{html.escape(text)}</{name}>" if name else html.escape(text)
    else:
        text = html.escape(_lettered(text, variant))
    kept = "".join(
        f' {name}="{value}"'
        for name, value in given.items()
        if name in _ATTRIBUTES and re.fullmatch(_ATTRIBUTES[name], value)
    )
    inside = "".join(_written(child, depth + 1) for child in element)
    return f"<{element.tag}{kept}>{text}{inside}</{element.tag}>"


def _text(text: str) -> str:
    if "\\" in text:
        raise ValueError(text)
    said = _REFERENCE.sub(lambda own: chr(int(own[1], 16)), text)
    if any(unicodedata.category(own) in ("Cc", "Cs", "Cn") for own in said):
        raise ValueError(text)
    return said


def _lettered(text: str, variant: str) -> str:
    """Return letters and digits as those of another alphabet, where there are such ones."""
    alphabet = _ALPHABETS.get(variant)
    return "".join(_letter(own, alphabet) for own in text) if alphabet else text


def _letter(letter: str, alphabet: str) -> str:
    name = unicodedata.name(letter, "")
    kind = re.fullmatch(r"(?:LATIN |GREEK )?(CAPITAL|SMALL) (?:LETTER )?(\w+)|(DIGIT) (\w+)", name)
    if kind is None:
        return letter
    end = " ".join(part for part in kind.groups() if part)
    holes = (f"MATHEMATICAL {alphabet}", alphabet, alphabet.replace("FRAKTUR", "BLACK-LETTER"))
    for begin in holes:  # those that stood in Unicode before the alphabet are not in it
        try:
            return unicodedata.lookup(f"{begin} {end}")
        except KeyError:
            continue
    return letter
