"""Digests in Markdown, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "awesome-parens.md": (
        """\
# Awesome Survey

## Vision

* (CVPR 2024) Looking Twice at Cats [[paper]](https://arxiv.org/pdf/2404.11111.pdf) [[code]](https://github.com/cat/cat)
* (ICLR 2023) Looking Once at Dogs [[paper]](https://arxiv.org/pdf/2304.22222.pdf)
* [arXiv 2024] Looking Never at Birds [[paper]](https://arxiv.org/abs/2405.33333)
""",
        [
            {
                "id": "2404.11111",
                "title": "Looking Twice at Cats",
                "code": "https://github.com/cat/cat",
            },
            {"id": "2304.22222", "title": "Looking Once at Dogs"},
            {"id": "2405.33333", "title": "Looking Never at Birds"},
        ],
    ),
    "awesome-shields-links.md": (
        """\
## Papers

+ [**Tiny Models Talk Big**](https://arxiv.org/abs/2401.10001) (Jan. 2024)

  [![Star](https://img.shields.io/github/stars/q/tiny.svg?style=social&label=Star)](https://github.com/q/tiny)
  [![arXiv](https://img.shields.io/badge/arXiv-b22222.svg)](https://arxiv.org/abs/2401.10001)
  [![Website](https://img.shields.io/badge/Website-9cf)](https://tiny.github.io)

+ [**Big Models Talk Tiny**](https://arxiv.org/abs/2402.10002) (Feb. 2024)

  [![arXiv](https://img.shields.io/badge/arXiv-b22222.svg)](https://arxiv.org/abs/2402.10002)

+ [**No Models Talk**](https://www.nature.com/articles/s41586-024-00001-2) (Nature, 2024)
""",
        [
            {
                "id": "2401.10001",
                "title": "Tiny Models Talk Big",
                "code": "https://github.com/q/tiny",
            },
            {"id": "2402.10002", "title": "Big Models Talk Tiny"},
            {"title": "No Models Talk"},
        ],
    ),
    "awesome-table-badge.md": (
        """\
# Awesome 3D

| Title | Venue | Date | Code | Demo |
|:------|:-----:|:----:|:----:|:----:|
| ![Star](https://img.shields.io/github/stars/a/splat.svg?style=social&label=Star) <br> [**Splatting All the Things**](https://arxiv.org/abs/2403.10001) <br> | CVPR | 2024-03-05 | [Github](https://github.com/a/splat) | [Demo](https://splat.io) |
| [**Meshing Some Things**](https://arxiv.org/abs/2404.10002) <br> | arXiv | 2024-04-06 | - | - |
""",
        [
            {
                "id": "2403.10001",
                "title": "Splatting All the Things",
                "code": "https://github.com/a/splat",
                "day": "2024-03-05",
                "venue": "CVPR",
            },
            {"id": "2404.10002", "title": "Meshing Some Things", "day": "2024-04-06"},
        ],
    ),
    "awesome-img-table.md": (
        """\
| Title & Authors | Introduction | Links |
|:--|  :----: | :---:|
|[![Publish](https://img.shields.io/badge/Conference-ICML'23-blue)]()[![Star](https://img.shields.io/github/stars/v/prune.svg?style=social&label=Star)](https://github.com/v/prune)<br>[Pruning Very Large Trees in One Go](https://arxiv.org/abs/2301.00774) <br> Ella Fran, Dan Ali |<img width="522" alt="image" src="https://raw.x.com/a.png"> |[Github](https://github.com/v/prune) [paper](https://arxiv.org/abs/2301.00774)|
|[Growing Very Small Trees](https://arxiv.org/abs/2302.00775) <br> Max Min |<img width="1002" alt="image" src="figures/b.png"> |[Paper](https://arxiv.org/abs/2302.00775)|
""",
        [
            {
                "id": "2301.00774",
                "title": "Pruning Very Large Trees in One Go",
                "code": "https://github.com/v/prune",
            },
            {"id": "2302.00775", "title": "Growing Very Small Trees"},
        ],
    ),
    "awesome-authors-below.md": (
        """\
## Alignment

- [Teaching Parrots to Sing](https://arxiv.org/abs/2305.00101), arXiv 2023

  Ana Liu, Bo Chen, Cy Park

- [Teaching Crows to Dance](https://arxiv.org/abs/2305.00102), ACL 2023

  Di Kim, Ed Lam
""",
        [
            {
                "id": "2305.00101",
                "title": "Teaching Parrots to Sing",
                "authors": ["Ana Liu", "Bo Chen", "Cy Park"],
            },
            {
                "id": "2305.00102",
                "title": "Teaching Crows to Dance",
                "authors": ["Di Kim", "Ed Lam"],
            },
        ],
    ),
    "arxiv-daily-table-README.md": (
        """\
[![Contributors][contributors-shield]][contributors-url]
[![Stars][stars-shield]][stars-url]

## Updated on 2025.03.05
> Usage instructions: [here](./docs/README.md#usage)

<details>
  <summary>Table of Contents</summary>
  <ol>
    <li><a href=#slam>SLAM</a></li>
    <li><a href=#nerf>NeRF</a></li>
  </ol>
</details>

## SLAM

|Publish Date|Title|Authors|PDF|Code|
|---|---|---|---|---|
|**2025-03-04**|**Robust Mapping under Fog**|Wei Li et.al.|[2503.02222](http://arxiv.org/abs/2503.02222)|**[link](https://github.com/w/fog)**|
|**2025-03-03**|**Loop Closing for Trains**|Ana Gil et.al.|[2503.02223](http://arxiv.org/abs/2503.02223)|null|

<p align=right>(<a href=#updated-on-20250305>back to top</a>)</p>

## NeRF

|Publish Date|Title|Authors|PDF|Code|
|---|---|---|---|---|
|**2025-03-02**|**Fields of Gold**|Sting Po et.al.|[2503.02224v2](http://arxiv.org/abs/2503.02224v2)|null|

<p align=right>(<a href=#updated-on-20250305>back to top</a>)</p>

[contributors-shield]: https://img.shields.io/github/contributors/V/c.svg?style=for-the-badge
[contributors-url]: https://github.com/V/c/graphs/contributors
[stars-shield]: https://img.shields.io/github/stars/V/c.svg?style=for-the-badge
[stars-url]: https://github.com/V/c/stargazers
""",
        [
            {
                "id": "2503.02222",
                "title": "Robust Mapping under Fog",
                "code": "https://github.com/w/fog",
                "authors": ["Wei Li"],
            },
            {
                "id": "2503.02223",
                "title": "Loop Closing for Trains",
                "authors": ["Ana Gil"],
                "code": "",
            },
            {"id": "2503.02224", "title": "Fields of Gold"},
        ],
    ),
    "arxiv-cn-2025-03-05.md": (
        """\
# 2025-03-05 论文速递

共 3 篇

## 自然语言处理

### 1. 大模型的小记忆 (Small Memories of Large Models)
- **作者**: 王伟, 李娜
- **机构**: 北京大学
- **链接**: https://arxiv.org/abs/2503.04001
- **摘要**: 本文研究记忆。

### 2. 小模型的大记忆 (Large Memories of Small Models)
- **作者**: 张三
- **链接**: https://arxiv.org/abs/2503.04002
- **摘要**: 本文研究另一种记忆。

---
*本日报由机器人自动生成，仅供参考。*
""",
        [
            {
                "id": "2503.04001",
                "title": "大模型的小记忆 (Small Memories of Large Models)",
                "authors": ["王伟", "李娜"],
                "day": "2025-03-05",
                "says": ["本文研究记忆"],
            },
            {
                "id": "2503.04002",
                "title": "小模型的大记忆 (Large Memories of Small Models)",
                "omits": ["机器人"],
            },
        ],
    ),
    "arxiv-cn-bold-2025-03-06.md": (
        """\
# arXiv 每日精选

**1. [Sparse Rivers Flow Faster](https://arxiv.org/abs/2503.05001)**

作者：Rio Grande, Don Au
一句话总结：河流更快。

**2. [Dense Lakes Stay Still](https://arxiv.org/abs/2503.05002)**

作者：Lac Leman
一句话总结：湖泊不动。
""",
        [
            {
                "id": "2503.05001",
                "title": "Sparse Rivers Flow Faster",
                "authors": ["Rio Grande", "Don Au"],
                "says": ["河流更快"],
                "day": "2025-03-06",
            },
            {"id": "2503.05002", "title": "Dense Lakes Stay Still", "authors": ["Lac Leman"]},
        ],
    ),
    "arxiv-vi-2025-03-09.md": (
        """\
# Tổng hợp bài báo AI ngày 09/03/2025

### 🥇 Rừng Nhỏ Cho Mô Hình Lớn
**Tác giả:** Nguyễn Văn A, Trần B
**Link:** [arXiv](https://arxiv.org/abs/2503.08001)
**Tóm tắt:** Rừng nhỏ.

### 🥈 Rừng Lớn Cho Mô Hình Nhỏ
**Tác giả:** Lê C
**Link:** [arXiv](https://arxiv.org/abs/2503.08002)
**Tóm tắt:** Rừng lớn.
""",
        [
            {
                "id": "2503.08001",
                "title": "Rừng Nhỏ Cho Mô Hình Lớn",
                "day": "2025-03-09",
                "authors": ["Nguyễn Văn A", "Trần B"],
                "says": ["Rừng nhỏ"],
            },
            {"id": "2503.08002", "title": "Rừng Lớn Cho Mô Hình Nhỏ", "authors": ["Lê C"]},
        ],
    ),
    "hf-table-2025-03-11.md": (
        """\
# Trending papers

| # | 👍 | Title | arXiv | HF | Authors |
|--:|--:|:--|:--|:--|:--|
| 1 | 120 | The Cat Benchmark | [2503.10001](https://arxiv.org/abs/2503.10001) | [🤗](https://huggingface.co/papers/2503.10001) | A. Cat, B. Dog |
| 2 | 77 | The Dog Benchmark | [2503.10002](https://arxiv.org/abs/2503.10002) | [🤗](https://huggingface.co/papers/2503.10002) | C. Cow |
""",
        [
            {
                "id": "2503.10001",
                "title": "The Cat Benchmark",
                "votes": 120,
                "authors": ["A. Cat", "B. Dog"],
                "day": "2025-03-11",
            },
            {"id": "2503.10002", "title": "The Dog Benchmark", "votes": 77},
        ],
    ),
}
