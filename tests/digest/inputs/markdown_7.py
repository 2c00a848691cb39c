"""Digests in Markdown, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "m-jp-list-2025-03-16.md": (
        """\
# 2025年3月16日の論文

## 1. 舟を漕ぐ言語モデル（Rowing Language Models）
**著者**: 山田太郎、鈴木花子
**リンク**: https://arxiv.org/abs/2503.80079
**要約**: 舟を漕ぐ。

## 2. 舟を漕がない言語モデル（Not Rowing Language Models）
**著者**: 佐藤次郎
**リンク**: https://arxiv.org/abs/2503.80080
**要約**: 漕がない。
""",
        [
            {
                "id": "2503.80079",
                "title": "舟を漕ぐ言語モデル（Rowing Language Models）",
                "authors": ["山田太郎", "鈴木花子"],
                "day": "2025-03-16",
                "says": ["舟を漕ぐ。"],
            },
            {
                "id": "2503.80080",
                "title": "舟を漕がない言語モデル（Not Rowing Language Models）",
                "says": ["漕がない。"],
            },
        ],
    ),
    "m-latest-README.md": (
        """\
# Daily ArXiv

Last update: 2025-03-20

## Robotics

| **Title** | **Date** | **Abstract** | **Comment** |
| --- | --- | --- | --- |
| **[Rowing by Robots](https://arxiv.org/abs/2503.80088)** | 2025-03-19 | <details><summary>Show</summary><p>Robots row.</p></details> | <details><summary>8 pa...</summary><p>8 pages, ICRA</p></details> |
| **[Rowing by Drones](https://arxiv.org/abs/2503.80089)** | 2025-03-18 | <details><summary>Show</summary><p>Drones row.</p></details> | None |
""",
        [
            {"id": "2503.80088", "title": "Rowing by Robots", "says": ["Robots row."]},
            {"id": "2503.80089", "title": "Rowing by Drones", "says": ["Drones row."]},
        ],
    ),
}
