"""Files that appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

from papersearch.files.folder import Data, Folder
from papersearch.files.told import ANOTHER_FOLDER, writing


def write_atomic(
    path: Path,
    data: Data,
    instead: str = ANOTHER_FOLDER,
    *,
    linked: bool = False,
    mode: int = 0o666,
) -> bytes:
    """Write a file of ours so that a crash leaves the old one, or none, or the new one.

    ``data`` may be a function that writes it bit by bit; ``instead`` is what to do where that
    place cannot be written. Its folder may be a link only if ``linked``. ``mode`` and the umask
    say who may read it.

    Returns:
        The SHA-256 of what was written.

    Raises:
        NotOurs: there is something that is no regular file, or its folder is a link.
        IndexUnwritable: the file cannot be written.
    """
    with writing(path, instead), Folder(path.parent, linked=linked) as folder:
        folder.see(path.name)
        return folder.put(path.name, data, mode=mode)
