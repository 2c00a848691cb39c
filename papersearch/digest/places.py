"""Where the files lie that paths name, for whoever waits for them to change."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path

from papersearch.digest.files import SUFFIXES

_OF_AN_INDEX = (".sqlite", ".faiss", ".safetensors")
"""How the endings begin of files that an index removes: reading again would remove others."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that hold what paths name; ``deep`` where folders within them do, too.

    ``endings`` are those that files have which are looked at, ``names`` files that were named
    themselves, whatever their ending.
    """

    folders: tuple[Path, ...]
    endings: frozenset[str]
    names: frozenset[str]
    deep: bool

    @classmethod
    def of(cls, paths: Sequence[str]) -> Places:
        """Return where ``paths`` lead, which are folders, files and patterns."""
        folders: dict[Path, None] = {}
        endings = set(SUFFIXES)
        names = set()
        deep = False
        for name in paths:
            path = Path(name)
            if path.is_dir():
                folders[path] = None
                deep = True
            elif has_magic(name) and not path.exists():
                folders[_above_magic(path)] = None
                endings.add(path.suffix.lower())
                deep = True
            else:
                folders[path.parent] = None
                names.add(path.name)
        return cls(tuple(folders), frozenset(endings - {""}), frozenset(names), deep)

    def concerns(self, changed: str, gone: bool) -> bool:
        """Whether a path that has changed may be of a digest, or of a folder of some.

        Hidden names are passed over, as when digests are found. What is gone may have been a
        folder, whatever its name, but for those that an index writes and removes.
        """
        path = Path(changed)
        if path.name in self.names:
            return True
        if not self.deep or any(part.startswith(".") for part in self._below(path)):
            return False
        if gone:
            return not path.suffix.startswith(_OF_AN_INDEX)
        return path.suffix.lower() in self.endings or path.is_dir()

    def _below(self, path: Path) -> tuple[str, ...]:
        """Return the parts of a path below the folder that holds it."""
        tops = (Path(os.path.realpath(own)) for own in self.folders)
        return next(
            (path.relative_to(top).parts for top in tops if path.is_relative_to(top)), path.parts
        )


def _above_magic(pattern: Path) -> Path:
    """Return the folder from which on a pattern matches."""
    return next(own for own in (*pattern.parents, Path()) if not has_magic(str(own)))
