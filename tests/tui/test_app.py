"""The browser without a terminal: keys in, what it shows out."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import IndexCorrupt
from papersearch.runtime.one_thread import OneThread
from papersearch.tui import app as module
from papersearch.tui.app import Browser
from papersearch.tui.keys import CLOSING, LINE, LIST, PLACES, READING, Bottom, Keys
from papersearch.tui.listing import Listing
from papersearch.tui.widgets import Line, Papers, Reading
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
    assert len(options) == len(browser._listing.rows)
    return [own.paper.title for own in browser._listing.rows]


def counted(browser: Browser) -> str:
    return str(browser.query_one("#count", Static).render())


def telling_keys(browser: Browser) -> bool:
    return isinstance(browser.screen, Keys)


def screen(browser: Browser) -> list[str]:
    strips = browser.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


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
        monkeypatch.setattr(module, "PAUSE", 1.5)
        for text in ("t", "to", "token"):
            browser.query_one("#query", Line).value = text
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
        one = browser._listing.rows[:1]
        browser._fill(Listing(one, "one"))  # before the cursor's message arrives
        await pilot.pause()
        assert one[0].paper.title in read(browser)
        browser.query_one(OptionList).highlighted = 0
        browser._fill(Listing((), "none"))
        await pilot.pause()
        assert (read(browser), counted(browser)) == ("", "")

    browse(session)


@pytest.mark.slow
def test_counts_are_true_with_filters_paging_and_likes(
    browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAPERS", 2)

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        assert counted(browser) == "1 of the first 2"
        await pilot.press("enter", "down", "m")
        await settle(pilot)
        assert (len(listed(browser)), counted(browser)) == (3, "2 of 3")
        await pilot.press("l")
        await settle(pilot)
        assert counted(browser) == "2 of 3"
        await pilot.press("m")
        assert "these are all" in said(browser)
        await pilot.press("slash", *"model")
        await settle(pilot)
        assert said(browser).endswith("the first 2 papers")
        assert counted(browser) == "1 of the first 2"
        await pilot.press("enter", "m", "end")
        await settle(pilot)
        assert counted(browser) == "3 of 3"
        await pilot.press("f", *"votes:12")
        await settle(pilot)
        assert said(browser).endswith("2 papers")
        assert "first" not in said(browser)
        assert counted(browser) == "1 of 2"
        await pilot.press("enter", "s")
        await settle(pilot)
        assert (len(listed(browser)), counted(browser)) == (2, "1 of 2")

    browse(session)


def test_filters_alone_list_what_they_leave(browse: Any) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("tab", *"votes:12")
        await settle(pilot)
        assert len(listed(browser)) == 2
        assert counted(browser) == "1 of 2"

    browse(session)


@pytest.mark.slow
def test_like_and_dislike_and_take_it_back(browse: Any, papers: PaperIndex) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        first = browser._listing.rows[0].paper
        shown = browser.query_one(OptionList)
        await pilot.press("enter", "l")
        await settle(pilot)
        assert papers.likes.all() == {first.id: True}
        assert said(browser) == f"liked (1 in all): {first.title}"
        assert "liked" in str(shown.options[0].prompt)
        assert "\nliked\n" in read(browser)
        await pilot.press("enter", "d")  # from within the paper, too
        await settle(pilot)
        assert papers.likes.all() == {first.id: False}
        assert said(browser) == f"disliked (1 in all): {first.title}"
        await pilot.press("d")
        await settle(pilot)
        assert papers.likes.all() == {}
        assert said(browser) == f"no longer disliked (0 in all): {first.title}"
        assert "liked" not in str(shown.options[0].prompt) + read(browser)
        await pilot.press("l", "l", "l")  # faster than they are written
        await settle(pilot)
        assert papers.likes.all() == {first.id: True}
        await pilot.press("slash", *"state")
        await settle(pilot)
        assert [own.liked for own in browser._listing.rows].count(True) == 1

    browse(session)


def test_an_index_that_another_writes_to_is_told(browse: Any, papers: PaperIndex) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        with papers._writing(0):
            await pilot.press("enter", "l")
            await settle(pilot)
        assert browser.query_one("#said").has_class("wrong")
        assert "\n" not in said(browser)
        assert browser._listing.rows[0].liked is None
        await pilot.press("l")
        await settle(pilot)
        assert browser._listing.rows[0].liked

    browse(session)


def test_copying(browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "y")
        assert browser.clipboard == "https://arxiv.org/abs/2407.00003"
        assert said(browser) == "copied https://arxiv.org/abs/2407.00003"
        await pilot.press("enter", "c")
        assert browser.clipboard.startswith("@")
        assert "{Selective State Spaces}" in browser.clipboard
        assert said(browser) == "copied the citation (BibTeX)"

    browse(session)


def test_the_clipboard_is_the_terminal_s(browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        driver = browser._driver
        assert driver is not None
        written: list[str] = []
        monkeypatch.setattr(driver, "write", written.append)
        await pilot.press("enter", "y")
        told = base64.b64encode(b"https://arxiv.org/abs/2407.00003").decode()
        assert f"\x1b]52;c;{told}\a" in written

    browse(session)


@pytest.mark.parametrize("there", [True, False])
def test_opening_says_whether_it_opened(
    browse: Any, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    asked: list[str] = []

    def opened(url: str) -> bool:
        asked.append(url)
        return there

    monkeypatch.setattr(module, "opened", opened)

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        assert asked == []
        await pilot.press("o")
        await settle(pilot)
        assert asked == ["https://arxiv.org/abs/2407.00003"]
        told = "opened https://" if there else "no browser opens here: y copies https://"
        assert said(browser).startswith(told)
        assert browser.query_one("#said").has_class("wrong") != there

    browse(session)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "https://a.org/\u202egpj", "ftp://a.org"]
)
def test_other_links_are_neither_opened_nor_copied(
    browse: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(module, "opened", lambda _: pytest.fail("opened"))

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        first = browser._listing.rows[0]
        hostile = dataclasses.replace(first, paper=dataclasses.replace(first.paper, url=url))
        browser._fill(Listing((hostile,), ""))
        for key in ("enter", "o", "y"):
            await pilot.press(key)
        await settle(pilot)
        assert "not a link to the web" in said(browser)
        assert browser.clipboard == ""

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
        for key, keys in (("enter", LIST), ("enter", READING), ("slash", LINE)):
            await pilot.press(key)
            await pilot.pause()
            lines = screen(browser)
            assert len(lines) == size[1]
            assert any("Selective" in line for line in lines)
            below = "  ".join(lines[-2:])
            assert "Keys" in below
            for own in keys if size[0] >= 80 else ():
                assert f"{own.shown} {own.label}".strip() in below or not own.label

    browse(session, size=size)


def test_six_papers_at_least_stand_on_a_small_screen(
    browse: Any, digests: Path, papers: PaperIndex
) -> None:
    title = "A Title of Many Words That Takes Three Lines and More of a Narrow List"
    day = DAY_TWO.replace("Selective State Spaces", title)
    for place in range(10):
        text = day.replace("2407.00003", f"2407.1000{place}").replace("Vote: 12", "Vote: 99")
        (digests / f"{place}.md").write_text(text, encoding="utf-8")
    papers.index([digests])

    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        facts = [line for line in screen(browser) if re.search(r"^ 2024-07-05  99 votes ", line)]
        assert len(facts) >= 6

    browse(session)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
def test_all_keys_are_told_from_anywhere_and_closed_again(
    browse: Any, size: tuple[int, int]
) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        for ways, closing in (
            (["f1"], "escape"),
            (["enter", "question_mark"], "question_mark"),
            (["enter", "f1"], "q"),
        ):
            await pilot.press(*ways[:-1])
            await pilot.pause()
            below = str(browser.query_one(Bottom).render())
            await pilot.press(ways[-1])
            await pilot.pause()
            assert telling_keys(browser)
            told = str(browser.screen.query_one("#keys Static", Static).render())
            for own in (own for _, keys in PLACES for own in keys):
                assert own.told in told
            assert "esc ? q Close" in screen(browser)[-1]
            await pilot.press("down", "j", "k", closing)
            await pilot.pause()
            assert not telling_keys(browser)
            assert browser.is_running
            assert str(browser.query_one(Bottom).render()) == below  # where one was

    browse(session, size=size)


def test_every_binding_of_ours_is_told() -> None:
    for widget, keys in ((Papers, LIST), (Reading, READING), (Line, LINE), (Keys, CLOSING)):
        told = {key for own in keys for key in own.keys.split(",")}
        bound = {
            key
            for own in vars(widget)["BINDINGS"]
            for key in (own.key if isinstance(own, Binding) else own[0]).split(",")
        }
        assert bound <= told


def test_a_key_at_the_bottom_can_be_clicked(browse: Any) -> None:
    async def session(browser: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.click(Bottom, offset=(2, 0))
        await pilot.pause()
        assert telling_keys(browser)

    browse(session)


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
