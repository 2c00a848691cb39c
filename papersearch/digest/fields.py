"""The small fields of a digest: votes, authors, pictures and videos."""

from __future__ import annotations

import re

from papersearch.digest import literals
from papersearch.text.references import resolved

VOTES = re.compile(r"\**(?:up)?votes?\**\s*[:：]\**(.*)", re.IGNORECASE | re.DOTALL)
AUTHORS = re.compile(r"\**authors?\**\s*[:：]\**(.*)", re.IGNORECASE | re.DOTALL)

_COUNT = re.compile(r"\d{1,12}|\d{1,3}(?:[,.'’_\s]\d{3}){1,3}")
_THOUSANDS = re.compile(r"(\d{1,4})(?:[.,](\d))?\s?k", re.IGNORECASE)
_CUT = re.compile(r"\+.*|et al\.?|\.{3}|…|\d+ (?:more|others?)\b.*", re.IGNORECASE)
_ET_AL = (" et al.", " et al", " et. al.")
_IMAGE = re.compile(r"\[?!\[[^\]]*\]\(\s*(\S+?)\s*(?:\"[^\"]*\"\s*)?\)(?:\]\([^()]*\))?")
_IMAGE_LINK = re.compile(r"\[Picture\]\(\s*(\S+?)\s*\)")
_IMAGE_TAG = re.compile(r"<img\b[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_VIDEO_TAG = re.compile(r"<(?:video|source)\b[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_VIDEO_LINK = re.compile(r"\[(?:watch )?video\]\s?(\(\s*\S+\s*\)|\S+)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def votes(value: str) -> int | None:
    """Return the count that ``value`` spells, None for "" and "-".

    Raises:
        ValueError: it is neither a count nor a dash.
    """
    value = value.strip()
    if value in ("", "-", "–", "—"):
        return None
    if found := _THOUSANDS.fullmatch(value):
        return int(found.group(1)) * 1_000 + int(found.group(2) or 0) * 100
    if not _COUNT.fullmatch(value):
        raise ValueError(f"no count: {value[:40]!r}")
    return int("".join(character for character in value if character.isdigit()))


def authors(value: str) -> tuple[tuple[str, ...], bool]:
    """Return the names that ``value`` lists, each once, and whether the list is cut."""
    value = value.strip()
    names = literals.lines(value)
    if names is None:
        names = re.split(r"[,;，、]", value.strip("[]"))
    kept: dict[str, None] = {}
    cut = False
    for name in names:
        tidy = name.strip().strip("'\"").strip().removeprefix("and ").strip()
        if tidy.lower().endswith(_ET_AL):
            tidy, cut = tidy[: tidy.lower().rindex(" et")].strip(), True
        if _CUT.fullmatch(tidy):
            cut = True
        elif tidy not in ("", "-"):
            kept[tidy] = None
    return tuple(kept), cut


def image(line: str) -> str:
    """Return the address of the picture that is all of ``line``, shown or linked to, or ""."""
    if line[:1] in ("!", "["):
        found = _IMAGE.fullmatch(line) or _IMAGE_LINK.fullmatch(line)
        return resolved(found.group(1).strip("<>")) if found else ""
    return _address_in_tag(_IMAGE_TAG, line)


def video(line: str) -> str:
    """Return the address of the video that is all of ``line``, a link or a tag, or ""."""
    if line[:1] == "[":
        found = _VIDEO_LINK.fullmatch(line)
        address = found.group(1).removeprefix("(").removesuffix(")") if found else ""
        return resolved(address.strip("<> "))
    return _address_in_tag(_VIDEO_TAG, line)


def _address_in_tag(tag: re.Pattern[str], line: str) -> str:
    if line[:1] != "<":
        return ""
    found = tag.search(line)
    return found.group(1) if found and not _TAG.sub("", line).strip() else ""
