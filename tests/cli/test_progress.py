from __future__ import annotations

import io

import pytest

from papersearch.cli.progress import EmbeddingProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal() -> None:
    stream = Terminal()
    with EmbeddingProgress(stream) as progress:
        progress(1, 4)
        progress(4, 4)
    drawn = stream.getvalue()
    assert "embedding: 100%" in drawn
    assert "4/4" in drawn
    assert "passage/s" in drawn
    assert drawn.endswith("\n")


def test_plain_lines_elsewhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([0.0, 5.0, 11.0, 11.0, 12.0, 12.0])
    monkeypatch.setattr("papersearch.cli.progress.time.monotonic", lambda: next(now))
    with EmbeddingProgress(io.StringIO()) as progress:
        progress(1, 4)
        progress(2, 4)
        progress(4, 4)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "embedded 2 of 4 passages, 0.2/s, 11 s left"
    assert lines[1].startswith("embedded 4 of 4 passages")
    assert len(lines) == 2
