from __future__ import annotations

import numpy as np
import pytest

from papersearch.atlas.corpus import Corpus, first_drawn, without_manner
from papersearch.atlas.neighbours import nearest
from papersearch.atlas.topics import group, ranked
from papersearch.types.arrays import Embeddings, middles
from papersearch.types.paper import Paper


def clouds(sizes: tuple[int, ...], d: int = 16, seed: int = 0) -> tuple[Embeddings, list[int]]:
    """Return unit rows around one axis for each size, shuffled, and whose they are."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.eye(d)[labels] + 0.15 * random.normal(size=(len(labels), d))
    order = random.permutation(len(labels))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return rows[order], labels[order].tolist()


def corpus_of(vectors: Embeddings) -> Corpus:
    papers = tuple(Paper(f"{n:04}", f"title {n}") for n in range(len(vectors)))
    return Corpus(papers, vectors, (False,) * len(papers), len(papers))


def test_groups_are_found_and_ordered_by_size() -> None:
    vectors, truth = clouds((80, 50, 30))
    found = group(corpus_of(vectors), 3)
    assert [topic.size for topic in found.topics] == pytest.approx([80, 50, 30], abs=2)
    right = [label == true for label, true in zip(found.labels, truth, strict=True)]
    assert sum(right) >= 158  # numbered from the largest on, as they were made


def test_a_group_may_have_pieces_that_no_neighbours_tie() -> None:
    pieces, truth = clouds((30, 30, 30, 30))
    turned = pieces.copy()
    turned[:, 0] += 0.8 * pieces[:, 1]  # the first two are nearer each other than any others
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    found = group(corpus_of(turned), 3)
    joined = {label for label, piece in zip(found.labels, truth, strict=True) if piece < 2}
    assert len(joined) == 1


def test_every_paper_has_a_topic_and_every_topic_a_field() -> None:
    vectors, _ = clouds((60, 60, 60, 60))
    found = group(corpus_of(vectors))
    assert sum(topic.size for topic in found.topics) == len(vectors)
    assert sum(field.size for field in found.fields) == len(vectors)
    assert {topic.field for topic in found.topics} == set(range(len(found.fields)))


def test_few_topics_are_fields_and_many_are_joined() -> None:
    vectors, _ = clouds((20,) * 15)
    assert len(group(corpus_of(vectors), 4).fields) == 4
    many = group(corpus_of(vectors), 15)
    assert len(many.topics) == 15
    assert len(many.fields) == 6


def test_the_same_seed_gives_the_same_topics() -> None:
    vectors, _ = clouds((40, 40, 40))
    assert group(corpus_of(vectors), 5, 1) == group(corpus_of(vectors), 5, 1)


@pytest.mark.parametrize("papers", [1, 2, 3, 11, 12])
@pytest.mark.parametrize("count", [None, 1, 2, 40])
def test_few_papers(papers: int, count: int | None) -> None:
    vectors, _ = clouds((papers,))
    found = group(corpus_of(vectors), count)
    assert len(found.labels) == papers
    assert sum(topic.size for topic in found.topics) == papers


def test_papers_that_are_all_alike() -> None:
    vectors = np.tile(np.eye(8, dtype=np.float32)[:1], (40, 1))
    assert sum(topic.size for topic in group(corpus_of(vectors), 5).topics) == 40


def test_nearest_is_what_brute_force_finds() -> None:
    vectors, _ = clouds((30, 20))
    neighbours, distances = nearest(vectors, 7)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -9)
    for row in range(len(vectors)):
        assert neighbours[row].tolist() == np.argsort(-cosines[row], kind="stable")[:7].tolist()
    np.testing.assert_allclose(
        distances, 1 - np.take_along_axis(cosines, neighbours, axis=1), atol=1e-6
    )


def test_middles_are_of_the_rows_of_one_paper() -> None:
    rows = np.array([[1, 0], [0, 1], [0, 1]], np.float32)
    nums, vectors = middles(np.array([3, 3, 8]), rows)
    assert nums.tolist() == [3, 8]
    np.testing.assert_allclose(vectors, [[0.5**0.5, 0.5**0.5], [0, 1]], atol=1e-6)


def test_papers_are_not_grouped_by_their_language() -> None:
    random = np.random.default_rng(0)
    rows, truth = clouds((60, 60))
    scripts = ["hangul" if random.random() < 0.5 else "latin" for _ in truth]
    language = np.array(
        [[0.0] * 14 + ([2.0, 0.0] if s == "latin" else [0.0, 2.0]) for s in scripts]
    )
    mixed = rows + language.astype(np.float32)
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)

    def agreement(vectors: Embeddings) -> float:
        found = group(corpus_of(vectors), 2).labels
        same = float(np.mean([a == b for a, b in zip(found, truth, strict=True)]))
        return max(same, 1 - same)

    assert agreement(mixed) < 0.8
    assert agreement(without_manner(mixed, scripts)) > 0.95


def test_a_sample_hardly_changes_when_papers_are_added() -> None:
    before = {n: f"{n:05}" for n in range(1000)}
    after = {n: f"{n:05}" for n in range(1050)}
    kept = set(first_drawn(before, 200, 0)) & set(first_drawn(after, 200, 0))
    assert len(kept) > 180
    assert set(first_drawn(before, 2000, 0)) == before.keys()
    assert set(first_drawn(before, 200, 1)) != set(first_drawn(before, 200, 0))


def test_ranked_breaks_ties_by_what_is_seen_first() -> None:
    assert ranked([7, 3, 3, 7, 1]) == [0, 1, 1, 0, 2]
