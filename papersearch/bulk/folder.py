"""The folder that bulk embedding writes: whole shards, and beside them what a run is about to do.

::

    papers-0110.parquet     a shard; all that the plan does not want any more are elsewhere
    .papersearch/
        manifest.json       the plan; there when it is complete
        work/0110           what a shard will be made of
        previous/           the work of the plan before, while another is made
        old/                shards that no plan wants, for the vectors in them
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson

from papersearch import files, shards
from papersearch.bulk.types import Piece
from papersearch.errors import DigestError, ModelMismatch, NotOurs
from papersearch.shards.reading import decode
from papersearch.shards.types import Header
from papersearch.types.model_identity import ModelIdentity

_FORMAT = 1
_ALL = "all"  # the name of the only piece, whose bits are none

_PIECE = "(?:all|[01]{1,64})"
_BITS = re.compile(r"[01]{0,64}")
_SUFFIX = re.escape(shards.SUFFIX)
_JOBS = re.compile(_PIECE)
_WORK = re.compile(rf"{_PIECE}|spill")
_SHARDS = re.compile(rf"papers-{_PIECE}{_SUFFIX}")
_SET_ASIDE = re.compile(rf"papers-{_PIECE}-[^./]*{_SUFFIX}")
_MARK = re.compile(r"[0-9a-f]{8}")


class Folder:
    """Knows where everything is; every change is a rename of something whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = path / ".papersearch"
        self.work = self.state / "work"
        self.previous = self.state / "previous"
        self._old = self.state / "old"
        self._manifest = self.state / "manifest.json"
        self._read: dict[tuple[Path, int], Header] = {}

    def begin(self) -> Path:
        """Make the folder, unless something in it is in the way; return where its state is.

        Raises:
            NotOurs: what would be read, replaced or removed was not made by this program.
            IndexUnreadable, IndexUnwritable: that cannot be told, or done.
        """
        self._see()
        with files.writing(self.path):
            files.make_folder(self.path, linked=True)
            files.make_folder(self.state)
        return self.state

    def _see(self) -> None:
        files.see(self.state, folder=True)
        for folder in (self.work, self.previous, self._old):
            files.see(folder, folder=True)
        files.see(self._manifest)
        ours = self.headers().keys() | self._planned()
        for path in self._shards():
            if path not in ours:
                raise NotOurs(
                    f"{path} is in the way, and was not written by `papersearch embed`: move it "
                    "elsewhere, or give --out another folder"
                )

    def shard(self, name: str) -> Path:
        """Return where the shard of a piece is, or will be."""
        return self.path / f"papers-{name or _ALL}{shards.SUFFIX}"

    def job(self, name: str) -> Path:
        """Return where the lines are that a shard will be made of."""
        return self.work / (name or _ALL)

    def headers(self) -> dict[Path, Header]:
        """Return what all readable shards say of themselves, those that are set aside, too."""
        found = {}
        for path in self.all_shards():
            key = (path, path.stat().st_mtime_ns)
            with contextlib.suppress(DigestError):  # a damaged one is as good as none
                found[path] = self._read.get(key) or shards.header_of(path)
                self._read[key] = found[path]
        return found

    def model(self) -> ModelIdentity | None:
        """Return the model of all shards, None where there are none.

        Raises:
            ModelMismatch: they are of several.
        """
        models = {header.model.key: header.model for header in self.headers().values()}
        if len(models) > 1:
            names = " and ".join(sorted(map(str, models.values())))
            raise ModelMismatch(f"{self.path} holds shards of {names}: move those of one elsewhere")
        return next(iter(models.values()), None)

    def done(self, pieces: Sequence[Piece]) -> set[str]:
        """Return the names of those pieces whose shard is there."""
        headers = self.headers()
        plans = {path: header.plan for path, header in headers.items()}
        return {piece.name for piece in pieces if plans.get(self.shard(piece.name)) == piece.plan}

    def load_plan(self, inputs: str) -> list[Piece] | None:
        """Return the plan made of ``inputs``, if it can be carried out as it is."""
        try:
            found = orjson.loads(files.read(self._manifest))
            if (found["format"], found["inputs"]) != (_FORMAT, inputs) or not inputs:
                return None
            pieces = [Piece(**fields) for fields in found["pieces"]]
            if not all(_BITS.fullmatch(piece.name) for piece in pieces):
                return None
        except (OSError, ValueError, LookupError, TypeError):
            return None
        done = self.done(pieces)
        whole = all(piece.name in done or self.job(piece.name).is_file() for piece in pieces)
        return pieces if whole else None

    def begin_plan(self) -> None:
        """Make room for another plan; what the last one knew is in ``previous``, or in shards."""
        with files.writing(self.path):
            if files.see(self._manifest) and files.see(self.work, folder=True):
                files.remove_tree(self.previous, _WORK)
                files.move(self.work, self.previous)
            files.remove(self._manifest)
            files.remove_tree(self.work, _WORK)
            files.make_folder(self.work)

    def save_plan(self, inputs: str, pieces: Sequence[Piece]) -> None:
        """Make a plan the present one, and set aside the shards that it does not want.

        ``inputs`` is "" where the same sources may say more the next time.
        """
        self._keep_only(pieces)
        fields = [dataclasses.asdict(piece) for piece in pieces]
        data = orjson.dumps({"format": _FORMAT, "inputs": inputs, "pieces": fields})
        files.write_atomic(self._manifest, data)
        files.remove_tree(self.previous, _WORK)

    def all_shards(self) -> list[Path]:
        """Return where all shards are, those that are set aside first."""
        return [*self._set_aside(), *self._shards()]

    def known(self) -> Callable[[str], dict[bytes, bytes]]:
        """Return a function from a piece's name to the vectors it may find its own among, by key.

        They are in shards set aside whose papers' hashes begin alike.
        """
        paths = sorted(
            (path.name.split("-")[1].replace(_ALL, ""), path) for path in self._set_aside()
        )
        names = [name for name, _ in paths]

        def vectors(name: str) -> dict[bytes, bytes]:
            alike = [
                path
                for end in range(len(name))
                for _, path in paths[
                    bisect_left(names, name[:end]) : bisect_right(names, name[:end])
                ]
            ]
            alike += [
                path for _, path in paths[bisect_left(names, name) : bisect_left(names, name + "2")]
            ]
            found: dict[bytes, bytes] = {}
            for path in alike:
                with contextlib.suppress(DigestError):
                    found |= decode(shards.read(path), str(path)).vectors()
            return found

        return vectors

    def finish(self) -> None:
        """Remove what a complete folder does not need."""
        files.remove_tree(self.work, _WORK)
        files.remove_tree(self.previous, _WORK)
        files.remove_tree(self._old, _SET_ASIDE)
        known = {path.name for path in self._shards()}
        files.sweep(self.path, _SHARDS, known, linked=True)  # what a run that was killed left

    def told_before(self) -> list[Path] | None:
        """Return the work of the plan before, where that one was not carried out."""
        if not files.see(self.previous, folder=True):
            return None
        return _named(self.previous, _JOBS)

    def _shards(self) -> list[Path]:
        return _named(self.path, _SHARDS)

    def _set_aside(self) -> list[Path]:
        return _named(self._old, _SET_ASIDE)

    def _planned(self) -> set[Path]:
        """Return where the shards of the present plan are or will be, none where it is unknown."""
        try:
            found = orjson.loads(files.read(self._manifest))
            return {self.shard(piece["name"]) for piece in found["pieces"]}
        except (OSError, ValueError, LookupError, TypeError):
            return set()

    def _keep_only(self, pieces: Sequence[Piece]) -> None:
        wanted = {self.shard(name) for name in self.done(pieces)}
        headers = self.headers()
        with files.writing(self.path):
            files.make_folder(self._old)
            for path in set(self._shards()) - wanted:
                # Told from an earlier one of its name, whose vectors may be needed, too.
                mark = headers[path].checksum[:8] if path in headers else ""
                aside = f"{path.stem}-{mark if _MARK.fullmatch(mark) else 'damaged'}{shards.SUFFIX}"
                files.move(path, self._old / aside)


def _named(folder: Path, own: re.Pattern[str]) -> list[Path]:
    """Return the files that have names of ours in a folder, in the order of these."""
    paths: list[Path] = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), files.reading(folder):
        paths = sorted(path for path in folder.iterdir() if own.fullmatch(path.name))
    return [path for path in paths if files.see(path)]
