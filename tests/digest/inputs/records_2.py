"""Digests that are data, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "conf.csv": (
        """\
title,authors,abstract,url,session
"Milking Goats, Again","Goa T, Mil K","We milk, again.",https://openreview.net/forum?id=CsVcSvCs01,Oral 1
Feeding Goats,Ha Y,We feed.,https://openreview.net/forum?id=CsVcSvCs02,Poster 2
""",
        [
            {
                "id": "openreview:CsVcSvCs01",
                "title": "Milking Goats, Again",
                "authors": ["Goa T", "Mil K"],
                "says": ["We milk, again."],
            },
            {"id": "openreview:CsVcSvCs02", "title": "Feeding Goats", "authors": ["Ha Y"]},
        ],
    ),
    "conf-nolink.csv": (
        """\
Paper ID,Title,Authors,Primary Area
12,Herding Cats with Graphs,"Ca T; He Rd",Graphs
13,Herding Dogs with Trees,Do G,Trees
14,Herding Fish with Nets,Fi Sh,Nets
""",
        [
            {"title": "Herding Cats with Graphs", "authors": ["Ca T", "He Rd"]},
            {"title": "Herding Dogs with Trees"},
            {"title": "Herding Fish with Nets"},
        ],
    ),
    "semicolon.csv": (
        """\
\ufeffTitel;Autoren;Link;Datum
Kühe im Nebel;Ku H, Mu H;https://arxiv.org/abs/2503.50027;04.03.2025
Schafe im Regen;Sch Af;https://arxiv.org/abs/2503.50028;05.03.2025
""",
        [
            {
                "id": "2503.50027",
                "title": "Kühe im Nebel",
                "day": "2025-03-04",
                "authors": ["Ku H", "Mu H"],
            },
            {"id": "2503.50028", "title": "Schafe im Regen"},
        ],
    ),
    "tabbed.tsv": (
        """\
arxiv_id\x09title\x09abstract\x09categories
2503.50029\x09Rowing Boats\x09We row.\x09cs.LG cs.AI
2503.50030\x09Sinking Boats\x09We sink.\x09cs.CV
""",
        [
            {
                "id": "2503.50029",
                "title": "Rowing Boats",
                "says": ["We row."],
                "categories": ["cs.LG", "cs.AI"],
            },
            {"id": "2503.50030", "title": "Sinking Boats"},
        ],
    ),
    "pandas.csv": (
        """\
,id,title,summary,published,authors,pdf_url
0,http://arxiv.org/abs/2503.50033v1,Mooring Boats,We moor.,2025-03-03 17:59:59+00:00,"['Moo R', 'Boa T']",http://arxiv.org/pdf/2503.50033v1
1,http://arxiv.org/abs/2503.50034v1,Racing Boats,We race.,2025-03-03 17:59:58+00:00,['Rac E'],http://arxiv.org/pdf/2503.50034v1
""",
        [
            {
                "id": "2503.50033",
                "title": "Mooring Boats",
                "authors": ["Moo R", "Boa T"],
                "says": ["We moor."],
                "day": "2025-03-03",
            },
            {"id": "2503.50034", "title": "Racing Boats", "authors": ["Rac E"]},
        ],
    ),
    "group.bib": (
        """\
% Our papers
@string{nips = "NeurIPS"}
@inproceedings{bee2024, title={{Polishing} {S}tones with {\\"U}ber-Nets}, author={Bee, Ann and Dee, Cy}, booktitle=nips, year={2024}, url={https://arxiv.org/abs/2405.50040}, abstract={We polish.}, code={https://github.com/b/polish}}
@misc{dee2023, title="Throwing Stones", author="Cy Dee and others", eprint={2305.50041}, archivePrefix={arXiv}, primaryClass={cs.LG}, year=2023}
@article{eff2022, title={Skipping Stones}, author={{The Stone Team}}, journal={J. Stones}, year={2022}, month=mar, doi={10.1000/skip}}
""",
        [
            {
                "id": "2405.50040",
                "title": "Polishing Stones with Über-Nets",
                "authors": ["Ann Bee", "Cy Dee"],
                "venue": "NeurIPS",
                "says": ["We polish."],
                "code": "https://github.com/b/polish",
            },
            {"id": "2305.50041", "title": "Throwing Stones", "authors": ["Cy Dee"]},
            {"id": "doi:10.1000/skip", "title": "Skipping Stones", "authors": ["The Stone Team"]},
        ],
    ),
    "lib.ris": (
        """\
TY  - JOUR
AU  - Bee, Ann
AU  - Dee, Cy
TI  - Carving Stones
PY  - 2021
DO  - 10.1000/carve
AB  - We carve.
ER  -\x20

TY  - CONF
T1  - Dropping Stones
UR  - https://arxiv.org/abs/2101.50042
ER  -\x20
""",
        [
            {
                "id": "doi:10.1000/carve",
                "title": "Carving Stones",
                "authors": ["Ann Bee", "Cy Dee"],
                "says": ["We carve."],
            },
            {"id": "2101.50042", "title": "Dropping Stones"},
        ],
    ),
    "by-cat.yaml": (
        """\
cs.CL:
  - id: 2503.50045
    title: Brewing Tea
    date: 2025-03-04
  - id: 2503.50050
    title: Brewing Coffee
    date: 2025-03-04
cs.CV:
  - id: "2503.50047"
    title: Brewing Beer
    date: 2025-03-03
""",
        [
            {"id": "2503.50045", "title": "Brewing Tea", "day": "2025-03-04"},
            {"id": "2503.50050", "title": "Brewing Coffee"},
            {"id": "2503.50047", "title": "Brewing Beer"},
        ],
    ),
    "sched.yml": (
        """\
2025-03-04:
  - title: Ironing Shirts
    link: https://arxiv.org/abs/2503.50048
    presenter: Bob
2025-03-11:
  - title: Folding Shirts
    link: https://arxiv.org/abs/2503.50049
    presenter: Al
""",
        [
            {"id": "2503.50048", "title": "Ironing Shirts", "day": "2025-03-04"},
            {"id": "2503.50049", "title": "Folding Shirts", "day": "2025-03-11"},
        ],
    ),
    "jsonfeed.json": (
        """\
{"version": "https://jsonfeed.org/version/1.1", "title": "Papers", "items": [{"id": "1",
"url": "https://arxiv.org/abs/2503.50051", "title": "Sewing Shirts",
"content_html": "<p>We sew.</p>", "date_published": "2025-03-04T00:00:00Z",
"authors": [{"name": "Se W"}]}]}
""",
        [
            {
                "id": "2503.50051",
                "title": "Sewing Shirts",
                "authors": ["Se W"],
                "day": "2025-03-04",
                "says": ["We sew."],
            }
        ],
    ),
    "trending-2025-03-09.json": (
        """\
{"success": true, "code": 200, "data": {"list": [{"paperId": "x1",
"titleEn": "Losing Buttons", "titleCn": "丢纽扣",
"arxivUrl": "https://arxiv.org/abs/2503.50054", "likeCount": 7,
"authorNames": "But Ton;Los E", "abstractEn": "We lose.",
"githubUrl": "https://github.com/l/b"}], "total": 1}}
""",
        [
            {
                "id": "2503.50054",
                "title": "Losing Buttons",
                "votes": 7,
                "authors": ["But Ton", "Los E"],
                "says": ["We lose."],
                "code": "https://github.com/l/b",
                "day": "2025-03-09",
            }
        ],
    ),
    "sanity.json": (
        """\
{"2503.50056v1": {"_id": "2503.50056", "_rawid": "2503.50056", "title": "Sorting Buttons",
"summary": "We sort.", "authors": [{"name": "So Rt"}], "tags": [{"term": "cs.CV"}],
"_time": 1741046400, "_time_str": "Mar 04 2025"}}
""",
        [
            {
                "id": "2503.50056",
                "title": "Sorting Buttons",
                "authors": ["So Rt"],
                "says": ["We sort."],
            }
        ],
    ),
    "minimal.jsonl": (
        """\
{"title":"Trading Buttons","url":"https://example.org/p/1","summary":"We trade.","day":"2025-03-04"}
{"title":"Buying Buttons","url":"https://example.org/p/2","summary":"We buy.","day":"2025-03-05"}
""",
        [
            {"title": "Trading Buttons", "day": "2025-03-04", "says": ["We trade."]},
            {"title": "Buying Buttons", "day": "2025-03-05"},
        ],
    ),
    "x-20250304.json": (
        """\
[{"title": "Sailing by Name", "abs_url": "https://arxiv.org/abs/2503.90008",
"abstract": "We sail by name and nothing else."}]
""",
        [{"id": "2503.90008", "title": "Sailing by Name", "day": "2025-03-04"}],
    ),
    "x-jsonl-hf.jsonl": (
        """\
{"date": "2025-03-04", "arxiv_id": "2503.90018", "github": "https://github.com/x/y", "title": "Sailing by Dataset", "paper_page": "https://huggingface.co/papers/2503.90018", "upvotes": 3, "num_comments": 1}
{"date": "2025-03-04", "arxiv_id": "2503.90019", "github": "", "title": "Sailing by Model", "paper_page": "https://huggingface.co/papers/2503.90019", "upvotes": 0, "num_comments": 0}""",
        [
            {
                "id": "2503.90018",
                "title": "Sailing by Dataset",
                "votes": 3,
                "code": "https://github.com/x/y",
                "day": "2025-03-04",
            },
            {"id": "2503.90019", "title": "Sailing by Model", "votes": 0},
        ],
    ),
    "x-nested-llm-2025-03-08.json": (
        """\
{"2503.90020": {"paper": {"title": "Sailing by Key",
"abstract": "We key a lot of locks today.", "authors": ["Ann Bee"]},
"summary": {"zh": "钥匙开锁。", "en": "Keys open locks."}, "score": {"relevance": 8}}}
""",
        [
            {
                "id": "2503.90020",
                "title": "Sailing by Key",
                "says": ["钥匙开锁。", "Keys open locks."],
                "authors": ["Ann Bee"],
                "day": "2025-03-08",
            }
        ],
    ),
}
