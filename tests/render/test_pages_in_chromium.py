"""Pages in a real browser: what they do, and what hostile titles cannot make them do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from papersearch.atlas.types import Atlas, Place, Topic
from papersearch.render.pictures.map_page import map_page
from papersearch.render.pictures.trends_page import trends_page
from papersearch.types.paper import Paper, Section
from tests.browser import chromium, opened
from tests.render.test_trends import QUERY, TOPICS

__all__ = ["chromium"]

ATTACK = "<img src=x onerror='window.hacked=1'></script><script>window.hacked=1</script>{{7*7}}"
PAPERS = (
    Paper(
        "2407.00001",
        "Café Tokens 토큰",
        days=("2024-07-04",),
        sections=(Section("New", "It counts tokens. It merges some."),),
        authors=("Ana Lima",),
        votes=49,
        url="https://arxiv.org/abs/2407.00001",
    ),
    Paper("x-1", ATTACK, days=("2023-01-02",), authors=(ATTACK,), url="javascript:window.hacked=1"),
    Paper("2407.00003", "No date", url="https://arxiv.org/abs/2407.00003"),
)
ATLAS = Atlas(
    tuple(
        Place(paper, x, y, at % 2, at == 1)
        for at, (paper, x, y) in enumerate(
            zip(PAPERS, (-0.9, 0.9, 0.0), (0.5, -0.5, 0.9), strict=True)
        )
    ),
    (Topic(("토큰", "tokens"), 2, 0, -0.9, 0.5), Topic((ATTACK,), 1, 1, 0.9, -0.5)),
    (Topic(("토큰",), 2), Topic((ATTACK,), 1)),
    3,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "map.html").write_text(map_page(ATLAS), encoding="utf-8")
    return tmp_path / "map.html"


@pytest.fixture
def page(chromium: Any, path: Path) -> Iterator[Any]:
    found, requests, complaints = opened(chromium, path, color_scheme="light")
    yield found
    assert not found.evaluate("window.hacked")
    assert set(requests) == {path.as_uri()}
    assert complaints == []
    found.close()


def place_of(page: Any, title: str) -> tuple[float, float]:
    """Go to a paper by the list of hits; return where on the screen it is then."""
    page.fill("#search", title)
    page.wait_for_timeout(400)  # what is found is shown when it has been typed
    page.locator("#hits button").first.click()
    return middle(page)


def middle(page: Any) -> tuple[float, float]:
    """Return the middle of what panel, tools and months leave of a wide window."""
    panel, tools, time = (page.locator(own).bounding_box() for own in ("#panel", "#tools", "#time"))
    return (panel["x"] + panel["width"] + 8 + tools["x"] - 4) / 2, (time["y"] - 4) / 2


def drawn(page: Any) -> str:
    found: str = page.evaluate("document.getElementById('map').toDataURL()")
    return found


def settled(page: Any) -> str:
    """Return what is drawn once it stays so: a busy machine is still at it when a page opens."""
    before, now = "", drawn(page)
    while now != before:
        page.wait_for_timeout(200)
        before, now = now, drawn(page)
    return now


def test_a_page_opens_and_asks_for_nothing(page: Any) -> None:
    assert page.title() == "3 papers"
    assert page.locator("#said").inner_text() == "2023-01-02 to 2024-07-04"
    page.wait_for_timeout(100)


def test_search_knows_titles_and_authors_without_case_and_accents(page: Any) -> None:
    for words, titles in (
        ("CAFE", ["Café Tokens 토큰"]),
        ("토큰 ana", ["Café Tokens 토큰"]),
        ("nobody", []),
    ):
        page.fill("#search", words)
        assert (
            page.locator("#hits button").evaluate_all("all => all.map(b => b.firstChild.data)")
            == titles
        )
        assert page.locator("#count").inner_text() == f"{len(titles)} of 3 papers"
    page.keyboard.press("Escape")
    assert page.locator("#count").inner_text() == ""


def test_search_lights_hits_up(page: Any) -> None:
    before = drawn(page)
    page.fill("#search", "tokens")
    page.wait_for_timeout(100)
    assert drawn(page) != before


def test_hovering_tells_clicking_keeps_and_the_card_opens(page: Any) -> None:
    from playwright.sync_api import expect

    x, y = place_of(page, "tokens")
    page.keyboard.press("Escape")
    card = page.locator("#card")
    assert card.is_hidden()
    page.mouse.move(x, y)
    for part in ("Café Tokens 토큰", "2024-07-04", "49 votes", "Ana Lima", "It counts tokens."):
        expect(card).to_contain_text(part)
    page.mouse.click(x, y)
    page.mouse.move(x + 200, y + 100)
    expect(card).to_contain_text("Café")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    with page.expect_popup() as popup:
        card.locator("a").click()
    popup.value.wait_for_timeout(200)
    assert asked == ["https://arxiv.org/abs/2407.00001"]
    assert popup.value.evaluate("window.opener") is None


def test_dragging_opens_nothing(page: Any) -> None:
    x, y = place_of(page, "tokens")
    popups: list[Any] = []
    page.on("popup", lambda popup: popups.append(popup))
    before = drawn(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 40, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert popups == []
    assert drawn(page) != before


def test_wheel_buttons_and_keys_zoom(page: Any) -> None:
    page.wait_for_timeout(300)  # names are placed when the map rests
    first = drawn(page)
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(100)
    zoomed = drawn(page)
    assert zoomed != first
    page.click("#all")
    page.mouse.move(700, 700)
    page.wait_for_timeout(300)
    assert drawn(page) == first
    page.keyboard.press("+")
    page.wait_for_timeout(100)
    assert drawn(page) != first


def test_hostile_titles_are_text(page: Any) -> None:
    popups: list[Any] = []
    page.on("popup", lambda popup: popups.append(popup))
    x, y = place_of(page, "onerror")
    card = page.locator("#card")
    assert ATTACK in card.inner_text()
    assert "Doubtful" in card.inner_text()
    assert card.locator("a").count() == 0  # no link that runs something
    page.mouse.click(x, y)
    page.wait_for_timeout(100)
    assert popups == []
    assert page.locator("img").count() == 0
    assert ATTACK in page.locator("#legend").inner_text()


def test_the_policy_stops_what_would_get_in_all_the_same(chromium: Any, path: Path) -> None:
    page, requests, complaints = opened(chromium, path)
    failures: dict[str, str] = {}
    page.on("requestfailed", lambda request: failures.update({request.url: request.failure}))
    page.evaluate(
        """() => {
            const box = document.createElement('div');
            box.innerHTML = '<img src="https://example.org/x.png" onerror="window.hacked=1">';
            document.body.append(box);
            const script = document.createElement('script');
            script.textContent = 'window.hacked=2';
            document.body.append(script);
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert [failures.get(url) for url in requests if url.startswith("http")] in ([], ["csp"])
    assert any("Content Security Policy" in text for text in complaints)
    page.close()


@pytest.mark.parametrize("colour", ["field", "date", "votes"])
def test_colours_and_legend(page: Any, colour: str) -> None:
    before = settled(page)
    page.select_option("#colour", colour)
    page.wait_for_timeout(100)
    legend = page.locator("#legend").inner_text()
    said = {"field": "토큰", "date": "2023-01-02", "votes": "49 votes"}
    assert said[colour] in legend
    assert (settled(page) == before) == (colour == "field")


def test_fields_can_be_hidden(page: Any) -> None:
    before = drawn(page)
    page.locator("#legend button").first.click()
    page.wait_for_timeout(100)
    assert drawn(page) != before
    assert page.locator("#legend button").first.get_attribute("aria-pressed") == "false"


def test_light_and_dark(chromium: Any, path: Path) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page, _, complaints = opened(chromium, path, color_scheme=scheme)
        ground = "getComputedStyle(document.body).backgroundColor"
        grounds.append(page.evaluate(ground))
        page.click("#theme")
        grounds.append(page.evaluate(ground))
        assert complaints == []
        page.close()
    light, darkened, dark, lightened = grounds
    assert (light, dark) == (lightened, darkened)
    assert light != dark


def test_a_narrow_window_keeps_everything_in_reach(chromium: Any, path: Path) -> None:
    page, _, complaints = opened(chromium, path)
    page.set_viewport_size({"width": 390, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#search").is_visible()
    assert complaints == []
    page.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
@pytest.mark.parametrize("which", ["query", "topics"])
def test_a_page_of_trends(chromium: Any, tmp_path: Path, width: int, which: str) -> None:
    trends = QUERY if which == "query" else TOPICS
    path = tmp_path / "trends.html"
    path.write_text(trends_page(trends), encoding="utf-8")
    page, requests, complaints = opened(chromium, path)
    page.set_viewport_size({"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    titles = page.locator(".row, .topic strong").all()
    boxes = [box for own in titles if (box := own.bounding_box())]
    assert len(boxes) > 1
    for one, other in combinations(boxes, 2):
        beside = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
        below = one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]
        assert beside or below
    assert page.locator(".papers a").first.is_hidden()
    page.locator("summary").first.click()
    link = page.locator(".papers a:visible").first
    assert link.get_attribute("href").startswith("https://arxiv.org/abs/")
    assert requests == [path.as_uri()]
    assert complaints == []
    page.close()
