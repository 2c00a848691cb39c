"""Digests of all kinds that were read wrong once, and what is to be read of them."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    "awesome-date-prefix.md": (
        """\
# LLM Reading List

### 2024
- [2024/03] [Chains of Small Thought](https://arxiv.org/abs/2403.01111) - Stanford
- [2024/02] [Trees of Big Thought](https://arxiv.org/abs/2402.02222) - MIT

### 2023
- 2023.12, Graphs of No Thought, [Paper](https://arxiv.org/abs/2312.03333)
- 2023.11, Rings of Thought, [Paper](https://arxiv.org/abs/2311.04444), [Code](https://github.com/a/rings)
""",
        [
            {"id": "2403.01111", "title": "Chains of Small Thought"},
            {"id": "2402.02222", "title": "Trees of Big Thought"},
            {"id": "2312.03333", "title": "Graphs of No Thought"},
            {"id": "2311.04444", "title": "Rings of Thought"},
        ],
    ),
    "awesome-nested.md": (
        """\
# Papers

- Reinforcement Learning
  - Offline
    - Conservative Quick Learning, *NeurIPS 2020* [[pdf]](https://arxiv.org/abs/2006.04779) [[code]](https://github.com/a/cql)
    - Implicit Quick Learning, *ICLR 2022* [[pdf]](https://arxiv.org/abs/2110.06169)
  - Online
    - Proximal Quick Optimization, *arXiv 2017* [[pdf]](https://arxiv.org/abs/1707.06347)
""",
        [
            {"id": "2006.04779", "title": "Conservative Quick Learning"},
            {"id": "2110.06169", "title": "Implicit Quick Learning"},
            {"id": "1707.06347", "title": "Proximal Quick Optimization"},
        ],
    ),
    "awesome-quoted.md": (
        """\
### Speech

1. A. Smith, B. Jones, "End-to-End Whispering in Noise," in Proc. ICASSP, 2023. [[paper]](https://arxiv.org/abs/2302.12345)
2. C. Brown and D. White, "Shouting Less with Attention," Interspeech 2022. [[paper]](https://arxiv.org/abs/2203.12346)
3. E. Black et al., "Humming: A Survey," arXiv:2401.12347, 2024.
""",
        [
            {"id": "2302.12345", "title": "End-to-End Whispering in Noise"},
            {"id": "2203.12346", "title": "Shouting Less with Attention"},
            {"id": "2401.12347", "title": "Humming: A Survey"},
        ],
    ),
    "daily-arxiv-ai-2025-03-04.md": (
        """\
<div id=toc></div>

# Table of Contents

- [cs.CV](#cs.CV) [Total: 2]
- [cs.CL](#cs.CL) [Total: 1]

<div id='cs.CV'></div>

# cs.CV [[Back]](#toc)

### [1] [Seeing Through Milk](https://arxiv.org/abs/2503.03001)
*Mo Ilk, Co Coa*

Main category: cs.CV

TL;DR: We see through milk.


<details>
  <summary>Details</summary>
Motivation: Milk is opaque.

Method: Use light.

Result: 3% better.

Conclusion: Milk can be seen through.

Abstract: We present a method to see through milk.

</details>


### [2] [Milk Through Seeing](https://arxiv.org/abs/2503.03002)
*Te A*

Main category: cs.CV

TL;DR: The other way.


<div id='cs.CL'></div>

# cs.CL [[Back]](#toc)

### [3] [Words for Milk](https://arxiv.org/abs/2503.03003)
*Wa Ter*

Main category: cs.CL

TL;DR: Words.
""",
        [
            {
                "id": "2503.03001",
                "title": "Seeing Through Milk",
                "authors": ["Mo Ilk", "Co Coa"],
                "day": "2025-03-04",
                "says": ["Use light.", "We present a method"],
                "omits": ["Milk Through"],
            },
            {
                "id": "2503.03002",
                "title": "Milk Through Seeing",
                "omits": ["cs.CL", "Back"],
                "authors": ["Te A"],
            },
            {"id": "2503.03003", "title": "Words for Milk"},
        ],
    ),
    "arxiv-kr-2025-03-07.md": (
        """\
# 📰 오늘의 논문 (2025년 3월 7일)

## 1️⃣ 작은 모래성: Building Small Castles
👍 추천: 34 | 🏷️ LLM, Agent
👨‍👩‍👧 저자: 김철수, 이영희
🔗 [논문 링크](https://huggingface.co/papers/2503.06001)

> 모래성을 짓는다.

## 2️⃣ 큰 모래성: Building Large Castles
👍 추천: 12 | 🏷️ Vision
🔗 [논문 링크](https://huggingface.co/papers/2503.06002)

> 큰 모래성.
""",
        [
            {
                "id": "2503.06001",
                "title": "작은 모래성: Building Small Castles",
                "day": "2025-03-07",
                "votes": 34,
                "authors": ["김철수", "이영희"],
            },
            {"id": "2503.06002", "title": "큰 모래성: Building Large Castles", "votes": 12},
        ],
    ),
    "arxiv-ja-2025-03-08.md": (
        """\
---
title: "AI論文まとめ 2025-03-08"
emoji: "📄"
type: "tech"
topics: ["ai", "論文"]
published: true
---

:::message
この記事は自動生成です。
:::

## 1. 長い川の短い歌
### 原題: Short Songs of Long Rivers
- 著者: Kawa Taro, Uta Hanako
- URL: https://arxiv.org/abs/2503.07001
#### 概要
川の歌です。

## 2. 短い川の長い歌
### 原題: Long Songs of Short Rivers
- 著者: Yama Jiro
- URL: https://arxiv.org/abs/2503.07002
#### 概要
歌の川です。
""",
        [
            {
                "id": "2503.07001",
                "title": "Short Songs of Long Rivers",
                "authors": ["Kawa Taro", "Uta Hanako"],
                "says": ["川の歌"],
                "day": "2025-03-08",
            },
            {"id": "2503.07002", "title": "Long Songs of Short Rivers", "says": ["歌の川"]},
        ],
    ),
    "hf-mirror-2025-03-10.md": (
        """\
# Hugging Face Daily Papers - 2025-03-10

## [Walk Before Rolling](https://huggingface.co/papers/2503.09001)

**Published:** 2025-03-07
**Upvotes:** 87
**Authors:** [Ann Bee](https://huggingface.co/annbee), Cee Dee

**Abstract:**
We walk before rolling.

[PDF](https://arxiv.org/pdf/2503.09001) | [arXiv](https://arxiv.org/abs/2503.09001) | [GitHub](https://github.com/a/walk) ⭐ 1.2k

---

## [Roll Before Walking](https://huggingface.co/papers/2503.09002)

**Published:** 2025-03-08
**Upvotes:** 5

**Abstract:**
We roll.

---
Generated by hf-bot on 2025-03-10 08:00 UTC
""",
        [
            {
                "id": "2503.09001",
                "title": "Walk Before Rolling",
                "day": "2025-03-10",
                "votes": 87,
                "authors": ["Ann Bee", "Cee Dee"],
                "code": "https://github.com/a/walk",
                "says": ["We walk before rolling."],
            },
            {
                "id": "2503.09002",
                "title": "Roll Before Walking",
                "votes": 5,
                "omits": ["Generated by"],
                "day": "2025-03-10",
            },
        ],
    ),
}
