"""Digests of all kinds that were read wrong once, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "details-md-2025-03-13.md": (
        """\
# 2025-03-13

<details>
<summary><b>Compressing Clouds with Tokens</b> (👍 45)</summary>

- arXiv: https://arxiv.org/abs/2503.13001
- Authors: Cloud A, Cloud B

Clouds are big.

</details>

<details>
<summary><b>Expanding Clouds</b> (👍 4)</summary>

- arXiv: https://arxiv.org/abs/2503.13002
- Authors: Sky C

Clouds are small.

</details>
""",
        [
            {
                "id": "2503.13001",
                "title": "Compressing Clouds with Tokens",
                "votes": 45,
                "authors": ["Cloud A", "Cloud B"],
                "day": "2025-03-13",
            },
            {"id": "2503.13002", "title": "Expanding Clouds", "votes": 4},
        ],
    ),
    "obsidian-dataview.md": (
        """\
# Quiet Robots Learn Fast

Title:: Quiet Robots Learn Fast
Authors:: Rob Ott, Bea Pp
Year:: 2023
URL:: https://arxiv.org/abs/2305.15001
Tags:: #robotics #rl

### Abstract
Quiet robots learn.
""",
        [
            {
                "id": "2305.15001",
                "title": "Quiet Robots Learn Fast",
                "authors": ["Rob Ott", "Bea Pp"],
                "says": ["Quiet robots learn."],
            }
        ],
    ),
    "zotero-obsidian-callout.md": (
        """\
---
citekey: pan2024
---
> [!info]- Metadata
> **Title**:: Panning for Gold Tokens
> **Authors**:: Pan, Peter; Gold, Mary
> **Year**:: 2024
> **DOI**:: 10.1145/1234567.1234568
> **Link**:: [Full](https://doi.org/10.1145/1234567.1234568)

> [!abstract]
> We pan for tokens.
""",
        [
            {
                "id": "doi:10.1145/1234567.1234568",
                "title": "Panning for Gold Tokens",
                "says": ["We pan for tokens"],
            }
        ],
    ),
    "hugo-academic-pub/index.md": (
        """\
---
title: "Stacking Bricks by Gradient"
authors:
- admin
- Bri Ck
date: "2023-07-01T00:00:00Z"
doi: "10.1000/brick.2023.1"
publication_types: ["1"]
publication: "*Proc. of Bricks*"
abstract: "We stack bricks."
url_pdf: http://arxiv.org/pdf/2307.01001
url_code: https://github.com/brick/stack
---
{{% callout note %}}Click Cite{{% /callout %}}
""",
        [
            {
                "id": "2307.01001",
                "title": "Stacking Bricks by Gradient",
                "code": "https://github.com/brick/stack",
                "says": ["We stack bricks."],
                "day": "2023-07-01",
            }
        ],
    ),
    "conf-list-icml.md": (
        """\
# ICML 2024 Papers

**2609 papers**

- **Oral** | [Shallow Wells Hold Deep Water](https://openreview.net/forum?id=QwErTyUi01) | *Wel L, Wat Er*
- **Poster** | [Wide Rivers](https://openreview.net/forum?id=QwErTyUi02) | *Riv Er*
- **Poster** | [Narrow Rivers](https://proceedings.mlr.press/v235/river24a.html) | *Nar Row*
""",
        [
            {"id": "openreview:QwErTyUi01", "title": "Shallow Wells Hold Deep Water"},
            {"id": "openreview:QwErTyUi02", "title": "Wide Rivers"},
            {"id": "pmlr:v235/river24a", "title": "Narrow Rivers"},
        ],
    ),
    "plain-url-list.md": (
        """\
# Papers to read

- Sorting Socks with LLMs https://arxiv.org/abs/2406.19001
- Pairing Socks with LLMs: https://arxiv.org/abs/2406.19002
- https://arxiv.org/abs/2406.19003
- Losing Socks — arXiv:2406.19004
""",
        [
            {"id": "2406.19001", "title": "Sorting Socks with LLMs"},
            {"id": "2406.19002", "title": "Pairing Socks with LLMs"},
            {"id": "2406.19003"},
            {"id": "2406.19004", "title": "Losing Socks"},
        ],
    ),
    "h3-emoji-meta-2025-03-15.md": (
        """\
# 🤖 AI Papers Daily — March 15, 2025

> 2 papers selected from 340 | [Archive](./archive) | [RSS](feed.xml)

---

### 🏆 #1 · Singing Rocks [8.5/10]

📅 2025-03-14 · 👥 Roc K, Sto Ne · 🏷️ `cs.SD` `cs.LG` · [📄 Paper](https://arxiv.org/abs/2503.23001) · [💻 Code](https://github.com/r/sing)

**💡 Why it matters:** rocks sing.

---

### 🥈 #2 · Dancing Rocks [7.0/10]

📅 2025-03-13 · 👥 Peb Ble · 🏷️ `cs.RO` · [📄 Paper](https://arxiv.org/abs/2503.23002)

**💡 Why it matters:** rocks dance.

---

## 📊 Statistics

| Category | Count |
|---|---|
| cs.SD | 1 |
| cs.RO | 1 |

Made with ❤️ by [bot](https://github.com/bot)
""",
        [
            {
                "id": "2503.23001",
                "title": "Singing Rocks",
                "day": "2025-03-15",
                "authors": ["Roc K", "Sto Ne"],
                "code": "https://github.com/r/sing",
                "says": ["rocks sing"],
            },
            {
                "id": "2503.23002",
                "title": "Dancing Rocks",
                "omits": ["Statistics", "Made with", "Count"],
                "authors": ["Peb Ble"],
            },
        ],
    ),
    "numbered-para-2025-03-16.md": (
        """\
2025-03-16 arXiv cs.AI

1. Growing Beans in Simulators
   Be An, Po D
   https://arxiv.org/abs/2503.24001
   Beans grow in simulators.

2. Growing Simulators in Beans
   Sim U
   https://arxiv.org/abs/2503.24002
   Simulators grow.
""",
        [
            {"id": "2503.24001", "title": "Growing Beans in Simulators", "day": "2025-03-16"},
            {"id": "2503.24002", "title": "Growing Simulators in Beans"},
        ],
    ),
    "arxiv-mail.txt": (
        """\
\\\\
arXiv:2503.25001
Date: Tue, 4 Mar 2025 10:00:00 GMT   (120kb,D)

Title: Ferrying Tokens across
  the River
Authors: Fer Ry, Bo At
Categories: cs.CL cs.AI
Comments: 12 pages
License: http://creativecommons.org/licenses/by/4.0/
\\\\
  We ferry tokens across the river.
\\\\ ( https://arxiv.org/abs/2503.25001 ,  120kb)
------------------------------------------------------------------------------
\\\\
arXiv:2503.25002
Date: Tue, 4 Mar 2025 11:00:00 GMT   (99kb)

Title: Bridging Tokens
Authors: Bri Dge
Categories: cs.CL
\\\\
  We bridge tokens.
\\\\ ( https://arxiv.org/abs/2503.25002 ,  99kb)
""",
        [
            {
                "id": "2503.25001",
                "title": "Ferrying Tokens across the River",
                "authors": ["Fer Ry", "Bo At"],
            },
            {"id": "2503.25002", "title": "Bridging Tokens"},
        ],
    ),
    "author-year-list.md": (
        """\
## Foundations

- Hinton, G., & Salad, R. (2006). [Reducing the Saltiness of Data](https://www.science.org/doi/10.1126/science.1127647). *Science*.
- Krill, A. (2012). [ImageNot Classification](https://papers.nips.cc/paper/2012/hash/c399862d3b9d6b76c8436e924a68c45b-Abstract.html). NeurIPS.
- Vas, A. (2017). [Attention Is Some You Need](https://arxiv.org/abs/1706.03799).
""",
        [
            {"id": "doi:10.1126/science.1127647", "title": "Reducing the Saltiness of Data"},
            {"title": "ImageNot Classification"},
            {"id": "1706.03799", "title": "Attention Is Some You Need"},
        ],
    ),
}
