"""An answer depends on the papers and the question: not on k, nor on what an index went through.

Over 520 made-up papers, of which every five say the same, with the vectors of the default
model. An edit gives a paper what another one says: so there are few texts to embed.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.embedding.load import load_embedder
from papersearch.store.local.index_store import IndexStore
from papersearch.types.arrays import Embeddings
from papersearch.types.hits import Hit
from papersearch.types.query import Filters

pytestmark = pytest.mark.slow

DATA = os.environ.get("PAPERSEARCH_TEST_DATA")
DAYS = 26
A_DAY = 20
SAYINGS = 100
QUERIES = (
    "visual token compression",
    "시각 토큰 압축",
    "robots that learn speech",
    "protein music",
    "weather",
)
ENGLISH = (
    "visual speech robot music weather protein medical driving token graph video audio".split()
)
KOREAN = "시각 음성 로봇 음악 날씨 단백질 의료 운전 토큰 그래프 비디오 오디오".split()
AUTHORS = "Lima Chen Diaz Okafor Sato Novak Haddad Kim Silva Weber Rossi".split()
MORE = "compression generation search learning pruning alignment planning retrieval".split()
FILTERS = (
    Filters(),
    Filters(since="2024-07-10"),
    Filters(min_votes=20),
    Filters(sections=("new",)),
)


class Remembering:
    """The default model, which embeds each text once and by itself."""

    def __init__(self) -> None:
        self._engine = load_embedder()
        self.identity = self._engine.identity
        self.engine, self.at_once = self._engine.engine, self._engine.at_once
        self._known: dict[tuple[bool, str], Embeddings] = {}

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        return self._all(texts, query=True)

    def beginning(self, text: str) -> str:
        return self._engine.beginning(text)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return self._all(texts, query=False)

    def _all(self, texts: Sequence[str], *, query: bool) -> Embeddings:
        embed = self._engine.embed_queries if query else self._engine.embed_passages
        for text in texts:
            if (query, text) not in self._known:
                self._known[query, text] = embed([text])[0]
        rows = [self._known[query, text] for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.identity.dimension), np.float32)


Open = Callable[[str], PaperIndex]


def paper(day: int, n: int, edition: int) -> str:
    """Return an entry of a digest; its votes and authors are its own, what it says is not."""
    number = day * A_DAY + n
    saying = (number + 7 * edition) % SAYINGS
    random = np.random.default_rng(saying)
    topic, way = random.integers(0, len(ENGLISH)), random.integers(0, len(MORE))
    other = random.integers(0, len(ENGLISH))
    count = random.integers(1, 4)
    title = f"{ENGLISH[topic]} {MORE[way]}" + f" with {ENGLISH[other]}" * (saying % 3 == 0)
    return (
        f"### [{title}](https://arxiv.org/abs/2407.{day:02}{n:03})\n\n"
        f"Vote: {number * 17 % 40}\n\n"
        f"Authors: {AUTHORS[number % 7]}, {AUTHORS[number * 3 % 11]}\n\n"
        f"- **What's New**: {KOREAN[topic]}({ENGLISH[topic]}) {KOREAN[other]} 방법입니다. "
        f"{' '.join(random.choice(KOREAN, count))}\n"
        + f"- **Details**: {' '.join(random.choice(ENGLISH + MORE, count))}.\n"
        * (saying % 4 == 0)
    )


def digest(day: int, edition: int) -> str:
    """Return a day; in another ``edition`` every third paper says something else."""
    entries = [paper(day, n, edition * (n % 3 == 0)) for n in range(A_DAY)]
    return "\n".join([f"## Daily Papers (2024-07-{1 + day:02})\n", *entries])


@pytest.fixture(scope="module")
def model() -> Remembering:
    return Remembering()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("histories")


@pytest.fixture(scope="module")
def opened(model: Remembering, scratch: Path) -> Iterator[Open]:
    indexes: list[PaperIndex] = []

    def make(name: str) -> PaperIndex:
        indexes.append(PaperIndex(scratch / name, load=lambda *_args, **_options: model))
        return indexes[-1]

    yield make
    for index in indexes:
        index.close()


@pytest.fixture(scope="module")
def whole(opened: Open, scratch: Path) -> PaperIndex:
    """An index of all days, made at once."""
    write(scratch / "whole-digests", dict.fromkeys(range(DAYS), 0))
    index = opened("whole")
    index.index([scratch / "whole-digests"])
    assert len(index) == DAYS * A_DAY
    with IndexStore.open(index.folder) as store:
        assert store.learned.taught() is not None
    return index


def write(folder: Path, editions: dict[int, int]) -> None:
    folder.mkdir(exist_ok=True)
    for day, edition in editions.items():
        (folder / f"{day:02}.md").write_text(digest(day, edition), encoding="utf-8")


Shown = tuple[object, ...]


def shown(hit: Hit) -> Shown:
    """Return all that is said of a hit, to the bit, but for its rank."""
    return (
        *(hit.paper.id, hit.score, hit.similarity, hit.lexical, hit.section, hit.evidence),
        *(hit.marks, hit.doubtful, hit.explanation),
    )


def answer(index: PaperIndex, query: str, **options: object) -> list[Shown]:
    return [shown(hit) for hit in index.query(query, explain=True, **options)]  # type: ignore[arg-type]


ASKED = [
    {"mode": mode, "filters": filters, "diverse": diverse}
    for mode in ("hybrid", "dense", "lexical")
    for filters in FILTERS
    for diverse in (False, True)
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda own: f"{own['mode']}-{own['diverse']}")
def test_what_comes_first_is_the_same_for_every_k(
    whole: PaperIndex, asked: dict[str, object]
) -> None:
    for query in QUERIES[:2]:
        longest = answer(whole, query, k=300, **asked)
        for k in (1, 10, 100, 137, 251):
            assert answer(whole, query, k=k, **asked) == longest[:k], (query, k)


def test_what_is_similar_is_the_same_for_every_k(whole: PaperIndex) -> None:
    longest = [shown(hit) for hit in whole.similar("2407.05003", k=500)]
    for k in (1, 10, 99, 100, 101, 260):
        assert [shown(hit) for hit in whole.similar("2407.05003", k=k)] == longest[:k]


def test_nothing_is_shown_twice_and_nothing_is_left_out(whole: PaperIndex) -> None:
    for mode in ("hybrid", "dense"):
        found = [hit.paper.id for hit in whole.query("visual tokens", k=1000, mode=mode)]
        assert len(found) == len(set(found)) == DAYS * A_DAY


def test_equal_papers_stand_in_the_order_of_their_ids(whole: PaperIndex) -> None:
    # Scores are handed out by rank, so that two papers may have one though they are not alike.
    hits = list(whole.query("visual token compression", k=520))
    equal = [
        (one.paper.id, other.paper.id)
        for one, other in itertools.pairwise(hits)
        if (one.score, one.similarity, one.lexical)
        == (other.score, other.similarity, other.lexical)
    ]
    assert len(equal) >= 2
    assert all(one < other for one, other in equal)


def test_a_process_that_was_asked_much_answers_as_a_new_one(
    whole: PaperIndex, opened: Open
) -> None:
    for asked in ASKED[::3]:
        for query in QUERIES:
            assert answer(opened("whole"), query, k=40, **asked) == answer(
                whole, query, k=40, **asked
            )


def steps() -> st.SearchStrategy[list[tuple[str, int]]]:
    days = st.integers(0, DAYS - 1)
    return st.lists(
        st.tuples(st.sampled_from(["edit", "back", "delete", "restore", "merge"]), days),
        max_size=8,
    )


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(DAYS)), batch=st.sampled_from([1, 5, 26]), steps=steps())
def test_no_answer_depends_on_history(
    opened: Open, scratch: Path, order: list[int], batch: int, steps: list[tuple[str, int]]
) -> None:
    for name in ("lived", "lived-digests", "fresh"):
        shutil.rmtree(scratch / name, ignore_errors=True)
    folder, index = scratch / "lived-digests", opened("lived")
    days: dict[int, int] = {}
    for start in range(0, DAYS, batch):
        come = dict.fromkeys(order[start : start + batch], 0)
        days |= come
        write(folder, come)
        index.index([folder])
    for what, day in steps:
        if what == "merge":
            merge(index)
        elif what == "delete":
            days.pop(day, None)
            (folder / f"{day:02}.md").unlink(missing_ok=True)
        else:
            days[day] = {"edit": 1, "back": 0, "restore": 0}[what]
            write(folder, {day: days[day]})
        index.index([folder], prune=True)
    fresh = opened("fresh")
    fresh.index([folder])
    assert len(fresh) == len(index)
    for asked in ASKED[::2]:
        for query in QUERIES[:3]:
            assert answer(index, query, k=30, **asked) == answer(fresh, query, k=30, **asked)


def merge(index: PaperIndex) -> None:
    """Write all derived files anew, as one."""
    index.close()
    with IndexStore.create(index.folder) as store, store.commit():
        store.vectors.rebuild()
        store.rebuild_words()


def test_a_copy_answers_as_its_original(whole: PaperIndex, opened: Open, scratch: Path) -> None:
    copied = opened("copy")
    whole.copy_to(copied)
    for asked in ASKED[::3]:
        assert answer(copied, QUERIES[0], k=50, **asked) == answer(whole, QUERIES[0], k=50, **asked)


def test_of_two_digests_of_one_day_the_name_decides_and_not_who_came_last(
    opened: Open, scratch: Path
) -> None:
    folder = scratch / "both"
    folder.mkdir()
    one, other = folder / "a.md", folder / "b.md"

    def write_one(text: str) -> None:
        entry = f"### [T](https://arxiv.org/abs/2407.00001)\n\n- {text}\n"
        one.write_text(f"## Daily Papers (2024-07-01)\n\n{entry}")

    write_one("first")
    other.write_text(one.read_text().replace("first", "other"))
    lived = opened("both-lived")
    for text in ("first", "second"):
        write_one(text)
        lived.index([folder])
    fresh = opened("both-fresh")
    fresh.index([folder])
    assert list(lived.papers()) == list(fresh.papers())
    assert [paper.sections[0].text for paper in fresh.papers()] == ["other"]


@pytest.mark.skipif(not DATA, reason="set PAPERSEARCH_TEST_DATA to a folder of real digests")
def test_real_digests_in_any_order_give_the_same_answers(tmp_path: Path) -> None:
    """4,342 papers, read at once and a month or two at a time, the last ones first."""
    assert DATA
    files = sorted(Path(DATA).rglob("*.md"))
    model = FakeEmbedder()
    with (
        PaperIndex(tmp_path / "one", load=lambda *_a, **_k: model) as whole,
        PaperIndex(tmp_path / "two", load=lambda *_a, **_k: model) as parts,
    ):
        whole.index(files)
        for start in range(0, len(files), 50):
            parts.index(files[::-1][start : start + 50])
        for asked in ASKED[::2]:
            for query in QUERIES:
                longest = answer(whole, query, k=1000, **asked)
                assert answer(whole, query, k=100, **asked) == longest[:100]
                assert answer(parts, query, k=1000, **asked) == longest
