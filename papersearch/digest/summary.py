"""The summary of one paper: its lines become labelled sections, and no word gets lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from papersearch.digest import literals
from papersearch.text.references import resolved
from papersearch.types.paper import Section

_BULLET = re.compile(
    r"([ \t]*)([-+•](?=\s|\*\*|$)|\*(?=\s|$)|\d{1,3}[.)](?=\s|$))\s*(.*)", re.DOTALL
)
_FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)", re.DOTALL)
_FENCES = ("```", "~~~")

_HEAD = 200
_LONGEST_LABEL, _LONGEST_UNCLOSED = 80, 60
_LABEL = re.compile(r"\*{1,6}([^*]{1,120})\*{1,6}\s*([:：]?)(?:\*{1,6}(?=\s|$))?")
_UNCLOSED = re.compile(r"\*{2,6}([^*:：]{1,80})[:：](?=\s|$)")
_UNOPENED = re.compile(r"([^*:：]{1,60}?)(?:\*{2,6}\s*[:：]|[:：]\*{2,6})(?=\s|$)")
_SENTENCE_END = (".", "!", "?", "。", "！", "？")


@dataclass(slots=True)
class _Item:
    """One line of a section, which continuation lines lengthen; code stays as it is."""

    pieces: list[str]
    code: bool = False

    def lines(self) -> list[str]:
        text = " ".join(piece for piece in self.pieces if piece)
        if self.code:
            return [text]
        return [resolved(line) for line in literals.lines(text) or ([text] if text else [])]


@dataclass(slots=True)
class _Open:
    """A section being read; a ``listing`` has its text in the bullets after its label."""

    label: str
    items: list[_Item] = field(default_factory=list)
    listing: bool = False

    def close(self) -> Section:
        return Section(
            resolved(self.label), "\n".join(line for item in self.items for line in item.lines())
        )


class Summary:
    """Takes the lines of a summary one by one and gives its sections.

    The first bullet decides which kind, dashes or numbers, and which indentation is the top
    level: a top-level bullet with a label opens a section, consecutive ones without form a
    section of label "". All other bullets are nested and keep their marker. A label that
    stands alone on a line without a bullet opens a section of which bullets are the text.
    """

    def __init__(self) -> None:
        self._sections: list[_Open] = []
        self._kind: str | None = None
        self._indent = 0
        self._fence = ""
        self._joins = False

    @property
    def has_bullets(self) -> bool:
        """Whether the summary proper has begun; before, a line may still be a field."""
        return self._kind is not None or self.in_fence

    @property
    def in_fence(self) -> bool:
        """Whether the next line belongs to a block of code."""
        return bool(self._fence)

    def add(self, line: str) -> None:
        """Take the next line."""
        text = line.strip()
        if self._fence or (text[:3] in _FENCES and _FENCE.fullmatch(text)):
            self._add_code(line, text)
        elif not text:
            self._joins = False
        elif is_rule(text):
            self._append(text, joins=False)
        elif bullet := _BULLET.fullmatch(line):
            self._add_bullet(*bullet.groups())
        else:
            self._add_plain(line, text)

    def head(self, label: str) -> None:
        """Begin a section under a heading of its own."""
        self._sections.append(_Open(label, listing=True))
        self._kind, self._joins = "label", False

    def sections(self) -> tuple[Section, ...]:
        """Return the sections so far; a rule at the end only parted this paper from the next."""
        items = self._sections[-1].items if self._sections else []
        while items and not items[-1].code and is_rule(items[-1].pieces[0]):
            items.pop()
        closed = [section.close() for section in self._sections]
        return tuple(section for section in closed if section.label or section.text)

    def _add_code(self, line: str, text: str) -> None:
        if not self._fence:
            self._open_fence(text)
        elif text.startswith(self._fence) and not text.strip(self._fence[0]):
            self._fence = ""
        if text:
            self._append(line, joins=False, code=True)

    def _open_fence(self, text: str) -> None:
        found = _FENCE.fullmatch(text) if text[:3] in _FENCES else None
        self._fence = found.group(1) if found else ""

    def _add_bullet(self, space: str, marker: str, text: str) -> None:
        text = text.strip()
        kind = "number" if marker[0].isdigit() else "dash"
        indent = len(space.expandtabs(4))
        if self._kind is None:
            self._kind, self._indent = kind, indent
        self._indent = min(self._indent, indent)
        if indent > self._indent + 1 or self._kind not in (kind, "label"):
            self._append(f"{marker} {text}")
        elif self._kind == "label":
            self._append(f"{marker} {text}" if kind == "number" else text)
        elif not self._add_labelled(text):
            self._add_unlabelled(text)
        self._open_fence(text)

    def _add_unlabelled(self, text: str) -> None:
        if self._sections and self._sections[-1].label and not self._sections[-1].listing:
            self._sections.append(_Open(""))
        self._append(text)

    def _add_labelled(self, text: str) -> bool:
        found = split_label(text)
        if not found:
            return False
        label, value = found
        self._sections.append(_Open(label, listing=not value))
        self._append(value)
        return True

    def _add_plain(self, line: str, text: str) -> None:
        starred = line[0] == "*" and self._kind in (None, "label")
        if starred and self._add_labelled(text):
            if self._sections[-1].listing:
                self._kind = "label"
        elif text[0] in "#|>":
            self._append(text, joins=False)
        elif self._joins:
            self._sections[-1].items[-1].pieces.append(text)
        else:
            self._append(text)

    def _append(self, text: str, *, joins: bool = True, code: bool = False) -> None:
        if not self._sections:
            self._sections.append(_Open(""))
        self._sections[-1].items.append(_Item([text], code))
        self._joins = joins


def is_bullet(line: str) -> bool:
    """Whether ``line`` begins with the marker of a bullet."""
    return bool(_BULLET.match(line))


def is_rule(text: str) -> bool:
    """Whether ``text`` is a horizontal rule, such as "---" or "* * *"."""
    if text[:1] not in ("-", "*", "_") or len(text) > _HEAD:
        return False
    marks = text.replace(" ", "").replace("\t", "")
    return len(marks) >= 3 and not marks.strip(marks[0])


def split_label(text: str) -> tuple[str, str] | None:
    """Return the label with which ``text`` begins and what follows it; None without a label.

    A label is in stars and has a colon, inside the stars or behind them; stars may be one to
    six, may differ in number, and one side of them may be missing. A label that is all of
    ``text`` needs no colon, unless it reads like a sentence.
    """
    head = text[:_HEAD]
    if "*" not in head:
        return None
    found = _LABEL.match(head)
    if found and _is_label(found, text):
        return _split(found, text)
    found = _UNCLOSED.match(head)
    if (
        found
        and len(found.group(1).strip()) <= _LONGEST_UNCLOSED
        and "**" not in text[found.end() :]
    ):
        return _split(found, text)
    found = _UNOPENED.match(head)
    return _split(found, text) if found else None


def _is_label(found: re.Match[str], text: str) -> bool:
    label, colon = found.group(1).strip(), found.group(2)
    if len(label) > _LONGEST_LABEL:
        return False
    if colon or label.endswith((":", "：")):
        return True
    return found.end() == len(text) and not label.endswith(_SENTENCE_END)


def _split(found: re.Match[str], text: str) -> tuple[str, str] | None:
    label = found.group(1).strip().rstrip(":：").strip()
    if not any(character.isalnum() for character in label):
        return None
    return label, text[found.end() :].strip()
