"""Work that no request waits for: done once, one after the other, kept, and let go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import MissingExtra, ServerBusy
from papersearch.server.drawings import Drawings


class Index:
    """Stands for an index; counts how many are open."""

    opened = 0

    def __enter__(self) -> Index:
        Index.opened += 1
        return self

    def __exit__(self, *_: object) -> None:
        Index.opened -= 1


@pytest.fixture
def make() -> Iterator[Callable[..., Drawings]]:
    made: list[Drawings] = []

    def drawings(**options: int) -> Drawings:
        made.append(Drawings(cast(Callable[[], PaperIndex], Index), **options))
        return made[-1]

    yield drawings
    for own in made:
        own.close()
    assert Index.opened == 0


def done(drawings: Drawings, key: str, work: Callable[[Any], Any]) -> Any:
    """Ask until it is done."""
    while (found := drawings.get(key, work)) is None:
        threading.Event().wait(0.001)
    return found


def test_what_is_asked_for_is_made_once(make: Callable[..., Drawings]) -> None:
    drawings, calls, may = make(), [], threading.Event()

    def work(index: Any) -> str:
        assert isinstance(index, Index)
        calls.append(threading.current_thread().name)
        may.wait()
        return "drawn"

    assert drawings.get("a", work) is None
    assert drawings.get("a", work) is None
    may.set()
    assert done(drawings, "a", work) == "drawn"
    assert drawings.get("a", work) == "drawn"
    assert calls == ["drawings"]


def test_another_state_is_drawn_anew(make: Callable[..., Drawings]) -> None:
    drawings = make()
    assert done(drawings, "state 1", lambda _: 1) == 1
    assert done(drawings, "state 2", lambda _: 2) == 2


def test_those_asked_for_longest_ago_go_first(make: Callable[..., Drawings]) -> None:
    drawings, made = make(kept=2), []

    def ask(key: str) -> None:
        def work(_: Any) -> str:
            made.append(key)
            return key

        assert done(drawings, key, work) == key

    for key in ("a", "b", "a", "c", "a"):
        ask(key)
    assert made == ["a", "b", "c"]
    ask("b")
    assert made == ["a", "b", "c", "b"]


def test_too_much_work_is_refused(make: Callable[..., Drawings]) -> None:
    drawings, began, may = make(waiting=1), threading.Event(), threading.Event()

    def slow(_: Any) -> str:
        began.set()
        may.wait()
        return "slow"

    assert drawings.get("a", slow) is None
    began.wait()
    assert drawings.get("b", lambda _: "b") is None
    with pytest.raises(ServerBusy, match="1 pages wait to be drawn"):
        drawings.get("c", lambda _: "c")
    may.set()
    assert done(drawings, "b", lambda _: "b") == "b"
    assert done(drawings, "c", lambda _: "c") == "c"


def test_what_goes_wrong_is_told_once_and_tried_again(make: Callable[..., Drawings]) -> None:
    drawings, tries = make(), []

    def work(_: Any) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise MissingExtra("a map needs more")
        return "drawn"

    with pytest.raises(MissingExtra, match="a map needs more"):
        done(drawings, "a", work)
    assert done(drawings, "a", work) == "drawn"


def test_a_part_is_kept_for_other_work(make: Callable[..., Drawings]) -> None:
    drawings, made = make(), []

    def part(_: Any) -> str:
        made.append(1)
        return "whole"

    def work(index: Any) -> str:
        return cast(str, drawings.part("part", index, part)) + "!"

    assert done(drawings, "a", work) == "whole!"
    assert done(drawings, "b", work) == "whole!"
    assert made == [1]


def test_nothing_begins_once_it_is_closed(make: Callable[..., Drawings]) -> None:
    drawings = make()
    drawings.close()
    with pytest.raises(ServerBusy, match="wait to be drawn"):
        drawings.get("a", lambda _: "a")
