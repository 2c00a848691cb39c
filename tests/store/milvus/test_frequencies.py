from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from papersearch.store.bm25 import idf
from papersearch.store.milvus import frequencies
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.counted_words import Counted, packed, token_hash
from papersearch.store.milvus.frequencies import Frequencies
from papersearch.store.milvus.papers import Papers


class Server:
    """A server with full-text search that remembers what it is asked."""

    is_lite = False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def count(self, _collection: str, expression: str) -> int:
        self.asked.append(expression)
        return 3


class Ten:
    """Ten papers, seven of which have the token "seven"."""

    read = 0

    def __len__(self) -> int:
        return 10

    def all_counted(self) -> Iterator[Counted]:
        self.read += 1
        for n in range(10):
            token = "seven" if n < 7 else "other"
            yield packed({token: 1})


def made(*, searched: bool = True) -> tuple[Frequencies, Server, Ten]:
    server, papers = Server(), Ten()
    found = Frequencies(cast(Connection, server), "papers", cast(Papers, papers), lambda: searched)
    return found, server, papers


def test_a_server_counts_and_is_asked_once() -> None:
    found, server, papers = made()
    assert found.weight("token") == found.weight("token") == idf(10, 3)
    assert found.count("토큰") == 3
    assert server.asked == [
        'text_match(text, "token")',
        f'text_match(text, "zz{token_hash("토큰"):08x}")',
    ]
    assert papers.read == 0
    found.forget()
    found.weight("token")
    assert len(server.asked) == 3


def test_many_tokens_are_counted_from_all_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frequencies, "_ASKED", 2)
    found, server, papers = made()
    counts = [found.count(token) for token in ("a", "b", "seven", "other", "none")]
    assert counts == [3, 3, 7, 3, 0]
    assert (len(server.asked), papers.read) == (2, 1)


def test_a_server_that_cannot_search_words_is_not_asked() -> None:
    found, server, _ = made(searched=False)
    assert found.count("seven") == 7
    assert server.asked == []


def test_little_change_is_not_counted_anew() -> None:
    found, server, _ = made()
    found.weight("token")
    found.changed(0)
    found.weight("token")
    assert len(server.asked) == 1
    found.changed(1)
    found.weight("token")
    assert len(server.asked) == 2


class Searched(Server):
    """A server of papers with these tokens, which finds those that have any of those asked for."""

    def __init__(self, papers: dict[str, int]) -> None:
        super().__init__()
        self.papers = papers

    def count(self, _collection: str, expression: str) -> int:
        self.asked.append(expression)
        return sum(self.papers.get(own, 0) for own in expression.split('"')[1].split())


def test_many_tokens_are_counted_by_asking_which_there_are() -> None:
    server, papers = Searched({"word7": 4, "word300": 2, "word999": 9}), Ten()
    found = Frequencies(cast(Connection, server), "papers", cast(Papers, papers), lambda: True)
    none = [f"word{n}" for n in range(400, 999)]
    assert found.counts(none) == {}
    assert len(server.asked) == 2
    asked = [f"word{n}" for n in range(1000)]
    assert found.counts(asked) == {"word7": 4, "word300": 2, "word999": 9}
    assert len(server.asked) < 70
    assert papers.read == 0


def test_a_few_tokens_are_counted_one_by_one_and_remembered() -> None:
    server, papers = Searched({"seven": 7}), Ten()
    found = Frequencies(cast(Connection, server), "papers", cast(Papers, papers), lambda: True)
    for _ in range(2):
        assert found.counts(["seven", "none"]) == {"seven": 7}
        assert found.weight("seven") == idf(10, 7)
    assert len(server.asked) == 2


def test_tokens_are_counted_from_all_words_where_no_server_searches() -> None:
    found, server, papers = made(searched=False)
    assert found.counts(["seven", "other", *(f"none{n}" for n in range(500))]) == {
        "seven": 7,
        "other": 3,
    }
    assert (server.asked, papers.read) == ([], 1)
