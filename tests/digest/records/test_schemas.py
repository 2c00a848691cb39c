"""Records as the services of the field answer with them: each is read by what its keys mean."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from papersearch.digest.reader import parse_bytes
from papersearch.digest.types import Digest
from papersearch.types.paper import Entry, Section

TITLE = "Paged Attention for Tiny Devices"
TEXT = "We page the cache."
BOTH = ("Ada One", "Ben Two")

OPENALEX = {
    "meta": {"count": 1},
    "results": [
        {
            "id": "https://openalex.org/W4400000001",
            "doi": "https://doi.org/10.1000/abc.1",
            "title": TITLE,
            "display_name": TITLE,
            "publication_year": 2025,
            "publication_date": "2025-03-03",
            "ids": {"openalex": "https://openalex.org/W4400000001"},
            "primary_location": {
                "landing_page_url": "https://doi.org/10.1000/abc.1",
                "pdf_url": "https://example.org/1.pdf",
                "source": {"id": "https://openalex.org/S1", "display_name": "Journal of Caches"},
            },
            "authorships": [
                {"author": {"id": "https://openalex.org/A1", "display_name": "Ada One"}},
                {"author": {"display_name": "Ben Two"}, "institutions": [{"display_name": "U"}]},
            ],
            "topics": [{"display_name": "Computer Memory"}],
            "keywords": [{"id": "https://openalex.org/keywords/cache", "display_name": "Cache"}],
            "referenced_works": ["https://openalex.org/W1"],
            "abstract_inverted_index": {"cache.": [3], "We": [0], "page": [1], "the": [2]},
        }
    ],
}
CROSSREF = {
    "status": "ok",
    "message": {
        "items": [
            {
                "indexed": {"date-parts": [[2025, 3, 9]]},
                "publisher": "A Publisher",
                "DOI": "10.1000/abc.1",
                "created": {"date-parts": [[2025, 3, 5]]},
                "title": ["Paged <i>Attention</i> for Tiny Devices"],
                "author": [{"given": "Ada", "family": "One"}, {"given": "Ben", "family": "Two"}],
                "container-title": ["Journal of Caches"],
                "abstract": "<jats:title>Abstract</jats:title><jats:p>We page the cache.</jats:p>",
                "URL": "https://doi.org/10.1000/abc.1",
                "issued": {"date-parts": [[2025, 3, 3]]},
                "reference": [{"unstructured": "A. Author, A long title that is prose, 2020."}],
            }
        ]
    },
}
DBLP = {
    "result": {
        "hits": {
            "hit": [
                {
                    "@id": "1",
                    "info": {
                        "authors": {
                            "author": [
                                {"@pid": "1", "text": "Ada One"},
                                {"@pid": "2", "text": "Ben Two 0001"},
                            ]
                        },
                        "title": "Paged Attention for Tiny Devices.",
                        "venue": "ICML",
                        "year": "2025",
                        "ee": "https://proceedings.mlr.press/v235/one25a.html",
                        "url": "https://dblp.org/rec/conf/icml/one25",
                    },
                    "url": "URL#1",
                }
            ]
        }
    }
}
CSL = [
    {
        "id": "one2025",
        "type": "article",
        "title": TITLE,
        "author": [{"family": "One", "given": "Ada"}, {"family": "Two", "given": "Ben"}],
        "issued": {"date-parts": [["2025", 3, 3]]},
        "accessed": {"date-parts": [[2025, 4, 1]]},
        "URL": "http://arxiv.org/abs/2503.00001",
        "abstract": TEXT,
    }
]
ZOTERO = [
    {
        "key": "AB",
        "library": {"type": "user", "id": 1, "name": "me"},
        "data": {
            "key": "AB",
            "title": TITLE,
            "creators": [
                {"creatorType": "author", "firstName": "Ada", "lastName": "One"},
                {"creatorType": "author", "firstName": "Ben", "lastName": "Two"},
            ],
            "abstractNote": TEXT,
            "date": "2025-03-03",
            "url": "http://arxiv.org/abs/2503.00001",
        },
    }
]
PAPERS_WITH_CODE = {
    "results": [
        {
            "id": "paged-attention",
            "arxiv_id": "2503.00001",
            "url_abs": "https://arxiv.org/abs/2503.00001v1",
            "url_pdf": "https://arxiv.org/pdf/2503.00001v1.pdf",
            "title": TITLE,
            "abstract": TEXT,
            "authors": ["Ada One", "Ben Two"],
            "published": "2025-03-03",
            "proceeding": "icml-2025",
        }
    ]
}
OPENREVIEW_1 = {
    "notes": [
        {
            "id": "aBcDeFgHiJ",
            "forum": "aBcDeFgHiJ",
            "pdate": 1741000000000,
            "cdate": 1601308000000,
            "content": {
                "title": TITLE,
                "authors": ["Ada One", "Ben Two"],
                "authorids": ["~Ada_One1"],
                "abstract": TEXT,
                "pdf": "/pdf/abc.pdf",
            },
        }
    ]
}
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "A feed",
    "home_page_url": "https://example.org",
    "items": [
        {
            "id": "https://arxiv.org/abs/2503.00001",
            "url": "https://arxiv.org/abs/2503.00001",
            "title": TITLE,
            "content_html": "<p>We page the cache of a small decoder.</p>",
            "date_published": "2025-03-03T00:00:00Z",
            "authors": [{"name": "Ada One"}, {"name": "Ben Two"}],
        }
    ],
}


def read(document: Any, name: str = "a.json") -> Digest:
    return parse_bytes(orjson.dumps(document), name)


def only(document: Any) -> Entry:
    digest = read(document)
    assert not digest.problems
    (entry,) = digest.entries
    return entry


@pytest.mark.parametrize(
    ("document", "identity", "day"),
    [
        (OPENALEX, "doi:10.1000/abc.1", "2025-03-03"),
        (CROSSREF, "doi:10.1000/abc.1", "2025-03-03"),
        (DBLP, "pmlr:v235/one25a", ""),
        (CSL, "2503.00001", "2025-03-03"),
        (ZOTERO, "2503.00001", "2025-03-03"),
        (PAPERS_WITH_CODE, "2503.00001", "2025-03-03"),
        (OPENREVIEW_1, "openreview:aBcDeFgHiJ", "2025-03-03"),
        (JSON_FEED, "2503.00001", "2025-03-03"),
    ],
)
def test_the_answer_of_a_service(document: Any, identity: str, day: str) -> None:
    entry = only(document)
    assert (entry.id, entry.title, entry.authors, entry.day) == (identity, TITLE, BOTH, day)
    assert entry.url.startswith("http")


@pytest.mark.parametrize("document", [OPENALEX, CROSSREF, CSL, ZOTERO, OPENREVIEW_1])
def test_the_abstract_of_a_service(document: Any) -> None:
    assert only(document).sections[0] == Section("Abstract", TEXT)


def test_what_else_services_tell() -> None:
    entry = only(OPENALEX)
    assert (entry.url, entry.venue) == ("https://doi.org/10.1000/abc.1", "Journal of Caches")
    assert entry.categories == ("Computer Memory",)
    assert entry.sections[-1] == Section("keywords", "Cache")
    assert only(CROSSREF).venue == "Journal of Caches"
    assert len(only(CROSSREF).sections) == 1
    assert only(DBLP).venue == "ICML"
    assert only(PAPERS_WITH_CODE).venue == "icml-2025"
    assert only(OPENREVIEW_1).url == "https://openreview.net/forum?id=aBcDeFgHiJ"
    assert only(JSON_FEED).sections == (Section("", "We page the cache of a small decoder."),)


def test_the_least_record_of_a_line_is_read_whole() -> None:
    record = {
        "title": TITLE,
        "url": "https://example.org/1",
        "summary": "It pages.",
        "day": "2025-03-04",
    }
    (entry,) = read(record, "a.jsonl").entries
    assert (entry.title, entry.url, entry.day) == (TITLE, "https://example.org/1", "2025-03-04")
    assert entry.sections == (Section("", "It pages."),)


def test_the_words_of_a_digest_in_other_languages() -> None:
    entry = only(
        {
            "papers": [
                {
                    "title": TITLE,
                    "link": "https://arxiv.org/abs/2503.00001",
                    "summary_zh": "我们对缓存分页。",
                    "title_zh": "分页注意力",
                    "novelty": "It is the first to page caches on devices that are tiny.",
                    "avatar": "https://example.org/a-long-address-of-a-picture-of-somebody.png",
                    "hash": "0a1b 0a1b 0a1b 0a1b 0a1b 0a1b 0a1b 0a1b 0a1b 0a1b 0a1b 0a1b",
                    "score": 3,
                }
            ]
        }
    )
    assert entry.sections == (
        Section("title zh", "分页注意力"),
        Section("summary zh", "我们对缓存分页。"),
        Section("novelty", "It is the first to page caches on devices that are tiny."),
    )


def test_short_words_under_the_names_of_parts_are_kept() -> None:
    entry = only(
        [{"id": "2503.00001", "title": "A", "method": "Cut.", "动机": "快", "stage": "two"}]
    )
    assert [(own.label, own.text) for own in entry.sections] == [("method", "Cut."), ("动机", "快")]


@pytest.mark.parametrize(
    "links",
    [
        {"paper": "https://arxiv.org/abs/2503.00001", "code": "https://github.com/a/b"},
        [
            {"name": "Paper", "url": "https://arxiv.org/abs/2503.00001"},
            {"name": "Code", "url": "https://github.com/a/b"},
        ],
    ],
)
def test_links_that_say_what_they_lead_to(links: Any) -> None:
    entry = only([{"title": "A Paper", "links": links}])
    assert (entry.id, entry.code) == ("2503.00001", "https://github.com/a/b")


def test_a_key_named_for_its_code() -> None:
    record = {
        "title": "A",
        "url_pdf": "https://arxiv.org/pdf/2503.00001",
        "url_code": "https://b.co",
    }
    assert only([record]).code == "https://b.co"


@pytest.mark.parametrize(
    "note",
    [
        {"id": "AbCdEfGh01", "content": {"title": {"value": "A"}, "abstract": {"value": "We."}}},
        {"id": "AbCdEfGh01", "invitation": "x", "content": {"title": "A", "abstract": "We."}},
    ],
)
def test_a_note_of_a_review_without_its_forum(note: Any) -> None:
    assert only([note]).id == "openreview:AbCdEfGh01"


def test_an_id_of_something_else_is_no_forum() -> None:
    other = {"id": "AbCdEfGh01", "content": {"title": "A", "abstract": "We."}}
    assert only([other]).id.startswith("x-")


def test_a_link_within_an_issue_tells_its_paper() -> None:
    issue = {"html_url": "https://github.com/a/b/issues/1", "labels": [{"name": "cs.CV"}]}
    body = "## Info\n- https://arxiv.org/abs/2503.00001\n## Summary\nWe do."
    first = {**issue, "title": "[2503.00001] A Paper", "body": body}
    assert (only([first]).id, only([first]).title) == ("2503.00001", "A Paper")
    assert only([{**first, "body": "We do."}]).id == "2503.00001"
    both = f"{body} https://arxiv.org/abs/2503.00002"
    assert only([{**first, "title": "A Paper", "body": both}]).id.startswith("x-")


def test_a_trending_paper_by_its_universal_id() -> None:
    record = {"id": "u-1", "universalId": "2503.00001", "title": "A", "abstract": "We do."}
    assert only({"trendingPapers": [record]}).id == "2503.00001"


@pytest.mark.parametrize(
    ("created", "day"),
    [
        ("Mon, 3 Mar 2025 10:00:00 GMT", "2025-03-20"),
        ("2 Apr 2007", "2007-04-02"),
        (7, "2025-03-20"),
    ],
)
def test_a_paper_that_was_changed_years_later_is_of_its_first_day(created: Any, day: str) -> None:
    versions = [{"version": "v1", "created": created}, {"version": "v2", "created": "2025-03-20"}]
    record = {"id": "2503.00001", "title": "A", "abstract": "We.", "versions": versions}
    assert only([{**record, "update_date": "2025-03-20"}]).day == day


def test_a_listing_of_posts_gives_no_topic() -> None:
    post = {"title": "A Paper", "url": "https://arxiv.org/abs/2503.00001", "ups": 12}
    listing = {"data": {"children": [{"kind": "t3", "data": {**post, "created_utc": 1741046400}}]}}
    entry = only(listing)
    assert (entry.id, entry.votes, entry.day) == ("2503.00001", 12, "2025-03-04")
    assert entry.categories == ()
