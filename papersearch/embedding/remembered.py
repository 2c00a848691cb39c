"""Models that the user has named once, remembered outside of any index.

An index from elsewhere can name whatever it likes; what stands here, only the user wrote.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import NamedTuple

from papersearch import files
from papersearch.errors import ModelRefused
from papersearch.types import limits
from papersearch.types.model_identity import ModelIdentity


class Named(NamedTuple):
    """A model by its name and revision; ``folder`` is where it is, "" for one of a hub."""

    name: str
    revision: str
    folder: str


def recall(file: Path, identity: ModelIdentity) -> Named | None:
    """Return the model of an index as the user has named it, None where that never happened.

    Raises:
        ModelRefused: others can write the file, so that it says nothing.
    """
    found = [one for one in _read(file) if one[:2] == (identity.name, identity.revision)]
    return found[0] if found else None


def remember(file: Path, identity: ModelIdentity, folder: Path | None) -> None:
    """Remember that the user has named a model; the latest name of a folder counts.

    Raises:
        ModelRefused: others can write the file.
        IndexUnwritable, NotOurs, OSError: it cannot be written.
    """
    own = Named(identity.name, identity.revision, str(folder.absolute()) if folder else "")
    before = _read(file)
    if own in before:
        return
    kept = [one for one in before if one[:2] != own[:2]]
    models = [one._asdict() for one in [own, *kept][: limits.REMEMBERED_MODELS]]
    files.make_folder(file.parent, linked=True, mode=0o700)
    data = json.dumps({"models": models}, indent=1).encode()
    files.write_atomic(file, data, linked=True, mode=0o600)


def _read(file: Path) -> list[Named]:
    try:
        found = file.lstat()
        if not _is_own(found):
            raise ModelRefused(
                f"{file} is not this user's own alone: delete it, and name your models once more "
                "with --model"
            )
        told = json.loads(file.read_bytes())["models"]
        return [Named(str(one["name"]), str(one["revision"]), str(one["folder"])) for one in told]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []  # never written, or damaged: the user names models again


def _is_own(found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode):
        return False
    return not hasattr(os, "geteuid") or (
        found.st_uid == os.geteuid() and not found.st_mode & 0o022
    )
