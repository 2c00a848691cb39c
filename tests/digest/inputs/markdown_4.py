"""Digests in Markdown, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "summary-with-other-papers-2025-03-26.md": (
        """\
# 2025-03-26

## [Kites over Clouds](https://arxiv.org/abs/2503.38001)

Builds on [Kites](https://arxiv.org/abs/2301.00001) and [Clouds](https://arxiv.org/abs/2302.00002).

- improves over arXiv:2303.00003

## [Kites under Clouds](https://arxiv.org/abs/2503.38002)

Contradicts [Kites over Clouds](https://arxiv.org/abs/2503.38001).
""",
        [
            {"id": "2503.38001", "title": "Kites over Clouds"},
            {"id": "2503.38002", "title": "Kites under Clouds"},
        ],
    ),
    "footer-2025-03-28.md": (
        """\
# 2025-03-28

1. [Pouring Tea](https://arxiv.org/abs/2503.40001) — tea is poured.
2. [Pouring Coffee](https://arxiv.org/abs/2503.40002) — coffee is poured.

---

If you like this, ⭐ the [repo](https://github.com/x/y). Licensed under [MIT](LICENSE). Subscribe at [news](https://n.com).
""",
        [
            {"id": "2503.40001", "title": "Pouring Tea", "says": ["tea is poured"]},
            {"id": "2503.40002", "title": "Pouring Coffee", "omits": ["Licensed", "Subscribe"]},
        ],
    ),
    "cool-blocks-2025-03-29.md": (
        """\
#### **Juggling Balls with World Models**

**【AI 智能总结】** 抛球。

**🔗 Link**: [https://arxiv.org/abs/2503.41001](https://arxiv.org/abs/2503.41001)
**📅 Date**: 2025-03-28
**🏫 Affiliations**: Circus University

***

#### **Dropping Balls**

**【AI 智能总结】** 掉球。

**🔗 Link**: [https://arxiv.org/abs/2503.41002](https://arxiv.org/abs/2503.41002)
**📅 Date**: 2025-03-27
""",
        [
            {"id": "2503.41001", "title": "Juggling Balls with World Models", "says": ["抛球"]},
            {"id": "2503.41002", "title": "Dropping Balls"},
        ],
    ),
    "rows-abstract-details-2025-03-31.md": (
        """\
## cs.LG

| Title | Abstract |
|---|---|
| [Bending Spoons](https://arxiv.org/abs/2503.42001)<br>*Spo On, For K*<br>2025-03-30 | <details><summary>Show</summary>We bend spoons.</details> |
| [Straightening Spoons](https://arxiv.org/abs/2503.42002)<br>*Kni Fe*<br>2025-03-30 | <details><summary>Show</summary>We straighten.</details> |
""",
        [
            {"id": "2503.42001", "title": "Bending Spoons", "says": ["We bend spoons."]},
            {"id": "2503.42002", "title": "Straightening Spoons"},
        ],
    ),
    "pipe-in-title-table.md": (
        """\
| Date | Title | Link |
| --- | --- | --- |
| 2025-03-01 | P(A\\|B) for Cats | [link](https://arxiv.org/abs/2503.43001) |
| 2025-03-02 | Cats \\| Dogs | https://arxiv.org/abs/2503.43002 |
""",
        [
            {"id": "2503.43001", "title": "P(A|B) for Cats", "day": "2025-03-01"},
            {"id": "2503.43002", "title": "Cats | Dogs", "day": "2025-03-02"},
        ],
    ),
    "no-header-table.md": (
        """\
|  |  |
|--|--|
| 📌 [Zipping Coats](https://arxiv.org/abs/2503.44001) | Zip. |
| 📌 [Unzipping Coats](https://arxiv.org/abs/2503.44002) | Unzip. |
""",
        [
            {"id": "2503.44001", "title": "Zipping Coats"},
            {"id": "2503.44002", "title": "Unzipping Coats"},
        ],
    ),
    "slides-md.md": (
        """\
# Reading group, 3 May 2024

| Date | Presenter | Paper |
|---|---|---|
| 3 May 2024 | Alice | [Opening Doors](https://arxiv.org/abs/2404.45001) |
| 10 May 2024 | Bob | [Closing Doors](https://arxiv.org/abs/2404.45002) |
""",
        [
            {"id": "2404.45001", "title": "Opening Doors", "day": "2024-05-03"},
            {"id": "2404.45002", "title": "Closing Doors", "day": "2024-05-10"},
        ],
    ),
    "mdx-cards.mdx": (
        """\
---
title: Papers
---
import Card from '../Card'

<Card title="x" />

## [Cards of Sand](https://arxiv.org/abs/2503.46001)

Sand.

## [Cards of Glass](https://arxiv.org/abs/2503.46002)

Glass.
""",
        [
            {"id": "2503.46001", "title": "Cards of Sand"},
            {"id": "2503.46002", "title": "Cards of Glass"},
        ],
    ),
    "x-hn-2025-03-04.md": (
        """\
# AI Papers (2025-03-04)

* [Sailing by Stars](https://arxiv.org/abs/2503.90001) (HN: 120 points, 33 comments)
* [Sailing by Moon](https://arxiv.org/abs/2503.90002) (HN: 20 points)
""",
        [
            {"id": "2503.90001", "title": "Sailing by Stars"},
            {"id": "2503.90002", "title": "Sailing by Moon"},
        ],
    ),
    "x-h4-meta-list-2025-03-04.md": (
        """\
# arXiv cs.CL 2025-03-04

## 1. Sailing by Wind
**Authors:** Ann Bee; Cy Dee
**Categories:** cs.CL, cs.AI
**Published:** 2025-03-03T17:59:59Z
**URL:** [https://arxiv.org/abs/2503.90003](https://arxiv.org/abs/2503.90003)

### Abstract
We sail by wind.

### AI Summary
- Wind good.

## 2. Sailing by Motor
**Authors:** Ed Eff
**Categories:** cs.CL
**URL:** [https://arxiv.org/abs/2503.90004](https://arxiv.org/abs/2503.90004)

### Abstract
We sail by motor.

### AI Summary
- Motor good.
""",
        [
            {
                "id": "2503.90003",
                "title": "Sailing by Wind",
                "authors": ["Ann Bee", "Cy Dee"],
                "categories": ["cs.CL", "cs.AI"],
                "says": ["We sail by wind.", "Wind good."],
                "day": "2025-03-04",
            },
            {"id": "2503.90004", "title": "Sailing by Motor", "says": ["Motor good."]},
        ],
    ),
    "x-daily/2025/03/04.md": (
        """\
# Papers

- [Sailing by Folder](https://arxiv.org/abs/2503.90006)
- [Sailing by Drawer](https://arxiv.org/abs/2503.90007)
""",
        [
            {"id": "2503.90006", "title": "Sailing by Folder", "day": "2025-03-04"},
            {"id": "2503.90007", "title": "Sailing by Drawer"},
        ],
    ),
    "x-week-2025-W10.md": (
        """\
# Week

- [Sailing by Week](https://arxiv.org/abs/2503.90009)
- [Sailing by Fortnight](https://arxiv.org/abs/2503.90010)
""",
        [
            {"id": "2503.90009", "title": "Sailing by Week"},
            {"id": "2503.90010", "title": "Sailing by Fortnight"},
        ],
    ),
    "x-title-html-entities-2025-03-10.md": (
        """\
# 2025-03-10

- [Q&amp;A &lt;b&gt; on Ships](https://arxiv.org/abs/2503.90023)
- [Ships &#38; Boats](https://arxiv.org/abs/2503.90024)
- [*Ship*BERT: **Bold** Ships](https://arxiv.org/abs/2503.90025)
- [Ship\\_Net: A\\*B](https://arxiv.org/abs/2503.90026)
- [`ShipCode`: Code for Ships](https://arxiv.org/abs/2503.90027)
""",
        [
            {"id": "2503.90023", "title": "Q&A <b> on Ships"},
            {"id": "2503.90024", "title": "Ships & Boats"},
            {"id": "2503.90025", "title": "ShipBERT: Bold Ships"},
            {"id": "2503.90026", "title": "Ship_Net: A*B"},
            {"id": "2503.90027", "title": "ShipCode: Code for Ships"},
        ],
    ),
}
