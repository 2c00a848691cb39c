"""What the page looks like in a real browser: what can be read, what fits, where things are."""

from __future__ import annotations

import io
import os
import subprocess
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from tests.web.conftest import Served
from tests.web.tabs import CONTRAST, Tab, needs_chromium

pytest.importorskip("PIL", reason="needs pillow")
pytest.importorskip("playwright", reason="needs playwright")

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, BrowserContext, FloatRect, expect

pytestmark = needs_chromium

GOLDEN = Path(__file__).with_name("golden")


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
        "/for-you",
        "/feed",
        "/kept",
        "/duplicates",
        "/calendar",
        "/month",
        "/facets",
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


FITTING = (
    "/?min_votes=3",
    "/?q=token&author=Lima",
    "/papers/2407.00001",
    "/nonsense",
    "/for-you",
    "/feed",
    "/kept",
    "/duplicates",
    "/calendar",
    "/week",
    "/facets",
)


BOXES = """selector => [...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .map(e => e.getBoundingClientRect().toJSON())
    .filter(box => box.width && box.height)"""


@pytest.mark.parametrize("path", FITTING)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_everything_fits(browser: Browser, full: Served, path: str, language: str) -> None:
    with browser.new_context(viewport={"width": 320, "height": 700}, locale=language) as context:
        page = Tab(context, full.address).open(path)
        for width in (320, 360, 768, 1920):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            fields = page.evaluate(BOXES, "form *:is(label, input, select, button, summary)")
            for box in fields:
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width + 0.5
            beside = ".filters summary, .presets span, .grid :is(input, select)"
            for one, other in combinations(page.evaluate(BOXES, beside), 2):
                assert not overlap(one, other)


def overlap(one: FloatRect, other: FloatRect) -> bool:
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

FONTS = """:root {
    --serif: 'Liberation Serif', 'NanumMyeongjo';
    --sans: 'Liberation Sans', 'NanumGothic';
    --mono: 'Liberation Mono';
}
:focus { outline: none !important }
* { caret-color: #0000 }"""
FAMILIES = "Liberation Sans", "Liberation Serif", "Liberation Mono", "NanumGothic", "NanumMyeongjo"
VIEWS = [
    ("home-390-light", 390, "light", "en", "/"),
    ("search-820-dark", 820, "dark", "en", "/?q=visual+token&min_votes=3"),
    ("paper-1280-light", 1280, "light", "en", "/papers/2407.00001?q=token"),
    ("feed-390-dark", 390, "dark", "ko", "/feed"),
    ("lists-768-light", 768, "light", "en", "/kept"),
    ("for-you-1280-dark", 1280, "dark", "ko", "/for-you"),
    ("calendar-820-light", 820, "light", "en", "/calendar"),
]


def has_font(family: str) -> bool:
    """Whether a browser on this machine finds a font."""
    found = subprocess.run(["fc-match", family], capture_output=True, text=True, check=True)
    return family in found.stdout


@pytest.mark.parametrize(("name", "width", "scheme", "language", "path"), VIEWS)
def test_what_it_looks_like(
    browser: Browser,
    full: Served,
    name: str,
    width: int,
    scheme: str,
    language: str,
    path: str,
) -> None:
    if not all(map(has_font, FAMILIES)):
        pytest.skip("no Liberation or Nanum fonts: the pictures to compare were taken with them")
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=language,
        bypass_csp=True,
    )
    page = Tab(context, full.address).open(path)
    page.add_style_tag(content=FONTS)
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
