"""Files that were taken for digests once."""

# ruff: noqa: E501 - lines are as long as those of real files

from __future__ import annotations

NO_DIGESTS: dict[str, str] = {
    "proj-README.md": """\
# DeepMop [![arXiv](https://img.shields.io/badge/arXiv-2503.70001-b31b1b.svg)](https://arxiv.org/abs/2503.70001) [![PyPI](https://img.shields.io/pypi/v/deepmop)](https://pypi.org/project/deepmop)

DeepMop is a PyTorch library for mopping.

## Installation
```bash
pip install deepmop
```

## Usage
See the [docs](https://deepmop.readthedocs.io).

## Models
| Model | Params | Accuracy | Download |
|---|---|---|---|
| Mop-S | 10M | 80.1 | [weights](https://huggingface.co/deepmop/s) |
| Mop-L | 100M | 83.1 | [weights](https://huggingface.co/deepmop/l) |

## Citation
```bibtex
@article{mop2025, title={DeepMop}, author={M. Op}, journal={arXiv preprint arXiv:2503.70001}, year={2025}}
```

## Acknowledgements
We thank [Broom](https://github.com/b/broom) and [Attention Is All](https://arxiv.org/abs/1706.03762).

## License
MIT
""",
    "lib-README.md": """\
# optlib

A library of optimizers.

## Supported optimizers

- Adam ([paper](https://arxiv.org/abs/1412.6980))
- Lion ([paper](https://arxiv.org/abs/2302.06675))
- Sophia ([paper](https://arxiv.org/abs/2305.14342))

## Install

    pip install optlib

## References

1. Kingma, D. [Adam](https://arxiv.org/abs/1412.6980)
2. Chen, X. [Symbolic Discovery](https://arxiv.org/abs/2302.06675)
""",
    "docs.md": """\
# Attention

Attention [1] computes weights. See also the [efficient variant](https://arxiv.org/abs/2205.14135) for long inputs, and
[linear attention](https://arxiv.org/abs/2006.16236).

```python
import torch
```

## Masks
Masks follow [Vaswani et al.](https://arxiv.org/abs/1706.03762).

## References
[1] Vaswani et al. Attention Is All You Need. https://arxiv.org/abs/1706.03762
[2] Dao et al. FlashAttention. https://arxiv.org/abs/2205.14135
""",
    "blog.md": """\
---
title: "How LLMs got long contexts"
date: 2024-05-01
tags: [llm]
---

Long contexts are hot. Early work such as [Transformer-XL](https://arxiv.org/abs/1901.02860) and [Longformer](https://arxiv.org/abs/2004.05150) changed attention, while [RoPE](https://arxiv.org/abs/2104.09864) changed positions.

## Position tricks

After [ALiBi](https://arxiv.org/abs/2108.12409), many people tried [interpolation](https://arxiv.org/abs/2306.15595). It worked, see [YaRN](https://arxiv.org/abs/2309.00071) too.

## What next?

Nobody knows, but [Mamba](https://arxiv.org/abs/2312.00752) is fun.
""",
    "blog-list.md": """\
# Why I left deep learning

I read three papers that changed me. First was [this one](https://arxiv.org/abs/1412.6572).

Then came another, and I wrote code for weeks. See https://arxiv.org/abs/1312.6199.

## The end
Thanks for reading.
""",
    "titanic.csv": """\
PassengerId,Survived,Name,Age
1,0,"Braund, Mr. Owen Harris",22
2,1,"Cumings, Mrs. John Bradley",38
""",
    "meeting.md": """\
# Meeting 2025-03-04

Attendees: Ann, Bob

## Agenda
- Review budget
- Discuss [paper draft](https://overleaf.com/x)

## Actions
- [ ] Ann: send mail
- [x] Bob: read https://arxiv.org/abs/2503.70003
""",
    "faq.md": """\
# FAQ

## How do I cite this?
See [the paper](https://arxiv.org/abs/2503.70004).

## Why is it slow?
Because it is [Python](https://python.org).

## What licence?
MIT.
""",
    "i18n.json": """\
{"title": "Daily Papers", "description": "All the papers you need every day",
"links": {"home": "Home"}, "authors": "Authors", "abstract": "Abstract"}
""",
    "posts.json": """\
[{"userId": 1, "id": 1, "title": "sunt aut facere repellat provident",
"body": "quia et suscipit suscipit recusandae consequuntur expedita et cum"}, {"userId": 1,
"id": 2, "title": "qui est esse",
"body": "est rerum tempore vitae sequi sint nihil reprehenderit dolor"}]
""",
    "todo.md": """\
# TODO

- [ ] implement [FlashAttention](https://arxiv.org/abs/2205.14135)
- [ ] write tests
- [ ] release 1.0
""",
    "sentence-h2.md": """\
# Guide

## How it works

We follow the method of [Bee et al.](https://arxiv.org/abs/2101.00003) closely.

## Setup

Install it.
""",
    "h1-cite.md": """\
# My tool

My tool implements https://arxiv.org/abs/2101.00004 in Rust.

## Usage

Run it.
""",
    "news.md": """\
# News

- 2025-03-04: our [paper](https://arxiv.org/abs/2101.00005) is out
- 2025-03-01: version 2 released
""",
    "two-cites.md": """\
# A lib

## Losses

Focal loss is from https://arxiv.org/abs/1708.02002.

## Optimizers

AdamW is from https://arxiv.org/abs/1711.05101.
""",
    "modelcard.md": """\
---
license: mit
tags:
- arxiv:2101.00007
pipeline_tag: text-generation
---
# BigModel 7B

This model is described in [the paper](https://arxiv.org/abs/2101.00007).

## Usage

foo
""",
}
