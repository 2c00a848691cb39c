"""What a map's page does with hands and keys, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from papersearch.atlas.types import Atlas, Place, Topic
from papersearch.render.pictures.map_page import map_page
from papersearch.types.paper import Paper, Section
from tests.browser import chromium, opened

__all__ = ["chromium"]

WORDS = ("alpha", "beta", "gamma", "delta")
CORNERS = ((-0.8, 0.7), (0.8, 0.7), (-0.8, -0.7), (0.8, -0.7))


def atlas() -> Atlas:
    """Four groups of thirty papers in the corners, one after the other in time."""
    places = []
    for group, (x, y) in enumerate(CORNERS):
        for n in range(30):
            month = 3 * group + n % 3 + 1
            paper = Paper(
                f"24{month:02}.{100 * group + n:05}",
                f"{WORDS[group]} {n}",
                (Section("", f"Paper {n} tells of {WORDS[group]}."),),
                days=(f"2024-{month:02}-{n % 28 + 1:02}",),
                authors=("Ana Lima",),
                votes=n,
                url=f"https://arxiv.org/abs/24{month:02}.{100 * group + n:05}",
            )
            spread = 0.06
            places.append(
                Place(
                    paper, x + spread * (n % 6 - 3) / 3, y + spread * (n // 6 - 2) / 2, group, False
                )
            )
    topics = tuple(Topic((f"topic {word}",), 30, at, *CORNERS[at]) for at, word in enumerate(WORDS))
    fields = tuple(Topic((f"field {word}",), 30, at, *CORNERS[at]) for at, word in enumerate(WORDS))
    return Atlas(tuple(places), topics, fields, 120)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("map") / "map.html"
    found.write_text(map_page(atlas()), encoding="utf-8")
    return found


@pytest.fixture
def page(chromium: Any, path: Path) -> Iterator[Any]:
    found, requests, complaints = opened(chromium, path, color_scheme="light")
    found.wait_for_selector("html.ready")
    found.wait_for_timeout(300)
    yield found
    assert [own for own in requests if not own.startswith("blob:")] == [path.as_uri()]
    assert complaints == []
    found.close()


def drawn(page: Any) -> str:
    page.wait_for_timeout(300)
    found: str = page.evaluate("document.getElementById('map').toDataURL()")
    return found


def count(page: Any) -> str:
    found: str = page.locator("#count").inner_text()
    return found


def room(page: Any) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the map's part of the window."""
    panel, tools, time = (page.locator(own).bounding_box() for own in ("#panel", "#tools", "#time"))
    return panel["x"] + panel["width"] + 8, 0, tools["x"] - 4, time["y"] - 4


def on_screen(page: Any, x: float, y: float) -> tuple[float, float]:
    """Return where a place of the whole map is on the screen."""
    left, top, right, bottom = room(page)
    unit = 0.46 * min(right - left, bottom - top)
    return (left + right) / 2 + x * unit, (top + bottom) / 2 - y * unit


def test_keys_work_without_a_click(page: Any) -> None:
    first = drawn(page)
    page.keyboard.press("+")
    assert drawn(page) != first
    page.keyboard.press("0")
    assert drawn(page) == first
    page.click("#in")  # the focus is on a button now
    page.keyboard.press("0")
    assert drawn(page) == first
    page.keyboard.press("/")
    page.keyboard.type("0+")  # text, where it is typed
    assert page.input_value("#search") == "0+"


def test_zoom_has_bounds_and_the_map_cannot_be_lost(page: Any) -> None:
    for _ in range(30):
        page.keyboard.press("+")
    assert page.locator("#in").is_disabled()
    near = drawn(page)
    page.keyboard.press("+")
    assert drawn(page) == near
    for _ in range(30):
        page.keyboard.press("-")
    assert page.locator("#out").is_disabled()
    assert page.locator("#in").is_enabled()
    for _ in range(100):
        page.keyboard.press("ArrowRight")
    edge = drawn(page)
    page.keyboard.press("ArrowRight")
    assert drawn(page) == edge


def test_a_search_shows_its_hits_and_gives_the_view_back(page: Any) -> None:
    first = drawn(page)
    page.fill("#search", "delta")
    page.wait_for_timeout(600)
    left, top, right, bottom = room(page)
    assert count(page) == "30 of 120 papers"
    page.keyboard.press("Tab")
    page.mouse.move((left + right) / 2, (top + bottom) / 2)
    # In the middle of the window lies the middle of the hits, and all of them are in view.
    page.keyboard.press("v")
    assert count(page) == "30 of 120 papers"
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    page.mouse.move(left + 5, bottom - 5)
    page.evaluate("document.activeElement.blur()")
    assert drawn(page) == first


def test_a_card_moves_with_its_dot(page: Any) -> None:
    x, y = on_screen(page, -0.8, 0.7)
    page.mouse.click(x, y)
    card = page.locator("#card")
    assert "tells of alpha." in card.inner_text()
    before = card.bounding_box()
    page.mouse.move(700, 300)
    page.mouse.down()
    page.mouse.move(780, 330, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    after = card.bounding_box()
    assert after["x"] - before["x"] == pytest.approx(80, abs=6)
    assert after["y"] - before["y"] == pytest.approx(30, abs=6)


def test_names_of_fields_then_of_topics_then_titles(page: Any) -> None:
    page.evaluate(
        """() => {
            window.written = [];
            const own = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (text, ...more) {
                window.written.push(text);
                return own.call(this, text, ...more);
            };
        }"""
    )

    def written() -> set[str]:
        page.wait_for_timeout(400)
        page.evaluate("window.written.length = 0")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
        return set(page.evaluate("window.written"))

    assert {f"field {word}" for word in WORDS} <= written()
    x, y = on_screen(page, -0.8, 0.7)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)  # about twice as near: two groups are left
    page.keyboard.press("ArrowRight")
    page.mouse.wheel(0, -200)
    names = written()
    assert not any(name.startswith("field") for name in names)
    assert any(name.startswith(("topic", "alpha")) for name in names)
    page.mouse.wheel(0, -2000)
    assert any(name.startswith("alpha ") for name in written())


def test_months_are_brushed_with_keys(page: Any) -> None:
    first = drawn(page)
    assert page.locator("#span").inner_text() == "2024-01 – 2024-12"
    page.focus("#to")
    for _ in range(9):
        page.keyboard.press("ArrowLeft")
    assert page.locator("#span").inner_text() == "2024-01 – 2024-03"
    assert page.locator("#to").get_attribute("aria-valuetext") == "2024-03"
    assert drawn(page) != first
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("v")
    assert count(page) == "30 of 120 papers"  # those of the first quarter
    assert "alpha" in page.locator("#hits button").first.inner_text()


def test_play_moves_a_span_through_the_corpus(page: Any) -> None:
    page.click("#play")
    assert page.locator("#span").inner_text() == "2024-01 – 2024-03"
    page.get_by_text("2024-03 – 2024-05").wait_for()
    page.click("#play")
    at = page.locator("#span").inner_text()
    page.wait_for_timeout(1000)
    assert page.locator("#span").inner_text() == at
    assert page.locator("#play").get_attribute("aria-label") == "Play the months"


def chosen_by_lasso(page: Any) -> None:
    page.keyboard.press("l")
    assert page.locator("#lasso").get_attribute("aria-pressed") == "true"
    x, y = on_screen(page, 0.8, -0.7)
    page.mouse.move(x - 60, y - 60)
    page.mouse.down()
    for corner in ((x + 60, y - 60), (x + 60, y + 60), (x - 60, y + 60)):
        page.mouse.move(*corner, steps=4)
    page.mouse.up()


def test_a_lasso_lists_and_hands_over(page: Any) -> None:
    chosen_by_lasso(page)
    assert count(page) == "30 of 120 papers"
    assert page.locator("#lasso").get_attribute("aria-pressed") == "false"
    contents = {}
    for kind in ("ids", "bibtex", "csv"):
        with page.expect_download() as download:
            page.click(f"#{kind}")
        name = download.value.suggested_filename
        contents[name] = Path(download.value.path()).read_text(encoding="utf-8")
    assert set(contents) == {"papers.txt", "papers.bib", "papers.csv"}
    ids = contents["papers.txt"].split()
    assert len(ids) == 30
    assert all(300 <= int(own[-5:]) < 330 for own in ids)
    assert contents["papers.bib"].count("@misc{") == 30
    assert "title = {{delta 7}}" in contents["papers.bib"]
    rows = contents["papers.csv"].splitlines()
    assert rows[0] == "id,title,authors,date,votes,url"
    assert len(rows) == 31
    page.keyboard.press("Escape")
    assert count(page) == ""
    assert page.locator("#export").is_hidden()


def test_keys_list_what_is_in_view(page: Any) -> None:
    page.keyboard.press("v")
    assert count(page) == "120 of 120 papers"
    assert page.locator("#hits li").count() == 101  # a hundred, and how many more
    page.click("#clear")
    assert count(page) == ""


def test_a_lasso_chooses_among_what_is_lit(page: Any) -> None:
    page.fill("#search", "alpha")
    page.wait_for_timeout(500)
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("0")
    chosen_by_lasso(page)
    assert count(page) == "0 of 120 papers"


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1280, 1920])
def test_everything_is_in_reach(chromium: Any, path: Path, width: int) -> None:
    page, _, complaints = opened(chromium, path)
    page.set_viewport_size({"width": width, "height": 740})
    page.reload()
    page.wait_for_selector("html.ready")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for own in ("#search", "#key", "#play", "#lasso", "#list", "#theme", "#span"):
        box = page.locator(own).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert 0 <= box["y"] <= 740 - 20
    if width < 640:
        assert page.locator("#legend").is_hidden()
        page.locator("#key summary").click()
    assert page.locator("#legend").is_visible()
    assert "field alpha" in page.locator("#legend").inner_text()
    assert complaints == []
    page.close()


def test_a_phone_has_the_card_at_its_bottom_and_the_dot_above_it(chromium: Any, path: Path) -> None:
    page, _, _ = opened(chromium, path, has_touch=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    page.wait_for_selector("html.ready")
    page.fill("#search", "gamma 4")
    page.wait_for_timeout(500)
    page.locator("#hits button").first.click()
    card, time = (page.locator(own).bounding_box() for own in ("#card", "#time"))
    assert card["y"] + card["height"] <= time["y"]
    assert page.locator("#card a").is_visible()
    page.close()


def test_without_javascript_the_topics_are_said(chromium: Any, path: Path) -> None:
    page, _, _ = opened(chromium, path, java_script_enabled=False)
    for word in WORDS:
        assert page.locator("noscript li", has_text=f"topic {word}").is_visible()
    page.close()
