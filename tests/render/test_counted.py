"""What is said of the papers that are counted or ordered where nothing answers."""

from __future__ import annotations

import dataclasses

from papersearch.render.facets import render_facets
from papersearch.render.hits import render_hits
from papersearch.render.terminal import Style
from papersearch.types.facets import Facets
from papersearch.types.hits import Answer, Hit
from papersearch.types.query import Query
from tests.render.conftest import TOKENS

COUNTED = Facets(12, months=(("2024-07", 12),), verdict="none")
HIT = Hit(11, TOKENS, 0.5, 0.8, 0.0, -1, "", near=False)


def test_of_nothing_that_answers_the_nearest_are_counted() -> None:
    def head(found: Facets, text: str = "zzzzqqq") -> str:
        return render_facets(found, "table", query=Query(text)).split("\n")[0]

    said = "nothing in the index answers this; the 12 nearest papers are counted"
    assert head(COUNTED) == said
    left = dataclasses.replace(COUNTED, papers=1, filtered=True)
    assert head(left) == (
        "nothing that the filters leave answers this; the 1 nearest paper is counted"
    )
    assert head(dataclasses.replace(COUNTED, verdict="weak")) == "12 papers that answer"
    assert head(dataclasses.replace(COUNTED, verdict=""), "votes:1") == "12 papers"
    narrow = render_facets(COUNTED, "table", style=Style(columns=30), query=Query("zzzzqqq"))
    assert all(len(line) <= 30 for line in narrow.split("\n"))
    assert " ".join(narrow.split("\n\n")[0].split()) == said


def test_of_nothing_that_answers_the_nearest_are_ordered() -> None:
    second = dataclasses.replace(HIT, rank=2)
    found = Answer((HIT, second), 0.0, "none", ordered=77)
    lines = render_hits(found, "table", query=Query("zzzzqqq", sort="votes")).split("\n")
    said = "ordered by votes: the 77 nearest papers; the numbers are ranks by relevance"
    assert lines[0] == said
    assert lines[1] == "nothing in the index answers this; the nearest papers are"
    assert lines[3].startswith("11 ")
    assert [line[:3] for line in lines if TOKENS.title[:10] in line] == ["11 ", " 2 "]
