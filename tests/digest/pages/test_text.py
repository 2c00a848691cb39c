from __future__ import annotations

import pytest
from lxml import etree

from papersearch.digest.pages.text import lines_of


def lines(html: str) -> list[str]:
    return lines_of(etree.HTML(f"<body>{html}").find("body")[0])


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>one\n two<br>three</p>", ["one", "two", "three", ""]),
        ("<ul><li>one<li>two<p>three</ul>", ["- one", "- two", "  three", ""]),
        ("<ul><li>one<ul><li>two</ul></ul>", ["- one", "  - two", ""]),
        ("<h3>one</h3>", ["### one"]),
        ("<pre>a\n  b\n</pre>", ["```", "a", "  b", "```"]),
        ("<hr>", ["---"]),
        ("<p><b>Method:</b> one</p>", ["**Method:** one", ""]),
        ("<p><b>Method</b>: one</p>", ["**Method**: one", ""]),
        ("<p>so <b>bold:</b> one</p>", ["so bold: one", ""]),
        ("<p><i>one</i></p>", ["*one*", ""]),
        ("<p><i>one</i> two</p>", ["one two", ""]),
        ("<p><code>a`b</code> <code>c</code></p>", ["a`b `c`", ""]),
        ("<p><a href='https://x.org/1'>PDF</a></p>", ["[PDF](https://x.org/1)", ""]),
        ("<p><a href='https://x.org/1'>Some words</a></p>", ["Some words", ""]),
        ("<p><a href='#top'>back</a>one<img src=a><svg>x</svg></p>", ["one", ""]),
        ("<p><span>one</span><span>two</span></p>", ["one two", ""]),
        ("<table><tr><td>one<td>two<tr><td>three</table>", ["one | two", "three", ""]),
        (
            "<details><summary>Abstract</summary>one<summary>Show</summary></details>",
            ["## Abstract", "one", ""],
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_lines(html: str, wanted: list[str]) -> None:
    assert lines(html) == wanted


def test_what_is_nested_deeply_is_text() -> None:
    assert "".join(lines("<div>" * 200 + "one <b>two</b>")).strip() == "one two"
    assert "".join(lines("<div>" + "<span>" * 200 + "one <b>two</b>")).strip() == "one two"
