"""Indexes that somebody has made to mislead: every command answers rightly or says one line.

A few of what ``make torture`` runs over, of every table.
"""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.types import documents
from torture import corpus
from torture.crafted import Crafted, crafted, set_value, sound
from torture.damage import fake
from torture.misled import judged, prepared

_OF_EACH = 1


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sound(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("more")
    corpus.write(folder, range(5, 6), 3)
    return folder


def spread(found: list[Crafted]) -> list[Crafted]:
    """Return some of each table's changes, in equal distances."""
    return found[:: max(1, len(found) // _OF_EACH)][:_OF_EACH]


@pytest.mark.slow
def test_every_command_over_some_of_every_kind(index: Path, digests: Path, tmp_path: Path) -> None:
    kinds: dict[str, list[Crafted]] = defaultdict(list)
    for one in crafted(index):
        kinds[one.name.split(".")[0]].append(one)
    assert len(kinds) > 20
    with prepared():
        wrong = [
            f"{one.name}: {what}"
            for own in kinds.values()
            for one in spread(own)
            for what in judged(one, index, tmp_path / "crafted", digests)
        ]
    assert wrong == []


def test_what_is_wrong_would_be_noticed(
    index: Path, digests: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trusting(data: bytes) -> object:
        return json.loads(data)

    monkeypatch.setattr(documents, "decode_paper", trusting)
    odd = Crafted("odd", functools.partial(set_value, "papers", "document", b'["x"]'))
    monkeypatch.setattr(Catalog, "reading", lambda *_: contextlib.nullcontext())
    with prepared():
        wrong = list(judged(odd, index, tmp_path / "crafted", digests))
    assert any("AttributeError" in what for what in wrong)


def test_a_sound_index_is_not_told(index: Path, digests: Path, tmp_path: Path) -> None:
    shutil.copytree(index, tmp_path / "index")
    with prepared(), PaperIndex(tmp_path / "index", load=fake) as papers:
        assert [str(damage) for damage in papers.verify() if not damage.derived] == []
