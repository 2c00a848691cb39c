"""What others publish, case by case: made-up files, and what is expected of each."""

from __future__ import annotations

from pathlib import Path

from papersearch.digest.reader import parse_bytes
from papersearch.digest.types import Digest
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Section

CASES = Path(__file__).parents[2] / "data" / "formats"
FIRST = "Paged Attention for Tiny Devices"
SECOND = "A Second Invented Paper"
TEXT = "We page the cache of a small decoder and halve its memory."
ABSTRACT = (Section("Abstract", TEXT),)


def read(name: str) -> Digest:
    path = CASES / name
    return parse_bytes(path.read_bytes(), str(path))


def shown(entry: Entry) -> tuple[str, str, str, tuple[str, ...]]:
    return entry.id, entry.title, entry.day, entry.authors


def test_everyday_keys() -> None:
    digest = read("01-json-common-keys-2025-03-04.json")
    assert [(e.id, e.url, e.day, e.authors) for e in digest.entries] == [
        ("2503.00001", "https://arxiv.org/abs/2503.00001", "2025-03-04", ("Ada One", "Ben Two")),
        (
            "2503.00002",
            "https://arxiv.org/abs/2503.00002",
            "2025-03-04",
            ("Cem Three", "Dora Four"),
        ),
        ("2503.00003", "https://arxiv.org/abs/2503.00003", "2025-03-04", ()),
    ]
    texts = [TEXT, "We replace nothing by something.", "We do a third thing."]
    assert [e.sections for e in digest.entries] == [(Section("Abstract", own),) for own in texts]
    assert digest.entries[0].votes == 31
    assert not digest.problems
    assert not digest.notes


def test_the_words_of_the_digest_are_kept() -> None:
    (entry,) = read("02-json-own-summary-lost-2025-03-04.json").entries
    assert shown(entry) == ("2503.00001", FIRST, "2025-03-04", ("Ada One",))
    assert entry.votes == 31
    assert entry.code == "https://github.com/example/paged"
    assert [(own.label, own.text) for own in entry.sections] == [
        ("Abstract", TEXT),
        ("translation title", "작은 기기를 위한 페이지 어텐션"),
        ("ai summary", "Paging halves the memory of decoders."),
        ("purpose", "작은 디코더의 캐시 메모리를 줄이기 위함"),
        ("method", "캐시를 페이지로 나눔"),
        ("conclusion", "메모리가 절반이 됨"),
        ("translation", "标题：面向小设备的分页注意力\n摘要：我们对缓存分页。"),
        ("tldr", "缓存分页使内存减半。"),
        ("ai method", "分页"),
        ("result", "减半"),
        ("keywords", "KV cache"),
    ]


def test_no_link_is_made_up() -> None:
    entries = read("04-invented-link.json").entries
    assert [(entry.id, entry.url) for entry in entries] == [
        ("acl:2026.acl-long.83", "https://aclanthology.org/2026.acl-long.83/"),
        ("doi:10.0000/none.1", "https://doi.org/10.0000/none.1"),
    ]


def test_records_of_something_else() -> None:
    digest = read("05-json-no-paper.json")
    assert digest.entries == ()
    assert digest.seems.startswith("JSON of 2 records with id, modelId, likes")
    assert "looked for a title" in digest.seems


def test_the_day_of_the_file_goes_before_that_of_a_record() -> None:
    entries = read("09-day-of-file-2025-01-08.json").entries
    assert [entry.day for entry in entries] == ["2025-01-08", "2025-01-08"]


def test_rows_of_text_keyed_by_id() -> None:
    entries = read("18-json-keyed-by-id.json").entries
    assert [shown(entry) for entry in entries] == [
        ("2503.00001", FIRST, "2025-03-03", ("Ada One",)),
        ("2503.00002", SECOND, "2025-03-02", ("Cem Three",)),
    ]
    assert [entry.authors_cut for entry in entries] == [True, True]
    assert [entry.categories for entry in entries] == [("Caches",), ("Others",)]


def test_lists_within_objects_within_objects() -> None:
    entries = read("19-json-nested-lists.json").entries
    assert [shown(entry)[:3] for entry in entries] == [
        ("2503.00001", FIRST, "2025-03-04"),
        ("2503.00002", SECOND, "2025-03-04"),
    ]
    assert entries[0].sections == (Section("abstract lines", "We page the cache."),)


def test_python_where_json_was_meant() -> None:
    (entry,) = read("20-json-python-strings-2025-03-04.json").entries
    assert shown(entry) == ("2503.00001", FIRST, "2025-03-04", ("Ada One",))
    assert entry.votes == 3
    (entry,) = read("21-jsonl-python-dicts.jsonl").entries
    assert shown(entry) == ("2503.00001", FIRST, "", ("Ada One", "Ben Two"))
    assert entry.sections == (Section("Abstract", "We page the cache."),)


def test_a_day_without_papers_is_no_failure() -> None:
    assert read("23-empty-day-2025-03-08.json") == Digest()


def test_feeds() -> None:
    (entry,) = read("28-arxiv-atom.xml").entries
    assert shown(entry) == ("2503.00001", FIRST, "2025-03-03", ("Ada One", "Ben Two"))
    assert entry.sections == ABSTRACT
    assert entry.categories == ("cs.CL",)
    entries = read("29-arxiv-rss.xml").entries
    assert [shown(entry) for entry in entries] == [
        ("2503.00001", FIRST, "2025-03-04", ("Ada One", "Ben Two")),
        ("2503.00002", SECOND, "2025-03-04", ("Cem Three",)),
    ]
    assert entries[0].sections == ABSTRACT


def test_a_table() -> None:
    first, second = read("30-zotero.csv").entries
    assert shown(first) == ("2503.00001", FIRST, "2025-03-03", ("Ada One", "Ben Two"))
    assert first.sections == ABSTRACT
    assert (second.title, second.url) == (SECOND, "https://example.org/p/1")
    assert second.authors == ("Cem Three",)
    assert second.venue == "Proc. of Nothing"


def test_a_bibliography() -> None:
    first, second = read("31-library.bib").entries
    assert shown(first) == ("2503.00001", FIRST, "", ("Ada One", "Ben Two"))
    assert first.sections == ABSTRACT
    assert first.categories == ("cs.CL",)
    assert (second.title, second.url) == (SECOND, "https://doi.org/10.0000/none.1")


def test_semantic_scholar() -> None:
    first, second = read("32-semantic-scholar.json").entries
    assert shown(first) == ("2503.00001", FIRST, "2025-03-03", ("Ada One", "Ben Two"))
    assert first.sections == (*ABSTRACT, Section("tldr", "Paging halves memory."))
    assert (second.title, second.url) == (SECOND, "https://doi.org/10.0000/none.1")


def test_open_review() -> None:
    (entry,) = read("33-openreview.json").entries
    assert entry.id == "openreview:aBcDeFgHiJ"
    assert entry.url == "https://openreview.net/forum?id=aBcDeFgHiJ"
    assert entry.authors == ("Ada One", "Ben Two")
    assert entry.venue == "ICLR 2025 Oral"
    assert [own.label for own in entry.sections] == ["Abstract", "tldr", "keywords"]


def test_the_snapshot_of_arxiv() -> None:
    first, second = read("34-arxiv-metadata.jsonl").entries
    assert shown(first) == ("2503.00001", FIRST, "2025-03-04", ("Ada One", "Ben Two"))
    assert first.sections == ABSTRACT
    assert first.categories == ("cs.CL", "cs.LG")
    assert second.id == "2503.00002"


def test_records_of_lines() -> None:
    entries = read("36-records-of-lines.txt").entries
    assert [(entry.id, entry.title) for entry in entries] == [
        ("2503.00001", FIRST),
        ("2503.00002", SECOND),
    ]
    assert entries[0].sections == (Section("", "We page the cache."),)


def test_one_paper_of_two_days() -> None:
    folder = "41-one-paper-two-ids"
    entries = [
        own
        for name in ("a-2025-03-04.json", "b-2025-03-05.json")
        for own in read(f"{folder}/{name}").entries
    ]
    paper = merge(entries)
    assert (paper.id, paper.days) == ("2503.00001", ("2025-03-04", "2025-03-05"))
