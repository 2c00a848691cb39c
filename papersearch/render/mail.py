"""What watches caught as an HTML page that can be sent as an e-mail.

Many mail programs drop style sheets and all block pictures: every style stands where it is used,
and nothing is loaded from anywhere. A browser is told to see to that. Text and ground take the
colours of the program that shows them, light or dark, and the few colours of our own are read on
both; where a style sheet counts, dark ones take their place.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.render.facts import address, date, notes, published, votes
from papersearch.render.terminal import escape, escape_marked
from papersearch.types.paper import Section

if TYPE_CHECKING:
    from papersearch.following.feed import Catch, Caught, Feed
    from papersearch.types.watch import Watch

_BODY = (
    "margin:0 auto;padding:16px;max-width:680px;"
    "word-break:keep-all;overflow-wrap:anywhere;"
    "font:16px/1.5 -apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK KR',sans-serif"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SCHEMES = '<meta name="color-scheme" content="light dark">'
_SCHEMES += '<meta name="supported-color-schemes" content="light dark">'
_SHEET = (
    ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    "@media (prefers-color-scheme:dark){"
    "body{color:#e3e3e8!important;background:#1b1b1f!important}"
    ".quiet{color:#a5a5b0!important}.title{color:#8ab4f8!important}"
    ".line{border-color:#47474f!important}"
    ".mark{color:#ffe9a8!important;background:#4d4213!important}}"
)
_QUIET = "color:#74747d"
_WATCH = f"margin:24px 0 0;font-size:15px;{_QUIET};border-bottom:1px solid #a5a5b0"
_PAPER = "margin:16px 0"
_TITLE = "font-weight:600;color:#2d71dd;text-decoration:none"
_FACTS = f"font-size:13px;{_QUIET}"
_SHOWN = "margin:4px 0 0;padding-left:10px;border-left:3px solid #a5a5b0"
_MARK = "color:#1d1d1f;background:#fff2b3"


def mail(feed: Feed) -> str:
    """Return the whole page; one that says so where nothing was caught."""
    count = len(feed)
    title = f"{count:,} new paper{'' if count == 1 else 's'}" if count else "No new papers"
    blocks = [_watch(watch, caught) for watch, caught in feed.by_watch()]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width">'
        f"{_SCHEMES}<title>{title}</title><style>{_SHEET}</style></head>\n"
        f'<body style="{_BODY}">\n<h1 style="margin:0;font-size:20px">{title}</h1>\n'
        f"{''.join(blocks)}</body></html>\n"
    )


def summary(caught: Caught) -> str:
    """Return what the digests say of a paper as HTML, its facts in front."""
    parts = [f"<p>{_facts(caught)}</p>", *map(_section, caught.paper.sections)]
    return "".join(parts)


def _watch(watch: Watch, caught: Sequence[Caught]) -> str:
    said = "" if watch.text == watch.name else f" · {_text(watch.text)}"
    head = f'<h2 class="quiet line" style="{_WATCH}"><b>{_text(watch.name)}</b>{said}</h2>\n'
    return head + "".join(map(_paper, caught))


def _paper(caught: Caught) -> str:
    paper, best = caught.paper, caught.catches[0]
    title, target = _text(paper.title or paper.id), address(paper.url)
    if target:
        title = f'<a class="title" style="{_TITLE}" href="{html.escape(target)}">{title}</a>'
    else:
        title = f"<b>{title}</b>"
    shown = ""
    if best.evidence and best.section >= 0:
        label = f"<b>{_text(caught.label)}</b>: " if caught.label else ""
        shown = f'<div class="line" style="{_SHOWN}">{label}{_marked(best)}</div>'
    facts = f'<div class="quiet" style="{_FACTS}">{_facts(caught)}</div>'
    return f'<div style="{_PAPER}">{title}{facts}{shown}</div>\n'


def _facts(caught: Caught) -> str:
    paper = caught.paper
    authors = ", ".join(paper.authors[:3]) + (" …" if len(paper.authors) > 3 else "")
    level = f"{caught.catches[0].level} match"
    facts = (level, date(paper), votes(paper), *published(paper), authors)
    return " · ".join(_text(part) for part in (*facts, *notes(caught)) if part)


def _section(section: Section) -> str:
    lines = "<br>".join(map(_text, section.text.split("\n")))
    return f"<p>{f'<b>{_text(section.label)}</b>: ' if section.label else ''}{lines}</p>"


def _marked(catch: Catch) -> str:
    text, marks = escape_marked(catch.evidence, catch.marks)
    parts, at = [], 0
    for start, end in marks:
        marked = f'<span class="mark" style="{_MARK}">{html.escape(text[start:end])}</span>'
        parts += [html.escape(text[at:start]), marked]
        at = end
    return "".join([*parts, html.escape(text[at:])])


def _text(text: str) -> str:
    return html.escape(escape(text))
