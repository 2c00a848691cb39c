"""Time for a query: what waits too long is not begun, what takes too long is interrupted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import PaperIndexError, ServerSlow
from papersearch.server.engine import Engine
from tests.web.conftest import client_of, fake

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def engine(papers: PaperIndex) -> Iterator[Engine]:
    engine = Engine(papers.folder, fake(papers.folder), threads=1, seconds=0.05)
    yield engine
    engine.close()


def test_what_waits_too_long_is_not_begun(engine: Engine) -> None:
    go_on = threading.Event()
    done: list[str] = []

    async def main() -> None:
        first = asyncio.create_task(engine.run(lambda _: go_on.wait()))
        await asyncio.sleep(0)
        with pytest.raises(ServerSlow, match=r"no answer within 0\.05 seconds"):
            await engine.run(lambda _: done.append("second"))
        with pytest.raises(ServerSlow, match="ask for less, or again"):
            await first
        go_on.set()

    asyncio.run(main())
    engine.close()
    assert done == []


def test_what_reads_the_catalog_without_end_is_interrupted(engine: Engine) -> None:
    seen: list[BaseException] = []

    def read(index: PaperIndex) -> object:
        try:
            return index._reader().catalog.value(ENDLESS)
        except BaseException as error:
            seen.append(error)
            raise

    async def main() -> int:
        with pytest.raises(ServerSlow, match="no answer within"):
            await engine.run(read)
        while not seen:
            await asyncio.sleep(0.001)
        while True:  # its thread has the next question, with an index that is opened anew
            try:
                return await engine.run(len)
            except ServerSlow:
                continue

    assert asyncio.run(main()) == 3
    assert isinstance(seen[0], PaperIndexError)


def test_work_of_a_client_that_is_gone_is_not_begun(papers: PaperIndex) -> None:
    go_on = threading.Event()
    done: list[str] = []

    async def main() -> None:
        first = asyncio.create_task(unhurried.run(lambda _: go_on.wait()))
        second = asyncio.create_task(unhurried.run(lambda _: done.append("second")))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        go_on.set()
        await first
        await unhurried.run(lambda _: done.append("third"))

    with Engine(papers.folder, fake(papers.folder), threads=1) as unhurried:
        asyncio.run(main())
    assert done == ["third"]


def test_a_late_answer_is_a_problem_of_its_own(papers: PaperIndex) -> None:

    engine = Engine(papers.folder, fake(papers.folder), threads=1, seconds=0)
    with client_of(engine) as client:
        response = client.get("/api/query?q=token")
    assert (response.status_code, response.json()["type"]) == (503, "ServerSlow")
    assert response.headers["retry-after"] == "1"


def test_whoever_asks_whether_it_is_alive_takes_one_place(papers: PaperIndex) -> None:
    go_on = threading.Event()

    async def main() -> None:
        busy = asyncio.create_task(narrow.run(lambda _: go_on.wait()))
        asking = [asyncio.create_task(narrow.check()) for _ in range(100)]
        await asyncio.sleep(0)
        asking[0].cancel()  # it goes; the others still want to know
        go_on.set()
        await busy
        found = await asyncio.gather(*asking, return_exceptions=True)
        assert isinstance(found[0], asyncio.CancelledError)
        assert found[1:] == [None] * 99
        await narrow.check()

    with Engine(papers.folder, fake(papers.folder), threads=1, waiting=2) as narrow:
        asyncio.run(main())
