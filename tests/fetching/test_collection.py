"""Fetched files and those of others: nothing that is not ours is written over."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path

import pytest

pytest.importorskip("httpx2")
from papersearch.errors import FetchFailed, NotOurs
from papersearch.fetching import Origin
from papersearch.fetching.collection import LEDGER, LOCK, Collection, opened
from papersearch.fetching.ledger import Answer, Ledger, NoLedger, decoded

HUB = Origin("hf")


def put(to: Path, name: str, data: bytes) -> Collection:
    with opened(to, HUB) as own:
        own.put(name, data)
        own.ledger.days["2026-11-27"] = [Answer(name)]
    return own


def test_new_changed_and_the_same(tmp_path: Path) -> None:
    assert put(tmp_path, "2026-11-27.json", b"[1]").new == ["2026-11-27.json"]
    same = put(tmp_path, "2026-11-27.json", b"[1]")
    assert (same.new, same.changed) == ([], [])
    assert put(tmp_path, "2026-11-27.json", b"[1,2]").changed == ["2026-11-27.json"]
    assert (tmp_path / "hf/2026-11-27.json").read_bytes() == b"[1,2]"


def test_a_file_of_others_stays(tmp_path: Path) -> None:
    (tmp_path / "hf").mkdir()
    own = tmp_path / "hf/2026-11-27.json"
    own.write_bytes(b"mine")
    assert put(tmp_path, own.name, b"[1]").theirs == [own.name]
    assert own.read_bytes() == b"mine"


def test_a_file_that_was_changed_by_hand_stays(tmp_path: Path) -> None:
    put(tmp_path, "2026-11-27.json", b"[1]")
    own = tmp_path / "hf/2026-11-27.json"
    own.write_bytes(b"[1, 'mine']")
    assert put(tmp_path, own.name, b"[1,2]").theirs == [own.name]
    assert own.read_bytes() == b"[1, 'mine']"
    with opened(tmp_path, HUB) as found:
        found.drop(own.name)
    assert own.exists()


def test_what_is_there_in_the_end_is_ours_after_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is replaced by one rename; killed before or after, it is known again."""
    put(tmp_path, "2026-11-27.json", b"[1]")
    replace = os.replace

    def killed_after(*arguments: object, **ends: object) -> None:
        replace(*arguments, **ends)  # type: ignore[arg-type]
        if arguments[1] == "2026-11-27.json":
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed_after)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, "2026-11-27.json", b"[1,2]")
    monkeypatch.undo()
    found = put(tmp_path, "2026-11-27.json", b"[1,2,3]")
    assert found.changed == ["2026-11-27.json"]
    assert found.theirs == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "digests").mkdir()
    (tmp_path / "digests/hf").symlink_to(elsewhere)
    with pytest.raises(NotOurs), opened(tmp_path / "digests", HUB):
        pass
    assert not any(elsewhere.iterdir())


@pytest.mark.parametrize("name", ["2026-11-27.json", "inner/2026-11-27.json"])
def test_a_link_in_the_place_of_a_file_stays_and_the_rest_goes_on(
    tmp_path: Path, name: str
) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_bytes(b"mine")
    place = tmp_path / "digests/hf" / name.split("/")[0]
    place.parent.mkdir(parents=True)
    place.symlink_to(secret if "/" in name else secret / "file")
    with opened(tmp_path / "digests", HUB) as own:
        own.put(name, b"[1]")
        own.put("2026-11-26.json", b"[2]")
        own.drop(name)
        assert own.has(name) == ("/" not in name)
    assert (own.theirs, own.new) == ([name], ["2026-11-26.json"])
    assert place.is_symlink()
    assert [own.name for own in secret.iterdir()] == ["file"]
    assert (secret / "file").read_bytes() == b"mine"


def test_a_pipe_or_a_folder_in_the_place_of_a_file_stays(tmp_path: Path) -> None:
    (tmp_path / "hf/2026-11-26.json").mkdir(parents=True)
    os.mkfifo(tmp_path / "hf/2026-11-27.json")
    with opened(tmp_path, HUB) as own:
        for day in (26, 27, 28):
            own.put(f"2026-11-{day}.json", b"[1]")
    assert (own.theirs, own.new) == (
        ["2026-11-26.json", "2026-11-27.json"],
        ["2026-11-28.json"],
    )


@pytest.mark.parametrize("name", [LEDGER, LOCK])
def test_a_link_in_the_place_of_what_is_remembered(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_bytes(b"mine")
    place = tmp_path / "digests/hf" / name
    place.parent.mkdir(parents=True)
    place.symlink_to(secret / "file")
    with pytest.raises(NotOurs):
        put(tmp_path / "digests", name, b"[1]")
    assert [own.name for own in secret.iterdir()] == ["file"]
    assert (secret / "file").read_bytes() == b"mine"


def test_the_folder_that_a_user_names_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "digests").symlink_to(tmp_path / "disk")
    put(tmp_path / "digests", "2026-11-27.json", b"[1]")
    assert (tmp_path / "disk/hf/2026-11-27.json").exists()


def test_nothing_that_came_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed), opened(tmp_path / "digests", HUB):
        raise FetchFailed("nothing")
    assert not (tmp_path / "digests/hf").exists()


def test_two_at_once(tmp_path: Path) -> None:
    with opened(tmp_path, HUB):
        failed: list[BaseException] = []

        def other() -> None:
            try:
                with opened(tmp_path, HUB):
                    pass
            except FetchFailed as error:
                failed.append(error)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert re.match("another process is fetching into", str(failed[0]))


def test_another_origin_of_the_same_folder(tmp_path: Path) -> None:
    put(tmp_path, "2026-11-27.json", b"[1]")
    (tmp_path / "hf").rename(tmp_path / "arxiv-cs.CL")
    with (
        pytest.raises(NotOurs, match="another source: name another folder with --to"),
        opened(tmp_path, Origin("arxiv", "cs.CL")),
    ):
        pass


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format":2}',
        b"\xff",
        b"[" * 100_000,
        b'{"format":1,"source":3,"since":"","days":{},"whole":[],"latest":null,"hashes":{}}',
        b'{"format":1,"source":"hf","since":"","days":[],"whole":[],"latest":null,"hashes":{}}',
        b'{"format":1,"source":"hf","since":"","days":{"x":[{"file":1}]},"whole":[],'
        b'"latest":null,"hashes":{}}',
        b'{"format":1,"source":"hf","since":"","days":{},"whole":3,"latest":null,"hashes":{}}',
    ],
)
def test_a_ledger_that_is_none(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NoLedger):
        decoded(data)
    (tmp_path / "hf").mkdir()
    (tmp_path / "hf" / LEDGER).write_bytes(data)
    with pytest.raises(NotOurs, match="move it elsewhere"), opened(tmp_path, HUB):
        pass
    assert (tmp_path / "hf" / LEDGER).read_bytes() == data


@pytest.mark.parametrize("name", ["a\\u0000b", "a" * 300, " /a.md", "a/../b.md", "한" * 150])
def test_a_name_that_no_file_has(tmp_path: Path, name: str) -> None:
    put(tmp_path, "2026-11-27.json", b"[1]")
    ledger = tmp_path / "hf" / LEDGER
    ledger.write_bytes(ledger.read_bytes().replace(b"2026-11-27.json", name.encode()))
    with pytest.raises(NotOurs, match="move it elsewhere"), opened(tmp_path, HUB):
        pass


def test_a_ledger_reads_back() -> None:
    own = Ledger("hf", "2026-11-01", {"2026-11-01": [Answer("a"), Answer("")]}, {"2026-11-01"})
    own.latest, own.hashes = Answer("b", more=True), {"a": ["00", "11"]}
    assert decoded(own.encoded()) == own


def test_what_a_crash_left_is_swept(tmp_path: Path) -> None:
    inner = f"inner/{'x' * 70}.md"
    for name in ("2026-11-27.json", inner):
        put(tmp_path, name, b"[1]")
    old, young, ledger, deep, mine, hidden, deeper = (
        tmp_path / "hf" / own
        for own in (
            ".2026-11-27.json.0123abcd.tmp",
            ".2026-11-27.json.0123abce.tmp",
            f".{LEDGER}.0123abcd.tmp",
            f"inner/.{'x' * 60}.0123abcd.tmp",
            "mine.tmp",
            ".mine.json.0123abcd.tmp",
            "inner/.mine.md.0123abcd.tmp",
        )
    )
    for path in (old, young, ledger, deep, mine, hidden, deeper):
        path.write_bytes(b"half")
        if path != young:
            os.utime(path, (0, 0))
    put(tmp_path, "2026-11-27.json", b"[1]")
    assert not any(path.exists() for path in (old, ledger, deep))
    assert all(path.exists() for path in (young, mine, hidden, deeper))


def test_what_a_ledger_names_outside_is_not_removed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes(b"[]")
    put(tmp_path, "2026-11-27.json", b"[]")
    ledger = tmp_path / "hf" / LEDGER
    ledger.write_bytes(ledger.read_bytes().replace(b"2026-11-27.json", b"../outside.json"))
    with pytest.raises(NotOurs, match="move it elsewhere"), opened(tmp_path, HUB):
        pass
    assert outside.exists()


def test_a_feed_that_comes_by_https_from_now_on(tmp_path: Path) -> None:
    for scheme in ("http", "https"):
        with opened(tmp_path, Origin("page", f"{scheme}://example.org/feed")) as own:
            own.put("seen-2026-11-27.xml", b"[1]")
            own.ledger.latest = Answer("seen-2026-11-27.xml")
    assert own.ledger.source == "https://example.org/feed"
    assert own.new == []
