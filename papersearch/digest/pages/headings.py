"""Links in headings that CommonMark does not see: stray brackets, a space, an end cut off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from papersearch.digest.pages.tree import Tree
from papersearch.digest.telling import Problems
from papersearch.text.references import linked_as_text, resolved
from papersearch.types import limits

_NUMBER = re.compile(r"(?:\d{1,4}[.)]\s*)?(?:\*+\s*)?(?=\[)")
_BRACKETS = re.compile(r"(?<!\\)[\[\]]")
_PARENTHESES = re.compile(r"(?<!\\)[()]")
BROKEN = "data-broken"
"""Marks the heading at the end of a file whose link is cut off: a paper all the same."""
_TITLE, _URL = "data-title", "data-url"
"""Hold the link of a heading that is that of a paper whatever it says, as this project writes."""
_EXPORTED = re.compile(r"## Daily Papers \(\d{4}-\d\d-\d\d\)")
_EXPORTED_LEVEL = 3
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:")
_WANTED = "'### [title](link)'"


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
    return Link(resolved(found.title), resolved(found.url), found.rest, found.closed)


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


def mend(tree: Tree, problems: Problems) -> None:
    """Give the headings of a tree the links that are meant in them, and say what is wrong."""
    backwards = range(len(tree.lines) - 1, -1, -1)
    last = next((at for at in backwards if tree.lines[at].strip()), -1)
    exported = any(line[:1] == "#" and _EXPORTED.fullmatch(line) for line in tree.lines)
    for element in list(tree.root.iter("h3", "h4", "h5", "h6", "h2", "h1")):
        span = tree.span(element)
        if span is None:
            continue
        level, text = split(tree.lines[span[0]])
        found = link(text)
        if found is None:
            continue
        whole = found.closed and found.title and _SCHEME.match(found.url) and not found.rest
        if linked_as_text(text) or (exported and whole and level == _EXPORTED_LEVEL):
            element.set(_TITLE, _printable(found.title))
            element.set(_URL, _printable(found.url))
            continue
        line = tree.places[span[0]] + 1
        if not found.closed:
            _tell_broken(found, text, line, problems, last=span[0] == last)
        elif not found.title and not found.url:
            problems.add(line, f"a heading without title and link: write {_WANTED}")
        elif not found.title or not found.url:
            missing = "link" if found.title else "title"
            problems.add(line, f"no {missing} in this heading: write {_WANTED}")
        if next(element.iter("a"), None) is None:
            _rewrite(element, found)
            if not found.closed and span[0] == last:
                element.set(BROKEN, "1")


def written(element: etree._Element) -> tuple[str, str] | None:
    """Return title and address of a heading that is a paper as it is written; None for others."""
    title = element.get(_TITLE)
    return (title, element.get(_URL, "")) if title else None


def _tell_broken(found: Link, text: str, line: int, problems: Problems, *, last: bool) -> None:
    if found.url or last:
        where = ", the file seems to be cut off here" if last else ""
        problems.add(line, f"the link breaks off in {text[:60]!r}{where}: write {_WANTED}")


def _rewrite(element: etree._Element, found: Link) -> None:
    position = element.get("data-sourcepos", "")
    tail = element.tail
    element.clear()
    element.set("data-sourcepos", position)
    element.tail = tail
    if found.url:
        inner = etree.SubElement(element, "a", href=_printable(found.url))
        inner.text, inner.tail = _printable(found.title), _printable(f" {found.rest}")
    else:
        element.text = _printable(f"{found.title} {found.rest}".strip())


def _printable(text: str) -> str:
    """Return ``text`` without the controls that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)
