from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.types.box import Says, Typed, typed
from papersearch.types.query import Filters, Query


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("visual tokens", Typed("visual tokens", Says())),
        ('"state space" models', Typed("state space models", Says(phrases=("state space",)))),
        ("robots -diffusion", Typed("robots", Says(without=("diffusion",)))),
        ('-"state space" robots', Typed("robots", Says(without=("state space",)))),
        ("title:token", Typed("token", Says(titles=("token",)))),
        ('Title:"visual token" x', Typed("visual token x", Says(titles=("visual token",)))),
        ("-title:token x", Typed("x", Says(no_titles=("token",)))),
        ("-author:lee x", Typed("x", Says(no_authors=("lee",)))),
        ("author:lee", Typed("", Says(), (("author", "lee"),))),
        ('author:"=Song Han" x', Typed("x", Says(), (("author", "=Song Han"),))),
        ("category:cs.CL x", Typed("x", Says(), (("category", "cs.CL"),))),
        ('Category:"Machine Learning"', Typed("", Says(), (("category", "Machine Learning"),))),
        ("category: x", Typed("category: x", Says())),
        ('author:"Song Han" x', Typed("x", Says(), (("author", "Song Han"),))),
        ("votes:>20 x", Typed("x", Says(), (("votes", "21"),))),
        ("“state space” models", Typed("state space models", Says(phrases=("state space",)))),
        ("votes:>=20 x", Typed("x", Says(), (("votes", "20"),))),
        ("votes:20+", Typed("", Says(), (("votes", "20"),))),
        ('since:"last week" x', Typed("x", Says(), (("since", "last week"),))),
    ],
)
def test_signs_mean_something(text: str, meant: Typed) -> None:
    assert typed(text) == meant


@pytest.mark.parametrize(
    ("text", "as_text"),
    [
        ('x -"state space', ('-"state',)),
        ("-votes:>3 x", ("-votes:>3",)),
        ('-section:"a b" x', ('-section:"a b"',)),
        ("-author: x", ("-author:",)),
        ("-category:cs.CL x", ("-category:cs.CL",)),
        ("votes:many votes:many", ("votes:many",)),
        ('title:"open x', ('title:"open',)),
        ("-since:2024", ("-since:2024",)),
        ("S. -H. Gary Chan", ()),
        ("author: song", ()),
        ('x "open', ()),
    ],
)
def test_what_looks_like_a_condition_and_is_none_is_text(
    text: str, as_text: tuple[str, ...]
) -> None:
    assert typed(text) == Typed(text, Says(), (), as_text)
    assert Query(text).as_text == as_text


def test_in_a_text_that_was_pasted_only_fields_are_signs() -> None:
    signs = '"state space" -diffusion since:2024'
    for words, meant in ((16, True), (17, False)):
        found = typed(f"{signs} {' '.join(['model'] * words)}")
        assert any(found.says) == meant
        assert found.filters == (("since", "2024"),)
        assert meant or found.words.startswith('"state space" -diffusion model')


@pytest.mark.parametrize(
    "text",
    [
        "state-of-the-art", "a - b", "GPT-4 -", "https://arxiv.org/abs/2407.00001", "C++: a survey",
        "title: a subtitle", 'an open " mark', 'title:"open', "votes:many", "-since:2024",
        "attention: is all", "a--b", '"" x', "author:: x", "10-20", "e.g. :", "doi:10.1/x",
    ],
)  # fmt: skip
def test_all_else_is_text(text: str) -> None:
    assert typed(text)._replace(as_text=()) == Typed(text, Says())


@given(st.text(alphabet=' ":-abtitle:author:since:votes2024가', max_size=60))
def test_nothing_is_an_error_and_no_word_is_lost(text: str) -> None:
    found = typed(text)
    values = [*found.words.split(), *(word for part in found.says for word in part)]
    values += [value for _, value in found.filters]
    assert sum(map(str.isalnum, "".join(values))) <= sum(map(str.isalnum, text)) * 2
    if any(character.isalnum() for character in text):
        query = Query(text)
        assert Query(query.text, filters=query.filters).filters == query.filters


def test_filters_that_are_typed_add_to_those_that_are_given() -> None:
    query = Query("x since:2024-07 votes:5 author:lee", filters=Filters("2024-06", authors="han"))
    assert query.words == "x"
    assert query.filters == Filters("2024-07-01", "", ("han", "lee"), 5)
    assert Query("x until:2024-05", filters=Filters(until="2024-04")).filters.until == "2024-04-30"
    assert Query("votes:5 x", filters=Filters(min_votes=9)).filters.min_votes == 9


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("x since:soon", "x since:soon", Filters()),
        ("x since:2024-08 until:2024-07", "x until:2024-07", Filters("2024-08")),
        ("since:soon author:lee x", "x since:soon", Filters(authors="lee")),
        ("x votes:5 until:never", "x until:never", Filters(min_votes=5)),
    ],
)
def test_a_filter_that_cannot_be_met_is_text_and_nothing_else_is(
    text: str, words: str, filters: Filters
) -> None:
    query = Query(text)
    assert (query.words, query.filters) == (words, filters)


def test_a_filter_that_contradicts_one_that_is_given_is_text() -> None:
    query = Query('x "state space" author:lee until:2024', filters=Filters("2025-01"))
    assert query.filters == Filters("2025-01", authors="lee")
    assert query.says.phrases == ("state space",)
