"""Who wrote a paper, in the many ways in which people list names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from papersearch.digest import literals
from papersearch.types import limits

_BETWEEN = re.compile(
    r"\s(?:[,;|/•，；、｜／]\s?|[·・]\s|(?:和|与|與|及|と|및)\s)|[,;|/•，；、｜／]\s?"
    r"|(?:(?<=[\s,])|^)(?:and|und|&|＆|и)\s",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\+.*|et\.?\s?al\.?|\.{2,3}|…|(?:\d{1,5}|and|many|several)?\s?(?:more|others?)\b.*|等.{0,9}"
    r"|他(?:\s?\d{1,4}名)?|ほか.{0,9}|외(?:\s?\d{1,4})?\s?[명인]?|u\.\s?a\.|y otros|e outros"
    r"|et coll\.?|и др\.?|và cộng sự",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s(?:et\.?\s?al\.?|and (?:\d{1,5}\s)?(?:more|others?)|others|\+\s?\d{1,5}(?: more)?|\.{3}|…"
    r"|외(?:\s?\d{1,4}\s?[명인])?|他(?:\s?\d{1,4}名)?|ほか|等|y otros|e outros|и др\.?"
    r"|và cộng sự)\Z"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff])(?:等(?:\s?\d{0,4}\s?人)?|ほか|他\s?\d{1,4}名)\Z"
    r"|(?<=[가-힣])\s?외\s?\d{1,4}\s?[명인]\Z|…\Z|\.{3}\Z",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"\bmore\b|\bothers?\b|\bet\.? al\b|외 \d|等", re.IGNORECASE)
_MARKS = re.compile(
    r"<sup>[^<>]{0,40}</sup>|<[^<>]{0,100}>|\$\^[^$]{0,40}\$|\^\{[^{}]{0,20}\}"
    r"|\^\d{1,2}(?:,\d{1,2}){0,5}\^?|\^[*†‡]\^?|(?<![^\s,;])[^\s@,;]{1,64}@[^\s@,;]{1,64}"
)
_WIKI = re.compile(r"\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]|\n]{1,200}))?\]\]")
_ADDRESS = re.compile(r"\]\([^()\s]{0,100}\)|\bhttps?://\S{1,100}")
_SIGNS = str.maketrans(dict.fromkeys("*`¹²³⁴⁵⁶⁷⁸⁹⁰⁺†‡§¶∗✉️⭐#~[]_", None) | {"\xa0": " "})
_NUMBERED = re.compile(
    r"(?<=[^\W\d_]{2})(?:\s?\d{1,2}(?:\s\d{1,2}){0,3}|\s0\d{3})\Z|(?<=[^\W\d_]\.)\d{1,2}\Z"
)
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
_TITLES = {"phd", "md", "msc", "bsc", "dr", "prof"}
_NOBODY = {"n/a", "na", "none", "null", "unknown", "not available", "未知", "无", "없음"}
_OPENING, _CLOSING = "(（", ")）"
_NAME = re.compile(r"[^\W\d_][\w.'’-]{0,30}(?:\s[^\W\d_][\w.'’-]{0,30}){1,4}")
_CITED = re.compile(  # "Hinton, G., & Salakhutdinov, R. R."
    r"(?:[^\W\d_][\w'’-]{1,30}(?:\s[^\W\d_][\w'’-]{1,30})?,\s(?:[A-Z]\b\.?[\s-]?){1,4},?\s?(?:&|and\b|;)?\s?){1,40}"
    r"(?:et al\.?)?"
)
_COUNTED = re.compile(r"(?i)\s{0,3}[(（]\+?\d{1,4}\s(?:more\s)?(?:authors?|others?)[)）]")
_PAIRS = re.compile(r"[;；]|\sand\s")
_LISTED = re.compile(r",|;| and | & |·")
_AROUND = re.compile(r"(?i)\s*et\.? al\.?,?$|^and\s")
_YEAR = re.compile(r"[\s,.]{0,10}\(?\d{4}(?:[./-]\d{1,2})?\)?[\s.]{0,5}$")
_LONGEST_YEAR = 25
"""Characters that the year at the end of a line takes at most, with the signs around it."""
_UNMARKED = re.compile("[A-Za-z\u00c0-\u024f ,;.'’-]*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MOSTLY = 0.7
"""Of the parts of a line that look like names; then all are."""


def authors(value: str) -> tuple[tuple[str, ...], bool]:
    """Return the names that ``value`` lists, each once, and whether the list is cut.

    What stands beside the names is left out: numbers, stars, addresses and affiliations in
    parentheses. "One, Ada; Two, Ben" is read as family names and given names.
    """
    value = value.strip()
    items = literals.lines(value)
    if value.lower() in _NOBODY:
        return (), False
    if "[[" in value and (linked := _WIKI.findall(value)):
        return _names(_given_first(shown or page) for page, shown in linked)
    if items is not None:
        return _names(item.strip().strip("'\"") for item in items)
    if _UNMARKED.fullmatch(value):
        return _names(_parts(value[3:] if value[:3].lower() == "by " else value))
    text, hidden = _without_parentheses(value)
    text = _MARKS.sub("", _ADDRESS.sub("", text)).translate(_SIGNS).strip()
    if text[:3].lower() == "by ":
        text = text[3:]
    names, cut = _names(_NUMBERED.sub("", part.strip()) for part in _parts(text))
    return names, cut or hidden


def bibtex_authors(value: str) -> tuple[tuple[str, ...], bool]:
    """Return the names of a BibTeX field, "One, Ada and {A Team} and others", given names first."""
    text = " ".join(value.split())
    parts = [part.strip() for part in re.split(r"(?:(?<=\s)|^)and\s", text, flags=re.IGNORECASE)]
    return _names(_given_first(part.replace("{", "").replace("}", "")) for part in parts)


def _given_first(name: str) -> str:
    """Return "Ada One Jr." for "One, Jr., Ada", and a name without commas as it is."""
    family, *others = (part.strip() for part in name.split(","))
    return " ".join(part for part in [*others[-1:], family, *others[:-1]] if part)


def _names(parts: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    kept: dict[str, None] = {}
    cut = False
    for part in parts:
        name = part.strip().strip("'\"").strip()
        name = name[4:].strip() if name[:4].lower() == "and " else name
        if len(name) <= limits.AUTHOR_CHARACTERS:
            if _CUT.fullmatch(name):
                cut = True
                continue
            if found := _TAIL.search(name):
                name, cut = name[: found.start()].strip(" ,"), True
        if any(map(str.isalpha, name)):
            kept[_unstopped(name)] = None
    return tuple(kept), cut


def _unstopped(name: str) -> str:
    """Return a name without the full stop that ends a list; "Jr." and initials keep theirs."""
    if not name.endswith("."):
        return name
    last = name[:-1].rpartition(" ")[2]
    ended = len(last) > 2 and "." not in last and last.lower() not in _SUFFIXES
    return name[:-1] if ended else name


def _parts(text: str) -> list[str]:
    """Return the names of a text, with the given names first."""
    if any(sign in text for sign in (";", "；", "and")):
        pairs = [part.strip() for part in _PAIRS.split(text) if part.strip()]
        if len(pairs) > 1 and _family_first(pairs):
            return [_given_first(part) for part in pairs]
    parts: list[str] = []
    for part in _BETWEEN.split(text):
        plain = part.strip().replace(".", "").lower()
        if plain in _SUFFIXES and parts:
            parts[-1] = f"{parts[-1].strip()} {part.strip()}"
        elif plain not in _TITLES:
            parts.append(part)
    return parts


def _family_first(pairs: list[str]) -> bool:
    """Whether each is "One, Ada", and not "Ada One, University" or two people."""
    sides = [[side.strip() for side in pair.split(",")] for pair in pairs]
    if any(len(side) != 2 or not all(side) for side in sides):
        return False
    if any(_CJK.search(family + given) for family, given in sides):
        return False  # whose names are written in one piece
    initials = all(not given.isupper() or "." in given or len(given) < 3 for _, given in sides)
    return initials and any(" " not in family for family, _ in sides)


def _without_parentheses(text: str) -> tuple[str, bool]:
    """Return a text without what is in parentheses, and whether that says that there are more."""
    if not any(sign in text for sign in _OPENING):
        return text, False
    kept: list[str] = []
    inside: list[str] = []
    depth = 0
    for character in text:
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING and depth:
            depth -= 1
            inside.append(" ")
        else:
            (inside if depth else kept).append(character)
    if depth:
        return text, False
    return "".join(kept), _HIDDEN.search("".join(inside)) is not None


def is_names(text: str) -> bool:
    """Whether a line is nothing but names of people, in Latin letters and parted by commas."""
    text = undated(text[:4_000])
    if "(" in text or "（" in text:
        text = _COUNTED.sub("", text)
    if _CITED.fullmatch(text):
        return True
    stripped = (_unlisted(part.strip()) for part in _LISTED.split(text))
    parts = [part for part in stripped if part and part not in ("...", "…")]
    known = sum(_NAME.fullmatch(part) is not None and _is_capital(part) for part in parts)
    if len(parts) == 1:
        return known == 1 and 2 <= len(parts[0].split()) <= 4
    return len(parts) >= 2 and known >= _MOSTLY * len(parts)


def _unlisted(part: str) -> str:
    """Return a part of a list of names without the "and" before it and the "et al." behind it."""
    if "al" in part[-len("al.,") :].lower() or part[:3].lower() == "and":
        part = _AROUND.sub("", part)
    return part.strip(" .")


def _is_capital(name: str) -> bool:
    words = name.split()
    return words[0][0].isupper() and words[-1][0].isupper()


def undated(text: str) -> str:
    """Return a line without the year or month at its end."""
    found = _YEAR.search(text, max(0, len(text) - _LONGEST_YEAR))
    return text[: found.start()] + text[found.end() :] if found else text
