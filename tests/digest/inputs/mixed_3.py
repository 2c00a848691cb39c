"""Digests of all kinds that were read wrong once, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "multi-link-colon-title.md": (
        """\
## LLM
- **GoatLM**: "GoatLM: Climbing Language Models", arXiv 2024 (*DeepMount*). [[Paper](https://arxiv.org/abs/2404.31001)][[PyTorch](https://github.com/g/goat)][[Website](https://goat.ai)]
- **YakLM**: "YakLM: Carrying Language Models", ICLR 2024 (*Nepal AI*). [[Paper](https://arxiv.org/abs/2401.31002)]
""",
        [
            {
                "id": "2404.31001",
                "title": "GoatLM: Climbing Language Models",
                "code": "https://github.com/g/goat",
            },
            {"id": "2401.31002", "title": "YakLM: Carrying Language Models"},
        ],
    ),
    "backtick-title-list.md": (
        """\
- `[ICLR'25]` Stirring Soup with Diffusion [![arXiv](https://img.shields.io/badge/arXiv-2410.32001-red)](https://arxiv.org/abs/2410.32001) ![GitHub Repo stars](https://img.shields.io/github/stars/s/soup)
- `[CVPR'25]` Spilling Soup with Diffusion [![arXiv](https://img.shields.io/badge/arXiv-2411.32002-red)](https://arxiv.org/abs/2411.32002)
- `[arXiv]` Freezing Soup [![arXiv](https://img.shields.io/badge/arXiv-2412.32003-red)](https://arxiv.org/abs/2412.32003)
""",
        [
            {"id": "2410.32001", "title": "Stirring Soup with Diffusion"},
            {"id": "2411.32002", "title": "Spilling Soup with Diffusion"},
            {"id": "2412.32003", "title": "Freezing Soup"},
        ],
    ),
    "title-starts-number-2025-03-24.md": (
        """\
# 2025-03-24

- [3D Cats in 2D Boxes](https://arxiv.org/abs/2503.36001)
- [100 Days of Rain](https://arxiv.org/abs/2503.36002)
- [2025: The Year of Rain](https://arxiv.org/abs/2503.36003)
- [1-Bit Rain](https://arxiv.org/abs/2503.36004)
- [360° Rain](https://arxiv.org/abs/2503.36005)
""",
        [
            {"id": "2503.36001", "title": "3D Cats in 2D Boxes"},
            {"id": "2503.36002", "title": "100 Days of Rain"},
            {"id": "2503.36003", "title": "2025: The Year of Rain"},
            {"id": "2503.36004", "title": "1-Bit Rain"},
            {"id": "2503.36005", "title": "360° Rain"},
        ],
    ),
    "related-list-in-paper-2025-03-27.md": (
        """\
# 2025-03-27

## Floating Bricks
[arXiv](https://arxiv.org/abs/2503.39001)

Bricks float.

### Related papers
- [Old Bricks](https://arxiv.org/abs/2101.00001)
- [Older Bricks](https://arxiv.org/abs/2001.00001)

## Sinking Bricks
[arXiv](https://arxiv.org/abs/2503.39002)

Bricks sink.
""",
        [
            {"id": "2503.39001", "title": "Floating Bricks"},
            {"id": "2503.39002", "title": "Sinking Bricks"},
        ],
    ),
    "ai-enhanced-2025-03-04.jsonl": (
        """\
{"id": "2503.50008", "pdf": "https://arxiv.org/pdf/2503.50008", "abs": "https://arxiv.org/abs/2503.50008", "authors": ["A Ox", "B Ix"], "title": "Peeling Onions", "categories": ["cs.CL", "cs.AI"], "comment": "9 pages, ACL 2025", "summary": "We peel onions.", "AI": {"tldr": "Peel.", "motivation": "Tears.", "method": "Knife.", "result": "Fewer tears.", "conclusion": "Good."}}""",
        [
            {
                "id": "2503.50008",
                "title": "Peeling Onions",
                "day": "2025-03-04",
                "authors": ["A Ox", "B Ix"],
                "categories": ["cs.CL", "cs.AI"],
                "says": ["We peel onions.", "Knife.", "Peel."],
            }
        ],
    ),
    "openreview2.json": (
        """\
[{"id": "OrOrOrOr02", "content": {"title": {"value": "Washing Figs"},
"authors": {"value": ["Fi G"]}, "abstract": {"value": "We wash figs."},
"venue": {"value": "ICLR 2024 oral"}}, "pdate": 1705000000000}]
""",
        [{"id": "openreview:OrOrOrOr02", "title": "Washing Figs", "authors": ["Fi G"]}],
    ),
    "kr-keys.json": (
        """\
{"날짜": "2025-03-08", "논문": [{"제목": "옥수수 굽기", "저자": ["김옥", "이수"],
"링크": "https://arxiv.org/abs/2503.50018", "요약": "굽는다."}]}
""",
        [
            {
                "id": "2503.50018",
                "title": "옥수수 굽기",
                "authors": ["김옥", "이수"],
                "says": ["굽는다."],
                "day": "2025-03-08",
            }
        ],
    ),
    "columns.json": (
        """\
{"title": {"0": "Baking Bread", "1": "Burning Bread"},
"url": {"0": "https://arxiv.org/abs/2503.50019", "1": "https://arxiv.org/abs/2503.50020"}}
""",
        [
            {"id": "2503.50019", "title": "Baking Bread"},
            {"id": "2503.50020", "title": "Burning Bread"},
        ],
    ),
    "split-orient.json": (
        """\
{"columns": ["title", "url", "date"], "index": [0, 1], "data": [["Slicing Bread",
"https://arxiv.org/abs/2503.50021", "2025-03-01"], ["Toasting Bread",
"https://arxiv.org/abs/2503.50022", "2025-03-02"]]}
""",
        [
            {"id": "2503.50021", "title": "Slicing Bread", "day": "2025-03-01"},
            {"id": "2503.50022", "title": "Toasting Bread"},
        ],
    ),
    "arrays.json": (
        """\
[["title", "url"], ["Buttering Bread", "https://arxiv.org/abs/2503.50023"],
["Eating Bread", "https://arxiv.org/abs/2503.50024"]]
""",
        [
            {"id": "2503.50023", "title": "Buttering Bread"},
            {"id": "2503.50024", "title": "Eating Bread"},
        ],
    ),
    "noheader.csv": (
        """\
2025-03-04,2503.50031,Painting Boats,Boa T
2025-03-04,2503.50032,Selling Boats,Sel L
""",
        [
            {"id": "2503.50031", "title": "Painting Boats"},
            {"id": "2503.50032", "title": "Selling Boats"},
        ],
    ),
    "site.yml": (
        """\
- title: "Whistling Kettles: Learning to Boil"
  authors: Ket Tle, Boi L
  venue: CVPR 2024
  links:
    paper: https://arxiv.org/abs/2404.50043
    code: https://github.com/k/kettle
  image: /assets/kettle.png
- title: Silent Kettles
  authors: [Si Lent]
  year: 2023
  url: https://arxiv.org/abs/2304.50044
""",
        [
            {
                "id": "2404.50043",
                "title": "Whistling Kettles: Learning to Boil",
                "authors": ["Ket Tle", "Boi L"],
                "venue": "CVPR 2024",
                "code": "https://github.com/k/kettle",
            },
            {"id": "2304.50044", "title": "Silent Kettles", "authors": ["Si Lent"]},
        ],
    ),
    "gh-issues.json": (
        """\
[{"url": "https://api.github.com/repos/a/b/issues/1",
"html_url": "https://github.com/a/b/issues/1", "number": 1,
"title": "[2503.50052] Washing Shirts", "user": {"login": "a"},
"labels": [{"name": "cs.CV"}], "state": "open",
"body": "## Info\\n- https://arxiv.org/abs/2503.50052\\n## Summary\\nWe wash.",
"created_at": "2025-03-05T00:00:00Z"}, {"url": "https://api.github.com/repos/a/b/issues/2",
"html_url": "https://github.com/a/b/issues/2", "number": 2, "title": "Drying Shirts",
"user": {"login": "a"}, "labels": [], "state": "open",
"body": "https://arxiv.org/abs/2503.50053\\nDry.", "created_at": "2025-03-06T00:00:00Z"}]
""",
        [
            {"id": "2503.50052", "title": "Washing Shirts", "says": ["We wash."]},
            {"id": "2503.50053", "title": "Drying Shirts", "says": ["Dry."]},
        ],
    ),
    "alphaxiv.json": (
        """\
{"trendingPapers": [{"id": "u-1", "universalId": "2503.50055", "title": "Finding Buttons",
"abstract": "We find.", "authors": ["Fin D"], "publicVotesCount": 33,
"publicationDate": "2025-03-04T00:00:00.000Z", "imageURL": "a.png"}]}
""",
        [
            {
                "id": "2503.50055",
                "title": "Finding Buttons",
                "authors": ["Fin D"],
                "says": ["We find."],
                "day": "2025-03-04",
            }
        ],
    ),
    "kaggle.jsonl": (
        """\
{"id":"0704.0001","submitter":"Pa","authors":"C. Bal'azs, E. L. Ber","title":"Counting\\n  Buttons","comments":"37 pages","journal-ref":"Phys.Rev.D1","doi":"10.1103/x","categories":"hep-ph","abstract":"  We count.","versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],"update_date":"2008-11-26","authors_parsed":[["Balázs","C.",""],["Ber","E. L.",""]]}
""",
        [
            {
                "id": "0704.0001",
                "title": "Counting Buttons",
                "authors": ["C. Balázs", "E. L. Ber"],
                "says": ["We count."],
                "day": "2007-04-02",
            }
        ],
    ),
    "zad-mail.html": (
        """\
<!DOCTYPE HTML><html><head><style>.star-wrapper{font-size:1.3em}</style></head><body><div>
<br>
<table border="0" cellpadding="0" cellspacing="0" width="100%" style="font-family: Arial, sans-serif; border: 1px solid #ddd; border-radius: 8px; padding: 16px; background-color: #f9f9f9;">
<tr><td style="font-size: 20px; font-weight: bold; color: #333;">Trapping Mice with Bandits</td></tr>
<tr><td style="font-size: 14px; color: #666; padding: 8px 0;">Mou Se, Tra P<br><i>Cheese University</i></td></tr>
<tr><td style="font-size: 14px;"><strong>Relevance:</strong> <span class="full-star">⭐</span></td></tr>
<tr><td style="font-size: 14px;"><strong>arXiv ID:</strong> <a href="https://arxiv.org/abs/2503.60001" target="_blank">2503.60001</a></td></tr>
<tr><td style="font-size: 14px;"><strong>TLDR:</strong> Mice are trapped.</td></tr>
<tr><td style="padding: 8px 0;"><a href="https://arxiv.org/pdf/2503.60001" style="background:#d9534f">PDF</a> <a href="https://github.com/m/trap" style="background:#5bc0de">Code</a></td></tr>
</table><br>
<table border="0" cellpadding="0" cellspacing="0" width="100%" style="font-family: Arial, sans-serif;">
<tr><td style="font-size: 20px; font-weight: bold; color: #333;">Freeing Mice</td></tr>
<tr><td style="font-size: 14px; color: #666; padding: 8px 0;">Fre E<br><i>Unknown Affiliation</i></td></tr>
<tr><td style="font-size: 14px;"><strong>arXiv ID:</strong> <a href="https://arxiv.org/abs/2503.60002" target="_blank">2503.60002</a></td></tr>
<tr><td style="font-size: 14px;"><strong>TLDR:</strong> Mice are freed.</td></tr>
<tr><td style="padding: 8px 0;"><a href="https://arxiv.org/pdf/2503.60002">PDF</a></td></tr>
</table></div><br><br><div>To unsubscribe, remove your email in your Github Action setting.</div></body></html>""",
        [
            {
                "id": "2503.60001",
                "title": "Trapping Mice with Bandits",
                "authors": ["Mou Se", "Tra P"],
                "code": "https://github.com/m/trap",
                "says": ["Mice are trapped."],
                "omits": ["Freeing"],
            },
            {
                "id": "2503.60002",
                "title": "Freeing Mice",
                "says": ["Mice are freed."],
                "omits": ["unsubscribe"],
            },
        ],
    ),
}
