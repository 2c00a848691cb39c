"""Digests that are data, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "hf-old-2025-03-04.json": (
        """\
[{"paper": {"id": "2503.50001", "authors": [{"name": "Ann Bee", "hidden": false},
{"name": "Cy Dee"}], "publishedAt": "2025-03-03T18:00:00.000Z",
"title": "Lazy Kites\\nLearn", "summary": "We fly lazily.", "upvotes": 9,
"discussionId": "67c"}, "publishedAt": "2025-03-04T00:00:00.000Z",
"title": "Lazy Kites Learn", "thumbnail": "https://x/a.png", "numComments": 2}]
""",
        [
            {
                "id": "2503.50001",
                "title": "Lazy Kites Learn",
                "day": "2025-03-04",
                "votes": 9,
                "authors": ["Ann Bee", "Cy Dee"],
                "says": ["We fly lazily."],
            }
        ],
    ),
    "by-topic.json": (
        """\
{"SLAM": {"2503.50002": "|**2025-03-04**|**Mapping Mud**|Mu D et.al.|[2503.50002](http://arxiv.org/abs/2503.50002)|**[link](https://github.com/m/mud)**|\\n",
"2503.50003": "|**2025-03-03**|**Mapping Sand**|Sa Nd et.al.|[2503.50003](http://arxiv.org/abs/2503.50003)|null|\\n"}}
""",
        [
            {
                "id": "2503.50002",
                "title": "Mapping Mud",
                "day": "2025-03-04",
                "code": "https://github.com/m/mud",
            },
            {"id": "2503.50003", "title": "Mapping Sand", "day": "2025-03-03"},
        ],
    ),
    "by-topic-web.json": (
        """\
{"SLAM": {"2503.50004": "- 2025-03-04, **Mapping Snow**, Sno W et.al., Paper: [http://arxiv.org/abs/2503.50004](http://arxiv.org/abs/2503.50004), Code: **[https://github.com/s/snow](https://github.com/s/snow)**",
"2503.50005": "- 2025-03-03, **Mapping Ice**, Ic E et.al., Paper: [http://arxiv.org/abs/2503.50005](http://arxiv.org/abs/2503.50005)"}}
""",
        [
            {
                "id": "2503.50004",
                "title": "Mapping Snow",
                "day": "2025-03-04",
                "code": "https://github.com/s/snow",
            },
            {"id": "2503.50005", "title": "Mapping Ice", "day": "2025-03-03"},
        ],
    ),
    "by-date.json": (
        """\
{"2025-03-04": [{"title": "Dusting Lamps", "arxiv_id": "2503.50006", "summary": "dust"}],
"2025-03-05": {"papers": [{"title": "Lighting Lamps",
"url": "https://arxiv.org/abs/2503.50007", "tldr": "light"}]}}
""",
        [
            {"id": "2503.50006", "title": "Dusting Lamps", "day": "2025-03-04"},
            {"id": "2503.50007", "title": "Lighting Lamps", "day": "2025-03-05", "says": ["light"]},
        ],
    ),
    "pwc.json": (
        """\
{"count": 1, "next": null, "previous": null, "results": [{"id": "peeling-apples",
"arxiv_id": "2401.50009", "nips_id": null, "url_abs": "http://arxiv.org/abs/2401.50009v1",
"url_pdf": "https://arxiv.org/pdf/2401.50009v1.pdf", "title": "Peeling Apples",
"abstract": "We peel apples.", "authors": ["App Le"], "published": "2024-01-20",
"conference": null, "proceeding": null}]}
""",
        [
            {
                "id": "2401.50009",
                "title": "Peeling Apples",
                "day": "2024-01-20",
                "authors": ["App Le"],
            }
        ],
    ),
    "pwc-links.json": (
        """\
[{"paper_url": "https://paperswithcode.com/paper/peeling-pears",
"paper_title": "Peeling Pears", "paper_arxiv_id": "2402.50010",
"paper_url_abs": "https://arxiv.org/abs/2402.50010",
"paper_url_pdf": "https://arxiv.org/pdf/2402.50010.pdf",
"repo_url": "https://github.com/p/pears", "is_official": true, "mentioned_in_paper": true,
"framework": "pytorch"}]
""",
        [{"id": "2402.50010", "title": "Peeling Pears", "code": "https://github.com/p/pears"}],
    ),
    "openreview1.json": (
        """\
{"notes": [{"id": "OrOrOrOr01", "forum": "OrOrOrOr01",
"content": {"title": "Washing Plums", "authors": ["Plu M"], "abstract": "We wash.",
"keywords": ["plum"], "venue": "ICLR 2023 poster", "pdf": "/pdf/abc.pdf", "_bibtex": "@x"},
"cdate": 1664000000000, "tcdate": 1664000000000}], "count": 1}
""",
        [
            {
                "id": "openreview:OrOrOrOr01",
                "title": "Washing Plums",
                "authors": ["Plu M"],
                "venue": "ICLR 2023 poster",
                "says": ["We wash."],
            }
        ],
    ),
    "s2.json": (
        """\
{"total": 1, "offset": 0, "data": [{"paperId": "0123456789abcdef0123456789abcdef01234567",
"externalIds": {"ArXiv": "2403.50011", "DOI": "10.1/x"},
"url": "https://www.semanticscholar.org/paper/0123456789abcdef0123456789abcdef01234567",
"title": "Salting Soup", "abstract": null, "venue": "EMNLP", "year": 2024,
"publicationDate": "2024-03-08", "tldr": {"model": "tldr@v2", "text": "Salt it."},
"authors": [{"authorId": "1", "name": "Sal T"}],
"openAccessPdf": {"url": "https://a/b.pdf"}}]}
""",
        [
            {
                "id": "2403.50011",
                "title": "Salting Soup",
                "authors": ["Sal T"],
                "says": ["Salt it."],
                "venue": "EMNLP",
                "day": "2024-03-08",
            }
        ],
    ),
    "openalex.json": (
        """\
{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/W4300000001",
"doi": "https://doi.org/10.1000/xyz.1", "title": "Sweetening Tea",
"display_name": "Sweetening Tea", "publication_date": "2023-02-03",
"abstract_inverted_index": {"We": [0], "sweeten": [1], "tea.": [2]},
"authorships": [{"author": {"id": "https://openalex.org/A1", "display_name": "Te A"}}],
"primary_location": {"source": {"display_name": "Journal of Tea"}},
"referenced_works": ["https://openalex.org/W1"]}], "group_by": []}
""",
        [
            {
                "id": "doi:10.1000/xyz.1",
                "title": "Sweetening Tea",
                "authors": ["Te A"],
                "says": ["We sweeten tea."],
                "day": "2023-02-03",
            }
        ],
    ),
    "crossref.json": (
        """\
{"status": "ok", "message-type": "work-list", "message": {"total-results": 1,
"items": [{"DOI": "10.1000/abc.2", "title": ["Icing Tea"], "author": [{"given": "Ic",
"family": "E", "sequence": "first"}], "container-title": ["J. Ice"],
"issued": {"date-parts": [[2022, 5, 6]]}, "abstract": "<jats:p>We ice.</jats:p>",
"URL": "http://dx.doi.org/10.1000/abc.2", "type": "journal-article",
"reference": [{"key": "r1", "DOI": "10.1000/old"}]}]}}
""",
        [
            {
                "id": "doi:10.1000/abc.2",
                "title": "Icing Tea",
                "authors": ["Ic E"],
                "venue": "J. Ice",
                "day": "2022-05-06",
                "says": ["We ice."],
            }
        ],
    ),
    "dblp.json": (
        """\
{"result": {"hits": {"@total": "1", "hit": [{"@score": "1", "@id": "1",
"info": {"authors": {"author": [{"@pid": "1", "text": "Dee Bee 0001"}, {"@pid": "2",
"text": "El Pee"}]}, "title": "Boiling Eggs.", "venue": "NeurIPS", "year": "2023",
"type": "Conference and Workshop Papers", "doi": "10.1000/egg",
"ee": "https://doi.org/10.1000/egg", "url": "https://dblp.org/rec/conf/x"}}]}}}
""",
        [{"id": "doi:10.1000/egg", "title": "Boiling Eggs", "authors": ["Dee Bee", "El Pee"]}],
    ),
    "csl.json": (
        """\
[{"id": "bee2020", "type": "article-journal", "title": "Frying Eggs",
"author": [{"family": "Bee", "given": "Ann"}], "issued": {"date-parts": [["2020", 4, 1]]},
"DOI": "10.1000/fry", "container-title": "J. Fry", "abstract": "We fry."}]
""",
        [
            {
                "id": "doi:10.1000/fry",
                "title": "Frying Eggs",
                "authors": ["Ann Bee"],
                "day": "2020-04-01",
            }
        ],
    ),
    "arxiv-api-dump.json": (
        """\
[{"entry_id": "http://arxiv.org/abs/2503.50012v1", "updated": "2025-03-04 10:00:00+00:00",
"published": "2025-03-03 10:00:00+00:00", "title": "Poaching Eggs", "authors": ["Po Ach"],
"summary": "We poach.", "comment": null, "journal_ref": null, "doi": null,
"primary_category": "cs.LG", "categories": ["cs.LG"],
"links": ["http://arxiv.org/abs/2503.50012v1", "http://arxiv.org/pdf/2503.50012v1"],
"pdf_url": "http://arxiv.org/pdf/2503.50012v1"}]
""",
        [
            {
                "id": "2503.50012",
                "title": "Poaching Eggs",
                "authors": ["Po Ach"],
                "says": ["We poach."],
                "categories": ["cs.LG"],
                "day": "2025-03-03",
            }
        ],
    ),
    "keyed-title.json": (
        """\
{"Scrambling Eggs by SGD": {"url": "https://arxiv.org/abs/2503.50013",
"authors": "Eg G, Sc Ram", "date": "2025-03-04"},
"Beating Eggs by Adam": {"url": "https://arxiv.org/abs/2503.50014", "authors": "Be At",
"date": "2025-03-05"}}
""",
        [
            {
                "id": "2503.50013",
                "title": "Scrambling Eggs by SGD",
                "authors": ["Eg G", "Sc Ram"],
                "day": "2025-03-04",
            },
            {"id": "2503.50014", "title": "Beating Eggs by Adam"},
        ],
    ),
    "meta-wrap-2025-03-06.json": (
        """\
{"date": "2025-03-06", "generated_at": "2025-03-06T08:00:00Z", "total": 2,
"categories": {"cs.CL": 1, "cs.CV": 1}, "papers": [{"rank": 1, "title": "Grilling Corn",
"link": "https://arxiv.org/abs/2503.50015", "pdf_link": "https://arxiv.org/pdf/2503.50015",
"author_list": "Co Rn; Gri Ll", "score": 9.1, "reason": "Great corn.",
"published": "2025-03-05"}, {"rank": 2, "title": "Popping Corn",
"link": "https://arxiv.org/abs/2503.50016", "author_list": "Po P", "score": 8,
"reason": "Pop.", "published": "2025-03-05"}]}
""",
        [
            {
                "id": "2503.50015",
                "title": "Grilling Corn",
                "day": "2025-03-06",
                "authors": ["Co Rn", "Gri Ll"],
                "says": ["Great corn."],
            },
            {"id": "2503.50016", "title": "Popping Corn", "day": "2025-03-06"},
        ],
    ),
    "urls-only.json": (
        '["https://arxiv.org/abs/2503.50025", "https://arxiv.org/abs/2503.50026"]\n',
        [{"id": "2503.50025"}, {"id": "2503.50026"}],
    ),
}
