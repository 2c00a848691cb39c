"""Categories, whole names and counts from Python, and in indexes of the format before."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import InvalidQuery, StoreFailed
from papersearch.store.local.catalog.schema import FORMAT
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.standing import decode, encode
from papersearch.types.facets import Facets, Suggestion
from papersearch.types.query import Filters, Query
from papersearch.types.watch import Watch

RECORDS = [
    {
        "id": f"2407.{n:05}",
        "title": f"On visual tokens of the {n}th kind",
        "summary": "It selects visual tokens.",
        "authors": authors,
        "date": f"2024-0{7 + n % 2}-0{n}",
        "votes": n,
        "categories": categories,
    }
    for n, (authors, categories) in enumerate(
        [
            (["Wei Chen", "Elie Ode"], ["cs.CL"]),
            (["Wei Chennai"], ["cs.CV", "stat.ML"]),
            (["WEI  CHEN"], ["quant-ph"]),
            (["Kai-Wei Chen"], []),
        ],
        1,
    )
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PaperIndex]:
    with opened(tmp_path / "index") as own:
        own.add(RECORDS)
        yield own


def opened(folder: Path) -> PaperIndex:
    return PaperIndex.open(folder, create=True, load=lambda *_, **__: FakeEmbedder())


def ids(index: PaperIndex, **filters: str) -> str:
    found = index.query("visual tokens", filters=Filters(**filters))  # type: ignore[arg-type]
    return "".join(sorted(hit.paper.id[-1] for hit in found))


def test_a_category_or_all_of_an_archive(index: PaperIndex) -> None:
    assert ids(index, categories="CS.cl") == "1"
    assert ids(index, categories="cs") == "12"
    assert ids(index, categories="quant-ph") == "3"
    assert ids(index, categories="c") == ids(index, categories="cs.C") == ""
    assert [hit.paper.id for hit in index.query("category:stat category:cs.CV")] == ["2407.00002"]
    assert "no paper is of the category 'math.CO'" in index.why_nothing(
        Filters(categories="math.CO")
    )


def test_a_whole_name_is_no_part_of_one(index: PaperIndex) -> None:
    assert ids(index, authors="wei chen") == "1234"
    assert ids(index, authors="=wei chen") == "13"
    assert len(index.query('tokens author:"=Wei Chen"')) == 2
    assert len(index.query('tokens -author:"=Wei Chen"')) == 2
    assert len(index.query('tokens -author:"wei chen"')) == 0
    assert "'wei chenn', a whole name" in index.why_nothing(Filters(authors="=Wei Chenn"))


def test_watches_keep_categories_and_older_ones_have_none(index: PaperIndex) -> None:
    filters = Filters(authors="=Wei Chen", categories=("cs", "quant-ph"))
    index.watches.add(Watch("own", "visual tokens", "weak", filters))
    index.watches.add(Watch("rest", "visual tokens", "weak", Filters(categories="math")))
    assert index.watches.get("own").filters == filters
    caught = {own.paper.id for own in index.feed(["own"], among=Filters()).caught}
    assert caught == {"2407.00001", "2407.00003"}
    assert len(index.feed(["rest"], among=Filters())) == 0
    older = b'{"text":"x","least":"fair","authors":["a"],"min_votes":null,"sections":[]}'
    assert decode("x", older) == Watch("x", "x", filters=Filters(authors="a"))
    assert encode(decode("x", older)) == older
    with pytest.raises(TypeError, match="no text"):
        decode("x", older.replace(b'"sections"', b'"categories":"cs","sections"'))


def test_counts_and_what_continues_a_text(index: PaperIndex) -> None:
    found = index.facets()
    assert found == index.facets(Filters())
    assert (found.papers, found.months) == (4, (("2024-07", 2), ("2024-08", 2)))
    assert found.authors == (
        ("WEI CHEN", 2),  # as the newest of both writes it
        ("Elie Ode", 1),
        ("Kai-Wei Chen", 1),
        ("Wei Chennai", 1),
    )
    assert found.categories[0] == ("cs.CL", 1)
    assert found.sources == (("<standard input>", 4),)
    assert index.facets(filters=Filters(categories="cs"), k=1).authors == (("Elie Ode", 1),)
    assert index.facets("category:cs").papers == 2
    assert index.facets("visual tokens", filters=Filters(min_votes=2)).papers <= 3
    assert index.facets(filters=Filters(min_votes=99)) == Facets()
    assert index.atlas.calendar(filters=Filters("2024-08", categories="cs")) == {"2024-08-01": 1}
    assert index.suggest("tokens qu") == [Suggestion("category", "quant-ph", 1, "qu")]
    for refused in (lambda: index.suggest("x", 0), lambda: index.facets(k=0)):
        with pytest.raises(InvalidQuery, match="k is between 1 and"):
            refused()
    with pytest.raises(InvalidQuery, match="no mode 'best'"):
        index.facets("x", mode="best")


def test_what_can_be_sorted_by(index: PaperIndex) -> None:
    with pytest.raises(InvalidQuery, match="no sort 'name': choose one of relevance, date, votes"):
        Query("x", sort="name")
    by_votes = [hit.paper.votes for hit in index.query("visual tokens", sort="votes")]
    assert by_votes == [4, 3, 2, 1]
    ranked = {hit.paper.id: hit.rank for hit in index.query("visual tokens")}
    found = index.query("visual tokens", sort="date")
    assert {hit.paper.id: hit.rank for hit in found} == ranked
    assert [hit.paper.days[-1] for hit in found] == sorted(
        (hit.paper.days[-1] for hit in found), reverse=True
    )


def refuse(*_args: object, **_options: object) -> NoReturn:
    raise AssertionError("something was embedded")


def test_an_index_of_the_format_before_gets_its_categories(index: PaperIndex) -> None:
    everything = ids(index, categories="cs")
    index.close()
    catalog = index.folder / "catalog.sqlite"
    with contextlib.closing(sqlite3.connect(catalog)) as connection:
        connection.execute("ALTER TABLE facets DROP COLUMN categories")
        connection.execute("PRAGMA user_version = 5")
        connection.commit()
    notes: list[str] = []
    with PaperIndex.open(index.folder, notify=notes.append, load=refuse) as again:
        found = again.query("visual", mode="lexical", filters=Filters(categories="cs"))
        assert "".join(sorted(hit.paper.id[-1] for hit in found)) == everything == "12"
        assert "brought up to date" in notes[0]
        assert again.verify(sample=0) == []
    with contextlib.closing(sqlite3.connect(catalog)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)


def test_other_categories_than_the_papers_have_are_found_and_mended(index: PaperIndex) -> None:
    index.close()
    with contextlib.closing(sqlite3.connect(index.folder / "catalog.sqlite")) as connection:
        connection.execute("UPDATE facets SET categories = replace(categories, 'cl', 'xx')")
        connection.execute("UPDATE facets SET categories = CAST(categories AS BLOB)")
        connection.commit()
    assert ids(index, categories="cs.CL") == ""
    assert len(index.verify()) == 1
    index.verify(repair=True)
    assert ids(index, categories="cs.CL") == "1"


def test_a_store_on_milvus_from_before_gets_its_categories(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    from papersearch.api.remote_index import RemoteIndex

    address = f"milvus://{tmp_path}/papers.db/papers"
    filters = Filters(categories="cs")
    with RemoteIndex.open(address, create=True, load=lambda *_, **__: FakeEmbedder()) as remote:
        remote.add(RECORDS)
        assert len(remote.query("visual", filters=filters)) == 2
    with MilvusStore.create(parse(address)) as store:
        # As an older papersearch wrote them: names alone, and no mark.
        rows = store.connection.all_rows(store.names.papers, "", ["num"], 10)
        assert len(list(rows)) == 4
        _forget_categories(store)
    with RemoteIndex.open(address, load=lambda *_, **__: FakeEmbedder()) as remote:
        with pytest.raises(StoreFailed, match="an older papersearch wrote this"):
            remote.query("visual", filters=filters)
        assert len(remote.query("visual", filters=Filters(authors="chen"))) == 4
    MilvusStore.create(parse(address)).close()
    with RemoteIndex.open(address, load=refuse) as remote:
        assert len(remote.query("visual", mode="lexical", filters=filters)) == 2
        assert len(remote.query('category:cs author:"=wei chen"')) == 1


def _forget_categories(store: MilvusStore) -> None:
    """Write all rows as they were before categories were kept."""
    from papersearch.store.milvus import papers as rows
    from papersearch.store.milvus import passages as parts
    from papersearch.store.milvus.facets import facets

    patch = pytest.MonkeyPatch()

    def before(paper: object) -> dict[str, object]:
        found = facets(paper)  # type: ignore[arg-type]
        names = [own for own in found["byline"].split("|") if own and not own.startswith("Q")]
        return {**found, "byline": "".join(f"|{own}" for own in names) + "|"}

    for module in (rows, parts):
        patch.setattr(module, "facets", before)
    with store.commit():
        store.put_metadata(list(store.all_papers()))
    patch.undo()
    store.meta.set("categories", None)
