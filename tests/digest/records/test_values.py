"""Names, days and rows of text as the values of records write them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from papersearch.digest import parse_bytes
from papersearch.digest.records import dates, rows
from papersearch.digest.records.authors import authors
from papersearch.digest.records.html import html_lines, inline
from papersearch.digest.records.latex import plain


@pytest.mark.parametrize(
    ("value", "names", "cut"),
    [
        (["Ada One", "Ben Two"], ("Ada One", "Ben Two"), False),
        (["Ada One", "Ada One"], ("Ada One",), False),
        (["Ada One", "et al."], ("Ada One",), True),
        (["Ada One, Ben Two"], ("Ada One", "Ben Two"), False),
        (["One, Ada", "Two, Ben"], ("Ada One", "Ben Two"), False),
        ([{"name": "Ada One"}, {"name": "Ben", "hidden": True}], ("Ada One",), False),
        ([{"given": "Ada", "family": "One"}], ("Ada One",), False),
        ([{"author": {"display_name": "Ada One"}}], ("Ada One",), False),
        ({"author": [{"text": "Ada One"}, {"text": "Ben Two"}]}, ("Ada One", "Ben Two"), False),
        ([["One", "Ada", ""], ["Two", "Ben", "Jr."]], ("Ada One", "Ben Two Jr."), False),
        ("Ada One, Ben Two and Cem Three", ("Ada One", "Ben Two", "Cem Three"), False),
        ("One, Ada; Two, Ben", ("Ada One", "Ben Two"), False),
        ("One, Ada and Two, Ben", ("Ada One", "Ben Two"), False),
        ("Three, Cem", ("Cem Three",), False),
        ("One, A., Two, B.", ("A. One", "B. Two"), False),
        ("Ada One, Some Place; Ben Two", ("Ada One", "Ben Two"), False),
        ("Ada One et al.", ("Ada One",), True),
        ("Ada One\nBen Two", ("Ada One", "Ben Two"), False),
        ("['Ada One', 'Ben Two']", ("Ada One", "Ben Two"), False),
        ([7, None, {}], (), False),
        ("王玉, 李米", ("王玉", "李米"), False),
        ("김옥, 이수", ("김옥", "이수"), False),
        ("[[One, Ada]], [[two|Ben Two]]", ("Ada One", "Ben Two"), False),
    ],
)
def test_names(value: Any, names: tuple[str, ...], cut: bool) -> None:
    assert authors(value) == (names, cut)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-03-04T00:10:00Z", "2025-03-04"),
        ("Tue, 04 Mar 2025 00:00:00 -0500", "2025-03-04"),
        ("2022/12/08", "2022-12-08"),
        ("20250304", "2025-03-04"),
        (1737600000000, "2025-01-23"),
        ({"date-parts": [[2025, 3, 4]]}, "2025-03-04"),
        ({"date-parts": [["2025", "3", "4"]]}, "2025-03-04"),
        ({"date-parts": [[2025]]}, ""),
        ([2025, 3, 4], "2025-03-04"),
        (datetime.datetime(2025, 3, 4, tzinfo=datetime.UTC), "2025-03-04"),
        (datetime.date(2025, 3, 4), "2025-03-04"),
        ([2025, 13, 4], ""),
        ("2024", ""),
        ("soon", ""),
        (True, ""),
        (None, ""),
    ],
)
def test_days(value: Any, day: str) -> None:
    assert dates.day(value) == day


def test_a_row_of_a_table() -> None:
    text = (
        "|**2021-10-04**|**A Paged Attention**|Ada A. One et.al.|"
        "[2110.48040v1](http://arxiv.org/abs/2110.48040v1)|**[link](https://github.com/a/b)**|\n"
    )
    assert rows.record(text) == {
        "date": "2021-10-04",
        "title": "A Paged Attention",
        "authors": "Ada A. One et.al.",
        "url": "http://arxiv.org/abs/2110.48040v1",
        "code": "https://github.com/a/b",
    }


def test_a_line_of_a_list() -> None:
    text = "- [A Paged Attention of Four](https://arxiv.org/abs/2110.48040), 2021-10-04, Ada One"
    found = rows.record(text)
    assert found is not None
    assert found["title"].startswith("A Paged Attention of Four")  # type: ignore[attr-defined]
    assert found["url"] == "https://arxiv.org/abs/2110.48040"


@pytest.mark.parametrize("text", ["", "a text", "https://example.org", "| a | b |", "- a\n\n- b"])
def test_other_texts_are_no_rows(text: str) -> None:
    assert rows.record(text) is None


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a < b & c", ["a < b & c"]),
        ("<p>One <b>bold</b> word</p><ul><li>a</li><li>b</li></ul>", ["One bold word", "a", "b"]),
        ("one<br>two", ["one", "two"]),
        ("<script>x</script><p>seen</p><style>y</style>", ["seen"]),
        ("<jats:p>We &amp; they.</jats:p>", ["We & they."]),
        ("a&nbsp;b", ["a b"]),
        ("", []),
    ],
)
def test_html(text: str, lines: list[str]) -> None:
    assert html_lines(text) == lines


def test_markup_within_a_line() -> None:
    assert inline("A <i>light</i>\n title &#8211; of it") == "A light title – of it"
    assert inline("A & B") == "A & B"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"{\"u}", "ü"),
        (r"\'{o}", "ó"),
        (r"\v{c}\c{c}\~n", "čçñ"),
        (r"\L{}\'{o}d\'z", "Łódź"),
        (r"Stra{\ss}e {\o}ne", "Straße øne"),
        (r"\emph{word} \& 50\% \_x", "word & 50% _x"),
        ("{{Paged} Attention}: $O(n^{2})$", "Paged Attention: $O(n^{2})$"),
        ("1--2~b", "1–2 b"),
    ],
)
def test_latex(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize("opening", ['{"a": ', "["])
def test_a_day_that_lies_deep_is_none(opening: str) -> None:
    closing = "}" if opening[0] == "{" else "]"
    value = opening * 900 + '"2025-03-04"' + closing * 900
    text = f'{{"id": "2503.00001", "title": "A Title", "publishedAt": {value}}}\n'
    (entry,) = parse_bytes(text.encode(), "a.jsonl").entries
    assert entry.day == ""
