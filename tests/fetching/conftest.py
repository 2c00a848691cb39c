"""Publishers that answer on this machine, and what fetches from them without waiting."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papersearch.fetching import Fetched, Wish, fetch_all, origins
from tests.fetching.servers import Arxiv, Hub, Site, serving

NOW = datetime.datetime(2026, 11, 28, 22, tzinfo=datetime.UTC)
DAY = "2026-11-27"


@pytest.fixture
def get(tmp_path: Path) -> Callable[..., Fetched]:
    """A function that fetches one source into a folder, without waiting."""

    from papersearch.fetching.patience import Pace

    def run(text: str, now: datetime.datetime = NOW, **wish: object) -> Fetched:
        [own] = origins(text)
        told = Wish(clock=lambda: now, **wish)  # type: ignore[arg-type]
        [done] = fetch_all([(own, tmp_path)], told, Pace(sleep=lambda _: None))
        return done

    return run


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Hub, Site]]:
    publisher = Hub()
    with serving(publisher) as site:
        monkeypatch.setenv("HF_ENDPOINT", site.address)
        yield publisher, site


@pytest.fixture
def arxiv(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Arxiv, Site]]:
    publisher = Arxiv(("cs:cs:CL", "physics:hep-th"))
    with serving(publisher) as site:
        monkeypatch.setenv("PAPERSEARCH_ARXIV", f"{site.address}/oai")
        yield publisher, site
