"""A month of days, edits and votes that rise: the feed shows what watches name, each paper once."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.types.query import Filters
from papersearch.types.watch import Watch

Index = PaperIndex | RemoteIndex

DAYS = 16
A_DAY = 10
LEAST_VOTES = 20

SUBJECTS = (
    "speech synthesis codec audio",
    "graph molecule chemistry property",
    "weather forecast atmosphere radar",
    "theorem proof formal lean",
    "protein folding sequence structure",
    "token pruning language decoding",  # says one word of three
    "robot grasping hand manipulation",
)
WATCHES = (
    Watch("tokens", "visual token compression"),
    Watch("robots", "robot failure detection", filters=Filters(min_votes=LEAST_VOTES)),
    Watch("lima", "protein design", "weak", Filters(authors=("Lima",))),
)
NAMED = {
    "tokens": "A visual token compression method for video",
    "robots": "Robot failure detection from camera streams",
    "lima": "Protein design with language models",
}


@dataclass
class Made:
    """A made-up paper, as its digest has it by now."""

    number: int
    day: int
    about: str
    text: str
    votes: int
    authors: str = "Bo Chen"

    @property
    def id(self) -> str:
        return f"2407.{self.number:05}"

    @property
    def is_named(self) -> bool:
        """Whether the watch of its subject names it by now."""
        return {
            "tokens": True,
            "robots": self.votes >= LEAST_VOTES,
            "lima": "Lima" in self.authors,
        }.get(self.about, False)

    def written(self) -> str:
        return (
            f"### [{self.text.capitalize()} {self.number}](https://arxiv.org/abs/{self.id})\n\n"
            f"Vote: {self.votes}\n\nAuthors: {self.authors}\n\n- **What's New**: {self.text}.\n"
        )


@dataclass
class Month:
    """The papers of all days so far, and the folder of their digests."""

    folder: Path
    random: random.Random = field(default_factory=lambda: random.Random(21))
    papers: list[Made] = field(default_factory=list)

    def pass_day(self, day: int) -> None:
        """Let papers come, votes rise, authors be added and texts be edited."""
        for made in self.papers:
            if self.random.random() < 0.4:
                made.votes += self.random.randrange(14)
            if made.about == "lima" and self.random.random() < 0.3:
                made.authors = "Bo Chen, Ana Lima"
            if self.random.random() < 0.1:
                made.text += " again"
        for n in range(A_DAY):
            about = self.random.choice([*NAMED, *SUBJECTS, *SUBJECTS])
            words = about.split()
            text = NAMED.get(about) or " ".join(self.random.sample(words, 3) + words)
            number = day * 100 + n
            self.papers.append(Made(number, day, about, text, self.random.randrange(15)))
        for own in range(1, day + 1):
            written = "\n".join(made.written() for made in self.papers if made.day == own)
            path = self.folder / f"{own:02}.md"
            path.write_text(f"## Daily Papers (2024-07-{own:02})\n\n{written}", encoding="utf-8")

    def named(self) -> set[str]:
        return {made.id for made in self.papers if made.is_named}


def shown(index: Index) -> list[str]:
    feed = index.feed()
    index.mark_shown(feed)
    return [caught.paper.id for caught in feed.caught]


@pytest.mark.slow
def test_a_month_is_shown_once_and_whole(
    make_anywhere: Callable[[], Index], tmp_path: Path
) -> None:
    month = Month(tmp_path / "digests")
    month.folder.mkdir()
    index = make_anywhere()
    month.pass_day(1)
    index.index([month.folder])
    for watch in WATCHES:
        index.watches.add(watch, since="2024-07-01")
    before: set[str] = set()
    for day in range(2, DAYS + 1):
        found = shown(index)
        assert len(found) == len(set(found))
        assert set(found) == month.named() - before, day - 1
        before |= month.named()
        month.pass_day(day)
        index.index([month.folder], prune=True)
    assert set(shown(index)) == month.named() - before
    assert shown(index) == []
    late = [own for own in month.papers if own.is_named and own.about == "robots"]
    assert len(late) >= 3  # none of which had the votes when it came
    assert len(list(index.papers())) == DAYS * A_DAY
