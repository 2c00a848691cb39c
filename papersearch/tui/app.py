"""The browser: search as you type, a list of papers, and one of them to read."""

from __future__ import annotations

import asyncio
import datetime
import heapq
from collections.abc import Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import PapersearchError
from papersearch.render.terminal import escape
from papersearch.runtime.one_thread import OneThread
from papersearch.tui.conditions import HINT, conditions
from papersearch.tui.shown import Row, reading, row, rows, verdict
from papersearch.types.hits import Answer
from papersearch.types.paper import Paper
from papersearch.types.query import MAX_CHARACTERS, Filters, Query

PAUSE = 0.15
"""Seconds without a key before what is typed is searched for."""

PAPERS = 50


class Papers(OptionList):
    """The list of papers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "app.read", "Read"),
        Binding("s", "app.similar", "Similar"),
        Binding("o", "app.open", "Open link"),
        Binding("slash", "app.search", "Search", key_display="/"),
        Binding("f", "app.filter", "Filter"),
        Binding("escape", "app.leave", "Back"),
        Binding("q", "app.quit", show=False),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]


class Reading(VerticalScroll):
    """The paper that is read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "app.similar", "Similar"),
        Binding("o", "app.open", "Open link"),
        Binding("slash", "app.search", "Search", key_display="/"),
        Binding("f", "app.filter", "Filter"),
        Binding("escape", "app.list", "Back"),
        Binding("q", "app.quit", show=False),
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("space", "page_down", show=False),
    ]


class Line(Input):
    """A line to type into."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "app.list", "Results", key_display="⏎"),
        Binding("escape", "app.list", show=False),
        Binding("tab", "app.focus_next", "Next"),
    ]


class Browser(App[None]):
    """The program; ``index`` answers in a thread of its own."""

    CSS = """
    Line { border: none; height: 1; padding: 0 1; }
    Line:focus { background: $surface-lighten-1; }
    #said { height: 1; padding: 0 1; background: $boost; }
    #said { text-wrap: nowrap; text-overflow: ellipsis; }
    #said.wrong { color: $text-error; }
    #papers { width: 2fr; min-width: 30; height: 1fr; border: none; padding: 0; }
    #papers { scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    #papers > .option-list--option { padding: 0 1; }
    #reading { width: 3fr; height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    #reading { border-left: solid $surface-lighten-2; }
    #reading:focus { border-left: solid $primary; }
    """
    TITLE = "papersearch"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", priority=True),
    ]

    def __init__(self, index: OneThread[PaperIndex], text: str = "") -> None:
        super().__init__()
        self._index = index
        self._begin_with = text
        self._rows: list[Row] = []
        self._query = ""
        self._aside = False

    def compose(self) -> ComposeResult:
        """Make the screen."""
        yield Line(
            self._begin_with,
            placeholder="search, in any language",
            max_length=MAX_CHARACTERS,
            id="query",
        )
        yield Line(placeholder=f"filter: {HINT}", id="filters")
        yield Static(id="said", markup=False)
        with Horizontal():
            yield Papers(id="papers", markup=False)
            with Reading(id="reading"):
                yield Static(id="paper", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Show what there is to begin with."""
        self._search()

    def on_input_changed(self) -> None:
        """Search for what is typed now."""
        self._search()

    def on_option_list_option_highlighted(self) -> None:
        """Let the highlighted paper be read; the list may be another since this was sent."""
        self._show(self._chosen())

    def action_list(self) -> None:
        """Go to the list of papers."""
        self.query_one(Papers).focus()

    def action_read(self) -> None:
        """Go to the paper."""
        if self._chosen() is not None:
            self.query_one(Reading).focus()

    def action_search(self) -> None:
        """Go to the line of the query."""
        self.query_one("#query").focus()

    def action_filter(self) -> None:
        """Go to the line of filters."""
        self.query_one("#filters").focus()

    def action_leave(self) -> None:
        """Go from similar papers back to the answer, from there to the line of the query."""
        if self._aside:
            self._search()
        else:
            self.action_search()

    def action_open(self) -> None:
        """Open the paper's link, if it is one of the web."""
        chosen = self._chosen()
        if chosen is None:
            return
        url = chosen.paper.url
        if url.lower().startswith(("https://", "http://")) and escape(url) == url:
            self.open_url(url)
            self._say(f"opened {url}")
        else:
            self._say(f"not a link to the web: {url or 'this paper has none'}", wrong=True)

    def action_similar(self) -> None:
        """List the papers like this one."""
        chosen = self._chosen()
        if chosen is not None:
            self.run_worker(self._find_similar(chosen), exclusive=True, exit_on_error=True)

    def _chosen(self) -> Row | None:
        place = self.query_one(Papers).highlighted
        return None if place is None else self._rows[place]

    def _search(self) -> None:
        self.run_worker(self._find(), exclusive=True, exit_on_error=True)

    async def _find(self) -> None:
        """Search, unless more is typed at once: then this work is cancelled."""
        await asyncio.sleep(PAUSE)
        text = self.query_one("#query", Line).value
        try:
            filters = conditions(self.query_one("#filters", Line).value, datetime.date.today())
            if text.strip():
                query = Query(text, PAPERS, filters=filters)
                answer = await self._index.run(lambda index: index.ask(query))
                shown = rows(answer)
                said = verdict(shown, answer)
            else:
                shown = [Row(paper) for paper in await self._index.run(_newest)]
                said = _begin(shown, filters)
        except PapersearchError as error:
            self._say(str(error), wrong=True)
            return
        self._fill(shown, said, query=text)

    async def _find_similar(self, chosen: Row) -> None:
        paper = chosen.paper
        try:
            answer: Answer = await self._index.run(lambda index: index.similar(paper.id, PAPERS))
        except PapersearchError as error:
            self._say(str(error), wrong=True)
            return
        self._fill(rows(answer), f"like {paper.title or paper.id}", query=paper.title, aside=True)
        self.action_list()

    def _fill(self, shown: Sequence[Row], said: str, *, query: str, aside: bool = False) -> None:
        self._rows, self._query, self._aside = list(shown), query, aside
        papers = self.query_one(Papers)
        papers.clear_options()
        papers.add_options(Option(row(own)) for own in shown)
        papers.highlighted = 0 if shown else None
        self._say(said)
        self._show(shown[0] if shown else None)

    def _show(self, shown: Row | None) -> None:
        self.query_one("#paper", Static).update(reading(shown, self._query) if shown else "")
        self.query_one(Reading).scroll_home(animate=False)

    def _say(self, line: str, *, wrong: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.set_class(wrong, "wrong")
        said.update(escape(line))


def _newest(index: PaperIndex) -> list[Paper]:
    return heapq.nlargest(PAPERS, index.papers(), key=lambda p: (p.days[-1:], p.votes or 0, p.id))


def _begin(shown: Sequence[Row], filters: Filters) -> str:
    if not shown:
        return "the index is empty: `papersearch index PATH...` fills it"
    if filters:
        return "type what to search for: filters apply to answers"
    return "the newest papers; type to search"
