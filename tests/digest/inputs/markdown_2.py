"""Digests in Markdown, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "weekly-dair.md": (
        """\
# The Top ML Papers of the Week

## Top ML Papers of the Week (March 3 - March 9) - 2025
| **Paper**  | **Links** |
| ------------- | ------------- |
| 1) **Grass Grows Deep** - proposes a framework for grass; key parts: roots and rain. | [Paper](https://arxiv.org/abs/2503.11001), [Tweet](https://x.com/a/status/1) |
| 2) **Deep Grows Grass** - a 2B model for grass. | [Paper](https://arxiv.org/abs/2503.11002), [Tweet](https://x.com/a/status/2) |
| 3) **Chain of Grass** - a new prompt. | [Paper](https://www.nature.com/articles/s41586-025-00003-4), [Tweet](https://x.com/a/status/3) |

---

## Top ML Papers of the Week (February 24 - March 2) - 2025
| **Paper**  | **Links** |
| ------------- | ------------- |
| 1) **Rain Falls Up** - inverse rain. | [Paper](https://arxiv.org/abs/2502.11004), [Tweet](https://x.com/a/status/4) |
""",
        [
            {"id": "2503.11001", "title": "Grass Grows Deep", "says": ["proposes a framework"]},
            {"id": "2503.11002", "title": "Deep Grows Grass"},
            {"title": "Chain of Grass"},
            {"id": "2502.11004", "title": "Rain Falls Up"},
        ],
    ),
    "weekly-newsletter-2025-03-12.md": (
        """\
# AI Weekly #42 — Agents everywhere

Hi all! This week was wild. Sponsored by [Acme](https://acme.com).

## 🗞️ Industry news

- [OpenThing raises 2B](https://techcrunch.com/2025/03/10/openthing)
- [Goggle launches Gemstone 4](https://blog.goggle/gemstone)

## 📄 Papers

**[Folding Maps with Attention](https://arxiv.org/abs/2503.12001)** (Stanford)
We fold maps. Great results on MapBench.

**[Unfolding Maps without Attention](https://arxiv.org/abs/2503.12002)** (Oxford)
The other way round.

## 🛠️ Tools

- [foldkit](https://github.com/fold/foldkit) — a library.

That's all! [Unsubscribe](https://news.com/unsub) | [Twitter](https://twitter.com/x)
""",
        [
            {
                "id": "2503.12001",
                "title": "Folding Maps with Attention",
                "says": ["We fold maps"],
                "day": "2025-03-12",
            },
            {
                "id": "2503.12002",
                "title": "Unfolding Maps without Attention",
                "omits": ["foldkit", "That's all"],
            },
        ],
    ),
    "reading-note-single.md": (
        """\
# Attention Is Mostly Enough

- Authors: V. Ash, N. Shaz
- Venue: NeurIPS 2017
- Paper: https://arxiv.org/abs/1706.03762
- Date read: 2024-05-06

## Summary
A new model.

## Key points
- Self attention
- No recurrence (see [RNN paper](https://arxiv.org/abs/1409.3215))

## References
- https://arxiv.org/abs/1409.0473
""",
        [
            {
                "id": "1706.03762",
                "title": "Attention Is Mostly Enough",
                "authors": ["V. Ash", "N. Shaz"],
                "says": ["Self attention"],
            }
        ],
    ),
    "jekyll-post-2024-05-06.md": (
        """\
---
layout: post
title: "Paper digest: May 6"
date: 2024-05-06 10:00:00 +0900
categories: [papers]
---

{% include toc.html %}

## [Counting Sheep with Transformers](https://arxiv.org/abs/2405.01001)

![figure](/assets/img/a.png){: .center}

- Sheep are counted.

## [Counting Goats with Mamba](https://arxiv.org/abs/2405.01002)

- Goats are counted.
""",
        [
            {
                "id": "2405.01001",
                "title": "Counting Sheep with Transformers",
                "day": "2024-05-06",
                "says": ["Sheep are counted"],
            },
            {"id": "2405.01002", "title": "Counting Goats with Mamba"},
        ],
    ),
    "notion-export.md": (
        """\
# Melting Snow for Language

Authors: Sno W, Ic E
Date Added: March 4, 2025 10:11 AM
Link: https://arxiv.org/abs/2503.16001
Status: Done
Tags: LLM, RAG

## TL;DR

Snow melts.
""",
        [
            {
                "id": "2503.16001",
                "title": "Melting Snow for Language",
                "authors": ["Sno W", "Ic E"],
                "says": ["Snow melts."],
            }
        ],
    ),
    "issue-export.md": (
        """\
## Daily arXiv 2025-03-14 #88

### Keyword: SLAM
There is no result

### Keyword: Visual inertial
#### Inertial Pigeons Fly Home
 - **Authors:** Pig Eon, Do Ve
 - **Subjects:** Subjects: Robotics (cs.RO)
 - **Arxiv link:** https://arxiv.org/abs/2503.14001
 - **Pdf link:** https://arxiv.org/pdf/2503.14001
 - **Abstract**
 Pigeons fly home by inertia.

#### Visual Pigeons
 - **Authors:** Do Do
 - **Subjects:** Subjects: Computer Vision and Pattern Recognition (cs.CV)
 - **Arxiv link:** https://arxiv.org/abs/2503.14002
 - **Pdf link:** https://arxiv.org/pdf/2503.14002
 - **Abstract**
 Pigeons see.

### Keyword: lidar
There is no result
""",
        [
            {
                "id": "2503.14001",
                "title": "Inertial Pigeons Fly Home",
                "authors": ["Pig Eon", "Do Ve"],
                "says": ["by inertia"],
                "day": "2025-03-14",
            },
            {
                "id": "2503.14002",
                "title": "Visual Pigeons",
                "omits": ["lidar", "no result"],
                "says": ["Pigeons see."],
            },
        ],
    ),
    "conf-table-acl.md": (
        """\
# ACL 2024 accepted

| Paper | Authors | Institution | PDF |
|---|---|---|---|
| Parsing Whispers | A One; B Two | MIT | [📄](https://aclanthology.org/2024.acl-long.1.pdf) |
| Parsing Shouts | C Three | CMU | [📄](https://aclanthology.org/2024.acl-long.2.pdf) |
""",
        [
            {
                "id": "acl:2024.acl-long.1",
                "title": "Parsing Whispers",
                "authors": ["A One", "B Two"],
            },
            {"id": "acl:2024.acl-long.2", "title": "Parsing Shouts"},
        ],
    ),
    "cvpr-details.md": (
        """\
## Diffusion

#### Painting with Ice
- Paper: https://openaccess.thecvf.com/content/CVPR2024/html/Ice_Painting_with_Ice_CVPR_2024_paper.html
- Code: https://github.com/ice/paint

#### Painting with Fire
- Paper: https://arxiv.org/abs/2403.17002
- Code: None
""",
        [
            {
                "id": "cvf:Ice_Painting_with_Ice_CVPR_2024_paper",
                "title": "Painting with Ice",
                "code": "https://github.com/ice/paint",
            },
            {"id": "2403.17002", "title": "Painting with Fire"},
        ],
    ),
    "cvpr-cn.md": (
        """\
<a name="GAN"></a>
## GAN

**Quiet Generators for Loud Images**

- Homepage: https://quiet.github.io
- Paper: https://arxiv.org/abs/2404.18001
- Code: https://github.com/q/quiet

**Loud Generators for Quiet Images**

- 论文：https://arxiv.org/abs/2404.18002
- 代码：https://github.com/l/loud

[返回目录](#目录)

<a name="NAS"></a>
## NAS

**Searching Nothing**

- Paper: https://arxiv.org/abs/2404.18003
- Code: 尚未开源
""",
        [
            {
                "id": "2404.18001",
                "title": "Quiet Generators for Loud Images",
                "code": "https://github.com/q/quiet",
            },
            {
                "id": "2404.18002",
                "title": "Loud Generators for Quiet Images",
                "code": "https://github.com/l/loud",
            },
            {"id": "2404.18003", "title": "Searching Nothing"},
        ],
    ),
}
