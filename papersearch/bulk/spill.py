"""More entries than fit into memory, on disk, cut into pieces by a hash of their papers' ids.

Which piece a paper belongs to depends on its id alone, and how far pieces are cut on how many
papers there are: so the same papers give the same pieces in whatever order they come.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from papersearch.bulk import records
from papersearch.files import make_folder, new_file, opened, remove, remove_tree

IN_MEMORY = 40_000
"""Lines of a piece that are held in memory; more are cut into files first."""

_WAYS = 4  # bits by which a file is cut: sixteen files at a time
_BITS = 64
_NAMES = re.compile(r"all|[01]+")


class Spill:
    """Lines of :mod:`papersearch.bulk.records` in a folder of its own, until they are closed."""

    def __init__(self, folder: Path, in_memory: int = IN_MEMORY) -> None:
        self._folder = folder
        self._in_memory = in_memory
        self._count = 0
        make_folder(folder)
        self._path = folder / "all"
        self._file = new_file(self._path)

    def close(self) -> None:
        """Close the file; what pieces need of it is read again."""
        self._file.close()

    def add(self, line: bytes) -> None:
        """Add one line."""
        self._file.write(line)
        self._count += 1

    def pieces(self, most: int) -> Iterator[tuple[str, dict[str, list[bytes]]]]:
        """Yield pieces of at most ``most`` papers: their bits, and lines by paper.

        No line can be added any more.
        """
        self._file.close()
        files = [("", self._path, self._count)]
        while files:
            bits, path, count = files.pop()
            if count <= self._in_memory or len(bits) + _WAYS > _BITS:
                yield from _cut(bits, _by_paper(path), most)
            else:
                files += self._split(bits, path)[::-1]
            remove(path)
        remove_tree(self._folder, _NAMES)

    def _split(self, bits: str, path: Path) -> list[tuple[str, Path, int]]:
        ways = [f"{number:0{_WAYS}b}" for number in range(1 << _WAYS)]
        counts = dict.fromkeys(ways, 0)
        with ExitStack() as stack, opened(path) as lines:
            files = {
                way: stack.enter_context(new_file(self._folder / (bits + way))) for way in ways
            }
            for line in lines:
                way = bits_of(records.id_of(line))[len(bits) : len(bits) + _WAYS]
                files[way].write(line)
                counts[way] += 1
        return [(bits + way, self._folder / (bits + way), counts[way]) for way in ways]


def bits_of(id_: str) -> str:
    """Return 64 characters "0" and "1" that stand for a paper."""
    digest = hashlib.blake2b(id_.encode(errors="surrogatepass"), digest_size=8).digest()
    return f"{int.from_bytes(digest):0{_BITS}b}"


def _by_paper(path: Path) -> dict[str, list[bytes]]:
    papers: dict[str, list[bytes]] = defaultdict(list)
    with opened(path) as lines:
        for line in lines:
            papers[records.id_of(line)].append(line)
    return papers


def _cut(
    bits: str, papers: dict[str, list[bytes]], most: int
) -> Iterator[tuple[str, dict[str, list[bytes]]]]:
    """Halve papers until no part has more than ``most``."""
    if len(papers) <= most or len(bits) == _BITS:
        if papers:
            yield bits, papers
        return
    for bit in "01":
        yield from _cut(
            bits + bit,
            {id_: own for id_, own in papers.items() if bits_of(id_)[len(bits)] == bit},
            most,
        )
