"""Digests in Markdown, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "x-latex-title.md": (
        """\
## [$S^2$Ship: Sailing in $\\mathbb{R}^3$](https://arxiv.org/abs/2503.90028)

x

## [SHIP$_{\\text{big}}$ Models](https://arxiv.org/abs/2503.90029)

y
""",
        [
            {"id": "2503.90028", "title": "$S^2$Ship: Sailing in $\\mathbb{R}^3$"},
            {"id": "2503.90029", "title": "SHIP$_{\\text{big}}$ Models"},
        ],
    ),
    "x-stars-col.md": (
        """\
| Stars | Paper | Repo |
|--:|:--|:--|
| ⭐ 120 | [Sailing by Stars Again](https://arxiv.org/abs/2503.90030) | [repo](https://github.com/s/a) |
| ⭐ 12 | [Sailing by Sun](https://arxiv.org/abs/2503.90031) | [repo](https://github.com/s/b) |
""",
        [
            {
                "id": "2503.90030",
                "title": "Sailing by Stars Again",
                "code": "https://github.com/s/a",
            },
            {"id": "2503.90031", "title": "Sailing by Sun"},
        ],
    ),
    "x-ol-bold-link-2025-03-11.md": (
        """\
### Top picks

1. **[Sailing in Bold](https://arxiv.org/abs/2503.90032)** (Score: 9/10) — *Ann Bee et al.*
   - **Key idea**: bold.
   - **Impact**: high.
2. **[Sailing in Thin](https://arxiv.org/abs/2503.90033)** (Score: 8/10) — *Cy Dee et al.*
   - **Key idea**: thin.
""",
        [
            {"id": "2503.90032", "title": "Sailing in Bold", "says": ["bold."]},
            {"id": "2503.90033", "title": "Sailing in Thin"},
        ],
    ),
    "x-cats-and-papers-2025-03-12.md": (
        """\
# 2025-03-12

## 🤖 Agents (1)

### [Sailing Agents](https://arxiv.org/abs/2503.90034)

Agents sail.

## 👁️ Vision (1)

### [Sailing Eyes](https://arxiv.org/abs/2503.90035)

Eyes sail.

## 📈 Trends

Agents are hot.
""",
        [
            {
                "id": "2503.90034",
                "title": "Sailing Agents",
                "says": ["Agents sail."],
                "omits": ["Vision"],
            },
            {"id": "2503.90035", "title": "Sailing Eyes", "omits": ["Trends", "hot"]},
        ],
    ),
    "x-ssrn.md": (
        """\
## Papers

- [Sailing on SSRN](https://papers.ssrn.com/sol3/papers.cfm?abstract_id=5000001)
- [Sailing on bioRxiv](https://www.biorxiv.org/content/10.1101/2025.03.01.640001v1)
- [Sailing on IEEE](https://ieeexplore.ieee.org/document/10000001)
- [Sailing on ACM](https://dl.acm.org/doi/10.1145/3600001.3600002)
- [Sailing on Springer](https://link.springer.com/article/10.1007/s10000-025-00001-1)
""",
        [
            {"title": "Sailing on SSRN"},
            {"id": "doi:10.1101/2025.03.01.640001", "title": "Sailing on bioRxiv"},
            {"title": "Sailing on IEEE"},
            {"id": "doi:10.1145/3600001.3600002", "title": "Sailing on ACM"},
            {"id": "doi:10.1007/s10000-025-00001-1", "title": "Sailing on Springer"},
        ],
    ),
    "x-kr-bullets-2025-03-13.md": (
        """\
# 2025-03-13 논문 요약

- **[배를 타는 모델](https://arxiv.org/abs/2503.90036)**
  - 저자: 김배, 이돛
  - 요약: 배를 탄다.
- **[배를 안 타는 모델](https://arxiv.org/abs/2503.90037)**
  - 저자: 박노
  - 요약: 안 탄다.
""",
        [
            {
                "id": "2503.90036",
                "title": "배를 타는 모델",
                "authors": ["김배", "이돛"],
                "says": ["배를 탄다."],
            },
            {"id": "2503.90037", "title": "배를 안 타는 모델"},
        ],
    ),
    "x-hugo-shortcode-2025-03-14.md": (
        """\
---
title: "AI Paper Digest"
date: 2025-03-14
draft: false
---

{{< toc >}}

### 📄 [Sailing by Shortcode](https://arxiv.org/abs/2503.90038)
{{< badge "cs.LG" >}}

Short.

### 📄 [Sailing by Longcode](https://arxiv.org/abs/2503.90039)

Long.
""",
        [
            {
                "id": "2503.90038",
                "title": "Sailing by Shortcode",
                "day": "2025-03-14",
                "says": ["Short."],
            },
            {"id": "2503.90039", "title": "Sailing by Longcode"},
        ],
    ),
    "x-rank-emoji-2025-03-15.md": (
        """\
## 🥇 1st: Sailing to Gold
https://arxiv.org/abs/2503.90040

Gold.

## 🥈 2nd: Sailing to Silver
https://arxiv.org/abs/2503.90041

Silver.
""",
        [
            {"id": "2503.90040", "title": "1st: Sailing to Gold"},
            {"id": "2503.90041", "title": "2nd: Sailing to Silver"},
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
