"""Made-up digests, the same for the same numbers."""

from __future__ import annotations

from pathlib import Path

_TOPICS = ("visual", "speech", "robot", "music", "weather", "protein", "medical", "driving")
_KOREAN = ("시각", "음성", "로봇", "음악", "날씨", "단백질", "의료", "운전")


def day(number: int, papers: int, edition: int = 0) -> str:
    """Return a digest of ``papers`` papers; another ``edition`` has other summaries."""
    entries = [f"## Daily Papers (2024-{1 + number // 28:02}-{1 + number % 28:02})\n"]
    for n in range(papers):
        topic, korean = _TOPICS[(number + n) % 8], _KOREAN[(number + n) % 8]
        entries.append(
            f"### [Paper {number}-{n}: {topic} compression]"
            f"(https://arxiv.org/abs/24{1 + number // 90:02}.{number % 90:02}{n:03})\n\n"
            f"Vote: {number + edition}\n\n"
            f"- **What's New**: {korean}({topic}) 압축 방법 {number}-{n}-{edition}입니다.\n"
            f"- **Technical Details**: 토큰(token)을 {n + edition}개씩 묶습니다.\n"
        )
    return "\n".join(entries)


def write(folder: Path, days: range, papers: int, edition: int = 0) -> None:
    """Write one file a day."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in days:
        path = folder / f"{number:04}.md"
        path.write_text(day(number, papers, edition), encoding="utf-8")
