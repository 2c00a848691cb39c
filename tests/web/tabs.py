"""A tab of a real browser, and what tests look at in it."""

from __future__ import annotations

import shutil
import urllib.parse
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, Request

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --force-color-profile=srgb --hide-scrollbars"
).split()

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium: `apt-get install chromium` lets these tests run"
)


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


def titles(page: Page) -> list[str]:
    return page.locator(".card h3").all_inner_texts()


def stop_the_clock(page: Page) -> None:
    """Let time pass only where a test says so, however slow the machine is."""
    page.clock.install(time=0)
    page.clock.pause_at(3_600)


def top(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["y"]


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
