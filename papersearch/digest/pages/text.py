"""Elements as lines of text: what a paper's summary is made of.

Bullets keep their marker and labels their stars, as a summary is read; links that only say where
they lead, pictures and badges are no text.
"""

from __future__ import annotations

from lxml import etree

from papersearch.digest import names
from papersearch.digest.pages.evidence import is_generic
from papersearch.digest.pages.said import raw_text, text_of

_BLOCKS = frozenset(
    "p div section article header footer main aside blockquote center figure figcaption li dd dt "
    "summary h1 h2 h3 h4 h5 h6 tr table tbody thead ul ol dl details body hr pre".split()
)
_SILENT = frozenset("img svg script style button input source video audio iframe".split())
_APART = frozenset("p ul ol dl blockquote table pre details div".split())
_PARTED = _BLOCKS | {"a", "br"}
_LABEL_ENDS = (":", "：")
_BYLINES = frozenset(
    ("authors", "author", "list-authors", "author-list", "paper-authors", "byline")
)
_LONGEST_BYLINE = 2_000
_DEEPEST = 60


class Lines:
    """Takes elements and gives their lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._open: list[str] = []
        self._blank = True
        self._prefix = ""

    def add(self, element: etree._Element) -> None:
        """Take an element with all that is in it, but not what follows it."""
        self._block(element, "", 0)
        self._close()

    def lines(self) -> list[str]:
        """Return the lines so far."""
        return self._lines

    def _close(self) -> None:
        # Where a line of Markdown ends, one of ours does: many write a field a line.
        for line in "".join(self._open).split("\n") if not self._blank else ():
            if text := " ".join(line.split()):
                self._lines.append(self._prefix + text)
                self._prefix = " " * len(self._prefix)
        self._open = []
        self._blank = True

    def _say(self, text: str) -> None:
        self._open.append(text)
        self._blank = self._blank and not text.strip()

    def _block(self, element: etree._Element, indent: str, depth: int) -> None:
        tag = element.tag
        self._close()
        if tag == "pre":
            self._lines += ["```", *raw_text(element).rstrip("\n").split("\n"), "```"]
            return
        if tag == "hr":
            self._lines.append("---")
            return
        if tag == "summary":
            if names.meaning(text := text_of(element)):
                self._lines.append(f"## {text}")
            return
        if tag in ("li", "dd"):
            self._prefix = f"{indent}- "
            indent += "  "
        elif tag[:1] == "h" and tag[1:].isdigit():
            self._prefix = "#" * int(tag[1:]) + " "
        elif tag not in ("p", "div") or self._prefix.strip() != "-":
            self._prefix = indent
        if _is_byline(element):
            self._say(f"**Authors**: {text_of(element)}")
        else:
            self._inner(element, indent, depth)
        self._close()
        if tag in _APART and self._lines and self._lines[-1]:
            self._lines.append("")
        self._prefix = indent

    def _inner(self, element: etree._Element, indent: str, depth: int) -> None:
        if element.text:
            self._say(element.text)
        for child in element:
            tag = child.tag
            if tag == "br":
                self._close()
            elif tag in ("td", "th"):
                self._inline(child, depth + 1)
                self._say(" | " if child.getnext() is not None else "")
            elif tag in _BLOCKS and depth < _DEEPEST:
                self._block(child, indent, depth + 1)
            elif tag not in _SILENT:
                self._inline(child, depth + 1)
            if child.tail:
                self._say(child.tail)
            elif tag == "span":
                self._say(" ")  # what pages keep apart by their style

    def _inline(self, element: etree._Element, depth: int) -> None:
        tag = element.tag
        text = text_of(element)
        if tag == "a":
            url = "".join((element.get("href") or "").split())
            if "://" in text[:12]:
                self._say(text)
            elif text and is_generic(text) and "://" in url[:12]:
                self._say(f"[{text.strip('[]()')}]({url})")
            elif text and not is_generic(text):
                self._say(text)
            return
        if tag in ("em", "i") and text and _is_alone(element):
            self._say(f"*{text}*")
            return
        label = tag in ("strong", "b") and self._blank
        tail = (element.tail or "").lstrip()
        if label and text and (text.endswith(_LABEL_ENDS) or tail[:1] in _LABEL_ENDS):
            self._say(f"**{text}**")
        elif _is_parted(element):
            self._inner(element, "", depth + 1) if depth < _DEEPEST else self._say(text)
        elif tag == "code" and text:
            self._say(f"`{text}`" if "`" not in text else text)
        else:
            self._say(raw_text(element))


def _is_byline(element: etree._Element) -> bool:
    """Whether the class of an element says that it lists authors, and its words do not."""
    marked = element.get("class")
    if not marked or not _BYLINES.intersection(marked.lower().split()):
        return False
    text = text_of(element)
    return 0 < len(text) <= _LONGEST_BYLINE and ":" not in text


def _is_parted(element: etree._Element) -> bool:
    """Whether there are blocks, links or ends of lines in an element."""
    return element.tag in _PARTED or (
        len(element) > 0 and any(own.tag in _PARTED for own in element.iter())
    )


def _is_alone(element: etree._Element) -> bool:
    """Whether there are no words but those of an element in the one around it."""
    parent = element.getparent()
    if (parent.text or "").strip() or (element.tail or "").strip():
        return False
    return not any((own.tail or "").strip() or text_of(own) for own in parent if own is not element)


def lines_of(element: etree._Element) -> list[str]:
    """Return the lines of an element."""
    found = Lines()
    found.add(element)
    return found.lines()
