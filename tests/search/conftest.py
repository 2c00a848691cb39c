"""A few made-up papers, in an index of each kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex

Index = PaperIndex | RemoteIndex


@pytest.fixture
def index(
    request: pytest.FixtureRequest, make_anywhere: Callable[..., Index], tmp_path: Path
) -> Index:
    """Return an index of the PAPERS of a module."""
    (tmp_path / "papers.json").write_bytes(orjson.dumps(request.module.PAPERS))
    made = make_anywhere()
    made.index([tmp_path / "papers.json"])
    return made
