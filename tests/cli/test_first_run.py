"""A first run of indexing that fails leaves nothing behind, and takes nothing of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import EmbeddingError
from tests.cli.test_commands import invoke


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"", b"only words", b"\0\1\2"])
def test_what_is_no_digest_leaves_no_folder(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.md").write_bytes(content)
    result = invoke("index", str(tmp_path / "x.md"), "--index", str(tmp_path / "index"))
    assert result.exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.md"]


def test_a_model_that_is_not_there_leaves_no_folder(digests: Path, tmp_path: Path) -> None:
    none = str(tmp_path / "no-model")
    result = invoke("index", str(digests), "--model", none, "--index", str(tmp_path / "index"))
    assert result.exit_code == 1
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("there", [[], ["notes.txt"]])
def test_a_folder_that_was_there_stays(tmp_path: Path, there: list[str]) -> None:
    (tmp_path / "index").mkdir()
    for name in there:
        (tmp_path / "index" / name).write_text("mine")
    (tmp_path / "x.md").write_text("only words")
    assert invoke("index", str(tmp_path / "x.md"), "--index", str(tmp_path / "index")).exit_code
    assert (tmp_path / "index").is_dir()
    assert all((tmp_path / "index" / name).read_text() == "mine" for name in there)


def test_an_interrupted_first_run_is_kept(digests: Path, tmp_path: Path) -> None:
    class Impatient(FakeEmbedder):
        at_once = 1

        def embed_passages(self, texts: object) -> object:  # type: ignore[override]
            if self.embedded:
                raise EmbeddingError("the power is gone")
            return super().embed_passages(texts)  # type: ignore[arg-type]

    with (
        PaperIndex(tmp_path / "index", load=lambda *_a, **_k: Impatient()) as index,
        pytest.raises(EmbeddingError, match="the power is gone"),
    ):
        index.index([digests])
    with PaperIndex(tmp_path / "index", load=lambda *_a, **_k: FakeEmbedder()) as index:
        assert index.index([digests]).embedded == 5


def test_an_empty_day_is_an_index(tmp_path: Path) -> None:
    (tmp_path / "2024-07-04.json").write_text("[]")
    index = str(tmp_path / "index")
    assert invoke("index", str(tmp_path / "2024-07-04.json"), "--index", index).exit_code == 0
    assert invoke("status", "--index", index).exit_code == 0
