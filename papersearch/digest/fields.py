"""The small fields of a digest: votes, authors, categories, pictures and videos, in one place."""

from __future__ import annotations

import re

from papersearch.digest.categories import categories_in
from papersearch.digest.counts import votes, votes_in
from papersearch.digest.labels import Field, split_field, split_line_fields
from papersearch.digest.people import authors, bibtex_authors
from papersearch.text.references import resolved

__all__ = [
    "Field",
    "authors",
    "bibtex_authors",
    "categories_in",
    "image",
    "split_field",
    "split_line_fields",
    "video",
    "votes",
    "votes_in",
]


_IMAGE = re.compile(r"\[?!\[[^\]]*\]\(\s*(\S+?)\s*(?:\"[^\"]*\"\s*)?\)(?:\]\([^()]*\))?")
_IMAGE_LINK = re.compile(r"\[Picture\]\(\s*(\S+?)\s*\)")
_IMAGE_TAG = re.compile(r"<img\b[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_VIDEO_TAG = re.compile(r"<(?:video|source)\b[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_VIDEO_LINK = re.compile(r"\[(?:watch )?video\]\s?(\(\s*\S+\s*\)|\S+)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


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
