"""What a reader keeps of a paper: tags, a note, and its place on the reading list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """What a reader keeps of one paper; it is false where that is nothing.

    ``tags`` are in the order of their names. ``note`` is a text of several lines. ``listed`` is
    when the paper was put on the reading list and ``read`` when it was ticked as read, each an ISO
    instant in UTC, "" for never. Only what is on the list is ticked.
    """

    tags: tuple[str, ...] = ()
    note: str = ""
    listed: str = ""
    read: str = ""

    def __bool__(self) -> bool:
        return bool(self.tags or self.note or self.listed or self.read)
