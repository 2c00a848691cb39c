"""What is a record of a paper, and what only has keys that those have."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from papersearch.digest import Digest, parse_bytes

POSTS = [
    {"userId": 1, "id": 1, "title": "some words of mine", "body": "and many more words"},
    {"userId": 1, "id": 2, "title": "other words", "body": "and these, too"},
]


def read(document: Any, name: str = "a.json") -> Digest:
    return parse_bytes(orjson.dumps(document), name)


def test_people_and_products_have_names() -> None:
    text = 'Id,Name,Age\n1,"One, Mrs. Ada Long",22\n2,"Two, Mr. Ben Long",38\n'
    assert parse_bytes(text.encode(), "a.csv").entries == ()
    named = "Name,Link\nA Long Name of Something,https://example.org/1\n"
    assert len(parse_bytes(named.encode(), "a.csv").entries) == 1


@pytest.mark.parametrize(
    "words",
    [
        {"title": "All Papers", "authors": "Authors", "abstract": "Abstract"},
        {"title": "모든 논문", "authors": "저자", "abstract": "초록", "description": "날마다"},
        {"title": "All Papers", "abstract": "Short text"},
    ],
)
def test_the_words_of_a_site(words: dict[str, str]) -> None:
    assert read(words).entries == ()
    assert read({"en": words}).entries == ()


def test_a_record_alone_has_a_whole_abstract() -> None:
    record = {"title": "A Paper", "abstract": "We do something with words."}
    assert len(read(record).entries) == 1


def test_any_posts_are_no_papers() -> None:
    assert read(POSTS).entries == ()
    assert read({"posts": POSTS}).entries == ()


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (POSTS, "papers.json"),
        (POSTS, "2025-03-04.json"),
        ({"papers": POSTS}, "a.json"),
        ({"2025-03-04": POSTS}, "a.json"),
        ([{**own, "summary": "It is told."} for own in POSTS], "a.json"),
        ([{**own, "url": "https://example.org/" + str(own["id"])} for own in POSTS], "a.json"),
        ([{**own, "venue": "ABC 2024"} for own in POSTS], "a.json"),
    ],
)
def test_posts_of_papers_are(document: Any, name: str) -> None:
    assert len(read(document, name).entries) == 2
