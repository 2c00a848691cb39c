"""Every kind of damage of a store on Milvus is found, and what is derived is mended."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from papersearch.errors import StoreFailed
from papersearch.ranking.space import Space
from papersearch.search.hybrid import search
from papersearch.store.milvus import verify
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.collections import Names
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.encoding import digest
from papersearch.store.milvus.reading import MilvusReading
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.milvus.table import Fact, Table
from papersearch.store.protocol import Taught
from papersearch.text.doubt import Doubt
from papersearch.types import documents
from papersearch.types.damage import Damage
from papersearch.types.followed import Followed
from papersearch.types.kept import Kept
from papersearch.types.paper import Entry, Paper, Section
from papersearch.types.passage_ids import pid_of
from papersearch.types.query import Filters, Query
from papersearch.types.watch import Watch
from tests.store.milvus.test_store import Stopped, stop_at
from tests.store.places import REAL, Place, places, token
from tests.store.test_store_contract import FAKE, direction, embedded, made_up, put

pytest.importorskip("milvus_lite")

ID = "2407.00007"
PAPER = Paper(
    ID,
    "Visual tokens",
    (Section("What's New", "토큰 압축 visual"), Section("Technical Details", "speech 음성 model")),
    ("2024-07-04", "2024-08-05"),
    ("Ana Lima", "Bo Chen"),
    votes=7,
    categories=("cs.CL",),
)
ANSWERS = (Query("visual token 압축", 20), Query("visual", 20, filters=Filters(min_votes=1)))
Break = Callable[[MilvusReading], object]


@pytest.fixture(params=["milvus-lite", REAL])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place with a store of a bit of everything, which nobody is writing to."""
    for made in places(request.param, tmp_path, request):
        fill(made)
        yield made


def fill(place: Place) -> None:
    store = place.open()
    assert isinstance(store, MilvusStore)
    store.adopt(FAKE.identity.to_json())
    put(store, *made_up(9), PAPER, dataclasses.replace(PAPER, id="2407.00008", title="Doubtful"))
    with store.commit():
        num, _ = store.paper("2407.00008")
        space = Space(direction(1), {"ko": direction(2)}, {"en": direction(3), "ko": direction(4)})
        store.learned.put_space(space, Taught(2, ("", "a"), ("2024-07-04", "b")))
        store.learned.put_glossary({"visual": [("시각", 0.5)]})
        store.learned.trust_doubts(trusted=True)
        store.learned.put_doubts({num: Doubt(0.9, ("doubtful",))})
        store.read_again([num])
        store.entries.put([("a.md", Entry(ID, "Visual tokens", (), "2024-07-04"))])
        store.entries.keep_followed([Followed("hf", "digests")])
        store.entries.mark_read({"a.md": b"0" * 16})
    store.interests.add(Watch("words", "visual"))
    number = store.interests.watch("words").number
    store.interests.mark({number: [ID]})
    store.interests.judge([ID], liked=True)
    store.interests.keep({ID: Kept(("tag",), "note " * 20_000)})
    store.keep_pending([b"1" * 16], embedded(PAPER).vectors[:1])
    place.close()


def reader(place: Place) -> MilvusStore:
    return MilvusStore.open(parse(place.address), token())


def found(place: Place) -> list[Damage]:
    with reader(place) as store:
        return list(verify.damages(store))


def mended(place: Place) -> None:
    with MilvusStore.create(parse(place.address), token()) as store:
        verify.repair(store)


def answers(place: Place) -> list[tuple[str, float]]:
    with reader(place) as store:
        hits = [hit for query in ANSWERS for hit in search(store, query, direction)]
        return [(hit.paper.id, round(hit.score, 6)) for hit in hits]


def change(store: MilvusReading, collection: str, where: str, **fields: Any) -> None:
    """Change a row; given another key, a copy of it."""
    names = store.connection.client.describe_collection(collection)["fields"]
    wanted = [own["name"] for own in names if own["name"] != "sparse"]
    (row,) = store.connection.some_rows(collection, where, wanted, 2)
    store.connection.upsert(collection, [{**row, **fields}])


def of_paper(**fields: Any) -> Break:
    def broken(store: MilvusReading) -> None:
        (num,) = store.nums([ID])
        change(store, store.names.papers, f"num == {num}", **fields)

    return broken


def of_passage(**fields: Any) -> Break:
    def broken(store: MilvusReading) -> None:
        (num,) = store.nums([ID])
        change(store, store.names.passages, f"pid == {pid_of(num, 1)}", **fields)

    return broken


def of_fact(kind: str, **fields: Any) -> Break:
    def broken(store: MilvusReading) -> None:
        named = f' and key == "{fields["key"]}"' if "key" in fields else ""
        change(store, store.names.facts, f'kind == "{kind}"{named}', **fields)

    return broken


def of_meta(name: str, data: str) -> Break:
    return of_fact("meta", key=f"meta/{digest(name)}", data=data)


def of_entry(**fields: Any) -> Break:
    return lambda store: change(store, store.names.entries, 'kind != ""', **fields)


def gone(kind: str) -> Break:
    return lambda store: store.facts.clear(f'kind == "{kind}"')


def stray(num: int, ordinal: int) -> Break:
    def broken(store: MilvusReading) -> None:
        (own,) = store.nums([ID])
        pid = (num if num else own) << 16 | ordinal
        change(store, store.names.passages, f"pid == {pid_of(own, 1)}", pid=pid)

    return broken


def without_passages(store: MilvusReading) -> None:
    (num,) = store.nums([ID])
    store.connection.delete(store.names.passages, f"num == {num}")


FILTERED = f"1 paper differs from what filters look at: {ID}"
COUNTED = f"1 paper has other words than were counted: {ID}"
STRAY = "1 passage belongs to no paper"


def stray_part(store: MilvusReading) -> None:
    key = f"document/{digest(ID)}#3"
    change(store, store.names.facts, 'kind == "watch"', key=key, kind="more", name="")


def shortened(store: MilvusReading) -> None:
    """Cut off what the document says last; all else stays as it was."""
    _, paper = store.paper(ID)
    of_paper(document=documents.encode(replace(paper, sections=paper.sections[:1])).decode())(store)


def counts_that_are_about_to_go(store: MilvusReading) -> None:
    about = store.meta.get("words")
    store.meta.set("words", {**about, "gone": [about["parts"][0][0]]})


def without_row(store: MilvusReading) -> None:
    (num,) = store.nums([ID])
    store.connection.delete(store.names.papers, f"num == {num}")


FREQUENCIES = "1 count of the papers that have each word is wrong"
DERIVED: dict[str, tuple[Break, str]] = {
    "first": (of_paper(first=5), FILTERED),
    "last": (of_paper(last=1 << 62), FILTERED),
    "votes": (of_paper(votes=-(1 << 62)), FILTERED),
    "days": (of_paper(days="|20990101|"), FILTERED),
    "labels": (of_paper(labels=""), FILTERED),
    "too many passages": (of_paper(passages=1 << 62), FILTERED),
    "too few passages": (of_paper(passages=-5), FILTERED),
    "votes of a passage": (of_passage(votes=1), FILTERED),
    "byline of a passage": (of_passage(byline="|XPPPPPPZ|"), FILTERED),
    "number of a passage": (of_passage(num=-1), FILTERED),
    "label": (gone("label"), r"\d labels of sections are not known to filters, the first: "),
    "stray": (stray(5, 3), STRAY),
    "stray below": (stray(-5, 0), STRAY),
    "stray above": (stray((1 << 47) - 1, 0), STRAY),
    "stray of a paper": (stray(0, 2), STRAY),
    "tokens": (of_paper(tokens=(1 << 63) - 1), COUNTED),
    "no counts": (of_meta("words", "[1]"), FREQUENCIES),
    "counts that are no JSON": (of_meta("words", "{"), FREQUENCIES),
    "other counts": (of_meta("words", '{"papers": 1, "tokens": 2, "parts": []}'), FREQUENCIES),
    "no parts": (gone("frequencies"), FREQUENCIES),
    "parts that count and go": (counts_that_are_about_to_go, FREQUENCIES),
    "a part of nothing": (stray_part, "1 part of a long text belongs to none"),
}


@pytest.mark.slow
def test_what_is_derived_is_found_and_mended(place: Place) -> None:
    before = answers(place)
    with reader(place) as store:
        for kind, (broken, line) in DERIVED.items():
            broken(store)
            wrong = [own for own in found(place) if FREQUENCIES not in str(own)]
            wrong = wrong or found(place)
            assert [own.derived for own in wrong] == [True], kind
            assert says(place, line, wrong[0]), (kind, wrong)
            mended(place)
            assert found(place) == [], kind
        assert answers(place) == before


def says(place: Place, line: str, damage: Damage) -> bool:
    return re.match(f"{re.escape(str(parse(place.address)))}: {line}", str(damage)) is not None


def test_what_counts_is_wrong_where_it_was_counted_from(place: Place) -> None:
    before = answers(place)
    with reader(place) as store:
        for wrong, fields in (
            (FILTERED, {"byline": "|XPPPPPPZ|\x1b"}),
            (COUNTED, {"words": ".!"}),
            (COUNTED, {"words": ".AAAA5"}),
            (COUNTED, {"words": "한글"}),
            (COUNTED, {"words": ""}),
        ):
            of_paper(**fields)(store)
            lines = [str(own).split(": ", 1)[1] for own in found(place)]
            assert lines == [wrong, FREQUENCIES], fields
            mended(place)
            assert found(place) == []
    assert answers(place) == before


def unreadable(one: str, name: str = "") -> str:
    return f"1 {one} cannot be read{f': {name}' if name else ''}"


ROW = unreadable("row of a paper", ID)
OTHER = f"1 passage is of another text than its paper has: {ID}"
OTHER_PAPER = f"1 paper has another text than was embedded: {ID}"
NO_UNIT = f"1 embedding is no unit vector of the model: {ID}"
UNDERIVED: dict[str, tuple[Break, str]] = {
    "no document": (of_paper(document="no JSON"), ROW),
    "another document": (of_paper(document='{"id": 5}'), ROW),
    "a document of nothing": (of_paper(document=""), ROW),
    "deep": (of_paper(document="[" * 60_000), ROW),
    "numbers": (of_paper(document="9" * 60_000), ROW),
    "hash": (of_paper(digest="ab cd"), ROW),
    "another hash": (of_paper(digest="0" * 32), OTHER_PAPER),
    "a shorter document": (shortened, OTHER_PAPER),
    "no row": (without_row, f"1 paper that digests tell of is gone: {ID}"),
    "before all time": (of_paper(seq=-5), ROW),
    "after all time": (of_paper(seq=(1 << 63) - 1), ROW),
    "name": (of_paper(name="zz' or 1 == 1"), f"1 row is of another paper than it says: {ID}"),
    "passages": (without_passages, f"1 paper lacks passages: {ID}"),
    "zeros": (of_passage(vector=[0.0] * 16), NO_UNIT),
    "long": (of_passage(vector=[3e38] * 16), NO_UNIT),
    "text": (of_passage(digest="\x1b[31m\n"), OTHER),
    "label": (of_passage(label=""), OTHER),
    "model": (of_meta("model", '{"dimension": "x"}'), unreadable("fact about the store", "model")),
    "parts of a fact": (
        of_fact("meta", key=f"meta/{digest('vectors')}", parts=9),
        unreadable("fact about the store", "vectors"),
    ),
    "vectors": (of_meta("vectors", "[]"), unreadable("fact about the store", "vectors")),
    "followed": (of_meta("followed", "{"), unreadable("fact about the store", "followed")),
    "learned": (of_meta("learned", "5"), unreadable("fact about the store", "learned")),
    "watch": (of_fact("watch", data="[1, 2]"), unreadable("watch", r"\d+")),
    "shown": (of_fact("shown", owner="5"), r"1 mark of what a watch has shown cannot be read: "),
    "opinion": (of_fact("opinion", num=1 << 62), unreadable("like or dislike", ID)),
    "kept": (of_fact("kept", data="{"), unreadable("paper's tags and note", ID)),
    "parts": (of_fact("kept", parts=1 << 62), unreadable("paper's tags and note", ID)),
    "gloss": (of_fact("gloss", data="[5]"), unreadable("word of the glossary", "visual")),
    "doubt": (of_fact("doubt", data="x"), unreadable("doubt of a paper", r"\d+")),
    "parts of a doubt": (of_fact("doubt", parts=9), unreadable("doubt of a paper", r"\d+")),
    "source": (of_fact("source", data="x"), unreadable("mark of a digest as read", r"a\.md")),
    "pending": (of_fact("pending", data="AAA"), unreadable("embedding that waits", "3131")),
    "origin": (of_fact("origin", name="b\nc"), unreadable("other fact", "b c")),
    "entry": (of_entry(data="no JSON"), unreadable("entry of a digest", r'\["2407\.00007')),
    "owner": (of_entry(owner="5"), unreadable("entry of a digest", r'\["2407\.00007')),
    "key": (of_entry(name='["x", 5]'), unreadable("entry of a digest", r'\["x", 5\]')),
}


def rows(store: MilvusReading) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return all rows by collection, to put them back."""
    there = []
    for name in dataclasses.astuple(store.names):
        fields = store.connection.client.describe_collection(name)["fields"]
        wanted = [own["name"] for own in fields if own["name"] != "sparse"]
        key = next(own["name"] for own in fields if own.get("is_primary"))
        there.append((name, list(store.connection.all_rows(name, "", wanted, key=key))))
    return there


@pytest.mark.slow
def test_what_is_not_derived_is_found(place: Place) -> None:
    with reader(place) as store:
        before = rows(store)
        for kind, (broken, line) in UNDERIVED.items():
            broken(store)
            wrong = [own for own in found(place) if not own.derived]
            assert [says(place, line, own) for own in wrong] == [True], (kind, wrong)
            assert "\n" not in str(wrong[0])
            for name, kept in before:
                store.connection.upsert(name, kept)
        assert found(place) == []


def test_a_paper_whose_id_nothing_says_is_named_by_its_number(place: Place) -> None:
    with reader(place) as store:
        (num,) = store.nums([ID])
        for name in ("5", "[5, 6, 7]", '["x", "2024-07-04", "a.md"]'):
            of_paper(document="{")(store)
            of_entry(name=name)(store)
            said = [*map(str, found(place))]
            assert f"1 row of a paper cannot be read: number {num}" in said[1]
            assert "1 entry of a digest cannot be read: " in said[0]


def test_rows_of_keys_that_need_quoting(place: Place) -> None:
    with reader(place) as store:
        for key in ('zz"x', "zz\\", 'zz\n\r" or 1 == 1'):
            change(store, store.names.facts, 'kind == "watch" and key < "z"', key=key)
        (damage,) = found(place)
        assert says(place, r"3 watches cannot be read, the first: \d+$", damage)


def test_arrays_that_make_no_space(place: Place) -> None:
    for fields, said in (
        ({"data": "AA", "num": 0}, "1 array of the learned space cannot be read: passages"),
        ({"data": "AAAAAA==", "num": 1}, "1 learned space is not whole"),
    ):
        with reader(place) as store:
            change(store, store.names.facts, f'key == "array/{digest("passages")}"', **fields)
        (damage,) = found(place)
        assert said in str(damage)


def test_a_number_that_is_none_is_found(tmp_path: Path) -> None:
    """A server refuses it; Milvus Lite keeps it."""
    for place in places("milvus-lite", tmp_path):
        fill(place)
        with reader(place) as store:
            try:
                of_passage(vector=[float("nan")] * 16)(store)
            except StoreFailed:
                pytest.skip("Milvus Lite refuses it, too")
        (damage,) = found(place)
        assert says(place, NO_UNIT, damage)


def test_a_whole_store_has_nothing_wrong(place: Place) -> None:
    assert found(place) == []
    store = place.open()
    put(store, dataclasses.replace(PAPER, sections=PAPER.sections[:1]), seed=1)
    with store.commit():
        store.put_metadata([dataclasses.replace(PAPER, sections=PAPER.sections[:1], votes=99)])
        store.drop(["2407.00008"])
    store.remove([made_up(1)[0].id])
    place.close()
    assert found(place) == []


def test_an_empty_store_has_nothing_wrong(tmp_path: Path) -> None:
    for place in places("milvus-lite", tmp_path):
        place.open()
        assert found(place) == []


@pytest.mark.slow
def test_a_row_that_is_too_long_for_milvus(tmp_path: Path) -> None:
    many = " ".join(f"word{n}" for n in range(12_000))
    for place in places("milvus-lite", tmp_path):
        fill(place)
        put(place.open(), dataclasses.replace(PAPER, sections=(Section("What's New", many),)))
        place.close()
        assert found(place) == []
        with reader(place) as store:
            store.facts.clear('kind == "words"')
        assert [own.derived for own in found(place)] == [True, True, True]
        mended(place)
        assert found(place) == []
        with reader(place) as store:
            store.facts.clear('kind == "document"')
        assert not all(own.derived for own in found(place))


def test_much_that_is_wrong_is_said_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_PAPERS", "_PASSAGES"):
        monkeypatch.setattr(f"papersearch.store.milvus.checking.{name}", 2)
    with reader(place) as store:
        for own in (ID, "2407.00008"):
            (num,) = store.nums([own])
            change(store, store.names.papers, f"num == {num}", votes=1 << 40)
            change(store, store.names.passages, f"pid == {pid_of(num, 0)}", pid=pid_of(num, 9))
    lines = [str(own).split(": ", 1)[1] for own in found(place)]
    assert [line.partition(", ")[0] for line in sorted(lines)] == [
        "2 papers differ from what filters look at",
        "2 passages belong to no paper",
    ]


def test_damage_while_somebody_writes_may_be_none(place: Place) -> None:
    """On a server: Milvus Lite is for one process at a time."""
    with reader(place) as store:
        of_paper(votes=5)(store)
    if place.kind == "milvus":
        place.open()
        with pytest.raises(StoreFailed, match="verify it when that is done"):
            found(place)


@pytest.mark.slow
def test_a_repair_that_is_stopped_is_finished_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in places("milvus-lite", tmp_path):
        fill(place)
        before = answers(place)
        stopped, stop = True, 1
        while stopped:
            with reader(place) as store:
                for broken in (of_paper(votes=5, words=".x"), of_passage(last=3), stray(7, 7)):
                    broken(store)
            with monkeypatch.context() as patch:
                try:
                    with MilvusStore.create(parse(place.address)) as store:
                        stop_at(patch, stop)
                        verify.repair(store)
                    stopped = False
                except Stopped:
                    stop += 1
            mended(place)
            assert found(place) == []
            assert answers(place) == before
        assert stop > 5


def test_a_damaged_document_is_stored_anew(place: Place) -> None:
    with reader(place) as store:
        of_paper(document="{}")(store)
        with pytest.raises(StoreFailed, match="is none that papersearch wrote: `papersearch veri"):
            store.paper(ID)
    writer = place.open()
    assert ID not in writer.stored([ID])
    put(writer, PAPER)
    place.close()
    assert found(place) == []


def test_facts_that_are_no_json_are_one_line(place: Place) -> None:
    with reader(place) as store:
        of_meta("format", "{")(store)
    with pytest.raises(StoreFailed, match="the fact 'format' in the store is none that"):
        reader(place)
    with pytest.raises(StoreFailed, match="the fact 'format' in the store is none that"):
        place.open()
    if place.kind == "milvus":  # whose collections are for other tests, too
        connection = Connection.open(parse(place.address), token())
        Table(connection, Names.of(parse(place.address).collection).facts).put(
            "meta", [Fact("format", "1")]
        )
