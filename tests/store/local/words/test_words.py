"""The words of an index folder: BM25 as the formula says, whatever the segments went through."""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papersearch.errors import DerivedFileDamaged
from papersearch.store.bm25 import Clause, Document
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.words.files import encoded, mapped
from papersearch.store.local.words.index import Words
from papersearch.store.local.words.postings import Postings
from papersearch.text.tokens import query_tokens
from papersearch.types.paper import Paper, Section

UNTIMED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
"""No test has a limit of time, nor has what draws its examples on a busy machine."""

TOKENS = "visual token 토큰 압축 speech model state".split()
LABELS = ("new", "details", "title")
texts = st.lists(st.sampled_from(TOKENS), max_size=12)
documents = st.builds(Document, texts, st.dictionaries(st.sampled_from(LABELS), texts, max_size=3))
clauses = st.lists(
    st.lists(
        st.tuples(st.sampled_from(TOKENS), st.sampled_from([0.25, 0.5, 1.0])),
        min_size=1,
        max_size=3,
    ),
    max_size=4,
)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog.create(tmp_path)
    yield made
    made.close()


@pytest.fixture
def words(tmp_path: Path, catalog: Catalog) -> Words:
    return Words(tmp_path, catalog)


def put(words: Words, papers: Mapping[int, Document], gone: Sequence[int] = ()) -> None:
    with words._catalog.transaction():
        words.replace(gone, papers)


def scores(words: Words, wanted: Sequence[Clause], labels: Sequence[str] = ()) -> dict[int, float]:
    scorer = words.scorer(labels)
    found: dict[int, float] = {}
    for segment, own in zip(scorer.segments, scorer.scores(wanted), strict=True):
        pairs = zip(segment.postings.nums.tolist(), own.tolist(), strict=True)
        found.update((num, score) for num, score in pairs if score)
    return found


def by_hand(
    papers: Mapping[int, Document], wanted: Sequence[Clause], labels: Sequence[str] = ()
) -> dict[int, float]:
    """BM25 with k1 = 0.4 and b = 0.75: Robertson and Zaragoza 2009."""
    said = {
        num: [token for label in labels for token in own.sections.get(label, [])]
        if labels
        else own.tokens
        for num, own in papers.items()
    }
    mean = max(sum(map(len, said.values())), 1) / max(len(said), 1)
    total: dict[int, float] = {}
    for num, tokens in said.items():
        for clause in wanted:
            best = 0.0
            for token, weight in clause:
                having = sum(token in other for other in said.values())
                idf = math.log(1 + (len(said) - having + 0.5) / (having + 0.5))
                count = tokens.count(token)
                norm = 0.4 * (0.25 + 0.75 * len(tokens) / mean)
                best = max(best, weight * idf * count * 1.4 / (count + norm))
            total[num] = total.get(num, 0.0) + best
    return {num: score for num, score in total.items() if score}


@pytest.mark.slow
@given(st.dictionaries(st.integers(1, 300), documents, min_size=1, max_size=12), clauses)
@settings(suppress_health_check=UNTIMED)
def test_scores_are_what_the_formula_says(
    tmp_path_factory: pytest.TempPathFactory, papers: dict[int, Document], wanted: list[Clause]
) -> None:
    folder = tmp_path_factory.mktemp("words")
    with contextlib.closing(Catalog.create(folder)) as catalog:
        words = Words(folder, catalog)
        put(words, papers)
        for labels in ((), ("new",), ("new", "title")):
            assert scores(words, wanted, labels) == pytest.approx(
                by_hand(papers, wanted, labels), rel=1e-4
            )


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.integers(1, 40), documents, max_size=6),
            st.lists(st.integers(1, 40), max_size=4),
        ),
        min_size=1,
        max_size=9,
    ),
    clauses,
)
@settings(suppress_health_check=UNTIMED)
def test_no_score_depends_on_what_segments_went_through(
    tmp_path_factory: pytest.TempPathFactory,
    history: list[tuple[dict[int, Document], list[int]]],
    wanted: list[Clause],
) -> None:
    folder = tmp_path_factory.mktemp("words")
    other = folder / "other"
    with (
        contextlib.closing(Catalog.create(folder)) as catalog,
        contextlib.closing(Catalog.create(other)) as fresh_catalog,
    ):
        words = Words(folder, catalog)
        there: dict[int, Document] = {}
        for papers, gone in history:
            put(words, papers, gone)
            there = {num: own for num, own in there.items() if num not in gone} | papers
            assert words.say(there)
        fresh = Words(other, fresh_catalog)
        if there:
            put(fresh, there)
        for labels in ((), ("details",)):
            assert scores(words, wanted, labels) == scores(fresh, wanted, labels)
        for token in TOKENS:
            assert words.scorer().weight(token) == fresh.scorer().weight(token)
            assert words.scorer().has(token) == any(token in own.tokens for own in there.values())
        counted = {token: sum(token in own.tokens for own in there.values()) for token in TOKENS}
        assert words.scorer().counts(TOKENS) == {t: count for t, count in counted.items() if count}
        if there:
            changed = {**there, min(there): Document(["other"], {})}
            assert not words.say(changed)


PAPERS = {
    num: Document.of(Paper(*fields))
    for num, fields in {
        1: ("a", "Visual token compression", (Section("What's New", "이미지 토큰을 줄인다"),)),
        2: ("b", "State space models", (Section("Technical v1.5", "selective compression"),)),
        3: ("c", "Speech", (Section("", "음성 토큰과 코덱"), Section("What's New", "codec"))),
    }.items()
}


def asked(text: str) -> list[Clause]:
    return [[(token, 1.0)] for token in query_tokens(text)]


def test_titles_count_more_and_forms_of_words_match(words: Words) -> None:
    put(words, PAPERS)
    found = scores(words, asked("compressing"))
    assert found.keys() == {1, 2}
    assert found[1] > found[2]
    assert scores(words, asked("토큰")).keys() == {1, 3}


def test_sections_restrict_where_words_count(words: Words) -> None:
    put(words, PAPERS)
    wanted = asked("토큰 compression codec")
    for label, expected in {
        "whats new": {1, 3},
        "technical v1.5": {2},
        "summary": {3},
        "title": {1},
        "nowhere": set(),
    }.items():
        assert scores(words, wanted, [label]).keys() == expected


def test_what_papers_have(words: Words) -> None:
    put(words, {num: PAPERS[num] for num in (1, 2)})
    put(words, {3: PAPERS[3]}, [2])
    found = words.scorer().having(["token", "토큰", "compress"], [1, 2, 3, 4])
    assert found == {1: {"token", "토큰", "compress"}, 3: {"토큰"}}


def test_words_among_some_papers(words: Words) -> None:
    put(words, PAPERS)
    some = words.among(np.array([2, 3, 9]))
    assert some.papers == 2
    assert some.has("speech")
    assert not some.has("visual")


def test_segments_of_one_size_merge(words: Words, catalog: Catalog) -> None:
    for num in range(1, 41):
        put(words, {num: PAPERS[1 + num % 3]})
    assert len(words.named()) < 8
    assert sum(named.papers for named in words.named()) == 40
    with catalog.transaction():
        words.replace(range(1, 31), {})
    assert catalog.value("SELECT count(*) FROM dead_words") == 0
    assert words.scorer().papers == 10
    assert words.sweep() > 0


@given(st.dictionaries(st.integers(1, 1 << 40), documents, max_size=8))
@settings(suppress_health_check=UNTIMED)
def test_a_file_says_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, papers: dict[int, Document]
) -> None:
    path = tmp_path_factory.mktemp("file") / "a.safetensors"
    postings = Postings.of(papers)
    path.write_bytes(encoded(postings))
    assert mapped(path).says(postings)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=300, suppress_health_check=UNTIMED)
def test_a_file_that_was_changed_is_refused_or_answers(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A file from elsewhere may have its right checksum."""
    folder = tmp_path_factory.mktemp("changed")
    with contextlib.closing(Catalog.create(folder)) as catalog:
        words = Words(folder, catalog)
        put(words, PAPERS)
        (named,) = words.named()
        content = bytearray((words.folder / named.name).read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        path = words.folder / f"{os.urandom(8).hex()}.safetensors"
        path.write_bytes(content)
        with catalog.transaction():
            catalog.execute("DELETE FROM word_segments")
            catalog.execute(
                "INSERT INTO word_segments VALUES (?, ?, ?, ?)",
                (path.name, named.papers, len(content), hashlib.sha256(content).digest()),
            )
        with contextlib.suppress(DerivedFileDamaged):
            for labels in ((), ("whats new",)):
                scores(words, asked("토큰 compression speech"), labels)
            words.scorer().having(["token"], [1, 2])


def test_damage_is_named(words: Words, catalog: Catalog, tmp_path: Path) -> None:
    put(words, PAPERS)
    (named,) = words.named()
    path = words.folder / named.name
    data = path.read_bytes()
    for content, said in (
        (data[:-1], "has the wrong size"),
        (data[:-1] + bytes([data[-1] ^ 1]), "does not match its checksum"),
    ):
        path.write_bytes(content)
        with pytest.raises(DerivedFileDamaged, match=said):
            Words(tmp_path, catalog).scorer()
    path.unlink()
    with pytest.raises(DerivedFileDamaged, match="is missing"):
        Words(tmp_path, catalog).scorer()
    with catalog.transaction():
        catalog.execute("UPDATE word_segments SET name = '../../etc/passwd'")
    with pytest.raises(DerivedFileDamaged, match="a file of another name"):
        Words(tmp_path, catalog).scorer()


@pytest.mark.parametrize(
    ("array", "value"),
    [
        ("text.columns", 1 << 31),
        ("said.columns", 1 << 31),
        ("papers", 3_000_000_000),
        ("labels", 9),
        ("nums", 1),
        ("hashes", 0),
        ("text.lengths", 1_000),
        ("said.lengths", 0),
    ],
)
def test_a_file_that_points_outside_of_itself_is_damaged(
    words: Words, catalog: Catalog, tmp_path: Path, array: str, value: int
) -> None:
    """With its right checksum: memory is asked for none of what it says."""
    put(words, PAPERS)
    (named,) = words.named()
    path = words.folder / named.name
    data = bytearray(path.read_bytes())
    size = 8 + int.from_bytes(data[:8], "little")
    begin, end = orjson.loads(data[8:size])[array]["data_offsets"]
    width = 8 if array in ("nums", "hashes") else 4
    data[size + end - width : size + end] = value.to_bytes(width, "little")
    assert end > begin
    path.write_bytes(data)
    with catalog.transaction():
        catalog.execute("UPDATE word_segments SET sha256 = ?", (hashlib.sha256(data).digest(),))
    with pytest.raises(DerivedFileDamaged, match="cannot be read"):
        Words(tmp_path, catalog).scorer()
    with pytest.raises(DerivedFileDamaged, match="cannot be read"):
        Words(tmp_path, catalog).check(whole=True)
