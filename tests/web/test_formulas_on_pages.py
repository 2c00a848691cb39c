"""Formulas on pages, in HTML and in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Served, fake
from tests.web.tabs import CONTRAST, Tab, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONG = (
    r"\mathcal{L}(\theta) = \mathbb{E}_{x\sim p(x)}\left[\log\left(1+\exp\left("
    r"-\frac{f_\theta(x)-f_\theta(\hat{x})}{\tau}\right)\right)\right] + \lambda\|\theta\|_2^2"
    r" + D_{\mathrm{KL}}(p\|q)"
)
DAY = rf"""## Daily Papers (2024-07-04)

### [$L^2$ Bounds for $\alpha$-Stable Tokens](https://arxiv.org/abs/2407.00001)

Vote: 49

Authors: Ana Lima

- **What's New**: Stable tokens cost $5 and $6, $\nothing$ is $\text{{<img src=x>}}$ and \(d^2\).
- **Details**: The loss is ${LONG}$.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formulas")
    (folder / "04.md").write_text(DAY, encoding="utf-8")
    with fake(folder / "index")() as index:
        index.index([folder])
    return folder / "index"


def test_a_page_has_formulas_and_a_plain_title(client: TestClient) -> None:
    page = client.get("/papers/2407.00001?q=stable+tokens&lang=en").text
    assert r"<title>$L^2$ Bounds for $\alpha$-Stable Tokens · papersearch</title>" in page
    assert r'<math alttext="\alpha"><mrow><mi>α</mi></mrow></math></span>-<mark>Stable' in page
    assert r"cost $5 and $6, $\nothing$ is " in page
    assert "<mtext>&lt;img\xa0src=x&gt;</mtext>" in page
    assert "<img src=x" not in page
    assert r'<math alttext="d^2">' in page
    assert f'alttext="{LONG}"' in page


def test_a_list_of_papers_has_them(client: TestClient) -> None:
    for path in ("/?lang=en", "/?q=stable+tokens&lang=en", "/similar/2407.00001"):
        page = client.get(path).text
        assert r'<math alttext="L^2">' in page
    assert "<math" in client.get("/papers/2407.00001", headers={"X-Part": "sheet"}).text


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_draws_them_and_a_long_one_scrolls_within(
    browser: Browser, served: Served, scheme: Literal["light", "dark"]
) -> None:
    with browser.new_context(color_scheme=scheme) as context:
        tab = Tab(context, served.address)
        page = tab.open("/papers/2407.00001", lang="en")
        assert page.locator("math").count() == 5
        assert page.locator("math mi").first.evaluate(CONTRAST) >= 4.5
        for width in (1000, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        wide = [
            own.evaluate("own => own.scrollWidth > own.clientWidth")
            for own in page.locator(".math").all()
        ]
        assert wide == [False, False, False, False, True]
        for own in page.locator(".math").all():  # nothing is cut off, but for a rounded pixel
            assert own.evaluate("own => own.scrollHeight - own.clientHeight") <= 1
        assert (tab.wrong, tab.elsewhere) == ([], [])
