from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import CopyFailed, ModelMismatch
from papersearch.indexing import copying
from papersearch.ranking.space import Space
from papersearch.search.hybrid import search
from papersearch.store.protocol import Store, Taught
from papersearch.text.doubt import Doubt
from papersearch.types.kept import Kept
from papersearch.types.paper import Entry, Paper, Section
from papersearch.types.query import Query
from tests.store.places import KINDS, Place, places
from tests.store.test_store_contract import FAKE, direction, embedded, made_up, put


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "there").mkdir()
    yield from places(request.param, tmp_path / "there", request)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "here").mkdir()
    yield from places("folder", tmp_path / "here")


@pytest.fixture
def back(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "back").mkdir()
    yield from places("folder", tmp_path / "back")


LISTED = "2024-07-04T01:02:03Z"
TAUGHT = Taught(30, ("2024-06-01", ""), ("2024-07-01", "a"))


def filled(place: Place) -> Store:
    """Return a store with everything that a copy has to bring along."""
    store = place.open()
    store.adopt(FAKE.identity.to_json())
    papers = made_up(30)
    means = {"ko": direction(6), "en": direction(7)}
    space = Space(direction(5), means, means, 0.5)
    with store.commit():
        store.put_embedded([embedded(paper) for paper in papers])
        nums = store.numbers()
        for n, paper in enumerate(papers):
            entry = Entry(paper.id, paper.title, paper.sections, day="2024-07-01")
            store.entries.put([(f"{n % 4}.md", entry)])
            store.entries.put([("late.md", dataclasses.replace(entry, day="2024-06-01"))])
        store.entries.mark_read({"0.md": b"0" * 16, "1.md": b"1" * 16})
        store.learned.put_space(space, TAUGHT)
        store.learned.put_glossary({"token": [("토큰", 0.5)]})
        store.learned.put_doubts({nums[2]: Doubt(0.9, ("x",)), nums[3]: Doubt(0.1, ())})
        store.learned.trust_doubts(trusted=True)
    store.remove(["2301.99999"])
    return store


def assert_alike(store: Store, other: Store) -> None:
    """See that two stores answer alike."""
    for mode in ("hybrid", "dense", "lexical"):
        one, two = (
            {
                hit.paper.id: hit
                for hit in search(own, Query("visual token 토큰", 100, mode), direction)
            }
            for own in (store, other)
        )
        scores = {id_: hit.score for id_, hit in two.items()}
        assert {id_: hit.score for id_, hit in one.items()} == pytest.approx(scores, abs=1e-4)
        assert [one[id_].doubtful for id_ in one] == [two[id_].doubtful for id_ in one]


def test_there_and_back_is_the_same(here: Place, there: Place, back: Place) -> None:
    source = filled(here)
    other = there.open()
    copied = copying.copy(source, other)
    assert (copied.written, copied.kept) == (30, 0)
    assert copied.seal == copying.seal(source) == copying.seal(other)
    assert (copied.seal.papers, copied.seal.entries, copied.seal.removed) == (30, 60, 1)
    assert_alike(other, source)
    again = copying.copy(source, other)
    assert (again.written, again.kept, again.seal) == (0, 30, copied.seal)

    target = back.open()
    assert copying.copy(other, target).seal == copied.seal
    assert_alike(target, source)
    assert [p.id for p in target.newest(30).values()] == [p.id for p in source.newest(30).values()]
    assert target.model() == source.model()
    assert dict(target.entries.fingerprints()) == {"0.md": b"0" * 16, "1.md": b"1" * 16}
    assert target.learned.glossary() == source.learned.glossary()
    for paper in source.all_papers():
        ids = [paper.id]
        assert list(target.entries.held(ids)) == list(source.entries.held(ids))


def test_what_is_new_is_copied_and_what_is_interrupted_goes_on(here: Place, there: Place) -> None:
    source, target = filled(here), there.open()

    class Stop(Exception):
        pass

    def stop(_step: str, _done: int, _total: int) -> None:
        raise Stop("stopped")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "BATCH", 10)
        with pytest.raises(Stop, match="stopped"):
            copying.copy(source, target, stop)
        copied = copying.copy(source, target)
    assert (copied.written, copied.kept) == (20, 10)
    changed = Paper("2407.00001", "Changed", (Section("A", "words"),))
    put(source, changed, Paper("2409.00001", "New"))
    copied = copying.copy(source, target)
    assert (copied.written, copied.kept) == (2, 29)
    assert target.paper(changed.id)[1] == changed
    assert copied.seal == copying.seal(source)


def test_another_model_is_refused(here: Place, there: Place) -> None:
    source, target = filled(here), there.open()
    target.adopt(FakeEmbedder(dimension=8).identity.to_json())
    with pytest.raises(ModelMismatch, match=r"the target holds embeddings of fake \(8 dim.*empty"):
        copying.copy(source, target)
    assert len(target) == 0


def test_other_papers_are_not_mixed_in(here: Place, there: Place) -> None:
    source, target = filled(here), there.open()
    target.adopt(FAKE.identity.to_json())
    put(target, Paper("2410.00001", "Another"))
    with pytest.raises(CopyFailed, match=r"papers that the source lacks, 2410\.00001 for one"):
        copying.copy(source, target)
    assert len(target) == 1


def test_what_a_reader_keeps_is_copied_where_that_is_asked_for(here: Place, there: Place) -> None:
    source, target = filled(here), there.open()
    kept = {"2407.00001": Kept(("RL",), "note " * 15_000), "gone": Kept(listed=LISTED)}
    source.interests.keep(kept)
    copying.copy(source, target)
    assert target.interests.kept() == {}
    target.interests.keep({"2407.00001": Kept(("rl", "own"), "mine"), "2407.00002": Kept(("own",))})
    for _ in range(2):
        copying.copy(source, target, kept=True)
        assert target.interests.kept() == {
            "2407.00001": Kept(("own", "rl"), f"mine\n\n{kept['2407.00001'].note}"),
            "2407.00002": Kept(("own",)),
            "gone": Kept(listed=LISTED),
        }
    assert source.interests.kept() == kept


def test_an_empty_store_is_copied(here: Place, there: Place) -> None:
    copied = copying.copy(here.open(), there.open())
    assert (copied.written, copied.seal.papers) == (0, 0)


def test_a_difference_is_noticed(
    here: Place, there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = filled(here), there.open()
    seals = iter([copying.seal(source), copying.seal(target)])
    with monkeypatch.context() as patch:
        patch.setattr(copying, "seal", lambda _store: next(seals))
        with pytest.raises(CopyFailed, match="the copy differs: 0 papers in place of 30"):
            copying.copy(source, target)
    put(source, *made_up(1), seed=77)
    real = copying.seal
    monkeypatch.setattr(
        copying,
        "seal",
        lambda store: dataclasses.replace(real(store), checksum=f"{id(store)}"),
    )
    with pytest.raises(CopyFailed, match="the copy differs: its checksum is"):
        copying.copy(source, target)


def test_the_seal_sees_every_bit(here: Place) -> None:
    source = filled(here)
    before = copying.seal(source)
    paper = source.papers(source.numbers()[:1])
    (own,) = paper.values()
    put(source, own, seed=1)
    assert copying.seal(source).checksum != before.checksum
    put(source, own)
    assert copying.seal(source) == before
    with source.commit():
        source.entries.put([("0.md", Entry(own.id, "Other", day="2024-07-01"))])
    assert copying.seal(source).checksum != before.checksum


def test_papers_cut_by_another_papersearch_are_refused(
    here: Place, there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = filled(here), there.open()
    monkeypatch.setattr(copying, "paper_hash", lambda _passages: b"other")
    with pytest.raises(CopyFailed, match="was cut into passages by another papersearch"):
        copying.copy(source, target)


@pytest.mark.parametrize("factor", [2.0, 0.5, float("nan"), float("inf"), 0.0])
def test_embeddings_that_are_not_of_unit_length_are_refused(
    here: Place, there: Place, factor: float
) -> None:
    source, target = filled(here), there.open()
    wrong = embedded(made_up(31)[30])
    with source.commit():
        source.put_embedded([wrong._replace(vectors=wrong.vectors * factor)])
    with pytest.raises(CopyFailed, match="no numbers or not of unit length: `papersearch verify`"):
        copying.copy(source, target)
