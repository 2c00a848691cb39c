"""A corpus of three themes over four months, in English and Korean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex

Index = PaperIndex | RemoteIndex

THEMES = {
    "Gaussian Splatting": (
        "가우시안 장면을 빠르게 렌더링합니다",
        "가우시안 장면의 기하를 복원합니다",
    ),
    "Speech Recognition": ("음성 인식 오류를 줄입니다", "음성 신호를 인식하는 모델입니다"),
    "Protein Folding": ("단백질 구조를 예측합니다", "단백질의 접힘을 설명합니다"),
}
MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04")
# How many papers of each theme a month has: one grows, one stays, one shrinks.
COUNTS = ((2, 6, 12), (4, 6, 10), (10, 6, 4), (12, 6, 2))


def digest(month: str, counts: tuple[int, ...]) -> str:
    lines = [f"## Daily Papers ({month}-15)", ""]
    number = 0
    for (theme, said), count in zip(THEMES.items(), counts, strict=True):
        for n in range(count):
            number += 1
            lines += [
                f"### [{theme} Study {n + 1}](https://arxiv.org/abs/{month[2:4]}{month[5:]}.{number:05})",
                "",
                f"Vote: {number}",
                "",
                f"Authors: {theme.split()[0]} Author",
                "",
                f"- **What's New**: {said[n % 2]}. {theme.lower()} is studied here.",
                "",
            ]
    return "\n".join(lines)


@pytest.fixture
def corpus(make_anywhere: Callable[..., Index], tmp_path: Path) -> Index:
    """An index of the themes, in a folder or on Milvus."""
    folder = tmp_path / "themes"
    folder.mkdir()
    for month, counts in zip(MONTHS, COUNTS, strict=True):
        (folder / f"{month}.md").write_text(digest(month, counts), encoding="utf-8")
    index = make_anywhere("themed")
    index.index([folder])
    return index
