"""The browser: search as you type, a list of papers, and one of them to read."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
from collections.abc import Coroutine
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static
from textual.widgets.option_list import Option

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import PapersearchError
from papersearch.render.bibliography import bibtex
from papersearch.render.terminal import escape
from papersearch.runtime.one_thread import OneThread
from papersearch.tui.conditions import HINT, conditions
from papersearch.tui.keys import LINE, LIST, READING, Bottom, Keys
from papersearch.tui.listing import Ask, Listing, alike, judged, newest, searched
from papersearch.tui.opening import link, opened
from papersearch.tui.shown import Row, reading, row
from papersearch.tui.widgets import STYLES, Line, Papers, Reading
from papersearch.types.paper import Paper
from papersearch.types.query import MAX_CHARACTERS, MAX_K

PAUSE = 0.15
"""Seconds without a key before what is typed is searched for."""

PAPERS = 50
"""How many papers are listed at first, and how many more at a time."""


class Browser(App[None]):
    """The program; ``index`` answers in a thread of its own."""

    CSS = STYLES
    TITLE = "papersearch"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", priority=True),
    ]

    def __init__(self, index: OneThread[PaperIndex], text: str = "") -> None:
        super().__init__()
        self._index = index
        self._begin_with = text
        self._ask: Ask = newest
        self._listing = Listing((), "")

    def compose(self) -> ComposeResult:
        """Make the screen."""
        yield Line(
            self._begin_with,
            placeholder="search, in any language",
            max_length=MAX_CHARACTERS,
            id="query",
        )
        yield Line(placeholder=f"filter: {HINT}", id="filters")
        with Horizontal(id="above"):
            yield Static(id="said", markup=False)
            yield Static(id="count", markup=False)
        with Horizontal():
            yield Papers(id="papers", markup=False)
            with Reading(id="reading"):
                yield Static(id="paper", markup=False)
        yield Bottom(LINE)

    def on_mount(self) -> None:
        """Show what there is to begin with."""
        self.watch(self.screen, "focused", self._show_keys)
        self._search()

    def on_input_changed(self) -> None:
        """Search for what is typed now."""
        self._search()

    def on_option_list_option_highlighted(self) -> None:
        """Let the highlighted paper be read; the list may be another since this was sent."""
        self._show()

    def on_papers_widened(self) -> None:
        """Lay the list out for another width."""
        self._lay_out()

    def action_keys(self) -> None:
        """Show all keys."""
        self.push_screen(Keys())

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
        if self._listing.aside:
            self._search()
        else:
            self.action_search()

    def action_open(self) -> None:
        """Open the paper's address in the browser, if it is one of the web."""
        chosen = self._chosen()
        if chosen is not None:
            self.run_worker(self._open(chosen.paper), group="open", exit_on_error=True)

    def action_copy(self, what: str) -> None:
        """Give the paper's address, or the paper as BibTeX, to the terminal's clipboard."""
        chosen = self._chosen()
        if chosen is None:
            return
        text = bibtex([chosen.paper]) if what == "citation" else link(chosen.paper)
        if text:
            self.copy_to_clipboard(text)
        told = "the citation (BibTeX)" if what == "citation" else text
        self._say(f"copied {told}" if text else _linkless(chosen.paper), wrong=not text)

    def action_like(self, liked: bool) -> None:
        """Like or dislike the paper, or take that back."""
        chosen = self._chosen()
        if chosen is not None:
            self.run_worker(self._judge(chosen.paper, liked), group="taste", exit_on_error=True)

    def action_more(self) -> None:
        """List more papers of the same answer."""
        if self._listing.more:
            count = min(len(self._listing.rows) + PAPERS, MAX_K - 1)
            self._run(self._list(self._ask, count, stay=True))
        else:
            self._say("these are all papers of this list")

    def action_similar(self) -> None:
        """List the papers like this one."""
        chosen = self._chosen()
        if chosen is not None:
            self._run(self._list(alike(chosen.paper), PAPERS))
            self.action_list()

    def _chosen(self) -> Row | None:
        place = self.query_one(Papers).highlighted
        shown = self._listing.rows
        return None if place is None or place >= len(shown) else shown[place]

    def _search(self) -> None:
        self._run(self._find())

    def _run(self, work: Coroutine[None, None, None]) -> None:
        """Begin to make another list; what was begun before is not wanted any more."""
        self.run_worker(work, exclusive=True, exit_on_error=True)

    async def _find(self) -> None:
        """Search, unless more is typed at once: then this work is cancelled."""
        await asyncio.sleep(PAUSE)
        text = self.query_one("#query", Line).value
        try:
            filters = conditions(self.query_one("#filters", Line).value, datetime.date.today())
        except PapersearchError as error:
            self._say(str(error), wrong=True)
            return
        ask = searched(text, filters) if text.strip() or filters else newest
        await self._list(ask, PAPERS)

    async def _list(self, ask: Ask, count: int, *, stay: bool = False) -> None:
        """Show a list; with ``stay`` the same paper stays chosen."""
        try:
            listing = await self._index.run(lambda index: ask(index, count))
        except PapersearchError as error:
            self._say(str(error), wrong=True)
            return
        self._ask = ask
        self._fill(listing, (self.query_one(Papers).highlighted or 0) if stay else 0)

    async def _judge(self, paper: Paper, liked: bool) -> None:
        try:
            now, total = await self._index.run(lambda index: judged(index, paper.id, liked=liked))
        except PapersearchError as error:
            self._say(str(error), wrong=True)
            return
        word = "liked" if liked else "disliked"
        told = word if now is not None else f"no longer {word}"
        self._listing = dataclasses.replace(
            self._listing,
            rows=tuple(
                dataclasses.replace(own, liked=now) if own.paper.id == paper.id else own
                for own in self._listing.rows
            ),
        )
        self._lay_out()
        self._show(stay=True)
        self._say(f"{told} ({total:,} in all): {paper.title or paper.id}")

    async def _open(self, paper: Paper) -> None:
        url = link(paper)
        if not url:
            self._say(_linkless(paper), wrong=True)
        elif await asyncio.to_thread(opened, url):
            self._say(f"opened {url}")
        else:
            self._say(f"no browser opens here: y copies {url}", wrong=True)

    def _fill(self, listing: Listing, place: int = 0) -> None:
        self._listing = listing
        papers = self.query_one(Papers)
        papers.clear_options()
        papers.add_options(Option(row(own, papers.columns)) for own in listing.rows)
        papers.highlighted = place if listing.rows else None
        self._say(listing.said)
        self._show()

    def _lay_out(self) -> None:
        papers = self.query_one(Papers)
        for place, own in enumerate(self._listing.rows[: papers.option_count]):
            papers.replace_option_prompt_at_index(place, row(own, papers.columns))

    def _show(self, *, stay: bool = False) -> None:
        """Show the chosen paper and its place; with ``stay`` as far down as it was."""
        chosen, listing = self._chosen(), self._listing
        shown = reading(chosen, listing.query) if chosen else ""
        self.query_one("#paper", Static).update(shown)
        if not stay:
            self.query_one(Reading).scroll_home(animate=False)
        place = (self.query_one(Papers).highlighted or 0) + 1
        behind = f"the first {len(listing.rows):,}" if listing.more else f"{len(listing.rows):,}"
        self.query_one("#count", Static).update(f"{place:,} of {behind}" if chosen else "")

    def _show_keys(self, focused: Widget | None) -> None:
        place = {Papers: LIST, Reading: READING}.get(type(focused), LINE)  # type: ignore[arg-type]
        self.query_one(Bottom).show(place)

    def _say(self, line: str, *, wrong: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.set_class(wrong, "wrong")
        said.update(escape(line))


def _linkless(paper: Paper) -> str:
    return f"not a link to the web: {paper.url or 'this paper has none'}"
