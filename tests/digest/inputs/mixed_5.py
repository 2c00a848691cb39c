"""Digests of all kinds that were read wrong once, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "m-id-title.md": (
        """\
- [2503.80050](https://arxiv.org/abs/2503.80050) Rowing by Number. Ann Bee, Cy Dee.
- [2503.80051](https://arxiv.org/abs/2503.80051) Rowing by Letter. Ed Eff.
""",
        [
            {"id": "2503.80050", "title": "Rowing by Number"},
            {"id": "2503.80051", "title": "Rowing by Letter"},
        ],
    ),
    "m-id-linked-title.md": (
        """\
- [[2503.80052] Rowing by Bracket](https://arxiv.org/abs/2503.80052)
- [2503.80053 - Rowing by Dash](https://arxiv.org/abs/2503.80053)
- [arXiv:2503.80054 Rowing by Prefix](https://arxiv.org/abs/2503.80054)
""",
        [
            {"id": "2503.80052", "title": "Rowing by Bracket"},
            {"id": "2503.80053", "title": "Rowing by Dash"},
            {"id": "2503.80054", "title": "Rowing by Prefix"},
        ],
    ),
    "m-acronym-table.md": (
        """\
| Model | Paper | Code |
|---|---|---|
| GoatLM | [arXiv](https://arxiv.org/abs/2503.80060) | [GitHub](https://github.com/g/g) |
| YakLM | [arXiv](https://arxiv.org/abs/2503.80061) | [GitHub](https://github.com/y/y) |
""",
        [{"id": "2503.80060", "title": "GoatLM"}, {"id": "2503.80061", "title": "YakLM"}],
    ),
    "m-authors-under-h3-2025-03-12.md": (
        """\
## [Rowing in Teams](https://arxiv.org/abs/2503.80064)

*Ann Bee, Cy Dee, Ed Eff*

`cs.RO` `cs.AI` | 12 Mar 2025 | [PDF](https://arxiv.org/pdf/2503.80064)

Teams row.

## [Rowing Solo](https://arxiv.org/abs/2503.80065)

*Gil Haa*

Solo rows.
""",
        [
            {
                "id": "2503.80064",
                "title": "Rowing in Teams",
                "authors": ["Ann Bee", "Cy Dee", "Ed Eff"],
                "says": ["Teams row."],
                "categories": ["cs.RO", "cs.AI"],
            },
            {"id": "2503.80065", "title": "Rowing Solo", "authors": ["Gil Haa"]},
        ],
    ),
    "m-surveys-section.md": (
        """\
# Awesome Rowing

> If you like it, cite our survey [here](https://arxiv.org/abs/2501.00009).

## Surveys

- A Survey of Rowing, arXiv 2024 [[paper]](https://arxiv.org/abs/2503.80070)

## Methods

### Oars

- Long Oars Win, ICRA 2024 [[paper]](https://arxiv.org/abs/2503.80071)

### Boats

- Long Boats Win, IROS 2023 [[paper]](https://arxiv.org/abs/2503.80072)
- Short Boats Lose, IROS 2023 [[paper]](https://arxiv.org/abs/2503.80073)
""",
        [
            {"id": "2503.80070", "title": "A Survey of Rowing"},
            {"id": "2503.80071", "title": "Long Oars Win"},
            {"id": "2503.80072", "title": "Long Boats Win"},
            {"id": "2503.80073", "title": "Short Boats Lose"},
        ],
    ),
    "m-ref-style-notes.md": (
        """\
# Notes on Rowing

**Paper**: [Rowing from Notes](https://arxiv.org/abs/2503.80076)

**Authors**: Ann Bee

## Main idea

Row. Compared with [Old Rows](https://arxiv.org/abs/2101.00002) it is faster.

## Related

- [Older Rows](https://arxiv.org/abs/2001.00002)
- [Oldest Rows](https://arxiv.org/abs/1901.00002)
""",
        [{"id": "2503.80076", "title": "Rowing from Notes", "authors": ["Ann Bee"]}],
    ),
    "m-cn-fullwidth-2025-03-17.md": (
        """\
## 一、大模型

1、《划船的语言模型》 链接：https://arxiv.org/abs/2503.80081
2、《不划船的语言模型》 链接：https://arxiv.org/abs/2503.80082
""",
        [
            {"id": "2503.80081", "title": "划船的语言模型"},
            {"id": "2503.80082", "title": "不划船的语言模型"},
        ],
    ),
    "m-two-links-hf-arxiv-2025-03-18.md": (
        """\
# 2025-03-18

1. **Rowing in Two Places** [HF](https://huggingface.co/papers/2503.80083) · [arXiv](https://arxiv.org/abs/2503.80083) · ▲ 42
2. **Rowing in One Place** [HF](https://huggingface.co/papers/2503.80084) · ▲ 4
""",
        [
            {"id": "2503.80083", "title": "Rowing in Two Places", "votes": 42},
            {"id": "2503.80084", "title": "Rowing in One Place", "votes": 4},
        ],
    ),
    "m-hf-h3-upvotes-2025-03-19.md": (
        """\
## 1. [Rowing for Votes](https://huggingface.co/papers/2503.80085) ▲ 99

Votes.

## 2. [Rowing for Fun](https://huggingface.co/papers/2503.80086) (12 upvotes)

Fun.

## 3. [Rowing for Food](https://huggingface.co/papers/2503.80087) - ⬆️ 7

Food.
""",
        [
            {"id": "2503.80085", "title": "Rowing for Votes", "votes": 99},
            {"id": "2503.80086", "title": "Rowing for Fun", "votes": 12},
            {"id": "2503.80087", "title": "Rowing for Food", "votes": 7},
        ],
    ),
}
