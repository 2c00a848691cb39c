"""The parts of the screen, each with its keys."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input, OptionList

from papersearch.tui.keys import LINE, LIST, READING, bindings

STYLES = """
Line { border: none; height: 1; padding: 0 1; }
Line:focus { background: $surface-lighten-1; }
#above { height: 1; padding: 0 1; background: $boost; }
#said { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
#said.wrong { color: $text-error; }
#count { width: auto; margin-left: 2; color: $text-muted; }
#papers { width: 2fr; min-width: 30; height: 1fr; border: none; padding: 0; }
#papers { scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
#papers > .option-list--option { padding: 0 1; }
#reading { width: 3fr; height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
#reading { border-left: solid $surface-lighten-2; }
#reading:focus { border-left: solid $primary; }
Bottom { dock: bottom; height: auto; max-height: 2; padding: 0 1; background: $panel; }
Keys { background: $surface; }
#keys { padding: 1 2; }
"""


class Papers(OptionList):
    """The list of papers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(LIST),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    class Widened(Message):
        """The list has another width."""

    @property
    def columns(self) -> int:
        """How many columns a line of it has."""
        return max(self.scrollable_content_region.width - 2, 10)

    def on_resize(self) -> None:
        """Tell that lines may be longer or shorter."""
        self.post_message(self.Widened())


class Reading(VerticalScroll):
    """The paper that is read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(READING),
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("space", "page_down", show=False),
    ]


class Line(Input):
    """A line to type into."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(LINE)
