"""A short form of `make torture`, and that its checks can fail."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

import pytest

from papersearch.types import limits
from torture import __main__ as torture
from torture import beyond, crashes, damage, fuzz, mutations, texts
from torture.embedded import Embedded


@pytest.mark.slow
def test_nothing_is_lost(tmp_path: Path) -> None:
    assert torture.kills(tmp_path / "kills", short=True) == []
    assert torture.damages(tmp_path / "damage", short=True) == []
    assert torture.inputs(20_000) == []


@pytest.mark.slow
def test_the_sanitized_engine_finds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if why := texts.why_not():
        pytest.skip(why)
    assert torture.engine(tmp_path, 200) == []
    assert "204 texts through the sanitized engine: 0 went wrong" in capsys.readouterr().out


@pytest.mark.slow
def test_texts_hold_all_code_points() -> None:
    held: set[str] = set()
    for text in texts.texts(100_000):
        held.update(text)
    assert len(held) == 0x110000


@pytest.mark.parametrize(
    ("code", "said", "wrong"),
    [(0, "", "the sanitizer is blind"), (99, "ERROR: heap-buffer-overflow", "light.*overflow")],
)
def test_what_a_sanitizer_says_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, said: str, wrong: str
) -> None:
    done = subprocess.CompletedProcess([], code, "32\n", said)
    monkeypatch.setattr(texts, "_child", lambda *_arguments: done)
    monkeypatch.setattr(texts, "_compiled", lambda engine: engine)
    _, found = texts.torture(tmp_path, 10)
    assert any(re.search(wrong, failure) for failure in found)


def test_without_a_compiler_it_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(texts, "_compiler", lambda: "")
    assert torture.engine(tmp_path, 10) == []
    assert "no texts through the sanitized engine: " in capsys.readouterr().out


def test_a_wrong_answer_would_be_noticed(tmp_path: Path) -> None:
    index = damage.build(tmp_path, 1)
    tally = crashes.Tally()
    damage._judge(index, "nothing", ("another answer",), tally)
    assert tally.failures == ["nothing: a wrong answer"]


def test_an_escape_that_comes_through_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "render_paper", lambda *_a, **_k: "\x1b[31m")
    with pytest.raises(AssertionError, match="Cc"):
        fuzz.check(b"### [T](https://arxiv.org/abs/2407.00001)\n\n- x\n", "a.md")


@pytest.mark.parametrize("real", [True, False])
def test_a_paper_that_is_not_stored_would_be_noticed(tmp_path: Path, real: bool) -> None:
    stored = Embedded(tmp_path, seed=0)
    data = b"### [T](https://arxiv.org/abs/2407.00001)\n\n- x\n"
    entries = fuzz.check(data, "a.md")
    stored.add(data, "a.md", entries, real=real, low=False)
    stored.add(data, "a.md", [dataclasses.replace(entries[0], id="gone")], real=real, low=True)
    (wrong,) = stored.finish()
    assert wrong.endswith("group 0: AssertionError: 1 papers are not there")
    assert (stored.counts["digests"], stored.counts["passages"]) == (1, 1)


def test_a_paper_beyond_a_limit_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papersearch.digest.pages.entries.within_limits", lambda entry: (entry, []))
    data = "### [A Title](https://arxiv.org/abs/2407.00001)\n\n" + "- **L**: x\n" * (
        limits.SECTIONS + 1
    )
    with pytest.raises(AssertionError, match="beyond a limit"):
        fuzz.check(data.encode(), "a.md")


@pytest.mark.parametrize("mutation", mutations.table(), ids=lambda own: own.what)
def test_every_fault_can_be_put_in(mutation: mutations.Mutation) -> None:
    assert mutation.wrong() == ""
    assert mutation.old != mutation.new


def fault(old: str, new: str) -> mutations.Mutation:
    tests = ("ranking/test_confidence.py::test_every_value_has_a_verdict",)
    return mutations.Mutation(f"{old} to {new}", "ranking/confidence.py", old, new, tests)


@pytest.mark.slow
def test_faults_that_survive_would_be_noticed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    killed, kept = fault('"none", 0.0', '"none", 0.1'), fault("UNSAID = 0.35", "UNSAID = 0.3")
    assert torture.faults([killed, kept]) == ["survived: UNSAID = 0.35 to UNSAID = 0.3"]
    assert "2 mutations: 1 survived" in capsys.readouterr().out
    assert killed.wrong() == kept.wrong() == ""  # the package itself is as it was


def test_a_fault_that_fits_nowhere_would_be_noticed(tmp_path: Path) -> None:
    gone = fault("what nobody wrote", "x")
    assert mutations.survivors(tmp_path, [gone]) == [
        f"{gone.what}: ranking/confidence.py has 'what nobody wrote' 0 times"
    ]
    untested = dataclasses.replace(fault("UNSAID = 0.35", "x"), tests=("test_nothing.py",))
    assert untested.wrong() == f"{untested.what}: there is no test_nothing.py"


def test_limits_are_lowered_for_a_while() -> None:
    before = dict(vars(limits))
    with beyond.lowered(True):
        assert before["SECTIONS"] > limits.SECTIONS
    assert dict(vars(limits)) == before
