"""A paper of a page before it is read: where it stands, and what is its text."""

from __future__ import annotations

from dataclasses import dataclass, field

from papersearch.digest.pages import tables
from papersearch.digest.pages.outline import Part
from papersearch.digest.pages.said import Said


@dataclass(slots=True)
class Unit:
    """One paper of a page: where it stands, what it is called, what is its text.

    ``kind`` is heading, item, row, line or bare; ``content`` are the elements that are its text.
    ``row`` holds the cells of a table by what their column means.
    """

    kind: str
    anchor: Said
    title: str
    ids: tuple[str, ...]
    content: list[Said] = field(default_factory=list)
    part: Part | None = None
    row: tables.Row | None = None
    url: str = ""
    parts: list[Part] = field(default_factory=list)

    def titles(self) -> list[Said]:
        """Return the headings that belong to its text."""
        found = self.part.titles() if self.part is not None else []
        for part in self.parts:
            found += [part.title] if part.title is not None else []
            found += part.titles()
        return found


STRENGTH = {"heading": 4, "row": 3, "item": 3, "line": 2, "bare": 1}
