"""A value that belongs to one thread."""

from __future__ import annotations

import asyncio
import threading

import pytest

from papersearch.runtime.one_thread import OneThread


class Thing:
    """Remembers the threads that touched it."""

    def __init__(self) -> None:
        self.threads = [threading.current_thread()]
        self.closed = False

    def touch(self) -> int:
        self.threads.append(threading.current_thread())
        return len(self.threads)

    def close(self) -> None:
        self.touch()
        self.closed = True


def test_all_happens_in_one_thread_in_turn() -> None:
    async def main() -> list[int]:
        return await asyncio.gather(*(shared.run(Thing.touch) for _ in range(20)))

    thing: list[Thing] = []

    def make() -> Thing:
        thing.append(Thing())
        return thing[0]

    with OneThread(make) as shared:
        assert asyncio.run(main()) == list(range(2, 22))
    assert thing[0].closed
    assert len(set(thing[0].threads)) == 1
    assert thing[0].threads[0] is not threading.current_thread()


def test_work_that_nobody_waits_for_is_not_begun() -> None:
    begin = threading.Event()
    done: list[str] = []

    async def main() -> None:
        first = asyncio.create_task(shared.run(lambda _: begin.wait()))
        second = asyncio.create_task(shared.run(lambda _: done.append("second")))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        begin.set()
        await first
        await shared.run(lambda _: done.append("third"))

    with OneThread(Thing) as shared:
        asyncio.run(main())
    assert done == ["third"]


def test_errors_reach_who_waits_and_who_makes() -> None:
    def fail(_: object = None) -> Thing:
        raise ValueError("no such thing")

    before = threading.active_count()
    with pytest.raises(ValueError, match="no such thing"):
        OneThread(fail)
    assert threading.active_count() == before
    with OneThread(Thing) as shared, pytest.raises(ValueError, match="no such thing"):
        asyncio.run(shared.run(fail))
