"""The address of a paper, and the browser that opens it."""

from __future__ import annotations

import webbrowser

from papersearch.render.terminal import escape
from papersearch.types.address import page
from papersearch.types.paper import Paper


def link(paper: Paper) -> str:
    """Return the address of a paper on the web, "" where it has none that can be trusted."""
    url = paper.url or page(paper.id)
    is_plain = escape(url) == url and " " not in url
    return url if is_plain and url.lower().startswith(("https://", "http://")) else ""


def opened(url: str) -> bool:
    """Open an address in a browser, if one leaves the terminal alone; return whether it did."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    in_terminal = isinstance(browser, webbrowser.GenericBrowser) and not isinstance(
        browser, webbrowser.BackgroundBrowser
    )
    return not in_terminal and browser.open(url)
