"""The feed: what is new to a watch, shown once, whatever happens to papers and index meanwhile."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import IndexCorrupt, WatchExists, WatchNotFound
from papersearch.following.feed import Feed
from papersearch.ranking.confidence import PAPER_WORDS, UNSAID
from papersearch.ranking.space import Space
from papersearch.store.local.index_store import IndexStore
from papersearch.store.local.lock import writer_lock
from papersearch.text.doubt import Doubt
from papersearch.types.query import Filters
from papersearch.types.watch import LEVELS, Watch
from tests.api.test_upkeep import OtherEmbedder, change
from tests.indexing.test_learning import digest

Make = Callable[..., PaperIndex]
Index = PaperIndex | RemoteIndex

TOKENS = Watch("tokens", "토큰 압축")
STATES = Watch("states", "state spaces")

DAY_THREE = """## Daily Papers (2024-07-06)

### [Fewer Tokens](https://arxiv.org/abs/2407.00004)

Vote: 7

- **What's New**: 토큰 압축을 더 빠르게 합니다.

### [Weather Maps](https://arxiv.org/abs/2407.00005)

- **What's New**: 날씨를 예측합니다.
"""


def ids(feed: Feed) -> list[str]:
    return [caught.paper.id for caught in feed.caught]


def shown(index: Index, *names: str) -> list[str]:
    """Return the ids of a feed that reaches its reader."""
    feed = index.feed(names)
    index.mark_shown(feed)
    return ids(feed)


@pytest.fixture
def day_three(digests: Path) -> Callable[[], Path]:
    """A function that writes a third day."""

    def write() -> Path:
        path = digests / "2024" / "07" / "06.md"
        path.write_text(DAY_THREE, encoding="utf-8")
        return path

    return write


@pytest.fixture
def watched(anywhere: Index, digests: Path, day_three: Callable[[], Path]) -> Index:
    """The index of two days, watched since then, with a third day: in a folder or on Milvus."""
    return watching(anywhere, digests, day_three)


@pytest.fixture
def folder(papers: PaperIndex, digests: Path, day_three: Callable[[], Path]) -> PaperIndex:
    """The same in a folder."""
    watching(papers, digests, day_three)
    return papers


def watching(index: Index, digests: Path, day_three: Callable[[], Path]) -> Index:
    index.watches.add(TOKENS)
    day_three()
    index.index([digests])
    return index


def test_a_watch_begins_with_the_papers_to_come(anywhere: Index) -> None:
    anywhere.watches.add(TOKENS)
    feed = anywhere.feed()
    assert (ids(feed), feed.looked, feed.shown) == ([], 0, {})


def test_what_is_new_is_shown_once(watched: Index) -> None:
    feed = watched.feed()
    assert ids(feed) == ["2407.00004"]
    assert feed.looked == 2
    (caught,) = feed.caught
    (catch,) = caught.catches
    assert (catch.watch, catch.evidence) == ("tokens", "토큰 압축을 더 빠르게 합니다.")
    assert caught.label == "What's New"
    assert catch.marks == ((0, 2), (3, 5))
    assert caught.arrived.startswith("20")
    watched.mark_shown(feed)
    assert ids(watched.feed()) == []
    assert watched.feed().shown == {}


def test_what_was_not_marked_is_shown_again(watched: Index) -> None:
    assert ids(watched.feed()) == ids(watched.feed()) == ["2407.00004"]


def test_an_edited_paper_is_not_new(watched: Index, day_three: Callable[[], Path]) -> None:
    shown(watched)
    path = day_three()
    path.write_text(DAY_THREE.replace("빠르게", "천천히"), encoding="utf-8")
    report = watched.index([path])
    assert (report.new, report.changed) == (0, 1)
    assert ids(watched.feed()) == []


def test_a_paper_that_returns_is_not_new(watched: Index, digests: Path) -> None:
    shown(watched)
    watched.remove(["2407.00004"])
    watched.restore(["2407.00004"])
    assert watched.index([digests]).new == 1
    assert ids(watched.feed()) == []


def test_a_pruned_paper_that_returns_is_not_new(
    watched: Index, digests: Path, day_three: Callable[[], Path]
) -> None:
    shown(watched)
    day_three().unlink()
    assert watched.index([digests], prune=True).pruned == 2
    day_three()
    assert watched.index([digests]).new == 2
    assert ids(watched.feed()) == []


def test_a_removed_paper_is_not_shown(watched: Index) -> None:
    watched.remove(["2407.00004"])
    assert shown(watched) == []


def test_papers_that_come_while_a_feed_is_read_are_shown_by_the_next(
    anywhere: Index, digests: Path, day_three: Callable[[], Path]
) -> None:
    anywhere.watches.add(TOKENS, since="2024-07-04")
    feed = anywhere.feed()
    day_three()
    anywhere.index([digests])
    anywhere.mark_shown(feed)
    assert ids(anywhere.feed()) == ["2407.00004"]


def test_an_older_feed_that_is_marked_late_brings_nothing_back(watched: Index) -> None:
    older = watched.feed()
    watched.index(["-"], stdin=lambda: DAY_THREE.replace("2407", "2408").encode())
    newer = watched.feed()
    assert (ids(older), ids(newer)) == (["2407.00004"], ["2407.00004", "2408.00004"])
    watched.mark_shown(newer)
    watched.mark_shown(older)
    assert ids(watched.feed()) == []


def test_a_watch_may_begin_with_older_papers(watched: Index) -> None:
    watched.watches.add(STATES, since="2024-07")
    watched.watches.add(Watch("late", "state spaces"), since="2024-07-06")
    assert shown(watched, "states", "late") == ["2407.00003"]
    assert shown(watched) == ["2407.00004"]  # of the first watch, which was not asked
    assert shown(watched) == []


def test_terms_of_the_field_are_translated_before_anything_was_learned(watched: Index) -> None:
    watched.watches.add(Watch("english", "compression"), since="2024-07-06")
    assert shown(watched, "english") == ["2407.00004"]  # which says 압축


def test_a_watch_that_is_added_later_does_not_show_what_came_before(watched: Index) -> None:
    watched.watches.add(Watch("again", "토큰 압축"))
    assert shown(watched, "again") == []
    assert shown(watched, "tokens") == ["2407.00004"]


def test_a_watch_that_comes_while_a_feed_is_read_is_not_marked(
    watched: Index, digests: Path
) -> None:
    feed = watched.feed()
    watched.watches.remove(["tokens"])
    watched.watches.add(TOKENS, since="2024-07")
    watched.mark_shown(feed)
    assert ids(watched.feed()) == ["2407.00001", "2407.00004"]


def test_looking_again_changes_nothing(watched: Index) -> None:
    everything = watched.feed(among=Filters())
    assert ids(everything) == ["2407.00001", "2407.00004"]
    assert (everything.looked, everything.shown) == (5, {})
    assert ids(watched.feed(among=Filters(since="2024-07-05"))) == ["2407.00004"]
    assert shown(watched) == ["2407.00004"]


TOKENS_IN_KOREAN = """## Daily Papers (2024-07-07)

### [Squeezed](https://arxiv.org/abs/2407.00006)

- **What's New**: 시각 토큰을 압축하는 새로운 방법을 제안합니다.

### [Sheep](https://arxiv.org/abs/2407.00007)

- **What's New**: 양의 시각 기억을 다룹니다.
"""


@pytest.mark.parametrize("more", [0, 60])
@pytest.mark.parametrize(
    "text",
    ["visual token compression", "visual tokens", "視覚トークン圧縮", "시각토큰 압축", "标记压缩"],
)
def test_a_watch_of_any_language_catches_what_it_names(
    make_anywhere: Callable[..., Index], tmp_path: Path, text: str, more: int
) -> None:
    """In an index of two papers, and in one that has learned from sixty."""
    index = make_anywhere()
    folder = tmp_path / "digests"
    folder.mkdir()
    (folder / "07.md").write_text(TOKENS_IN_KOREAN, encoding="utf-8")
    if more:
        (folder / "08.md").write_text(digest(more, 100), encoding="utf-8")
    index.index([folder])
    index.watches.add(Watch("own", text), since="2024-07-07")
    index.watches.add(Watch("other", "김치찌개 끓이는 법"), since="2024-07-07")
    feed = index.feed()
    assert [(c.paper.id, c.catches[0].watch, c.catches[0].level) for c in feed.caught] == [
        ("2407.00006", "own", "strong")
    ]


def test_each_paper_is_shown_once_by_the_watch_that_is_surest(watched: Index) -> None:
    watched.watches.add(Watch("wide", "토큰 압축 빠르게 날씨", "weak"), since="2024-07-06")
    (caught,) = watched.feed().caught
    assert [catch.watch for catch in caught.catches] == ["tokens", "wide"]
    assert caught.catches[0].confidence > caught.catches[1].confidence
    assert [(w.name, len(own)) for w, own in watched.feed().by_watch()] == [("tokens", 1)]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(min_votes=7), ["2407.00001", "2407.00004"]),
        (Filters(min_votes=8), ["2407.00001"]),
        (Filters(authors=("lima",)), ["2407.00001"]),
        (Filters(sections=("technical",)), ["2407.00001"]),
    ],
)
def test_filters_of_a_watch(watched: Index, filters: Filters, found: list[str]) -> None:
    watched.watches.add(Watch("some", "토큰 압축", "fair", filters))
    feed = watched.feed(["some"], among=Filters())
    assert ids(feed) == found
    if filters.sections:
        assert {caught.label for caught in feed.caught} == {"Technical Details"}


def test_a_watch_is_edited_and_keeps_what_it_has_shown(watched: Index) -> None:
    shown(watched)
    watched.watches.replace("tokens", Watch("weather", "토큰 날씨", "weak"))
    assert [watch.name for watch in watched.watches.all()] == ["weather"]
    watched.watches.replace("weather", Watch("weather", "날씨", "strong"))
    assert shown(watched) == ["2407.00005"]  # which it has looked at, and not shown
    watched.watches.replace("weather", TOKENS)
    assert ids(watched.feed()) == []
    assert ids(watched.feed(among=Filters())) == ["2407.00001", "2407.00004"]


def test_names_are_unique_and_known(watched: Index) -> None:
    watched.watches.add(STATES)
    with pytest.raises(WatchExists, match="there is a watch 'tokens' already: give another"):
        watched.watches.add(Watch("tokens", "other"))
    with pytest.raises(WatchExists, match="there is a watch 'states' already"):
        watched.watches.replace("tokens", Watch("states", "other"))
    for act in (watched.watches.get, lambda name: watched.feed([name])):
        with pytest.raises(WatchNotFound, match="no watch 'nothing': `papersearch watch list`"):
            act("nothing")
    with pytest.raises(WatchNotFound, match="no watch 'nothing'"):
        watched.watches.remove(["tokens", "nothing"])
    assert watched.watches.all() == [TOKENS, STATES]
    watched.watches.remove(["tokens", "states"])
    with pytest.raises(WatchNotFound, match="there are no watches: add one with"):
        watched.feed()


def test_a_number_is_never_used_twice(anywhere: Index) -> None:
    anywhere.watches.add(TOKENS, since="2024")
    feed = anywhere.feed()
    anywhere.watches.remove(["tokens"])
    anywhere.watches.add(TOKENS, since="2024")
    assert not feed.shown.keys() & anywhere.feed().shown.keys()


def test_reading_takes_no_lock_and_marking_nothing_neither(folder: PaperIndex) -> None:
    shown(folder)
    with writer_lock(folder.folder):
        feed = folder.feed()
        folder.mark_shown(feed)
        assert ids(folder.feed(among=Filters())) == ["2407.00001", "2407.00004"]


def test_another_model_keeps_watches(folder: PaperIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    other = OtherEmbedder()
    monkeypatch.setattr(folder._models.loading, "own", lambda *_args, **_options: other)
    folder.reembed("other")
    assert shown(folder) == ["2407.00004"]
    assert shown(folder) == []


def test_nothing_is_embedded_when_nothing_is_new(
    anywhere: Index, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> object:
        asked.extend(texts)
        return FakeEmbedder.embed_queries(embedder, texts)

    monkeypatch.setattr(embedder, "embed_queries", embed)
    anywhere.watches.add(TOKENS)
    anywhere.feed()
    assert asked == []
    anywhere.feed(among=Filters())
    assert asked == [TOKENS.text]


OLDER = [
    "DROP TRIGGER arrive",
    *(f"DROP TABLE {table}" for table in ("arrivals", "watches", "shown", "taste", "kept")),
]


def test_an_index_from_before_there_were_watches(
    papers: PaperIndex, digests: Path, day_three: Callable[[], Path]
) -> None:
    for statement in OLDER:
        change(papers, statement)
    papers.close()
    assert papers.watches.all() == []
    assert papers.verify() == []
    with pytest.raises(WatchNotFound, match="there are no watches"):
        papers.feed()
    papers.watches.add(TOKENS)
    assert ids(papers.feed()) == []
    assert ids(papers.feed(among=Filters())) == ["2407.00001"]
    day_three()
    papers.index([digests])
    assert shown(papers) == ["2407.00004"]


def test_papers_arrive_though_the_writer_knows_nothing_of_watches(papers: PaperIndex) -> None:
    papers.watches.add(TOKENS)
    connection = sqlite3.connect(papers.folder / "catalog.sqlite")
    (trigger,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'arrive'"
    ).fetchone()
    connection.close()
    assert "AFTER INSERT ON papers" in trigger
    change(papers, "INSERT INTO papers VALUES (99, 'x-1', x'00', x'7b7d', 0)")
    assert papers._reader().catalog.value(
        "SELECT crc = crc32(seq, id, at) FROM arrivals WHERE id = 'x-1'"
    )


def test_salvage_carries_watches_over_and_shows_nothing_twice(
    folder: PaperIndex, digests: Path, make_index: Make, tmp_path: Path
) -> None:
    filters = Filters(authors=("lima",), min_votes=3, sections=("new",))
    folder.watches.add(Watch("some", "토큰", "weak", filters))
    shown(folder)
    change(folder, "UPDATE papers SET document = x'7b7d' WHERE id = '2407.00004'")
    kept = folder.watches.all()
    folder.close()
    assert folder.salvage(tmp_path / "saved").lost == 1
    index = make_index("saved")
    assert index.watches.all() == kept
    assert index.index([digests]).new == 1
    assert ids(index.feed()) == []
    assert index.verify() == []


def test_papers_are_not_new_after_a_salvage_that_lost_arrivals(
    folder: PaperIndex, digests: Path, make_index: Make, tmp_path: Path
) -> None:
    shown(folder)
    change(folder, "DELETE FROM papers WHERE id >= '2407.00003'")
    change(folder, "UPDATE arrivals SET crc = crc + 1 WHERE id >= '2407.00003'")
    folder.close()
    folder.salvage(tmp_path / "saved")
    index = make_index("saved")
    index.index([digests])
    assert shown(index) == []  # what was shown is known beside what has arrived


def test_salvage_of_an_index_without_watches(
    papers: PaperIndex, make_index: Make, tmp_path: Path
) -> None:
    for statement in OLDER:
        change(papers, statement)
    papers.close()
    saved = papers.salvage(tmp_path / "saved")
    assert (saved.papers, saved.lost) == (3, 0)
    index = make_index("saved")
    index.watches.add(TOKENS)
    assert index.feed().looked == 0


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE watches SET name = 'x'", "the row of watch 1"),
        ("INSERT INTO shown VALUES (1, '2407.00005', 0)", None),
        ("UPDATE arrivals SET id = 'x' WHERE id = '2407.00005'", None),
        ("UPDATE arrivals SET at = 'x'", "the row of arrival [14]"),
    ],
)
def test_damage_is_named_and_never_shown(folder: PaperIndex, sql: str, what: str | None) -> None:
    change(folder, sql)
    found = folder.verify(sample=0)
    assert found
    assert all("does not match its checksum" in str(damage) for damage in found)
    if what:
        for among in (None, Filters()):
            with pytest.raises(IndexCorrupt, match=f"{what} does not match its checksum"):
                folder.feed(among=among)


@pytest.fixture
def large(make_anywhere: Callable[..., Index], tmp_path: Path) -> Index:
    """An index that has learned from its papers, the last eight of them new to two watches."""
    index = make_anywhere("large")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "1.md").write_text(digest(64), encoding="utf-8")
    index.index([folder])
    assert index._reader().learned.space().passages is not None
    index.watches.add(Watch("robots", "robot generation"))
    index.watches.add(Watch("bread", "sourdough bread recipe", "weak"))
    (folder / "2.md").write_text(digest(32, 64), encoding="utf-8")
    index.index([folder])
    return index


def test_a_watch_catches_what_answers_it(large: Index) -> None:
    feed = large.feed()
    assert feed.looked == 32
    titles = [caught.paper.title for caught in feed.caught]
    assert titles[0] == "Paper74: robot generation"
    assert all("robot" in title or "generation" in title for title in titles)
    assert {catch.watch for caught in feed.caught for catch in caught.catches} == {"robots"}


def test_confidence_says_how_sure(large: Index) -> None:
    for least, bound in LEVELS.items():
        large.watches.replace("robots", Watch("robots", "robot generation", least))
        found = [caught.catches[0] for caught in large.feed(["robots"]).caught]
        assert all(catch.confidence >= bound for catch in found)
    assert [catch.level for catch in found] == sorted(
        (catch.level for catch in found), key=list(LEVELS).index
    )


def test_words_of_a_foreign_language_tell_nothing(
    large: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LEVELS, "weak", 0.05)
    monkeypatch.setattr("papersearch.following.asked.BACKGROUND", 50)
    large.watches.replace("bread", Watch("robot", "robot", "weak"))

    def sure() -> dict[str, float]:
        caught = large.feed(["robot"], among=Filters()).caught
        return {own.paper.id: own.catches[0].confidence for own in caught}

    usual = sure()
    learned = large._reader().learned
    space = learned.space()
    strange = Space(space.passages, {}, {**space.probes, **space.queries}, space.spread)
    monkeypatch.setattr(type(learned), "space", lambda *_args, **_options: strange)
    monkeypatch.setattr("papersearch.search.understanding._says_most", lambda *_args: False)
    foreign = sure()
    most = max(usual, key=usual.__getitem__)  # which says the word
    assert usual[most] - foreign[most] == pytest.approx(PAPER_WORDS * (1 - UNSAID), abs=1e-3)


def test_a_watch_is_less_sure_of_a_doubtful_paper(
    folder: PaperIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By half of its similarity, though its title says all that is watched for."""
    monkeypatch.setitem(LEVELS, "weak", 0.05)
    monkeypatch.setattr("papersearch.following.asked.BACKGROUND", 50)
    (tmp_path / "papers.md").write_text(digest(64), encoding="utf-8")
    folder.index([tmp_path / "papers.md"])
    folder.watches.add(Watch("robots", "robot generation", "weak"))

    def sure() -> dict[str, tuple[float, bool]]:
        caught = folder.feed(["robots"], among=Filters()).caught
        return {own.paper.id: (own.catches[0].confidence, own.doubtful) for own in caught}

    before = sure()
    first = next(iter(before))
    with IndexStore.create(folder.folder) as store, store.commit():
        store.learned.put_doubts(dict.fromkeys(store.nums([first]), Doubt(0.9, ())))
    after = sure()
    assert (before[first][1], after[first][1]) == (False, True)
    assert after[first][0] < before[first][0] - 0.1
    assert {own: after[own] for own in after if own != first} == {
        own: before[own] for own in before if own != first
    }


def test_many_papers_are_looked_at_in_parts(large: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = large.feed(among=Filters())
    monkeypatch.setattr("papersearch.following.feed.CHUNK", 7)
    assert large.feed(among=Filters()) == whole


def test_damaged_vectors_are_mended_on_the_way(folder: PaperIndex) -> None:
    whole = folder.feed()
    folder.close()
    shutil.rmtree(folder.folder / "vectors")
    assert folder.feed() == whole
