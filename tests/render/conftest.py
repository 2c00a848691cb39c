from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.types.hits import Hit
from papersearch.types.paper import Paper, Section

GOLDEN = Path(__file__).with_name("golden")

TOKENS = Paper(
    id="2407.00001",
    title="TokenSqueeze: Compressing the Visual Tokens of Multimodal Language Models",
    sections=(
        Section("What's New", "시각 토큰을 압축하는 방법입니다."),
        Section("", "첫째.\n- 둘째."),
    ),
    days=("2024-07-04", "2024-07-05"),
    authors=("Ana Lima", "Bo Chen"),
    authors_cut=True,
    votes=1049,
    url="https://arxiv.org/abs/2407.00001",
    thumbnail="https://example.org/t.png",
    video="https://example.org/v.mp4",
    code="https://github.com/example/tokens",
    categories=("cs.CL", "cs.CV", "cs.LG", "stat.ML"),
    venue="ICLR 2025",
)
HOSTILE = Paper(
    id="x-0123456789ab",
    title="=cmd|' /C calc'!A0 \x1b[31mred\x1b[0m <script>alert(1)</script> \u202egnp.exe",
    url="javascript:alert(1)",
    days=("2024-07-06",),
    votes=1,
    code="javascript:alert(2)",
    categories=("\x1b[31m<b>cs.CL",),
    venue="=1+1 \u202e<script>",
)
HITS = (
    Hit(
        rank=1,
        paper=TOKENS,
        similarity=0.87654,
        score=0.9123456,
        lexical=7.25,
        section=0,
        evidence="이 논문은 시각 토큰(visual token)을 압축하여 언어 모델의 연산량을 크게 "
        "줄이면서도 정확도를 유지하는 방법을 제안하고, 여러 데이터셋에서 그 효과를 확인합니다.",
        marks=((6, 8), (9, 11), (12, 18), (19, 24)),
        relevance=83.4,
    ),
    Hit(
        rank=2,
        paper=HOSTILE,
        similarity=None,
        score=0.5,
        lexical=1.0,
        section=-1,
        evidence="",
        marks=(),
        near=False,
    ),
)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with a file under golden/, which is written when it is not there."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
            pytest.fail(f"{path} was not there and is written: look at it, then run again")
        with path.open(encoding="utf-8", newline="") as file:
            assert text == file.read()

    return compare
