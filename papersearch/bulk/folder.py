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
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson

from papersearch import shards
from papersearch.bulk.types import Piece
from papersearch.embedding import ModelIdentity
from papersearch.errors import DigestError, ModelMismatch
from papersearch.shards.reading import decode
from papersearch.shards.types import Header
from papersearch.store.files import write_atomic, writing

_FORMAT = 1
_ALL = "all"  # the name of the only piece, whose bits are none


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
            found = orjson.loads(self._manifest.read_bytes())
            if (found["format"], found["inputs"]) != (_FORMAT, inputs) or not inputs:
                return None
            pieces = [Piece(**fields) for fields in found["pieces"]]
        except (OSError, ValueError, LookupError, TypeError):
            return None
        done = self.done(pieces)
        whole = all(piece.name in done or self.job(piece.name).is_file() for piece in pieces)
        return pieces if whole else None

    def begin_plan(self) -> None:
        """Make room for another plan; what the last one knew is in ``previous``, or in shards."""
        with writing(self.path):
            if self._manifest.exists() and self.work.exists():
                shutil.rmtree(self.previous, ignore_errors=True)
                self.work.rename(self.previous)
            self._manifest.unlink(missing_ok=True)
            shutil.rmtree(self.work, ignore_errors=True)
            self.work.mkdir(parents=True)

    def save_plan(self, inputs: str, pieces: Sequence[Piece]) -> None:
        """Make a plan the present one, and set aside the shards that it does not want.

        ``inputs`` is "" where the same sources may say more the next time.
        """
        self._keep_only(pieces)
        fields = [dataclasses.asdict(piece) for piece in pieces]
        data = orjson.dumps({"format": _FORMAT, "inputs": inputs, "pieces": fields})
        write_atomic(self._manifest, data)
        shutil.rmtree(self.previous, ignore_errors=True)

    def all_shards(self) -> list[Path]:
        """Return where all shards are, those that are set aside first."""
        return [*self._set_aside(), *self._shards()]

    def known(self) -> Callable[[str], dict[bytes, bytes]]:
        """Return a function from a piece's name to the vectors it may find its own among, by hash.

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
        for folder in (self.work, self.previous, self._old):
            shutil.rmtree(folder, ignore_errors=True)
        for path in self.path.glob(f".papers-*{shards.SUFFIX}.*.tmp"):  # of a run that was killed
            path.unlink(missing_ok=True)

    def _shards(self) -> list[Path]:
        return sorted(self.path.glob(f"papers-*{shards.SUFFIX}"))

    def _set_aside(self) -> list[Path]:
        return sorted(self._old.glob(f"papers-*{shards.SUFFIX}"))

    def _keep_only(self, pieces: Sequence[Piece]) -> None:
        wanted = {self.shard(name) for name in self.done(pieces)}
        headers = self.headers()
        with writing(self.path):
            self._old.mkdir(parents=True, exist_ok=True)
            for path in set(self._shards()) - wanted:
                # Told from an earlier one of its name, whose vectors may be needed, too.
                mark = headers[path].checksum[:8] if path in headers else "damaged"
                path.rename(self._old / f"{path.stem}-{mark}{shards.SUFFIX}")
