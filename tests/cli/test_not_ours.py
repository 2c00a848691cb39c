"""What is not papersearch's is never written, replaced or deleted, by any command."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from papersearch import files
from papersearch.api.paper_index import PaperIndex
from papersearch.cli.app import papersearch
from papersearch.cli.commands import COMMANDS
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.layout import CATALOG, FILES, FOLDERS, HOLDER, LOCK, MARK
from papersearch.types.watch import Watch
from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO
from tests.places import KINDS, null, put, state

pytestmark = pytest.mark.usefixtures("fake_models")

Do = Callable[..., Result]
PAPER = "2407.00001"
WORDS_FILE = "0123456789abcdef.safetensors"


@pytest.fixture
def index(papers: PaperIndex) -> Path:
    """An index of two days, with a watch and likes."""
    papers.like([PAPER, "2407.00002", "2407.00003"])
    papers.watches.add(Watch("visual", "visual tokens"))
    papers.close()
    return papers.folder


@pytest.fixture
def do(index: Path, tmp_path: Path) -> Do:
    """A function that runs a command on the index, and sees that no error is more than a line."""
    digest = tmp_path / "new.md"
    digest.write_text(DAY_TWO.replace("2407.00003", "2407.00008"), encoding="utf-8")
    other = tmp_path / "other"
    shutil.copytree(index, other)
    places = {"INDEX": index, "DIGEST": digest, "NEW": tmp_path / "to", "OTHER": other}

    def run(line: str, **more: Path) -> Result:
        words = [str({**places, **more}.get(word, word)) for word in line.split()]
        result = invoke(*words)
        assert isinstance(result.exception, SystemExit | None), result.exception
        if result.exit_code:
            assert result.stderr.splitlines()[-1].startswith("error: "), result.output
            assert result.stderr.count("error: ") == 1, result.stderr
        return result

    return run


def one_line(result: Result, *said: str) -> None:
    """See that a command was refused, and said so."""
    assert result.exit_code in (1, 2), result.output
    for part in said:
        assert part in result.stderr


USING = (
    "query visual --index INDEX",
    "query visual --mode lexical --index INDEX",
    f"similar {PAPER} --index INDEX",
    f"show {PAPER} --index INDEX",
    "status --index INDEX",
    "verify --index INDEX",
    "audit --index INDEX",
    "duplicates --index INDEX",
    "export --index INDEX",
    "feed --index INDEX",
    "trends --index INDEX",
    "recommend --index INDEX",
    "watch list --index INDEX",
    "copy --from INDEX --to NEW",
    "index DIGEST --index INDEX",
    "verify --repair --index INDEX",
    "verify --salvage NEW --index INDEX",
    f"remove {PAPER} --index INDEX",
    f"like {PAPER} --index INDEX",
    f"tag rl {PAPER} --index INDEX",
    f"note {PAPER} words --index INDEX",
    f"list {PAPER} --index INDEX",
    "list --index INDEX",
    "watch add name visual --index INDEX",
    "tune --index INDEX",
    "reembed --model fake --index INDEX",
    "copy --from OTHER --to INDEX",
)
BUILDING = (
    "index DIGEST --index FOLDER",
    "copy --from OTHER --to FOLDER",
    "verify --salvage FOLDER --index INDEX",
    "reembed --model fake --index FOLDER",
    "watch add name visual --index FOLDER",
    f"remove {PAPER} --index FOLDER",
    f"list {PAPER} --index FOLDER",
    "query visual --index FOLDER",
    "status --index FOLDER",
    "verify --repair --index FOLDER",
)


def foreign(folder: Path, what: str) -> Path:
    """Make a folder of the user's own."""
    names = {
        "alike": ["vectors/logo.svg", "words/essay.txt", "lexical/dict.txt"],
        "one file": ["notes.txt"],
        "hidden": [".profile"],
        "named like ours": [
            "vectors/0123456789abcdef.faiss",
            "words/0123456789abcdef.safetensors",
            LOCK,
        ],
        "a lock": [LOCK],
        "another program's": [],
        "and a mark": [MARK],
        "a folder": ["sub/folder/x"],
    }[what]
    folder.mkdir()
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"mine: {name}")
        (folder / name).chmod(0o640)
    if what in ("another program's", "and a mark"):
        with sqlite3.connect(folder / CATALOG) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("CREATE TABLE cats (name)")
        connection.close()
    if what == "and a mark":
        (folder / MARK).write_text("papersearch index\n")
    return folder


@pytest.mark.parametrize("line", BUILDING)
@pytest.mark.parametrize(
    "what",
    [
        "alike",
        "one file",
        "hidden",
        "named like ours",
        "a lock",
        "another program's",
        "and a mark",
        "a folder",
    ],
)
def test_a_folder_of_others_is_refused(do: Do, tmp_path: Path, what: str, line: str) -> None:
    folder = foreign(tmp_path / "proj", what)
    before = state(folder)
    one_line(do(line, FOLDER=folder), "proj")
    assert state(folder) == before


@pytest.mark.parametrize("line", BUILDING[:3])
def test_a_folder_that_is_as_good_as_empty_is_taken(do: Do, tmp_path: Path, line: str) -> None:
    folder = tmp_path / "new"
    (folder / "lost+found").mkdir(parents=True)
    (folder / ".gitkeep").touch()
    assert do(line, FOLDER=folder).exit_code == 0
    assert (folder / MARK).read_bytes() == b"papersearch index\n"
    assert do("query visual --index FOLDER", FOLDER=folder).exit_code == 0


def test_an_index_without_its_mark_gets_it(do: Do, index: Path) -> None:
    (index / MARK).unlink()
    assert do("status --index INDEX").exit_code == 0
    assert not (index / MARK).exists()
    assert do("index DIGEST --index INDEX").exit_code == 0
    assert (index / MARK).exists()


def test_an_index_whose_first_writer_died_is_one(do: Do, tmp_path: Path) -> None:
    """Of an older papersearch: without a mark, all that it has is in SQLite's log."""
    folder = tmp_path / "begun"
    folder.mkdir()
    (folder / LOCK).touch()
    connection = Catalog.create(folder)
    for name in (CATALOG, f"{CATALOG}-wal", f"{CATALOG}-shm"):
        shutil.copy(folder / name, folder / f"{name}.kept")
    connection.close()
    for name in (CATALOG, f"{CATALOG}-wal", f"{CATALOG}-shm"):
        (folder / f"{name}.kept").rename(folder / name)
    assert (folder / CATALOG).read_bytes()[68:72] == bytes(4)
    assert do("index DIGEST --index FOLDER", FOLDER=folder).exit_code == 0


def test_what_others_put_into_an_index_stays(do: Do, index: Path, tmp_path: Path) -> None:
    put_there = {
        "vectors/logo.svg": "svg",
        "vectors/faiss": "x",
        "vectors/model.faiss": "x",
        "vectors/sub/0123456789abcdef.faiss": "x",
        "words/essay.txt": "essay",
        "lexical/dict.txt": "words",
        "lexical/backup/meta.json": "{}",
        "lexical/tags.json": "[]",
        "words/model.safetensors": "x",
        "notes.txt": "notes",
        "shards/papers-all.parquet": "x",
    }
    for name, text in put_there.items():
        (index / name).parent.mkdir(exist_ok=True)
        (index / name).write_text(text)
        os.utime(index / name, (0, 0))
    (index / "vectors" / "fedcba9876543210.codes").symlink_to(tmp_path / "new.md")
    mine = [*(index / name for name in put_there), index / "vectors" / "fedcba9876543210.codes"]
    before = state(*mine)
    for line in USING:
        do(line)
        shutil.rmtree(tmp_path / "to", ignore_errors=True)
    for path in [*(index / "words").glob("0*.safetensors"), *(index / "vectors").glob("0*.faiss")]:
        path.write_bytes(b"damaged")
    for line in ("query visual --index INDEX", "index DIGEST --index INDEX"):
        assert do(line).exit_code == 0
    assert state(*mine) == before


def places_of(index: Path) -> list[str]:
    """Return the names of all that papersearch opens in an index."""
    inner = [path.relative_to(index) for path in sorted(index.rglob("*")) if path.is_file()]
    return sorted({*FILES, *FOLDERS, *map(str, inner)})


@pytest.mark.parametrize(
    "kind", ["link", *(pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS[1:])]
)
def test_nothing_leads_out_of_an_index(do: Do, index: Path, tmp_path: Path, kind: str) -> None:
    """Whatever stands in place of whichever of its files: refused, or not needed; never touched."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in (
        "thesis.txt",
        "0123456789abcdef.faiss",
        "0123456789abcdef.words",
        "0123456789abcdef.safetensors",
    ):
        (docs / name).write_text("mine")
        os.utime(docs / name, (0, 0))
    kept = tmp_path / "kept"
    shutil.copytree(index, kept)
    refused: dict[str, set[str]] = {}
    for name in places_of(index):
        for line in USING:
            shutil.rmtree(index)
            shutil.copytree(kept, index)
            shutil.rmtree(tmp_path / "to", ignore_errors=True)
            place = index / name
            if place.is_dir():
                shutil.rmtree(place)
            place.unlink(missing_ok=True)
            target = tmp_path / "target"
            shutil.copy(kept / name if (kept / name).is_file() else docs / "thesis.txt", target)
            put(kind, place, docs if name in FOLDERS else target)
            before = state(docs, target), place.lstat().st_mode, place.lstat().st_ino
            result = do(line)
            assert (state(docs, target), place.lstat().st_mode, place.lstat().st_ino) == before
            if result.exit_code:
                one_line(result, f"{place} is a {kind}")
                refused.setdefault(name, set()).add(line)
    for name in (*FILES, *FOLDERS):
        assert len(refused.get(name, ())) >= len(USING) - 2, name  # those that never open it
    for name, lines in refused.items():
        assert "index DIGEST --index INDEX" in lines, name
    assert len(refused) == len(places_of(index))


def test_the_folder_itself_may_be_a_link(do: Do, index: Path, tmp_path: Path) -> None:
    link, kept = tmp_path / "link", tmp_path / "kept"
    link.symlink_to(index)
    shutil.copytree(index, kept)
    for line in USING:
        shutil.rmtree(index)
        shutil.copytree(kept, index)
        result = do(line.replace("INDEX", "LINK"), LINK=link)
        few = "it takes 3 to recommend" in result.stderr or "tuning needs" in result.stderr
        assert result.exit_code == 0 or few, (line, result.output)
        shutil.rmtree(tmp_path / "to", ignore_errors=True)
    assert link.is_symlink()


@pytest.mark.parametrize(
    "line", ["index DIGEST --index LINK", "verify --salvage LINK --index INDEX"]
)
def test_a_folder_that_is_a_link_to_nowhere_is_told_as_one(
    do: Do, tmp_path: Path, line: str
) -> None:
    link, disk = tmp_path / "link", tmp_path / "disk" / "index"
    link.symlink_to(disk)
    one_line(do(line, LINK=link), f"it is a link to {disk}, where there is nothing: mount its disk")
    assert link.is_symlink()
    assert not disk.parent.exists()


@pytest.mark.parametrize("line", USING)
def test_a_journal_that_names_others_deletes_none(
    do: Do, index: Path, tmp_path: Path, line: str
) -> None:
    """SQLite removes the journal of several databases that a journal says it is part of."""
    victim = tmp_path / "thesis.txt"
    victim.write_text("mine")
    name, magic = str(victim).encode(), b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
    pages = (index / CATALOG).stat().st_size // 4096
    numbers = [0, 123, pages, 512, 4096]
    head = (magic + b"".join(number.to_bytes(4, "big") for number in numbers)).ljust(512, b"\0")
    tail = [(0x40000000 // 4096 + 1).to_bytes(4, "big"), name, len(name).to_bytes(4, "big")]
    tail += [sum(name).to_bytes(4, "big"), magic]
    (index / f"{CATALOG}-journal").write_bytes(head + b"".join(tail))
    one_line(do(line), "is a journal of several databases")
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("name", ["../../docs/x.faiss", "/etc/hostname", "logo.svg", ""])
def test_a_segment_of_a_strange_name_is_made_again(
    do: Do, index: Path, tmp_path: Path, name: str
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "x.faiss").write_text("mine")
    os.utime(docs / "x.faiss", (0, 0))
    before = state(docs), (docs / "x.faiss").stat().st_mtime
    with sqlite3.connect(index / CATALOG) as connection:
        connection.execute("UPDATE segments SET name = ?", (name,))
    connection.close()
    assert do("query visual --index INDEX").exit_code == 0
    assert do("index DIGEST --index INDEX").exit_code == 0
    assert (state(docs), (docs / "x.faiss").stat().st_mtime) == before


def test_an_index_is_not_copied_to_itself(do: Do, index: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(index)
    for name in (index, tmp_path / "link", index / ".." / index.name):
        one_line(do("copy --from INDEX --to SAME", SAME=name), "the same place")


@pytest.mark.parametrize("line", [*USING, *BUILDING])
def test_a_folder_that_cannot_be_there_is_one_line(do: Do, tmp_path: Path, line: str) -> None:
    (tmp_path / "round").symlink_to("round")
    for name in (tmp_path / "round", Path("~no such user/x"), tmp_path / ("x" * 300)):
        words = {word: name for word in ("INDEX", "FOLDER") if word in line.split()}
        one_line(do(line, **words), name.name)


def test_the_holder_of_the_lock_is_told_of_in_a_new_file(do: Do, index: Path) -> None:
    """One that is another name of a file of the user's is not written through."""
    mine = index.parent / "bashrc"
    mine.write_text("mine")
    (index / HOLDER).hardlink_to(mine)
    assert do("index DIGEST --index INDEX").exit_code == 0
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("name", [f"{CATALOG}-wal", f"{CATALOG}-shm"])
def test_a_log_that_is_a_file_of_the_users_is_not_written_through(
    do: Do, index: Path, name: str
) -> None:
    """SQLite writes over what is no log of its own, by whatever name that has."""
    mine = index.parent / "thesis.txt"
    mine.write_text("mine" * 1000)
    (index / name).unlink(missing_ok=True)
    (index / name).hardlink_to(mine)
    for line in USING:
        one_line(do(line), f"{name} is another name of a file")
    assert mine.read_text() == "mine" * 1000


def test_an_index_whose_backup_is_made_of_links_can_be_used(
    do: Do, index: Path, tmp_path: Path
) -> None:
    with contextlib.closing(Catalog.create(index)) as held:
        with held.transaction():
            held.set_meta("generation", 99)
        shutil.copytree(index, tmp_path / "backup", copy_function=os.link)
        for end in ("wal", "shm"):
            log = (index / f"{CATALOG}-{end}").stat()
            assert log.st_nlink == 2
            assert log.st_size
        for line in ("query visual --index INDEX", "index DIGEST --index INDEX"):
            assert do(line).exit_code == 0


# -- what `papersearch embed` writes


def test_a_file_that_came_later_is_no_damaged_shard(do: Do, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert do("embed DIGEST --out OUT", OUT=out).exit_code == 0
    (out / "papers-01.parquet").write_text("of January")
    before = state(out)
    for line in ("embed DIGEST --out OUT", "embed DIGEST --shard-papers 1 --out OUT"):
        one_line(do(line, OUT=out), "papers-01.parquet is in the way")
    assert state(out) == before


def test_shards_go_beside_other_files(do: Do, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in ("papers-2024.parquet", "papers-.parquet", ".papers-0.parquet.x.tmp", "a.md"):
        (out / name).write_text("mine")
    before = state(*out.iterdir())
    for line in ("embed DIGEST --out OUT", "embed DIGEST --shard-papers 1 --out OUT"):
        assert do(line, OUT=out).exit_code == 0
    assert state(*(Path(name) for name in before)) == before
    assert len(list(out.glob("papers-*"))) == 3


@pytest.mark.parametrize(
    "name",
    [
        "papers-all.parquet",
        "papers-01.parquet",
        ".papersearch",
        ".papersearch/work",
        ".papersearch/previous",
        ".papersearch/old",
        ".papersearch/manifest.json",
        ".papersearch/writer.lock",
        ".papersearch/writer.lock.holder",
    ],
)
@pytest.mark.parametrize("kind", [*KINDS, "file"])
def test_nothing_leads_out_of_a_folder_of_shards(
    do: Do, tmp_path: Path, name: str, kind: str
) -> None:
    out, docs = tmp_path / "out", tmp_path / "docs"
    is_folder = name.endswith(("search", "work", "previous", "old"))
    if kind == "file" and (name.startswith(".papersearch/") and not is_folder):
        pytest.skip("a file of that name is ours")
    docs.mkdir()
    for inner in ("work/all", "all", "papers-all-damaged.parquet"):
        (docs / inner).parent.mkdir(exist_ok=True)
        (docs / inner).write_text("mine")
    if kind == "file":
        (out / name).parent.mkdir(parents=True)
        (out / name).write_text("mine")
    else:
        put(kind, out / name, docs if is_folder else docs / "all")
    before = state(out, docs)
    one_line(do("embed DIGEST --out OUT", OUT=out), str(out / name))
    assert {path: state(out, docs)[path] for path in before} == before


def test_what_others_put_beside_the_plan_stays(do: Do, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert do("embed DIGEST --out OUT", OUT=out).exit_code == 0
    for name in ("work/notes.txt", "old/papers-all-x.y.parquet", "previous/sub/all", "notes.txt"):
        (out / ".papersearch" / name).parent.mkdir(parents=True, exist_ok=True)
        (out / ".papersearch" / name).write_text("mine")
    mine = [
        path
        for path in (out / ".papersearch").rglob("*")
        if "mine" in str(path.is_file() and path.read_bytes())
    ]
    before = state(*mine)
    (tmp_path / "more.md").write_text(DAY_ONE, encoding="utf-8")
    do("embed MORE --shard-papers 1 --out OUT", OUT=out, MORE=tmp_path / "more.md")
    assert mine
    assert state(*mine) == before


# -- what the user names with -o


def outputs() -> set[str]:
    """Return the commands that write a file that the user names."""
    found = set()
    for name in COMMANDS:
        command = papersearch.get_command(click.Context(papersearch), name)
        assert command is not None
        for option in command.params:
            kind = option.type
            if "-o" in option.opts and isinstance(kind, click.Path) and kind.file_okay:
                found.add(name)
    return found


WRITING = {
    "export": "export -o FILE --index INDEX",
    "feed": "feed --peek -o FILE --index INDEX",
    "map": "map -o FILE --index INDEX",
    "trends": "trends -o FILE --index INDEX",
}


def test_every_command_that_writes_a_file_is_here() -> None:
    assert outputs() == set(WRITING)


@pytest.mark.parametrize("line", [pytest.param(WRITING[name], id=name) for name in WRITING])
def test_output_goes_where_it_is_said_to(
    do: Do, tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert do("watch add name visual --index INDEX").exit_code == 0
    plain, link, pipe, device = (tmp_path / f"{n}.html" for n in ("plain", "link", "pipe", "null"))
    plain.write_text("old")
    plain.chmod(0o600)
    link.symlink_to(plain.name)
    os.mkfifo(pipe)
    assert do(line, FILE=link).exit_code == 0
    assert link.is_symlink()
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600
    assert plain.read_text(encoding="utf-8") != "old"
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert do(line, FILE=pipe).exit_code == 0
    reader.join()
    assert len(read[0]) >= len(plain.read_bytes()) / 2  # a feed says when it was made
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    null(device)
    before = state(device)
    assert do(line, FILE=device).exit_code == 0
    assert state(device) == before


# -- the repository's own folder


def test_emptying_an_index_takes_only_what_is_ours(index: Path, tmp_path: Path) -> None:
    from papersearch.store.local.emptying import empty

    (index / "README.md").write_text("mine")
    for name in FOLDERS:
        (index / name).mkdir(exist_ok=True)
        (index / name / "mine.txt").write_text("mine")
    empty(index)
    names = {str(path.relative_to(index)) for path in index.rglob("*") if path.is_file()}
    assert names == {MARK, "README.md", *(f"{name}/mine.txt" for name in FOLDERS)}
    for name in FOLDERS:
        shutil.rmtree(index / name)
    docs = foreign(tmp_path / "docs", "named like ours")
    (index / "vectors").symlink_to(docs / "vectors")
    before = state(docs)
    with pytest.raises(files.not_ours(index, 0).__class__, match="vectors is a link"):
        empty(index)
    assert state(docs) == before


def test_the_repositorys_folder_for_an_index_can_be_one(do: Do, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "index"
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in ("README.md", MARK):
        shutil.copy(shipped / name, folder)
    assert do("index DIGEST --index FOLDER", FOLDER=folder).exit_code == 0
