"""What is the reader's own, in a real browser: marks in place, suggestions, the theme, keys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import Served, fake
from tests.web.tabs import Tab, needs_chromium

pytest.importorskip("playwright", reason="needs playwright")

from playwright.sync_api import Browser, BrowserContext, Route, expect

pytestmark = needs_chromium


@pytest.fixture
def mine(built: Path, tmp_path: Path, context: BrowserContext) -> Iterator[Tab]:
    """A tab of a server whose index the test may change."""
    own = Path(shutil.copytree(built, tmp_path / "index"))
    server = Served(own, fake(own))
    tab = Tab(context, server.address)
    yield tab
    server.stop()
    assert tab.elsewhere == []
    assert tab.wrong == []


def test_marks_are_made_in_place_and_stay(mine: Tab) -> None:
    page = mine.open("/?day=2024-07-04")
    first = page.locator(".card").first
    first.locator("[name=like]").click()
    expect(first.locator("[name=unlike]")).to_be_focused()
    first.locator("[name=dislike]").click()
    expect(first.locator("[name=like]")).to_have_attribute("aria-pressed", "false")
    first.locator("[name=list]").click()
    first.locator("[name=tick]").click()
    expect(first.locator("[aria-pressed=true]")).to_have_count(3)
    expect(page).to_have_url(f"{mine.address}/?day=2024-07-04")
    page.reload()
    expect(page.locator(".card").first.locator("[aria-pressed=true]")).to_have_count(3)


def test_keys_mark_the_paper_that_is_chosen(mine: Tab) -> None:
    page = mine.open("/?day=2024-07-04")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("l")
    expect(page.locator(".card").nth(1).locator("[name=unlike]")).to_have_count(1)
    page.keyboard.press("b")
    expect(page.locator(".card").nth(1).locator("[name=unlist]")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()


def test_without_javascript_marks_are_forms(browser: Browser, mine: Tab) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{mine.address}/?q=token")
    page.locator(".card").nth(1).locator("[name=like]").click()
    expect(page.locator(".card").nth(1).locator("[name=unlike]")).to_have_count(1)
    assert "?q=token#p-" in page.url
    page.locator("form[action='/watch'] button").click()
    page.goto(f"{mine.address}/feed")
    expect(page.locator(".rows li")).to_have_count(1)
    context.close()


def test_a_mark_that_fails_is_said(mine: Tab) -> None:
    page = mine.open("/?day=2024-07-04")
    page.evaluate("document.querySelector('#own [name=key]').value = 'old'")
    page.locator(".card [name=like]").first.click()
    expect(page.locator("#said")).to_contain_text("from before the server was started")
    expect(page).to_have_url(f"{mine.address}/?day=2024-07-04")
    expect(page.locator(".card [name=like]").first).to_be_enabled()
    assert mine.wrong.pop().startswith("Failed to load resource")  # as the browser tells


def test_names_are_suggested_while_one_types(mine: Tab) -> None:
    page = mine.open()
    page.locator("#q").press_sequentially("ana l")
    offer = page.get_by_role("option", name="Ana Lima")
    expect(offer).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(offer).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value('author:"=Ana Lima" ')
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator("#offers")).not_to_be_visible()
    page.locator("#q").fill("token")
    page.keyboard.press("Enter")
    page.locator("#q").fill("")
    expect(page.get_by_role("option", name="token")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#offers")).not_to_be_visible()


def test_the_theme_is_chosen_and_stays(mine: Tab) -> None:
    page = mine.open("/?q=token")
    shown = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(shown)
    page.locator("[name=theme]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(shown) != light
    expect(page).to_have_url(f"{mine.address}/?q=token")
    page.locator("[name=theme]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate(shown) == light


def test_counts_are_opened_in_place_and_lead_on(mine: Tab) -> None:
    page = mine.open("/?q=token")
    page.locator("[data-act=facets]").click()
    page.locator(".facets").get_by_role("link", name="2024-07").click()
    expect(page.get_by_label("Active filters").get_by_role("link")).to_have_count(2)
    page.get_by_label("Active filters").get_by_role("link").first.click()
    expect(page.get_by_label("Active filters").get_by_role("link")).to_have_count(1)
    expect(page.locator("#q")).to_have_value("token")


def test_link_and_citation_are_copied(mine: Tab, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = mine.open("/papers/2407.00001")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "https://arxiv.org/abs/2407.00001"
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()").startswith("@")


def test_a_page_that_was_gone_back_to_suggests_as_well(mine: Tab) -> None:
    page = mine.open()
    page.locator("#q").fill("token")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{mine.address}/?q=token")
    page.go_back()
    expect(page.locator(".today")).to_be_visible()
    page.locator("#q").press_sequentially("ana l")
    expect(page.get_by_role("option", name="Ana Lima")).to_be_visible()


def test_nothing_is_suggested_once_a_search_is_sent(mine: Tab) -> None:
    page = mine.open()
    held: list[Route] = []
    page.route("**/api/suggest*", lambda route: held.append(route))
    with page.expect_request("**/api/suggest*"):
        page.locator("#q").press_sequentially("ana")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{mine.address}/?q=ana")
    for route in held:
        route.abort()
    expect(page.locator("#offers")).not_to_be_visible()


def test_the_way_back_and_forth_finds_the_place(mine: Tab) -> None:
    page = mine.open(q="token")
    page.set_viewport_size({"width": 800, "height": 400})
    expect(page.locator(".card")).to_have_count(4)
    page.evaluate("scrollTo(0, 500)")
    page.wait_for_function("() => history.state?.y === 500")
    page.evaluate("() => { field.value = 'speech'; form.requestSubmit(); }")
    expect(page).to_have_url(f"{mine.address}/?q=speech")
    page.go_back()
    page.wait_for_function("() => scrollY === 500")
    page.evaluate("document.querySelector('.skip').click()")
    expect(page.locator("#results")).to_be_focused()


def test_the_page_of_a_paper_leads_back_to_the_place(mine: Tab) -> None:
    page = mine.open(q="token", k="1")
    expect(page).to_have_url(f"{mine.address}/?q=token&k=4")
    page.locator(".card").nth(3).locator("h3 a").click()
    page.locator(".back").click()
    expect(page.locator(".card")).to_have_count(4)


def test_the_theme_changes_in_place(mine: Tab) -> None:
    page = mine.open(q="token")
    page.set_viewport_size({"width": 800, "height": 400})
    page.evaluate("scrollTo(0, 300); window.marked = true")
    page.evaluate("document.querySelector('[name=theme]').click()")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("[scrollY, window.marked]") == [300, True]


def test_a_draft_of_a_note_outlives_other_marks(mine: Tab) -> None:
    page = mine.open("/papers/2407.00001")
    page.get_by_label("Note on this paper").fill("half a thought")
    page.get_by_label("Add a tag").fill("later")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="later")).to_be_visible()
    expect(page.get_by_label("Note on this paper")).to_have_value("half a thought")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    page.wait_for_function("() => sessionStorage.length === 0")
    page.goto(f"{mine.address}/papers/2407.00001")
    expect(page.get_by_label("Note on this paper")).to_have_value("half a thought")


def test_lists_follow_marks(mine: Tab) -> None:
    page = mine.open("/?day=2024-07-04")
    page.locator(".card [name=list]").first.click()
    expect(page.locator(".card [name=unlist]")).to_have_count(1)
    page = mine.open("/kept")
    page.locator(".card [name=unlist]").click()
    expect(page.locator("main")).to_contain_text("Nothing here yet")


def test_a_double_click_opens_a_digest_once(mine: Tab) -> None:
    page = mine.open(q="token")
    page.evaluate("document.querySelectorAll('[data-act=digest]')[0].click()")
    page.evaluate("document.querySelectorAll('[data-act=digest]')[0].click()")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".sheet")).to_have_count(1)
