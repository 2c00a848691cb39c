"""Headings of a Markdown digest: the link that names a paper, the day that heads a list."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from papersearch.digest import days
from papersearch.text.references import linked_as_text, resolved
from papersearch.types import limits

_NUMBER = re.compile(r"(?:\d{1,4}[.)]\s*)?(?:\*+\s*)?(?=\[)")
_BRACKETS = re.compile(r"(?<!\\)[\[\]]")
_PARENTHESES = re.compile(r"(?<!\\)[()]")
_WORDS = re.compile(r"\b(?:daily|papers?|digests?)\b|논문", re.IGNORECASE)
_UNDATED = re.compile(r"\W*(?:hugging\s?face\s)?daily papers?\W*", re.IGNORECASE)
_MAX_OTHER_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Link:
    """A heading ``[title](url) rest``; ``closed`` is False where the link breaks off."""

    title: str
    url: str
    rest: str = ""
    closed: bool = True


def split(line: str) -> tuple[int, str]:
    """Return the level of the heading that ``line`` is, 0 for none, and its text."""
    stripped = line.strip()
    text = stripped.lstrip("#")
    level = len(stripped) - len(text)
    if (
        level > 6
        or len(stripped) > limits.HEADING_CHARACTERS
        or (level < 3 and text[:1] not in ("", " ", "\t"))
    ):
        return 0, stripped
    return level, text.strip()


def link(text: str) -> Link | None:
    """Return the link that the heading ``text`` is; None where it is anything else.

    Brackets inside the title and parentheses inside the address belong to them when they
    are balanced, and also when they are not, as long as no other reading is possible. A link that
    is written as text, since nobody should follow it, is one as well.
    """
    if as_text := linked_as_text(text):
        return Link(*as_text)
    found = _link(text)
    if found is None:
        return _link(resolved(text)) if "&#" in text else None
    return dataclasses.replace(found, title=resolved(found.title), url=resolved(found.url))


def _link(text: str) -> Link | None:
    number = _NUMBER.match(text)
    if not number:
        return None
    text = text[number.end() :]
    close = _title_end(text)
    if close < 0:
        return Link(text[1:].strip(), "", closed=False) if _matching(text, _BRACKETS) < 0 else None
    target = text[close + 1 :].lstrip()
    end = _matching(target, _PARENTHESES)
    if end < 0:
        end = target.rfind(")")
    address = target[1:end] if end > 0 else target[1:]
    if address.startswith("#"):
        return None
    rest = target[end + 1 :].strip("*# \t") if end > 0 else ""
    return Link(_title(text[1:close]), _address(address), rest, closed=end > 0)


def _title_end(text: str) -> int:
    """Return where the bracket closes after which the address begins, or -1."""
    close = _matching(text, _BRACKETS)
    if close > 0 and text[close + 1 :].lstrip(" ")[:1] == "(":
        return close
    last = text.rfind("](")
    if last < 0:
        return -1
    balance = sum(1 if b.group() == "[" else -1 for b in _BRACKETS.finditer(text, 0, last + 1))
    return last if balance else -1


def _matching(text: str, brackets: re.Pattern[str]) -> int:
    """Return where the bracket with which ``text`` begins is closed, or -1."""
    depth = 0
    for found in brackets.finditer(text):
        depth += 1 if found.group() in "[(" else -1
        if depth == 0:
            return found.start()
    return -1


def _title(text: str) -> str:
    title = text.replace("\\[", "[").replace("\\]", "]").strip()
    if len(title) > 4 and title.startswith("**") and title.endswith("**"):
        return title[2:-2].strip()
    return title


def _address(text: str) -> str:
    """Return the address without angle brackets and without a tooltip behind it."""
    return re.split(r"\s[\"']", text.strip(), maxsplit=1)[0].strip().strip("<>")


def day(text: str, *, strict: bool) -> str | None:
    """Return the ISO day of the heading ``text`` that heads a list of papers; None for others.

    The day is "" where the heading names none, or one that no calendar knows. ``strict``
    says that a summary is being read, whose headings may mention a day, too.
    """
    found = days.day_in(text)
    if not found:
        return "" if _UNDATED.fullmatch(text) else None
    iso, others = found
    letters = sum(character.isalpha() for character in others)
    if strict and letters > _MAX_OTHER_LETTERS and not _WORDS.search(others):
        return None
    return iso


def names_papers(text: str) -> bool:
    """Whether a heading says that papers are listed below it."""
    return bool(_WORDS.search(text))
