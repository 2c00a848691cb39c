"""The page in a real browser, with no model and no other host."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from tests.conftest import DAY_ONE, DAY_TWO
from tests.web.conftest import Served, fake

pytest.importorskip("PIL", reason="needs pillow")
pytest.importorskip("playwright", reason="needs playwright")

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FloatRect,
    Locator,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
GOLDEN = Path(__file__).with_name("golden")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --force-color-profile=srgb --hide-scrollbars"
).split()

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium: `apt-get install chromium` lets these tests run"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Tab:
    """A page, and everything about it that should not have happened."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.elsewhere: list[str] = []
        self.wrong: list[str] = []
        self.page.on("request", self._request)
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text))
        # What leaves the machine would fail anyway; here it is answered, and counted.
        context.route(lambda url: not url.startswith(address), lambda route: route.abort())

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.address):
            self.elsewhere.append(request.url)

    def open(self, path: str = "/", **parameters: str) -> Page:
        query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        self.page.goto(self.address + path + query)
        return self.page


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US", viewport={"width": 1000, "height": 800})
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext, served: Served) -> Iterator[Tab]:
    """A tab that asked nothing of any other host, ran no script but ours and met no error."""
    tab = Tab(context, served.address)
    yield tab
    assert tab.elsewhere == []
    assert tab.wrong == []


def titles(page: Page) -> list[str]:
    return page.locator(".card h3").all_inner_texts()


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


def stop_the_clock(page: Page) -> None:
    """Let time pass only where a test says so, however slow the machine is."""
    page.clock.install(time=0)
    page.clock.pause_at(3_600)


def test_typing_sends_one_request_not_one_a_key(tab: Tab) -> None:
    page = tab.open()
    stop_the_clock(page)
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/static/" not in request.url:
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
    page.locator("[name=author]").press_sequentially("lima")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator("[name=author]")).to_be_focused()
    page.locator("[name=author]").fill("")
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


def test_print_is_dark_on_white_and_says_what_was_asked(browser: Browser, served: Served) -> None:
    with browser.new_context(color_scheme="dark") as context:
        page = Tab(context, served.address).open(q="visual token", min_votes="3")
        expect(page.locator(".printed")).to_be_hidden()
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.locator(".printed")).to_have_text("visual token · Votes, at least: 3")
        expect(page.locator("#search")).to_be_hidden()
        for selector in ("h3 a", ".facts", ".authors", "blockquote", "mark"):
            assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector
        white = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert white == "rgb(255, 255, 255)"


def test_a_picture_that_does_not_come_is_said(context: BrowserContext, served: Served) -> None:
    page = Tab(context, served.address).open("/pictures/2407.00001")
    shown = "getComputedStyle(document.images[0], '::after').content"
    page.wait_for_function("document.images[0].complete")
    assert page.evaluate(shown) == '"example.org does not give the picture"'


def test_more_papers_come_in_place(tab: Tab) -> None:
    page = tab.open(q="token", k="3")
    page.locator("[data-act=more]").click()
    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator(".card").nth(3)).to_be_focused()
    expect(page.locator("[data-act=more]")).to_have_count(0)


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
    expect(page.locator("[name=author]")).to_have_value("Ana Lima")


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
    context.set_offline(False)
    expect(page).to_have_url(re.compile("q=other"))
    expect(said).to_have_class("unseen")


def top(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["y"]


def test_a_server_that_is_slow_is_said(context: BrowserContext, served: Served) -> None:
    page = Tab(context, served.address).open(q="token")
    held: list[Route] = []
    page.route(re.compile("q=other"), lambda route: held.append(route))
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_and_reached(browser: Browser, served: Served, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = Tab(context, served.address).open(q="token")
    assert page.evaluate(UNNAMED) == []
    for selector in (".facts", ".authors", ".act", "h3 a", ".similarity", ".quiet", "mark", "kbd"):
        assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=token",
        "/?min_votes=3",
        "/similar/2407.00001",
        "/papers/2407.00001?q=token",
        "/pictures/2407.00001",
        "/papers/2407.99999",
        "/token",
    ],
)
def test_the_parts_of_every_page_are_where_readers_of_it_look(
    context: BrowserContext, served: Served, path: str
) -> None:
    page = Tab(context, served.address).open(path)
    for digest in page.locator("[data-act=digest]").all():
        digest.click()
    page.wait_for_load_state("networkidle")
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5')].map(e => Number(e.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert page.evaluate(OUTSIDE) == []


OUTSIDE = """() => {
    const parts = "main, header, footer, nav, aside, [role=search], [role=status], .skip";
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode())
        if (texts.currentNode.data.trim() && !texts.currentNode.parentElement.closest(parts))
            found.push(texts.currentNode.data);
    return found;
}"""


@pytest.mark.parametrize("width", [320, 360, 768, 1920])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_everything_fits(browser: Browser, served: Served, width: int, language: str) -> None:
    with browser.new_context(viewport={"width": width, "height": 700}, locale=language) as context:
        tab = Tab(context, served.address)
        for path in ("/?min_votes=3", "/?q=token&author=Lima", "/papers/2407.00001", "/nonsense"):
            page = tab.open(path)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            fields = page.locator("form *:is(label, input, select, button, summary)").all()
            boxes = [own.bounding_box() for own in fields if own.is_visible()]
            for box in boxes:
                assert box
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width + 0.5
            beside = page.locator(".filters summary, .presets span, .grid :is(input, select)").all()
            for one, other in combinations([own.bounding_box() for own in beside], 2):
                assert not overlap(one, other)


def overlap(one: FloatRect | None, other: FloatRect | None) -> bool:
    if not one or not other:  # what is hidden
        return False
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


UNNAMED = """() => [...document.querySelectorAll("a, button, input, select, summary, meter")]
    .filter(e => e.type !== "hidden")
    .filter(e => !(e.textContent.trim() || e.labels?.length || e.getAttribute("aria-label")))
    .map(e => e.outerHTML)"""

CONTRAST = """element => {
    const light = color => {
        const context = new OffscreenCanvas(1, 1).getContext("2d");
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let behind = element;
    while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)")
        behind = behind.parentElement;
    const pair = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
    const [low, high] = pair.map(light).sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}"""

VIEWS = [
    ("home-390-light", 390, "light", "en", "/"),
    ("search-820-dark", 820, "dark", "en", "/?q=visual+token&min_votes=3"),
    ("paper-1280-light", 1280, "light", "en", "/papers/2407.00003?q=state"),
]


def has_font(family: str) -> bool:
    """Whether a browser on this machine finds a font."""
    found = subprocess.run(["fc-match", family], capture_output=True, text=True, check=True)
    return family in found.stdout


@pytest.mark.parametrize(("name", "width", "scheme", "language", "path"), VIEWS)
def test_what_it_looks_like(
    browser: Browser,
    served: Served,
    name: str,
    width: int,
    scheme: str,
    language: str,
    path: str,
) -> None:
    if not all(map(has_font, ("Liberation Sans", "Liberation Serif", "Liberation Mono"))):
        pytest.skip("no Liberation fonts: the pictures to compare with were taken with them")
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=language,
        bypass_csp=True,
    )
    page = Tab(context, served.address).open(path)
    page.add_style_tag(
        content=":root { --serif: 'Liberation Serif'; --sans: 'Liberation Sans'; "
        "--mono: 'Liberation Mono' } :focus { outline: none !important } * { caret-color: #0000 }"
    )
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    golden = GOLDEN / f"{name}.png"
    if not golden.exists() or os.environ.get("PAPERSEARCH_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        picture.quantize(64).save(golden, optimize=True)
        pytest.fail(f"{golden} is written: look at it, then run again")
    assert difference(picture, Image.open(golden).convert("RGB")) < 0.02


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how much pictures differ at a tenth of their size, 0 to 1; letters blur together."""
    assert one.size == other.size
    small = (one.width // 10, one.height // 10)
    between = ImageChops.difference(one.resize(small), other.resize(small)).convert("L")
    return max(ImageStat.Stat(between).rms[0] / 255, 0.0)


def test_pictures_that_differ_are_told_apart() -> None:
    one = Image.new("RGB", (200, 200), "white")
    other = one.copy()
    other.paste("black", (20, 20, 60, 40))
    assert difference(one, one) == 0
    assert difference(one, other) > 0.02
