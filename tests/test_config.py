from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from papersearch import config
from papersearch.errors import UsageError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_flag_counts_before_the_environment_and_that_before_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert config.index_folder(None) == Path("index")
    monkeypatch.setenv("PAPERSEARCH_INDEX", "~/elsewhere")
    assert config.index_folder(None) == Path.home() / "elsewhere"
    assert config.index_folder("here") == Path("here")
    assert config.model_name(None) is None
    monkeypatch.setenv("PAPERSEARCH_MODEL", "a/model")
    assert config.model_name(None) == "a/model"
    assert config.model_name("b") == "b"


def test_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("PAPERSEARCH_CACHE", raising=False)
    assert config.cache_folder() == Path.home() / ".cache" / "papersearch"
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert config.cache_folder() == Path("/caches/papersearch")
    monkeypatch.setenv("PAPERSEARCH_CACHE", "/own")
    assert config.cache_folder() == Path("/own")


def test_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert config.columns() == 72
    monkeypatch.setenv("COLUMNS", "wide")
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((0, 0)))
    assert config.columns() == 100
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((80, 24)))
    assert config.columns() == 80


def test_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert config.use_color(Terminal())
    assert not config.use_color(io.StringIO())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert config.use_color(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not config.use_color(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.delenv("FORCE_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not config.use_color(Terminal())


def test_a_home_that_is_not_known_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose user has no name."""

    def unknown(path: Path) -> Path:
        raise RuntimeError(f"Could not determine home directory of {path}")

    monkeypatch.setattr(Path, "expanduser", unknown)
    monkeypatch.delenv("PAPERSEARCH_CACHE", raising=False)
    for ask in (config.cache_folder, config.models_file, lambda: config.index_folder("~x/index")):
        with pytest.raises(UsageError, match=r"~.* is in a home folder that is not known: .*HOME"):
            ask()
