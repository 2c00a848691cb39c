"""The keys: one table, of which the bindings, the lines at the bottom and the help are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

_GAP = "  "
_KEY = "$text-accent bold"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or several that do the same: as the library calls them and as they are shown.

    ``label`` is what stands at the bottom, ``told`` what the help says; ``action`` is "" where the
    library does it by itself.
    """

    keys: str
    shown: str
    action: str
    label: str
    told: str


HELP = Key("question_mark,f1", "?", "app.keys", "Keys", "all keys; in a line it is F1")
_QUIT = Key("q", "q", "app.quit", "Quit", "quit; anywhere Ctrl-Q does")
_PAPER = (
    Key("s", "s", "app.similar", "Similar", "papers like this one"),
    Key("o", "o", "app.open", "Open", "open the paper's address in the browser"),
    Key("l", "l", "app.like(True)", "Like", "like the paper, or like it no longer"),
    Key("d", "d", "app.like(False)", "Dislike", "dislike the paper, or dislike it no longer"),
    Key("y", "y", "app.copy('link')", "Copy link", "copy the paper's address"),
    Key("c", "c", "app.copy('citation')", "Copy BibTeX", "copy the paper as BibTeX"),
    Key("slash", "/", "app.search", "Search", "to the line of the query"),
    Key("f", "f", "app.filter", "Filter", "to the line of filters"),
)
LIST = (
    HELP,
    Key("enter", "⏎", "app.read", "Read", "to the paper"),
    Key("up,down,k,j", "↑↓ j k", "", "Move", "up and down"),
    Key("pageup,pagedown,home,end", "PgUp PgDn Home End", "", "", "by pages, to the ends"),
    *_PAPER,
    Key("m", "m", "app.more", "More", "more papers of the same answer"),
    Key("escape", "esc", "app.leave", "Back", "one step back"),
    _QUIT,
)
READING = (
    HELP,
    Key("up,down,k,j", "↑↓ j k", "", "Scroll", "up and down"),
    Key(
        "pageup,pagedown,space,home,end",
        "PgUp PgDn space Home End",
        "",
        "",
        "by pages, to the ends",
    ),
    *_PAPER,
    Key("escape", "esc", "app.list", "Back", "to the list"),
    _QUIT,
)
LINE = (
    Key("f1", "F1", "app.keys", "Keys", "all keys"),
    Key("enter,down,escape", "⏎ ↓ esc", "app.list", "Results", "to the list of papers"),
    Key("tab", "tab", "app.focus_next", "Next", "to the next line or list; back with Shift-Tab"),
    Key("ctrl+q", "^q", "app.quit", "Quit", "quit"),
)
CLOSING = (
    Key("escape,question_mark,f1,q", "esc ? q", "screen.dismiss", "Close", "close this"),
    Key("up,down,k,j", "↑↓", "", "Scroll", "up and down"),
    Key("ctrl+q", "^q", "app.quit", "Quit", "quit"),
)
PLACES = (("In the list", LIST), ("In a paper", READING), ("In a line", LINE), ("Here", CLOSING))


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Return what a widget binds of its keys."""
    return [Binding(own.keys, own.action, own.label, show=False) for own in keys if own.action]


def bottom(keys: Iterable[Key], columns: int) -> Content:
    """Return the keys of a place in lines of ``columns``; none is split."""
    lines: list[list[Content]] = [[]]
    room = columns
    for own in keys:
        if not own.label:
            continue
        entry = Content.assemble((own.shown, _KEY), f" {own.label}")
        if own.action:
            entry = entry.stylize(Style.from_meta({"@click": own.action}))
        width = entry.cell_length + (len(_GAP) if lines[-1] else 0)
        if width > room and lines[-1]:
            lines.append([])
            room, width = columns, entry.cell_length
        lines[-1].append(entry)
        room -= width
    return Content("\n").join(Content(_GAP).join(line) for line in lines)


class Bottom(Static):
    """The keys of the place where one is."""

    def __init__(self, keys: Sequence[Key] = ()) -> None:
        super().__init__(markup=False)
        self.keys = tuple(keys)

    def show(self, keys: Sequence[Key]) -> None:
        """Show the keys of another place."""
        self.keys = tuple(keys)
        self._fill()

    def on_resize(self) -> None:
        """Lay the keys out anew."""
        self._fill()

    def _fill(self) -> None:
        self.update(bottom(self.keys, self.app.size.width - 2))


class Keys(ModalScreen[None]):
    """All keys of all places."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CLOSING)

    def compose(self) -> ComposeResult:
        """Make the screen."""
        with VerticalScroll(id="keys"):
            yield Static(_told(), markup=False)
        yield Bottom(CLOSING)

    def on_mount(self) -> None:
        """Let keys scroll."""
        self.query_one("#keys").focus()

    def action_dismiss(self, result: None = None) -> None:  # type: ignore[override]
        """Close this."""
        self.dismiss(result)

    def key_j(self) -> None:
        """Scroll down."""
        self.query_one("#keys").scroll_down(animate=False)

    def key_k(self) -> None:
        """Scroll up."""
        self.query_one("#keys").scroll_up(animate=False)


def _told() -> Content:
    """Return all keys; what two places share is told once."""
    lines: list[Content] = []
    known: set[Key] = set()
    for title, keys in PLACES:
        lines.append(Content.styled(title, "bold"))
        shared = [own for own in keys if own in known]
        for own in keys:
            if own not in known:
                lines.append(Content.assemble((f"  {own.shown:<24} ", _KEY), own.told))
        if shared:
            names = " ".join(own.shown for own in shared)
            lines.append(Content.assemble((f"  {names:<24} ", _KEY), "as in the list"))
        known |= set(keys)
    return Content("\n").join(lines)
