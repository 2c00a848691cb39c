from __future__ import annotations

import numpy as np
import pytest

from papersearch.atlas.layout import layout
from tests.atlas.test_topics import clouds

pytest.importorskip("openTSNE", reason="needs papersearch[map]")


def test_what_is_alike_lies_together() -> None:
    vectors, truth = clouds((40, 40, 40))
    points = layout(vectors)
    labels = np.array(truth)
    middles = np.stack([points[labels == at].mean(axis=0) for at in range(3)])
    nearest = np.linalg.norm(points[:, None] - middles[None], axis=2).argmin(axis=1)
    assert (nearest == labels).mean() > 0.95
    assert np.abs(points).max() <= 1


def test_the_same_seed_gives_the_same_map() -> None:
    vectors, _ = clouds((30, 30))
    assert np.array_equal(layout(vectors, 3), layout(vectors, 3))


@pytest.mark.parametrize("papers", [1, 2, 3, 4, 5, 6, 12])
def test_few_papers(papers: int) -> None:
    vectors, _ = clouds((papers,))
    points = layout(vectors)
    assert points.shape == (papers, 2)
    assert np.isfinite(points).all()


def test_papers_that_are_all_alike() -> None:
    points = layout(np.tile(np.eye(8, dtype=np.float32)[:1], (40, 1)))
    assert np.isfinite(points).all()
