"""Searching as one types, and the way back, in a real browser."""

from __future__ import annotations

import re
import urllib.parse
from pathlib import Path

import pytest

from tests.conftest import DAY_ONE, DAY_TWO
from tests.web.conftest import Served, fake
from tests.web.tabs import Tab, needs_chromium, stop_the_clock, titles

pytest.importorskip("playwright", reason="needs playwright")

from playwright.sync_api import Browser, Page, Request, expect

pytestmark = needs_chromium


def test_search_as_you_type(tab: Tab) -> None:
    page = tab.open()
    expect(page.locator(".about h2")).to_have_text("Saturday, 6 July 2024")
    page.locator("#q").press_sequentially("시각 토큰", delay=20)
    expect(page.locator(".card mark").first).to_have_text("시각")
    assert titles(page)[0].startswith("TokenSqueeze")
    expect(page).to_have_url(f"{tab.address}/?q=%EC%8B%9C%EA%B0%81+%ED%86%A0%ED%81%B0")
    expect(page).to_have_title("시각 토큰 · papersearch")
    page.reload()
    assert titles(page)[0].startswith("TokenSqueeze")


def test_typing_sends_one_request_not_one_a_key(tab: Tab) -> None:
    page = tab.open()
    stop_the_clock(page)
    asked: list[str] = []

    def note(request: Request) -> None:
        if not re.search("/static/|/api/suggest", request.url):
            asked.append(urllib.parse.unquote_plus(request.url))

    page.on("request", note)
    page.locator("#q").press_sequentially("selective state")
    assert asked == []
    page.clock.run_for(1000)
    expect(page.locator(".card h3").first).to_contain_text("Selective")
    assert asked == [f"{tab.address}/?q=selective state"]


def test_what_has_no_letter_yet_is_not_searched_for(tab: Tab) -> None:
    page = tab.open(q="token")
    stop_the_clock(page)
    page.locator("#q").fill("?!")
    page.clock.run_for(1000)
    expect(page).to_have_url(f"{tab.address}/?q=token")
    page.locator("#q").fill("")
    page.clock.run_for(1000)
    expect(page.locator(".about h2")).to_have_text("Saturday, 6 July 2024")


def test_the_way_back_goes_through_the_searches(tab: Tab) -> None:
    page = tab.open()
    stop_the_clock(page)
    for text in ("token", "speech"):
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially(text)
        page.clock.run_for(5_000)
        expect(page).to_have_url(f"{tab.address}/?q={text}")
    page.go_back()
    expect(page.locator("#q")).to_have_value("token")
    expect(page.locator(".about h2")).not_to_contain_text("2024")
    page.go_back()
    expect(page).to_have_url(f"{tab.address}/")
    expect(page.locator(".about h2")).to_have_text("Saturday, 6 July 2024")
    page.go_forward()
    expect(page.locator("#q")).to_have_value("token")
    page.locator("#q").press("End")
    page.locator("#q").press_sequentially("s")
    page.clock.run_for(5_000)
    expect(page).to_have_url(f"{tab.address}/?q=tokens")


def test_another_search_begins_at_its_top(tab: Tab) -> None:
    page = tab.open(q="token")
    page.set_viewport_size({"width": 1000, "height": 400})
    page.mouse.wheel(0, 700)
    page.wait_for_function("scrollY > 300")
    page.locator("#q").fill("speech")
    expect(page).to_have_url(f"{tab.address}/?q=speech")
    page.wait_for_function("scrollY === 0")
    page.go_back()
    page.wait_for_function("scrollY > 300")


def test_a_word_that_grows_is_one_search(tab: Tab) -> None:
    page = tab.open()
    stop_the_clock(page)
    for letters in ("to", "ke", "n"):
        page.locator("#q").press_sequentially(letters)
        page.clock.run_for(500)
        expect(page).to_have_url(re.compile(f"q=.*{letters}$"))
    page.go_back()
    expect(page).to_have_url(f"{tab.address}/")


def test_filters_act_while_they_are_typed(tab: Tab) -> None:
    page = tab.open(q="token")
    page.locator(".filters summary").click()
    page.get_by_label("Author", exact=True).press_sequentially("lima")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.get_by_label("Author", exact=True)).to_be_focused()
    page.get_by_label("Author", exact=True).fill("")
    page.locator("[name=min_votes]").press_sequentially("12")
    expect(page.locator(".card")).to_have_count(2)


def compose(page: Page, text: str) -> None:
    """Let an input method show ``text`` which is not yet taken."""
    session = page.context.new_cdp_session(page)
    at = {"selectionStart": len(text), "selectionEnd": len(text)}
    session.send("Input.imeSetComposition", {"text": text, **at})


def test_a_syllable_counts_while_it_is_put_together(tab: Tab) -> None:
    page = tab.open()
    page.locator("#q").focus()
    for text in ("ㅇ", "음", "음성"):
        compose(page, text)
    expect(page.locator(".card h3").first).to_have_text("Speaking Machines")
    expect(page).to_have_url(f"{tab.address}/?q=%EC%9D%8C%EC%84%B1")


def test_letters_that_are_no_word_yet_are_not_searched_for(tab: Tab) -> None:
    page = tab.open()
    stop_the_clock(page)
    page.locator("#q").focus()
    for text in ("ㅇ", "t", "とk"):
        compose(page, text)
        page.clock.run_for(2_000)
        expect(page).to_have_url(f"{tab.address}/")


def test_papers_like_one_stay_while_they_are_filtered(tab: Tab) -> None:
    page = tab.open("/similar/2407.00001")
    page.get_by_text("Week", exact=True).click()
    expect(page).to_have_url(f"{tab.address}/similar/2407.00001?last=7d")
    expect(page.locator(".about h2")).to_have_text("Papers like")
    expect(page.locator(".notice h2")).to_have_text("Nothing found")
    page.get_by_text("Any", exact=True).click()
    expect(page.locator(".card")).to_have_count(3)
    page.locator("#q").fill("speech")
    expect(page).to_have_url(f"{tab.address}/?q=speech")


def test_a_search_from_the_page_of_a_paper(tab: Tab) -> None:
    page = tab.open("/papers/2407.00001")
    page.keyboard.press("/")
    page.keyboard.type("speech")
    expect(page).to_have_url(f"{tab.address}/?q=speech")
    expect(page.locator("h1", has_text="TokenSqueeze")).to_have_count(0)
    page.go_back()
    expect(page.locator("h1")).to_contain_text("TokenSqueeze")


def test_an_index_that_is_filled_is_noticed(browser: Browser, tmp_path: Path) -> None:
    digests = tmp_path / "digests"
    digests.mkdir()
    (digests / "04.md").write_text(DAY_ONE, encoding="utf-8")
    with fake(tmp_path / "index")() as index:
        index.index([digests])
        index.remove(["2407.00001", "2407.00002"])
        server = Served(tmp_path / "index", fake(tmp_path / "index"))
        with browser.new_context(locale="en-US") as context:
            page = Tab(context, server.address).open()
            expect(page.locator(".notice h2")).to_have_text("The index is empty")
            (digests / "05.md").write_text(DAY_TWO, encoding="utf-8")
            index.index([digests])
            expect(page.locator(".card h3")).to_have_text("Selective State Spaces")
        server.stop()
