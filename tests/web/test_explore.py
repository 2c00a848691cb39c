"""The map and the trends as pages of the server."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from papersearch.errors import MissingExtra
from papersearch.render.pictures.map_page import map_page
from papersearch.server.engine import Engine
from papersearch.web.security import POLICY
from tests.atlas.conftest import COUNTS, MONTHS, digest
from tests.web.conftest import HOSTILE, Served, client_of, fake
from tests.web.tabs import CONTRAST, Tab, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("openTSNE", reason="needs papersearch[map]")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of three themes over four months, and a hostile paper."""
    folder = tmp_path_factory.mktemp("explored")
    for month, counts in zip(MONTHS, COUNTS, strict=True):
        (folder / f"{month}.md").write_text(digest(month, counts), encoding="utf-8")
    (folder / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    with fake(folder / "index")() as index:
        index.index([folder])
    return folder / "index"


def drawn(client: TestClient, path: str) -> tuple[str, str]:
    """Ask for a page until it is drawn; return it and its content security policy."""
    while (answer := client.get(path)).status_code == 202:
        assert answer.headers["refresh"] == "2"
        assert 'http-equiv="refresh"' not in answer.text
        time.sleep(0.05)
    assert answer.status_code == 200, answer.text
    return answer.text, answer.headers["content-security-policy"]


def test_a_map_is_the_page_that_the_command_writes(client: TestClient, engine: Engine) -> None:
    page, policy = drawn(client, "/map")
    with engine._open_index() as index:
        written = map_page(index.map())
    own, other = (re.search(r"<script>(.*?)</script>", text, re.S) for text in (page, written))
    assert own
    assert other
    assert own[1] == other[1]
    named = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert named
    assert policy == f"{named[1]}; frame-ancestors 'none'"
    assert "connect-src" not in policy
    assert '<a href="/map?lang=ko" lang="ko">' in page
    assert '<a href="/trends" lang="en">' in page


def test_while_a_map_is_drawn_a_calm_page_says_so(client: TestClient) -> None:
    answer = client.get("/map?min_votes=2&lang=ko")
    assert answer.status_code == 202
    assert "그리는 중입니다" in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert client.get("/?q=protein").status_code == 200  # readers are answered meanwhile
    page, _ = drawn(client, "/map?min_votes=2&lang=ko")
    assert '<html lang="ko">' in page
    assert "최소 추천 수: 2" in page


def test_filters_leave_papers_out(client: TestClient) -> None:
    page, _ = drawn(client, "/map?since=2024-04-01&author=protein")
    assert "<title>2 papers</title>" in page
    assert "From: 2024-04-01 · Author: protein" in page
    page, _ = drawn(client, "/map?since=2031-01-01")
    assert "No papers to draw" in page
    assert "<canvas" not in page


def test_a_commit_is_seen_and_nothing_else_draws_again(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "grown"
    folder.mkdir()
    (folder / "a.md").write_text(digest("2024-01", (5, 5, 5)), encoding="utf-8")
    with fake(tmp_path / "index")() as index:
        index.index([folder])
    engine = Engine(tmp_path / "index", fake(tmp_path / "index"), threads=1)
    try:
        with client_of(engine) as client:
            assert "<title>15 papers</title>" in drawn(client, "/map")[0]
            assert client.get("/map").status_code == 200
            (folder / "b.md").write_text(digest("2024-02", (3, 3, 3)), encoding="utf-8")
            with fake(tmp_path / "index")() as index:
                index.index([folder])
            assert client.get("/map").status_code == 202
            assert "<title>24 papers</title>" in drawn(client, "/map")[0]
    finally:
        engine.close()


def test_trends_of_a_query_link_to_papers(client: TestClient) -> None:
    answer = client.get("/trends?q=protein+folding")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert "28 of 81 papers are near" in answer.text
    assert 'href="/papers/2401.00017"' in answer.text
    assert 'title="2024-01: 12 of 20 papers, 60.0 %' in answer.text
    assert "the counts are too few to tell a trend" in answer.text
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


def test_trends_of_all_topics_are_drawn_and_in_korean(client: TestClient) -> None:
    page, _ = drawn(client, "/trends?lang=ko")
    assert "논문 81편에서 주제" in page
    assert "처음 실린 달" in page
    body = re.sub(r"<head>.*?</head>|<strong>.*?</strong>|<a .*?</a>|<[^>]*>", "", page, flags=re.S)
    shown = re.sub(r"papersearch|arXiv|Wilson|Newcombe|Benjamini-Yekutieli", "", body)
    assert not re.search("[A-Za-z]{3}", shown), re.findall(".*[A-Za-z]{3}.*", shown)
    assert re.search(r"href=./papers/24\d\d\.\d{5}\?lang=ko", page)


def test_months_by_arxiv_number(client: TestClient) -> None:
    assert "by month of the arXiv number" in client.get("/trends?q=protein&by=arxiv").text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/map?since=someday", "is no date"),
        ("/trends?q=%3F%3F", "neither letters nor digits"),
        ("/trends?q=protein&by=week", "no months by"),
        ("/trends?min_votes=many", "give a number"),
        ("/trends?q=author%3Ali", "is no topic"),
        (f"/trends?q={'a' * 2001}", "2,001 characters"),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, path: str, said: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert said in answer.text
    korean = client.get(path, headers={"accept": "text/html", "accept-language": "ko"})
    assert re.search(r'role="alert">[^<]*[가-힣]', korean.text)


def test_what_is_not_installed_is_named(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise MissingExtra("a map needs openTSNE")

    monkeypatch.setattr("papersearch.atlas.layout._library", missing)
    page, _ = drawn(client, "/map?last=99y")
    assert "pip install &#39;papersearch[map]&#39;" in page


def test_the_style_of_trends_is_a_file(client: TestClient) -> None:
    page = client.get("/trends?q=protein").text
    address = re.search(r'href="(/static/trends.css\?\w+)"', page)
    assert address
    style = client.get(address[1])
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
    assert ".trends" in style.text
    assert "immutable" not in client.get("/static/trends.css").headers["cache-control"]


@pytest.fixture(scope="module")
def shown(served: Served) -> Served:
    """A server that has drawn its map and its trends."""
    import urllib.request

    for path in ("/map", "/map?lang=ko", "/trends"):
        while urllib.request.urlopen(served.address + path).status == 202:
            time.sleep(0.05)
    return served


@needs_chromium
class TestInABrowser:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
    @pytest.mark.parametrize("path", ["/map", "/trends", "/trends?q=protein&lang=ko"])
    def test_pages_fit_and_can_be_read(
        self, browser: Browser, shown: Served, path: str, width: int, scheme: str
    ) -> None:
        with browser.new_context(
            viewport={"width": width, "height": 740},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="en-US",
        ) as context:
            tab = Tab(context, shown.address)
            page = tab.open(path)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            if path != "/map":
                for own in (".note", "h1", ".warning, .summary", ".facts, .share", ".asked label"):
                    assert page.locator(own).first.evaluate(CONTRAST) >= 4.5, own
            assert (tab.elsewhere, tab.wrong) == ([], [])

    def test_a_card_leads_to_the_page_of_the_paper(self, browser: Browser, shown: Served) -> None:
        with browser.new_context(locale="en-US") as context:
            tab = Tab(context, shown.address)
            page = tab.open("/map")
            page.fill("#search", "protein folding study 3")
            page.locator("#hits button").first.click()
            with page.expect_popup() as popup:
                page.locator("#card a").click()
            popup.value.wait_for_load_state()
            assert re.search(r"/papers/24\d\d\.\d{5}$", popup.value.url)
            assert "Protein Folding Study 3" in popup.value.locator("h1").inner_text()
            assert (tab.elsewhere, tab.wrong) == ([], [])

    def test_a_page_being_drawn_shows_up_without_javascript(
        self, browser: Browser, served: Served
    ) -> None:
        with browser.new_context(java_script_enabled=False, locale="en-US") as context:
            page = context.new_page()
            page.goto(served.address + "/map?min_votes=1")
            page.locator("noscript li").first.wait_for()

    def test_papers_of_a_month_open_with_keys_and_without_javascript(
        self, browser: Browser, served: Served
    ) -> None:
        with browser.new_context(java_script_enabled=False, locale="en-US") as context:
            page = context.new_page()
            page.goto(served.address + "/trends?q=protein")
            page.locator("summary").first.focus()
            page.keyboard.press("Enter")
            page.locator(".papers a:visible").first.click()
            assert "/papers/24" in page.url
