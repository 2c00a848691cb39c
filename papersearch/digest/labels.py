"""The label and the value of a line such as ``**Authors**: Ada One``."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from papersearch.digest import days, names
from papersearch.digest.counts import votes_in


class Field(NamedTuple):
    """The name of a field, its value, and whether the name was bold, italic or code."""

    name: str
    value: str
    emphasised: bool


_MARKER = re.compile(r"\s{0,20}(?:>\s?){0,3}(?:[-*+•▪◦‣●]\s{1,8}|\d{1,3}[.)]\s{1,8})?")
_EMPHASES = (
    ("***", "***"),
    ("**", "**"),
    ("__", "__"),
    ("*", "*"),
    ("_", "_"),
    ("`", "`"),
    ("<b>", "</b>"),
    ("<strong>", "</strong>"),
    ("<em>", "</em>"),
    ("<i>", "</i>"),
)
_COLONS = ":："
_DASHES = ("—", "–", "|", "→", "-")
_JOINT = re.compile(
    r"\s(?:[|｜]\s?|[·•∙/–—]\s|\s{1,7}|(?=\*\*[^*\n]{1,40}\*\*))|[|｜]\s?|<br\s?/?>"
)
_HAS_WORD = re.compile(r"[^\W_]")
_TALK = re.compile(r"(?:💬|🗨)\ufe0f?\s?(\d{1,9})")
_SIGNS: Mapping[str, tuple[str, Callable[[str], object]]] = MappingProxyType(
    {
        "📅": ("date", days.heading_day),
        "🗓": ("date", days.heading_day),
        "📆": ("date", days.heading_day),
        "🏷": ("categories", lambda tags: len(tags) <= 80),
        "👤": ("authors", str.strip),
        "👥": ("authors", str.strip),
        "✍": ("authors", str.strip),
    }
)
"""What a sign at the beginning of a line names, and what the rest must give for that."""
_WORDS, _SHORT, _LONGEST, _PIECES = 4, 40, 80, 60


def split_field(text: str) -> Field | None:
    """Return the field with which a line begins; None if it begins with none.

    A label that is not emphasised must be short, or one that :mod:`names` knows.
    """
    marker = _MARKER.match(text)
    line = text[marker.end() if marker else 0 :].strip()
    icon = _icon(line)
    found = _emphasised(line[icon:]) or _plain(line[icon:], line[:icon])
    return found or (_signed(line[:1], line[icon:]) if icon else None)


def split_line_fields(text: str) -> list[Field]:
    """Return the fields of a line that holds one or several; [] if it begins with none.

    "A: x | B: y" is split only where what follows is a field itself, so that a "|" of a value
    stays in it. A count of votes with its sign is a field, too, named by "votes".
    """
    pieces, joints = _pieces(text)
    fields: list[Field] = []
    for joint, piece in zip(joints, pieces, strict=True):
        found = _piece(piece, first=not fields)
        if found:
            fields.append(found)
        elif not fields:
            return []
        else:
            last = fields[-1]
            value = f"{last.value}{joint}{piece}".strip()
            fields[-1] = last._replace(value=value)
    return fields


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """Return what stands between the joints of a line, and the joint before each."""
    pieces: list[str] = []
    joints: list[str] = []
    start = seen = 0
    before, worded = "", False
    for found in _JOINT.finditer(text):
        worded = worded or _HAS_WORD.search(text, seen, found.start()) is not None
        seen = found.end()
        if not worded:
            continue
        pieces.append(text[start : found.start()])
        joints.append(before)
        start, before, worded = found.end(), found.group(), False
        if len(pieces) == _PIECES:
            break
    return [*pieces, text[start:]], [*joints, before]


def _piece(text: str, *, first: bool) -> Field | None:
    found = split_field(text)
    if found and (first or found.emphasised or names.meaning(found.name)):
        return found
    counted = votes_in(text)
    if counted and not counted[1]:
        return Field("votes", "" if counted[0] is None else str(counted[0]), False)
    talk = _TALK.fullmatch(text.strip())
    return Field("num comments", talk.group(1), False) if talk else None


def _signed(sign: str, value: str) -> Field | None:
    name, accepted = _SIGNS.get(sign, ("", str.strip))
    return Field(name, value.strip(), False) if name and accepted(value) else None


def _icon(line: str) -> int:
    """Return where the words of a line begin, behind an emoji and blanks."""
    if line[:1].isascii():
        return 0
    at = 0
    while at < min(len(line), 8) and not line[at].isascii() and not line[at].isalnum():
        if line[at] in "（「『【《“":
            break
        at += 1
    return at + (len(line[at:]) - len(line[at:].lstrip())) if at else 0


def _emphasised(line: str) -> Field | None:
    for opening, closing in _EMPHASES:
        if not line.startswith(opening):
            continue
        end = line.find(closing, len(opening), len(opening) + _LONGEST)
        label = line[len(opening) : end].strip() if end > 0 else ""
        if not label or label[0] in "*_`":
            return None
        after = line[end + len(closing) :].lstrip()
        name = _tidy(label)
        if not name:
            return None
        if label[-1] in _COLONS:
            return Field(name, after.lstrip(_COLONS).strip(), True)
        if after[:1] and after[0] in _COLONS:
            return Field(name, after.lstrip(_COLONS).strip(), True)
        return _without_colon(name, after, emphasised=True)
    return None


def _without_colon(name: str, after: str, *, emphasised: bool) -> Field | None:
    """Return a field whose known name is parted from its value by a dash or by being bold."""
    if not names.meaning(name):
        return None
    for dash in _DASHES:
        if after.startswith(f"{dash} "):
            return Field(name, after[len(dash) :].strip(), emphasised)
    if emphasised and after and not after[0].islower() and after[0] not in ",.;)]":
        return Field(name, after.strip(), True)
    return None


def _plain(line: str, icon: str) -> Field | None:
    places = [at for at in (line.find(colon, 0, _LONGEST) for colon in _COLONS) if at >= 0]
    if not places:
        return _dashed(line)
    at = min(places)
    name, value = _tidy(line[:at]), line[at + 1 :].removeprefix(":")
    if at == 0:
        name = icon.strip()
    spaced = line[at] == "：" or not value or value[0].isspace()
    if not name or "//" in name or "](" in name:
        return None
    if names.meaning(name) and (spaced or not value.startswith("//")):
        return Field(name, value.strip(), False)
    short = len(name) <= _SHORT and len(name.split()) <= _WORDS and line[0].isalpha()
    return Field(name, value.strip(), False) if short and spaced else None


def _dashed(line: str) -> Field | None:
    for dash in (" — ", " – "):
        name, found, value = line[:_LONGEST].partition(dash)
        if found and names.meaning(name):
            return Field(_tidy(name), (value + line[_LONGEST:]).strip(), False)
    return None


@functools.lru_cache(maxsize=1 << 10)
def _tidy(label: str) -> str:
    """Return a label without the emoji, stars and colon around it."""
    tidy = label.strip().strip("*_`").strip().rstrip(_COLONS).strip().strip("*_`").strip()
    return tidy[_icon(tidy) :].strip() or tidy
