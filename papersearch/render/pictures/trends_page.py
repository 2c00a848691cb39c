"""Trends as a page of one file, which loads and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from papersearch.render.pictures.page import asset, digest, filled, text
from papersearch.render.pictures.trends_body import trends_body
from papersearch.render.trend_words import headline

if TYPE_CHECKING:
    from papersearch.atlas.types import Trends
    from papersearch.types.paper import Paper


def trends_page(trends: Trends) -> str:
    """Return the HTML of trends."""
    style = asset("trends.css")
    parts = {
        "TITLE": text(headline(trends)),
        "STYLE": style,
        "STYLE_HASH": digest(style),
        "BODY": trends_body(trends, _address),
    }
    return filled(asset("trends.html"), parts)


def _address(paper: Paper) -> str:
    """Return where a paper is, "" for what no page may link to."""
    try:
        scheme = urlsplit(paper.url).scheme
    except ValueError:
        return ""
    return paper.url if scheme in ("http", "https") else ""
