"""Questions that are longer than what a model reads at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.types.arrays import Embeddings


class Short(FakeEmbedder):
    """Reads ten characters of a query."""

    def beginning(self, text: str) -> str:
        return text[:10]

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        return super().embed_queries([*map(self.beginning, texts)])


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PaperIndex]:
    with PaperIndex(tmp_path / "index", load=lambda *_a, **_k: Short()) as made:
        made.add([{"title": "Lanterns", "summary": "They glow.", "date": "2024-07-31"}])
        yield made


def test_it_is_said_of_how_much_the_meaning_was_read(index: PaperIndex) -> None:
    answer, short = index.query("glowing lanterns"), index.query("glowing la")
    assert (answer.read_characters, short.read_characters) == (10, None)
    assert answer[0].similarity == short[0].similarity
    assert (answer[0].lexical or 0.0) > (short[0].lexical or 0.0)
    assert index.query("glowing lanterns", mode="lexical").read_characters is None


def test_conditions_are_none_of_what_is_read(index: PaperIndex) -> None:
    assert index.query("lanterns since:2024-01-01 -nothing").read_characters is None
