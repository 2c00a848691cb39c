"""The words of papers in a file: the same as in the catalog's rows, or not asked for."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.errors import IndexUnwritable
from papersearch.store import verify, words
from papersearch.store.index_store import IndexStore
from papersearch.store.words_file import WordsFile, is_sound, write_words
from tests.store import papers
from tests.store.papers import FAKE, put

embedded = functools.partial(papers.embedded, text="shared")
WANTED = [[("codec", 1.0), ("share", 0.5)]]
OF_PAPERS = {2: b"aaaaa", 3: b"bbbbbccccc", 6: b"ddddd"}


def files(store: IndexStore) -> list[Path]:
    return sorted((store.folder / "words").glob("*.words"))


def said(store: IndexStore) -> dict[int, float]:
    """Return the scores of all papers, as a new process has them."""
    with IndexStore.open(store.folder) as reader, reader.snapshot():
        return reader.words.scores(WANTED, reader.numbers(), lambda _: 1.0)


def read_rows(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the numbers of the papers whose rows are read to score all."""
    read: list[int] = []
    rows = words.Words._rows

    def seen(self: words.Words, nums: Iterator[int]) -> list[tuple[int, bytes, int]]:
        asked = list(nums)
        read.extend(asked)
        return rows(self, asked)

    with monkeypatch.context() as patch:
        patch.setattr(words.Words, "_rows", seen)
        said(store)
    return read


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IndexStore]:
    """An index of eight papers, of which a file is worth while from four on."""
    monkeypatch.setattr(words, "_HELD", 3)
    with IndexStore.create(tmp_path / "index") as made:
        made.adopt(FAKE.identity.to_json())
        put(made, *map(embedded, range(1, 9)))
        yield made


def test_papers_are_found_by_number_and_gaps_are_gaps(tmp_path: Path) -> None:
    named = write_words(tmp_path, OF_PAPERS.items())
    file = WordsFile(tmp_path, named)
    assert {num: bytes(data) for num, data in file.of([6, 0, 3, 2, 5, 99, -1]).items()} == OF_PAPERS
    assert file.of([]) == {}
    assert is_sound(tmp_path, named)


def test_a_file_of_another_layout_is_refused(tmp_path: Path) -> None:
    named = write_words(tmp_path, OF_PAPERS.items())
    path = tmp_path / named.name
    data = path.read_bytes()
    for wrong in (data[:-1], data + b"\0", b"", data[:-16] + b"PSwords9" + data[-8:]):
        path.write_bytes(wrong)
        with pytest.raises(ValueError, match=r"laid out|empty"):
            WordsFile(tmp_path, named)
    path.write_bytes(b"x" + data[1:])
    assert not is_sound(tmp_path, named)
    path.unlink()
    assert not is_sound(tmp_path, named)


def test_a_large_index_reads_its_words_from_a_file(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(files(store)) == 1
    from_file = said(store)
    assert read_rows(store, monkeypatch) == []
    files(store)[0].unlink()
    assert said(store) == from_file
    assert len(from_file) == 8


def test_a_few_new_papers_are_rows_and_more_are_a_new_file(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = files(store)
    put(store, embedded(9))
    assert files(store) == [before]
    assert read_rows(store, monkeypatch) == [9]
    put(store, embedded(10), embedded(11))
    store.words.sweep(0)
    assert files(store) != [before]
    assert read_rows(store, monkeypatch) == []
    assert len(said(store)) == 11


def test_what_a_file_says_of_papers_that_have_changed_since_does_not_count(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edited paper has a new number; one whose summary is doubtful now keeps its own."""
    put(store, embedded(2, text="codec"))
    assert read_rows(store, monkeypatch) == [9]
    assert said(store)[9] > said(store)[1]
    with store.catalog.transaction():
        store.words.put({1: ["codec"], 3: ["titl", "titl", "titl", "3", "3", "3", "share", "3"]})
    assert said(store)[1] > said(store)[4]
    assert sorted(read_rows(store, monkeypatch)) == [1, 9]
    with store.catalog.transaction():
        store.words.put({num: ["codec"] for num in (3, 4, 5)})
    store.words.file_up()
    store.words.sweep(0)
    assert len(files(store)) == 1
    assert read_rows(store, monkeypatch) == []
    assert said(store)[1] == said(store)[3] > said(store)[6]


def test_papers_that_are_gone_have_no_words(store: IndexStore) -> None:
    """Also before the lexical index has followed: it still proposes them."""
    with store.catalog.transaction():
        store.drop(["2407.00001"])
    with IndexStore.open(store.folder) as reader, reader.snapshot():
        assert list(reader.words.scores(WANTED, [1, 2], lambda _: 1.0)) == [2]
        assert list(reader.words.said(["share"], [1, 2])) == [2]
    with store.catalog.transaction():
        store.words.put({1: ["codec"]})
    assert store.words.said(["codec", "share"], [1]) == {1: {"codec"}}


def test_a_file_that_cannot_be_written_is_written_later(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(store)

    def full(*_: object) -> None:
        raise IndexUnwritable("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(words, "write_words", full)
        put(store, *map(embedded, range(9, 14)))
        assert len(said(store)) == 13
    assert files(store) == before
    put(store, embedded(14))
    assert len(files(store)) == 2  # the old one is left to those who read it
    assert read_rows(store, monkeypatch) == []


def test_a_file_that_is_damaged_or_lost_is_made_again(store: IndexStore) -> None:
    (before,) = files(store)
    expected = said(store)
    data = before.read_bytes()
    before.write_bytes(b"\xff" + data[1:])
    assert [damage.what for damage in verify.damages(store)] == [
        f"{before} does not match its checksum"
    ]
    verify.repair(store)
    assert not list(verify.damages(store))
    assert said(store) == expected
    before.unlink(missing_ok=True)
    (after,) = files(store)
    after.write_bytes(data[:100])
    assert said(store) == expected
    store.mend()
    store.words.sweep(0)
    assert files(store) not in ([], [after])
    assert said(store) == expected


def test_words_that_do_not_match_their_checksum_are_not_filed(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.catalog.execute("UPDATE words SET crc = crc + 1 WHERE num = 4")
    put(store, *map(embedded, range(9, 13)))
    with pytest.raises(Exception, match="the row 4 of words"):
        said(store)
    with IndexStore.open(store.folder) as reader, reader.snapshot():
        assert len(reader.words.scores(WANTED, [3, 5, 12], lambda _: 1.0)) == 3
