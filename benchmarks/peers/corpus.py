"""What the peers are given: digests without one day, that day, and the same as plain texts.

The texts are papersearch's own, read from the digests beforehand, so that reading Markdown is not
compared: peers read JSON Lines, and papersearch alone pays for its digests.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.peer import Text
from papersearch import digest
from papersearch.errors import UsageError
from papersearch.text.passages import passages
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Paper

A_DAY = 10
"""The day that is added has at least this many papers that no other digest has."""


@dataclass(frozen=True, slots=True)
class Given:
    """The files that a peer indexes first, and adds then."""

    first: Path
    then: Path


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything to index, by what a peer reads; the day's digest is not yet in its place."""

    given: Mapping[str, Given]
    day: tuple[Path, Path]
    papers: Mapping[str, str]
    first: int
    then: int
    passages: int

    def bring_day(self) -> None:
        """Lay the day's digest among the others."""
        shutil.copy2(*self.day)


def stage(paths: Sequence[str], folder: Path) -> Corpus:
    """Lay out the digests under ``paths`` below ``folder``.

    Raises:
        NoDigests, DigestError: a path holds none, or one that cannot be read.
        UsageError: there are fewer than two.
    """
    files = digest.find(paths)
    if len(files) < 2:
        raise UsageError("one digest is not enough: one is added to an index of the others")
    read = {path: digest.parse_bytes(digest.read(path), str(path)).entries for path in files}
    entries = {path: found for path, found in read.items() if found}
    day = _day(entries)
    digests = folder / "digests"
    places = _copy(files, digests)
    places[day].unlink()
    rest = _papers(found for path, found in entries.items() if path != day)
    whole = _papers(entries.values())
    new = {id_: paper for id_, paper in whole.items() if _differs(paper, rest.get(id_))}
    given = {"digests": Given(digests, digests)}
    for kind in ("passages", "papers"):
        given[kind] = Given(folder / f"{kind}.jsonl", folder / f"{kind}-of-the-day.jsonl")
        _write(given[kind].first, rest.values(), kind)
        _write(given[kind].then, new.values(), kind)
    return Corpus(
        given,
        (day, places[day]),
        {paper.id: paper.title for paper in whole.values()},
        len(rest),
        len(new),
        sum(len(passages(paper)) for paper in rest.values()),
    )


def _day(entries: Mapping[Path, Sequence[Entry]]) -> Path:
    """Return the last digest with enough papers of its own, else the one that has most."""
    days: dict[str, set[Path]] = defaultdict(set)
    for path, found in entries.items():
        for entry in found:
            days[entry.id].add(path)
    own = dict.fromkeys(entries, 0)
    for among in days.values():
        if len(among) == 1:
            own[next(iter(among))] += 1
    enough = [path for path, count in own.items() if count >= A_DAY]
    return enough[-1] if enough else max(own, key=lambda path: own[path])


def _copy(files: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """Copy files into one folder, keeping what lies below their common one: names tell days."""
    root = Path(os.path.commonpath([path.absolute().parent for path in files]))
    places = {path: folder / path.absolute().relative_to(root) for path in files}
    for path, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    return places


def _papers(digests: Iterable[Sequence[Entry]]) -> dict[str, Paper]:
    entries: dict[str, list[Entry]] = defaultdict(list)
    for found in digests:
        for entry in found:
            entries[entry.id].append(entry)
    return {id_: merge(found) for id_, found in sorted(entries.items())}


def _differs(paper: Paper, before: Paper | None) -> bool:
    return before is None or passages(paper) != passages(before)


def texts(paper: Paper, kind: str) -> list[Text]:
    """Return the texts of a paper: its passages as papersearch embeds them, or all of it in one."""
    if kind == "passages":
        return [
            Text(f"{paper.id}#{part.ordinal}", paper.id, paper.title, part.text)
            for part in passages(paper)
        ]
    whole = "\n".join([paper.title, *(section.text for section in paper.sections)])
    return [Text(paper.id, paper.id, paper.title, whole)]


def _write(path: Path, papers: Iterable[Paper], kind: str) -> None:
    with path.open("w", encoding="utf-8", errors="replace") as out:
        for paper in papers:
            for text in texts(paper, kind):
                out.write(json.dumps(dataclasses.asdict(text), ensure_ascii=False) + "\n")
