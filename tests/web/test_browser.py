"""The page in a real browser, with no model and no other host."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Served
from tests.web.tabs import Tab, needs_chromium, titles, top

pytest.importorskip("playwright", reason="needs playwright")

from playwright.sync_api import Browser, BrowserContext, Route, expect

pytestmark = needs_chromium


def test_filters(tab: Tab) -> None:
    page = tab.open(q="token")
    expect(page.locator(".card")).to_have_count(4)
    page.locator(".filters summary").click()
    page.locator("[name=min_votes]").fill("12")
    page.locator("[name=min_votes]").press("Tab")
    expect(page.locator(".card")).to_have_count(2)
    page.locator("[name=section]").select_option("Performance Highlights")
    expect(page.locator(".card")).to_have_count(1)
    expect(page).to_have_url(f"{tab.address}/?q=token&min_votes=12&section=Performance+Highlights")
    page.locator("#q").fill("토큰")
    page.locator(".clear").click()
    expect(page).to_have_url(f"{tab.address}/?q=%ED%86%A0%ED%81%B0")
    expect(page.locator("[name=min_votes]")).to_have_value("")


def test_through_the_days(tab: Tab) -> None:
    page = tab.open()
    page.get_by_label("Older: Friday, 5 July 2024").click()
    expect(page.locator(".card h3")).to_have_text("Selective State Spaces")
    page.get_by_label("Another day").fill("2024-07-04")
    expect(page.locator(".about h2")).to_have_text("Thursday, 4 July 2024")
    page.locator(".filters summary").click()
    page.locator("[name=min_votes]").fill("10")
    page.locator("[name=min_votes]").press("Tab")
    expect(page.locator(".card")).to_have_count(1)
    page.get_by_label("Newer: Friday, 5 July 2024").click()
    expect(page).to_have_url(f"{tab.address}/?min_votes=10&day=2024-07-05")
    page.get_by_text("Year", exact=True).click()
    expect(page).to_have_url(f"{tab.address}/?last=1y&min_votes=10")


def test_a_preset_and_a_date_exclude_each_other(tab: Tab) -> None:
    page = tab.open(q="token")
    page.get_by_text("Week", exact=True).click()
    expect(page.locator(".notice h2")).to_have_text("Nothing found")
    page.locator(".filters summary").click()
    page.locator("[name=since]").fill("2024-07-05")
    expect(page.locator(".card")).to_have_count(2)
    assert page.locator("[name=last]:checked").get_attribute("value") == ""
    page.get_by_text("Year", exact=True).click()
    expect(page.locator("[name=since]")).to_have_value("")


def test_keys(tab: Tab) -> None:
    page = tab.open(q="token")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    cards = page.locator(".card")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    digest = cards.nth(0).locator(".sheet")
    expect(digest).to_have_count(0)
    page.keyboard.press("Enter")
    expect(digest).to_be_visible()
    page.keyboard.press("Enter")
    expect(digest).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("/")
    expect(page.locator("#q")).to_have_value("token/")


def test_the_key_that_opens_the_paper(context: BrowserContext, served: Served) -> None:
    tab = Tab(context, served.address)
    page = tab.open(q="TokenSqueeze visual")  # of no paper is chosen, it is the first
    paper = "https://arxiv.org/abs/2407.00001"
    with context.expect_event("request", lambda request: request.url == paper) as asked:
        page.keyboard.press("o")
    assert "referer" not in asked.value.headers
    assert tab.elsewhere == []  # it is another tab that leaves
    assert tab.wrong == []


def test_similar_papers_and_the_way_back(tab: Tab) -> None:
    page = tab.open(q="visual token")
    page.locator(".card h3 a").first.click()
    expect(page.locator("h1")).to_contain_text("TokenSqueeze")
    expect(page.locator("aside .card")).to_have_count(3)
    page.locator(".back").click()
    expect(page.locator("#q")).to_have_value("visual token")
    page.locator(".card [data-act=similar]").first.click()
    expect(page.locator(".about h2")).to_have_text("Papers like")


def test_a_picture_that_does_not_come_is_said(context: BrowserContext, served: Served) -> None:
    page = Tab(context, served.address).open("/pictures/2407.00001")
    shown = "getComputedStyle(document.images[0], '::after').content"
    page.wait_for_function("document.images[0].complete")
    assert page.evaluate(shown) == '"example.org does not give the picture"'


def test_more_papers_come_before_the_end_is_seen_and_the_way_back_finds_them(tab: Tab) -> None:
    page = tab.open(q="token", k="1")
    expect(page.locator(".card")).to_have_count(4)
    assert len(set(titles(page))) == 4
    expect(page.locator("[data-act=more]")).to_have_count(0)
    expect(page).to_have_url(f"{tab.address}/?q=token&k=4")
    last = page.locator(".card").nth(3)
    last.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    last.locator("h3 a").click()
    expect(page.locator("h1")).to_be_visible()
    page.go_back()
    expect(page.locator(".card")).to_have_count(4)
    page.wait_for_function("place => Math.abs(scrollY - place) < 5", arg=place)


def test_more_papers_come_by_the_link_where_nothing_is_ahead(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context()
    context.add_init_script("window.IntersectionObserver = class { observe() {} disconnect() {} }")
    tab = Tab(context, served.address)
    page = tab.open(q="token", k="3")
    page.locator("[data-act=more]").click()
    expect(page.locator(".card").nth(3)).to_be_focused()
    assert tab.wrong == []
    context.close()


def test_a_picture_is_loaded_when_it_is_asked_for(context: BrowserContext, served: Served) -> None:
    tab = Tab(context, served.address)
    page = tab.open(q="visual token")
    assert tab.elsewhere == []
    page.locator("[data-act=picture]").first.click()
    expect(page.locator("iframe.frame")).to_have_count(1)
    page.frame_locator("iframe.frame").locator("img").wait_for(state="attached")
    assert tab.elsewhere == ["https://example.org/2407.00001.png"]
    page.locator("[data-act=picture]").first.click()
    expect(page.locator("iframe.frame")).to_have_count(0)


def test_a_digest_has_the_other_links_and_the_citation(tab: Tab) -> None:
    page = tab.open(q="TokenSqueeze visual")
    card = page.locator(".card").first
    card.locator("[data-act=digest]").click()
    expect(card.get_by_role("link", name="alphaXiv")).to_be_visible()
    with page.expect_download() as told:
        card.get_by_role("link", name="BibTeX").click()
    assert told.value.suggested_filename == "2407.00001.bib"
    card.get_by_role("link", name="Ana Lima").click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator("[name=author]")).to_have_value("=Ana Lima")


def test_hostile_digests_and_queries(tab: Tab) -> None:
    attack = "\"><script>alert('q')</script><img src=x onerror=alert('q')> alert"
    for path in ("/", "/papers/2407.00001"):
        page = tab.open(path, q=attack)
        expect(page.locator("img, iframe, script:not([src])")).to_have_count(0)
    page = tab.open(q="alert script")
    expect(page.locator(".card h3").first).to_contain_text("<script>alert(1)</script>")
    for digest in page.locator("[data-act=digest]").all():
        digest.click()
    expect(page.locator(".part", has_text="<style>*{display:none}</style>")).to_be_visible()
    expect(page.locator(".card").first.locator("[data-act=open]")).to_have_count(0)
    page.locator("#q").fill(attack)
    expect(page).to_have_url(re.compile("onerror"))
    expect(page.locator("img, iframe, script:not([src])")).to_have_count(0)


def test_scripts_and_styles_in_the_page_are_refused_by_its_policy(
    context: BrowserContext, served: Served
) -> None:
    page = Tab(context, served.address).open()
    ran = page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend",
              "<img src=x onerror='window.ran = 1'><p id=p style='color: red'>p</p>");
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            return [window.ran ?? 0, getComputedStyle(document.getElementById("p")).color];
        }"""
    )
    assert ran[0] == 0
    assert ran[1] != "rgb(255, 0, 0)"


def test_a_server_that_is_gone_is_said(context: BrowserContext, served: Served) -> None:
    page = Tab(context, served.address).open(q="token")
    context.set_offline(True)
    page.locator("#q").fill("other")
    said = page.locator("#said")
    expect(said).to_contain_text("The server does not answer")
    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator(".about")).to_be_hidden()  # what it says is of another question
    assert top(said) < top(page.locator(".card").first)
    expect(said.get_by_role("heading", level=2)).to_be_visible()
    context.set_offline(False)
    expect(page).to_have_url(re.compile("q=other"))
    expect(said).to_have_class("unseen")


def test_what_goes_wrong_on_the_way_is_said_in_place(
    context: BrowserContext, served: Served
) -> None:
    page = Tab(context, served.address).open(q="token")
    page.route(
        re.compile("q=other"),
        lambda route: route.continue_(url=f"{served.address}/papers/2407.99999"),
    )
    page.locator("#q").fill("other")
    expect(page.locator(".notice h1")).to_have_text("That did not work")
    expect(page.locator("form.search")).to_have_count(1)


def test_a_server_that_is_slow_is_said(context: BrowserContext, served: Served) -> None:
    page = Tab(context, served.address).open(q="token")
    held: list[Route] = []
    page.route(re.compile(r"/\?q=other"), lambda route: held.append(route))
    page.locator("#q").fill("other")
    expect(page.locator("#said")).to_contain_text("Searching")
    assert top(page.locator("#said")) < top(page.locator(".card").first)
    held[0].continue_()
    expect(page.locator("#said")).to_have_class("unseen")
    expect(page.locator(".about")).to_be_visible()


def test_without_javascript(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = Tab(context, served.address)
    page = tab.open()
    page.locator("#q").fill("visual token")
    page.locator("#q").press("Enter")
    expect(page.locator(".card h3").first).to_contain_text("TokenSqueeze")
    page.locator("[data-act=digest]").first.click()
    expect(page.locator(".sheet").first).to_be_visible()
    page = tab.open()
    page.get_by_label("Older: Friday, 5 July 2024").click()
    page.get_by_label("Another day").fill("2024-07-04")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".about h2")).to_have_text("Thursday, 4 July 2024")
    expect(page.locator(".card")).to_have_count(2)
    assert tab.elsewhere == []
    context.close()
