"""Sources that have another name now, told by their content: a pure function."""

from __future__ import annotations

from collections.abc import Mapping

from papersearch.indexing.moves import Files, Moved, moves
from papersearch.types.collections import Collection
from papersearch.types.sources import STDIN_NAME


def data(text: str) -> bytes:
    return text.encode().ljust(16, b"\1")


def files(there: Mapping[str, str], alike: bool = False) -> Files:
    """Return files by their names, with what they say."""
    return Files(
        there.keys(),
        lambda name: data(there[name]),
        lambda name: name,
        lambda name: name not in there,
        lambda _old, _name: alike,
    )


OLD, NEW = Collection("/old", True, "/old"), Collection("/new", True, "/new")


def test_a_folder_moves_as_a_whole() -> None:
    held = {f"/old/{n}.md": data(f"{n}") for n in "abc"}
    found = moves(held, files({"/new/a.md": "a", "/new/b.md": "b", "/new/c.md": "!"}), [OLD], [])
    assert found.names == {f"/old/{n}.md": f"/new/{n}.md" for n in "abc"}
    assert found.said == [Moved("/old", "/new", 3)]


def test_what_is_gone_moves_with_as_many_that_are_there() -> None:
    held = {f"/old/{n}.md": data(n) for n in "abcd"}
    assert len(moves(held, files({"/new/a.md": "a", "/new/b.md": "b"}), [OLD]).names) == 4
    assert list(moves(held, files({"/new/a.md": "a"}), [OLD]).names) == ["/old/a.md"]


def test_a_copy_is_no_move() -> None:
    there = {"/old/a.md": "a", "/new/a.md": "a"}
    assert moves({"/old/a.md": data("a")}, files(there), [OLD]).names == {}


def test_equal_paths_alone_say_nothing() -> None:
    held, there = {"/old/2024/a.md": data("a")}, {"/new/2024/a.md": "b"}
    assert moves(held, files(there), [OLD], ["/new"]).names == {}
    found = moves(held, files(there, alike=True), [OLD], ["/new"])
    assert found.names == {"/old/2024/a.md": "/new/2024/a.md"}


def test_the_nearest_of_equal_files_is_the_one() -> None:
    held = {"/old/07/a.md": data("a"), "/old/08/a.md": data("a")}
    found = moves(held, files({"/new/08/a.md": "a", "/new/07/a.md": "a"}), [OLD])
    assert found.names == {f"/old/{n}/a.md": f"/new/{n}/a.md" for n in ("07", "08")}


def test_pipes_are_standard_input() -> None:
    held = {"/proc/12/fd/pipe:[34]": data("a"), "/dev/fd/63": data("b")}
    assert set(moves(held, files({}), []).names.values()) == {STDIN_NAME}


def test_a_folder_of_which_something_stays_has_not_moved() -> None:
    held = {f"/old/{n}.md": data(n) for n in "abc"}
    found = moves(held, files({"/old/sub/a.md": "a", "/old/b.md": "b", "/old/c.md": "c"}), [OLD])
    assert found.said == [Moved("/old/a.md", "/old/sub/a.md", 1)]
    found = moves(held, files({f"/old/sub/{n}.md": n for n in "abc"}), [OLD])
    assert found.said == [Moved("/old", "/old/sub", 3)]


def test_what_is_wrong_with_a_file_moves_with_it() -> None:
    held = {"/old/a.md": data("a") + b"\1", "/old/b.md": data("b") + b"\0"}
    found = moves(held, files({"/old/c.md": "a", "/old/d.md": "b"}), [OLD])
    assert found.names == {"/old/a.md": "/old/c.md"}
