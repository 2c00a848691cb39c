from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable

import orjson
import pytest

from papersearch.render.hits import FORMATS, render_hits
from papersearch.render.payload import answer_payload
from papersearch.render.terminal import Style, width
from papersearch.types.hits import Answer
from papersearch.types.query import Filters, Query
from tests.render.conftest import HITS

QUERY = Query("visual tokens", 2, "hybrid", Filters(since="2024-07-01", min_votes=1))


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_table(golden: Callable[[str, str], None], columns: int) -> None:
    text = render_hits(HITS, "table", style=Style(columns=columns))
    assert max(map(width, text.split("\n"))) <= columns
    golden(f"table-{columns}.txt", text)


def test_the_table_in_colour(golden: Callable[[str, str], None]) -> None:
    golden("table-colour.txt", render_hits(HITS, "table", style=Style(color=True, columns=80)))


def test_a_line_parts_what_stands_out_from_what_merely_follows() -> None:
    answer = Answer(HITS, 0.8, "strong", end=1)
    first, line, second = render_hits(answer, "table", style=Style()).split("\n\n")[1:]
    assert first.startswith("1   83  TokenSqueeze")
    assert line == "─── less near ───"
    assert second.startswith("2    –  =cmd")
    assert "\n\nLess near:\n\n2. **" in render_hits(answer, "markdown")
    for end in (0, 2):
        whole = Answer(HITS, 0.8, "strong", end=end)
        assert not any("ess near" in render_hits(whole, name) for name in ("table", "markdown"))


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("verdict", ["strong", "fair", "weak", "none"])
def test_a_verdict_says_what_it_is_about(verdict: str, filtered: bool) -> None:
    first = render_hits(Answer(HITS, 0.5, verdict, filtered), "table").split("\n")[0]
    assert ("filters leave" in first) == filtered
    assert ("the index" in first) != filtered
    assert first.startswith("nothing" if verdict == "none" else f"{verdict} answer")


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "markdown", "ids"])
def test_formats_for_programs(golden: Callable[[str, str], None], format_: str) -> None:
    golden(f"hits.{format_}", render_hits(HITS, format_, query=QUERY))


def test_words_that_were_read_as_others_are_told_above_all_else() -> None:
    read_as = (("Difusion", "diffusion"), ("vidoe", "video"))
    answer = Answer(HITS, 0.5, "fair", read_as=read_as)
    first, rest = render_hits(answer, "table", style=Style(columns=80)).split("\n\n", 1)
    assert first == 'no paper says "Difusion", "vidoe": read as "diffusion", "video"'
    assert rest == render_hits(Answer(HITS, 0.5, "fair"), "table", style=Style(columns=80))
    assert answer_payload(answer)["read_as"] == dict(read_as)
    assert answer_payload(HITS)["read_as"] == {}
    assert render_hits(answer, "ids") == render_hits(HITS, "ids")


def test_how_a_query_was_read_is_told() -> None:
    answer = Answer(
        HITS,
        offered=(("gausian", "gaussian"),),
        as_text=("-votes:3", "votes:x"),
        read_characters=1024,
    )
    told = render_hits(answer, "table", style=Style(columns=80)).split("\n\n")[0]
    assert told.split("\n") == [
        'hardly a paper says "gausian": did you mean "gaussian"?',
        'read as text, not as a condition: "-votes:3", "votes:x"',
        "of meaning only the first 1,024 characters are read, of words all",
    ]
    payload = answer_payload(answer)
    assert payload["offered"] == {"gausian": "gaussian"}
    assert payload["as_text"] == ["-votes:3", "votes:x"]
    assert payload["read_characters"] == 1024


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_found(format_: str) -> None:
    text = render_hits((), format_, query=QUERY)
    if format_ == "json":
        assert orjson.loads(text)["hits"] == []
    elif format_ == "csv":
        assert text.count("\n") == 1
    else:
        assert text == ""


def test_lines_of_json_are_the_hits_of_the_whole() -> None:
    lines = render_hits(HITS, "jsonl").splitlines()
    assert [orjson.loads(line) for line in lines] == answer_payload(HITS)["hits"]


def test_csv_reads_back_and_runs_no_formula() -> None:
    first, second = csv.DictReader(io.StringIO(render_hits(HITS, "csv"), newline=""))
    assert first["title"] == HITS[0].paper.title
    assert first["authors"] == "Ana Lima; Bo Chen"
    assert float(first["similarity"]) == pytest.approx(0.8765)
    assert second["title"].startswith("'=cmd")
    assert second["similarity"] == ""


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-x", "'-x"),
        ("@SUM(1)", "'@SUM(1)"),
        ("|cmd", "'|cmd"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("﹢1", "'﹢1"),
        ("−1", "'−1"),
        ("\t=1", " '=1"),
        ("\r\n=1", "  '=1"),
        ("\u3000=1", "\u3000'=1"),
        ('"=1', "\"'=1"),
        ("\u200d=1", "\u200d'=1"),
        ("\ufeff=1", "\\ufeff=1"),
        ("a;=cmd|x", "a;'=cmd|x"),
        ('a; "@x', "a; \"'@x"),
        ("a=b, c-d; e", "a=b, c-d; e"),
    ],
)
def test_no_cell_begins_a_formula(text: str, cell: str) -> None:
    paper = dataclasses.replace(HITS[1].paper, title=text, authors=("A", text))
    (row,) = csv.DictReader(
        io.StringIO(render_hits([dataclasses.replace(HITS[1], paper=paper)], "csv"), newline="")
    )
    assert row["title"] == cell
    assert row["authors"] == f"A; {cell}"


def test_markdown_holds_nothing_that_runs() -> None:
    text = render_hits(HITS, "markdown")
    assert "<script" not in text.replace("\\<", "")
    assert "javascript:" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_reaches_the_terminal_that_it_obeys(format_: str) -> None:
    text = render_hits(HITS, format_, style=Style())
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_json_keeps_the_text_as_it_is() -> None:
    assert orjson.loads(render_hits(HITS, "json"))["hits"][1]["title"] == HITS[1].paper.title


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="no format 'xml': choose one of table"):
        render_hits(HITS, "xml")
