"""Digests in Markdown, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "m-score-list-2025-03-06.md": (
        """\
# 2025-03-06

1. **Rowing with Scores** — 8/10
   - arXiv: [2503.80031](https://arxiv.org/abs/2503.80031)
   - Authors: Ann Bee, Cy Dee
   - Why: good rows.

2. **Rowing without Scores** — 7/10
   - arXiv: [2503.80032](https://arxiv.org/abs/2503.80032)
   - Authors: Ed Eff
   - Why: bad rows.
""",
        [
            {
                "id": "2503.80031",
                "title": "Rowing with Scores",
                "authors": ["Ann Bee", "Cy Dee"],
                "says": ["good rows."],
            },
            {"id": "2503.80032", "title": "Rowing without Scores"},
        ],
    ),
    "m-title-field.md": (
        """\
**Title:** Rowing in Fields
**Authors:** Ann Bee
**Link:** https://arxiv.org/abs/2503.80033
**Summary:** Rows.

---

**Title:** Rowing in Meadows
**Authors:** Cy Dee
**Link:** https://arxiv.org/abs/2503.80034
**Summary:** More rows.
""",
        [
            {
                "id": "2503.80033",
                "title": "Rowing in Fields",
                "authors": ["Ann Bee"],
                "says": ["Rows."],
            },
            {
                "id": "2503.80034",
                "title": "Rowing in Meadows",
                "authors": ["Cy Dee"],
                "says": ["More rows."],
            },
        ],
    ),
    "m-h2-paper-n.md": (
        """\
# Report

## Paper 1: Rowing in Order
**arXiv ID:** 2503.80035

One.

## Paper 2: Rowing out of Order
**arXiv ID:** 2503.80036

Two.
""",
        [
            {"id": "2503.80035", "title": "Paper 1: Rowing in Order"},
            {"id": "2503.80036", "title": "Paper 2: Rowing out of Order"},
        ],
    ),
    "m-toc-then-papers-2025-03-08.md": (
        """\
# 2025-03-08

## Contents
1. [Rowing by Contents](#1-rowing-by-contents)
2. [Rowing by Index](#2-rowing-by-index)

## 1. Rowing by Contents
> Link: <https://arxiv.org/abs/2503.80039>

Contents.

## 2. Rowing by Index
> Link: <https://arxiv.org/abs/2503.80040>

Index.
""",
        [
            {"id": "2503.80039", "title": "Rowing by Contents", "says": ["Contents."]},
            {"id": "2503.80040", "title": "Rowing by Index"},
        ],
    ),
    "m-overview-table-then-notes-2025-03-09.md": (
        """\
# 2025-03-09

| # | Title | Score |
|---|---|---|
| 1 | [Rowing by Table](https://arxiv.org/abs/2503.80041) | 9 |
| 2 | [Rowing by Note](https://arxiv.org/abs/2503.80042) | 8 |

## 1. Rowing by Table

**arXiv**: https://arxiv.org/abs/2503.80041

Long note on tables.

## 2. Rowing by Note

**arXiv**: https://arxiv.org/abs/2503.80042

Long note on notes.
""",
        [
            {"id": "2503.80041", "title": "Rowing by Table", "says": ["Long note on tables."]},
            {"id": "2503.80042", "title": "Rowing by Note", "says": ["Long note on notes."]},
        ],
    ),
    "m-pinned-header.md": (
        """\
| 分类 | 论文标题 | 链接 | 代码 | 日期 |
|---|---|---|---|---|
| NLP | 划船的方法 | [论文](https://arxiv.org/abs/2503.80055) | [代码](https://github.com/h/c) | 2025.03.04 |
| CV | 划船的图像 | [论文](https://arxiv.org/abs/2503.80056) | 无 | 2025.03.05 |
""",
        [
            {
                "id": "2503.80055",
                "title": "划船的方法",
                "day": "2025-03-04",
                "code": "https://github.com/h/c",
            },
            {"id": "2503.80056", "title": "划船的图像", "day": "2025-03-05", "code": ""},
        ],
    ),
    "m-year-table.md": (
        """\
|Year|Paper|Venue|
|---|---|---|
|2024|[Rowing by Year](https://arxiv.org/abs/2503.80057)|ICLR|
|2023|[Rowing by Month](https://arxiv.org/abs/2503.80058) [[code]](https://github.com/m/m)|NeurIPS|
|2022|Rowing by Week [[paper]](https://arxiv.org/abs/2503.80059)|CVPR|
""",
        [
            {"id": "2503.80057", "title": "Rowing by Year", "venue": "ICLR"},
            {"id": "2503.80058", "title": "Rowing by Month", "code": "https://github.com/m/m"},
            {"id": "2503.80059", "title": "Rowing by Week"},
        ],
    ),
    "m-acronym-table2.md": (
        """\
| Method | Title | Venue | Link |
|---|---|---|---|
| GoatLM | Climbing with Language | ICLR | [link](https://arxiv.org/abs/2503.80062) |
| YakLM | Carrying with Language | ACL | [link](https://arxiv.org/abs/2503.80063) |
""",
        [
            {"id": "2503.80062", "title": "Climbing with Language"},
            {"id": "2503.80063", "title": "Carrying with Language"},
        ],
    ),
    "m-affil-2025-03-13.md": (
        """\
### 1. Rowing at Universities
- **Authors**: Ann Bee (MIT), Cy Dee (Stanford University), Ed Eff<sup>1</sup>
- **arXiv**: [2503.80066](https://arxiv.org/abs/2503.80066)

### 2. Rowing at Companies
- **Authors**: Gil Haa¹, Ida Joy²
- **arXiv**: [2503.80067](https://arxiv.org/abs/2503.80067)
""",
        [
            {
                "id": "2503.80066",
                "title": "Rowing at Universities",
                "authors": ["Ann Bee", "Cy Dee", "Ed Eff"],
            },
            {"id": "2503.80067", "title": "Rowing at Companies", "authors": ["Gil Haa", "Ida Joy"]},
        ],
    ),
    "m-contrib-2025-03-14.md": (
        """\
# 2025-03-14

- [Rowing for Free](https://arxiv.org/abs/2503.80068)
- [Rowing for Money](https://arxiv.org/abs/2503.80069)

## How to contribute

1. Fork
2. Add `- [Title](https://arxiv.org/abs/1234.56789)`

## Acknowledgement

Inspired by [awesome-x](https://github.com/a/awesome-x) and [Great Paper](https://arxiv.org/abs/2101.00001).

## License

[![CC0](https://i.cc/cc0.svg)](https://creativecommons.org/publicdomain/zero/1.0)
""",
        [
            {"id": "2503.80068", "title": "Rowing for Free"},
            {"id": "2503.80069", "title": "Rowing for Money", "omits": ["Fork"]},
        ],
    ),
    "m-weekly-h3-linkline.md": (
        """\
# Weekly #12 (2025-03-10 ~ 2025-03-16)

### Rowing Every Week

[paper](https://arxiv.org/abs/2503.80074) / [code](https://github.com/w/w) / [blog](https://b.io)

Weekly rows.

### Rowing Every Month

[paper](https://arxiv.org/abs/2503.80075)

Monthly rows.
""",
        [
            {
                "id": "2503.80074",
                "title": "Rowing Every Week",
                "code": "https://github.com/w/w",
                "says": ["Weekly rows."],
            },
            {"id": "2503.80075", "title": "Rowing Every Month"},
        ],
    ),
    "m-bold-dash-2025-03-15.md": (
        """\
- **Rowing in Bold** - Ann Bee, Cy Dee ([arXiv:2503.80077](https://arxiv.org/abs/2503.80077)) - rows in bold.
- **Rowing in Thin** - Ed Eff ([arXiv:2503.80078](https://arxiv.org/abs/2503.80078)) - rows in thin.
""",
        [
            {"id": "2503.80077", "title": "Rowing in Bold"},
            {"id": "2503.80078", "title": "Rowing in Thin"},
        ],
    ),
}
