"""A folder of days that somebody keeps: edited, moved, renamed, deleted, broken; and its index.

Whatever was done, and however the folder is named, an index that was pruned is the one that would
be made of the files from nothing. What a file said that cannot be read now counts as its content.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import IndexNotFound
from papersearch.store.milvus.address import parse
from papersearch.types.collections import common_folder
from papersearch.types.paper import Paper

Library = PaperIndex | RemoteIndex

NAMES = (
    *("2024/07/01.md", "2024/07/02.md", "2024/07/03.md", "2024/08/01.md", "2024/08/02.md"),
    *("linked/01.md", "linked/02.md", "notes.md"),
)
WAYS = ("folder", "link", "relative", "glob", "glob of folders", "files", "files by link")
BROKEN = b"\xff\x00 is no text"
steps = 0
"""How many steps were taken in this process."""

_N = st.integers(0, 1 << 16)


@dataclasses.dataclass(frozen=True)
class Told:
    """What a file tells of one paper; ``address`` says whether it has one."""

    number: int
    day: int
    title: int = 0
    text: int = 0
    votes: int = 1
    address: bool = True

    def __str__(self) -> str:
        title = f"Paper {self.number} in edition {self.title}"
        link = f"https://arxiv.org/abs/2407.{self.number:05}"
        head = f"[{title}]({link})" if self.address else title
        return (
            f"## Daily Papers (2024-07-{self.day:02})\n\n### {head}\n\nVote: {self.votes}\n\n"
            f"- **What's New**: All that is told of number {self.number}, version {self.text}.\n"
        )


Content = tuple[Told, ...]


class Days(RuleBasedStateMachine):
    """The folder ``digests`` with a link to it and a linked folder in it, and its index."""

    kind = "folder"

    def __init__(self) -> None:
        super().__init__()
        self._tidy = contextlib.ExitStack()
        self.place = Path(os.path.realpath(self._tidy.enter_context(_folder())))
        self.model = FakeEmbedder(8)
        self.files: dict[str, Content] = {}
        self.read: dict[str, Content] = {}
        self.ever: set[str] = set()
        self.broken: set[str] = set()
        self.seen: set[str] = set()
        self.renamed: set[str] = set()
        self.home = self.place / "digests"
        self.moved = 0
        self.said = False
        self.is_pruned = True
        for folder in ("2024/07", "2024/08"):
            (self.home / folder).mkdir(parents=True)
        (self.place / "elsewhere").mkdir()
        (self.home / "linked").symlink_to(self.place / "elsewhere")
        (self.place / "link").symlink_to(self.home)
        self.index = self._open("index")

    def teardown(self) -> None:
        self.index.close()
        self._tidy.close()

    @rule(n=_N, count=st.integers(1, 3))
    def add(self, n: int, count: int) -> None:
        """Write a day that is not there."""
        self._step()
        if free := [name for name in NAMES if name not in self.files]:
            told = [self._told(n + 7 * own) for own in range(count)]
            self._write(free[n % len(free)], _each_once(told))

    @rule(
        n=_N, change=st.sampled_from(("text", "votes", "day", "title", "address", "gone", "more"))
    )
    def edit(self, n: int, change: str) -> None:
        """Change what a file says of one of its papers, or of which it tells."""
        self._step()
        if name := self._some(n):
            self._write(name, _changed(self.files[name], n, change, self._told(n // 3)))

    @rule(n=_N, other=_N)
    def move_between_days(self, n: int, other: int) -> None:
        """Take a paper out of one file and put it into another."""
        self._step()
        one, two = self._some(n), self._some(other)
        if one and two and one != two and self.files[one]:
            papers = self.files[one]
            told = papers[n % len(papers)]
            self._write(one, tuple(own for own in papers if own != told))
            self._write(two, _each_once([*self.files[two], told]))

    @rule(n=_N, other=_N)
    def rename(self, n: int, other: int) -> None:
        """Give a file another name, one that is broken, too, if the index has met it so."""
        self._step()
        seen = sorted(self.files.keys() - self.broken | self.seen)
        name = seen[n % len(seen)] if seen else ""
        free = [new for new in NAMES if new not in self.files]
        if name in self.broken:
            free = [new for new in free if new not in self.ever]
        if name and free:
            new = free[other % len(free)]
            (self.home / name).rename(self.home / new)
            self.files[new] = self.files.pop(name)
            said = self.read.pop(name, None)
            if name in self.broken:
                self.broken, self.seen = self.broken - {name} | {new}, self.seen - {name} | {new}
                self.read |= {new: said} if said else {}
                self.renamed.add(new)

    @rule(n=_N)
    def delete(self, n: int) -> None:
        """Delete a file."""
        self._step()
        if name := self._some(n):
            (self.home / name).unlink()
            self.files.pop(name)
            self.read.pop(name, None)

    @rule(n=_N)
    def break_(self, n: int) -> None:
        """Let a file be none that can be read.

        Of one that breaks before a pruning, the index keeps what the file had ceased to tell, too:
        nobody knows any more what it told last.
        """
        self._step()
        name = self._some(n) if self.is_pruned else None
        if name in self.read or (name and name not in self.ever):  # not after another of its name
            self._break(name)
            self.broken.add(name)

    @rule(n=_N)
    def mend(self, n: int) -> None:
        """Write a broken file anew."""
        self._step()
        if self.broken:
            name = sorted(self.broken)[n % len(self.broken)]
            self.broken.discard(name)
            self.seen.discard(name)
            if name in self.renamed:
                self.read.pop(name, None)
            self._write(name, self.files[name])

    @rule()
    def move_all(self) -> None:
        """Move the whole folder, and let the link lead there."""
        self._step()
        self.moved += 1
        new = self.place / f"moved-{self.moved}"
        self.home.rename(new)
        self._settle(new)

    @rule()
    def point_elsewhere(self) -> None:
        """Copy the folder, delete the old one, and let the link lead to the copy."""
        self._step()
        self.moved += 1
        new = self.place / f"copy-{self.moved}"
        shutil.copytree(self.home, new, symlinks=True)
        shutil.rmtree(self.home)
        self._settle(new)

    @rule(prune=st.booleans(), way=st.sampled_from(WAYS))
    def bring_up_to_date(self, prune: bool, way: str) -> None:
        """Index the folder, named in any way, and compare with an index made from nothing."""
        self._step()
        paths = self._paths(way)
        if not paths or not (self.files or (prune and self.said)):
            return
        self._say_where_it_is()
        with contextlib.chdir(self.place):
            report = self.index.index(paths, prune=prune)
        assert report.failed == len(self.broken)
        self.read |= {n: c for n, c in self.files.items() if n not in self.broken}
        self.ever |= self.read.keys()
        self.seen = self.broken & self.read.keys()
        self.renamed = set()
        self.is_pruned = prune
        try:
            there = _papers(self.index)
        except IndexNotFound:  # a first run that kept nothing leaves nothing
            assert self.files.keys() == self.broken
            return
        self.said = bool(there)
        if not prune:
            lacking = self._from_nothing().keys() - there.keys()
            assert not lacking, lacking
            return
        expected = self._from_nothing()
        assert there == expected, (way, there, expected)
        assert all(own.missing == 0 for own in self.index.sources.all())

    def _say_where_it_is(self) -> None:
        """Say that the folder was moved, where less than half of it is as it was read."""
        known = self.index.sources.all() if self.said else []
        same = sum(self.read.get(name) == own for name, own in self.files.items())
        same -= sum(self.read.get(name) == self.files[name] for name in self.broken)
        if known and not Path(known[0].where).exists() and 2 * same < known[0].files:
            self.index.sources.move(known[0].where, str(self.home))

    def _paths(self, way: str) -> list[str]:
        if way == "folder":
            return [str(self.home)]
        if way == "relative":
            return [self.home.name]
        if way == "link":
            return ["link"]
        if way == "glob":
            return [f"{self.home}/**/*.md"]
        if way == "glob of folders":
            return ["link/**"]
        if self.said and not Path(self.index.sources.all()[0].where).exists():
            return []  # of files alone nobody knows which folder was moved
        root = self.home if way == "files" else self.place / "link"
        paths = [str(root / name) for name in sorted(self.files)]
        if not self.said and paths and common_folder(paths) != str(root):
            return []  # a part of the folder would be another collection
        return paths

    def _from_nothing(self) -> dict[str, Paper]:
        """Return the papers of an index that is made of the files, broken ones as they were."""
        for name in self.broken:
            if name in self.read:
                (self.home / name).write_text(_text(self.read[name]), encoding="utf-8")
        where = [own.where for own in self.index.sources.all()] or [str(self.home)]
        assert len(where) == 1, where
        with contextlib.closing(PaperIndex(self.place / "fresh", load=self._load)) as fresh:
            if any(name in self.read for name in self.files):
                fresh.index(where)
            found = _papers(fresh) if (self.place / "fresh").exists() else {}
        shutil.rmtree(self.place / "fresh", ignore_errors=True)
        for name in self.broken:
            self._break(name)
        return found

    def _told(self, n: int) -> Told:
        return Told(n % 9, 1 + n % 5, votes=n % 4, address=n % 9 < 6)

    def _some(self, n: int) -> str:
        """Return a file that can be read, "" for none."""
        whole = sorted(self.files.keys() - self.broken)
        return whole[n % len(whole)] if whole else ""

    def _write(self, name: str, content: Content) -> None:
        (self.home / name).write_text(_text(content), encoding="utf-8")
        self.files[name] = content

    def _break(self, name: str) -> None:
        """Write what cannot be read, and is the same whatever the file is called by then."""
        told = self.read.get(name) or self.files[name]
        (self.home / name).write_bytes(BROKEN + repr(told).encode())

    def _settle(self, new: Path) -> None:
        self.home = new
        (self.place / "link").unlink()
        (self.place / "link").symlink_to(new)

    def _open(self, name: str) -> Library:
        if self.kind == "folder":
            return PaperIndex(self.place / name, load=self._load)
        return RemoteIndex(parse(f"milvus://{self.place}/{name}.db/papers"), load=self._load)

    def _load(self, *_args: Any, **_options: Any) -> FakeEmbedder:
        return self.model

    def _step(self) -> None:
        global steps
        steps += 1


class DaysOnMilvus(Days):
    """The same with a store on Milvus."""

    kind = "milvus-lite"


def live(machine: type[Days], runs: int, long: int, *, quick: bool = False) -> int:
    """Run a machine so many times, so many steps each; return how many were taken.

    Where it is ``quick``, what goes wrong is not made shorter.

    Raises:
        AssertionError: an index is another one than its files make.
    """
    before = steps
    every = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=long,
            deadline=None,
            suppress_health_check=every,
            database=None,
            phases=(Phase.generate,) if quick else tuple(Phase),
        ),
    )
    return steps - before


def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder in memory where there is one: nothing of it has to last."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)


def _text(content: Content) -> str:
    return "\n".join(map(str, content)) or "## Daily Papers (2024-07-01)\n"


def _each_once(told: list[Told]) -> Content:
    return tuple({own.number: own for own in told}.values())


def _changed(papers: Content, n: int, change: str, more: Told) -> Content:
    if change == "more":
        return _each_once([*papers, more])
    if not papers:
        return papers
    chosen = papers[n % len(papers)]
    if change == "gone":
        return tuple(own for own in papers if own != chosen)
    changes: dict[str, Callable[[], dict[str, Any]]] = {
        "text": lambda: {"text": chosen.text + 1},
        "votes": lambda: {"votes": n % 50},
        "day": lambda: {"day": 1 + n % 9},
        "title": lambda: {"title": chosen.title + 1},
        "address": lambda: {"address": not chosen.address},
    }
    after = dataclasses.replace(chosen, **changes[change]())
    return tuple(after if own == chosen else own for own in papers)


def _papers(index: Library) -> dict[str, Paper]:
    return {paper.id: paper for paper in index.papers()}
