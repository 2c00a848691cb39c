"""Which addresses of papers are opened, and by which browsers."""

from __future__ import annotations

import webbrowser

import pytest

from papersearch.tui.opening import link, opened
from papersearch.types.paper import Paper

URL = "https://arxiv.org/abs/2407.00001"


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (Paper("2407.00001", "", url=URL), URL),
        (Paper("2407.00001", ""), URL),
        (Paper("x-0123456789ab", ""), ""),
        (Paper("2407.00001", "", url="javascript:alert(1)"), ""),
        (Paper("2407.00001", "", url="https://a.org/ --evil"), ""),
        (Paper("2407.00001", "", url="https://a.org/\x1b]52;c;eA==\a"), ""),
        (Paper("2407.00001", "", url="--version"), ""),
    ],
)
def test_the_address_of_a_paper(paper: Paper, expected: str) -> None:
    assert link(paper) == expected


def test_a_browser_that_would_take_the_screen_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lynx and the like draw where we draw."""
    asked: list[str] = []
    for kind, takes_it in (
        (webbrowser.GenericBrowser, False),
        (webbrowser.BackgroundBrowser, True),
    ):
        browser = kind("true")
        monkeypatch.setattr(browser, "open", lambda url, *_: not asked.append(url))  # type: ignore[func-returns-value]
        monkeypatch.setattr(webbrowser, "get", lambda browser=browser: browser)
        assert opened(URL) == takes_it
    assert asked == [URL]


def test_without_any_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> webbrowser.BaseBrowser:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    assert not opened(URL)
