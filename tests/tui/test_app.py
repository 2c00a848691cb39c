"""The browser without a terminal: keys in, what it shows out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import IndexCorrupt
from papersearch.runtime.one_thread import OneThread
from papersearch.tui import app as module
from papersearch.tui.app import Browser
from tests.cli.test_commands import invoke
from tests.conftest import DAY_TWO

Session = Callable[[Browser, "Pilot[None]"], Awaitable[None]]


async def settle(pilot: Pilot[None]) -> None:
    """Wait until all that keys began is done."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def said(browser: Browser) -> str:
    return str(browser.query_one("#said", Static).render())


def read(browser: Browser) -> str:
    return str(browser.query_one("#paper", Static).render())


def listed(browser: Browser) -> list[str]:
    options = browser.query_one(OptionList).options
    return [str(option.prompt).split("\n")[0] for option in options]


@pytest.fixture
def browse(
    papers: PaperIndex, make_index: Callable[..., PaperIndex], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """A function that runs a session on an index of the two days."""
    monkeypatch.setattr(module, "PAUSE", 0.01)

    def run(session: Session, text: str = "", size: tuple[int, int] = (80, 24)) -> None:
        async def main() -> None:
            browser = Browser(index, text)
            async with browser.run_test(size=size) as pilot:
                await settle(pilot)
                await session(browser, pilot)

        with OneThread(make_index) as index:
            asyncio.run(main())

    return run


def test_it_begins_with_the_newest_papers(browse: Any) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        assert listed(browser)[0] == "Selective State Spaces"
        assert len(listed(browser)) == 3
        assert "the newest papers" in said(browser)
        assert "A state space model with selection." in read(browser)

    browse(session)


def test_search_as_you_type_read_and_go_back(browse: Any, papers: PaperIndex) -> None:
    expected = [hit.paper.title for hit in papers.query("음성 합성", 50)]

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press(*"음성", "space", *"합성")
        await settle(pilot)
        assert listed(browser) == expected
        assert "3 papers" in said(browser)
        assert "음성 합성 모델을 소개합니다." in read(browser)
        await pilot.press("enter", "down")
        await pilot.pause()
        assert expected[1] in read(browser)
        await pilot.press("enter")
        assert browser.focused is not None
        assert browser.focused.id == "reading"
        await pilot.press("escape")
        assert browser.focused.id == "papers"
        await pilot.press("slash")
        assert browser.focused.id == "query"

    browse(session)


def test_a_search_given_on_the_command_line(browse: Any) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        assert listed(browser)[0] == "Selective State Spaces"
        assert "3 papers" in said(browser)

    browse(session, "state space model")


def test_typing_on_drops_what_was_typed_before(
    browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = PaperIndex.ask

    def counted(index: PaperIndex, query: Any, *rest: Any) -> Any:
        asked.append(query.text)
        return ask(index, query, *rest)

    monkeypatch.setattr(PaperIndex, "ask", counted)

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        monkeypatch.setattr(module, "PAUSE", 0.5)
        for text in ("t", "to", "token"):
            browser.query_one("#query", module.Line).value = text
            await pilot.pause()
        await settle(pilot)
        assert "3 papers" in said(browser)

    browse(session)
    assert asked == ["token"]


def test_filters(browse: Any) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press(*"model", "tab", *"votes:12")
        await settle(pilot)
        assert sorted(listed(browser)) == [
            "Selective State Spaces",
            "TokenSqueeze: Compressing Visual Tokens",
        ]
        await pilot.press(*"x")
        await settle(pilot)
        assert "votes:12x is no number of votes" in said(browser)
        assert browser.query_one("#said").has_class("wrong")
        await pilot.press("backspace", "space", *"author:nobody")
        await settle(pilot)
        assert "nothing found" in said(browser)
        assert listed(browser) == []
        assert read(browser) == ""
        await pilot.press("enter", "enter", "s", "o")  # with no paper there is nothing to do
        assert not browser.query_one("#said").has_class("wrong")

    browse(session)


def test_similar_papers_and_back(browse: Any) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press(*"state", "enter", "s")
        await settle(pilot)
        assert said(browser).startswith("like Selective State Spaces")
        assert "Selective State Spaces" not in listed(browser)
        assert len(listed(browser)) == 2
        await pilot.press("escape")
        await settle(pilot)
        assert listed(browser)[0] == "Selective State Spaces"
        await pilot.press("escape")
        assert browser.focused is not None
        assert browser.focused.id == "query"

    browse(session)


def test_a_list_that_shrinks_below_the_cursor(browse: Any) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        browser.query_one(OptionList).highlighted = 2
        browser._fill(browser._rows[:1], "one", query="")  # before the cursor's message arrives
        await pilot.pause()
        assert browser._rows[0].paper.title in read(browser)
        browser.query_one(OptionList).highlighted = 0
        browser._fill([], "none", query="")
        await pilot.pause()
        assert read(browser) == ""

    browse(session)


def test_only_links_to_the_web_are_opened(
    browse: Any, digests: Path, papers: PaperIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = DAY_TWO.replace("https://arxiv.org/abs/2407.00003", "javascript:alert(1)")
    (digests / "06.md").write_text(hostile.replace("Selective", "Hostile"), encoding="utf-8")
    papers.index([digests])
    opened: list[str] = []
    monkeypatch.setattr(Browser, "open_url", lambda _self, url, **_: opened.append(url))

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press(*"Speaking Machines".replace(" ", "_"), "enter", "o")
        await settle(pilot)
        await pilot.press("o")
        assert len(opened) >= 1
        assert set(opened) <= {f"https://arxiv.org/abs/2407.0000{n}" for n in (1, 2, 3)}
        count = len(opened)
        place = listed(browser).index("Hostile State Spaces")
        browser.query_one(OptionList).highlighted = place
        await pilot.press("o")
        assert len(opened) == count
        assert browser.query_one("#said").has_class("wrong")

    browse(session)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "", "https://a.org/\u202egpj", "ftp://a.org"]
)
def test_other_links_are_told(browse: Any, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    import dataclasses

    monkeypatch.setattr(Browser, "open_url", lambda *_args, **_: pytest.fail("opened"))

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        first = browser._rows[0]
        browser._rows[0] = dataclasses.replace(
            first, paper=dataclasses.replace(first.paper, url=url)
        )
        browser.action_open()
        assert "not a link to the web" in said(browser)

    browse(session)


def test_errors_of_the_index_are_said_on_the_screen(
    browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise IndexCorrupt("the row of paper \x1b 1 is damaged")

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        monkeypatch.setattr(PaperIndex, "ask", fail)
        monkeypatch.setattr(PaperIndex, "similar", fail)
        for keys in (["x"], ["enter", "s"]):
            await pilot.press(*keys)
            await settle(pilot)
            assert said(browser) == r"the row of paper \x1b 1 is damaged"
            assert browser.query_one("#said").has_class("wrong")

    browse(session)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
def test_keys_are_shown_and_everything_fits(browse: Any, size: tuple[int, int]) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        lines = [
            "".join(segment.text for segment in strip)
            for strip in browser.screen._compositor.render_strips()
        ]
        assert len(lines) == size[1]
        assert "Read" in lines[-1]
        assert size[0] < 80 or all(
            key in lines[-1] for key in ("Similar", "Open", "Filter", "Quit")
        )
        assert any("Selective" in line for line in lines)

    browse(session, size=size)


def test_quitting(browse: Any) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("q")  # into the line of the query
        await settle(pilot)
        assert browser.is_running
        await pilot.press("enter", "q")
        await pilot.pause()
        assert browser._exit

    browse(session)


def test_without_textual_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "textual.app", None)
    result = invoke("browse", "--index", str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "pip install 'papersearch[tui]'" in result.stderr


def test_without_a_terminal(tmp_path: Path) -> None:
    result = invoke("browse", "--index", str(tmp_path))
    assert result.exit_code == 2
    assert "browsing needs a terminal" in result.stderr
