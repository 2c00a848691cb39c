"""What every store of papers must do, in a folder and on Milvus: against plain Python and numpy."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import PaperNotFound, WatchExists, WatchNotFound
from papersearch.ranking.space import Adapter, Space
from papersearch.search.hybrid import search
from papersearch.store.bm25 import Document
from papersearch.store.protocol import EmbeddedPaper, Store, Taught
from papersearch.text.doubt import Doubt
from papersearch.text.passages import passage_label, passages, text_hash
from papersearch.text.tokens import fold_name
from papersearch.types import documents
from papersearch.types.kept import Kept
from papersearch.types.paper import Entry, Paper, Section, dated
from papersearch.types.passage_ids import num_of, ordinal_of
from papersearch.types.query import Filters, Query
from papersearch.types.watch import Watch
from tests.store.places import Place

FAKE = FakeEmbedder(dimension=16)
TAUGHT = Taught(6, ("2024-07-01", "a"), ("2024-07-03", "b"))
AUTHORS = ("Ana Lima", 'Dana O\'Hara "x"', "100% Real_Name", "한 승우", "A|B\\C", "%", "_")
LABELS = ("What's New", "Technical Details", 'Say "x" or 1 == 1', "", "결과 %_")
SUBJECTS = (
    (),
    ("cs.CL", "cs.CL"),
    ("stat.ML", "cs.LG"),
    ("quant-ph",),
    ("CS.cl", "Machine  Learning"),
    ('" or 1 == 1', "%", "a|b"),
    ("csx.CL", "C.S"),
    ("cs", "결과"),
)
IDS = ("2407.00001", 'x" or 1 == 1', "%_'\\", "한국어", "a\nb", "🦊", "x" * 3000)
WORDS = "visual token 토큰 압축 speech 음성 model 3.5 gpt-4 state".split()


def embedded(paper: Paper, seed: int = 0) -> EmbeddedPaper:
    """Return a paper with vectors of its own, which float16 holds exactly."""
    found = tuple(passages(paper))
    random = np.random.default_rng([seed, *paper.id.encode()])
    rows = random.normal(size=(len(found), 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return EmbeddedPaper(paper, found, rows.astype(np.float16).astype(np.float32))


def put(store: Store, *papers: Paper, seed: int = 0) -> None:
    with store.commit():
        store.put_embedded([embedded(paper, seed) for paper in papers])


def made_up(count: int, seed: int = 0) -> list[Paper]:
    """Return papers of all kinds of days, votes, authors and sections."""
    random = np.random.default_rng(seed)

    def text() -> str:
        return " ".join(random.choice(WORDS, 12).tolist())

    found = []
    for n in range(count):
        start = int(random.integers(1, 200))
        days = sorted(
            {
                f"{2023 + d // 84}-{1 + d // 7 % 12:02}-{1 + d % 7:02}"
                for d in (start, start + int(random.integers(0, 120)))[: int(random.integers(0, 3))]
            }
        )
        sections = tuple(
            Section(str(label), text())
            for label in random.choice(LABELS, int(random.integers(0, 4)), replace=False)
        )
        found.append(
            Paper(
                IDS[n] if n < len(IDS) else f"2408.{n:05}",
                text(),
                sections,
                tuple(days),
                tuple(random.choice(AUTHORS, int(random.integers(0, 3)), replace=False).tolist()),
                votes=None if n % 5 == 0 else int(random.integers(0, 50)),
                categories=SUBJECTS[n % len(SUBJECTS)],
            )
        )
    return found


def direction(seed: int = 1) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).normal(size=16)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def ids(store: Store, nums: Sequence[int] | set[int]) -> set[str]:
    return {paper.id for paper in store.papers(nums).values()}


def nearest_by_hand(papers: Sequence[EmbeddedPaper], k: int) -> set[str]:
    best = {own.paper.id: float((own.vectors @ direction()).max()) for own in papers}
    return set(sorted(best, key=lambda id_: -best[id_])[:k])


def test_an_empty_store(store: Store) -> None:
    scope = store.scope(Filters())
    assert len(store) == 0
    assert store.numbers() == []
    assert scope.nearest(direction(), 10) == set()
    assert len(scope.passages_of([1, 2])[0]) == 0
    assert scope.lexical_scores([[("token", 1.0)]], [1]) == {}
    assert scope.by_words([[("token", 1.0)]], 10) == set()
    for filters in (Filters(), Filters(sections=("new",)), Filters(since="2024")):
        for mode in ("hybrid", "dense", "lexical"):
            assert len(search(store, Query("token", 10, mode, filters), direction)) == 0
    assert list(store.all_papers()) == []
    with pytest.raises(PaperNotFound, match=r"no paper 2407\.00001 in"):
        store.paper("2407.00001")


def test_what_is_put_is_found(store: Store) -> None:
    papers = made_up(40)
    put(store, *papers[:25])
    put(store, *papers[25:])
    own = [embedded(paper) for paper in papers]
    assert len(store) == 40
    assert [store.papers([num])[num].id for num in store.numbers()] == [p.id for p in papers]
    assert {paper.id: paper for paper in store.all_papers()} == {p.id: p for p in papers}
    assert [paper.id for paper in store.newest(3).values()] == [p.id for p in papers[-3:]]
    for k in (1, 7, 40):
        found = store.scope(Filters()).nearest(direction(), k)
        assert ids(store, found) == nearest_by_hand(own, k)
    for paper, expected in zip(papers, own, strict=True):
        num, there = store.paper(paper.id)
        assert there == paper
        pids, rows = store.scope(Filters()).passages_of([num])
        assert [ordinal_of(pid) for pid in pids.tolist()] == list(range(len(expected.vectors)))
        np.testing.assert_array_equal(rows, expected.vectors)
        assert store.labels_of([num])[num] == [
            text_hash(passage_label(paper, passage)).hex() for passage in expected.passages
        ]
        digest, document = store.stored([paper.id])[paper.id]
        assert document == documents.encode(paper)
        assert len(digest) == 16


def test_papers_by_their_first_days(store: Store) -> None:
    papers = [
        Paper("2407.00003", "c", days=("2024-07-02", "2024-07-09")),
        Paper("2407.00001", "a", days=("2024-07-02",)),
        Paper("2407.00009", "z"),
        Paper("2407.00002", "b", days=("2024-07-01", "2024-07-03")),
    ]
    put(store, *papers)
    ordered = [store.ids_of([num])[num] for num in store.by_day()]
    assert ordered == ["2407.00009", "2407.00002", "2407.00001", "2407.00003"]


def test_what_was_learned_is_outdated_by_what_it_was_learned_from(store: Store) -> None:
    first, last, later = (Paper(f"2407.0000{n}", "t", days=(f"2024-07-0{n}",)) for n in (1, 2, 3))
    put(store, first, last)
    with store.commit():
        taught = Taught(2, dated(first), dated(last))
        store.learned.put_space(Space(direction(1)), taught)
    put(store, later)
    assert store.learned.taught() == taught
    with store.commit():
        store.put_metadata([replace(last, votes=3)])
    assert store.learned.taught() == taught
    with store.commit():
        store.drop([first.id])
    assert store.learned.taught() == taught._replace(outdated=True)
    with store.commit():
        store.learned.put_space(Space(direction(1)), taught)
        store.put_metadata([replace(later, days=("2024-07-01",))])
    assert store.learned.taught() == taught._replace(outdated=True)
    with store.commit():
        store.learned.forget()
    assert store.learned.taught() is None
    assert store.learned.space().passages is None


def test_more_than_there_is(store: Store) -> None:
    put(store, *made_up(5))
    assert len(store.scope(Filters()).nearest(direction(), 10_000)) == 5
    answer = search(store, Query("visual token", 10_000, "dense"), direction)
    assert len(answer) == 5


def test_papers_of_many_passages_leave_room_for_others(store: Store) -> None:
    """Three papers have the nearest 1,200 passages: 97 others are still found, the next ones."""
    near = direction().astype(np.float16).astype(np.float32)
    long = [
        Paper(f"long{n}", f"Title {n}", tuple(Section("A", f"text {m}") for m in range(400)))
        for n in range(3)
    ]
    short = [embedded(paper) for paper in made_up(160)]
    with store.commit():
        store.put_embedded(
            [EmbeddedPaper(own, tuple(passages(own)), np.tile(near, (400, 1))) for own in long]
        )
        store.put_embedded(short)
    expected = {paper.id for paper in long} | nearest_by_hand(short, 97)
    assert ids(store, store.scope(Filters()).nearest(direction(), 100)) == expected
    answer = search(store, Query("visual token", 100, "dense"), direction)
    assert {hit.paper.id for hit in answer} == expected


def test_papers_are_counted_by_their_tokens(place: Place, store: Store) -> None:
    assert store.counts(["token"]) == {}
    papers = made_up(30)
    put(store, *papers[:20])
    put(store, *papers[20:])
    put(store, replace(papers[9], title="Another title of old words"), seed=4)
    with store.commit():
        store.drop([paper.id for paper in papers[:4]])
    papers[9] = replace(papers[9], title="사뭇 another title", votes=3)
    put(store, papers[9], seed=5)
    with store.commit():
        papers[11] = replace(papers[11], authors=("Ana Lima",), votes=9)
        store.put_metadata([papers[11]])
    said = Counter(token for paper in papers[4:] for token in set(Document.of(paper).tokens))
    store = place.open()
    asked = [*said, *(f"none{n}" for n in range(600))]
    assert store.counts(asked) == dict(said)
    assert store.counts(["none", "visual"]) == {"visual": said["visual"]}
    assert store.counts([]) == {}


def test_papers_by_an_author(store: Store) -> None:
    papers = [
        Paper(f"2407.{n:05}", f"Title {n}", (Section("A", "text"),), authors=authors)
        for n, authors in enumerate(
            [("Wei Chen", "Ána Lima Jr."), ("Wei Cheng",), (), ("한 승우",)]
        )
    ]
    put(store, *papers)
    for name, least in (
        ("wei chen", [0]),
        ("ana lima jr", [0]),
        ("WEI CHENG", [1]),
        ("한 승우", [3]),
        ("nobody", []),
        ("visual token", []),
    ):
        found = ids(store, store.by_author(name))
        assert found >= {papers[n].id for n in least}, name
        authors = [store.paper(id_)[1].authors for id_ in found]
        assert all(fold_name(name) in fold_name(" ".join(own)) for own in authors)
    with store.commit():
        store.put_metadata([replace(papers[1], authors=("Bo Nansson",))])
        store.drop([papers[3].id])
    assert store.by_author("Wei Cheng") == store.by_author("한 승우") == set()
    assert ids(store, store.by_author("Bo Nansson")) == {papers[1].id}


def test_equal_ones_are_all_found(store: Store) -> None:
    papers = [Paper(f"2407.{n:05}", "Same title", (Section("A", "same"),)) for n in range(30)]
    same = np.tile(direction().astype(np.float16).astype(np.float32), (1, 1))
    with store.commit():
        store.put_embedded([EmbeddedPaper(p, tuple(passages(p)), same) for p in papers])
    answers = [search(store, Query("same", 20, mode), direction) for mode in ("dense", "lexical")]
    for answer in answers:
        assert len({hit.paper.id for hit in answer}) == 20
        assert len({hit.score for hit in answer}) == 1
        again = [hit.paper.id for hit in search(store, Query("same", 20), direction)]
        assert again == [hit.paper.id for hit in search(store, Query("same", 20), direction)]


def test_a_new_text_takes_the_place_of_the_old_one(store: Store) -> None:
    sections = tuple(Section(label, f"old {label}") for label in ("A", "B", "C"))
    put(store, Paper("2407.00001", "Title", sections), *made_up(5, seed=3)[1:])
    changed = Paper("2407.00001", "Title", (Section("A", "new words"),))
    put(store, changed, seed=5)
    num, there = store.paper("2407.00001")
    assert (len(store), there) == (5, changed)
    _, rows = store.embeddings_of([num])
    np.testing.assert_array_equal(rows, embedded(changed, 5).vectors)
    assert len(store.scope(Filters()).nearest(direction(), 100)) == 5
    scope = store.scope(Filters())
    assert scope.lexical_scores([[("old", 1.0)]], [num]) == {}
    assert scope.lexical_scores([[("new", 1.0)]], [num]).keys() == {num}


def test_what_is_dropped_is_gone(store: Store) -> None:
    papers = made_up(12)
    put(store, *papers)
    with store.commit():
        assert store.drop([papers[1].id, papers[2].id, "no such"]) == 2
    assert len(store) == 10
    assert store.nums([papers[1].id]) == []
    left = [embedded(paper) for paper in papers[:1] + papers[3:]]
    assert ids(store, store.scope(Filters()).nearest(direction(), 12)) == nearest_by_hand(left, 12)
    words = [[(token, 1.0)] for token in ("visual", "토큰")]
    assert papers[1].id not in ids(store, store.scope(Filters()).by_words(words, 12))
    put(store, papers[1])
    assert store.paper(papers[1].id)[1] == papers[1]


FILTERS = [
    Filters(since="2023-09-03"),
    Filters(until="2023-09-03"),
    Filters(since="2023-09-03", until="2023-10-05"),
    Filters(since="2023-11-02", until="2024-04-20"),
    Filters(since="2023-06-04", until="2023-06-04"),
    Filters(since="2023-01-01", until="2025-12-31"),
    Filters(min_votes=0),
    Filters(min_votes=25, since="2023-05-01"),
    Filters(min_votes=999_999_999),
    *(Filters(authors=(author,)) for author in AUTHORS),
    Filters(authors=("a",)),
    Filters(authors=("ana", "real")),
    Filters(authors=('" or 1 == 1 or byline like "',)),
    Filters(authors=("ana limaz", "X")),
    Filters(authors=("'",)),
    *(Filters(authors=(f"={author}",)) for author in AUTHORS),
    Filters(authors=("= ana  LIMA ", "real")),
    Filters(authors=("=ana",)),
    Filters(authors=("=",)),
    Filters(authors=("=%",)),
    *(Filters(categories=(own,)) for subjects in SUBJECTS for own in subjects),
    Filters(categories=("cs",)),
    Filters(categories=("CS", "quant-PH"), min_votes=10),
    Filters(categories=("c",)),
    Filters(categories=("cs.",)),
    Filters(categories=(" ",)),
    Filters(categories=(" ", "stat"), sections=("new",)),
    Filters(categories=('" or 1 == 1 or byline like "',)),
    *(
        Filters(sections=(label,))
        for label in ("new", "technical", "1 == 1", "%", "결과", "summary")
    ),
    Filters(sections=("technical", "결과"), until="2024-02-01"),
    Filters(sections=("no such label",)),
    Filters(sections=('"] or 1 == 1 or label in ["',)),
]


def meets(paper: Paper, filters: Filters) -> bool:
    """Whether a paper meets filters, as their documentation says."""
    days = [
        day
        for day in paper.days or ("",)
        if (not filters.since or (day and day >= filters.since))
        and (not filters.until or (day and day <= filters.until))
    ]
    authors = [fold_name(author) for author in paper.authors]
    labels = {passage_label(paper, passage) for passage in passages(paper)}
    return (
        bool(days)
        and (
            filters.min_votes is None
            or (paper.votes or -1) >= filters.min_votes
            or (paper.votes is not None and paper.votes >= filters.min_votes)
        )
        and all(by(part, authors) for part in filters.authors)
        and (
            not any(own.strip() for own in filters.categories)
            or any(of(own, paper) for own in filters.categories)
        )
        and (
            not filters.sections
            or any(fold_name(part) in label for part in filters.sections for label in labels)
        )
    )


def by(author: str, names: Sequence[str]) -> bool:
    if author.startswith("="):
        return fold_name(author[1:]) in names if fold_name(author[1:]) else True
    return any(fold_name(author) in own for own in names) or not fold_name(author)


def of(category: str, paper: Paper) -> bool:
    wanted, own = fold_name(category), [fold_name(subject) for subject in paper.categories]
    return bool(wanted) and any(
        subject == wanted or ("." not in wanted and subject.startswith(f"{wanted}."))
        for subject in own
    )


@pytest.mark.slow
def test_filters_leave_what_meets_them_and_fill_k(store: Store) -> None:
    papers = made_up(160)
    put(store, *papers)
    some = 0
    for filters in FILTERS:
        expected = {paper.id for paper in papers if meets(paper, filters)}
        some += 0 < len(expected) < len(papers)
        for k in (5, 1000):
            answer = search(store, Query("visual token", k, "dense", filters), direction)
            found = {hit.paper.id for hit in answer}
            assert found <= expected, filters
            assert len(found) == min(k, len(expected)), filters
        words = search(store, Query("visual token", 1000, "lexical", filters))
        assert {hit.paper.id for hit in words} <= expected, filters
    assert some > len(FILTERS) / 2


def test_lexical_scores_are_bm25(store: Store) -> None:
    papers = made_up(60)
    put(store, *papers)
    documents_ = {paper.id: Counter(Document.of(paper).tokens) for paper in papers}
    mean = sum(own.total() for own in documents_.values()) / len(papers)

    def impact(id_: str, token: str) -> float:
        containing = sum(token in own for own in documents_.values())
        idf = math.log(1 + (len(papers) - containing + 0.5) / (containing + 0.5))
        count, length = documents_[id_][token], documents_[id_].total()
        return idf * count * 1.4 / (count + 0.4 * (0.25 + 0.75 * length / mean))

    wanted = [[("speech", 1.0), ("음성", 0.5)], [("3.5", 1.0)]]
    expected = {
        id_: max(impact(id_, "speech"), 0.5 * impact(id_, "음성")) + impact(id_, "3.5")
        for id_ in documents_
    }
    nums = store.numbers()
    found = store.scope(Filters()).lexical_scores(wanted, nums)
    by_id = {store.papers([num])[num].id: score for num, score in found.items()}
    assert by_id == pytest.approx({i: s for i, s in expected.items() if s}, rel=1e-4)
    proposed = ids(store, store.scope(Filters()).by_words(wanted, 1000))
    assert {id_ for id_, score in expected.items() if score} <= proposed


def test_what_papers_say(store: Store) -> None:
    papers = made_up(20)
    put(store, *papers)
    wanted = ["speech", "음성", "nowhere", "model"]
    scope = store.scope(Filters())
    nums = store.numbers()
    said = scope.said(wanted, nums)
    for num, paper in store.papers(nums).items():
        assert said[num] == set(wanted) & set(Document.of(paper).tokens)
    assert any(said.values())
    assert scope.said(wanted, []) == {}
    assert scope.said([], nums[:2]) == {num: set() for num in nums[:2]}


def test_a_query_of_thousands_of_words(store: Store) -> None:
    papers = made_up(20)
    put(store, *papers)
    text = " ".join([*(f"word{n}" for n in range(1100)), "speech", "음성"])
    expected = {p.id for p in papers if {"speech", "음성"} & set(Document.of(p).tokens)}
    found = search(store, Query(text, 100, "lexical"))
    assert {hit.paper.id for hit in found} == expected


def test_what_only_metadata_changes(store: Store) -> None:
    old = Paper("2407.00001", "Title", (Section("A", "text"),), ("2024-07-01",), ("Ana",), votes=1)
    new = Paper("2407.00001", "Title", (Section("B", "text"),), ("2024-07-09",), ("Bo",), votes=9)
    put(store, old, *made_up(4)[1:])
    before = store.embeddings_of(store.nums([old.id]))[1]
    with store.commit():
        store.put_metadata([new])
    num, there = store.paper(old.id)
    assert there == new
    np.testing.assert_array_equal(store.embeddings_of([num])[1], before)
    for filters, expected in (
        (Filters(min_votes=9, authors=("bo",), since="2024-07-09", sections=("b",)), {old.id}),
        (Filters(authors=("ana",), since="2024-07-01", until="2024-07-02"), set()),
        (Filters(sections=("a",), authors=("bo",)), set()),
    ):
        answer = search(store, Query("text", 10, "dense", filters), direction)
        assert {hit.paper.id for hit in answer} == expected


@pytest.mark.slow
def test_a_long_paper_is_whole(store: Store) -> None:
    random = np.random.default_rng(0)
    letters = [chr(0xAC00 + int(n)) for n in random.integers(0, 11_000, 60_000)]
    text = " ".join("".join(letters[n : n + 40]) for n in range(0, len(letters), 40))
    paper = Paper("2407.00001", "Long", (Section("A", text), Section("B", "마지막 낱말")))
    put(store, paper, Paper("2407.00002", "Short"))
    num, there = store.paper(paper.id)
    assert there == paper
    assert store.stored([paper.id])[paper.id][1] == documents.encode(paper)
    last = [[("마지", 1.0)]]
    assert store.scope(Filters()).lexical_scores(last, [num]).keys() == {num}
    put(store, Paper("2407.00001", "Long no more"))
    assert store.paper(paper.id)[1] == Paper("2407.00001", "Long no more")
    with store.commit():
        store.drop([paper.id])
    put(store, paper)
    assert store.paper(paper.id)[1] == paper


def test_entries_and_sources(store: Store) -> None:
    entries = [
        ("one.md", Entry("2407.00001", "First", day="2024-07-01")),
        ("one.md", Entry(IDS[1], "Hostile", day="2024-07-01")),
        ('tw"o.md', Entry("2407.00001", "Later", (Section("A", "장" * 40_000),), day="2024-07-02")),
    ]
    with store.commit():
        store.entries.put(entries)
        store.entries.mark_read({"one.md": b"1", 'tw"o.md': b"2"})
    keys = [(entry.id, entry.day, source) for source, entry in entries]
    assert store.entries.sources() == {"one.md", 'tw"o.md'}
    assert store.entries.keys(["one.md"]) == sorted(keys[:2])
    assert store.entries.ids_in(['tw"o.md']) == {"2407.00001"}
    held = list(store.entries.held(["2407.00001"]))
    assert held == [(keys[0], entries[0][1]), (keys[2], entries[2][1])]
    with store.commit():
        store.entries.put([("one.md", Entry("2407.00001", "Changed", day="2024-07-01"))])
    assert [entry.title for _, entry in store.entries.held(["2407.00001"])] == ["Later", "Changed"]
    assert store.entries.fingerprint("one.md") == b"1"
    assert store.entries.fingerprint("three.md") is None
    with store.commit():
        store.entries.delete([keys[2]])
    assert store.entries.fingerprint('tw"o.md') is None
    assert dict(store.entries.fingerprints()) == {"one.md": b"1"}
    assert store.entries.sources() == {"one.md"}
    assert [key for key, _ in store.entries.held(["2407.00001"])] == [keys[0]]


def test_removed_papers(store: Store) -> None:
    papers = made_up(4)
    put(store, *papers)
    with store.commit():
        store.entries.put([("a.md", Entry(papers[1].id, "T", day="2024-07-01"))])
        store.entries.mark_read({"a.md": b"1"})
    assert store.remove([papers[1].id, papers[3].id]) == 2
    assert store.entries.removed([paper.id for paper in papers]) == {papers[1].id, papers[3].id}
    assert store.entries.all_removed() == sorted([papers[1].id, papers[3].id])
    assert len(store) == 2
    assert list(store.entries.held([papers[1].id])) == []
    assert store.restore([papers[1].id, "no such"]) == 1
    assert store.entries.all_removed() == [papers[3].id]
    assert store.entries.fingerprint("a.md") is None


def test_vectors_that_need_no_embedding(store: Store) -> None:
    paper = made_up(1)[0]
    own = embedded(paper)
    put(store, paper)
    kept = np.stack([direction(2), direction(3)]).astype(np.float16).astype(np.float32)
    store.keep_pending([b"a" * 16, b"b" * 16], kept)
    there = text_hash(own.passages[0].text)
    known = store.known_vectors([paper.id, "no such"])
    assert known.keys() == {paper.id}
    np.testing.assert_array_equal(known[paper.id][there], own.vectors[0])
    found = store.pending_vectors([there, b"a" * 16, b"c" * 16])
    assert found.keys() == {b"a" * 16}
    np.testing.assert_array_equal(found[b"a" * 16], kept[0])
    with store.commit():
        store.forget_pending([b"a" * 16])
    assert store.pending_vectors([b"a" * 16, b"b" * 16]).keys() == {b"b" * 16}


def test_what_the_corpus_taught(store: Store) -> None:
    papers = made_up(6)
    put(store, *papers)
    nums = store.numbers()
    axes = np.stack([direction(at) for at in range(5, 9)])
    space = Space(direction(1), {"ko": direction(2)}, {"en": direction(3)}, 0.25, axes=axes)
    adapter = Adapter(np.eye(16, dtype=np.float32), np.ones((16, 16), np.float32))
    glossary = {'visual"': [("시각", 0.5), ("보기", 0.25)], "토큰": [("token", 1.0)]}
    with store.commit():
        store.learned.put_space(space, TAUGHT)
        store.learned.put_adapter(adapter)
        store.learned.put_glossary(glossary)
        store.learned.put_doubts({nums[0]: Doubt(0.9, ("a",)), nums[1]: Doubt(0.5, ())})
        store.learned.trust_doubts(trusted=True)
    found = store.learned.space()
    assert found.adapter is not None
    assert found.passages is not None
    assert (found.spread, store.learned.taught()) == (0.25, TAUGHT)
    np.testing.assert_array_equal(found.passages, direction(1))
    np.testing.assert_array_equal(found.queries["ko"], direction(2))
    assert found.axes is not None
    np.testing.assert_array_equal(found.axes, axes)
    np.testing.assert_array_equal(found.probes["en"], direction(3))
    np.testing.assert_array_equal(found.adapter.passages, adapter.passages)
    assert store.learned.space(adapted=False).adapter is None
    assert store.learned.space(centred=False).passages is None
    assert store.learned.glossary() == glossary
    assert store.learned.glossary(["토큰", "nothing"]) == {"토큰": [("token", 1.0)]}
    assert store.learned.doubts(nums) == {nums[0]: Doubt(0.9, ("a",)), nums[1]: Doubt(0.5, ())}
    assert store.learned.doubts(least=0.8).keys() == {nums[0]}
    assert store.learned.doubts(nums[1:], least=0.8) == {}
    with store.commit():
        store.learned.put_space(Space(direction(4)), TAUGHT._replace(papers=7))
        store.learned.put_adapter(None)
        store.learned.put_glossary({})
        store.learned.forget_doubts()
    assert (store.learned.space().adapter, dict(store.learned.space().queries)) == (None, {})
    assert store.learned.space().axes is None
    assert store.learned.glossary() == {}
    assert store.learned.doubts() == {}


def test_a_doubtful_summary_does_not_find_its_paper(store: Store) -> None:
    paper = Paper("2407.00001", "Visual tokens", (Section("A", "speech synthesis"),))
    put(store, paper, Paper("2407.00002", "Speech"))
    (num,) = store.nums([paper.id])
    with store.commit():
        store.learned.trust_doubts(trusted=True)
        store.learned.put_doubts({num: Doubt(0.95, ("visual",))})
        store.read_again([num])
    answer = search(store, Query("speech", 10, "lexical"))
    assert [hit.paper.id for hit in answer] == ["2407.00002"]
    (hit,) = search(store, Query("visual", 10, "lexical"))
    assert hit.doubtful


def test_it_is_the_same_when_it_is_opened_again(place: Place) -> None:
    store = place.open()
    assert store.model() is None
    store.adopt(FAKE.identity.to_json())
    papers = made_up(20)
    put(store, *papers)
    before = search(store, Query("visual token", 20), direction)
    expected = [(hit.paper, hit.score, hit.similarity, hit.lexical) for hit in before]
    again = place.open()
    assert again.model() == FAKE.identity.to_json()
    after = search(again, Query("visual token", 20), direction)
    assert [(hit.paper, hit.score, hit.similarity, hit.lexical) for hit in after] == expected


def test_a_commit_that_fails_changes_no_paper(store: Store) -> None:
    papers = made_up(6)
    put(store, *papers[:3])

    def stopped() -> None:
        with store.commit():
            store.put_embedded([embedded(paper, 9) for paper in papers[3:]])
            store.entries.mark_read({"a.md": b"1"})
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        stopped()
    assert len(store) == 3
    assert store.entries.fingerprint("a.md") is None
    found = store.scope(Filters()).nearest(direction(), 10)
    pids, _ = store.scope(Filters()).passages_of(found)
    assert ids(store, set(num_of(pids).tolist())) == {paper.id for paper in papers[:3]}
    put(store, *papers)
    assert {paper.id for paper in store.all_papers()} == {paper.id for paper in papers}


def test_all_papers_that_filters_leave(store: Store) -> None:
    papers = made_up(60)
    put(store, *papers)
    assert store.ids_of(store.numbers()) == {store.nums([p.id])[0]: p.id for p in papers}
    assert store.days() == sorted({day for paper in papers for day in paper.days})
    for filters in (Filters(), *FILTERS):
        left = store.ids_of(store.scope(filters).papers())
        assert set(left.values()) == {p.id for p in papers if meets(p, filters)}, filters


def test_each_paper_arrives_once(store: Store) -> None:
    one, two, three, *others = made_up(8)
    put(store, one, two)
    interests = store.interests
    interests.add(Watch("since then", "text"))
    (watch,) = interests.watches()
    assert (watch.after, watch.since) == (interests.newest(), "")
    assert interests.fresh(watch) == set()
    put(store, three, seed=1)
    put(store, dataclasses.replace(one, title="Edited"), seed=2)
    with store.commit():
        store.drop([two.id])
    put(store, two)
    assert ids(store, interests.fresh(watch)) == {three.id}
    arrived = interests.arrived([one.id, three.id, "nobody"])
    assert arrived.keys() == {one.id, three.id}
    assert arrived[one.id] <= arrived[three.id]
    interests.mark({watch.number: [three.id], 99: [one.id]})
    interests.mark({watch.number: [three.id, "gone"]})
    assert interests.watches() == [watch]
    assert ids(store, interests.shown(watch)) == {three.id}
    put(store, *others)
    assert ids(store, interests.fresh(watch)) == {paper.id for paper in (three, *others)}


def test_what_was_shown_goes_with_its_watch(store: Store) -> None:
    one, two = made_up(2)
    put(store, one, two)
    interests = store.interests
    interests.add(Watch("first", "text"))
    interests.add(Watch("second", "text"))
    first, second = interests.watches()
    interests.mark({first.number: [one.id], second.number: [two.id]})
    with store.commit():
        store.drop([one.id])
    assert interests.shown(first) == set()
    put(store, one)
    assert ids(store, interests.shown(first)) == {one.id}
    interests.remove(["first"])
    assert interests.shown(first) == set()
    assert ids(store, interests.shown(second)) == {two.id}


def test_what_is_kept_of_a_paper_goes_with_it_to_another_id(store: Store) -> None:
    one, two, other = made_up(3)
    put(store, one, other)
    interests = store.interests
    interests.add(Watch("watch", "text"))
    (watch,) = interests.watches()
    interests.mark({watch.number: [one.id]})
    interests.judge([one.id, other.id], liked=True)
    with store.commit():
        interests.inherit({one.id: two.id, "nobody": "nothing"})
        store.drop([one.id])
        store.put_embedded([embedded(two, 0)])
    assert interests.fresh(watch) == set()
    assert ids(store, interests.shown(watch)) == {two.id}
    assert interests.taste() == {two.id: True, other.id: True}
    interests.judge([other.id], liked=False)
    with store.commit():
        interests.inherit({two.id: other.id})
        store.drop([two.id])
    assert interests.fresh(watch) == set()
    assert ids(store, interests.shown(watch)) == {other.id}
    assert interests.taste() == {other.id: False}
    with store.commit():
        interests.inherit({other.id: one.id}, {other.id})
        store.put_embedded([embedded(one, 0)])
    assert ids(store, interests.shown(watch)) == {one.id, other.id}
    assert interests.taste() == {one.id: False, other.id: False}


def test_watches_are_kept(store: Store) -> None:
    interests = store.interests
    assert (interests.watches(), interests.feed_id(), interests.newest()) == ([], "", 0)
    filters = Filters(authors=("O'Hara",), min_votes=3, sections=("결과 %_",))
    first, second = Watch('say "x"', "text", "weak", filters), Watch("한국어", "토큰")
    interests.add(first, "2024-07-01")
    interests.add(second)
    one, other = interests.watches()
    assert [own.watch for own in (one, other)] == [first, second]
    assert (one.since, other.since) == ("2024-07-01", "")
    assert interests.watch("한국어") == other
    assert interests.feed_id() != ""
    interests.replace("한국어", Watch("other", "토큰"))
    assert interests.watch("other").number == other.number
    with pytest.raises(WatchExists, match="there is a watch 'other' already"):
        interests.replace('say "x"', Watch("other", "x"))
    with pytest.raises(WatchNotFound, match="no watch 'nobody'"):
        interests.remove(["other", "nobody"])
    interests.remove(["other"])
    interests.add(second)
    assert interests.watches()[1].number not in (one.number, other.number)


def test_opinions_are_kept(store: Store) -> None:
    interests = store.interests
    assert interests.taste() == {}
    interests.judge(["b", "a", IDS[1]], liked=True)
    interests.judge(["a"], liked=False)
    assert list(interests.taste().items()) == [("a", False), ("b", True), (IDS[1], True)]
    assert interests.forget(["a", "b", "b", "nobody"], liked=True) == 1
    assert interests.taste() == {"a": False, IDS[1]: True}


def test_what_a_reader_keeps(store: Store) -> None:
    interests = store.interests
    assert interests.kept() == interests.kept([]) == interests.kept(["a"]) == {}
    listed, read = "2024-07-04T01:02:03Z", "2024-07-05T00:00:00Z"
    long = Kept(("RL", "토큰"), "긴 메모 \u202e\x1f'\"%_\n" * 9_000, listed, read)
    kept = {"b": Kept(note="b"), IDS[1]: long, "a": Kept(("x'y",))}
    interests.keep(kept)
    assert list(interests.kept().items()) == sorted(kept.items())
    assert list(interests.kept([IDS[1], "nobody", "a"]).items()) == sorted(
        {"a": kept["a"], IDS[1]: long}.items()
    )
    interests.keep({IDS[1]: Kept(("RL",)), "b": Kept(), "nobody": Kept()})
    assert interests.kept() == {"a": kept["a"], IDS[1]: Kept(("RL",))}
    interests.keep({IDS[1]: long})
    assert interests.kept([IDS[1]]) == {IDS[1]: long}
    interests.keep(dict.fromkeys(["a", IDS[1]], Kept()))
    assert interests.kept() == {}


def test_what_a_reader_keeps_goes_with_a_paper_to_another_id(store: Store) -> None:
    one, two, other = made_up(3)
    put(store, one, other)
    interests = store.interests
    interests.keep({one.id: Kept(("x",), "one"), other.id: Kept(("y",), "other")})
    with store.commit():
        store.inherit({one.id: two.id, "nobody": "nothing"})
        store.drop([one.id])
        store.put_embedded([embedded(two, 0)])
    assert interests.kept() == {two.id: Kept(("x",), "one"), other.id: Kept(("y",), "other")}
    with store.commit():
        store.inherit({two.id: other.id})
        store.drop([two.id])
    both = Kept(("x", "y"), "other\n\none")
    assert interests.kept() == {other.id: both}
    for _ in range(2):
        with store.commit():
            store.inherit({other.id: one.id}, {other.id})
            store.put_embedded([embedded(one, 0)])
        assert interests.kept() == {one.id: both, other.id: both}
