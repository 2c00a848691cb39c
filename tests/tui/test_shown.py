"""Papers as styled text."""

from __future__ import annotations

import pytest

from papersearch.render.terminal import width
from papersearch.tui.shown import MARK, Row, reading, row, rows, verdict
from papersearch.types.hits import Answer, Hit
from papersearch.types.paper import Paper, Section

HOSTILE = "[red]red[/red] \x1b[31m \u202e [@click=app.quit]x[/]"
PAPER = Paper(
    "2407.00001",
    "Squeezed Tokens",
    (Section("What's New", "토큰(token)을 압축합니다."), Section("", "Tokens are kept.\n  - few")),
    ("2024-07-04",),
    ("Ana Lima",),
    votes=49,
    url="https://arxiv.org/abs/2407.00001",
)
HIT = Hit(
    1,
    PAPER,
    1.0,
    0.8,
    2.0,
    0,
    "토큰(token)을 압축합니다.",
    ((0, 2), (11, 13)),
    doubtful=True,
    relevance=71.6,
    near=False,
)


def marked(shown: Row, query: str) -> list[str]:
    content = reading(shown, query)
    return [content.plain[s.start : s.end] for s in content.spans if s.style == MARK]


def test_a_row_has_title_relevance_date_votes_and_doubt() -> None:
    title, facts = row(Row(PAPER, HIT), 60).plain.split("\n")
    assert title == "Squeezed Tokens"
    assert facts == "72  2024-07-04  49 votes  doubtful"
    assert row(Row(PAPER), 60).plain.split("\n")[1] == "2024-07-04  49 votes"


def test_less_near_is_what_stands_behind_an_answer() -> None:
    def less(end: int) -> list[bool]:
        return ["less near" in row(own, 60).plain for own in rows(Answer((HIT,) * 3, end=end), {})]

    assert less(1) == [False, True, True]
    assert less(3) == less(0) == [False] * 3


def test_what_the_reader_thinks_is_shown() -> None:
    liked, disliked = rows(Answer((HIT, HIT)), {PAPER.id: True})[0], Row(PAPER, liked=False)
    assert row(liked, 60).plain.split("\n")[1] == "72  liked  2024-07-04  49 votes  doubtful"
    assert "disliked" in row(disliked, 60).plain
    assert "\nliked\n" in reading(liked, "").plain
    assert "liked" not in reading(Row(PAPER), "").plain


@pytest.mark.parametrize("columns", [10, 20, 33])
def test_no_line_of_the_list_is_too_wide_and_no_title_too_long(columns: int) -> None:
    for title in ("word " * 40, "토큰" * 40, "a" * 200, "short"):
        lines = row(Row(Paper("1", title, days=("2024-07-04",), votes=49)), columns).plain.split(
            "\n"
        )
        assert len(lines) <= 3
        assert max(map(width, lines)) <= columns
        assert ("…" in "".join(lines[:-1])) == (title != "short")


def test_a_paper_without_title_shows_its_id() -> None:
    assert row(Row(Paper("x-1", "")), 60).plain.split("\n")[0] == "x-1"
    assert reading(Row(Paper("x-1", "")), "").plain.startswith("x-1")


def test_reading_has_everything() -> None:
    plain = reading(Row(PAPER, HIT), "token").plain
    for part in ("Squeezed Tokens", "Ana Lima", "arxiv.org/abs", "What's New ◂", "  - few"):
        assert part in plain
    assert "doubtful: the summary seems to be of another paper" in plain
    assert "◂" not in reading(Row(PAPER), "").plain
    assert reading(Row(PAPER, HIT), "").plain.split("\n")[1] == "72  similarity 0.800"
    assert "similarity" not in reading(Row(PAPER), "").plain


def test_the_query_s_words_and_their_translations_are_marked() -> None:
    assert marked(Row(PAPER, HIT), "tokens") == ["토큰", "token", "압축", "Tokens"]
    assert marked(Row(PAPER), "token") == ["token", "Tokens"]
    assert marked(Row(PAPER), "") == []


def test_what_digests_say_is_neither_markup_nor_obeyed() -> None:
    paper = Paper("x-1", HOSTILE, (Section(HOSTILE, f"red {HOSTILE}"),), authors=(HOSTILE,))
    for content in (row(Row(paper), 200), reading(Row(paper), "red")):
        assert "[red]red[/red]" in content.plain
        assert "[@click=app.quit]x[/]" in content.plain
        assert not set(content.plain) & set("\x1b\u202e")
        assert not any("click" in str(span.style) for span in content.spans)
    assert marked(Row(paper), "red") == ["red"] * 4


def test_the_verdict() -> None:
    assert verdict([Row(PAPER)], Answer((HIT,), 0.5, "fair")) == "fair answer: 1 paper"
    assert verdict([Row(PAPER)] * 2, Answer((HIT, HIT))) == "2 papers"
    assert verdict([Row(PAPER)] * 2, Answer((HIT,) * 3), more=True) == "the first 2 papers"
    assert "nothing in the index" in verdict([Row(PAPER)], Answer((HIT,), 0.0, "none"))
    assert "that the filters leave" in verdict(
        [Row(PAPER)], Answer((HIT,), 0.0, "none", filtered=True)
    )
    assert "nothing found" in verdict([], Answer())


def test_words_that_were_read_as_others_are_told() -> None:
    answer = Answer((HIT,), 0.5, "fair", read_as=(("difusion", "diffusion"),))
    assert verdict([Row(PAPER)], answer) == (
        'fair answer: 1 paper; no paper says "difusion": read as "diffusion"'
    )
    answer = Answer((HIT,), offered=(("gausian", "gaussian"),), as_text=("-votes:3",))
    assert verdict([Row(PAPER)], answer) == (
        '1 paper; hardly a paper says "gausian": did you mean "gaussian"?; '
        'read as text, not as a condition: "-votes:3"'
    )
