"""Digests in Markdown, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "checkbox-list.md": (
        """\
## Reading queue

- [x] [Knots for Robots](https://arxiv.org/abs/2406.20001) ⭐⭐⭐
- [ ] [Robots for Knots](https://arxiv.org/abs/2406.20002)
- [ ] ~~[Old Knots](https://arxiv.org/abs/2406.20003)~~
""",
        [
            {"id": "2406.20001", "title": "Knots for Robots"},
            {"id": "2406.20002", "title": "Robots for Knots"},
            {"id": "2406.20003", "title": "Old Knots"},
        ],
    ),
    "ref-links.md": (
        """\
# Week 10

* [Boats that Float][1] - boats float.
* [Boats that Sink][2] - boats sink.

[1]: https://arxiv.org/abs/2503.21001
[2]: https://arxiv.org/abs/2503.21002
""",
        [
            {"id": "2503.21001", "title": "Boats that Float", "says": ["boats float"]},
            {"id": "2503.21002", "title": "Boats that Sink"},
        ],
    ),
    "bold-title-next-line.md": (
        """\
## March 2025

**Tall Trees Learn Tall Tales**
[arXiv](https://arxiv.org/abs/2503.22001) | [Code](https://github.com/t/tall) | Mar 4, 2025
*Tree A, Tree B*

Trees learn tales.

**Short Trees Learn Short Tales**
[arXiv](https://arxiv.org/abs/2503.22002) | Mar 3, 2025
*Bush C*

Bushes learn.
""",
        [
            {
                "id": "2503.22001",
                "title": "Tall Trees Learn Tall Tales",
                "code": "https://github.com/t/tall",
                "authors": ["Tree A", "Tree B"],
                "says": ["Trees learn tales"],
            },
            {"id": "2503.22002", "title": "Short Trees Learn Short Tales"},
        ],
    ),
    "html-table-in-md.md": (
        """\
# Video Papers

<table>
<tr><th>Year</th><th>Title</th><th>Links</th></tr>
<tr><td>2024</td><td><b>Slow Videos of Fast Snails</b><br/>S. Nail, T. Urtle</td><td><a href="https://arxiv.org/abs/2402.26001">Paper</a> <a href="https://github.com/s/snail">Code</a></td></tr>
<tr><td>2023</td><td><b>Fast Videos of Slow Snails</b><br/>U. Shell</td><td><a href="https://arxiv.org/abs/2302.26002">Paper</a></td></tr>
</table>
""",
        [
            {
                "id": "2402.26001",
                "title": "Slow Videos of Fast Snails",
                "code": "https://github.com/s/snail",
            },
            {"id": "2302.26002", "title": "Fast Videos of Slow Snails"},
        ],
    ),
    "papers-cool-2025-03-18.md": (
        """\
# Artificial Intelligence

Date: Tue, 18 Mar 2025 | Total: 2

#### #1 [Hopping Frogs Optimize](https://arxiv.org/abs/2503.28001) [PDF 12] [Copy] [Kimi 34] [REL]

**Authors**: [Fro G](https://arxiv.org/search/?query=Fro+G), [Toa D](https://arxiv.org/search/?query=Toa+D)

Frogs hop to optima.

**Subject**: [Artificial Intelligence](https://papers.cool/arxiv/cs.AI)

**Publish**: 2025-03-17 10:00:00 UTC

#### #2 [Sitting Frogs Regularize](https://arxiv.org/abs/2503.28002) [PDF] [Copy] [Kimi 3] [REL]

**Authors**: [New T](https://arxiv.org/search/?query=New+T)

Frogs sit.

**Subject**: [Artificial Intelligence](https://papers.cool/arxiv/cs.AI)

**Publish**: 2025-03-17 11:00:00 UTC
""",
        [
            {
                "id": "2503.28001",
                "title": "Hopping Frogs Optimize",
                "authors": ["Fro G", "Toa D"],
                "day": "2025-03-18",
            },
            {"id": "2503.28002", "title": "Sitting Frogs Regularize"},
        ],
    ),
    "code-links-list.md": (
        """\
### 2025-03-19

- **`2503.29001`** [Kneading Dough by Policy Gradients](http://arxiv.org/abs/2503.29001v1) *(cs.RO, cs.LG)* — Dou Gh, Yea St
  > We knead dough.
- **`2503.29002`** [Baking Dough](http://arxiv.org/abs/2503.29002v1) *(cs.RO)* — Ove N
  > We bake.
""",
        [
            {
                "id": "2503.29001",
                "title": "Kneading Dough by Policy Gradients",
                "day": "2025-03-19",
                "says": ["We knead dough."],
            },
            {"id": "2503.29002", "title": "Baking Dough"},
        ],
    ),
    "setext.md": (
        """\
Sharpening Pencils for Reasoning
--------------------------------
https://arxiv.org/abs/2503.30001

Pencils reason.

Blunting Pencils for Speed
--------------------------
https://arxiv.org/abs/2503.30002

Pencils speed.
""",
        [
            {"id": "2503.30001", "title": "Sharpening Pencils for Reasoning"},
            {"id": "2503.30002", "title": "Blunting Pencils for Speed"},
        ],
    ),
    "emoji-dated-bullets.md": (
        """\
## Papers by date

- 📄 2025-03-20 | **Ringing Bells at Test Time** | [arXiv](https://arxiv.org/abs/2503.33001) | 🔥 Bel L et al.
- 📄 2025-03-21 | **Tuning Bells at Train Time** | [arXiv](https://arxiv.org/abs/2503.33002) | Gon G et al.
""",
        [
            {"id": "2503.33001", "title": "Ringing Bells at Test Time", "day": "2025-03-20"},
            {"id": "2503.33002", "title": "Tuning Bells at Train Time", "day": "2025-03-21"},
        ],
    ),
    "multi-day-one-file.md": (
        """\
# Papers

## 2025-03-22

- [Apples Fall](https://arxiv.org/abs/2503.34001)
- [Pears Fall](https://arxiv.org/abs/2503.34002)

## 2025-03-21

- [Plums Fall](https://arxiv.org/abs/2503.34003)
""",
        [
            {"id": "2503.34001", "title": "Apples Fall", "day": "2025-03-22"},
            {"id": "2503.34002", "title": "Pears Fall", "day": "2025-03-22"},
            {"id": "2503.34003", "title": "Plums Fall", "day": "2025-03-21"},
        ],
    ),
    "title-with-brackets-2025-03-23.md": (
        """\
# 2025-03-23

### [[Re] Reproducing the Reproducers](https://arxiv.org/abs/2503.35001)

Repro.

### [$\\\\alpha$-Foxes: Learning $O(n^2)$ Holes](https://arxiv.org/abs/2503.35002)

Holes.

### [What Is 3.5 + 4? Numbers in LLMs (and Why)](https://arxiv.org/abs/2503.35003)

Numbers.

### [C++ Is Not C#: A Study](https://arxiv.org/abs/2503.35004)

Study.
""",
        [
            {"id": "2503.35001", "title": "[Re] Reproducing the Reproducers"},
            {"id": "2503.35002", "title": "$\\alpha$-Foxes: Learning $O(n^2)$ Holes"},
            {"id": "2503.35003", "title": "What Is 3.5 + 4? Numbers in LLMs (and Why)"},
            {"id": "2503.35004", "title": "C++ Is Not C#: A Study"},
        ],
    ),
    "title-words-2025-03-25.md": (
        """\
# 2025-03-25

## [Code](https://arxiv.org/abs/2503.37001)
## [Related Work: An Analysis](https://arxiv.org/abs/2503.37002)

- Analysis.

## [Paper Copilot](https://arxiv.org/abs/2503.37003)
## [References Are All You Need](https://arxiv.org/abs/2503.37004)
## [Method of Conclusion](https://arxiv.org/abs/2503.37005)
## [OLMo](https://arxiv.org/abs/2503.37006)
""",
        [
            {"id": "2503.37002", "title": "Related Work: An Analysis"},
            {"id": "2503.37003", "title": "Paper Copilot"},
            {"id": "2503.37004", "title": "References Are All You Need"},
            {"id": "2503.37005", "title": "Method of Conclusion"},
            {"id": "2503.37006", "title": "OLMo"},
        ],
    ),
}
