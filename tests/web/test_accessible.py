"""axe finds nothing to say against any page, in any state, theme, language or width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import Served
from tests.web.tabs import needs_chromium

pytest.importorskip("playwright", reason="needs playwright")
pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

PAPER = "/papers/2407.00001"
PAGES = (
    "/",
    "/?q=visual+token",
    "/?q=nothing+of+all+this",
    "/?author=Lima&min_votes=3&section=New&last=1y",
    "/?author=Nobody",
    "/?q=%3F%3F%3F",
    "/?day=2024-07-09",
    "/similar/2407.00001?not=2407.00003",
    PAPER,
    "/papers/none",
    "/nonsense",
    "/pictures/2407.00001",
    "/for-you",
    "/feed",
    "/kept",
    "/kept?tag=later",
    "/duplicates",
    "/calendar",
    "/week",
    "/month?day=2024-07",
    "/facets",
    "/facets?q=token",
    "/trends?q=token",
    "/trends?q=%3F%3F",
)
LOOKS = (("light", "en-US", 1280), ("dark", "ko-KR", 390))


def complaints(page: Page) -> list[str]:
    found = Axe().run(page)
    return [
        f"{own['id']}: {node['html'][:200]}"
        for own in found.response["violations"]
        for node in own["nodes"]
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "language", "width"), LOOKS)
def test_pages(browser: Browser, full: Served, scheme: str, language: str, width: int) -> None:
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=language,
        viewport={"width": width, "height": 800},
    )
    page = context.new_page()
    for path in PAGES:
        page.goto(full.address + path)
        page.locator("#search, main.gate, .picture, .asked").first.wait_for()  # once it is drawn
        assert complaints(page) == [], path
    context.close()


@pytest.mark.slow
def test_states(browser: Browser, full: Served) -> None:
    context = browser.new_context(viewport={"width": 768, "height": 900})
    page = context.new_page()
    page.goto(f"{full.address}/?q=visual+token")
    page.locator(".filters summary").click()
    page.locator("[data-act=digest]").first.click()
    page.locator(".sheet").first.wait_for()
    page.locator("[data-act=picture]").first.click()
    page.locator("[data-act=facets]").click()
    page.locator(".facets").wait_for()
    assert complaints(page) == []
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    assert complaints(page) == []
    page.keyboard.press("Escape")
    page.locator("#q").fill("ana")
    page.locator("#offers").wait_for()
    assert complaints(page) == []
    page.locator("[name=theme]").click()
    page.locator("[data-theme=dark]").wait_for(state="attached")
    assert complaints(page) == []
    context.close()
