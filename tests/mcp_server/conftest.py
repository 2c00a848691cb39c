"""An index with the real model, for servers in processes of their own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO

COMMAND = [sys.executable, "-m", "papersearch", "mcp"]
_T = TypeVar("_T")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the first day, "index", and the second day, "05.md"."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "04.md").write_text(DAY_ONE, encoding="utf-8")
    result = invoke("index", str(folder / "04.md"), "--index", str(folder / "index"))
    assert result.exit_code == 0, result.output
    (folder / "05.md").write_text(DAY_TWO, encoding="utf-8")
    return folder


def finish(work: Coroutine[Any, Any, _T]) -> _T:
    """Return what asynchronous work gives."""
    return asyncio.run(work)
