"""Flipped bytes, cut, missing and swapped files: no wrong answer is ever given from them."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import PapersearchError
from torture import corpus
from torture.crashes import QUERY, Tally

_EDGES = 64


def fake(*_args: object, **_options: object) -> FakeEmbedder:
    """Load a model that is none."""
    return FakeEmbedder()


def build(folder: Path, days: int, edition: int = 0) -> Path:
    """Build an index and return its folder, everything in its main files."""
    corpus.write(folder / "digests", range(days), 12, edition)
    index = folder / "index"
    with PaperIndex.open(index, create=True, load=fake) as papers:
        papers.index([folder / "digests"])
    return index


def damage(folder: Path, tally: Tally, flips: int) -> None:
    """Damage every file of an index in every way, ``flips`` bytes each, and ask it questions."""
    sound = build(folder / "one", 4)
    other = build(folder / "two", 4, edition=7)
    right = said(sound)
    chosen = random.Random(0)
    for path in sorted(path for path in sound.rglob("*") if path.is_file()):
        name = path.relative_to(sound)
        if path.suffix in (".lock", ".holder") or path.name.endswith("-shm"):
            continue
        for what, data in _ways(path, other / name, chosen, flips):
            target = folder / "target"
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(sound, target)
            if data is None:
                (target / name).unlink()
            else:
                (target / name).write_bytes(data)
            counts = path.suffix in (".faiss", ".safetensors") and "flipped" in what
            _judge(target, f"{name}: {what}", right, tally, must_be_seen=counts)


def said(index: Path) -> tuple[object, ...]:
    """Return all that an index says."""
    with PaperIndex.open(index, load=fake) as papers:
        dense = [(hit.paper, hit.score) for hit in papers.query(QUERY, 20, mode="dense")]
        words = [(hit.paper.id, hit.score) for hit in papers.query(QUERY, 1_000, mode="lexical")]
        return list(papers.papers()), dense, words


def _ways(
    path: Path, other: Path, chosen: random.Random, flips: int
) -> Iterator[tuple[str, bytes | None]]:
    data = path.read_bytes()
    yield "missing", None
    yield "cut in the middle", data[: len(data) // 2]
    yield "empty", b""
    if other.is_file() and not path.name.startswith("catalog"):  # the catalog is the index
        yield "of another index", other.read_bytes()
    if not data:
        return
    places = {0, len(data) // 2, len(data) - 1}
    places |= {chosen.randrange(min(len(data), _EDGES)) for _ in range(flips // 4)}
    places |= {len(data) - 1 - chosen.randrange(min(len(data), _EDGES)) for _ in range(flips // 4)}
    places |= {chosen.randrange(len(data)) for _ in range(flips // 2)}
    for place in sorted(places):
        flipped = bytearray(data)
        flipped[place] ^= 1 << chosen.randrange(8)
        yield f"byte {place} flipped", bytes(flipped)


def _unnoticed(target: Path) -> bool:
    """Whether verifying sees nothing."""
    with PaperIndex.open(target, load=fake) as papers:
        return not papers.verify(sample=0)


def _judge(
    target: Path,
    what: str,
    right: tuple[object, ...],
    tally: Tally,
    *,
    must_be_seen: bool = False,
) -> None:
    """Ask a damaged index, which may answer rightly, mended or not, or say what is wrong."""
    kind = "flip" if "flipped" in what else "other damage"
    tally.tried[kind] += 1
    try:
        if must_be_seen and _unnoticed(target):
            tally.failures.append(f"{what}: verify does not see it")
        found = said(target)
    except PapersearchError:
        tally.tried[f"{kind}, told"] += 1
        return
    except BaseException as error:
        tally.failures.append(f"{what}: {type(error).__name__}: {error}")
        return
    if found != right:
        tally.failures.append(f"{what}: a wrong answer")
    else:
        tally.tried[f"{kind}, answered rightly"] += 1
