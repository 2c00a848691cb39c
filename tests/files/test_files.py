"""Reading, writing and removing: files of ours, and whatever the user names."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch import files
from papersearch.api.paper_index import PaperIndex
from papersearch.errors import IndexUnreadable, IndexUnwritable, NotOurs
from papersearch.files import write_atomic, write_output, writing
from tests.places import KINDS, as_nobody, null, put, state

ROOT = Path(__file__).parents[2]
OWN = re.compile(r"[0-9a-f]{4}\.own")


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_whole_with_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    assert write_atomic(path, b"new") == hashlib.sha256(b"new").digest() == files.sha256(path)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", [write_atomic, write_output])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: object
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(IndexUnwritable, match="the disk is full: free some space"):
        write(path, b"new")  # type: ignore[operator]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (2, "there is no such folder: make it, or use --index"),
        (13, "no permission to write"),
        (30, "read-only"),
        (20, "is a file"),
        (5, "Input/output"),
    ],
)
def test_each_reason_has_its_remedy(tmp_path: Path, number: int, remedy: str) -> None:
    with pytest.raises(IndexUnwritable, match=remedy), writing(tmp_path):
        raise OSError(number, os.strerror(number))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_is_neither_read_nor_replaced(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    put(kind, tmp_path / "ours", target)
    before = state(tmp_path)
    for attempt in (
        lambda path: files.read(path),
        lambda path: files.sha256(path),
        lambda path: files.create(path),
        lambda path: files.remove(path),
        lambda path: write_atomic(path, b"new"),
        lambda path: files.move(target, path),
    ):
        with pytest.raises(NotOurs, match=rf"ours is a {kind}, .* move it elsewhere"):
            attempt(tmp_path / "ours")
    files.touch(tmp_path / "ours")
    assert files.sweep(tmp_path, re.compile("ours")) == 0
    assert state(tmp_path) == before


def test_no_folder_is_entered_by_a_link(tmp_path: Path) -> None:
    docs, link = tmp_path / "docs", tmp_path / "link"
    docs.mkdir()
    (docs / "0a0a.own").write_bytes(b"mine")
    link.symlink_to(docs)
    before = state(tmp_path)
    with pytest.raises(NotOurs, match="link is a link"):
        files.sweep(link, OWN)
    with pytest.raises(NotOurs, match="link is a link"):
        files.remove_tree(link, OWN)
    with pytest.raises(NotOurs, match="link is a link"):
        write_atomic(link / "0b0b.own", b"new")
    with pytest.raises(NotOurs, match="link is a link"):
        files.make_folder(link)
    with pytest.raises(NotOurs, match="link is a link"):
        files.new_file(link / "0b0b.own")
    assert state(tmp_path) == before
    write_atomic(link / "0b0b.own", b"new", linked=True)  # of what the user named
    assert (docs / "0b0b.own").read_bytes() == b"new"


def test_sweeping_knows_its_own_names(tmp_path: Path) -> None:
    own = ["0a0a.own", "0b0b.own", ".0a0a.own.01234567.tmp"]
    others = ["0a0a.own.bak", "x0a0a.own", "A0A0.own", ".0a0a.own.tmp", "note.txt", "0c0c.own"]
    for name in (*own, *others):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "0d0d.own").mkdir()
    assert files.sweep(tmp_path, OWN, {"0c0c.own"}, older_than=60) == 0
    assert files.sweep(tmp_path, OWN, {"0c0c.own"}) == len(own)
    assert {path.name for path in tmp_path.iterdir()} == {*others, "0d0d.own"}
    assert files.sweep(tmp_path / "missing", OWN) == 0


def test_a_tree_goes_but_for_what_others_put_there(tmp_path: Path) -> None:
    for name in ("one/0a0a.own", "two/0a0a.own", "two/0b0b.own/0c0c.own", "two/note.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    files.remove_tree(tmp_path / "one", OWN)
    files.remove_tree(tmp_path / "two", OWN)
    files.remove_tree(tmp_path / "three", OWN)
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["two", "note.txt"]


@pytest.mark.usefixtures("umask")
def test_new_files_are_as_open_as_the_umask_says(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"")
    write_output(tmp_path / "b", b"")
    files.create(tmp_path / "c")
    assert [mode_of(tmp_path / name) for name in "abc"] == [0o640, 0o640, 0o640]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_missing_permission_is_told_from_a_missing_file(tmp_path: Path) -> None:
    with (
        pytest.raises(IndexUnreadable, match="no permission: ask its owner"),
        files.reading(tmp_path),
    ):
        raise PermissionError(13, "Permission denied")
    with pytest.raises(FileNotFoundError, match="No such file"):
        files.read(tmp_path / "missing")


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o4755])
def test_output_keeps_mode_and_owner(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old and longer")
    if os.geteuid() == 0:
        os.chown(path, 12, 34)
    path.chmod(mode)
    before = path.stat()
    write_output(path, b"new")
    after = path.stat()
    assert path.read_bytes() == b"new"
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )
    assert after.st_ino != before.st_ino  # whoever reads the old one has it whole
    assert list(tmp_path.iterdir()) == [path]


def test_output_keeps_out_whom_a_list_keeps_out(tmp_path: Path) -> None:
    """Without its access control list, a mode of 660 would let in the file's group."""
    path = tmp_path / "out"
    path.write_bytes(b"old")
    whole = 0xFFFFFFFF
    entries = [(1, 6, whole), (2, 6, 12), (4, 0, whole), (16, 6, whole), (32, 0, whole)]
    attributes = {
        "user.note": b"mine",
        "system.posix_acl_access": struct.pack("<I", 2)
        + b"".join(struct.pack("<HHI", *entry) for entry in entries),
    }
    try:
        for name, value in attributes.items():
            os.setxattr(path, name, value)
    except (AttributeError, OSError):
        pytest.skip("the file system keeps no such attributes")
    before = path.stat()
    write_output(path, b"new")
    assert path.read_bytes() == b"new"
    assert {name: os.getxattr(path, name) for name in os.listxattr(path)} == attributes
    assert path.stat().st_mode == before.st_mode
    assert path.stat().st_ino != before.st_ino


def test_output_follows_links(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "one").symlink_to("sub/two")
    (tmp_path / "sub" / "two").symlink_to("../target")
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "target").chmod(0o600)
    write_output(tmp_path / "one", b"new")
    assert (tmp_path / "one").is_symlink()
    assert (tmp_path / "sub" / "two").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"
    assert mode_of(tmp_path / "target") == 0o600
    (tmp_path / "target").unlink()
    write_output(tmp_path / "one", b"again")  # which leads nowhere
    assert (tmp_path / "target").read_bytes() == b"again"
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(IndexUnwritable, match=r"(?i)too many levels of symbolic links"):
        write_output(tmp_path / "round", b"x")


def test_output_leaves_a_device_a_device(tmp_path: Path) -> None:
    null(tmp_path / "null")
    before = state(tmp_path)
    write_output(tmp_path / "null", b"x" * 1_000_000)
    (tmp_path / "link").symlink_to("null")
    write_output(tmp_path / "link", b"x")
    (tmp_path / "link").unlink()
    assert state(tmp_path) == before


def test_output_goes_through_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_output(tmp_path / "pipe", b"x" * 200_000)  # more than a pipe holds
    reader.join()
    assert read == [b"x" * 200_000]
    assert stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode)


def test_a_reader_that_leaves_is_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    def leave() -> None:
        os.close(os.open(tmp_path / "pipe", os.O_RDONLY))

    reader = threading.Thread(target=leave)
    reader.start()
    with pytest.raises(IndexUnwritable, match="its reader has left"):
        write_output(tmp_path / "pipe", b"x" * 10_000_000)
    reader.join()


def test_what_is_open_already_is_written_to_where_it_is(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    code = (
        "import sys; from pathlib import Path; from papersearch.files import write_output\n"
        "print('one', flush=True)\n"
        "for name in sys.argv[1:]: write_output(Path(name), name.encode() + b'\\n')\n"
        "print('three')"
    )
    names = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
    names = [name for name in names if Path(name).exists()]
    for how in ("ab", "pipe"):
        with log.open("ab") as file:
            done = subprocess.run(
                [sys.executable, "-c", code, *names],
                stdout=file if how == "ab" else subprocess.PIPE,
                check=True,
                cwd=ROOT,
            )
        said = log.read_bytes().removeprefix(b"before\n") if how == "ab" else done.stdout
        assert said.decode().split() == ["one", *names, "three"]
    assert log.read_bytes().startswith(b"before\n")


def test_output_to_a_closed_descriptor_or_a_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(IndexUnwritable, match="it is a folder: use -o"):
        write_output(tmp_path, b"x")
    with pytest.raises(IndexUnwritable, match=r"(?i)bad file descriptor"):
        write_output(Path("/dev/fd/987"), b"x")
    with pytest.raises(IndexUnwritable, match="there is no such folder: make it, or use -o"):
        write_output(tmp_path / "no" / "such", b"x")


def test_all_names_of_a_file_stay_its_names(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"old and longer")
    two.hardlink_to(one)
    write_output(one, b"new")
    assert two.read_bytes() == b"new"
    assert one.samefile(two)


def test_a_long_name_is_no_obstacle(tmp_path: Path) -> None:
    write_output(tmp_path / ("한" * 85), b"x")
    assert (tmp_path / ("한" * 85)).read_bytes() == b"x"


def test_another_users_file_is_written_in_its_place(
    tmp_path: Path, commons: Path, papers: PaperIndex
) -> None:
    """In a folder that cannot be written, where a file may be that can."""
    folder, index = commons / "folder", str(commons / "index")
    folder.mkdir()
    shutil.copytree(papers.folder, index)
    theirs, locked, new = (folder / name for name in ("theirs", "locked", "new"))
    for path, mode in ((theirs, 0o666), (locked, 0o644)):
        path.write_bytes(b"old and longer" * 1000)
        path.chmod(mode)
    before = theirs.stat()
    paths = (theirs, locked, new)
    said = as_nobody(
        [["export", "--index", index, "-o", str(path)] for path in paths],
        warmed_by=[["export", "--index", index, "-o", str(tmp_path / "warm")]],
    )
    done = dict(zip(paths, said, strict=True))
    after = theirs.stat()
    assert (done[theirs].code, done[theirs].stderr.count("\n")) == (0, 1)
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert len(theirs.read_text(encoding="utf-8").splitlines()) == 3
    for path in (locked, new):
        assert done[path].code == 1
        assert done[path].stderr == (
            f"error: cannot write {path}: no permission to write: use -o to name another file\n"
        )
    assert locked.read_bytes() == b"old and longer" * 1000
