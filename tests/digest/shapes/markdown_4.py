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
    "m-dash-desc.md": (
        """\
## LLM

- [GoatLM](https://arxiv.org/abs/2503.80020) - Climbing language models.
- [YakLM](https://arxiv.org/abs/2503.80021) - Carrying language models.
""",
        [{"id": "2503.80020", "title": "GoatLM"}, {"id": "2503.80021", "title": "YakLM"}],
    ),
    "m-date-desc.md": (
        """\
- (2024-03-04) [Rowing at Noon](https://arxiv.org/abs/2503.80022)
- 2024-03-05 [Rowing at Midnight](https://arxiv.org/abs/2503.80023)
- **2024-03-06**: [Rowing at Dawn](https://arxiv.org/abs/2503.80024)
""",
        [
            {"id": "2503.80022", "title": "Rowing at Noon", "day": "2024-03-04"},
            {"id": "2503.80023", "title": "Rowing at Midnight", "day": "2024-03-05"},
            {"id": "2503.80024", "title": "Rowing at Dawn", "day": "2024-03-06"},
        ],
    ),
    "m-single-day-single-paper-2025-03-04.md": (
        """\
# 2025-03-04

## [Rowing Alone at Sea](https://arxiv.org/abs/2503.80025)

Alone.
""",
        [{"id": "2503.80025", "title": "Rowing Alone at Sea", "day": "2025-03-04"}],
    ),
    "m-single-bullet-2025-03-04.md": (
        """\
# Papers of 2025-03-04

- [Rowing Alone at Sea](https://arxiv.org/abs/2503.80026)
""",
        [{"id": "2503.80026", "title": "Rowing Alone at Sea", "day": "2025-03-04"}],
    ),
    "m-cat-single-2025-03-05.md": (
        """\
# 2025-03-05

## Robotics

- [Rowing Robots Race](https://arxiv.org/abs/2503.80027)

## Vision

- [Rowing Eyes See](https://arxiv.org/abs/2503.80028)
""",
        [
            {"id": "2503.80027", "title": "Rowing Robots Race"},
            {"id": "2503.80028", "title": "Rowing Eyes See"},
        ],
    ),
    "m-cat-single-plain-2025-03-05.md": (
        """\
# 2025-03-05

## Robotics Research

- Rowing Robots Race: https://arxiv.org/abs/2503.80029

## Vision Research

- Rowing Eyes See: https://arxiv.org/abs/2503.80030
""",
        [
            {"id": "2503.80029", "title": "Rowing Robots Race"},
            {"id": "2503.80030", "title": "Rowing Eyes See"},
        ],
    ),
}
