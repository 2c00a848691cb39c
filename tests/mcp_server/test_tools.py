"""The tools by themselves: what they take, what they give, and what they say of bad input."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import InvalidQuery, PaperNotFound
from papersearch.mcp_server.schemas import TOOLS
from papersearch.mcp_server.tools import call, check
from papersearch.render.json_schema import Schema
from papersearch.render.payload import answer_payload, hit_payload, paper_payload
from papersearch.server.asked import MAX_HITS
from papersearch.types.query import Filters
from tests.declared import closed

TAKES = {tool.name: tool.takes for tool in TOOLS}
GIVES = {tool.name: tool.gives for tool in TOOLS}


def valid(name: str, payload: Any) -> bool:
    return bool(Draft202012Validator(GIVES[name]).is_valid(payload))


def schemas(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and all within it."""
    yield schema
    for part in [*schema.get("properties", {}).values(), schema.get("items")]:
        if part:
            yield from schemas(part)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_schema_is_one_and_describes_itself(tool: Any) -> None:
    for schema in (tool.takes, tool.gives):
        Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        for part in schemas(schema):
            for name, described in part.get("properties", {}).items():
                assert described.get("description"), name
    assert tool.description.endswith(".")


def test_a_search_says_which_words_were_read_as_others(make_index: Any) -> None:
    index = make_index()
    index.add([{"title": f"Diffusion {n}", "arxiv_id": f"2407.0000{n}"} for n in (1, 2)])
    payload = call(index, "search_papers", {"query": "difusion"})
    assert payload["read_as"] == {"difusion": "diffusion"}
    assert valid("search_papers", payload)
    assert payload["hits"][0]["title"].startswith("Diffusion")


def test_a_search_gives_what_the_command_line_gives(papers: PaperIndex) -> None:
    given = {"query": "시각 토큰", "k": 2, "since": "2024-07", "min_votes": 3, "explain": True}
    payload = call(papers, "search_papers", given)
    hits = papers.query("시각 토큰", 2, filters=Filters(since="2024-07", min_votes=3), explain=True)
    assert payload["hits"] == [hit_payload(hit) for hit in hits]
    assert payload["query"] == "시각 토큰"
    assert payload["filters"] == {"since": "2024-07-01", "min_votes": 3}
    assert valid("search_papers", payload)


def test_the_other_tools(papers: PaperIndex) -> None:
    similar = call(papers, "similar_papers", {"paper_id": "https://arxiv.org/abs/2407.00001v3"})
    assert similar == answer_payload(papers.similar("2407.00001"))
    assert valid("similar_papers", similar)
    several = {"paper_id": "2407.00001", "unlike": ["2407.00003"], "text": "Tokens\n\nOf speech."}
    assert call(papers, "similar_papers", several) == answer_payload(
        papers.similar("2407.00001", unlike=["2407.00003"], text="Tokens\n\nOf speech.")
    )
    also = call(papers, "similar_papers", {"also": ["2407.00001", "2407.00002"]})
    assert [hit["id"] for hit in also["hits"]] == ["2407.00003"]
    paper = call(papers, "get_paper", {"paper_id": "2407.00001"})
    assert paper == paper_payload(papers.paper("2407.00001"))
    assert valid("get_paper", paper)
    status = call(papers, "corpus_status", {})
    assert status["papers"] == 3
    assert valid("corpus_status", status)
    assert status.keys() == dataclasses.asdict(papers.status()).keys()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search_papers", {"query": "토큰", "explain": True, "authors": ["lima"]}),
        ("similar_papers", {"paper_id": "2407.00001"}),
        ("get_paper", {"paper_id": "2407.00001"}),
        ("corpus_status", {}),
    ],
)
def test_what_is_given_has_all_and_only_the_keys_of_its_schema(
    papers: PaperIndex, name: str, arguments: dict[str, Any]
) -> None:
    payload = call(papers, name, arguments)
    assert Draft202012Validator(closed(GIVES[name])).is_valid(payload)
    assert list(payload) == list(GIVES[name]["properties"])


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_every_mode_meets_the_schema(papers: PaperIndex, mode: str) -> None:
    for query in ("토큰", "nowhere"):
        payload = call(papers, "search_papers", {"query": query, "mode": mode, "explain": True})
        assert valid("search_papers", payload)


def test_filters_reach_the_search(papers: PaperIndex) -> None:
    def ids(**given: Any) -> list[str]:
        hits = call(papers, "search_papers", {"query": "model 토큰", **given})["hits"]
        return sorted(hit["id"] for hit in hits)

    assert ids(authors=["diaz"]) == ["2407.00002"]
    assert ids(min_votes=12.0) == ["2407.00001", "2407.00003"]
    assert ids(until="2024-07-04") == ["2407.00001", "2407.00002"]
    assert ids(last="1d") == []
    assert ids(sections=["performance"]) == ["2407.00003"]
    assert len(ids(k=1.0)) == 1


@pytest.mark.parametrize(
    ("name", "arguments", "line"),
    [
        ("search_papers", {}, "'query' is a required property"),
        ("search_papers", {"query": ""}, "query: must have at least 1 characters"),
        ("search_papers", {"query": " "}, "the query is empty: give a few words to search for"),
        ("search_papers", {"query": "x" * 2_001}, "query: must have at most 2,000 characters"),
        ("search_papers", {"query": "\ufdfa" * 112}, "2,016 characters: at most 2,000"),
        ("search_papers", {"query": ["x"]}, "query: must be of type string"),
        ("search_papers", {"query": "x", "k": 0}, "k: must be at least 1"),
        ("search_papers", {"query": "x", "k": MAX_HITS + 1}, "k: must be at most 100"),
        ("search_papers", {"query": "x", "k": "5"}, "k: must be of type integer"),
        ("search_papers", {"query": "x", "k": 10**5000}, "k: is no number that can be meant"),
        ("search_papers", {"query": "x", "min_votes": 10**30}, "must be at most 999999999"),
        ("search_papers", {"query": "x", "min_votes": -1}, "must be at least 0"),
        ("search_papers", {"query": "x", "min_votes": 1e300}, "must be at most 999999999"),
        ("search_papers", {"query": "x", "min_votes": float("nan")}, "must be of type integer"),
        ("search_papers", {"query": "x", "authors": ["a"] * 21}, "must have at most 20 items"),
        ("search_papers", {"query": "x", "sections": ["a" * 201]}, "at most 200 characters"),
        ("search_papers", {"query": "x", "k": True}, "k: must be of type integer"),
        ("search_papers", {"query": "x", "authors": [""]}, "authors.0: must have at least 1"),
        ("search_papers", {"query": "x", "authors": "Lima"}, "authors: must be of type array"),
        ("search_papers", {"query": "x", "mode": "psychic"}, "mode: must be one of ['hybrid'"),
        ("search_papers", {"query": "x", "since": "soon"}, "since: is not written as"),
        ("search_papers", {"query": "x", "since": "2024-13"}, "'2024-13' is no date"),
        ("search_papers", {"query": "x", "last": "7d", "since": "2024"}, "since and last both"),
        ("search_papers", {"query": "x", "limit": 3}, "'limit' was unexpected"),
        ("get_paper", {"paper_id": "9999.99999"}, "no paper 9999.99999 in the index: search_pap"),
        ("similar_papers", {"paper_id": "\x1b[2J"}, r"no paper \x1b[2J in the index"),
        ("similar_papers", {"also": ["2407.00001", "9.9"]}, "no paper 9.9 in the index: search_pa"),
        ("similar_papers", {"paper_id": "2407.00001", "unlike": ["9.8"]}, "no paper 9.8 in the"),
        ("similar_papers", {}, "like which papers? give an id"),
        ("similar_papers", {"unlike": ["2407.00001"]}, "like which papers? give an id"),
        ("similar_papers", {"paper_id": "2407.00001", "unlike": ["2407.00001"]}, "to be like"),
        ("similar_papers", {"text": "a" * 10_001}, "text: must have at most 10,000 characters"),
        ("similar_papers", {"text": "\ufdfa" * 600}, "more than 10,000 characters"),
        (
            "similar_papers",
            {"text": "@misc{a, title={"},
            "the text:1: an entry that cannot be read",
        ),
        ("corpus_status", {"x": 1}, "'x' was unexpected"),
    ],
)
def test_bad_input_is_one_clear_line(
    papers: PaperIndex, name: str, arguments: dict[str, Any], line: str
) -> None:
    with pytest.raises((InvalidQuery, PaperNotFound), match=r"\A[^\n\x00-\x1f]+\Z") as failure:
        call(papers, name, arguments)
    assert line in str(failure.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*TAKES["search_papers"]["properties"], "x"]), json_values))
def test_whatever_comes_is_taken_or_refused_in_a_short_line(arguments: dict[str, Any]) -> None:
    if Draft202012Validator(TAKES["search_papers"]).is_valid(arguments):
        check(TAKES["search_papers"], arguments)
        return
    with pytest.raises(InvalidQuery, match=r"\A[^\n]{1,300}\Z"):
        check(TAKES["search_papers"], arguments)


@pytest.mark.parametrize("depth", [100, 5_000])
def test_arguments_that_nest_are_refused_in_a_line(depth: int) -> None:
    nested: list[Any] = []
    for _ in range(depth):
        nested = [nested]
    for tool in TOOLS:
        for name in (*tool.takes["properties"], "other"):
            with pytest.raises(InvalidQuery, match=r"^.{1,300}$"):
                check(tool.takes, {name: nested})
