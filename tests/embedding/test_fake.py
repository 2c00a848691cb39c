from __future__ import annotations

import numpy as np
import pytest

from papersearch.embedding.fake import FakeEmbedder


def test_texts_that_share_words_are_similar() -> None:
    rows = FakeEmbedder().embed_queries(["visual tokens", "visual token", "speech codec"])
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_vectors_by_hand_and_what_was_embedded() -> None:
    fake = FakeEmbedder(dimension=2, vectors={"a": [3.0, 4.0]})
    assert fake.embed_passages(["a"]) == pytest.approx(np.array([[0.6, 0.8]]))
    assert fake.embedded == ["a"]
    assert fake.embed_passages([]).shape == (0, 2)
