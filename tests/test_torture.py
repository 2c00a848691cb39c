"""A short form of `make torture`, and that its checks can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from torture import __main__ as torture
from torture import crashes, damage, fuzz


@pytest.mark.slow
def test_nothing_is_lost(tmp_path: Path) -> None:
    assert torture.kills(tmp_path / "kills", short=True) == []
    assert torture.damages(tmp_path / "damage", short=True) == []
    assert torture.inputs(20_000) == []


def test_a_wrong_answer_would_be_noticed(tmp_path: Path) -> None:
    index = damage.build(tmp_path, 1)
    tally = crashes.Tally()
    damage._judge(index, "nothing", ("another answer",), tally)
    assert tally.failures == ["nothing: a wrong answer"]


def test_an_escape_that_comes_through_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "render_paper", lambda *_a, **_k: "\x1b[31m")
    with pytest.raises(AssertionError, match="Cc"):
        fuzz.check(b"### [T](https://arxiv.org/abs/2407.00001)\n\n- x\n", "a.md")
