"""Collections: which sources belong to which, and what older indexes seem to be made of."""

from __future__ import annotations

from papersearch.types.collections import (
    Collection,
    aliases,
    as_fact,
    by_root,
    common_folder,
    from_fact,
    guessed,
    holder,
    lies_in,
    members,
    with_new,
)


def folder(root: str, real: str = "") -> Collection:
    return Collection(root, True, real or root)


def files(root: str) -> Collection:
    return Collection(root, False, root)


def test_a_source_is_of_the_innermost_collection() -> None:
    roots = by_root([files("/home/ana"), folder("/home/ana/digests")])
    inner = holder(roots, "/home/ana/digests/2024/a.md")
    assert inner is not None
    assert inner.root == "/home/ana/digests"
    assert holder(roots, "/srv/a.md") is None
    assert members(roots.values(), ["/home/ana/a.md", "/home/ana/digests/a.md"]) == {
        "/home/ana": ["/home/ana/a.md"],
        "/home/ana/digests": ["/home/ana/digests/a.md"],
    }


def test_names_that_begin_alike_lie_beside_each_other() -> None:
    assert lies_in("/a/b/c.md", "/a/b")
    assert lies_in("/a", "/a")
    assert not lies_in("/a/bc.md", "/a/b")
    assert lies_in("/a", "/")


def test_folders_take_in_what_lies_in_them() -> None:
    known = [folder("/d/2024"), files("/d"), folder("/e")]
    assert with_new(known, [folder("/d")]) == [folder("/d"), folder("/e")]
    assert with_new(known, [files("/d/2024/07")]) == sorted(known, key=lambda own: own.root)
    assert with_new([files("/d")], [folder("/d/x")]) == [files("/d"), folder("/d/x")]
    assert with_new([folder("/d/x")], [files("/d")]) == [files("/d"), folder("/d/x")]


def test_a_collection_that_is_taken_in_by_another_path_has_other_names() -> None:
    inner, whole = folder("/link/2024", "/d/2024"), folder("/d")
    now = with_new([inner], [whole])
    assert now == [whole]
    assert aliases([inner], now, ["/link/2024/a.md", "/e/b.md"]) == {
        "/link/2024/a.md": "/d/2024/a.md"
    }


def test_what_older_indexes_are_made_of_is_guessed() -> None:
    found = guessed(
        ["/home/ana/digests/2024/a.md", "/home/ana/digests/2023/b.md", "/data/c.md", "-"]
    )
    assert [own.root for own in found] == ["/data", "/home/ana/digests"]
    assert not any(own.is_folder for own in found)


def test_as_facts_they_are_the_same() -> None:
    known = [Collection("/a", True, "/b", "2024-07-04"), files("/c")]
    assert from_fact(as_fact(known)) == known
    assert from_fact(None) == []


def test_a_common_folder() -> None:
    assert common_folder(["/a/b/c.md", "/a/d.md"]) == "/a"
    assert common_folder(["/a/b/c.md"]) == "/a/b"
