from __future__ import annotations

import numpy as np
import pytest

from papersearch.embedding.fake import FakeEmbedder
from papersearch.shards import Row, encode
from papersearch.shards.types import Halves
from papersearch.text.passages import passages, text_hash
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Section

pytest.importorskip("pyarrow", reason="needs pip install 'papersearch[parquet]'")

MODEL = FakeEmbedder(dimension=16)


def rows_of(*papers: list[tuple[str, Entry]]) -> tuple[tuple[Row, ...], Halves]:
    """Return papers as a shard has them, and their embeddings."""
    rows, texts = [], []
    for told in papers:
        paper = merge(entry for _, entry in told)
        own = [passage.text for passage in passages(paper)]
        rows.append(Row(paper.id, paper.title, tuple(told), tuple(map(text_hash, own))))
        texts += own
    embeddings: Halves = MODEL.embed_queries(texts).astype(np.float16)
    return tuple(rows), embeddings


@pytest.fixture
def data() -> bytes:
    """A shard of two papers."""
    one = Entry(
        "2407.00001", "Tokens", (Section("", "압축"), Section("How", "By hand.")), "2024-07-04"
    )
    again = Entry("2407.00001", "Tokens", (), "2024-07-05", votes=3)
    two = Entry("2407.00002", "Speech", (Section("What", "Codecs."),), "2024-07-04")
    rows, embeddings = rows_of([("a.md", one), ("b.md", again)], [("a.md", two)])
    return encode(rows, embeddings, MODEL.identity, "a plan")
