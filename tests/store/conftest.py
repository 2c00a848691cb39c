"""Every kind of place that papers can be kept in, and a store that was made there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.embedding.fake import FakeEmbedder
from papersearch.store.protocol import Store
from tests.store.places import KINDS, Place, places


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    yield from places(request.param, tmp_path, request)


@pytest.fixture
def store(place: Place) -> Store:
    made = place.open()
    made.adopt(FakeEmbedder(dimension=16).identity.to_json())
    return made
