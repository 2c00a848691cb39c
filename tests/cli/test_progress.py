from __future__ import annotations

import io

import pytest

from papersearch.cli.progress import ProgressShown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time it is; a test says so."""
    time = [0.0]
    monkeypatch.setattr("papersearch.cli.progress.time.monotonic", lambda: time[0])
    return time


def test_each_step_has_a_bar_on_a_terminal(now: list[float]) -> None:
    stream = Terminal()
    with ProgressShown(stream) as progress:
        progress("loading", 0, 1)
        progress("loading", 1, 1)
        progress("embedding", 0, 4)
        now[0] = 1.0
        progress("embedding", 1, 4)
        assert "1/4" in stream.getvalue()  # it moves before the step is over
        progress("embedding", 4, 4)
        progress("learning", 0, 2)
        progress("learning", 2, 2)
    drawn = stream.getvalue()
    assert drawn.index("loading the model") < drawn.index("embedding") < drawn.index("learning")
    assert "4/4" in drawn
    assert "2/2" in drawn
    assert drawn.endswith("\n")


def test_reading_is_shown_where_it_takes_long(now: list[float]) -> None:
    stream = Terminal()
    with ProgressShown(stream) as progress:
        progress("reading", 0, 9)
        progress("reading", 5, 9)
        assert not stream.getvalue()
        now[0] = 1.0
        progress("reading", 6, 9)
    assert "6/9" in stream.getvalue()


def test_a_stopped_step_leaves_its_line(now: list[float]) -> None:
    stream = Terminal()
    with ProgressShown(stream) as progress:
        progress("embedding", 0, 4)
    assert stream.getvalue().endswith("\n") or stream.getvalue().endswith("\x1b[?25h")


def test_plain_lines_elsewhere(capsys: pytest.CaptureFixture[str], now: list[float]) -> None:
    with ProgressShown(io.StringIO()) as progress:
        progress("reading", 0, 2)
        progress("reading", 2, 2)
        progress("loading", 0, 1)
        progress("loading", 1, 1)
        progress("embedding", 0, 4)
        now[0] = 5.0
        progress("embedding", 1, 4)
        now[0] = 11.0
        progress("embedding", 2, 4)
        progress("embedding", 4, 4)
        progress("learning", 0, 3)
    assert capsys.readouterr().err.splitlines() == [
        "loading the model",
        "embedding 4 passages",
        "embedding: 2 of 4 passages, 0.2/s, 11 s left",
        "learning 3 texts",
    ]
